#include "station.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace mainstay::demand {

double erlang_wait(double rate, int servers, double each) {
  if (!(rate > 0.0)) return 0.0;
  const double load = rate / each;
  double inverse_blocking = 1.0;  // of Erlang B, by its recursion over the servers
  for (int k = 1; k <= servers; ++k) inverse_blocking = 1.0 + inverse_blocking * k / load;
  const double blocking = 1.0 / inverse_blocking;
  const double waits = blocking / (1.0 - load / servers * (1.0 - blocking));
  return waits / (servers * each - rate);
}

double sojourn(const Station& station, int servers, double rate, double time) {
  const double service = 1.0 / station.each;
  if (!(rate > 0.0)) return service;
  const double at_balance = std::sqrt(4.0 * std::max(time, 3600.0) / (std::numbers::pi * rate));
  if (rate >= station.capacity(servers)) return service + at_balance;
  return service + std::min(erlang_wait(rate, servers, station.each), at_balance);
}

}  // namespace mainstay::demand
