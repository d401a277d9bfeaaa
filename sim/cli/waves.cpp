#include "cli/waves.hpp"

#include <algorithm>

#include "cli/command.hpp"

namespace mainstay::cli {

Waves::Waves(const Job& job, const std::vector<std::string>& metrics, unsigned workers)
    : job_(job), workers_(workers), run_(job, metrics), played_(job.scenario->variants.size(), 0) {}

void Waves::play(const std::vector<std::size_t>& variants, std::size_t first, std::size_t count) {
  std::vector<experiment::TrialSpec> trials;
  for (std::size_t r = first; r < first + count; ++r)
    for (const std::size_t v : variants) trials.push_back({static_cast<std::uint32_t>(v), static_cast<std::uint32_t>(r)});
  play(trials);
}

void Waves::play_more(const std::vector<std::size_t>& counts) {
  std::vector<experiment::TrialSpec> trials;
  const std::size_t most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
  for (std::size_t r = 0; r < most; ++r)
    for (std::size_t v = 0; v < counts.size(); ++v)
      if (r < counts[v]) trials.push_back({static_cast<std::uint32_t>(v), static_cast<std::uint32_t>(played_[v] + r)});
  play(trials);
}

void Waves::play(const std::vector<experiment::TrialSpec>& trials) {
  experiment::run_all(*job_.scenario, job_.columns, trials, {.workers = workers_}, [&](experiment::TrialResult&& r) {
    ++played_[r.variant];
    run_.add(r);
    return run_.failed() == 0;
  });
  if (run_.failed() > 0) throw Stop{failed_trials, fmt::format("a trial failed: {}", run_.first_error())};
}

StatusLine::StatusLine(bool wanted) : wanted_(wanted && is_terminal(2)) {}

StatusLine::~StatusLine() {
  if (open_) say("\r\x1b[K");
}

void StatusLine::show(const std::string& text) {
  if (!wanted_) return;
  say("\r\x1b[K{}", text);
  open_ = true;
}

}  // namespace mainstay::cli
