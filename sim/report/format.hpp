#pragma once
// Figures for people: units, and as many digits as the interval warrants.

#include <string>

#include "report/estimate.hpp"

namespace mainstay::report {

// `8.29 min / year`, `97.56 %`, `13.5 h`: `unit` as metrics have it (`h`, `%`, `1 / h`, `money`).
std::string format_value(double value, const std::string& unit, const std::string& currency);
// The value with as many digits as its interval warrants, and the interval in brackets.
std::string format_estimate(const Estimate& e, const std::string& currency);
std::string format_interval(const Estimate& e, const std::string& currency);

}  // namespace mainstay::report
