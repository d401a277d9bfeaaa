#pragma once
// Several of a scenario's variants carried out together: their patches one after the other, their costs added up.

#include <cstdint>
#include <string>
#include <vector>

#include "scenario/sweep.hpp"

namespace mainstay::scenario {

// A variant of the file as something that may be chosen.
struct Option {
  std::string name;
  std::vector<Patch> patches;
  double cost_once = 0.0;
  double cost_per_year = 0.0;

  double cost_over(double years) const { return cost_once + cost_per_year * years; }
};

// The variants of a file that has been validated, in its order.
std::vector<Option> options_in(const schema::Node& root);

// Whether both set the same, or one sets a part of what the other does: they cannot be carried out together.
bool exclude_each_other(const Option& a, const Option& b);

// Bit i of `chosen` stands for option i; none is the scenario as it is, `baseline`.
SweepPoint portfolio(const std::vector<Option>& options, std::uint64_t chosen);

}  // namespace mainstay::scenario
