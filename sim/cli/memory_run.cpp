#include "cli/memory_run.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "cli/command.hpp"

namespace mainstay::cli {

MemoryRun::MemoryRun(const Job& job, const std::vector<std::string>& metrics) : currency_(job.scenario->currency) {
  std::set<std::string> wanted;
  std::set<std::string> wanted_curves;
  for (const auto& text : metrics) {
    std::string error;
    const auto query = work::parse_query(text, error);
    if (!query) continue;
    const bool curve = query->across == work::MetricQuery::Across::peak || query->across == work::MetricQuery::Across::peak_time;
    (curve ? wanted_curves : wanted).insert(query->inner);
  }
  wanted.insert({work::likelihood_measure, work::antithetic_measure});
  const auto& columns = job.columns;
  for (std::size_t i = 0; i < columns.metrics.size(); ++i) {
    const auto& m = columns.metrics[i];
    if (!wanted.contains(m.name)) continue;
    metrics_.push_back({m.name, m.unit, m.kind, m.title});
    columns_.push_back(i);
  }
  for (std::size_t i = 0; i < columns.series.size(); ++i) {
    if (!wanted_curves.contains(columns.series[i].name)) continue;
    series_names_.push_back(columns.series[i].name);
    series_columns_.push_back(i);
  }
  for (const auto& v : job.scenario->variants) {
    variants_.push_back(v.name);
    clocks_.push_back({static_cast<std::uint64_t>(v.run.seed), v.setting.clock.format(kernel::Time()), v.run.length.in_seconds(),
                       v.run.warm_up.length.in_seconds()});
    samples_.emplace_back(metrics_.size());
    auto& curves = curves_.emplace_back(series_names_.size());
    for (std::size_t i = 0; i < curves.size(); ++i) {
      curves[i].points = columns.series[series_columns_[i]].points;
      curves[i].step_hours = v.run.length.in_hours() / static_cast<double>(curves[i].points);
    }
  }
}

template <class Trial, class Value>
void MemoryRun::add(const Trial& t, Value value) {
  ++trials_;
  events_ += t.events;
  if (t.failed && failed_++ == 0)
    first_error_ = fmt::format("variant '{}', replication {}: {}", variants_[t.variant], t.replication, t.error);
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    const work::MetricValue v = t.failed ? work::MetricValue{std::nan(""), 0.0} : value(columns_[m]);
    samples_[t.variant][m].values.push_back(v.value);
    samples_[t.variant][m].weights.push_back(v.weight);
  }
  if (t.failed) return;
  for (std::size_t s = 0; s < series_columns_.size(); ++s) {
    auto& values = curves_[t.variant][s].values;
    const auto& curve = t.series[series_columns_[s]];
    values.insert(values.end(), curve.begin(), curve.end());
  }
}

void MemoryRun::add(const experiment::TrialResult& r) {
  add(r, [&](std::size_t column) { return r.values[column]; });
}

void MemoryRun::add(const store::TrialRow& r) {
  add(r, [&](std::size_t column) { return work::MetricValue{r.values[column], r.weights[column]}; });
}

std::optional<report::Curves> MemoryRun::curves(std::size_t variant, const std::string& name) const {
  for (std::size_t s = 0; s < series_names_.size(); ++s)
    if (series_names_[s] == name) return curves_[variant][s];
  return std::nullopt;
}

bool is_enough(const Job& job, const MemoryRun& run, std::size_t done) {
  if (!job.goal || done == 0 || done >= job.trials.size()) return false;
  const std::uint32_t replication = job.trials[done - 1].replication;
  if (job.trials[done].replication == replication || !stats::is_look(replication + 1)) return false;
  for (std::size_t v = 0; v < job.scenario->variants.size(); ++v) {
    const bool has_more = job.scenario->variants[v].run.replications > static_cast<int>(replication) + 1;
    if (has_more && !report::attained(run, v, *job.goal).reached) return false;
  }
  return true;
}

MemoryRun play_in_memory(const Job& job, unsigned workers, const std::function<void(const MemoryRun& run)>& progress) {
  MemoryRun run(job, job.asked);
  experiment::run_all(*job.scenario, job.columns, job.trials, {.workers = workers}, [&](experiment::TrialResult&& r) {
    run.add(r);
    progress(run);
    return !is_enough(job, run, run.trials());
  });
  return run;
}

}  // namespace mainstay::cli
