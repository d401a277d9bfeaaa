#include "cli/prepare.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/questions.hpp"
#include "experiment/warm_up.hpp"
#include "schema/quantity.hpp"

namespace mainstay::cli {

namespace {

report::Goal goal_of(const scenario::Precision& p, const experiment::Columns& columns) {
  std::string error;
  const auto query = work::parse_query(p.of, error);
  report::Goal goal;
  if (query) {
    goal.query = *query;
    if (const auto precision = report::precision_in_unit(p.within, unit_of(*query, columns), error)) {
      goal.precision = *precision;
      goal.within = p.within;
      goal.confidence = p.confidence.value;
      return goal;
    }
  }
  throw Stop{invalid_input, fmt::format("run.precision of {}: {}", p.of, error)};
}

}  // namespace

std::shared_ptr<const scenario::Scenario> settle_warm_up(std::shared_ptr<const scenario::Scenario> scenario,
                                                         const plugin_host::Registry& registry,
                                                         scenario::Overrides overrides, unsigned workers, std::string& by) {
  const auto found = experiment::find_warm_up(*scenario, workers);
  if (!found) return scenario;
  if (!found->error.empty()) throw Stop{failed_trials, fmt::format("run.warm_up: a pilot trial failed: {}", found->error)};
  if (!found->unsettled.empty()) {
    constexpr std::size_t shown = 5;
    const std::size_t n = std::min(shown, found->unsettled.size());
    throw Stop{invalid_input, fmt::format("run.warm_up: `auto` (MSER-5) finds no steady state in the first half of {} of {}: {}{}; what grows "
                                          "throughout has none (is a team overloaded?), else make `for` longer or give `warm_up` a length",
                                          found->pilots == 1 ? "a pilot trial" : fmt::format("{} pilot trials", found->pilots),
                                          schema::format_duration(scenario->variants.front().run.length.in_seconds()),
                                          fmt::join(found->unsettled.begin(), found->unsettled.begin() + static_cast<std::ptrdiff_t>(n), ", "),
                                          n < found->unsettled.size() ? fmt::format(" and {} more", found->unsettled.size() - n) : "")};
  }
  by = fmt::format("MSER-5 on {} of each variant", found->pilots == 1 ? "a pilot trial" : fmt::format("{} pilot trials", found->pilots));
  if (!found->level.empty()) by += fmt::format("; {} in {} takes longest", found->level, found->variant);
  say("warm-up: {}, by {}\n", schema::format_duration(found->length.in_seconds()), by);
  overrides.warm_up = found->length;
  schema::Diagnostics diagnostics;  // the same warnings once more
  auto again = scenario::load(scenario->file, registry, overrides, diagnostics);
  if (again == nullptr) {
    print_diagnostics(diagnostics);
    throw Stop{invalid_input, fmt::format("{} has changed while its warm-up was found", scenario->file.string())};
  }
  return again;
}

Job prepare(std::shared_ptr<const scenario::Scenario> scenario, const std::vector<std::string>& more,
            experiment::Keep keep) {
  Job job;
  job.scenario = std::move(scenario);
  job.asked = asked_by(*job.scenario);
  for (const auto& m : more)
    if (std::find(job.asked.begin(), job.asked.end(), m) == job.asked.end()) job.asked.push_back(m);
  const auto& precision = job.scenario->variants.front().run.precision;
  schema::Diagnostics diagnostics;
  job.columns = experiment::find_columns(*job.scenario, job.asked, diagnostics, keep);
  if (!diagnostics.has_errors()) check_questions(*job.scenario, job.columns, diagnostics);
  stop_on_errors(diagnostics);
  if (precision) job.goal = goal_of(*precision, job.columns);
  job.trials = experiment::plan(*job.scenario);
  return job;
}

bool has_antithetic(const Job& job) {
  const auto& all = job.scenario->variants;
  return std::any_of(all.begin(), all.end(), [](const auto& v) { return v.run.antithetic; });
}

}  // namespace mainstay::cli
