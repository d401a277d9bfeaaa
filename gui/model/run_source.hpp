#pragma once
// A run file as the background thread sees it: one that keeps the samples it has read. Not for the frame thread.

#include <list>
#include <string>
#include <utility>

#include "report/file_run.hpp"

namespace mainstay::gui::model {

// Of every interval that the window shows.
constexpr double confidence = 0.95;

class RunSource final : public report::FileRun {
 public:
  using FileRun::FileRun;

  report::Samples samples(std::size_t variant, std::size_t metric) const override;

  // What a query comes to (`services.shop.downtime`, `p95(…)`); unknown where the run holds no such metric.
  report::Estimate figure(std::size_t variant, const std::string& query) const;

  std::optional<std::size_t> find_series(const std::string& name) const;
  std::optional<std::size_t> find_table(const std::string& name) const;
  std::optional<std::size_t> find_column(std::size_t table, const std::string& name) const;

 private:
  using Key = std::pair<std::size_t, std::size_t>;
  // The samples read last; a window asks for the same ones again and again.
  mutable std::list<std::pair<Key, report::Samples>> kept_;
  mutable std::size_t kept_values_ = 0;
};

}  // namespace mainstay::gui::model
