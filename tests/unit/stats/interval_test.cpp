#include "stats/interval.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "stats/special.hpp"
#include "stats/tally.hpp"

namespace mainstay::stats {
namespace {

using Numbers = std::vector<double>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Interval, ContainsItsEndsAndMeasuresItsWidth) {
  const Interval interval{4.0, 3.0, 6.0};
  EXPECT_TRUE(interval.contains(3.0) && interval.contains(6.0));
  EXPECT_FALSE(interval.contains(2.999) || interval.contains(6.001));
  EXPECT_DOUBLE_EQ(interval.half_width(), 1.5);
  EXPECT_DOUBLE_EQ(interval.relative_half_width(), 0.375);
}

TEST(Interval, IsInfinitelyWideRelativelyAroundZeroUnlessItHasNoWidth) {
  EXPECT_EQ((Interval{0.0, -1.0, 1.0}).relative_half_width(), HUGE_VAL);
  EXPECT_EQ((Interval{0.0, 0.0, 0.0}).relative_half_width(), 0.0);
  EXPECT_DOUBLE_EQ((Interval{-2.0, -3.0, -1.0}).relative_half_width(), 0.5);
}

TEST(StudentInterval, GivesTheHandComputedIntervalOfFourNumbers) {
  // Mean 5, sd √(20/3), standard error √(5/3); t(0.975, 3) = 3.1824463.
  const auto interval = student_interval(Numbers{2.0, 4.0, 6.0, 8.0}, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_DOUBLE_EQ(interval->estimate, 5.0);
  EXPECT_NEAR(interval->half_width(), 3.182446305283710 * std::sqrt(5.0 / 3.0), 1e-12);
  EXPECT_NEAR(interval->low + interval->high, 10.0, 1e-14);
}

TEST(StudentInterval, NeedsTwoValues) {
  EXPECT_FALSE(student_interval(Numbers{}, 0.95));
  EXPECT_FALSE(student_interval(Numbers{3.0}, 0.95));
  EXPECT_TRUE(student_interval(Numbers{3.0, 4.0}, 0.95));
  EXPECT_FALSE(student_interval(Tally(), 0.95));
}

TEST(StudentInterval, HasNoWidthForEqualValues) {
  const auto interval = student_interval(Numbers(7, 0.1), 0.99);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 0.1);
  EXPECT_EQ(interval->high, 0.1);
}

TEST(WilsonInterval, GivesTheValuesOfNewcombe1998) {
  // Statistics in Medicine 17, table I, method 3, to the four digits printed there.
  const struct {
    int successes, n;
    double low, high;
  } published[] = {
      {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (const auto& row : published) {
    const auto interval = wilson_interval(row.successes, row.n, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, row.low, 0.5e-4) << row.successes << " of " << row.n;
    EXPECT_NEAR(interval->high, row.high, 0.5e-4) << row.successes << " of " << row.n;
  }
}

TEST(WilsonInterval, SolvesItsDefiningEquation) {
  // Each end is a p for which the estimate lies z standard errors of p away.
  const auto interval = wilson_interval(7, 40, 0.9);
  ASSERT_TRUE(interval);
  EXPECT_DOUBLE_EQ(interval->estimate, 0.175);
  for (double p : {interval->low, interval->high}) {
    EXPECT_NEAR(std::abs(0.175 - p) / std::sqrt(p * (1.0 - p) / 40.0), normal_quantile(0.95), 1e-12);
  }
}

TEST(WilsonInterval, KeepsItsWidthAtNoneAndAtAll) {
  const double z = normal_quantile(0.975);
  const auto none = wilson_interval(0, 10, 0.95);
  const auto all = wilson_interval(10, 10, 0.95);
  ASSERT_TRUE(none && all);
  EXPECT_EQ(none->low, 0.0);
  EXPECT_NEAR(none->high, z * z / (10.0 + z * z), 1e-15);
  EXPECT_EQ(all->high, 1.0);
  EXPECT_NEAR(all->low, 10.0 / (10.0 + z * z), 1e-15);
  EXPECT_FALSE(wilson_interval(0, 0, 0.95));
}

TEST(QuantileRanks, AreTheConservativeEqualTailedOnes) {
  const struct {
    int n;
    double p;
    int lower, upper;
    double coverage;
  } known[] = {{100, 0.5, 40, 61, 0.9647997997822952},
               {200, 0.95, 184, 197, 0.9671521638567256},
               {1000, 0.99, 983, 997, 0.976094763497977}};
  for (const auto& row : known) {
    const QuantileRanks ranks = quantile_ranks(row.n, row.p, 0.95);
    EXPECT_EQ(ranks.lower, row.lower);
    EXPECT_EQ(ranks.upper, row.upper);
    const double coverage =
        binomial_cdf(ranks.upper - 1, row.n, row.p) - binomial_cdf(ranks.lower - 1, row.n, row.p);
    EXPECT_NEAR(coverage, row.coverage, 1e-12);
  }
}

TEST(QuantileRanks, FollowTheirDefinitionForEverySmallSample) {
  for (int n = 0; n <= 60; ++n) {
    for (double p : {0.01, 0.25, 0.5, 0.9, 0.99}) {
      const QuantileRanks ranks = quantile_ranks(n, p, 0.9);
      int lower = 0;
      while (binomial_cdf(lower, n, p) <= 0.05) ++lower;
      int upper = 1;
      while (binomial_cdf(upper - 1, n, p) < 0.95) ++upper;
      EXPECT_EQ(ranks.lower, lower) << n << ' ' << p;
      EXPECT_EQ(ranks.upper, upper) << n << ' ' << p;
    }
  }
}

TEST(QuantileInterval, TakesTheOrderStatisticsOfUnsortedValues) {
  Numbers values;
  for (int i = 0; i < 100; ++i) values.push_back((i * 37) % 100 + 1);  // 1 … 100, shuffled
  const auto interval = quantile_interval(values, 0.5, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->estimate, 50.5);
  EXPECT_EQ(interval->low, 40.0);
  EXPECT_EQ(interval->high, 61.0);
}

TEST(QuantileInterval, IsUnboundedWhereTheSampleIsTooSmall) {
  const Numbers values{3.0, 1.0, 2.0, 5.0, 4.0};
  const auto upper = quantile_interval(values, 0.95, 0.95);
  ASSERT_TRUE(upper);
  EXPECT_DOUBLE_EQ(upper->estimate, 4.8);
  // At most 3 of 5 lie below their 95 % quantile with a chance of 2.26 %, at most 4 with 22.6 %.
  EXPECT_EQ(upper->low, 4.0);
  EXPECT_EQ(upper->high, HUGE_VAL);
  EXPECT_EQ(upper->half_width(), HUGE_VAL);
}

TEST(QuantileInterval, AlwaysHoldsItsEstimate) {
  const auto low_tail = quantile_interval(Numbers{1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, 0.001, 0.95);
  ASSERT_TRUE(low_tail);
  EXPECT_EQ(low_tail->low, -HUGE_VAL);
  EXPECT_EQ(low_tail->high, 1.0);
  EXPECT_TRUE(low_tail->contains(low_tail->estimate));
  EXPECT_FALSE(quantile_interval(Numbers{1.0}, 0.5, 0.95));
}

TEST(SampleQuantile, InterpolatesBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(*sample_quantile(Numbers{4.0, 1.0, 2.0}, 0.95), 3.8);
  EXPECT_EQ(*sample_quantile(Numbers{7.0}, 0.3), 7.0);
  EXPECT_EQ(*sample_quantile(Numbers{1.0, 2.0}, 1.0), 2.0);
  EXPECT_FALSE(sample_quantile(Numbers{}, 0.5));
}

TEST(PooledEstimate, WeighsTrialsAndNeverLooksAtThoseWithoutWeight) {
  EXPECT_DOUBLE_EQ(*pooled_estimate(Numbers{1.0, kNan, 4.0}, Numbers{2.0, 0.0, 1.0}), 2.0);
  EXPECT_DOUBLE_EQ(*pooled_estimate(Numbers{kNan, 4.0}, Numbers{0.0, 3.0}), 4.0);
  EXPECT_FALSE(pooled_estimate(Numbers{kNan, kNan}, Numbers{0.0, 0.0}));
  EXPECT_FALSE(pooled_estimate({}, {}));
}

TEST(PooledEstimate, AddsTheTimeOfTrialsInWhichNothingCame) {
  // 100 h with 2 events, 100 h with 1, and 100 h without: 300 h over 3.
  const Numbers values{50.0, 100.0, 100.0}, weights{2.0, 1.0, 0.0};
  EXPECT_DOUBLE_EQ(*pooled_estimate(values, weights), 100.0);
  EXPECT_FALSE(pooled_estimate(Numbers{100.0, 100.0}, Numbers{0.0, 0.0}));
  // Leaving one out: 200 h over 1, over 2, over 3. The shifts are 100, 0 and -100/3.
  const auto shifts = jackknife_shifts(values, weights);
  EXPECT_NEAR(shifts[0], 100.0, 1e-9);
  EXPECT_NEAR(shifts[1], 0.0, 1e-9);
  EXPECT_NEAR(shifts[2], -100.0 / 3.0, 1e-9);
  const auto interval = ratio_interval(values, weights, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->half_width(), 4.302652729749464 * std::sqrt(2.0 / 3.0 * (10000.0 + 10000.0 / 9.0)), 1e-9);
}

TEST(PooledEstimate, IsTheCommonValueExactlyWhateverTheWeights) {
  EXPECT_EQ(*pooled_estimate(Numbers{0.1, 0.1, 0.1}, Numbers{0.3, 7.7, 1e9}), 0.1);
}

TEST(RatioInterval, IsStudentsToTheLastBitForEqualWeights) {
  Numbers values;
  for (int i = 0; i < 37; ++i) values.push_back(std::sin(i) / 3.0);
  const auto student = student_interval(values, 0.95);
  ASSERT_TRUE(student);
  for (double weight : {1.0, 0.1, 8760.0}) {
    const auto ratio = ratio_interval(values, Numbers(37, weight), 0.95);
    ASSERT_TRUE(ratio);
    EXPECT_EQ(ratio->estimate, student->estimate);
    EXPECT_EQ(ratio->low, student->low);
    EXPECT_EQ(ratio->high, student->high);
    EXPECT_EQ(*pooled_estimate(values, Numbers(37, weight)), student->estimate);
  }
}

TEST(RatioInterval, TendsToStudentsAsWeightsBecomeEqual) {
  const Numbers values{0.3, 1.7, 0.9, 2.2, 0.1};
  const auto student = student_interval(values, 0.95);
  const auto ratio = ratio_interval(values, Numbers{1.0, 1.0 + 1e-9, 1.0, 1.0 - 1e-9, 1.0}, 0.95);
  ASSERT_TRUE(student && ratio);
  EXPECT_NEAR(ratio->low, student->low, 1e-8);
  EXPECT_NEAR(ratio->high, student->high, 1e-8);
}

TEST(RatioInterval, GivesTheHandComputedJackknife) {
  // Pooled (1·1 + 2·4 + 1·3) / 4 = 3. Leaving one out: 11/3, 2, 3, so the shifts are 2/3, −1, 0 and the
  // variance 2/3 · (4/9 + 1) = 26/27; t(0.975, 2) = 4.30265273.
  const auto interval = ratio_interval(Numbers{1.0, 4.0, 3.0}, Numbers{1.0, 2.0, 1.0}, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_DOUBLE_EQ(interval->estimate, 3.0);
  EXPECT_NEAR(interval->half_width(), 4.302652729749464 * std::sqrt(26.0 / 27.0), 1e-12);
}

TEST(RatioInterval, CountsOnlyTrialsWithWeight) {
  const auto all = ratio_interval(Numbers{1.0, kNan, 4.0, kNan, 3.0}, Numbers{1.0, 0.0, 2.0, 0.0, 1.0}, 0.95);
  const auto observed_only = ratio_interval(Numbers{1.0, 4.0, 3.0}, Numbers{1.0, 2.0, 1.0}, 0.95);
  ASSERT_TRUE(all && observed_only);
  EXPECT_EQ(all->low, observed_only->low);
  EXPECT_EQ(all->high, observed_only->high);
}

TEST(RatioInterval, IsNothingForFewerThanTwoTrialsWithWeight) {
  EXPECT_FALSE(ratio_interval({}, {}, 0.95));
  EXPECT_FALSE(ratio_interval(Numbers{1.0, kNan}, Numbers{5.0, 0.0}, 0.95));
  EXPECT_FALSE(ratio_interval(Numbers{kNan, kNan}, Numbers{0.0, 0.0}, 0.95));
}

TEST(RatioInterval, WidensWhereOneTrialOutweighsAllOthers) {
  // Without the heavy trial the estimate would be 4 rather than 1: variance 3/4 · 3², t(0.975, 3)
  // = 3.18244631.
  const auto interval = ratio_interval(Numbers{1.0, 3.0, 4.0, 5.0}, Numbers{1e20, 1.0, 1.0, 1.0}, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_DOUBLE_EQ(interval->estimate, 1.0);
  EXPECT_NEAR(interval->half_width(), 3.182446305283710 * 3.0 * std::sqrt(0.75), 1e-9);
}

TEST(RatioInterval, HasNoWidthForEqualValuesWhateverTheWeights) {
  const auto interval = ratio_interval(Numbers{0.1, 0.1, 0.1}, Numbers{1.0, 3.0, 0.7}, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 0.1);
  EXPECT_EQ(interval->high, 0.1);
}

// What each trial says of its own observations.
struct Split {
  Numbers sds, sd_weights, means, mean_weights;
  explicit Split(const std::vector<Numbers>& trials) {
    for (const Numbers& trial : trials) {
      Tally own;
      for (const double x : trial) own.add(x);
      sds.push_back(own.sd());
      sd_weights.push_back(std::max(0.0, static_cast<double>(trial.size()) - 1.0));
      means.push_back(own.mean());
      mean_weights.push_back(static_cast<double>(trial.size()));
    }
  }
  Spreads spreads() const { return {sds, sd_weights, means, mean_weights}; }
};

TEST(PooledSpread, IsThatOfAllObservationsHoweverTheyFallIntoTrials) {
  // 2, 4, 4, 4, 5, 5, 7, 9: squares about their mean 5 add up to 32.
  const double whole = std::sqrt(32.0 / 7.0);
  EXPECT_NEAR(*pooled_spread(Split({{2, 4, 4, 4, 5, 5, 7, 9}}).spreads()), whole, 1e-12);
  EXPECT_NEAR(*pooled_spread(Split({{2, 4, 4, 4}, {5, 5, 7, 9}}).spreads()), whole, 1e-12);
  EXPECT_NEAR(*pooled_spread(Split({{2}, {4}, {4, 4, 5}, {}, {5, 7, 9}}).spreads()), whole, 1e-12);
}

TEST(PooledSpread, HasTheIntervalOfTheJackknifeWorkedOutByHand) {
  // Without one of the trials {1, 3}, {5, 7}, {9, 11}: squares 20, 68, 20 about the mean, over 3; all: 70 over 5.
  const auto interval = pooled_spread_interval(Split({{1, 3}, {5, 7}, {9, 11}}).spreads(), 0.95);
  ASSERT_TRUE(interval);
  const double all = std::sqrt(70.0 / 5.0);
  const double without[] = {std::sqrt(20.0 / 3.0), std::sqrt(68.0 / 3.0), std::sqrt(20.0 / 3.0)};
  double squares = 0.0;
  for (const double w : without) squares += (w - all) * (w - all);
  EXPECT_NEAR(interval->estimate, all, 1e-12);
  EXPECT_NEAR(interval->half_width(), 4.302652729911275 * std::sqrt(squares * 2.0 / 3.0), 1e-9);
}

TEST(PooledSpread, OfExposureLosesNoDegreeOfFreedom) {
  // Twice 10 h, at 0 and 4 for half of the time each, and 2 throughout.
  const Numbers sds{2.0, 0.0}, means{2.0, 2.0}, hours{10.0, 10.0};
  EXPECT_NEAR(*pooled_spread({sds, hours, means, hours}), std::sqrt(2.0), 1e-12);
}

TEST(PooledSpread, NeedsSomethingToSpread) {
  EXPECT_FALSE(pooled_spread(Split(std::vector<Numbers>(2)).spreads()));
  EXPECT_FALSE(pooled_spread(Split(std::vector<Numbers>{{3.0}}).spreads()));
  EXPECT_FALSE(pooled_spread_interval(Split(std::vector<Numbers>{{3.0, 4.0}}).spreads(), 0.95));
}

}  // namespace
}  // namespace mainstay::stats
