#include "cli/memory_run.hpp"

#include <cmath>

#include "cli/command.hpp"

namespace mainstay::cli {

MemoryRun::MemoryRun(const scenario::Scenario& scenario, const experiment::Columns& columns)
    : currency_(scenario.currency) {
  for (const auto& m : columns.metrics) metrics_.push_back({m.name, m.unit, m.kind, m.title});
  for (const auto& s : columns.series) series_names_.push_back(s.name);
  for (const auto& v : scenario.variants) {
    variants_.push_back(v.name);
    samples_.emplace_back(metrics_.size());
    auto& curves = curves_.emplace_back(series_names_.size());
    for (std::size_t i = 0; i < curves.size(); ++i) {
      curves[i].points = columns.series[i].points;
      curves[i].step_hours = v.run.length.in_hours() / static_cast<double>(columns.series[i].points);
    }
  }
}

void MemoryRun::add(const experiment::TrialResult& r) {
  events_ += r.events;
  if (r.failed) {
    ++failed_;
    if (first_error_.empty()) first_error_ = r.error;
  }
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    samples_[r.variant][m].values.push_back(r.failed ? std::nan("") : r.values[m].value);
    samples_[r.variant][m].weights.push_back(r.failed ? 0.0 : r.values[m].weight);
  }
  if (r.failed) return;
  for (std::size_t s = 0; s < series_names_.size(); ++s) {
    auto& curves = curves_[r.variant][s];
    curves.values.insert(curves.values.end(), r.series[s].begin(), r.series[s].end());
  }
}

std::optional<report::Curves> MemoryRun::curves(std::size_t variant, const std::string& name) const {
  for (std::size_t s = 0; s < series_names_.size(); ++s)
    if (series_names_[s] == name) return curves_[variant][s];
  return std::nullopt;
}

MemoryRun play_in_memory(const scenario::Scenario& scenario, const std::vector<std::string>& asked, unsigned workers,
                         const std::function<void(std::size_t, std::size_t)>& progress) {
  schema::Diagnostics diagnostics;
  const auto columns = experiment::find_columns(scenario, asked, diagnostics);
  print_diagnostics(diagnostics);
  if (diagnostics.has_errors()) throw Stop{invalid_input, ""};
  const auto trials = experiment::plan(scenario);
  MemoryRun run(scenario, columns);
  std::size_t done = 0;
  experiment::run_all(scenario, columns, trials, {.workers = workers}, [&](experiment::TrialResult&& r) {
    run.add(r);
    progress(++done, trials.size());
    return true;
  });
  return run;
}

}  // namespace mainstay::cli
