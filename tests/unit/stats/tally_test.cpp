#include "stats/tally.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace mainstay::stats {
namespace {

// The data of NIST StRD NumAcc2 to 4: the middle once, then 500 times 0.1 below and 0.1 above it. Low and
// high are the decimal numbers as printed there, so their rounding is part of the test.
std::vector<double> num_acc(double middle, double low, double high) {
  std::vector<double> data{middle};
  for (int i = 0; i < 500; ++i) {
    data.push_back(low);
    data.push_back(high);
  }
  return data;
}

Tally tally_of(const std::vector<double>& data) {
  Tally tally;
  for (double x : data) tally.add(x);
  return tally;
}

void expect_relative(double got, double expected, double tolerance) {
  EXPECT_LE(std::abs(got - expected), tolerance * std::abs(expected)) << got << " against " << expected;
}

TEST(Tally, IsExactOnNistNumAcc1) {
  const Tally tally = tally_of({10000001.0, 10000003.0, 10000002.0});
  expect_relative(tally.mean(), 10000002.0, 1e-14);
  expect_relative(tally.sd(), 1.0, 1e-12);
}

TEST(Tally, KeepsTwelveDigitsOnNistNumAcc2) {
  const Tally tally = tally_of(num_acc(1.2, 1.1, 1.3));
  expect_relative(tally.mean(), 1.2, 1e-14);
  expect_relative(tally.sd(), 0.1, 1e-12);
}

TEST(Tally, KeepsEightDigitsOnNistNumAcc3) {
  const Tally tally = tally_of(num_acc(1000000.2, 1000000.1, 1000000.3));
  expect_relative(tally.mean(), 1000000.2, 1e-14);
  expect_relative(tally.sd(), 0.1, 1e-8);
}

TEST(Tally, KeepsSevenDigitsOnNistNumAcc4WhereSumsOfSquaresFail) {
  const std::vector<double> data = num_acc(10000000.2, 10000000.1, 10000000.3);
  const Tally tally = tally_of(data);
  expect_relative(tally.mean(), 10000000.2, 1e-14);
  expect_relative(tally.sd(), 0.1, 1e-7);

  double sum = 0.0;
  double squares = 0.0;
  for (double x : data) {
    sum += x;
    squares += x * x;
  }
  const double n = static_cast<double>(data.size());
  const double naive = (squares - sum * sum / n) / (n - 1.0);
  EXPECT_GT(std::abs(naive - 0.01), 1e-3) << "the naive formula should fail here, or the test is too easy";
}

TEST(Tally, IsZeroAndNeverNanWhenEmpty) {
  const Tally tally;
  EXPECT_EQ(tally.count(), 0U);
  for (double x : {tally.mean(), tally.sum(), tally.variance(), tally.sd(), tally.min(), tally.max()}) {
    EXPECT_EQ(x, 0.0);
  }
}

TEST(Tally, HasNoSpreadWithOneObservation) {
  const Tally tally = tally_of({-3.5});
  EXPECT_EQ(tally.mean(), -3.5);
  EXPECT_EQ(tally.variance(), 0.0);
  EXPECT_EQ(tally.min(), -3.5);
  EXPECT_EQ(tally.max(), -3.5);
}

TEST(Tally, GivesTheHandComputedSummaryOfFiveNumbers) {
  const Tally tally = tally_of({2.0, 4.0, 4.0, 5.0, 10.0});
  EXPECT_EQ(tally.count(), 5U);
  EXPECT_DOUBLE_EQ(tally.mean(), 5.0);
  EXPECT_DOUBLE_EQ(tally.variance(), 36.0 / 4.0);
  EXPECT_DOUBLE_EQ(tally.sd(), 3.0);
  EXPECT_EQ(tally.min(), 2.0);
  EXPECT_EQ(tally.max(), 10.0);
  EXPECT_EQ(tally.sum(), 25.0);
}

TEST(Tally, KeepsAConstantExactlyWithoutSpread) {
  Tally tally;
  for (int i = 0; i < 1000; ++i) tally.add(0.1);
  EXPECT_EQ(tally.mean(), 0.1);
  EXPECT_EQ(tally.sd(), 0.0);
}

TEST(Tally, SumsIntegersExactly) {
  Tally tally;
  for (int i = 0; i < 1000; ++i) tally.add(i % 7 == 0 ? 1e12 + 1.0 : 3.0);
  EXPECT_EQ(tally.sum(), 143.0 * (1e12 + 1.0) + 857.0 * 3.0);
}

TEST(Tally, MergesAsIfAllHadBeenAddedToOne) {
  const std::vector<double> data = num_acc(1000000.2, 1000000.1, 1000000.3);
  const Tally whole = tally_of(data);
  Tally merged;
  for (std::size_t from = 0; from < data.size(); from += 77) {
    Tally part;
    for (std::size_t i = from; i < std::min(from + 77, data.size()); ++i) part.add(data[i]);
    merged.merge(part);
  }
  EXPECT_EQ(merged.count(), whole.count());
  expect_relative(merged.mean(), whole.mean(), 1e-15);
  expect_relative(merged.sd(), 0.1, 1e-8);
  expect_relative(merged.sum(), whole.sum(), 1e-13);
  EXPECT_EQ(merged.min(), whole.min());
  EXPECT_EQ(merged.max(), whole.max());
}

TEST(Tally, IsUnchangedByMergingAnEmptyOne) {
  Tally tally = tally_of({1.0, 2.0});
  tally.merge(Tally());
  EXPECT_EQ(tally.count(), 2U);
  EXPECT_EQ(tally.mean(), 1.5);
  EXPECT_EQ(tally.min(), 1.0);

  Tally empty;
  empty.merge(tally);
  EXPECT_EQ(empty.count(), 2U);
  EXPECT_EQ(empty.mean(), 1.5);
  EXPECT_EQ(empty.variance(), 0.5);
}

TEST(Tally, StartsAnewAfterReset) {
  Tally tally = tally_of({5.0, 7.0});
  tally.reset();
  EXPECT_EQ(tally.count(), 0U);
  tally.add(1.0);
  EXPECT_EQ(tally.mean(), 1.0);
  EXPECT_EQ(tally.max(), 1.0);
  EXPECT_EQ(tally.sum(), 1.0);
}

}  // namespace
}  // namespace mainstay::stats
