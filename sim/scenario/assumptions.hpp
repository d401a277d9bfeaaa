#pragma once
// The figures of a scenario that might be otherwise: what a file states with a unit or as a law, and how sure it is of
// it. Each becomes a factor of a sweep, from somewhat less to somewhat more.

#include <string>
#include <vector>

#include "scenario/sweep.hpp"

namespace mainstay::scenario {

struct Assumption {
  std::string path;
  std::string value;       // as written
  std::string grade;       // measured, estimated, assumed; what says nothing is assumed
  std::string source;
};

// In the order of the file. Amounts of time, money and data, rates and shares, and laws of these; no counts, priorities
// or names, no objectives (`targets`), no chances of what follows a step (`then`), nothing of `run`, `calendars`, `variants`, `studies`, `improvements` and `expect`,
// and nothing in lists, whose items have no path. What is 0, or an instant of the clock, is left out too.
std::vector<Assumption> assumptions_of(const schema::Node& root);

// From (1 - spread) to (1 + spread) times the value: of an amount itself, of a law all that it gives (`scaled`). A share
// above one half has its complement changed so, since it is that which is uncertain. `spread` is between 0 and 1.
Factor factor_around(const Assumption& assumption, double spread);

}  // namespace mainstay::scenario
