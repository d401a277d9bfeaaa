#pragma once
// `run.precision`: how narrow an interval a run is to reach, and how narrow it got.

#include <optional>
#include <string>
#include <vector>

#include "report/estimate.hpp"
#include "stats/stopping.hpp"

namespace mainstay::report {

struct Goal {
  work::MetricQuery query;
  std::string within;            // as written
  stats::Precision precision;
  double confidence = 0.95;
};

// `1 %` is relative to the figure, whatever its unit; any other amount is absolute, in the metric's unit (a bare number
// for shares and counts). Nothing where the text is neither, and `error` then says why.
std::optional<stats::Precision> precision_in_unit(const std::string& within, const std::string& unit, std::string& error);

// How far one variant has come.
struct Attained {
  std::string variant;
  Estimate estimate;             // at the goal's confidence
  bool reached = false;
};
Attained attained(const RunView& run, std::size_t variant, const Goal& goal);

// `baseline: 12.3 min [12.1 min, 12.5 min] reached`, and so on for every variant; and what was asked.
std::string describe(const RunView& run, const Goal& goal);

}  // namespace mainstay::report
