#pragma once
// What is asked of a run, kept in memory as its trials come in: for `check`, which has no file; for what is shown of a
// run while it goes on; and for deciding when it may stop.

#include <functional>

#include "cli/prepare.hpp"
#include "report/run_view.hpp"
#include "store/records.hpp"

namespace mainstay::cli {

class MemoryRun final : public report::RunView {
 public:
  // Keeps what these metrics need (functions may stand around them), 16 bytes a trial and metric.
  MemoryRun(const Job& job, const std::vector<std::string>& metrics);
  void add(const experiment::TrialResult& result);
  void add(const store::TrialRow& row);   // of a run that goes on

  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<report::Column>& metrics() const override { return metrics_; }
  report::Samples samples(std::size_t variant, std::size_t metric) const override { return samples_[variant][metric]; }
  std::optional<report::Curves> curves(std::size_t variant, const std::string& name) const override;
  report::Clock clock(std::size_t variant) const override { return clocks_[variant]; }
  const std::string& currency() const override { return currency_; }
  std::size_t trials() const { return trials_; }
  std::size_t failed() const { return failed_; }
  const std::string& first_error() const { return first_error_; }
  std::uint64_t events() const { return events_; }

 private:
  template <class Trial, class Value>
  void add(const Trial& trial, Value value);

  std::vector<std::string> variants_;
  std::vector<report::Clock> clocks_;                  // of each variant
  std::vector<report::Column> metrics_;
  std::vector<std::size_t> columns_;                   // of each metric, among those of the job
  std::vector<std::vector<report::Samples>> samples_;  // [variant][metric]
  std::vector<std::string> series_names_;
  std::vector<std::size_t> series_columns_;
  std::vector<std::vector<report::Curves>> curves_;    // [variant][series]
  std::string currency_;
  std::size_t trials_ = 0;
  std::size_t failed_ = 0;
  std::string first_error_;
  std::uint64_t events_ = 0;
};

// Whether a run may stop after the first `done` trials of its plan, all of which `run` has seen: at a look of the
// schedule, all variants that could go on have the precision that is asked (see stats/stopping.hpp).
bool is_enough(const Job& job, const MemoryRun& run, std::size_t done);

// Plays the trials of a job and keeps what it asks for.
MemoryRun play_in_memory(const Job& job, unsigned workers, const std::function<void(const MemoryRun& run)>& progress);

}  // namespace mainstay::cli
