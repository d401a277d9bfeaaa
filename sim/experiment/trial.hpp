#pragma once
// One trial: a fresh kernel, a fresh estate and fresh models, run once. Plain data comes out.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plugin_api/recorder.hpp"
#include "scenario/scenario.hpp"
#include "work/metric.hpp"

namespace mainstay::experiment {

// What is kept of each trial, the same columns for all variants.
struct MetricColumn {
  std::string name;    // `tickets.p1.wait.mean`
  std::string unit;
  std::string kind;    // the statistic
  std::string title;
  bool asked_for = false;
};

struct SeriesColumn {
  std::string name;    // `tickets.p1.open`
  std::string unit;
  std::size_t points = 0;
};

// The columns of a run, and what each variant has to say to them.
struct Columns {
  std::vector<MetricColumn> metrics;
  std::vector<SeriesColumn> series;
  std::vector<plugin_api::Table> tables;      // without rows
  // How each variant comes by them; nothing where it does not have one.
  struct Plans {
    std::vector<std::optional<work::MetricPlan>> metrics;
    std::vector<std::optional<work::MetricPlan>> series;
  };
  std::vector<Plans> plans;                   // of each variant
};

struct TrialResult {
  std::uint32_t variant = 0;
  std::uint32_t replication = 0;
  bool failed = false;
  std::string error;          // `process 'p1' at Mon 2026-01-05 08:00: …`
  double failed_at = 0.0;     // seconds
  std::uint64_t seed_key = 0;
  std::uint64_t events = 0;
  std::uint64_t fingerprint = 0;
  std::vector<work::MetricValue> values;      // of each metric column
  std::vector<std::vector<float>> series;     // of each series column
  std::vector<plugin_api::Table> tables;
  double wall_seconds = 0.0;
};

// What is kept of each trial: what was asked for, or the default metrics too (a run file, which may be asked later).
enum class Keep { asked, all };

// Finds the columns of a scenario by building one trial of each variant. What cannot be resolved in any variant, or a
// model that throws as it binds, is a diagnostic.
Columns find_columns(const scenario::Scenario& scenario, const std::vector<std::string>& asked,
                     schema::Diagnostics& diagnostics, Keep keep = Keep::all);

TrialResult run_trial(const scenario::Scenario& scenario, std::size_t variant, std::uint32_t replication,
                      const Columns& columns);

// A trial that is still there after it ran, for those who look into it. What a model throws as it is built, started or
// finished leaves these as a std::runtime_error that names its plugin.
class Trial {
 public:
  Trial(const scenario::Variant& variant, std::uint32_t replication, const std::vector<std::string>& tables);
  // One that `resampler` may make go on otherwise, with random numbers of a seed of its own. `resampler` must outlive it.
  Trial(const scenario::Variant& variant, std::uint64_t seed, kernel::Resampler& resampler);
  ~Trial();
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  work::Board& board() { return *board_; }
  estate::Estate& estate() { return *estate_; }
  kernel::Simulation& simulation() { return simulation_; }
  plugin_api::Recorder& recorder() { return recorder_; }
  struct BuiltModel {
    const plugin_host::Plugin* plugin;
    std::unique_ptr<plugin_api::Model> model;
    std::size_t measures_end;       // of its measures on the board, which follow those of the model before it
  };
  const std::vector<BuiltModel>& models() const { return models_; }
  std::size_t first_measure_of_models() const { return first_measure_of_models_; }
  // The parameters that may change; none where nothing changes any.
  const schema::LiveParameters& live() const { return live_; }
  // Runs to the end, and cuts what is open.
  void run();
  // Why it failed, and when: `process 'p1' at Mon 2026-01-05 08:00: …`. Only where it did.
  std::string failure() const;
  // Ends everything: nothing can be asked any more.
  void close();

 private:
  Trial(const scenario::Variant& variant, schema::Binding binding, const std::vector<std::string>& tables);
  double cost_of_variant() const;

  const scenario::Variant& variant_;
  kernel::Simulation simulation_;
  plugin_api::Recorder recorder_;
  schema::LiveParameters live_;
  std::unique_ptr<work::Board> board_;
  std::unique_ptr<estate::Estate> estate_;
  std::vector<BuiltModel> models_;
  std::size_t first_measure_of_models_ = 0;
};

}  // namespace mainstay::experiment
