#include "stats/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace mainstay::stats {
namespace {

constexpr double kRelativeError = 1.0 / 1024.0;  // as documented

// Uniform in (0, 1); the standard engine is portable, its distributions are not.
double uniform(std::mt19937_64& engine) {
  return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53;
}

std::vector<double> exponential(std::size_t n, double mean) {
  std::mt19937_64 engine(7);
  std::vector<double> xs(n);
  for (double& x : xs) x = -mean * std::log(uniform(engine));
  return xs;
}

std::vector<double> lognormal(std::size_t n, double median, double sigma) {
  std::mt19937_64 engine(11);
  std::vector<double> xs(n);
  for (double& x : xs) {
    const double angle = 6.283185307179586 * uniform(engine);
    x = median * std::exp(sigma * std::cos(angle) * std::sqrt(-2.0 * std::log(uniform(engine))));
  }
  return xs;
}

double exact_quantile(std::vector<double> xs, double p) {
  if (!std::is_sorted(xs.begin(), xs.end())) std::sort(xs.begin(), xs.end());
  const double place = p * static_cast<double>(xs.size() - 1);
  const auto k = static_cast<std::size_t>(place);
  return k + 1 < xs.size() ? xs[k] + (place - static_cast<double>(k)) * (xs[k + 1] - xs[k]) : xs[k];
}

Quantiles quantiles_of(const std::vector<double>& xs) {
  Quantiles quantiles;
  for (double x : xs) quantiles.add(x);
  return quantiles;
}

void expect_within_the_documented_error(std::vector<double> xs) {
  const Quantiles quantiles = quantiles_of(xs);
  std::sort(xs.begin(), xs.end());
  for (double p : {0.0, 0.0001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0}) {
    const double exact = exact_quantile(xs, p);
    EXPECT_LE(std::abs(quantiles.quantile(p) - exact), kRelativeError * exact) << "p = " << p;
  }
}

TEST(Quantiles, StaysWithinATenthOfAPercentForAnExponentialLaw) {
  expect_within_the_documented_error(exponential(200000, 1234.5));
}

TEST(Quantiles, StaysWithinATenthOfAPercentForAWideLognormalLaw) {
  expect_within_the_documented_error(lognormal(200000, 3600.0, 3.0));
}

TEST(Quantiles, StaysWithinATenthOfAPercentWhereBinsHoldFew) {
  expect_within_the_documented_error(lognormal(400, 1e-3, 2.0));
}

TEST(Quantiles, StaysWithinATenthOfAPercentOnTwoPointsAtTheEndsOfABin) {
  // The worst a bin can be asked: [1, 1 + 1/1024) with all but one observation at its lower end.
  std::vector<double> xs(1000, 1.0);
  xs.push_back(std::nextafter(1.0 + 1.0 / 1024.0, 0.0));
  expect_within_the_documented_error(xs);
}

TEST(Quantiles, IsExactInAShortStream) {
  const std::vector<double> xs = lognormal(256, 10.0, 1.0);
  const Quantiles quantiles = quantiles_of(xs);
  for (double p : {0.0, 0.1, 0.5, 0.93, 1.0}) EXPECT_DOUBLE_EQ(quantiles.quantile(p), exact_quantile(xs, p));
  EXPECT_DOUBLE_EQ(quantiles.share_above(exact_quantile(xs, 0.5)), 0.5);
}

TEST(Quantiles, InterpolatesBetweenNeighboursInAShortStream) {
  const Quantiles quantiles = quantiles_of({4.0, 1.0, 2.0});
  EXPECT_DOUBLE_EQ(quantiles.quantile(0.5), 2.0);
  EXPECT_DOUBLE_EQ(quantiles.quantile(0.25), 1.5);
  EXPECT_DOUBLE_EQ(quantiles.quantile(0.95), 3.8);
}

TEST(Quantiles, ReturnsAConstantItself) {
  for (double constant : {0.1, 1.0, 14400.0, 86399.7}) {
    Quantiles quantiles;
    for (int i = 0; i < 1000; ++i) quantiles.add(constant);
    for (double p : {0.0, 0.05, 0.5, 0.95, 1.0}) EXPECT_EQ(quantiles.quantile(p), constant);
    EXPECT_EQ(quantiles.share_above(constant), 0.0);
    EXPECT_EQ(quantiles.share_above(constant * 0.9999999), 1.0);
    EXPECT_EQ(quantiles.share_above(constant * 1.0000001), 0.0);
  }
}

TEST(Quantiles, KeepsSmallIntegersExactly) {
  Quantiles quantiles;
  for (int i = 0; i < 1000; ++i) quantiles.add(i % 10);  // a tenth each of 0 … 9
  EXPECT_EQ(quantiles.zeros(), 100U);
  EXPECT_EQ(quantiles.quantile(0.05), 0.0);
  EXPECT_EQ(quantiles.quantile(0.35), 3.0);
  EXPECT_EQ(quantiles.quantile(0.95), 9.0);
  EXPECT_DOUBLE_EQ(quantiles.share_above(3.0), 0.6);
  EXPECT_DOUBLE_EQ(quantiles.share_above(2.999), 0.7);
  EXPECT_DOUBLE_EQ(quantiles.share_above(0.0), 0.9);
}

TEST(Quantiles, CountsZerosExactly) {
  Quantiles quantiles;
  for (int i = 0; i < 900; ++i) quantiles.add(0.0);
  for (double x : exponential(100, 5.0)) quantiles.add(x);
  EXPECT_EQ(quantiles.count(), 1000U);
  EXPECT_EQ(quantiles.zeros(), 900U);
  EXPECT_EQ(quantiles.quantile(0.5), 0.0);
  EXPECT_GT(quantiles.quantile(0.95), 0.0);
  EXPECT_DOUBLE_EQ(quantiles.share_above(0.0), 0.1);
  EXPECT_EQ(quantiles.share_above(-1.0), 1.0);
}

TEST(Quantiles, TakesNegativeRoundingResidueAsZero) {
  Quantiles quantiles;
  quantiles.add(-1e-9);
  quantiles.add(1e-30);
  quantiles.add(2.0);
  EXPECT_EQ(quantiles.zeros(), 2U);
  EXPECT_EQ(quantiles.quantile(0.0), 0.0);
  EXPECT_EQ(quantiles.quantile(1.0), 2.0);
}

TEST(Quantiles, KeepsTheGreatestBeyondItsRange) {
  Quantiles quantiles;
  for (int i = 0; i < 999; ++i) quantiles.add(1.0);
  quantiles.add(1e30);
  EXPECT_EQ(quantiles.quantile(1.0), 1e30);
  EXPECT_EQ(quantiles.quantile(0.5), 1.0);
  EXPECT_DOUBLE_EQ(quantiles.share_above(1e10), 0.001);
}

TEST(Quantiles, SharesWhatLiesAboveAThreshold) {
  const std::vector<double> xs = exponential(200000, 1.0);
  const Quantiles quantiles = quantiles_of(xs);
  for (double threshold : {0.01, 0.5, 1.0, 3.0, 8.0}) {
    const auto above = std::count_if(xs.begin(), xs.end(), [=](double x) { return x > threshold; });
    // A bin holds at most about 0.04 % of an exponential law's mass, and only one bin is split.
    EXPECT_NEAR(quantiles.share_above(threshold), static_cast<double>(above) / 200000.0, 5e-5) << threshold;
  }
}

TEST(Quantiles, DependsOnlyOnWhatWasAddedNotOnOrderOrMerging) {
  const std::vector<double> xs = lognormal(3000, 60.0, 2.0);
  const Quantiles whole = quantiles_of(xs);
  // Parts below and above the length of a short stream, with zeros, from the end to the front.
  Quantiles merged;
  for (std::size_t end = xs.size(), size = 1; end > 0; size *= 3) {
    const std::size_t from = end > size ? end - size : 0;
    merged.merge(quantiles_of(std::vector<double>(xs.begin() + static_cast<std::ptrdiff_t>(from),
                                                  xs.begin() + static_cast<std::ptrdiff_t>(end))));
    end = from;
  }
  EXPECT_EQ(merged.count(), whole.count());
  for (double p = 0.0; p <= 1.0; p += 1.0 / 64.0) EXPECT_EQ(merged.quantile(p), whole.quantile(p)) << p;
  for (double x : {1.0, 60.0, 1000.0}) EXPECT_EQ(merged.share_above(x), whole.share_above(x));
}

TEST(Quantiles, MergesWithItselfAndWithAnEmptyOne) {
  for (std::size_t n : {100U, 200U, 1000U}) {
    const std::vector<double> xs = exponential(n, 1.0);
    Quantiles quantiles = quantiles_of(xs);
    quantiles.merge(Quantiles());
    EXPECT_EQ(quantiles.count(), n);
    quantiles.merge(quantiles);
    EXPECT_EQ(quantiles.count(), 2 * n);
    EXPECT_NEAR(quantiles.quantile(0.5), exact_quantile(xs, 0.5), 0.05);

    Quantiles empty;
    empty.merge(quantiles);
    EXPECT_EQ(empty.quantile(0.9), quantiles.quantile(0.9));
  }
}

TEST(Quantiles, IsZeroWhenEmptyAndAfterReset) {
  Quantiles quantiles;
  EXPECT_EQ(quantiles.quantile(0.5), 0.0);
  EXPECT_EQ(quantiles.share_above(1.0), 0.0);
  for (double x : exponential(1000, 1.0)) quantiles.add(x);
  quantiles.reset();
  EXPECT_EQ(quantiles.count(), 0U);
  EXPECT_EQ(quantiles.quantile(0.5), 0.0);
  quantiles.add(3.0);
  EXPECT_EQ(quantiles.quantile(0.99), 3.0);
}

}  // namespace
}  // namespace mainstay::stats
