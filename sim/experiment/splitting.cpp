#include "experiment/splitting.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "kernel/resampler.hpp"
#include "stats/splitting.hpp"

namespace mainstay::experiment {

namespace {

constexpr double none = -std::numeric_limits<double>::infinity();

std::vector<work::Level*> levels_of(work::Board& board, const work::MetricPlan& plan) {
  std::vector<work::Level*> out;
  const auto metric = work::bind_metric(board, plan);
  if (!metric) return out;
  for (work::Measure* m : metric->terms()) {
    auto* level = dynamic_cast<work::Level*>(m);
    if (level == nullptr) return {};
    out.push_back(level);
  }
  return out;
}

// Sees what the levels come to once all that happens in an instant has happened: what holds for no time does not count.
class Watcher final : work::LevelWatch, kernel::Dispatcher {
 public:
  Watcher(Trial& trial, kernel::Resampler& resampler, std::vector<work::Level*> levels, const Path& path, double enough)
      : simulation_(trial.simulation()), from_(trial.board().start()), resampler_(resampler), levels_(std::move(levels)), path_(path),
        enough_(enough), look_(kernel::Timer::calling<&Watcher::look>(simulation_, this, kernel::Phase::observation)) {
    for (work::Level* l : levels_) l->set_watch(*this);
    look_.set(from_);
  }
  double highest() const { return highest_; }

 private:
  void moved() override {
    quiet_rounds_ = 0;
    if (!looks_ && simulation_.now() >= from_ && value() > highest_) {
      looks_ = true;
      look_.set(simulation_.now());
    }
  }
  // What is handed out at the end of the instant may change it again, and so may what that sets going.
  void look() {
    looks_ = true;
    simulation_.request_dispatch(*this);
  }
  void dispatch() override {
    if (++quiet_rounds_ < 3)
      look_.set(simulation_.now());
    else
      settle();
  }
  void settle() {
    looks_ = false;
    const double now = value();
    if (now <= highest_) return;
    highest_ = now;
    if (highest_ >= enough_) return simulation_.stop();
    while (next_ < path_.size() && path_[next_].level <= highest_) resampler_.reseed(path_[next_++].salt);
  }
  double value() const {
    double sum = 0.0;
    for (const work::Level* l : levels_) sum += l->is_gate_open() ? l->value() : 0.0;
    return sum;
  }

  kernel::Simulation& simulation_;
  work::Time from_;
  kernel::Resampler& resampler_;
  std::vector<work::Level*> levels_;
  const Path& path_;
  double enough_;
  kernel::Timer look_;
  double highest_ = none;
  std::size_t next_ = 1;     // turn
  bool looks_ = false;
  int quiet_rounds_ = 0;
};

}  // namespace

Splitting::Splitting(const scenario::Variant& variant, const std::string& metric) : variant_(variant) {
  if (variant.run.antithetic) throw std::invalid_argument("antithetic pairs cannot be split; play it without `antithetic`");
  kernel::Resampler resampler;
  Trial trial(variant, 1, resampler);
  std::string error;
  auto plan = work::plan_metric(trial.board(), variant.names, metric, error);
  if (!plan) throw std::invalid_argument(error);
  metric_ = std::move(*plan);
  if (metric_.statistic.kind != work::Statistic::Kind::value)
    throw std::invalid_argument(fmt::format("'{}' is a statistic; what is split on is a level itself, as in tickets.NAME.open", metric));
  const auto levels = levels_of(trial.board(), metric_);
  if (levels.empty()) throw std::invalid_argument(fmt::format("'{}' is not a level: something that holds for a time, such as tickets.NAME.open or components.NAME.down", metric));
  for (const work::Level* l : levels)
    if (l->moves_in_curves() || l->info().unit == work::Unit::flow || l->info().unit == work::Unit::time)
      throw std::invalid_argument(fmt::format("'{}' changes all the time, not in steps, and reaches no level at an event", l->info().path));
  if (trial.board().find(work::likelihood_measure) != nullptr)
    throw std::invalid_argument("trials that play something more often than it is (`hasten`, `stress`) cannot be split; play it without");
}

double Splitting::highest(const Path& path, double enough) const {
  kernel::Resampler resampler;
  Trial trial(variant_, path.front().salt, resampler);
  Watcher watcher(trial, resampler, levels_of(trial.board(), metric_), path, enough);
  trial.run();
  if (trial.simulation().failure() != nullptr) throw std::runtime_error(trial.failure());
  const double out = watcher.highest();
  trial.close();
  return out;
}

std::vector<double> Splitting::levels(double top, std::size_t effort, std::uint64_t seed) const {
  stats::Generator generator(seed);
  std::vector<Path> from = {{}};
  std::vector<double> out;
  for (;;) {
    std::vector<std::pair<double, Path>> seen;
    const double reached = out.empty() ? none : out.back();
    for (std::size_t i = 0; i < effort; ++i) {
      Path path = from[generator.below(from.size())];
      path.push_back({reached, generator.next()});
      const double high = highest(path, top);
      seen.emplace_back(high, std::move(path));
    }
    std::sort(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    double next = std::min(seen[effort / 5].first, top);
    // Most get no further: the next step is a steeper one.
    for (auto s = seen.rbegin(); next <= reached && s != seen.rend(); ++s) next = std::min(s->first, top);
    if (next <= reached) return out;
    out.push_back(next);
    if (next >= top) return out;
    from.clear();
    for (auto& [high, path] : seen)
      if (high >= next) from.push_back(std::move(path));
  }
}

std::vector<double> Splitting::chances(const std::vector<double>& levels, std::size_t effort, std::uint64_t seed) const {
  struct State {
    Path path;
    int level = 0;   // so many of the levels are reached
  };
  const auto move = [&](State& s, stats::Generator& generator) {
    const auto at = static_cast<std::size_t>(s.level);
    s.path.push_back({at == 0 ? none : levels[at - 1], generator.next()});
    const double high = highest(s.path, levels[at]);
    const int reached = static_cast<int>(std::upper_bound(levels.begin(), levels.end(), high) - levels.begin());
    return reached > s.level ? reached : -1;
  };
  stats::Generator generator(seed);
  return stats::split_once([] { return State{}; }, move, static_cast<int>(levels.size()), effort, generator);
}

}  // namespace mainstay::experiment
