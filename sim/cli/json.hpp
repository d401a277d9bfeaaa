#pragma once
// Figures as JSON, which knows neither NaN nor infinity: these are null.

#include <cmath>

#include <nlohmann/json.hpp>

#include "report/estimate.hpp"
#include "stats/interval.hpp"

namespace mainstay::cli {

inline nlohmann::json number(double x) { return std::isfinite(x) ? nlohmann::json(x) : nlohmann::json(nullptr); }

inline nlohmann::json bounds(const stats::Interval& i) { return {number(i.low), number(i.high)}; }

// `estimate` and `interval`, as far as they are known, and `unit`.
inline nlohmann::json estimate_as_json(const report::Estimate& e) {
  nlohmann::json j = {{"unit", e.unit}};
  if (e.known) j["estimate"] = number(e.value);
  if (e.interval) j["interval"] = bounds(*e.interval);
  return j;
}

}  // namespace mainstay::cli
