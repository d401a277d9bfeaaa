#include "kernel/distribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace mainstay::kernel {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using D = Distribution;

struct Named {
  std::string name;
  D law;
};

std::vector<Named> continuous_laws() {
  return {{"exponential", D::exponential(3.0)},
          {"uniform", D::uniform(-1.0, 4.0)},
          {"triangular", D::triangular(1.0, 2.0, 6.0)},
          {"triangular falling", D::triangular(1.0, 1.0, 6.0)},
          {"triangular rising", D::triangular(1.0, 6.0, 6.0)},
          {"pert", D::pert(1.0, 2.0, 6.0)},
          {"normal", D::normal(-2.0, 3.0)},
          {"lognormal", D::lognormal(1.0, 0.7)},
          {"lognormal mean cv", D::lognormal_mean_cv(4.0, 1.5)},
          {"weibull falling hazard", D::weibull(0.8, 10.0)},
          {"weibull", D::weibull_shape_mean(2.5, 4.0)},
          {"gamma of small shape", D::gamma(0.3, 2.0)},
          {"gamma", D::gamma(2.7, 5.0)},
          {"erlang", D::erlang(4, 8.0)},
          {"hyperexponential", D::hyperexponential(2.0, 3.0)},
          {"beta", D::beta(2.0, 3.0, 0.0, 10.0)},
          {"beta of small shapes", D::beta(0.3, 0.4, -1.0, 1.0)},
          {"beta of mixed shapes", D::beta(0.5, 4.0, 0.0, 1.0)},
          {"pareto", D::pareto(4.5, 2.0)},
          {"mixture", D::mixture({{9.0, D::exponential(1.0)}, {1.0, D::normal(10.0, 2.0)}})},
          {"truncated normal", D::truncated(D::normal(1.0, 2.0), 0.0, infinity)},
          {"truncated weibull", D::truncated(D::weibull(2.0, 4.0), 1.0, 7.0)},
          {"truncated tail", D::truncated(D::exponential(1.0), 50.0, 52.0)},
          {"shifted lognormal", D::shifted(D::lognormal(0.0, 0.5), 5.0)},
          {"scaled gamma", D::scaled(D::gamma(2.0, 3.0), 1.3)},
          {"truncated scaled pareto", D::truncated(D::scaled(D::pareto(1.5, 1.0), 2.0), 3.0, 20.0)}};
}

std::vector<Named> discrete_laws() {
  return {{"small poisson", D::poisson(0.7)},
          {"poisson", D::poisson(12.5)},
          {"poisson by search", D::poisson(9000.0)},
          {"poisson by inversion", D::poisson(20000.0)},
          {"binomial", D::binomial(10.0, 0.3)},
          {"binomial of likely successes", D::binomial(400.0, 0.97)},
          {"binomial by inversion", D::binomial(100000.0, 0.4)},
          {"geometric", D::geometric(3.5)},
          {"bernoulli", D::bernoulli(0.02)},
          {"discrete", D::discrete({{3.0, 40.0}, {1.0, 60.0}, {-2.5, 5.0}})},
          {"empirical", D::empirical({5.0, 1.0, 1.0, 8.0, 2.0})},
          {"discrete mixture", D::mixture({{0.9, D::poisson(2.0)}, {0.1, D::constant(2.0)}})},
          {"truncated poisson", D::truncated(D::poisson(4.0), 0.5, 6.0)},
          {"truncated geometric", D::truncated(D::geometric(3.0), 2.0, 9.0)},
          {"scaled binomial", D::scaled(D::binomial(6.0, 0.5), 0.1)},
          {"truncated scaled poisson", D::truncated(D::scaled(D::poisson(3.0), 0.1), 0.1, 0.3)}};
}

std::vector<Named> all_laws() {
  std::vector<Named> result = continuous_laws();
  for (Named& each : discrete_laws()) result.push_back(std::move(each));
  result.push_back(
      {"mixture with an atom", D::mixture({{0.9, D::exponential(1.0)}, {0.1, D::constant(24.0)}})});
  return result;
}

std::vector<double> draw(const D& law, int n, std::uint64_t key) {
  Stream stream(key);
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) result.push_back(law.sample(stream));
  return result;
}

// Sample mean, sample variance and their standard errors (that of the variance from the fourth central
// moment).
struct Moments {
  explicit Moments(const std::vector<double>& sample) {
    const auto n = static_cast<double>(sample.size());
    for (const double x : sample) mean += x / n;
    double fourth = 0.0;
    for (const double x : sample) {
      const double square = (x - mean) * (x - mean);
      variance += square / n;
      fourth += square * square / n;
    }
    mean_error = std::sqrt(variance / n);
    variance_error = std::sqrt((fourth - variance * variance) / n);
  }
  double mean = 0.0, variance = 0.0, mean_error = 0.0, variance_error = 0.0;
};

double share_up_to(const std::vector<double>& sample, double x) {
  const auto count = std::count_if(sample.begin(), sample.end(), [x](double v) { return v <= x; });
  return static_cast<double>(count) / static_cast<double>(sample.size());
}

// sqrt(n) D of Kolmogorov and Smirnov: above 1.95 with probability 1e-3, above 2.43 with 1.5e-5.
double kolmogorov(std::vector<double> sample, const D& law) {
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  double most = 0.0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double f = law.cdf(sample[i]);
    const auto rank = static_cast<double>(i);
    most = std::max({most, f - rank / n, (rank + 1.0) / n - f});
  }
  return std::sqrt(n) * most;
}

struct Known {
  std::string name;
  D law;
  double mean, variance, p90, cdf_at_mean;
};

// Exact values from an independent statistics library.
std::vector<Known> known_laws() {
  return {{"lognormal", D::lognormal_mean_cv(4.0, 1.5), 4.0, 36.0, 8.919987790922029, 0.7063763629275667},
          {"gamma", D::gamma(0.3, 2.0), 2.0, 13.333333333333334, 5.898738489068295, 0.7269573437103662},
          {"weibull", D::weibull(0.8, 10.0), 11.330030963193462, 203.96549541786172, 28.36413938422206,
           0.6688081626044089},
          {"triangular", D::triangular(1.0, 2.0, 6.0), 3.0, 1.1666666666666667, 4.585786437626905, 0.55},
          {"pert", D::pert(1.0, 2.0, 6.0), 2.5, 0.75, 3.72667025216791, 0.5482303042619047},
          {"pareto", D::pareto(3.5, 2.0), 2.8, 1.4933333333333334, 3.8613954577665006, 0.691999178305934},
          {"erlang", D::erlang(4, 8.0), 8.0, 16.0, 13.36156613651173, 0.566529879633291}};
}

TEST(Distribution, KnowsTheExactMomentsAndQuantilesOfSevenLaws) {
  for (const Known& each : known_laws()) {
    SCOPED_TRACE(each.name);
    EXPECT_NEAR(each.law.mean(), each.mean, 1e-13 * each.mean);
    EXPECT_NEAR(each.law.variance(), each.variance, 1e-13 * each.variance);
    EXPECT_NEAR(each.law.quantile(0.9), each.p90, 1e-13 * each.p90);
    EXPECT_NEAR(each.law.cdf(each.mean), each.cdf_at_mean, 1e-13);
    EXPECT_NEAR(each.law.survival(each.mean), 1.0 - each.cdf_at_mean, 1e-13);
  }
}

// A million draws each: moments within 5 standard errors, shares within 4.5 binomial ones.
TEST(Distribution, DrawsSevenLawsWithTheirMomentsAndQuantiles) {
  constexpr int n = 1000000;
  for (const Known& each : known_laws()) {
    SCOPED_TRACE(each.name);
    const std::vector<double> sample = draw(each.law, n, Stream::stream_key(1, 0, each.name));
    const Moments found(sample);
    EXPECT_NEAR(found.mean, each.mean, 5.0 * found.mean_error);
    EXPECT_NEAR(found.variance, each.variance, 5.0 * found.variance_error);
    EXPECT_NEAR(share_up_to(sample, each.p90), 0.9, 4.5 * std::sqrt(0.09 / n));
    const double p = each.cdf_at_mean;
    EXPECT_NEAR(share_up_to(sample, each.mean), p, 4.5 * std::sqrt(p * (1.0 - p) / n));
  }
}

// Seventy tests at 1e-3 / 70 each (Bonferroni).
TEST(Distribution, DrawsSevenLawsThatFitTheirDistributionFunctionOverTenSeeds) {
  for (const Known& each : known_laws()) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const auto sample = draw(each.law, 10000, Stream::stream_key(seed, 0, each.name));
      EXPECT_LT(kolmogorov(sample, each.law), 2.43) << each.name << ", seed " << seed;
    }
  }
}

TEST(Distribution, DrawsEveryLawWithItsMeanAndVariance) {
  for (const Named& each : all_laws()) {
    SCOPED_TRACE(each.name);
    const Moments found(draw(each.law, 100000, Stream::stream_key(2, 0, each.name)));
    EXPECT_NEAR(found.mean, each.law.mean(), 5.0 * found.mean_error);
    EXPECT_NEAR(found.variance, each.law.variance(), 5.0 * found.variance_error);
  }
}

// Twenty-six tests at fixed seeds; under the law the chance that any fails would be 1e-3 * 0.4.
TEST(Distribution, DrawsContinuousLawsThatFitTheirDistributionFunction) {
  for (const Named& each : continuous_laws()) {
    const auto sample = draw(each.law, 20000, Stream::stream_key(3, 0, each.name));
    EXPECT_LT(kolmogorov(sample, each.law), 2.43) << each.name;
    EXPECT_FALSE(each.law.is_discrete()) << each.name;
  }
}

// Chi-square over cells of at least 20 expected draws, at alpha = 1e-4 (z = 3.72; Wilson and Hilferty's
// quantile).
TEST(Distribution, DrawsDiscreteLawsThatFitTheirDistributionFunction) {
  constexpr int n = 20000;
  for (const Named& each : discrete_laws()) {
    SCOPED_TRACE(each.name);
    EXPECT_TRUE(each.law.is_discrete());
    std::map<double, int> counts;
    for (const double x : draw(each.law, n, Stream::stream_key(4, 0, each.name))) ++counts[x];
    double chi_square = 0.0, cell = 0.0, below = 0.0;
    int cells = 0, seen = 0, left = n;
    for (const auto& [value, count] : counts) {
      seen += count;
      left -= count;
      cell = n * (each.law.cdf(value) - below);
      const double rest = n * each.law.survival(value);
      if (cell < 20.0 || (rest < 20.0 && left > 0)) continue;
      chi_square += (seen - cell) * (seen - cell) / cell;
      below = each.law.cdf(value);
      seen = 0;
      ++cells;
    }
    const double freedom = cells - 1.0;
    const double h = 2.0 / (9.0 * freedom);
    EXPECT_GE(cells, 2);
    EXPECT_LT(chi_square, freedom * std::pow(1.0 - h + 3.72 * std::sqrt(h), 3));
  }
}

TEST(Distribution, InvertsItsDistributionFunction) {
  for (const Named& each : continuous_laws()) {
    SCOPED_TRACE(each.name);
    // With small shapes a beta law has much of its probability between a bound and the next representable
    // number.
    const double tolerance = each.name == "beta of small shapes" ? 1e-8 : 1e-11;
    for (const double p : {1e-9, 1e-3, 0.1, 0.25, 0.5, 0.8, 0.99, 1.0 - 1e-6}) {
      const double x = each.law.quantile(p);
      EXPECT_NEAR(each.law.cdf(x), p, tolerance) << "p = " << p;
      EXPECT_NEAR(each.law.survival(x), 1.0 - p, tolerance) << "p = " << p;
      const double again = each.law.quantile(each.law.cdf(x));
      if (p > 0.99) continue;  // beyond, cdf(x) has too few digits to lead back
      EXPECT_NEAR(again, x, 1e-9 * (1.0 + std::abs(x))) << "p = " << p;
    }
    EXPECT_EQ(each.law.quantile(0.0), each.law.min());
    EXPECT_EQ(each.law.quantile(1.0), each.law.max());
  }
}

// The smallest x with cdf(x) >= p: so each value answers for itself, and what lies before it falls short.
TEST(Distribution, FindsTheSmallestValueThatReachesAProbability) {
  for (const Named& each : discrete_laws()) {
    SCOPED_TRACE(each.name);
    for (const double p : {1e-6, 0.01, 0.3, 0.5, 0.77, 0.999, 1.0 - 1e-9}) {
      const double x = each.law.quantile(p);
      EXPECT_GE(each.law.cdf(x) + 1e-15, p);
      EXPECT_LT(each.law.cdf(x - 1e-9 * (1.0 + std::abs(x))), p);
      EXPECT_GT(each.law.between(x, x), 0.0);
    }
  }
}

TEST(Distribution, HasAllItsProbabilityBetweenMinAndMax) {
  for (const Named& each : all_laws()) {
    SCOPED_TRACE(each.name);
    EXPECT_DOUBLE_EQ(each.law.between(each.law.min(), each.law.max()), 1.0);
    EXPECT_EQ(each.law.cdf(each.law.max()), 1.0);
    EXPECT_EQ(each.law.between(2.0, 1.0), 0.0);
    for (const double x : draw(each.law, 1000, 77)) {
      EXPECT_GE(x, each.law.min());
      EXPECT_LE(x, each.law.max());
    }
  }
}

// The integral of the quantile function is the mean, and that of its square the second moment: an independent
// way to both, by the midpoint rule on the unit interval, whose ends are left to a coarse tolerance.
TEST(Distribution, HasTheMomentsOfItsQuantileFunction) {
  constexpr int steps = 4000;
  for (const Named& each : all_laws()) {
    double first = 0.0, second = 0.0;
    for (int i = 0; i < steps; ++i) {
      const double x = each.law.quantile((i + 0.5) / steps);
      first += x / steps;
      second += x * x / steps;
    }
    const double sd = std::sqrt(each.law.variance());
    EXPECT_NEAR(first, each.law.mean(), 0.01 * sd) << each.name;
    EXPECT_NEAR(std::sqrt(second - first * first), sd, 0.06 * sd) << each.name;
  }
}

TEST(Distribution, KeepsDigitsInFarTails) {
  EXPECT_NEAR(D::exponential(1.0).survival(100.0), std::exp(-100.0), 1e-14 * std::exp(-100.0));
  EXPECT_NEAR(D::normal(0.0, 1.0).survival(10.0), 7.619853024160527e-24, 1e-36);
  // The mean of an exponential cut to [50, 52], less 50: 1 - 2 / (e^2 - 1).
  const D tail = D::truncated(D::exponential(1.0), 50.0, 52.0);
  EXPECT_NEAR(tail.mean(), 51.0 - 2.0 / std::expm1(2.0), 1e-12);
  EXPECT_NEAR(tail.quantile(0.5), 50.0 - std::log(0.5 * (1.0 + std::exp(-2.0))), 1e-12);
}

// Reference values integrated with 40 digits.
TEST(Distribution, KeepsDigitsForHugeCounts) {
  EXPECT_NEAR(D::poisson(1e9).cdf(999936754.0), 0.0227493690982052161, 1e-15);
  EXPECT_NEAR(D::binomial(4e6, 0.25).cdf(994803.0), 9.63885082392522408e-10, 1e-23);
  EXPECT_NEAR(D::binomial(4e9, 0.25).survival(1000082200.0), 0.00134320562621697647, 1e-16);
  // Where the two ways to calculate meet, at shapes of 1e4.
  for (const double k : {9800.0, 9900.0, 9998.0, 9999.0, 10000.0, 10200.0}) {
    const D law = D::poisson(10000.0);
    EXPECT_NEAR(law.cdf(k) - law.cdf(k - 1.0), std::exp(k * std::log(1e4) - 1e4 - std::lgamma(k + 1.0)),
                1e-13);
  }
}

TEST(Distribution, HasNoMomentsWhereTheIntegralsDiverge) {
  EXPECT_EQ(D::pareto(1.0, 2.0).mean(), infinity);
  EXPECT_EQ(D::pareto(2.0, 2.0).variance(), infinity);
  EXPECT_DOUBLE_EQ(D::pareto(2.0, 2.0).mean(), 4.0);
  EXPECT_EQ(D::truncated(D::pareto(0.9, 1.0), 5.0, infinity).mean(), infinity);
  EXPECT_EQ(D::truncated(D::pareto(0.9, 1.0), 5.0, infinity).variance(), infinity);
  // From 1 to 10 with shape 1: the integral of x * x^-2, over 0.9.
  EXPECT_NEAR(D::truncated(D::pareto(1.0, 1.0), 1.0, 10.0).mean(), std::log(10.0) / 0.9, 1e-13);
  EXPECT_EQ(D::mixture({{1.0, D::pareto(0.5, 1.0)}, {1.0, D::constant(1.0)}}).variance(), infinity);
}

TEST(Distribution, TruncatesToTheConditionalLaw) {
  const D whole = D::gamma(2.7, 5.0), cut = D::truncated(whole, 2.0, 9.0);
  for (const double x : {2.0, 3.0, 5.5, 8.9, 9.0}) {
    EXPECT_NEAR(cut.cdf(x), (whole.cdf(x) - whole.cdf(2.0)) / (whole.cdf(9.0) - whole.cdf(2.0)), 1e-14);
  }
  // A half-normal has mean sqrt(2 / pi) and variance 1 - 2 / pi; a uniform stays uniform.
  const D half = D::truncated(D::normal(0.0, 1.0), 0.0, infinity);
  EXPECT_NEAR(half.mean(), std::sqrt(2.0 / M_PI), 1e-14);
  EXPECT_NEAR(half.variance(), 1.0 - 2.0 / M_PI, 1e-14);
  EXPECT_DOUBLE_EQ(D::truncated(D::uniform(0.0, 10.0), 2.0, 12.0).mean(), 6.0);
  // Twice is once with the tighter bounds, and beyond the support is not at all.
  EXPECT_DOUBLE_EQ(D::truncated(D::truncated(whole, 2.0, 20.0), 1.0, 9.0).mean(), cut.mean());
  EXPECT_DOUBLE_EQ(D::truncated(whole, -5.0, infinity).variance(), whole.variance());
}

// Against the midpoint rule on the quantile function, which is bounded here.
TEST(Distribution, HasTheMomentsOfItsQuantileFunctionWhenTruncated) {
  constexpr int steps = 4000;
  for (const Named& each : all_laws()) {
    SCOPED_TRACE(each.name);
    const D cut = D::truncated(each.law, each.law.quantile(0.1), each.law.quantile(0.85));
    double first = 0.0, second = 0.0;
    for (int i = 0; i < steps; ++i) {
      const double x = cut.quantile((i + 0.5) / steps) - cut.mean();
      first += x / steps;
      second += x * x / steps;
    }
    const double sd = std::sqrt(cut.variance());
    EXPECT_NEAR(first, 0.0, 0.001 * sd);
    EXPECT_NEAR(std::sqrt(second), sd, 0.001 * sd + 1e-12);
  }
}

TEST(Distribution, TruncatesWholeNumbersWithBothBounds) {
  const D cut = D::truncated(D::poisson(4.0), 0.5, 2.0);  // 1 and 2, with weights 4 and 8
  EXPECT_EQ(cut.min(), 1.0);
  EXPECT_NEAR(cut.cdf(1.0), 1.0 / 3.0, 1e-14);
  EXPECT_NEAR(cut.mean(), 5.0 / 3.0, 1e-13);
  EXPECT_NEAR(cut.variance(), 2.0 / 9.0, 1e-13);
  EXPECT_EQ(cut.quantile(0.3), 1.0);
  EXPECT_EQ(cut.quantile(0.4), 2.0);
  EXPECT_TRUE(D::truncated(D::poisson(4.0), 2.5, 3.5).is_constant());
  const D table = D::truncated(D::discrete({{1.0, 6.0}, {2.0, 1.0}, {3.0, 4.0}}), 1.5, 3.0);
  EXPECT_DOUBLE_EQ(table.mean(), 2.8);
  EXPECT_EQ(table.min(), 2.0);
}

TEST(Distribution, MeetsAtomsOfAScaledLawAtItsBounds) {
  // 3 * 0.1 is not 0.3: a cut there must still keep the atom.
  const D tenths = D::scaled(D::poisson(3.0), 0.1);
  EXPECT_NEAR(tenths.cdf(0.3), D::poisson(3.0).cdf(3.0), 1e-15);
  EXPECT_NEAR(tenths.between(0.3, 0.3), 4.5 * std::exp(-3.0), 1e-15);
  EXPECT_NEAR(D::truncated(tenths, 0.0, 0.3).mean(), 0.1 * 25.5 / 13.0, 1e-13);
}

TEST(Distribution, MixesLawsByTheirWeights) {
  const D a = D::exponential(1.0), b = D::constant(24.0), both = D::mixture({{90.0, a}, {10.0, b}});
  EXPECT_NEAR(both.mean(), 0.9 * 1.0 + 0.1 * 24.0, 1e-14);
  EXPECT_NEAR(both.variance(), 0.9 * 2.0 + 0.1 * 576.0 - 3.3 * 3.3, 1e-12);
  EXPECT_NEAR(both.cdf(2.0), 0.9 * a.cdf(2.0), 1e-15);
  EXPECT_EQ(both.quantile(0.95), 24.0);  // the atom, to the last bit
  EXPECT_FALSE(both.is_discrete());
  EXPECT_DOUBLE_EQ(D::mixture({{2.0, a}, {0.0, b}}).variance(), 1.0);
  // Cut to [1, 10]: the exponential part alone, memoryless and cut at 9.
  EXPECT_NEAR(D::truncated(both, 1.0, 10.0).mean(), 2.0 - 9.0 / std::expm1(9.0), 1e-12);
}

TEST(Distribution, BuildsHyperexponentialsWithBalancedMeans) {
  const D law = D::hyperexponential(2.0, 3.0);
  EXPECT_NEAR(law.mean(), 2.0, 1e-14);
  EXPECT_NEAR(law.variance(), 36.0, 1e-12);
  const double p = 0.5 * (1.0 + std::sqrt(0.8));
  EXPECT_NEAR(law.survival(5.0), p * std::exp(-p * 5.0) + (1.0 - p) * std::exp(-(1.0 - p) * 5.0), 1e-14);
}

TEST(Distribution, TakesLognormalsByMedianAndP90OrMeanAndCv) {
  const D law = D::lognormal_median_p90(2.0, 8.0);
  EXPECT_NEAR(law.quantile(0.5), 2.0, 1e-13);
  EXPECT_NEAR(law.quantile(0.9), 8.0, 1e-12);
  EXPECT_NEAR(D::lognormal_median_sigma(2.0, 1.2).mean(), 2.0 * std::exp(0.72), 1e-13);
  EXPECT_NEAR(D::weibull_shape_mean(1.2, 180.0).mean(), 180.0, 1e-11);
}

TEST(Distribution, StartsTheGeometricLawAtOne) {
  const D law = D::geometric(4.0);
  EXPECT_EQ(law.min(), 1.0);
  EXPECT_EQ(law.cdf(0.999), 0.0);
  EXPECT_DOUBLE_EQ(law.cdf(1.0), 0.25);
  EXPECT_DOUBLE_EQ(law.cdf(2.0), 0.4375);
  EXPECT_DOUBLE_EQ(law.variance(), 12.0);
  const auto sample = draw(law, 10000, 5);
  EXPECT_EQ(*std::min_element(sample.begin(), sample.end()), 1.0);
  EXPECT_TRUE(D::geometric(1.0).is_constant());
}

TEST(Distribution, IsAConstantWhereNothingIsLeftToChance) {
  for (const D& law :
       {D::constant(3.0), D::uniform(3.0, 3.0), D::triangular(3.0, 3.0, 3.0), D::pert(3.0, 3.0, 3.0),
        D::normal(3.0, 0.0), D::lognormal_mean_cv(3.0, 0.0), D::lognormal_median_p90(3.0, 3.0),
        D::binomial(3.0, 1.0), D::empirical({3.0, 3.0}), D::discrete({{3.0, 1.0}, {4.0, 0.0}}),
        D::shifted(D::constant(2.0), 1.0), D::scaled(D::constant(1.5), 2.0)}) {
    Stream stream(1);
    EXPECT_TRUE(law.is_constant());
    EXPECT_DOUBLE_EQ(law.sample(stream), 3.0);
    EXPECT_DOUBLE_EQ(law.quantile(0.2), 3.0);
    EXPECT_EQ(law.variance(), 0.0);
    EXPECT_DOUBLE_EQ(law.mean(), 3.0);
  }
  EXPECT_EQ(D::constant(infinity).cdf(1e300), 0.0);
  EXPECT_EQ(D().mean(), 0.0);
}

// Exact inversion: the search from the mode, where it is used, must find what the distribution function says.
TEST(Distribution, DrawsCountsByInversionOfOneUniform) {
  for (const D& law :
       {D::poisson(0.7), D::poisson(900.0), D::binomial(50.0, 0.9), D::poisson(1e9), D::bernoulli(0.3)}) {
    Stream drawn(6), reference(6);
    int different = 0;
    for (int i = 0; i < 2000; ++i) {
      if (law.sample(drawn) != law.quantile(reference.uniform())) ++different;
    }
    EXPECT_EQ(different, 0) << "mean " << law.mean();
  }
}

TEST(Distribution, DrawsLargeCountsWithTheirMoments) {
  for (const D& law : {D::poisson(1e8), D::binomial(1e9, 0.25)}) {
    const Moments found(draw(law, 20000, 9));
    EXPECT_NEAR(found.mean, law.mean(), 5.0 * found.mean_error);
    EXPECT_NEAR(found.variance, law.variance(), 5.0 * found.variance_error);
  }
}

TEST(Distribution, DrawsTheAgeAtFailureOfWhatHasSurvived) {
  for (const Named& each : continuous_laws()) {
    const double age = each.law.quantile(0.7);
    const D rest = D::truncated(each.law, age, infinity);
    Stream stream(Stream::stream_key(5, 0, each.name));
    std::vector<double> sample;
    for (int i = 0; i < 10000; ++i) sample.push_back(each.law.sample_above(stream, age));
    EXPECT_LT(kolmogorov(sample, rest), 2.43) << each.name;
  }
  Stream stream(1);
  EXPECT_GT(D::weibull(2.0, 1.0).sample_above(stream, 100.0),
            100.0);  // where the survival function underflows
  EXPECT_EQ(D::uniform(0.0, 1.0).sample_above(stream, 1.0), 1.0);
}

TEST(Distribution, DrawsTheSameVariateStretchedWhenAScaleChanges) {
  const std::vector<std::pair<D, D>> pairs = {
      {D::exponential(1.0), D::exponential(0.8)},
      {D::weibull(1.5, 1.0), D::weibull(1.5, 0.8)},
      {D::gamma(0.4, 1.0), D::gamma(0.4, 0.8)},
      {D::gamma(3.0, 1.0), D::gamma(3.0, 0.8)},
      {D::lognormal_mean_cv(1.0, 2.0), D::lognormal_mean_cv(0.8, 2.0)},
      {D::hyperexponential(1.0, 2.0), D::hyperexponential(0.8, 2.0)},
      {D::pareto(2.0, 1.0), D::pareto(2.0, 0.8)},
      {D::truncated(D::normal(1.0, 1.0), 0.0, infinity), D::truncated(D::normal(0.8, 0.8), 0.0, infinity)},
      {D::pert(1.0, 2.0, 6.0), D::scaled(D::pert(1.0, 2.0, 6.0), 0.8)}};
  for (const auto& [base, changed] : pairs) {
    Stream one(7), other(7);
    for (int i = 0; i < 1000; ++i) {
      const double x = base.sample(one);
      ASSERT_NEAR(changed.sample(other), 0.8 * x, 1e-9 * x);
    }
    EXPECT_EQ(one.next(), other.next());
  }
}

TEST(Distribution, DrawsOppositesFromAMirroredStream) {
  for (const Named& each : all_laws()) {
    if (each.name.find("normal") != std::string::npos) continue;  // mirrored exactly, but not by one uniform
    Stream plain(8), mirrored(8), uniforms(8);
    plain.set_inversion(true);
    mirrored.set_antithetic(true);
    for (int i = 0; i < 200; ++i) {
      const double u = uniforms.uniform();
      const double low = each.law.quantile(u), high = each.law.quantile(1.0 - u);
      ASSERT_NEAR(each.law.sample(plain), low, 1e-9 * (1.0 + std::abs(low))) << each.name;
      ASSERT_NEAR(each.law.sample(mirrored), high, 1e-9 * (1.0 + std::abs(high))) << each.name;
    }
  }
  Stream plain(8), mirrored(8);
  mirrored.set_antithetic(true);
  const D law = D::lognormal(0.0, 1.0);
  for (int i = 0; i < 1000; ++i) EXPECT_NEAR(law.sample(plain) * law.sample(mirrored), 1.0, 1e-14);
}

// Exponentials with means 1 and 0.8: the difference has variance 0.04 under common numbers and 1.64 without.
TEST(CommonRandomNumbers, ReduceTheVarianceOfADifferenceFortyOneTimes) {
  const D base = D::exponential(1.0), option = D::exponential(0.8);
  const std::uint64_t key = Stream::stream_key(42, 0, "teams.a.time");
  Stream first(key), common(key), separate(Stream::stream_key(42, 0, "teams.b.time"));
  std::vector<double> with, without;
  for (int i = 0; i < 20000; ++i) {
    const double x = base.sample(first);
    with.push_back(x - option.sample(common));
    without.push_back(x - option.sample(separate));
  }
  const Moments paired(with), independent(without);
  EXPECT_NEAR(paired.variance, 0.04, 0.004);
  EXPECT_NEAR(independent.variance / paired.variance, 41.0, 4.1);
  EXPECT_NEAR(paired.mean, 0.2, 2.58 * paired.mean_error);
}

// A year's losses, Poisson many of lognormal size; an option makes each 30 % smaller. Same events, so the
// year is.
TEST(CommonRandomNumbers, KeepTheSameEventsWhenTheirSizeChanges) {
  const D number = D::poisson(3.0), base = D::lognormal_mean_cv(100.0, 2.0), option = D::scaled(base, 0.7);
  std::vector<double> with, without;
  const auto year = [&](const D& size, std::uint64_t seed, std::uint64_t replication) {
    Stream events(Stream::stream_key(seed, replication, "threats.loss.rate"));
    const Stream sizes(Stream::stream_key(seed, replication, "threats.loss.size"));
    double loss = 0.0;
    const double events_of_year = number.sample(events);
    for (std::uint64_t i = 0; static_cast<double>(i) < events_of_year; ++i) {
      Stream own = sizes.at(i);
      loss += size.sample(own);
    }
    return loss;
  };
  for (std::uint64_t replication = 0; replication < 20000; ++replication) {
    const double loss = year(base, 1, replication), reduced = year(option, 1, replication);
    ASSERT_NEAR(reduced, 0.7 * loss, 1e-12 * loss);
    with.push_back(loss - reduced);
    without.push_back(loss - year(option, 2, replication));
  }
  EXPECT_NEAR(Moments(without).variance / Moments(with).variance, 16.56, 1.656);
  EXPECT_NEAR(Moments(with).mean, 90.0, 2.58 * Moments(with).mean_error);
}

}  // namespace
}  // namespace mainstay::kernel
