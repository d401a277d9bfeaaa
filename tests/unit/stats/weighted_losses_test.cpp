#include "stats/weighted_losses.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "stats/generator.hpp"

namespace mainstay::stats {
namespace {

using Numbers = std::vector<double>;

TEST(WeightedCurve, OfEqualWeightsHasThePlainTail) {
  Generator g(5);
  Numbers losses;
  for (int i = 0; i < 997; ++i) losses.push_back(-std::log(g.uniform()));
  const Numbers ones(losses.size(), 1.0);
  const WeightedCurve curve({losses, ones}, 0.95);
  for (const double p : {0.05, 0.5, 0.9, 0.95, 0.99}) {
    const auto plain = tail_risk(losses, p, 0.95);
    const auto weighted = curve.tail_risk(p);
    EXPECT_EQ(weighted.value_at_risk.estimate, plain->value_at_risk.estimate) << p;
    EXPECT_NEAR(weighted.tail_value_at_risk, plain->tail_value_at_risk, 1e-9) << p;
    EXPECT_EQ(weighted.beyond, plain->beyond) << p;
  }
}

TEST(WeightedCurve, WeighsByTheRatios) {
  const Numbers losses{0, 10, 0, 20}, ratios{1.5, 0.5, 1.5, 0.5};
  const WeightedCurve curve({losses, ratios}, 0.95);
  EXPECT_DOUBLE_EQ(curve.exceeded(-1.0).probability.estimate, 1.0);
  EXPECT_DOUBLE_EQ(curve.exceeded(0.0).probability.estimate, 0.25);
  EXPECT_DOUBLE_EQ(curve.exceeded(12.0).probability.estimate, 0.125);
  EXPECT_EQ(curve.exceeded(20.0).probability.estimate, 0.0);
  ASSERT_EQ(curve.points().size(), 3u);
  // The worst 20 %: the half of a trial at 20, and 0.3 of a trial at 10, of 0.8 trials.
  const auto risk = curve.tail_risk(0.8);
  EXPECT_EQ(risk.value_at_risk.estimate, 10.0);
  EXPECT_DOUBLE_EQ(risk.tail_value_at_risk, (0.5 * 20.0 + 0.3 * 10.0) / 0.8);
  const std::vector<Numbers> parts{{0, 10, 0, 5}, {0, 0, 0, 15}};
  const auto shares = tail_contributions(parts, losses, 10.0, 0.8, ratios);
  EXPECT_DOUBLE_EQ(shares[0], (0.5 * 5.0 + 0.3 * 10.0) / 0.8);
  EXPECT_DOUBLE_EQ(shares[1], 0.5 * 15.0 / 0.8);
}

// Exponential losses of mean 1, drawn with mean 5: their ratio is 5 exp(-0.8 L).
struct Stretched {
  Numbers losses, ratios;
};
Stretched stretched(Generator& g, int n) {
  Stretched out;
  for (int i = 0; i < n; ++i) {
    out.losses.push_back(-5.0 * std::log(g.uniform()));
    out.ratios.push_back(5.0 * std::exp(-0.8 * out.losses.back()));
  }
  return out;
}

TEST(WeightedCurve, CoversFarInTheTail) {
  Generator g(23);
  const int rounds = 1000;
  const double var = std::log(1000.0);
  int at = 0, beyond = 0, over = 0;
  double width = 0.0;
  for (int r = 0; r < rounds; ++r) {
    const auto s = stretched(g, 1000);
    const WeightedCurve curve({s.losses, s.ratios}, 0.95);
    const auto risk = curve.tail_risk(0.999);
    at += risk.value_at_risk.contains(var) ? 1 : 0;
    width += risk.value_at_risk.half_width();
    ASSERT_TRUE(risk.tail_interval);
    beyond += risk.tail_interval->contains(var + 1.0) ? 1 : 0;
    over += curve.exceeded(var).probability.contains(0.001) ? 1 : 0;
  }
  EXPECT_NEAR(at / 1000.0, 0.95, 0.02);
  EXPECT_NEAR(beyond / 1000.0, 0.95, 0.02);
  EXPECT_NEAR(over / 1000.0, 0.95, 0.02);
  // Of 1,000 plain trials one lies beyond.
  EXPECT_LT(width / rounds, 0.25);
}

TEST(WeightedCurve, TakesPairsForOneUnit) {
  // Two trials that say the same are no more than one: counted as two, the interval would be too narrow by sqrt(2).
  Generator g(29);
  int at = 0, beyond = 0, known = 0;
  for (int r = 0; r < 1000; ++r) {
    Numbers losses;
    for (int i = 0; i < 500; ++i) {
      losses.push_back(-std::log(g.uniform()));
      losses.push_back(losses.back());
    }
    const Numbers ones(losses.size(), 1.0);
    const auto risk = WeightedCurve({losses, ones, 2}, 0.95).tail_risk(0.9);
    at += risk.value_at_risk.contains(std::log(10.0)) ? 1 : 0;
    known += risk.tail_interval ? 1 : 0;   // not where one pair makes up more than a fifth
    beyond += risk.tail_interval && risk.tail_interval->contains(std::log(10.0) + 1.0) ? 1 : 0;
  }
  EXPECT_GT(known, 980);
  // Fifty pairs beyond: their mean is skewed yet, and Student's interval covers 93 % (as it does of 500 plain trials).
  EXPECT_NEAR(at / 1000.0, 0.95, 0.025);
  EXPECT_NEAR(beyond / static_cast<double>(known), 0.93, 0.02);
}

TEST(WeightedCurve, BoundsNothingByAFewHeavyTrials) {
  Generator g(31);
  auto s = stretched(g, 400);
  for (std::size_t i = 0; i < s.losses.size(); ++i)
    if (s.losses[i] > 4.0) s.ratios[i] = i % 40 == 0 ? 1.0 : 0.0;
  const auto risk = WeightedCurve({s.losses, s.ratios}, 0.95).tail_risk(0.999);
  EXPECT_TRUE(std::isinf(risk.value_at_risk.high));
  EXPECT_FALSE(risk.tail_interval);
}

}  // namespace
}  // namespace mainstay::stats
