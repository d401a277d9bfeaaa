#pragma once
// Progress of a batch: a bar with rate and time left on a terminal, JSON lines for programs, nothing in a pipe.

#include <chrono>
#include <cstddef>
#include <string>

namespace mainstay::cli {

enum class ProgressKind { none, bar, json };

class Progress {
 public:
  Progress(ProgressKind kind, std::size_t total, std::size_t done);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void advance(std::size_t done);
  void finish(const std::string& status);

 private:
  void show(bool last, const std::string& status);
  ProgressKind kind_;
  std::size_t total_;
  std::size_t first_;
  std::size_t done_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point shown_;
  bool open_ = false;  // a bar stands on the line
};

// The kind that `--progress WORD` asks for; `auto`: a bar where stderr is a terminal.
ProgressKind progress_kind(const std::string& word);

}  // namespace mainstay::cli
