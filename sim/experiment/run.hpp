#pragma once
// Runs a plan of trials on several threads and hands the results over in the order of the plan, whatever the number
// of workers.

#include <atomic>
#include <functional>
#include <vector>

#include "experiment/trial.hpp"

namespace mainstay::experiment {

struct TrialSpec {
  std::uint32_t variant;
  std::uint32_t replication;
};

// Replication by replication, all variants of one, then the next. A pure function of the scenario.
std::vector<TrialSpec> plan(const scenario::Scenario& scenario);

struct RunOptions {
  unsigned workers = 1;
  std::size_t first = 0;                      // trials of the plan that are done already
  const std::atomic<bool>* stop = nullptr;    // set from outside: finish the trials at hand and return
};

// Calls `done` for each trial, in order, on the calling thread. If `done` returns false or throws, the run ends.
// Returns how many trials are done, those before `first` included.
std::size_t run_all(const scenario::Scenario& scenario, const Columns& columns, const std::vector<TrialSpec>& trials,
                    const RunOptions& options, const std::function<bool(TrialResult&&)>& done);

}  // namespace mainstay::experiment
