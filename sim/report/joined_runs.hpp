#pragma once
// Two run files of one scenario as one run: `what if` by --set, played at another time.

#include <string>
#include <vector>

#include "report/file_run.hpp"

namespace mainstay::report {

// The names of the data files (options `data` of a run) that both have read and that differ.
std::vector<std::string> changed_data(const store::RunHeader& a, const store::RunHeader& b);

// Why figures of two runs must not be compared: other scenarios or data, other lengths, other versions of the program or
// its plugins. Empty where they may be.
std::vector<std::string> reasons_against(const FileRun& a, const FileRun& b);

// Both must outlive it. Variants of the second are called `LABEL:NAME`; a metric that one does not hold is as if nothing
// had been observed in it.
class JoinedRuns final : public RunView {
 public:
  JoinedRuns(const FileRun& a, const FileRun& b, const std::string& label);
  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<Column>& metrics() const override { return metrics_; }
  Samples samples(std::size_t variant, std::size_t metric) const override;
  std::optional<Curves> curves(std::size_t variant, const std::string& name) const override;
  Clock clock(std::size_t variant) const override;
  bool may_save(std::size_t variant) const override;
  const std::string& currency() const override { return a_.currency(); }
  std::size_t first_of_second() const { return a_.variants().size(); }

 private:
  struct Of {
    const FileRun& run;
    std::size_t variant;
  };
  Of of(std::size_t variant) const;
  const FileRun& a_;
  const FileRun& b_;
  std::vector<std::string> variants_;
  std::vector<Column> metrics_;
};

}  // namespace mainstay::report
