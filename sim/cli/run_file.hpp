#pragma once
// Between the plain data of the experiment and that of the store: neither room knows the other.

#include <memory>
#include <string>

#include "cli/prepare.hpp"
#include "report/run_view.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"

namespace mainstay::cli {

store::RunHeader header_of(const Job& job, const std::vector<std::pair<std::string, std::string>>& options);
store::TrialRow row_of(const experiment::TrialResult& result, const store::RunHeader& header);

// What a run was asked on the command line, as its file keeps it.
struct Asked {
  std::string file;                          // the scenario, where it was then
  scenario::Overrides overrides;
  std::vector<std::string> metrics;
  std::vector<std::string> plugin_folders;
};
Asked asked_in(const store::RunHeader& header);

// A run file as reports see it.
class FileRun final : public report::RunView {
 public:
  explicit FileRun(const std::string& path);
  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<report::Column>& metrics() const override { return metrics_; }
  report::Samples samples(std::size_t variant, std::size_t metric) const override;
  std::optional<report::Curves> curves(std::size_t variant, const std::string& name) const override;
  bool pairs(std::size_t variant, std::size_t other) const override;
  const std::string& currency() const override { return reader_.header().currency; }
  const store::RunReader& reader() const { return reader_; }
  // What decided when the run might stop; nothing where it plays all its replications.
  std::optional<report::Goal> goal() const;

 private:
  store::RunReader reader_;
  std::vector<std::string> variants_;
  std::vector<report::Column> metrics_;
};

}  // namespace mainstay::cli
