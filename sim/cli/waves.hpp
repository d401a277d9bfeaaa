#pragma once
// Plays chosen trials of a job, wave by wave: for methods that decide from what they have seen what to play next. What
// is in a wave depends on results alone, so that the number of workers does not matter.

#include <vector>

#include "cli/memory_run.hpp"

namespace mainstay::cli {

class Waves {
 public:
  // Keeps what these metrics need. The job must stay.
  Waves(const Job& job, const std::vector<std::string>& metrics, unsigned workers);
  // A trial that fails ends it all: throws Stop. What a variant's replications say is kept in the order in which they
  // were asked for.
  void play(const std::vector<experiment::TrialSpec>& trials);
  // Replications `first` to `first + count` of these variants.
  void play(const std::vector<std::size_t>& variants, std::size_t first, std::size_t count);
  // As many more of each variant as `counts` says.
  void play_more(const std::vector<std::size_t>& counts);
  std::size_t played(std::size_t variant) const { return played_[variant]; }
  const MemoryRun& run() const { return run_; }

 private:
  const Job& job_;
  unsigned workers_;
  MemoryRun run_;
  std::vector<std::size_t> played_;   // of each variant
};

// A line on a terminal's stderr that the next one overwrites; nothing elsewhere.
class StatusLine {
 public:
  explicit StatusLine(bool wanted);
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  void show(const std::string& text);

 private:
  bool wanted_;
  bool open_ = false;
};

}  // namespace mainstay::cli
