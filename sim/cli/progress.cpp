#include "cli/progress.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"

namespace mainstay::cli {

namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

json figures(const MemoryRun& run, const std::vector<std::string>& asked) {
  json out = json::array();
  for (const auto& metric : asked)
    for (std::size_t v = 0; v < run.variants().size(); ++v) {
      std::string error;
      const auto query = work::parse_query(metric, error);
      const auto e = query ? report::estimate(run, v, *query, 0.95, error) : std::nullopt;
      if (!e) continue;
      json one = {{"metric", metric}, {"variant", run.variants()[v]}, {"unit", e->unit}, {"trials", e->trials}};
      if (e->known) one["estimate"] = number(e->value);
      if (e->interval) {
        one["interval"] = {number(e->interval->low), number(e->interval->high)};
        one["half_width"] = number(e->interval->half_width());
      }
      out.push_back(std::move(one));
    }
  return out;
}

}  // namespace

std::string format_clock(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
}

std::string format_bytes(double bytes) {
  static constexpr const char* units[] = {"kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  double x = bytes / 1e3;
  for (; x >= 1000.0 && unit < 3; ++unit) x /= 1e3;
  return fmt::format("{:.{}f} {}", x, x < 10.0 ? 1 : 0, units[unit]);
}

ProgressKind progress_kind(const std::string& word) {
  if (word == "json") return ProgressKind::json;
  if (word == "none") return ProgressKind::none;
  if (word == "bar") return ProgressKind::bar;
  if (word != "auto") throw UsageError{fmt::format("--progress takes auto, bar, json or none, not '{}'", word)};
  return is_terminal(2) ? ProgressKind::bar : ProgressKind::none;
}

Progress::Progress(ProgressKind kind, std::size_t total, std::size_t done, std::vector<std::string> asked)
    : kind_(kind), total_(total), first_(done), done_(done), asked_(std::move(asked)), began_(Clock::now()), shown_(began_),
      pause_(std::chrono::milliseconds(kind == ProgressKind::json ? 500 : 100)) {}

Progress::~Progress() {
  if (!finished_ && kind_ == ProgressKind::json) print_json("error", nullptr, {});
  if (open_) say("\n");
}

double Progress::elapsed() const { return std::chrono::duration<double>(Clock::now() - began_).count(); }

double Progress::rate() const {
  const double seconds = elapsed();
  return seconds > 0.0 ? static_cast<double>(played()) / seconds : 0.0;
}

void Progress::advance(const MemoryRun& run) {
  ++done_;
  if (kind_ == ProgressKind::none) return;
  const auto now = Clock::now();
  if (now - shown_ < pause_ && done_ < total_) return;
  if (kind_ == ProgressKind::bar) {
    print_bar();
  } else {
    print_json("progress", &run, {});
    // Figures of many trials take time to work out; they shall not take more than a twentieth of it.
    pause_ = std::max<Clock::duration>(std::chrono::milliseconds(500), 20 * (Clock::now() - now));
  }
  shown_ = Clock::now();
}

void Progress::foretell(const Forecast& f) {
  if (kind_ == ProgressKind::json) {
    say("{}\n", json({{"event", "estimate"}, {"seconds", f.seconds}, {"memory_bytes", f.memory_bytes}, {"file_bytes", f.file_bytes}}).dump());
      return;
  }
  clear_bar();
  say("about {} for {} more trials; memory up to {}{}\n", format_clock(f.seconds), left(), format_bytes(f.memory_bytes),
             f.file_bytes > 0.0 ? fmt::format(", run file up to {}", format_bytes(f.file_bytes)) : "");
}

void Progress::finish(const std::string& status, const MemoryRun& run, const std::vector<std::pair<std::string, std::string>>& more) {
  finished_ = true;
  if (kind_ == ProgressKind::json) print_json(status, &run, more);
  clear_bar();
}

void Progress::print_json(const std::string& event, const MemoryRun* run, const std::vector<std::pair<std::string, std::string>>& more) {
  const double r = rate();
  json line = {{"event", event}, {"trials", done_}, {"total", total_}, {"rate_per_s", r}, {"elapsed_s", elapsed()},
               {"left_s", finished_ ? json(0.0) : r > 0.0 ? number(static_cast<double>(left()) / r) : json(nullptr)}};
  if (run != nullptr) {
    line["failed"] = run->failed();
    line["metrics"] = figures(*run, asked_);
  }
  for (const auto& [key, value] : more) line[key] = json::parse(value, nullptr, false);
  say("{}\n", line.dump(-1, ' ', false, json::error_handler_t::replace));
}

void Progress::clear_bar() {
  if (!open_) return;
  say("\r\033[K");
  open_ = false;
}

void Progress::print_bar() {
  constexpr int width = 28;
  const double part = total_ == 0 ? 1.0 : static_cast<double>(done_) / static_cast<double>(total_);
  const int full = static_cast<int>(part * width);
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < full ? "█" : "·";
  const double r = rate();
  say("\r{} {:3.0f} %  {} of {} trials  {:.3g} / s  {} left\033[K", bar, part * 100.0, done_, total_, r,
             r > 0.0 ? format_clock(static_cast<double>(left()) / r) : "?");
  open_ = true;
}

}  // namespace mainstay::cli
