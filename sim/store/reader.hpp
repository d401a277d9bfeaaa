#pragma once
// Reads a run file, a part at a time: nothing is loaded that is not asked for.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/records.hpp"

namespace mainstay::store {

// One metric of one variant: an entry per trial, in trial order. A failed trial has the value NaN and the
// weight 0.
struct MetricValues {
  std::vector<double> values, weights;
};

// All metrics of some trials of one variant, trial by trial: entry t * metrics + m.
struct MetricBlock {
  std::uint64_t first_trial = 0, trials = 0, metrics = 0;
  std::vector<double> values, weights;
};

// What is known of each trial of one variant beside its results; all lists are equally long.
struct Trials {
  std::vector<std::uint32_t> replication;
  std::vector<std::uint64_t> seed_key;
  std::vector<std::uint8_t> status;  // 0: well, 1: failed
  std::vector<double> failed_at;     // simulated seconds, NaN if it did not fail
  std::vector<std::string> error;
  std::vector<std::uint64_t> events, fingerprint;
};

// One series of one variant, trial by trial: entry t * points + p. A failed trial is NaN throughout. The
// times are the variant's, as docs/run-file.md defines them: not those of SeriesInfo if it has its own
// horizon or warm-up.
struct SeriesValues {
  std::uint64_t trials = 0, points = 0;
  std::vector<float> values;
  double start_seconds = 0.0, step_seconds = 0.0;
};

// All functions throw StoreError, of kind damaged where the file does not hold what its layout promises.
// Indices are those of the header; one that is not there is misuse. One thread at a time may use a reader.
class RunReader {
 public:
  // Throws StoreError: not_found, not_permitted, not_a_file, empty, foreign, newer, damaged, busy.
  static RunReader open(const std::string& path);
  RunReader(RunReader&&) noexcept;
  RunReader& operator=(RunReader&&) noexcept;
  ~RunReader();

  // VariantInfo::resolved is left empty, for it may be long.
  const RunHeader& header() const;
  std::string resolved_scenario(std::size_t variant) const;
  // False for a run that was interrupted: its journal can complete it.
  bool complete() const;
  std::uint64_t replications(std::size_t variant) const;  // done: the first of those planned
  std::uint64_t replications() const;                     // the most that a variant has done
  RuntimeInfo runtime() const;
  std::vector<double> trial_seconds(std::size_t variant) const;

  std::optional<std::size_t> find_metric(const std::string& name) const;
  std::optional<std::size_t> find_variant(const std::string& name) const;

  Trials trials(std::size_t variant) const;
  MetricValues metric(std::size_t variant, std::size_t metric) const;
  // A multiple of block_trials(variant) at a time, beginning at one, is fastest.
  MetricBlock metrics(std::size_t variant, std::uint64_t first_trial, std::uint64_t trials) const;
  std::uint64_t block_trials(std::size_t variant) const;
  SeriesValues series(std::size_t variant, std::size_t series) const;

  // A table of records: how many rows, which replication each belongs to (ascending), and its columns.
  std::uint64_t table_rows(std::size_t variant, std::size_t table) const;
  std::vector<std::uint32_t> table_replications(std::size_t variant, std::size_t table) const;
  Cells table_column(std::size_t variant, std::size_t table, std::size_t column, std::uint64_t first_row,
                     std::uint64_t rows) const;
  TableRows table(std::size_t variant, std::size_t table) const;
  // A text column as numbers of entries in labels(): cheaper than its texts.
  std::vector<std::uint32_t> table_codes(std::size_t variant, std::size_t table, std::size_t column,
                                         std::uint64_t first_row, std::uint64_t rows) const;
  const std::vector<std::string>& labels() const;

 private:
  struct State;
  explicit RunReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Which journal a run file belongs to, and whether it is complete; nothing if it is not a run file that can
// be read.
struct RunMark {
  std::uint64_t identity = 0;
  bool complete = false;
};
std::optional<RunMark> run_mark(const std::string& path);

}  // namespace mainstay::store
