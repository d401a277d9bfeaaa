#include "report/ranking.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "report/comparison.hpp"
#include "stats/selection.hpp"

namespace mainstay::report {

using Across = work::MetricQuery::Across;

namespace {

constexpr std::size_t fewest_batches = 20;

bool weighs_the_same(const RunView& run, const Asked& asked) {
  for (std::size_t v = 0; v < run.variants().size(); ++v) {
    const Samples s = outcomes(run, v, asked);
    if (is_antithetic(run, v)) return false;
    if (std::adjacent_find(s.weights.begin(), s.weights.end(), std::not_equal_to<>()) != s.weights.end()) return false;
  }
  return asked.query.across == Across::mean;
}

std::size_t fewest_replications(const RunView& run, const Asked& asked) {
  std::size_t n = run.samples(0, asked.metric).values.size();
  for (std::size_t v = 1; v < run.variants().size(); ++v) n = std::min(n, run.samples(v, asked.metric).values.size());
  return n;
}

}  // namespace

std::optional<Aim> aim_of(const std::string& metric) {
  switch (better_direction(metric)) {
    case Better::higher: return Aim::highest;
    case Better::lower: return Aim::lowest;
    case Better::neither: break;
  }
  return std::nullopt;
}

std::optional<std::vector<std::vector<double>>> batches(const RunView& run, const Asked& asked, std::size_t batch, std::string& empty) {
  const std::size_t rounds = fewest_replications(run, asked) / batch;
  std::vector<std::vector<double>> out(run.variants().size());
  for (std::size_t v = 0; v < out.size(); ++v) {
    const Samples s = outcomes(run, v, asked);
    for (std::size_t r = 0; r < rounds; ++r) {
      const auto x = pooled(s, r * batch, batch);
      if (!x) {
        empty = run.variants()[v];
        return std::nullopt;
      }
      out[v].push_back(*x);
    }
  }
  return out;
}

std::optional<Subset> subset(const RunView& run, const SubsetOptions& options, std::string& error) {
  const auto asked = ask_for_mean(run, options.metric, error);
  if (!asked) return std::nullopt;
  Subset out;
  out.asked = *asked;
  out.aim = options.aim;
  const std::size_t n = fewest_replications(run, *asked);
  const std::size_t largest = n / fewest_batches;
  std::string empty;
  std::optional<std::vector<std::vector<double>>> rounds;
  out.batch = options.batch > 0 ? options.batch : weighs_the_same(run, *asked) ? 1 : std::min<std::size_t>(10, std::max<std::size_t>(1, largest));
  for (std::size_t v = 0; v < run.variants().size(); ++v)
    if (out.batch % 2 == 1 && is_antithetic(run, v)) ++out.batch;   // whole pairs
  for (;; out.batch *= 2) {
    rounds = batches(run, *asked, out.batch, empty);
    if (rounds || options.batch > 0 || out.batch * 2 > largest) break;
  }
  if (!rounds) {
    error = fmt::format("'{}' observed nothing in {} of '{}': too few replications to rank by '{}'", asked->query.inner,
                        out.batch == 1 ? "a replication" : fmt::format("{} replications in a row", out.batch), empty, options.metric);
    return std::nullopt;
  }
  out.rounds = rounds->front().size();
  if (out.rounds < 2) {
    error = fmt::format("the run holds {} replications of each variant: at least two observations{} are needed", n,
                        out.batch > 1 ? fmt::format(" of {} replications", out.batch) : "");
    return std::nullopt;
  }
  for (std::size_t v = 0; v < run.variants().size(); ++v) {
    const auto e = estimate(run, v, asked->query, options.confidence, error);
    if (!e) return std::nullopt;
    out.estimates.push_back(*e);
  }
  if (out.aim == Aim::lowest)
    for (auto& row : *rounds)
      for (double& x : row) x = -x;
  out.kept.assign(run.variants().size(), false);
  for (const std::size_t v : stats::subset_with_best(*rounds, 1.0 - options.confidence)) out.kept[v] = true;
  out.order.resize(run.variants().size());
  std::iota(out.order.begin(), out.order.end(), std::size_t{0});
  std::stable_sort(out.order.begin(), out.order.end(), [&](std::size_t a, std::size_t b) {
    return out.aim == Aim::highest ? out.estimates[a].value > out.estimates[b].value : out.estimates[a].value < out.estimates[b].value;
  });
  return out;
}

}  // namespace mainstay::report
