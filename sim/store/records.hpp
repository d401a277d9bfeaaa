#pragma once
// What a run file holds, as plain data: a header that is known before the first trial, one row per trial, and
// what may differ between equal runs (RuntimeInfo). Times are in seconds, text is UTF-8.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mainstay::store {

struct ScenarioFile {
  std::string name;  // as the scenario names it, never an absolute path (equal runs must be equal files)
  std::string text;  // as given, byte for byte
};

// One line of the assumption ledger: an input, where it comes from and how sure it is.
struct Assumption {
  std::string path, value, source, grade;
};

struct PluginInfo {
  std::string name, version;
  std::vector<std::pair<std::string, std::string>> attributes;
};

struct MetricInfo {
  std::string name, unit;
  std::string kind;  // how trials are pooled: mean, total, rate, share, quantile, max, sd ...
  std::string title;
};

// A curve on an even grid of times, one value per trial and point. The grid is that of a variant whose
// horizon and warm-up are the header's; another has as many points, in steps of its own observed time.
struct SeriesInfo {
  std::string name, unit;
  double start_seconds = 0.0;  // of point 0, counted from the start of the simulated period
  double step_seconds = 0.0;
  std::uint64_t points = 0;
  std::string title;
};

struct Column {
  enum class Type { number, integer, text };
  std::string name, unit;
  Type type = Type::number;
};

// A table with any number of rows per trial: outages, tickets, changes, plans, trace. The store adds the
// column `replication`. Text cells are for words that recur (names, causes, states): the distinct ones are
// held in memory.
struct TableInfo {
  std::string name;
  std::vector<Column> columns;
};

struct VariantInfo {
  std::string name;
  std::string patch;  // as text; empty for the baseline
  std::string cost;   // as given, with its unit
  std::string owner;
  std::string resolved;  // the scenario after patches, as text. A reader leaves it empty:
                         // RunReader::resolved_scenario
  // A variant may have its own. `replications` 0 is short for RunHeader::replications; the others have no
  // such value, so whoever makes the header fills them in for every variant. A reader fills in all of them.
  std::uint32_t replications = 0;  // planned
  double horizon_seconds = 0.0, warm_up_seconds = 0.0;
  std::uint64_t seed = 0;
  std::string start;  // wall clock at the start of the warm-up; a reader fills in the run's where a file has none
};

struct RunHeader {
  std::string program_version;
  std::vector<ScenarioFile> files;
  std::vector<Assumption> ledger;
  std::string title, question;
  std::uint64_t seed = 0;  // of the baseline, as the horizon and the warm-up below
  std::uint32_t first_replication = 0;
  std::uint32_t replications = 0;  // planned, the most of any variant; a run that stops early holds fewer
  double confidence = 0.95;
  double horizon_seconds = 0.0, warm_up_seconds = 0.0;
  std::string warm_up_by;  // how a warm-up that was not given was found; empty: given
  // The metric whose interval decides when the run may stop, and half its width as written; empty: none does.
  std::string precision_of, precision_within;
  double precision_confidence = 0.0;
  std::string start;  // wall clock at the start of the warm-up, as in the scenario
  std::string time_zone, currency;
  std::string record;  // level of detail: metrics, series, outages, tickets, all
  std::vector<PluginInfo> plugins;
  std::vector<MetricInfo> metrics;
  std::vector<SeriesInfo> series;
  std::vector<TableInfo> tables;
  std::vector<VariantInfo> variants;
  // What else the program needs to go on with an interrupted run. Kept in the journal and under /runtime, so
  // that what does not change results (the number of workers) may stand here.
  std::vector<std::pair<std::string, std::string>> options;
};

// The cells of one column, of the type that the column declares.
using Cells = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;

// The rows of one table, column by column; all columns are equally long.
struct TableRows {
  std::vector<Cells> columns;
};

// The result of one trial. A failed trial keeps its status, time, error and event count; its values are
// written as NaN with weight 0, its series as NaN, its table rows not at all.
struct TrialRow {
  std::uint32_t variant = 0;      // index into RunHeader::variants
  std::uint32_t replication = 0;  // counted from RunHeader::first_replication
  std::uint64_t seed_key = 0;
  bool failed = false;
  std::string error;       // longer than 2,000 bytes: cut
  double failed_at = 0.0;  // simulated seconds; means nothing if the trial did not fail
  std::uint64_t events = 0;
  std::uint64_t fingerprint = 0;
  std::vector<double> values, weights;     // per metric
  std::vector<std::vector<float>> series;  // per series, one value per point
  std::vector<TableRows> tables;           // per table
  double wall_seconds = 0.0;               // goes to /runtime only
};

// What may differ between equal runs. The entries are free text: host, started, finished, workers ...
struct RuntimeInfo {
  double wall_seconds = 0.0;
  std::vector<std::pair<std::string, std::string>> entries;
};

}  // namespace mainstay::store
