#pragma once
// What carries a demand: units that are up or down, each of which carries so much per time.

#include <string>
#include <vector>

#include "estate/node.hpp"

namespace mainstay::demand {

// Mean wait in seconds of an M/M/c queue in steady state (Erlang C): arrivals at random at `rate` per second, `servers`
// of which each serves `each` per second, exponential service. The rate must be below servers times each.
double erlang_wait(double rate, int servers, double each);

struct Station {
  std::vector<estate::Node*> units;
  double each = 0.0;   // per second
  int up = 0;

  int total() const { return static_cast<int>(units.size()); }
  double capacity(int servers) const { return servers * each; }
};

// Mean time in seconds that a request spends at the station with so many servers, at a rate that lasts for `time`.
// Within that time, or an hour, a queue that begins empty gets no longer than it would on average at balance, which is
// the square root of 4 rate time / pi (a reflected Brownian motion of variance 2 rate). So near to saturation this is
// the limit, since the steady state is too far off.
double sojourn(const Station& station, int servers, double rate, double time);

}  // namespace mainstay::demand
