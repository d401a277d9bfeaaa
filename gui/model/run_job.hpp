#pragma once
// A run that the window has started: the command line does it, and says as JSON lines how far it is.

#include <memory>
#include <string>
#include <vector>

#include "model/child.hpp"

namespace mainstay::gui::model {

// Something that the command line said about an input: where, and what.
struct Diagnostic {
  std::string file;
  int line = 0, column = 0;
  std::string severity, message;
};
// `file:4:7: error: what`; a line that does not look so has no file.
Diagnostic parse_diagnostic(const std::string& line);

// A figure of a run that is going on.
struct LiveFigure {
  std::string metric, variant, unit;
  double trials = 0.0, estimate = 0.0, low = 0.0, high = 0.0;  // infinite where the interval is
};

struct Progress {
  std::size_t trials = 0, total = 0;
  double rate_per_s = 0.0, elapsed_s = 0.0, left_s = 0.0;
  std::vector<LiveFigure> figures;
};
// False if the line is no progress.
bool parse_progress(const std::string& line, Progress& into);

class RunJob {
 public:
  enum class State { running, done, invalid, failed, cancelled };

  // `mainstay run SCENARIO -o OUTPUT --progress json` and more options. Throws if it cannot be started.
  RunJob(const std::string& program, const std::string& scenario, const std::string& output, const std::vector<std::string>& options, std::function<void()> wake);

  // Takes in what the child said since. True if anything changed.
  bool poll();
  void cancel();

  State state() const { return state_; }
  const Progress& progress() const { return progress_; }
  // How the figures went, one curve a metric and variant, in the order in which they first came.
  const std::vector<std::vector<LiveFigure>>& history() const { return history_; }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  const std::string& scenario() const { return scenario_; }
  const std::string& output() const { return output_; }
  // What to tell when it ended otherwise than well.
  std::string message() const;

 private:
  std::string scenario_, output_;
  std::unique_ptr<Child> child_;
  State state_ = State::running;
  Progress progress_;
  std::vector<std::vector<LiveFigure>> history_;
  std::vector<Diagnostic> diagnostics_;
  void remember();
  bool asked_to_stop_ = false;
  int code_ = 0;
};

}  // namespace mainstay::gui::model
