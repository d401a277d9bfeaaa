#include "experiment/warm_up.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "experiment/run.hpp"
#include "stats/warm_up.hpp"

namespace mainstay::experiment {

namespace {

constexpr std::uint32_t first_pilot = 0x80000000u;  // a batch has at most 1e8 replications
constexpr int most_pilots = 10;
constexpr double fewest_batches = 20.0;

struct Grid {
  double batch;          // seconds
  std::size_t batches;
};

Grid grid_of(scenario::Duration length) {
  constexpr double day = 86400.0;
  const double seconds = length.in_seconds();
  double batch = seconds / 100.0;
  for (const double rhythm : {day, 7.0 * day})
    if (seconds >= fewest_batches * rhythm) batch = rhythm;
  return {batch, static_cast<std::size_t>(seconds / batch + 1e-9)};
}

bool counts_things(const work::MeasureInfo& info) {
  return info.kind == work::MeasureKind::level && info.unit == work::Unit::one && info.path.find(".steps.") == std::string::npos;
}

// The scenario of one variant's pilots: from time 0, and as long as whole batches are.
scenario::Scenario pilot_scenario(const scenario::Scenario& scenario, std::size_t variant, const Grid& grid) {
  scenario::Scenario out = scenario;
  out.variants = {scenario.variants[variant]};
  scenario::Variant& v = out.variants.front();
  v.run.warm_up = {};
  v.run.length = scenario::Duration::seconds(grid.batch * static_cast<double>(grid.batches));
  v.run.record = scenario::Record::metrics;
  v.setting.start = kernel::Time();
  v.setting.end = v.setting.start + v.run.length;
  return out;
}

// The levels as series, and nothing else.
Columns level_columns(const scenario::Scenario& pilot, std::size_t points) {
  const scenario::Variant& variant = pilot.variants.front();
  Columns out;
  auto& plans = out.plans.emplace_back();
  Trial trial(variant, first_pilot, {});
  for (const auto& measure : trial.board().measures()) {
    if (!counts_things(measure->info())) continue;
    std::string error;
    auto plan = work::plan_metric(trial.board(), variant.names, measure->info().path, error);
    if (!plan) continue;
    out.series.push_back({measure->info().path, "1", points});
    plans.series.push_back(std::move(plan));
  }
  return out;
}

// A level over the pilots: its mean curve, and in how many of their batches there was any of it.
struct MeanCurve {
  std::vector<double> sum;
  std::size_t busy_batches = 0;
  void add(const std::vector<float>& curve) {
    sum.resize(curve.size());
    for (std::size_t i = 0; i < curve.size(); ++i) sum[i] += static_cast<double>(curve[i]);
    for (std::size_t i = 0; i + stats::mser_batch <= curve.size(); i += stats::mser_batch)
      busy_batches += std::any_of(curve.begin() + static_cast<std::ptrdiff_t>(i),
                                  curve.begin() + static_cast<std::ptrdiff_t>(i + stats::mser_batch),
                                  [](float x) { return x > 0.0f; }) ? 1 : 0;
  }
};

void judge(const MeanCurve& curve, const std::string& level, const std::string& variant, const Grid& grid, unsigned pilots, WarmUpFound& out) {
  if (curve.busy_batches * 10 < std::size_t{9} * grid.batches * pilots) return;
  const auto mser = stats::mser5(curve.sum);
  if (!mser) return;
  if (!mser->settled) {
    out.unsettled.push_back(fmt::format("{} in {}", level, variant));
    return;
  }
  const auto length = scenario::Duration::seconds(grid.batch * static_cast<double>(mser->truncation));
  if (!(length > out.length)) return;
  out.length = length;
  out.level = level;
  out.variant = variant;
}

void play_pilots(const scenario::Scenario& scenario, std::size_t variant, unsigned workers, WarmUpFound& out) {
  const Grid grid = grid_of(scenario.variants[variant].run.length);
  const scenario::Scenario pilot = pilot_scenario(scenario, variant, grid);
  const Columns columns = level_columns(pilot, grid.batches * stats::mser_batch);
  std::vector<TrialSpec> trials;
  for (std::uint32_t k = 0; k < out.pilots; ++k) trials.push_back({0, first_pilot + k});
  std::vector<MeanCurve> curves(columns.series.size());
  run_all(pilot, columns, trials, {.workers = workers}, [&](TrialResult&& r) {
    if (r.failed) {
      out.error = r.error;
      return false;
    }
    for (std::size_t s = 0; s < curves.size(); ++s) curves[s].add(r.series[s]);
    return true;
  });
  if (!out.error.empty()) return;
  for (std::size_t s = 0; s < curves.size(); ++s)
    judge(curves[s], columns.series[s].name, scenario.variants[variant].name, grid, out.pilots, out);
}

}  // namespace

std::optional<WarmUpFound> find_warm_up(const scenario::Scenario& scenario, unsigned workers) {
  WarmUpFound out;
  int replications = 0;
  for (const auto& v : scenario.variants)
    if (v.run.warm_up.automatic) replications = std::max(replications, v.run.replications);
  if (replications == 0) return std::nullopt;
  // A tenth of the batch at most, so that finding the warm-up never costs more than it saves.
  out.pilots = static_cast<unsigned>(std::clamp(replications / 10, 1, most_pilots));
  for (std::size_t v = 0; v < scenario.variants.size() && out.error.empty(); ++v)
    if (scenario.variants[v].run.warm_up.automatic) play_pilots(scenario, v, workers, out);
  return out;
}

}  // namespace mainstay::experiment
