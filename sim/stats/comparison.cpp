#include "stats/comparison.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/generator.hpp"
#include "stats/special.hpp"

namespace mainstay::stats {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Side {
  std::vector<double> values;
  std::vector<double> weights;
  std::size_t observed = 0;
};

void add(Side& side, double value, double weight) {
  side.values.push_back(value);
  side.weights.push_back(weight);
  side.observed += weight > 0.0 ? 1 : 0;
}

struct Pairs {
  Side a, b;
  std::size_t observed_in_both = 0;
};

// The pairs of which neither failed, and of which at least one side observed something.
Pairs pairs_of(Trials a, Trials b) {
  assert(a.values.size() == b.values.size() && a.weights.size() == a.values.size() && b.weights.size() == b.values.size());
  Pairs out;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (std::isnan(a.values[i]) || std::isnan(b.values[i])) continue;
    const auto says_nothing = [&](const Trials& t) { return !(t.weights[i] > 0.0) && t.values[i] == 0.0; };
    if (says_nothing(a) && says_nothing(b)) continue;
    add(out.a, a.values[i], a.weights[i]);
    add(out.b, b.values[i], b.weights[i]);
    out.observed_in_both += a.weights[i] > 0.0 && b.weights[i] > 0.0 ? 1 : 0;
  }
  return out;
}

Side side_of(Trials t) {
  Side out;
  for (std::size_t i = 0; i < t.values.size(); ++i)
    if (!std::isnan(t.values[i]) && (t.weights[i] > 0.0 || t.values[i] != 0.0)) add(out, t.values[i], t.weights[i]);
  return out;
}

double two_sided(double estimate, double error, double degrees) {
  if (error > 0.0) return 2.0 * student_cdf(-std::abs(estimate) / error, degrees);
  return estimate == 0.0 ? 1.0 : 0.0;
}

void set_interval(Difference& d, double estimate, double degrees, double confidence) {
  const double half = d.standard_error > 0.0 ? -student_quantile((1.0 - confidence) / 2.0, degrees) * d.standard_error : 0.0;
  d.interval = {estimate, estimate - half, estimate + half};
  d.p_value = two_sided(estimate, d.standard_error, degrees);
}

// From sums of squares and products of what the pairs say of each side.
void set_pairing(Difference& d, double of_a, double of_b, double together, double of_difference) {
  if (of_a > 0.0 && of_b > 0.0) d.correlation = std::clamp(together / std::sqrt(of_a * of_b), -1.0, 1.0);
  if (of_difference > 0.0)
    d.variance_saved = (of_a + of_b) / of_difference;
  else
    d.variance_saved = of_a + of_b > 0.0 ? kInfinity : 1.0;
}

// The variance of a pooled ratio, and the degrees of freedom that it rests on.
struct Spread {
  double estimate, variance, degrees;
};
std::optional<Spread> spread_of(const Side& side) {
  const std::size_t n = side.values.size();
  if (side.observed < 2) return std::nullopt;
  double squares = 0.0;
  for (const double s : jackknife_shifts(side.values, side.weights)) squares += s * s;
  const double size = static_cast<double>(n);
  return Spread{*pooled_estimate(side.values, side.weights), squares * (size - 1.0) / size, size - 1.0};
}

// (b - a) / |a| by the same jackknife: its shift is that of b - r a, over a, to first order.
std::optional<Interval> relative_difference(double a, double difference, const std::vector<double>& of_a,
                                            const std::vector<double>& of_b, double confidence) {
  if (a == 0.0) return std::nullopt;
  const double ratio = 1.0 + difference / a;
  double squares = 0.0;
  for (std::size_t i = 0; i < of_a.size(); ++i) squares += (of_b[i] - ratio * of_a[i]) * (of_b[i] - ratio * of_a[i]);
  const double n = static_cast<double>(of_a.size());
  const double half = -student_quantile((1.0 - confidence) / 2.0, n - 1.0) * std::sqrt(squares * (n - 1.0) / n) / std::abs(a);
  const double estimate = difference / std::abs(a);
  return Interval{estimate, estimate - half, estimate + half};
}

}  // namespace

std::optional<Difference> paired_difference(Trials a, Trials b, double confidence) {
  const Pairs pairs = pairs_of(a, b);
  if (pairs.observed_in_both < 2) return std::nullopt;
  const std::vector<double> of_a = jackknife_shifts(pairs.a.values, pairs.a.weights);
  const std::vector<double> of_b = jackknife_shifts(pairs.b.values, pairs.b.weights);
  double aa = 0.0, bb = 0.0, ab = 0.0, dd = 0.0;
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    aa += of_a[i] * of_a[i];
    bb += of_b[i] * of_b[i];
    ab += of_a[i] * of_b[i];
    dd += (of_b[i] - of_a[i]) * (of_b[i] - of_a[i]);
  }
  // What is left of equal differences after rounding is no spread.
  if (dd < 1e-28 * (aa + bb)) dd = 0.0;
  Difference out;
  out.pairs = of_a.size();
  const double n = static_cast<double>(out.pairs);
  out.standard_error = std::sqrt(dd * (n - 1.0) / n);
  const double estimate = *pooled_estimate(pairs.b.values, pairs.b.weights) - *pooled_estimate(pairs.a.values, pairs.a.weights);
  set_interval(out, estimate, n - 1.0, confidence);
  set_pairing(out, aa, bb, ab, dd);
  out.relative = relative_difference(*pooled_estimate(pairs.a.values, pairs.a.weights), estimate, of_a, of_b, confidence);
  return out;
}

std::optional<Difference> independent_difference(Trials a, Trials b, double confidence) {
  const auto left = spread_of(side_of(a));
  const auto right = spread_of(side_of(b));
  if (!left || !right) return std::nullopt;
  Difference out;
  const double variance = left->variance + right->variance;
  out.standard_error = std::sqrt(variance);
  out.pairs = static_cast<std::size_t>(std::min(left->degrees, right->degrees)) + 1;
  double degrees = left->degrees + right->degrees;
  if (variance > 0.0)
    degrees = variance * variance /
              (left->variance * left->variance / left->degrees + right->variance * right->variance / right->degrees);
  set_interval(out, right->estimate - left->estimate, degrees, confidence);
  return out;
}

std::optional<Difference> proportion_difference(const PairedCounts& c, double confidence) {
  assert(c.both >= 0 && c.only_a >= 0 && c.only_b >= 0 && c.neither >= 0);
  const std::int64_t n = c.both + c.only_a + c.only_b + c.neither;
  const auto a = wilson_interval(c.both + c.only_a, n, confidence);
  const auto b = wilson_interval(c.both + c.only_b, n, confidence);
  if (!a || !b) return std::nullopt;
  Difference out;
  out.pairs = static_cast<std::size_t>(n);
  const double size = static_cast<double>(n);
  const double of_a = a->estimate * (1.0 - a->estimate);
  const double of_b = b->estimate * (1.0 - b->estimate);
  const double together = static_cast<double>(c.both) / size - a->estimate * b->estimate;
  const double estimate = static_cast<double>(c.only_b - c.only_a) / size;
  const double of_difference = static_cast<double>(c.only_a + c.only_b) / size - estimate * estimate;
  set_pairing(out, of_a, of_b, together, of_difference);
  out.standard_error = std::sqrt(std::max(0.0, of_difference) / size);
  // Newcombe's correction of phi for few pairs: half a pair's worth is taken off a positive one.
  const double marginals = static_cast<double>(c.both + c.only_a) * static_cast<double>(c.only_b + c.neither) *
                           static_cast<double>(c.both + c.only_b) * static_cast<double>(c.only_a + c.neither);
  double phi = 0.0;
  if (marginals > 0.0) {
    const double cross = static_cast<double>(c.both) * static_cast<double>(c.neither) -
                         static_cast<double>(c.only_a) * static_cast<double>(c.only_b);
    phi = (cross > 0.0 ? std::max(cross - size / 2.0, 0.0) : cross) / std::sqrt(marginals);
  }
  const auto reach = [&](double x, double y) { return std::sqrt(std::max(0.0, x * x - 2.0 * phi * x * y + y * y)); };
  out.interval = {estimate, std::max(-1.0, estimate - reach(b->estimate - b->low, a->high - a->estimate)),
                  std::min(1.0, estimate + reach(b->high - b->estimate, a->estimate - a->low))};
  const std::int64_t differ = c.only_a + c.only_b;
  out.p_value = std::min(1.0, 2.0 * binomial_cdf(std::min(c.only_a, c.only_b), differ, 0.5));
  return out;
}

namespace {

// One side of a bootstrap over pairs: its values sorted, and how often each was drawn.
class Resampled {
 public:
  explicit Resampled(const std::vector<double>& values) : values_(values.size()), place_(values.size()) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
    for (std::size_t k = 0; k < order.size(); ++k) {
      values_[k] = values[order[k]];
      place_[order[k]] = k;
    }
    counts_.assign(values.size(), 1);
  }
  void draw(const std::vector<std::size_t>& which) {
    std::fill(counts_.begin(), counts_.end(), 0u);
    for (const std::size_t i : which) ++counts_[place_[i]];
  }
  // `share[k]`: what the k smallest of a sample weigh together.
  double weighted(const std::vector<double>& share) const {
    double total = 0.0;
    std::size_t below = 0;
    for (std::size_t k = 0; k < values_.size(); ++k) {
      total += (share[below + counts_[k]] - share[below]) * values_[k];
      below += counts_[k];
    }
    return total;
  }
  double sd() const {
    double mean = 0.0, squares = 0.0;
    const double n = static_cast<double>(values_.size());
    for (std::size_t k = 0; k < values_.size(); ++k) mean += counts_[k] * values_[k];
    mean /= n;
    for (std::size_t k = 0; k < values_.size(); ++k) squares += counts_[k] * (values_[k] - mean) * (values_[k] - mean);
    return std::sqrt(squares / (n - 1.0));
  }

 private:
  std::vector<double> values_;
  std::vector<std::size_t> place_;
  std::vector<unsigned> counts_;
};

template <class Statistic>
std::optional<Difference> bootstrap_difference(Trials a, Trials b, double confidence, std::uint64_t seed, int resamples,
                                               const Statistic& statistic_for) {
  const Pairs pairs = pairs_of(a, b);
  std::vector<double> left, right;
  for (std::size_t i = 0; i < pairs.a.values.size(); ++i)
    if (pairs.a.weights[i] > 0.0 && pairs.b.weights[i] > 0.0) {
      left.push_back(pairs.a.values[i]);
      right.push_back(pairs.b.values[i]);
    }
  const std::size_t n = left.size();
  if (n < 2) return std::nullopt;
  const auto statistic = statistic_for(n);
  Resampled of_a(left), of_b(right);
  Difference out;
  out.pairs = n;
  const double estimate = statistic(of_b) - statistic(of_a);
  Generator generator(seed);
  std::vector<std::size_t> which(n);
  std::vector<double> differences;
  Tally spread_a, spread_b, spread;
  for (int r = 0; r < resamples; ++r) {
    for (std::size_t& i : which) i = generator.below(n);
    of_a.draw(which);
    of_b.draw(which);
    const double x = statistic(of_a);
    const double y = statistic(of_b);
    differences.push_back(y - x);
    spread_a.add(x);
    spread_b.add(y);
    spread.add(y - x);
  }
  // Resamples of few pairs are too alike: as far out as Student's t would be (Hesterberg, The American Statistician 69,
  // 2015).
  const double size = static_cast<double>(n);
  const double tail = normal_cdf(std::sqrt(size / (size - 1.0)) * student_quantile((1.0 - confidence) / 2.0, size - 1.0));
  out.interval = {estimate, std::min(estimate, *sample_quantile(differences, tail)),
                  std::max(estimate, *sample_quantile(differences, 1.0 - tail))};
  out.standard_error = spread.sd();
  out.p_value = kNan;
  set_pairing(out, spread_a.variance(), spread_b.variance(),
              (spread_a.variance() + spread_b.variance() - spread.variance()) / 2.0, spread.variance());
  return out;
}

}  // namespace

std::optional<Difference> quantile_difference(Trials a, Trials b, double p, double confidence, std::uint64_t seed,
                                              int resamples) {
  assert(p > 0.0 && p < 1.0);
  return bootstrap_difference(a, b, confidence, seed, resamples, [p](std::size_t n) {
    std::vector<double> share(n + 1);
    const double size = static_cast<double>(n);
    for (std::size_t k = 0; k <= n; ++k)
      share[k] = beta_cdf(static_cast<double>(k) / size, p * (size + 1.0), (1.0 - p) * (size + 1.0));
    return [share = std::move(share)](const Resampled& side) { return side.weighted(share); };
  });
}

std::optional<Difference> sd_difference(Trials a, Trials b, double confidence, std::uint64_t seed, int resamples) {
  return bootstrap_difference(a, b, confidence, seed, resamples,
                              [](std::size_t) { return [](const Resampled& side) { return side.sd(); }; });
}

std::optional<std::uint64_t> pairs_to_settle(const Difference& d, double confidence) {
  const double apart = std::abs(d.interval.estimate);
  if (!(apart > 0.0) || !(d.standard_error > 0.0) || d.pairs < 2) return std::nullopt;
  const double spread = d.standard_error * std::sqrt(static_cast<double>(d.pairs));
  const auto settles = [&](std::uint64_t n) {
    const double size = static_cast<double>(n);
    return -student_quantile((1.0 - confidence) / 2.0, size - 1.0) * spread < apart * std::sqrt(size);
  };
  std::uint64_t enough = 2;
  while (!settles(enough)) {
    if (enough > std::uint64_t{1} << 50) return std::nullopt;
    enough *= 2;
  }
  std::uint64_t too_few = enough / 2;
  while (enough - too_few > 1) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    (settles(middle) ? enough : too_few) = middle;
  }
  return enough;
}

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto rank_of = [&](std::size_t i) { return std::isnan(p_values[i]) ? 2.0 : p_values[i]; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return rank_of(i) < rank_of(j); });
  std::vector<double> out(p_values.size(), kNan);
  double highest = 0.0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (std::isnan(p_values[order[k]])) break;
    highest = std::max(highest, std::min(1.0, static_cast<double>(order.size() - k) * p_values[order[k]]));
    out[order[k]] = highest;
  }
  return out;
}

std::vector<double> bonferroni_adjusted(std::span<const double> p_values) {
  std::vector<double> out(p_values.begin(), p_values.end());
  for (double& p : out)
    if (!std::isnan(p)) p = std::min(1.0, p * static_cast<double>(p_values.size()));
  return out;
}

}  // namespace mainstay::stats
