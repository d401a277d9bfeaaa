#pragma once
// Progress of a batch: a bar with rate and time left on a terminal, JSON lines for programs (docs/progress.md), nothing
// in a pipe.

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "cli/memory_run.hpp"

namespace mainstay::cli {

enum class ProgressKind { none, bar, json };

// What is known of a batch before most of it is played.
struct Forecast {
  double seconds = 0.0;        // of all that is left
  double memory_bytes = 0.0;   // at most, of the process
  double file_bytes = 0.0;     // at most, of the run file; 0: there is none
};

class Progress {
 public:
  // Of `total` trials, `done` of which an earlier run has done. `asked`: whose figures JSON lines carry.
  Progress(ProgressKind kind, std::size_t total, std::size_t done, std::vector<std::string> asked);
  // A program that waits for the last line gets one also where an error ends the batch.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void advance(const MemoryRun& run);
  // Said once, before a batch that will take long.
  void foretell(const Forecast& forecast);
  // `status`: done, interrupted. `more`: further keys of the last JSON line, with values that are JSON already.
  void finish(const std::string& status, const MemoryRun& run, const std::vector<std::pair<std::string, std::string>>& more = {});
  // Seconds and trials since it began: for a forecast.
  double elapsed() const;
  std::size_t played() const { return done_ - first_; }
  std::size_t left() const { return total_ - done_; }

 private:
  double rate() const;
  void clear_bar();
  void print_bar();
  void print_json(const std::string& event, const MemoryRun* run, const std::vector<std::pair<std::string, std::string>>& more);

  ProgressKind kind_;
  std::size_t total_;
  std::size_t first_;
  std::size_t done_;
  std::vector<std::string> asked_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point shown_;
  std::chrono::steady_clock::duration pause_;
  bool open_ = false;      // a bar stands on the line
  bool finished_ = false;
};

// The kind that `--progress WORD` asks for; `auto`: a bar where stderr is a terminal.
ProgressKind progress_kind(const std::string& word);

// `2 min 05 s`, `3 h 20 min`; `1.4 GB`.
std::string format_clock(double seconds);
std::string format_bytes(double bytes);

}  // namespace mainstay::cli
