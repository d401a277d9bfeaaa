#include "stats/special.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace mainstay::stats {
namespace {

void expect_relative(double got, double expected, double tolerance) {
  EXPECT_LE(std::abs(got - expected), tolerance * std::abs(expected)) << got << " against " << expected;
}

TEST(Special, GivesStudentQuantilesOfThePublishedTables) {
  // To the eight digits on which published tables and programs agree.
  expect_relative(student_quantile(0.975, 9), 2.2621571627409915, 1e-8);
  expect_relative(student_quantile(0.995, 99), 2.6264054563851857, 1e-8);
  expect_relative(student_quantile(0.95, 4), 2.13184678133629, 1e-8);
  expect_relative(student_quantile(0.9995, 2), 31.599054577041514, 1e-8);
}

TEST(Special, GivesStudentQuantilesToTwelveDigits) {
  // From the closed forms for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4), inverted
  // with 40 digits.
  expect_relative(student_quantile(0.975, 2), 4.302652729749463852, 1e-12);
  expect_relative(student_quantile(0.975, 3), 3.182446305283709593, 1e-12);
  expect_relative(student_quantile(0.95, 4), 2.131846786326650318, 1e-12);
  expect_relative(student_quantile(0.975, 9), 2.262157162798205543, 1e-12);
  expect_relative(student_quantile(0.995, 99), 2.626405457280827506, 1e-12);
  expect_relative(student_quantile(0.0005, 2), -31.59905457644362073, 1e-12);
}

TEST(Special, GivesNormalQuantilesToTheFarTail) {
  expect_relative(normal_quantile(0.975), 1.959963984540054, 1e-14);
  expect_relative(normal_quantile(1.0 - 1e-9), 5.9978070150076865, 1e-8);
  expect_relative(normal_quantile(1e-9), -5.9978070150076865, 1e-12);
  EXPECT_EQ(normal_quantile(0.5), 0.0);
}

TEST(Special, GivesChiSquaredAndFQuantilesOfThePublishedTables) {
  expect_relative(chi_squared_quantile(0.95, 10), 18.307038053275146, 1e-12);
  expect_relative(chi_squared_quantile(0.025, 99), 73.36108019128368, 1e-12);
  expect_relative(f_quantile(0.95, 5, 20), 2.7108898372096917, 1e-12);
}

TEST(Special, InvertsTheNormalDistribution) {
  for (double x = -8.0; x <= 5.0; x += 0.25) EXPECT_NEAR(normal_quantile(normal_cdf(x)), x, 1e-9) << x;
  expect_relative(normal_cdf(-10.0), 7.619853024160527e-24, 1e-12);
}

TEST(Special, GivesTheEndsOfTheSupportAtZeroAndOne) {
  EXPECT_EQ(normal_quantile(0.0), -HUGE_VAL);
  EXPECT_EQ(normal_quantile(1.0), HUGE_VAL);
  EXPECT_EQ(student_quantile(0.0, 3), -HUGE_VAL);
  EXPECT_EQ(student_quantile(1.0, 3), HUGE_VAL);
  EXPECT_EQ(chi_squared_quantile(0.0, 3), 0.0);
  EXPECT_EQ(chi_squared_quantile(1.0, 3), HUGE_VAL);
  EXPECT_EQ(f_quantile(0.0, 3, 4), 0.0);
  EXPECT_EQ(f_quantile(1.0, 3, 4), HUGE_VAL);
}

TEST(Special, AddsUpBinomialChancesAsByHand) {
  EXPECT_NEAR(binomial_cdf(1, 3, 0.5), 0.5, 1e-15);
  EXPECT_NEAR(binomial_cdf(0, 4, 0.1), 0.6561, 1e-15);
  EXPECT_NEAR(binomial_cdf(3, 4, 0.1), 0.9999, 1e-15);
  double chance = std::pow(0.7, 20);  // of k successes, by the ratio of neighbours
  double sum = 0.0;
  for (int k = 0; k < 20; ++k) {
    sum += chance;
    EXPECT_NEAR(binomial_cdf(k, 20, 0.3), sum, 1e-13) << k;
    chance *= (20.0 - k) / (k + 1.0) * 0.3 / 0.7;
  }
}

TEST(Special, KnowsBinomialChancesWithoutDoubt) {
  EXPECT_EQ(binomial_cdf(-1, 5, 0.5), 0.0);
  EXPECT_EQ(binomial_cdf(5, 5, 0.5), 1.0);
  EXPECT_EQ(binomial_cdf(0, 5, 0.0), 1.0);
  EXPECT_EQ(binomial_cdf(4, 5, 1.0), 0.0);
  EXPECT_EQ(binomial_cdf(0, 0, 0.5), 1.0);
}

}  // namespace
}  // namespace mainstay::stats
