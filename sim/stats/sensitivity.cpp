#include "stats/sensitivity.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

#include "stats/generator.hpp"

namespace mainstay::stats {

Points morris_points(std::size_t trajectories, std::size_t factors, std::size_t levels, std::uint64_t seed) {
  assert(levels >= 2 && levels % 2 == 0);
  Generator generator(seed);
  const double between = static_cast<double>(levels - 1);
  const std::size_t half = levels / 2;  // the step, in levels
  Points out;
  out.reserve(trajectories * (factors + 1));
  std::vector<std::size_t> order(factors);
  for (std::size_t t = 0; t < trajectories; ++t) {
    // Every level is as likely: from the lower half a factor goes up, from the upper half down.
    std::vector<std::size_t> at(factors);
    for (auto& level : at) level = generator.below(levels);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = factors; i > 1; --i) std::swap(order[i - 1], order[generator.below(i)]);
    const auto here = [&] {
      std::vector<double> point;
      for (const std::size_t level : at) point.push_back(static_cast<double>(level) / between);
      return point;
    };
    out.push_back(here());
    for (const std::size_t f : order) {
      at[f] = at[f] < half ? at[f] + half : at[f] - half;
      out.push_back(here());
    }
  }
  return out;
}

std::vector<ElementaryEffect> morris_effects(const Points& points, std::span<const double> answers, double confidence) {
  assert(points.size() == answers.size() && !points.empty());
  const std::size_t factors = points.front().size();
  std::vector<Tally> signed_effects(factors), sizes(factors);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    if (i % (factors + 1) == factors) continue;  // from the end of one walk to the start of the next
    for (std::size_t f = 0; f < factors; ++f) {
      const double step = points[i + 1][f] - points[i][f];
      if (step == 0.0) continue;
      const double effect = (answers[i + 1] - answers[i]) / step;
      signed_effects[f].add(effect);
      sizes[f].add(std::abs(effect));
    }
  }
  std::vector<ElementaryEffect> out(factors);
  for (std::size_t f = 0; f < factors; ++f) {
    out[f] = {signed_effects[f].mean(), sizes[f].mean(), signed_effects[f].sd(), {}};
    const auto interval = student_interval(sizes[f], confidence);
    assert(interval);
    out[f].interval = *interval;
  }
  return out;
}

Points saltelli_points(std::size_t n, std::size_t factors, std::uint64_t seed) {
  const Points base = sobol_points(n, 2 * factors, seed);
  Points out;
  out.reserve(n * (factors + 2));
  for (const auto& row : base) {
    const std::vector<double> a(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(factors));
    const std::vector<double> b(row.begin() + static_cast<std::ptrdiff_t>(factors), row.end());
    out.push_back(a);
    out.push_back(b);
    for (std::size_t f = 0; f < factors; ++f) {
      out.push_back(a);
      out.back()[f] = b[f];
    }
  }
  return out;
}

namespace {

// Sums over rows, each as often as it was drawn.
struct Indices {
  std::vector<double> first, total;
};

Indices indices_of(std::size_t factors, std::span<const double> answers, std::span<const std::size_t> rows, double centre,
                   double noise) {
  const std::size_t width = factors + 2;
  const double n = static_cast<double>(rows.size());
  double sum = 0.0, squares = 0.0;
  std::vector<double> first(factors, 0.0), total(factors, 0.0);
  for (const std::size_t r : rows) {
    const double* row = &answers[r * width];
    // About the centre: the products of large numbers would drown what is looked for.
    const double a = row[0] - centre;
    const double b = row[1] - centre;
    sum += a + b;
    squares += a * a + b * b;
    for (std::size_t f = 0; f < factors; ++f) {
      const double mixed = row[2 + f] - centre;
      first[f] += b * (mixed - a);
      total[f] += (a - mixed) * (a - mixed);
    }
  }
  const double mean = sum / (2.0 * n);
  const double variance = squares / (2.0 * n) - mean * mean - noise;
  Indices out{std::vector<double>(factors, 0.0), std::vector<double>(factors, 0.0)};
  if (!(variance > 0.0)) return out;
  for (std::size_t f = 0; f < factors; ++f) {
    out.first[f] = first[f] / n / variance;
    out.total[f] = std::max(0.0, total[f] / (2.0 * n) - noise) / variance;
  }
  return out;
}

Interval percentiles(std::span<const double> resampled, double estimate, double confidence) {
  const double tail = (1.0 - confidence) / 2.0;
  return {estimate, std::min(estimate, *sample_quantile(resampled, tail)), std::max(estimate, *sample_quantile(resampled, 1.0 - tail))};
}

}  // namespace

std::vector<VarianceShare> sobol_indices(std::size_t n, std::size_t factors, std::span<const double> answers, double noise,
                                         double confidence, std::uint64_t seed, int resamples) {
  assert(answers.size() == n * (factors + 2) && n >= 2 && noise >= 0.0);
  double centre = 0.0;
  for (std::size_t r = 0; r < n; ++r) centre += answers[r * (factors + 2)] + answers[r * (factors + 2) + 1];
  centre /= 2.0 * static_cast<double>(n);
  std::vector<std::size_t> rows(n);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const Indices found = indices_of(factors, answers, rows, centre, noise);
  std::vector<std::vector<double>> firsts(factors), totals(factors);
  Generator generator(seed);
  for (int s = 0; s < resamples; ++s) {
    for (auto& r : rows) r = generator.below(n);
    const Indices drawn = indices_of(factors, answers, rows, centre, noise);
    for (std::size_t f = 0; f < factors; ++f) {
      firsts[f].push_back(drawn.first[f]);
      totals[f].push_back(drawn.total[f]);
    }
  }
  std::vector<VarianceShare> out(factors);
  for (std::size_t f = 0; f < factors; ++f)
    out[f] = {found.first[f], found.total[f], percentiles(firsts[f], found.first[f], confidence),
              percentiles(totals[f], found.total[f], confidence)};
  return out;
}

}  // namespace mainstay::stats
