#include "stats/interval.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "stats/special.hpp"

namespace mainstay::stats {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

[[maybe_unused]] bool is_confidence(double c) {
  return c > 0.0 && c < 1.0;
}

Interval symmetric(double estimate, double half_width) {
  return {estimate, estimate - half_width, estimate + half_width};
}

// Taken from the lower tail: 1 − α/2 would lose the digits of a small α.
double student_factor(double confidence, std::size_t trials) {
  return -student_quantile((1.0 - confidence) / 2.0, static_cast<double>(trials - 1));
}

Tally tally_of(std::span<const double> values) {
  Tally tally;
  for (double v : values) tally.add(v);
  return tally;
}

bool all_equal(const std::vector<double>& xs) {
  return std::all_of(xs.begin(), xs.end(), [&](double x) { return x == xs.front(); });
}

// What a trial adds to the sum over trials, about a centre.
double excess_of(const ObservedTrials& trials, std::size_t i, double centre) {
  const double weight = trials.weights[i];
  return weight > 0.0 ? weight * (trials.values[i] - centre) : trials.values[i];
}

// Two passes, so that equal values pool to just that value, and a far-off first value costs no digits.
double pooled(const ObservedTrials& trials) {
  if (all_equal(trials.weights)) return tally_of(trials.values).mean();
  const auto mean_about = [&](double centre) {
    double total = 0.0;
    double weight = 0.0;
    for (std::size_t i = 0; i < trials.values.size(); ++i) {
      total += excess_of(trials, i, centre);
      weight += trials.weights[i];
    }
    return centre + total / weight;
  };
  return mean_about(mean_about(0.0));
}

// How far the pooled ratio moves when trial i is left out.
double jackknife_shift(const ObservedTrials& trials, std::size_t i, double estimate, double total_weight) {
  const double weight = trials.weights[i];
  if (weight <= total_weight / 2.0) {
    return -excess_of(trials, i, estimate) / (total_weight - weight);
  }
  // A trial that outweighs all others: the difference above would be rounding alone. There is one at most.
  ObservedTrials others = trials;
  others.values.erase(others.values.begin() + static_cast<std::ptrdiff_t>(i));
  others.weights.erase(others.weights.begin() + static_cast<std::ptrdiff_t>(i));
  return pooled(others) - estimate;
}

double quantile_of_sorted(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), sorted.size() - 1);
  const double fraction = place - static_cast<double>(below);
  if (!(fraction > 0.0) || below + 1 == sorted.size()) return sorted[below];
  return sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
}

std::vector<double> sorted_copy(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

double Interval::relative_half_width() const {
  const double half = half_width();
  if (half == 0.0) return 0.0;
  return estimate == 0.0 ? kInfinity : half / std::abs(estimate);
}

ObservedTrials observed(std::span<const double> values, std::span<const double> weights) {
  assert(values.size() == weights.size());
  ObservedTrials trials;
  for (std::size_t i = 0; i < values.size(); ++i) {
    assert(weights[i] >= 0.0 && std::isfinite(weights[i]));
    if (!(weights[i] > 0.0)) continue;
    assert(std::isfinite(values[i]));
    trials.values.push_back(values[i]);
    trials.weights.push_back(weights[i]);
  }
  return trials;
}

ObservedTrials pooled_trials(std::span<const double> values, std::span<const double> weights) {
  assert(values.size() == weights.size());
  ObservedTrials trials;
  bool any = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    any = any || weights[i] > 0.0;
    if (!(weights[i] > 0.0) && (values[i] == 0.0 || std::isnan(values[i]))) continue;
    assert(std::isfinite(values[i]));
    trials.values.push_back(values[i]);
    trials.weights.push_back(weights[i]);
  }
  return any ? trials : ObservedTrials{};
}

std::optional<Interval> student_interval(const Tally& tally, double confidence) {
  assert(is_confidence(confidence));
  if (tally.count() < 2) return std::nullopt;
  const double error = std::sqrt(tally.variance() / static_cast<double>(tally.count()));
  return symmetric(tally.mean(), error * student_factor(confidence, tally.count()));
}

std::optional<Interval> student_interval(std::span<const double> values, double confidence) {
  return student_interval(tally_of(values), confidence);
}

std::optional<Interval> wilson_interval(std::int64_t successes, std::int64_t n, double confidence) {
  assert(is_confidence(confidence) && successes >= 0 && successes <= n);
  if (n < 1) return std::nullopt;
  const double z = -normal_quantile((1.0 - confidence) / 2.0);
  const double all = static_cast<double>(n);
  const double share = static_cast<double>(successes) / all;
  const double shrink = 1.0 + z * z / all;
  const double centre = (share + z * z / (2.0 * all)) / shrink;
  const double half = z * std::sqrt(share * (1.0 - share) / all + z * z / (4.0 * all * all)) / shrink;
  // At the two ends the bound is the estimate itself, which rounding would miss by a hair.
  return Interval{share, successes == 0 ? 0.0 : std::max(0.0, centre - half),
                  successes == n ? 1.0 : std::min(1.0, centre + half)};
}

std::optional<double> sample_quantile(std::span<const double> values, double p) {
  assert(p >= 0.0 && p <= 1.0);
  if (values.empty()) return std::nullopt;
  return quantile_of_sorted(sorted_copy(values), p);
}

QuantileRanks quantile_ranks(std::int64_t n, double p, double confidence) {
  assert(is_confidence(confidence) && n >= 0 && p > 0.0 && p < 1.0);
  const double tail = (1.0 - confidence) / 2.0;
  // The first k in [0, n] of which `holds` is true; it is false, then true.
  const auto first = [n](const auto& holds) {
    std::int64_t low = 0;
    std::int64_t high = n;
    while (low < high) {
      const std::int64_t middle = low + (high - low) / 2;
      if (holds(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  };
  // B(l − 1) ≤ tail holds for l = 0 and then until B(k) first exceeds it, at k = l.
  const std::int64_t lower = first([&](std::int64_t k) { return binomial_cdf(k, n, p) > tail; });
  // 1 − B(k) ≤ tail, as the chance of at most n − k − 1 failures: exact in the far tail.
  const std::int64_t upper =
      first([&](std::int64_t k) { return binomial_cdf(n - k - 1, n, 1.0 - p) <= tail; });
  return {lower, upper + 1};
}

std::optional<Interval> quantile_interval(std::span<const double> values, double p, double confidence) {
  if (values.size() < 2) return std::nullopt;
  const std::vector<double> sorted = sorted_copy(values);
  const auto n = static_cast<std::int64_t>(sorted.size());
  const QuantileRanks ranks = quantile_ranks(n, p, confidence);
  const double low = ranks.lower < 1 ? -kInfinity : sorted[static_cast<std::size_t>(ranks.lower - 1)];
  const double high = ranks.upper > n ? kInfinity : sorted[static_cast<std::size_t>(ranks.upper - 1)];
  // For p next to 0 or 1 interpolation can overstep the outermost value, which is then the bound.
  return Interval{std::clamp(quantile_of_sorted(sorted, p), low, high), low, high};
}

std::optional<double> pooled_estimate(std::span<const double> values, std::span<const double> weights) {
  const ObservedTrials trials = pooled_trials(values, weights);
  if (trials.values.empty()) return std::nullopt;
  return pooled(trials);
}

std::optional<Interval> ratio_interval(std::span<const double> values, std::span<const double> weights,
                                       double confidence) {
  assert(is_confidence(confidence));
  const ObservedTrials trials = pooled_trials(values, weights);
  const std::size_t n = trials.values.size();
  if (observed(values, weights).values.size() < 2) return std::nullopt;
  if (all_equal(trials.weights)) return student_interval(trials.values, confidence);
  const double estimate = pooled(trials);
  const double total_weight = std::accumulate(trials.weights.begin(), trials.weights.end(), 0.0);
  double squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double shift = jackknife_shift(trials, i, estimate, total_weight);
    squares += shift * shift;
  }
  const double error = std::sqrt(squares * static_cast<double>(n - 1) / static_cast<double>(n));
  return symmetric(estimate, error * student_factor(confidence, n));
}

namespace {

// Totals of which a spread is made; the sums are about some point near the mean, so that little cancels.
struct SquareTotals {
  double weight = 0.0;
  double sum = 0.0;
  double squares = 0.0;

  SquareTotals operator-(const SquareTotals& o) const { return {weight - o.weight, sum - o.sum, squares - o.squares}; }
  std::optional<double> spread(double lost) const {
    if (!(weight > lost)) return std::nullopt;
    return std::sqrt(std::max(0.0, squares - sum * sum / weight) / (weight - lost));
  }
};

struct TrialSpreads {
  std::vector<SquareTotals> each;   // of trials with something to observe
  SquareTotals all;
  double lost = 0.0;                // the degree of freedom that the mean takes, where observations are counted
};

TrialSpreads spreads_of(const Spreads& trials) {
  TrialSpreads out;
  const auto mean = pooled_estimate(trials.means, trials.mean_weights);
  for (std::size_t i = 0; mean && i < trials.means.size(); ++i) {
    const double w = trials.mean_weights[i];
    if (!(w > 0.0)) continue;
    const double x = trials.means[i] - *mean;
    const double within = trials.sd_weights[i] > 0.0 ? trials.sd_weights[i] * trials.sds[i] * trials.sds[i] : 0.0;
    out.each.push_back({w, w * x, within + w * x * x});
    out.lost = std::max(out.lost, w - trials.sd_weights[i]);
    out.all = {out.all.weight + w, out.all.sum + w * x, out.all.squares + out.each.back().squares};
  }
  return out;
}

}  // namespace

std::optional<double> pooled_spread(const Spreads& trials) {
  const TrialSpreads t = spreads_of(trials);
  return t.all.spread(t.lost);
}

std::optional<Interval> pooled_spread_interval(const Spreads& trials, double confidence) {
  assert(is_confidence(confidence));
  const TrialSpreads t = spreads_of(trials);
  const std::size_t n = t.each.size();
  const auto estimate = t.all.spread(t.lost);
  if (n < 2 || !estimate) return std::nullopt;
  double squares = 0.0;
  for (const SquareTotals& one : t.each) {
    const auto without = (t.all - one).spread(t.lost);
    if (!without) return std::nullopt;
    squares += (*without - *estimate) * (*without - *estimate);
  }
  const double error = std::sqrt(squares * static_cast<double>(n - 1) / static_cast<double>(n));
  return symmetric(*estimate, error * student_factor(confidence, n));
}

std::vector<double> jackknife_shifts(std::span<const double> values, std::span<const double> weights) {
  const ObservedTrials trials = pooled_trials(values, weights);
  std::vector<double> shifts(values.size(), 0.0);
  if (observed(values, weights).values.size() < 2) return shifts;
  const double estimate = pooled(trials);
  const double total_weight = std::accumulate(trials.weights.begin(), trials.weights.end(), 0.0);
  std::size_t seen = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (weights[i] > 0.0 || !(values[i] == 0.0 || std::isnan(values[i]))) shifts[i] = jackknife_shift(trials, seen++, estimate, total_weight);
  return shifts;
}

double sd_between(std::span<const double> values, std::span<const double> /*weights*/) {
  return tally_of(values).sd();
}

double greatest(std::span<const double> values, std::span<const double> /*weights*/) {
  return tally_of(values).max();
}

}  // namespace mainstay::stats
