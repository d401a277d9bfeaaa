#pragma once
// The files of data that a scenario reads beside its own text (traces, profiles, samples), and whether they are as they were.

#include <string>
#include <utility>
#include <vector>

#include "report/file_run.hpp"
#include "scenario/scenario.hpp"

namespace mainstay::cli {

// Options of a run file, one for each: the key `data`; its size in bytes, its CRC-32 and its name relative to the
// scenario: `2154 89abcdef data/week.csv`.
std::vector<std::pair<std::string, std::string>> data_files_of(const scenario::Scenario& scenario);

}  // namespace mainstay::cli
