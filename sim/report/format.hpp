#pragma once
// Figures for people: units, and as many digits as the interval warrants.

#include <string>

#include "report/estimate.hpp"

namespace mainstay::report {

// The unit in which figures of one size read best: `factor` takes them there.
struct Scale {
  double factor = 1.0;
  std::string unit;   // `h`, `EUR`, `%`; empty for counts
};
// `unit` as metrics have it (`h`, `%`, `1 / h`, `money`); `largest` is the greatest of those that share the scale.
Scale scale_for(double largest, const std::string& unit, const std::string& currency);

// `8.29 min / year`, `97.56 %`, `13.5 h`.
std::string format_value(double value, const std::string& unit, const std::string& currency);
// The value with as many digits as its interval warrants, and the interval in brackets.
std::string format_estimate(const Estimate& e, const std::string& currency);
std::string format_interval(const Estimate& e, const std::string& currency);
// The same in a given scale, without its unit. An interval without width is empty: all trials said the same.
std::string format_number(const Estimate& e, const Scale& scale);
std::string format_bounds(const Estimate& e, const Scale& scale);

}  // namespace mainstay::report
