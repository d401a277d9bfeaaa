#include "stats/batch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace mainstay::stats {
namespace {

std::vector<double> num_acc(double middle, double low, double high) {
  std::vector<double> data{middle};
  for (int i = 0; i < 500; ++i) {
    data.push_back(low);
    data.push_back(high);
  }
  return data;
}

TEST(BatchMeans, AveragesConsecutiveBatchesAndLeavesTheRemainderOutAtTheFront) {
  const std::vector<double> series{100.0, 1.0, 2.0, 3.0, 5.0, 5.0, 9.0};
  EXPECT_EQ(batch_means(series, 3), (std::vector<double>{1.5, 4.0, 7.0}));
  EXPECT_EQ(batch_means(series, 7), series);
  EXPECT_TRUE(batch_means(series, 8).empty());
}

TEST(BatchMeans, IsStudentsIntervalOnTheBatchMeans) {
  const std::vector<double> series{1.0, 2.0, 3.0, 5.0, 5.0, 9.0};
  const auto interval = batch_means_interval(series, 3, 0.9);
  const auto expected = student_interval(std::vector<double>{1.5, 4.0, 7.0}, 0.9);
  ASSERT_TRUE(interval && expected);
  EXPECT_EQ(interval->low, expected->low);
  EXPECT_EQ(interval->high, expected->high);
}

TEST(BatchMeans, HasNoIntervalForOneBatchOrTooFewObservations) {
  const std::vector<double> series{1.0, 2.0, 3.0};
  EXPECT_FALSE(batch_means_interval(series, 1, 0.95));
  EXPECT_FALSE(batch_means_interval(series, 4, 0.95));
  EXPECT_FALSE(batch_means_interval({}, 10, 0.95));
}

TEST(BatchMeans, CoversTheMeanOfADependentSeriesWhereSingleObservationsDoNot) {
  // x ← 0.9 x + uniform(−½, ½): mean 0, and neighbours that are 90 % alike. 20 batches of 200.
  std::mt19937_64 engine(2024);
  int batched = 0;
  int single = 0;
  constexpr int kRuns = 1000;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> series(4000);
    double x = 0.0;
    for (double& one : series) one = x = 0.9 * x + static_cast<double>(engine() >> 11) * 0x1p-53 - 0.5;
    batched += batch_means_interval(series, 20, 0.95)->contains(0.0) ? 1 : 0;
    single += student_interval(series, 0.95)->contains(0.0) ? 1 : 0;
  }
  EXPECT_GT(batched, 0.91 * kRuns);  // 95 %, less 4 standard errors and what 200 to a batch leave
  EXPECT_LT(batched, 0.98 * kRuns);
  EXPECT_LT(single, 0.5 * kRuns);
}

TEST(LagOneAutocorrelation, KeepsTheDigitsOfNist) {
  EXPECT_EQ(lag_one_autocorrelation(std::vector<double>{10000001.0, 10000003.0, 10000002.0}), -0.5);
  EXPECT_NEAR(lag_one_autocorrelation(num_acc(1.2, 1.1, 1.3)), -0.999, 1e-12);
  EXPECT_NEAR(lag_one_autocorrelation(num_acc(1000000.2, 1000000.1, 1000000.3)), -0.999, 1e-8);
  EXPECT_NEAR(lag_one_autocorrelation(num_acc(10000000.2, 10000000.1, 10000000.3)), -0.999, 1e-7);
}

TEST(LagOneAutocorrelation, IsZeroWhereThereIsNothingToCorrelate) {
  EXPECT_EQ(lag_one_autocorrelation({}), 0.0);
  EXPECT_EQ(lag_one_autocorrelation(std::vector<double>{4.0}), 0.0);
  EXPECT_EQ(lag_one_autocorrelation(std::vector<double>(10, 0.1)), 0.0);
}

}  // namespace
}  // namespace mainstay::stats
