#include "cli/points.hpp"

#include <algorithm>
#include <map>

#include "cli/command.hpp"
#include "cli/waves.hpp"

namespace mainstay::cli {

namespace {

constexpr std::size_t loaded_at_once = 100;

std::shared_ptr<const scenario::Scenario> load_points(const std::string& file, const plugin_host::Registry& registry,
                                                      scenario::Overrides overrides, std::vector<scenario::SweepPoint> points) {
  for (const auto& p : points) overrides.variants.push_back(p.name);
  overrides.points = std::move(points);
  schema::Diagnostics diagnostics;
  auto scenario = scenario::load(file, registry, overrides, diagnostics);
  if (scenario == nullptr) {
    print_diagnostics(diagnostics);
    throw Stop{invalid_input, "a point of the design is no scenario that can be played; give its range with --vary"};
  }
  return scenario;
}

}  // namespace

PointPlayer::PointPlayer(std::string file, const plugin_host::Registry& registry, scenario::Overrides overrides, std::string metric,
                         unsigned workers)
    : file_(std::move(file)), registry_(registry), overrides_(std::move(overrides)), metric_(std::move(metric)), workers_(workers) {}

std::vector<report::Observed> PointPlayer::play(const std::vector<scenario::SweepPoint>& points, std::size_t count,
                                                const std::function<std::size_t(std::size_t)>& first,
                                                const std::function<void(std::size_t)>& seen) {
  std::vector<report::Observed> out;
  for (std::size_t from = 0; from < points.size(); from += loaded_at_once) {
    const std::size_t to = std::min(points.size(), from + loaded_at_once);
    std::vector<scenario::SweepPoint> some(points.begin() + static_cast<std::ptrdiff_t>(from), points.begin() + static_cast<std::ptrdiff_t>(to));
    // A design may visit a place twice: each visit is a variant of its own.
    for (std::size_t i = 0; i < some.size(); ++i) some[i].name = fmt::format("point {}", from + i);
    const Job job = prepare(load_points(file_, registry_, overrides_, std::move(some)), {metric_}, experiment::Keep::asked);
    Waves waves(job, {metric_}, workers_);
    std::vector<experiment::TrialSpec> trials;
    for (std::size_t i = from; i < to; ++i)
      for (std::size_t r = 0; r < count; ++r) trials.push_back({static_cast<std::uint32_t>(i - from), static_cast<std::uint32_t>(first(i) + r)});
    waves.play(trials);
    std::string error;
    const auto asked = report::ask_for_mean(waves.run(), metric_, error);
    if (!asked) throw Stop{invalid_input, error};
    unit_ = asked->unit;
    if (count % 2 == 1 && has_antithetic(job)) throw Stop{invalid_input, "replications come in antithetic pairs: play an even number with -n"};
    for (std::size_t v = 0; v < to - from; ++v) out.push_back(report::observed(waves.run(), v, *asked));
    seen(to);
  }
  return out;
}

}  // namespace mainstay::cli
