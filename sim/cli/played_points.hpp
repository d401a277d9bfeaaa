#pragma once
// The points of a sweep that a run file holds.

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "report/file_run.hpp"

namespace mainstay::cli {

struct PlayedPoint {
  std::size_t variant = 0;
  std::vector<std::pair<std::string, std::string>> patches;   // path and value, as written
};

// The variants that set something; the scenario as it is, which may be the first, is none.
std::vector<PlayedPoint> points_in(const report::FileRun& run);

}  // namespace mainstay::cli
