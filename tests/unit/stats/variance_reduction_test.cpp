#include "stats/variance_reduction.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/generator.hpp"
#include "stats/tally.hpp"

namespace mainstay::stats {
namespace {

using Numbers = std::vector<double>;

TEST(ControlVariates, ReachTheTextbookRatioForExpOfU) {
  // Ross, Simulation: Var(e^U) = 0.2420, with the control U 0.0039, coefficient 1.6903.
  Generator g(1);
  Numbers values;
  std::vector<Numbers> controls(1);
  Tally plain, controlled;
  for (int i = 0; i < 1000000; ++i) {
    const double u = g.uniform();
    values.push_back(std::exp(u));
    controls[0].push_back(u);
    plain.add(values.back());
  }
  const auto out = control_variates(values, controls, Numbers{0.5}, 0.99);
  ASSERT_TRUE(out);
  EXPECT_NEAR(out->coefficients[0], 1.6903090292457295, 0.005);
  EXPECT_NEAR(plain.variance(), 0.24203560745276542, 0.02 * 0.242);
  EXPECT_NEAR(plain.variance() / out->variance_saved, 0.00394022292362875, 0.02 * 0.00394);
  EXPECT_TRUE(out->interval.contains(std::exp(1.0) - 1.0));
}

TEST(ControlVariates, CoverAtTheirRateWithFewTrials) {
  Generator g(3);
  int covered = 0;
  for (int r = 0; r < 2000; ++r) {
    Numbers values;
    std::vector<Numbers> controls(2);
    for (int i = 0; i < 15; ++i) {
      const double a = g.uniform(), b = g.uniform(), c = g.uniform();
      controls[0].push_back(a);
      controls[1].push_back(b);
      values.push_back(2.0 * a - b + c);
    }
    covered += control_variates(values, controls, Numbers{0.5, 0.5}, 0.9)->interval.contains(1.0) ? 1 : 0;
  }
  EXPECT_NEAR(covered / 2000.0, 0.9, 0.02);
}

TEST(ControlVariates, RefuseWhatCannotBeRegressed) {
  const Numbers values{1, 2, 3, 4, 5};
  const std::vector<Numbers> constant{{2, 2, 2, 2, 2}};
  EXPECT_FALSE(control_variates(values, constant, Numbers{2}, 0.95));
  const std::vector<Numbers> twins{{1, 2, 3, 4, 6}, {2, 4, 6, 8, 12}};
  EXPECT_FALSE(control_variates(values, twins, Numbers{3, 6}, 0.95));
  const std::vector<Numbers> one{{1, 2}};
  EXPECT_FALSE(control_variates(Numbers{1, 2}, one, Numbers{1}, 0.95));
}

TEST(WeightedMean, FindsANormalTailByShifting) {
  // P(Z > 5) = 2.8665e-7 from draws about 5: the likelihood ratio is exp(-5 z + 12.5).
  Generator g(4);
  Numbers hits, ratios;
  for (int i = 0; i < 20000; ++i) {
    const double z = 5.0 + std::sqrt(-2.0 * std::log(g.uniform())) * std::cos(2.0 * M_PI * g.uniform());
    hits.push_back(z > 5.0 ? 1.0 : 0.0);
    ratios.push_back(std::exp(-5.0 * z + 12.5));
  }
  const auto out = weighted_mean(hits, ratios, 0.99);
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->interval.contains(2.866515718791939e-07));
  EXPECT_LT(out->relative_error, 0.03);
  EXPECT_GT(out->effective_size, 1000.0);
  EXPECT_LT(out->effective_size, static_cast<double>(out->hits));
}

TEST(WeightedMean, ShowsThatOneTrialCarriesAll) {
  const auto out = weighted_mean(Numbers{1, 1, 1, 0}, Numbers{1e-9, 1e-9, 1.0, 1.0}, 0.95);
  EXPECT_NEAR(out->effective_size, 1.0, 1e-6);
  EXPECT_NEAR(out->largest_share, 1.0, 1e-6);
  EXPECT_EQ(out->hits, 3u);
}

TEST(WeightedMean, SaysThatNothingHappened) {
  const auto out = weighted_mean(Numbers{0, 0, 0}, Numbers{1, 1, 1}, 0.95);
  EXPECT_EQ(out->hits, 0u);
  EXPECT_EQ(out->effective_size, 0.0);
  EXPECT_EQ(out->relative_error, HUGE_VAL);
}

}  // namespace
}  // namespace mainstay::stats
