#pragma once
// One trial played once more: from a run file, against which it is held, or from a scenario.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/prepare.hpp"
#include "plugin_host/host.hpp"
#include "store/reader.hpp"

namespace mainstay::cli {

// Which of the trials.
struct Pick {
  enum class How { number, worst, best, median };
  How how = How::number;
  std::uint32_t replication = 0;
  std::string metric;          // for all but `number`
};

// What can be replayed.
struct Replayable {
  std::unique_ptr<plugin_host::Registry> registry;  // which the job's scenario refers to
  Job job;
  std::optional<store::RunReader> run;    // nothing: straight from a scenario
  std::string source;                     // as the user called it
};

struct Replayed {
  experiment::TrialResult trial;          // with all records, whatever the run keeps
  std::vector<std::string> differences;   // from the batch; none, as it should be
  std::string compared;                   // with what: `bank.h5`, `the same trial without its story`
};

// All of these throw Stop and store::StoreError.

// Of a run file everything is taken from the file itself, but for the data files that its scenario names, and plugins.
Replayable open_run(const std::string& path, const Arguments& arguments);
Replayable open_scenario(const std::string& path, const Arguments& arguments);

// The replication that is meant, of a variant by its number. Ties go to the first.
std::uint32_t picked(const Replayable& from, std::size_t variant, const Pick& pick);

// Whether more of a metric is better, for `worst` and `best`: availability, objectives met, time to a failure.
bool more_is_better(const std::string& metric);

Replayed replay(const Replayable& from, std::size_t variant, std::uint32_t replication);

}  // namespace mainstay::cli
