#pragma once
// What a run was about, read from the scenario that its file keeps: the targets, and on what its figures hang.

#include <map>
#include <string>
#include <vector>

#include "cli/run_file.hpp"
#include "report/answer.hpp"

namespace mainstay::cli {

struct Objectives {
  std::map<std::string, std::string> targets;      // of a metric, as a table shows it: `within 2 h`
  std::vector<report::Objective> questions;        // answered in words
  std::vector<std::string> forced;                 // a sentence for each threat that strikes in every replication
  std::vector<std::string> cautions;               // sentences, those of `forced` among them
};

// Of the baseline. A run whose scenario cannot be read any more has none.
Objectives objectives_of(const FileRun& run);

}  // namespace mainstay::cli
