#pragma once
// A run file as the background thread sees it: a RunView that keeps the samples it has read. Not for the frame thread.

#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "report/run_view.hpp"
#include "store/reader.hpp"

namespace mainstay::gui::model {

class RunSource final : public report::RunView {
 public:
  explicit RunSource(const std::string& path);

  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<report::Column>& metrics() const override { return metrics_; }
  report::Samples samples(std::size_t variant, std::size_t metric) const override;
  std::optional<report::Curves> curves(std::size_t variant, const std::string& name) const override;
  const std::string& currency() const override { return reader_.header().currency; }

  const store::RunReader& reader() const { return reader_; }
  std::optional<std::size_t> find_series(const std::string& name) const;
  std::optional<std::size_t> find_table(const std::string& name) const;
  std::optional<std::size_t> find_column(std::size_t table, const std::string& name) const;

 private:
  using Key = std::pair<std::size_t, std::size_t>;
  store::RunReader reader_;
  std::vector<std::string> variants_;
  std::vector<report::Column> metrics_;
  // The samples read last; a window asks for the same ones again and again.
  mutable std::list<std::pair<Key, report::Samples>> kept_;
  mutable std::size_t kept_values_ = 0;
};

}  // namespace mainstay::gui::model
