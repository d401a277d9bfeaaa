#pragma once
// From a scenario file to what can be played: with its warm-up found, its metrics resolved, its goal understood.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiment/run.hpp"
#include "report/precision.hpp"

namespace mainstay::cli {

struct Job {
  std::shared_ptr<const scenario::Scenario> scenario;
  experiment::Columns columns;
  std::vector<std::string> asked;        // by `expect`, by the command line, by `precision`
  std::vector<experiment::TrialSpec> trials;
  std::optional<report::Goal> goal;      // of `run.precision`
  std::string warm_up_by;                // how `warm_up: auto` was found; empty where it was given
};

// All of these print what is wrong and throw Stop.

// Finds the warm-up of a scenario that leaves it to the program, and loads it once more with it; otherwise gives back
// what it got. `by` says how it was found, and stderr what came out.
std::shared_ptr<const scenario::Scenario> settle_warm_up(std::shared_ptr<const scenario::Scenario> scenario,
                                                         const plugin_host::Registry& registry,
                                                         scenario::Overrides overrides, unsigned workers, std::string& by);

// What a scenario is asked: its `expect`, its precision, and `more`.
Job prepare(std::shared_ptr<const scenario::Scenario> scenario, const std::vector<std::string>& more,
            experiment::Keep keep = experiment::Keep::all);

// Whether the replications of any variant come in antithetic pairs.
bool has_antithetic(const Job& job);

}  // namespace mainstay::cli
