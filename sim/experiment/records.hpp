#pragma once
// What is kept of a trial row by row, by the level of detail that the run asks for: the columns are a contract of the
// run file (docs/run-file.md).

#include <string>
#include <vector>

#include "experiment/trial.hpp"

namespace mainstay::experiment {

inline constexpr const char* outage_table = "outages";
inline constexpr const char* recovery_table = "recoveries";
inline constexpr const char* trace_table = "trace";
inline constexpr const char* every_table = "*";   // whatever the models have, tables of plugins from elsewhere too

// The tables of a level; what no model of the scenario fills does not come about.
std::vector<std::string> tables_of(scenario::Record record);

// Those of a trial that ran, or, without rows, of one that has not.
std::vector<plugin_api::Table> records_of(Trial& trial, const scenario::Variant& variant);

}  // namespace mainstay::experiment
