#include "model/run_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

namespace mainstay::gui::model {

Diagnostic parse_diagnostic(const std::string& line) {
  Diagnostic d;
  d.message = line;
  // The file may hold colons itself: look for `:number:number: `.
  for (std::size_t at = line.find(':'); at != std::string::npos; at = line.find(':', at + 1)) {
    int row = 0, column = 0, used = 0;
    if (std::sscanf(line.c_str() + at, ":%d:%d:%n", &row, &column, &used) != 2 || used == 0) continue;
    d.file = line.substr(0, at);
    d.line = row;
    d.column = column;
    std::string rest = line.substr(at + static_cast<std::size_t>(used));
    rest.erase(0, rest.find_first_not_of(' '));
    for (const char* severity : {"error", "warning", "note"})
      if (rest.starts_with(std::string(severity) + ":")) {
        d.severity = severity;
        rest.erase(0, d.severity.size() + 1);
        rest.erase(0, rest.find_first_not_of(' '));
      }
    d.message = rest;
    return d;
  }
  return d;
}

namespace {

std::optional<LiveFigure> figure_of(const nlohmann::json& j) {
  if (!j.is_object() || !j.contains("estimate") || !j["estimate"].is_number()) return std::nullopt;
  const auto text = [&](const char* key) { return j.contains(key) && j[key].is_string() ? j[key].get<std::string>() : std::string(); };
  const auto end = [&](std::size_t i, double otherwise) {
    const auto found = j.find("interval");
    return found != j.end() && found->is_array() && found->size() == 2 && (*found)[i].is_number() ? (*found)[i].get<double>() : otherwise;
  };
  constexpr double infinite = std::numeric_limits<double>::infinity();
  return LiveFigure{text("metric"), text("variant"), text("unit"), j.contains("trials") && j["trials"].is_number() ? j["trials"].get<double>() : 0.0, j["estimate"].get<double>(), end(0, -infinite), end(1, infinite)};
}

}  // namespace

bool parse_progress(const std::string& line, Progress& into) {
  if (!line.starts_with("{")) return false;
  const auto j = nlohmann::json::parse(line, nullptr, false);
  if (!j.is_object() || !j.contains("event")) return false;
  if (j["event"] == "estimate") return true;  // says how long it will take, and nothing of how far it is
  const auto number = [&](const char* key) { return j.contains(key) && j[key].is_number() ? j[key].get<double>() : 0.0; };
  into.trials = static_cast<std::size_t>(std::max(0.0, number("trials")));
  into.total = static_cast<std::size_t>(std::max(0.0, number("total")));
  into.rate_per_s = number("rate_per_s");
  into.elapsed_s = number("elapsed_s");
  into.left_s = number("left_s");
  into.figures.clear();
  if (const auto all = j.find("metrics"); all != j.end() && all->is_array())
    for (const auto& m : *all)
      if (const auto figure = figure_of(m)) into.figures.push_back(*figure);
  return true;
}

RunJob::RunJob(const std::string& program, const std::string& scenario, const std::string& output, const std::vector<std::string>& options, std::function<void()> wake)
    : scenario_(scenario), output_(output) {
  std::vector<std::string> arguments = {program, "run", scenario, "-o", output, "--quiet", "--progress", "json"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  child_ = std::make_unique<Child>(arguments, std::move(wake));
}

bool RunJob::poll() {
  if (!child_) return false;
  bool changed = false;
  const auto code = child_->exit_code();  // before the lines: none comes after it
  for (const auto& line : child_->take_lines()) {
    changed = true;
    if (parse_progress(line, progress_))
      remember();
    else if (!line.empty())
      diagnostics_.push_back(parse_diagnostic(line));
  }
  if (!code) return changed;
  code_ = *code;
  child_.reset();
  state_ = code_ == 0 || code_ == 4 ? State::done : asked_to_stop_ || code_ == 130 ? State::cancelled : code_ == 3 ? State::invalid : State::failed;
  return true;
}

void RunJob::remember() {
  for (const auto& f : progress_.figures) {
    auto curve = std::find_if(history_.begin(), history_.end(), [&](const auto& c) { return c.front().metric == f.metric && c.front().variant == f.variant; });
    if (curve == history_.end()) {
      history_.push_back({f});
    } else if (curve->back().trials < f.trials) {
      curve->push_back(f);
    }
  }
}

void RunJob::cancel() {
  asked_to_stop_ = true;
  if (child_) child_->interrupt();
}

std::string RunJob::message() const {
  switch (state_) {
    case State::running:
    case State::done: return "";
    case State::cancelled: return fmt::format("Stopped after {} of {} trials.", progress_.trials, progress_.total);
    case State::invalid: return "The scenario is not valid; see below.";
    case State::failed: break;
  }
  if (code_ > 128) return fmt::format("The run ended by signal {}; `mainstay run --resume {}` goes on from what was done.", code_ - 128, output_);
  return fmt::format("The run failed (exit code {}).", code_);
}

}  // namespace mainstay::gui::model
