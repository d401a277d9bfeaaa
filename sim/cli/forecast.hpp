#pragma once
// What a batch will take, before most of it is played; and the plan that `--dry-run` prints.

#include "cli/prepare.hpp"
#include "cli/progress.hpp"
#include "store/records.hpp"

namespace mainstay::cli {

// From trials that were played: so many seconds for all that is left; rows of about so many bytes before compression.
// Memory is what the process has taken so far, the rows that wait to be written as a block, and `kept` bytes a trial.
Forecast forecast(double seconds, std::size_t trials, double row_bytes, double kept);

// Bytes of one trial, before compression.
double bytes_of(const store::TrialRow& row);

// Plays one trial of each variant, two where they are short, and prints what the batch will be. Returns the exit code.
int print_plan(const Job& job, const std::string& path, unsigned workers, bool json);

}  // namespace mainstay::cli
