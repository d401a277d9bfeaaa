#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "stats/interval.hpp"
#include "stats/special.hpp"

namespace mainstay::stats {
namespace {

using Numbers = std::vector<double>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double normal(std::mt19937_64& engine) {
  const auto uniform = [&] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
  return std::sqrt(-2.0 * std::log(uniform())) * std::cos(6.283185307179586 * uniform());
}

Numbers normals(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  Numbers values(n);
  for (double& v : values) v = normal(engine);
  return values;
}

double pooled_mean(std::span<const double> values, std::span<const double> weights) {
  return *pooled_estimate(values, weights);
}

TEST(Bootstrap, IsAFunctionOfItsSeed) {
  const Numbers values = normals(30, 1);
  const Numbers weights(30, 1.0);
  const auto first = bootstrap_interval(values, weights, sd_between, 0.95, 42);
  const auto again = bootstrap_interval(values, weights, sd_between, 0.95, 42);
  const auto other = bootstrap_interval(values, weights, sd_between, 0.95, 43);
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->low, again->low);
  EXPECT_EQ(first->high, again->high);
  EXPECT_NE(first->low, other->low);
  EXPECT_NEAR(first->low, other->low, 0.1);
  EXPECT_EQ(first->estimate, sd_between(values, weights));
}

TEST(Bootstrap, AgreesWithStudentOnAMean) {
  const Numbers values = normals(100, 2);
  const auto boot = bootstrap_interval(values, Numbers(100, 1.0), pooled_mean, 0.95, 7, 10000);
  const auto student = student_interval(values, 0.95);
  ASSERT_TRUE(boot && student);
  EXPECT_NEAR(boot->low, student->low, 0.05 * student->half_width());
  EXPECT_NEAR(boot->high, student->high, 0.05 * student->half_width());
}

TEST(Bootstrap, AgreesWithTheJackknifeOnARatioOfRandomWeights) {
  Numbers values = normals(200, 3);
  Numbers weights = normals(200, 4);
  for (double& w : weights) w = std::floor(w * w * 3.0);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (weights[i] == 0.0) values[i] = 0.0;  // a third of them: nothing was observed
  const auto boot = bootstrap_interval(values, weights, pooled_mean, 0.95, 7, 10000);
  const auto jackknife = ratio_interval(values, weights, 0.95);
  ASSERT_TRUE(boot && jackknife);
  EXPECT_EQ(boot->estimate, jackknife->estimate);
  EXPECT_NEAR(boot->half_width(), jackknife->half_width(), 0.1 * jackknife->half_width());
}

TEST(Bootstrap, CoversTheSdOfNormalValuesNearlyAsOftenAsItSays) {
  // 95 % asked with 50 trials: BCa covers about 94.5 %; ± 4 standard errors of 400 runs. On average its ends
  // should be near those of the chi-squared law, sd · √(49 / χ²), and so farther from the sd above than
  // below: plain percentiles are not.
  int covered = 0;
  Tally low;
  Tally high;
  for (std::uint64_t run = 0; run < 400; ++run) {
    const auto interval =
        bootstrap_interval(normals(50, 1000 + run), Numbers(50, 1.0), sd_between, 0.95, run, 500);
    covered += interval->contains(1.0) ? 1 : 0;
    low.add(interval->low / interval->estimate);
    high.add(interval->high / interval->estimate);
  }
  EXPECT_GT(covered, 0.90 * 400);
  EXPECT_LT(covered, 0.99 * 400);
  EXPECT_NEAR(low.mean(), std::sqrt(49.0 / chi_squared_quantile(0.975, 49)), 0.015);
  EXPECT_NEAR(high.mean(), std::sqrt(49.0 / chi_squared_quantile(0.025, 49)), 0.03);
}

TEST(Bootstrap, BoundsTheGreatestByItselfFromAbove) {
  const Numbers values = normals(40, 5);
  const Numbers weights(40, 1.0);
  const auto interval = bootstrap_interval(values, weights, greatest, 0.95, 1);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->estimate, *std::max_element(values.begin(), values.end()));
  EXPECT_EQ(interval->high, interval->estimate);
  EXPECT_LT(interval->low, interval->estimate);
}

TEST(Bootstrap, HasNoWidthForEqualValues) {
  const auto interval = bootstrap_interval(Numbers(10, 3.0), Numbers(10, 2.0), greatest, 0.95, 1);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 3.0);
  EXPECT_EQ(interval->high, 3.0);
}

TEST(Bootstrap, LeavesTrialsWithoutWeightOut) {
  const auto interval = bootstrap_interval(Numbers{1.0, kNan, 2.0, 5.0, kNan},
                                           Numbers{1.0, 0.0, 2.0, 1.0, 0.0}, greatest, 0.95, 1);
  const auto observed_only =
      bootstrap_interval(Numbers{1.0, 2.0, 5.0}, Numbers{1.0, 2.0, 1.0}, greatest, 0.95, 1);
  ASSERT_TRUE(interval && observed_only);
  EXPECT_EQ(interval->low, observed_only->low);
  EXPECT_EQ(interval->high, observed_only->high);
}

TEST(Bootstrap, IsNothingForFewerThanTwoTrialsOrAStatisticThatIsNotANumber) {
  EXPECT_FALSE(bootstrap_interval({}, {}, greatest, 0.95, 1));
  EXPECT_FALSE(bootstrap_interval(Numbers{1.0, 2.0}, Numbers{1.0, 0.0}, greatest, 0.95, 1));
  const auto undefined_for_ties = [](std::span<const double> v, std::span<const double>) {
    return v[0] == v[1] ? kNan : v[0];
  };
  EXPECT_FALSE(bootstrap_interval(Numbers{1.0, 2.0, 3.0}, Numbers(3, 1.0), undefined_for_ties, 0.95, 1));
}

TEST(Bootstrap, KeepsWeightsWithTheirTrials) {
  // Each weight is its trial's value: a statistic that sees them come apart would differ from the sum of
  // squares.
  bool together = true;
  const auto check = [&together](std::span<const double> v, std::span<const double> w) {
    together = together && std::equal(v.begin(), v.end(), w.begin());
    return v[0];
  };
  const Numbers values{1.0, 2.0, 3.0, 4.0};
  EXPECT_TRUE(bootstrap_interval(values, values, check, 0.95, 1));
  EXPECT_TRUE(together);
}

TEST(Bootstrap, SumsUpCurvesLookedUpByTrial) {
  // The peak of the mean curve over three trials of two instants; indices stand for the trials.
  const std::vector<Numbers> curves{{1.0, 2.0}, {3.0, 0.0}, {2.0, 7.0}};
  const auto peak = [&curves](std::span<const double> trials, std::span<const double>) {
    Numbers sum(2, 0.0);
    for (double trial : trials) {
      for (std::size_t t = 0; t < 2; ++t) sum[t] += curves[static_cast<std::size_t>(trial)][t];
    }
    return *std::max_element(sum.begin(), sum.end()) / static_cast<double>(trials.size());
  };
  const auto interval = bootstrap_interval(Numbers{0.0, 1.0, 2.0}, Numbers(3, 1.0), peak, 0.9, 1);
  ASSERT_TRUE(interval);
  EXPECT_DOUBLE_EQ(interval->estimate, 3.0);
  EXPECT_GE(interval->low, 5.0 / 3.0);
  EXPECT_LE(interval->high, 7.0);
  EXPECT_LT(interval->low, interval->high);
}

}  // namespace
}  // namespace mainstay::stats
