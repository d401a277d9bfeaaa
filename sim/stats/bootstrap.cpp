#include "stats/interval.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>

#include "stats/generator.hpp"
#include "stats/special.hpp"

namespace mainstay::stats {

namespace {

std::vector<double> resampled(const ObservedTrials& trials, const Statistic& statistic, std::uint64_t seed,
                              int resamples) {
  const std::size_t n = trials.values.size();
  Generator generator(seed);
  ObservedTrials drawn = trials;
  std::vector<double> results;
  results.reserve(static_cast<std::size_t>(resamples));
  for (int r = 0; r < resamples; ++r) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t from = generator.below(n);
      drawn.values[i] = trials.values[from];
      drawn.weights[i] = trials.weights[from];
    }
    results.push_back(statistic(drawn.values, drawn.weights));
  }
  return results;
}

// A sixth of the skewness of the delete-one values: how the statistic's spread changes with its size. NaN
// only where the statistic is.
double acceleration(const ObservedTrials& trials, const Statistic& statistic) {
  const std::size_t n = trials.values.size();
  // Trial i is left out by putting it last and taking all before it.
  ObservedTrials left = trials;
  std::vector<double> without(n);
  Tally tally;
  for (std::size_t i = 0; i < n; ++i) {
    std::swap(left.values[i], left.values[n - 1]);
    std::swap(left.weights[i], left.weights[n - 1]);
    without[i] = statistic(std::span(left.values).first(n - 1), std::span(left.weights).first(n - 1));
    std::swap(left.values[i], left.values[n - 1]);
    std::swap(left.weights[i], left.weights[n - 1]);
    if (!std::isfinite(without[i])) return without[i];
    tally.add(without[i]);
  }
  double squares = 0.0;
  double cubes = 0.0;
  for (double value : without) {
    const double apart = tally.mean() - value;
    squares += apart * apart;
    cubes += apart * apart * apart;
  }
  return squares > 0.0 ? cubes / (6.0 * std::pow(squares, 1.5)) : 0.0;
}

// Which quantile of the resamples bounds the interval, `z` standard errors from the middle.
double bound_at(double z, double bias, double acceleration) {
  const double shifted = bias + z;
  const double scale = 1.0 - acceleration * shifted;
  if (scale <= 0.0) return shifted < 0.0 ? 0.0 : 1.0;  // beyond the pole the bound is the outermost resample
  return normal_cdf(bias + shifted / scale);
}

}  // namespace

std::optional<Interval> bootstrap_interval(std::span<const double> values, std::span<const double> weights,
                                           const Statistic& statistic, double confidence, std::uint64_t seed,
                                           int resamples) {
  assert(confidence > 0.0 && confidence < 1.0 && resamples > 0);
  const ObservedTrials trials = observed(values, weights);
  const std::size_t n = trials.values.size();
  assert(n <= std::numeric_limits<std::uint32_t>::max());
  if (n < 2) return std::nullopt;
  const double estimate = statistic(trials.values, trials.weights);
  std::vector<double> results = resampled(trials, statistic, seed, resamples);
  const auto is_finite = [](double r) { return std::isfinite(r); };
  if (!is_finite(estimate) || !std::all_of(results.begin(), results.end(), is_finite)) return std::nullopt;
  std::sort(results.begin(), results.end());

  const double size = static_cast<double>(n);
  const double z = -std::sqrt(size / (size - 1.0)) * student_quantile((1.0 - confidence) / 2.0, size - 1.0);
  double bias = 0.0;
  double curvature = 0.0;
  if (results.front() < estimate && estimate < results.back()) {
    const auto [first, last] = std::equal_range(results.begin(), results.end(), estimate);
    // Ties count half: the statistic may be discrete.
    const double middle =
        (static_cast<double>(first - results.begin()) + static_cast<double>(last - results.begin())) / 2.0;
    bias = normal_quantile(middle / static_cast<double>(results.size()));
    curvature = acceleration(trials, statistic);
    if (!std::isfinite(curvature)) return std::nullopt;
  }
  return Interval{estimate, *sample_quantile(results, bound_at(-z, bias, curvature)),
                  *sample_quantile(results, bound_at(z, bias, curvature))};
}

}  // namespace mainstay::stats
