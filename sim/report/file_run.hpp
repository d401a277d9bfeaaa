#pragma once
// A run file as reports see it.

#include <optional>
#include <string>
#include <vector>

#include "report/precision.hpp"
#include "report/run_view.hpp"
#include "store/reader.hpp"

namespace mainstay::report {

// Throws StoreError, as its reader does.
class FileRun : public RunView {
 public:
  explicit FileRun(const std::string& path);
  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<Column>& metrics() const override { return metrics_; }
  Samples samples(std::size_t variant, std::size_t metric) const override;
  std::optional<Curves> curves(std::size_t variant, const std::string& name) const override;
  Clock clock(std::size_t variant) const override;
  bool may_save(std::size_t variant) const override { return reader_.header().variants[variant].cost.starts_with('-'); }
  const std::string& currency() const override { return reader_.header().currency; }
  const store::RunReader& reader() const { return reader_; }
  // What decided when the run might stop; nothing where it plays all its replications.
  std::optional<Goal> goal() const;

 private:
  const std::vector<Samples>& columns_of(std::size_t variant) const;
  store::RunReader reader_;
  // A file keeps all metrics of some trials together, so that one of them costs as much to read as all: those of a variant
  // are kept once read, as far as they fit.
  mutable std::vector<std::vector<Samples>> kept_;   // [variant][metric]
  mutable double kept_bytes_ = 0.0;
  std::vector<std::string> variants_;
  std::vector<Column> metrics_;
};

}  // namespace mainstay::report
