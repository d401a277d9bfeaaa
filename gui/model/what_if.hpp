#pragma once
// Changes to a scenario that somebody tries: kept as a patch, and checked by the command line.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/run_job.hpp"

namespace mainstay::gui::model {

// A value as it may stand in YAML: lists and maps as they are, everything else in quotes where YAML would read it
// otherwise than as it is written.
std::string in_yaml(const std::string& value);

class WhatIf {
 public:
  std::string name = "what-if";  // of the variant
  std::map<std::string, std::string> edits;  // path to new value

  // A small scenario that includes the one at `base` and adds a variant: `mainstay run` takes it as any other.
  std::string text(const std::string& base) const;
  // The path of the edit that stands in a line of text(); empty where none does.
  std::string path_in_line(int line) const;

  // Writes text() to `file` and has it checked; `program validate`. Throws std::runtime_error if it cannot be started.
  void check(const std::string& program, const std::string& base, const std::string& file, std::function<void()> wake);
  // True if anything changed.
  bool poll();
  bool checking() const { return child_ != nullptr; }
  // Of the last check: whether it was valid, and what was said of the edits.
  bool valid() const { return valid_; }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  static constexpr int first_edit_line = 6;
  std::string file_;
  std::unique_ptr<Child> child_;
  std::vector<Diagnostic> diagnostics_;
  bool valid_ = true;
};

}  // namespace mainstay::gui::model
