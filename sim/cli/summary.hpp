#pragma once

#include <string>
#include <vector>

#include "cli/run_file.hpp"

namespace mainstay::cli {

// The asked metrics, or the main ones, or all, of each variant, with intervals.
void print_summary(const FileRun& run, const std::vector<std::string>& asked, bool all, double confidence, bool json);

}  // namespace mainstay::cli
