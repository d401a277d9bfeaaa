#include "model/what_if.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

#include "model/files.hpp"

namespace mainstay::gui::model {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + '"';
}

}  // namespace

std::string in_yaml(const std::string& value) {
  const bool composed = value.starts_with('[') || value.starts_with('{') || value.starts_with('"') || value.starts_with('\'');
  const bool plain = !value.empty() && value.find_first_of(":#&*!|>%@`\n\t,[]{}") == std::string::npos && value.front() != ' ' && value.back() != ' ' && value.front() != '-' && value.front() != '?';
  return composed || plain ? value : quoted(value);
}

std::string WhatIf::text(const std::string& base) const {
  std::string out = fmt::format("# A what-if. It changes nothing in the scenario that it includes.\ninclude: [{}]\nvariants:\n  {}:\n    set:\n", quoted(base), in_yaml(name));
  for (const auto& [path, value] : edits) out += fmt::format("      {}: {}\n", in_yaml(path), in_yaml(value));
  if (edits.empty()) out.replace(out.size() - 1, 1, " {}\n");
  return out;
}

std::string WhatIf::path_in_line(int line) const {
  if (line < first_edit_line || line >= first_edit_line + static_cast<int>(edits.size())) return "";
  return std::next(edits.begin(), line - first_edit_line)->first;
}

void WhatIf::check(const std::string& program, const std::string& base, const std::string& file, std::function<void()> wake) {
  child_.reset();
  diagnostics_.clear();
  std::error_code code;
  std::filesystem::create_directories(std::filesystem::path(file).parent_path(), code);
  const std::string error = write_file(file, text(base));
  if (!error.empty()) throw std::runtime_error(error);
  file_ = file;
  child_ = std::make_unique<Child>(std::vector<std::string>{program, "validate", file}, std::move(wake));
}

bool WhatIf::poll() {
  if (!child_) return false;
  const auto code = child_->exit_code();
  for (const auto& line : child_->take_lines()) {
    auto d = parse_diagnostic(line);
    // What is odd in the scenario itself was odd before.
    const bool own = d.file == file_;
    if (own || d.severity == "error") diagnostics_.push_back(std::move(d));
  }
  if (!code) return false;
  valid_ = *code == 0;
  child_.reset();
  return true;
}

}  // namespace mainstay::gui::model
