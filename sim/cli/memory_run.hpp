#pragma once
// A run kept in memory: what `check` compares with, without a file.

#include <functional>

#include "experiment/run.hpp"
#include "report/run_view.hpp"

namespace mainstay::cli {

class MemoryRun final : public report::RunView {
 public:
  MemoryRun(const scenario::Scenario& scenario, const experiment::Columns& columns);
  void add(const experiment::TrialResult& result);

  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<report::Column>& metrics() const override { return metrics_; }
  report::Samples samples(std::size_t variant, std::size_t metric) const override { return samples_[variant][metric]; }
  std::optional<report::Curves> curves(std::size_t variant, const std::string& name) const override;
  const std::string& currency() const override { return currency_; }
  std::size_t failed() const { return failed_; }
  const std::string& first_error() const { return first_error_; }
  std::uint64_t events() const { return events_; }

 private:
  std::vector<std::string> variants_;
  std::vector<report::Column> metrics_;
  std::vector<std::vector<report::Samples>> samples_;  // [variant][metric]
  std::vector<std::string> series_names_;
  std::vector<std::vector<report::Curves>> curves_;    // [variant][series]
  std::string currency_;
  std::size_t failed_ = 0;
  std::string first_error_;
  std::uint64_t events_ = 0;
};

// Plays all trials of a scenario and keeps what was asked for (metrics may have functions around them). Stops with the
// diagnostics printed where a metric is unknown.
MemoryRun play_in_memory(const scenario::Scenario& scenario, const std::vector<std::string>& asked, unsigned workers,
                         const std::function<void(std::size_t done, std::size_t total)>& progress);

}  // namespace mainstay::cli
