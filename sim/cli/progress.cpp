#include "cli/progress.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "cli/command.hpp"

namespace mainstay::cli {

namespace {

std::string clock(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
}

}  // namespace

ProgressKind progress_kind(const std::string& word) {
  if (word == "json") return ProgressKind::json;
  if (word == "none") return ProgressKind::none;
  if (word == "bar") return ProgressKind::bar;
  if (word != "auto") throw UsageError{fmt::format("--progress takes auto, bar, json or none, not '{}'", word)};
  return is_terminal(2) ? ProgressKind::bar : ProgressKind::none;
}

Progress::Progress(ProgressKind kind, std::size_t total, std::size_t done)
    : kind_(kind), total_(total), first_(done), done_(done), began_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (open_) fmt::print(stderr, "\n");
}

void Progress::advance(std::size_t done) {
  done_ = done;
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < std::chrono::milliseconds(kind_ == ProgressKind::json ? 500 : 100) && done < total_) return;
  shown_ = now;
  show(false, "running");
}

void Progress::finish(const std::string& status) { show(true, status); }

void Progress::show(bool last, const std::string& status) {
  if (kind_ == ProgressKind::none) return;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  const double rate = seconds > 0.0 ? static_cast<double>(done_ - first_) / seconds : 0.0;
  const double left = rate > 0.0 ? static_cast<double>(total_ - done_) / rate : 0.0;
  if (kind_ == ProgressKind::json) {
    fmt::print(stderr, R"({{"event":"{}","trials":{},"total":{},"rate_per_s":{:.3f},"elapsed_s":{:.3f},"left_s":{:.1f}}})" "\n",
               last ? status : "progress", done_, total_, rate, seconds, left);
    std::fflush(stderr);
    return;
  }
  constexpr int width = 28;
  const double part = total_ == 0 ? 1.0 : static_cast<double>(done_) / static_cast<double>(total_);
  const int full = static_cast<int>(part * width);
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < full ? "█" : "·";
  fmt::print(stderr, "\r{} {:3.0f} %  {} of {} trials  {:.3g} / s  {} left\033[K", bar, part * 100.0, done_, total_, rate, clock(left));
  open_ = true;
  if (last) {
    fmt::print(stderr, "\r\033[K");
    open_ = false;
  }
  std::fflush(stderr);
}

}  // namespace mainstay::cli
