#pragma once

#include <string>
#include <vector>

#include "cli/run_file.hpp"

namespace mainstay::cli {

struct SummaryOptions {
  std::vector<std::string> asked;   // shown first
  std::vector<std::string> expected;  // by the scenario's `expect`: what else it names is shown last
  bool only_asked = false;          // and nothing else
  bool all = false;                 // every metric that was kept
  double confidence = 0.95;
  bool json = false;                // every metric that was kept, unless only those asked for
};

// What a run says: its question, an answer in words where it has targets, and a table with the variants side by side.
void print_summary(const FileRun& run, const SummaryOptions& options);

}  // namespace mainstay::cli
