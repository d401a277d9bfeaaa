#include "stats/warm_up.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace mainstay::stats {
namespace {

// Sequences without chance, whose answers were worked out apart: d, the statistic (relative 1e-9) and the mean.
double ripple(int i, int step, int modulus) {
  return static_cast<double>(step * i % modulus) / static_cast<double>(modulus) - 0.5;
}

void expect_mser(const std::vector<double>& series, std::size_t truncation, double statistic, double mean) {
  const auto found = mser5(series);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->truncation, truncation);
  EXPECT_NEAR(found->statistic, statistic, 1e-9 * statistic);
  EXPECT_NEAR(found->mean, mean, 1e-9 * mean);
  EXPECT_TRUE(found->settled);
}

TEST(Mser5, CutsAnExponentialDecayWhereTheRippleTakesOver) {
  std::vector<double> series;
  for (int i = 0; i < 1000; ++i) series.push_back(10.0 + 8.0 * std::exp(-i / 40.0) + ripple(i, 37, 101));
  expect_mser(series, 34, 3.473110531178446e-05, 10.000415206980723);
}

TEST(Mser5, CutsAStepAfterTheStep) {
  std::vector<double> series;
  for (int i = 0; i < 1000; ++i) series.push_back((i < 200 ? 5.0 : 2.0) + ripple(i, 53, 97));
  expect_mser(series, 43, 5.8218441471668024e-05, 1.994188718891589);
}

TEST(Mser5, CutsNothingWhereThereIsNoBias) {
  std::vector<double> series;
  for (int i = 0; i < 500; ++i) series.push_back(3.0 + ripple(i, 41, 89));
  expect_mser(series, 0, 0.00010354116399444522, 2.996202247191011);
}

TEST(Mser5, TakesTheSmallestCutOfEquals) {
  const auto found = mser5(std::vector<double>(100, 7.0));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->truncation, 0u);
  EXPECT_EQ(found->statistic, 0.0);
  EXPECT_EQ(found->mean, 7.0);
}

TEST(Mser5, SaysThatASeriesWhichGrowsThroughoutDoesNotSettle) {
  std::vector<double> series;
  for (int i = 0; i < 500; ++i) series.push_back(i);
  const auto found = mser5(series);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->truncation, 50u);
  EXPECT_FALSE(found->settled);
}

TEST(Mser5, LeavesOutAtTheEndWhatFillsNoBatch) {
  std::vector<double> series{1, 1, 1, 1, 1, 2, 2, 2, 2, 2};
  const auto whole = mser5(series);
  series.insert(series.end(), {1e6, 1e6, 1e6, 1e6});
  const auto longer = mser5(series);
  ASSERT_TRUE(whole && longer);
  EXPECT_EQ(whole->mean, longer->mean);
  EXPECT_EQ(whole->truncation, longer->truncation);
}

TEST(Mser5, HasNothingToSayOfOneBatch) {
  EXPECT_FALSE(mser5(std::vector<double>(9, 1.0)));
  EXPECT_TRUE(mser5(std::vector<double>(10, 1.0)));
}

}  // namespace
}  // namespace mainstay::stats
