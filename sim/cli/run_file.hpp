#pragma once
// Between the plain data of the experiment and that of the store: neither room knows the other.

#include <memory>
#include <string>

#include "cli/prepare.hpp"
#include "report/file_run.hpp"
#include "store/writer.hpp"

namespace mainstay::cli {

store::RunHeader header_of(const Job& job, const std::vector<std::pair<std::string, std::string>>& options);
store::TrialRow row_of(const experiment::TrialResult& result, const store::RunHeader& header);

// What a run was asked on the command line, as its file keeps it.
struct Asked {
  std::string file;                          // the scenario, where it was then
  scenario::Overrides overrides;
  std::vector<std::string> metrics;
  std::vector<std::string> plugin_folders;
};
Asked asked_in(const store::RunHeader& header);

using report::FileRun;

// A run file says so by its first bytes, or at least by its name; what else there is, is a scenario.
bool is_run_file(const std::string& path);

}  // namespace mainstay::cli
