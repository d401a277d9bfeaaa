#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "report/risk.hpp"
#include "stats/generator.hpp"
#include "stats/special.hpp"

namespace mainstay::report {
namespace {

double normal(stats::Generator& g) { return stats::normal_quantile(g.uniform()); }

// What draw d loses in trial t: a part of its own, and one of the trial's, which all draws have alike where they share
// their random numbers.
std::vector<Draw> drawn(stats::Generator& g, std::size_t draws, std::size_t trials, bool share) {
  std::vector<Draw> out(draws);
  std::vector<double> of_trial;
  for (std::size_t t = 0; t < trials; ++t) of_trial.push_back(normal(g));
  for (std::size_t d = 0; d < draws; ++d) {
    const double own = normal(g);
    for (const double x : of_trial) out[d].totals.values.push_back(100.0 + own + (share ? x : normal(g)));
    out[d].totals.weights.assign(trials, 1.0);
    out[d].clock.seed = share ? 1 : d;
  }
  return out;
}

TEST(UncertainRisk, CoversWhatIsNotKnownAndChance) {
  stats::Generator g(3);
  // The sum of both parts has the variance 2; either part alone would be believed too much.
  const double var = 100.0 + std::sqrt(2.0) * stats::normal_quantile(0.9);
  RiskOptions options;
  options.levels = {0.9};
  for (const bool share : {false, true}) {
    int mean = 0, at = 0;
    for (int r = 0; r < 400; ++r) {
      const auto risk = risk_of(drawn(g, 100, 80, share), options);
      ASSERT_TRUE(risk);
      EXPECT_EQ(risk->share_numbers, share);
      mean += risk->all.mean.contains(100.0) ? 1 : 0;
      at += risk->all.levels[0].total.value_at_risk.contains(var) ? 1 : 0;
    }
    EXPECT_NEAR(mean / 400.0, 0.95, 0.03) << share;
    EXPECT_GE(at / 400.0, 0.92) << share;
  }
}

TEST(UncertainRisk, TellsHowFarTheDrawsLieApart) {
  // Draw d loses d in half of its trials and 2 d in the other half.
  std::vector<Draw> draws(41);
  for (std::size_t d = 0; d < draws.size(); ++d)
    for (int t = 0; t < 10; ++t) {
      draws[d].totals.values.push_back(static_cast<double>(d) * (t % 2 + 1));
      draws[d].totals.weights.push_back(1.0);
    }
  RiskOptions options;
  options.levels = {0.9};
  options.tolerances = {{0.25, 40.0, "25 %: 40 EUR"}};
  const auto risk = risk_of(draws, options);
  ASSERT_TRUE(risk);
  EXPECT_DOUBLE_EQ(risk->value_at_risk[0].low, 4.0);     // twice the draws' own 5 % and 95 % quantiles, 2 and 38
  EXPECT_DOUBLE_EQ(risk->value_at_risk[0].high, 76.0);
  EXPECT_DOUBLE_EQ(risk->over[0], 20.0 / 41.0);          // draws 21 to 40 lose more than 40 in half of the trials
  EXPECT_DOUBLE_EQ(risk->all.mean.estimate, 30.0);
  EXPECT_NEAR(risk->all.tolerances[0].exceeded.estimate, 100.0 / 410.0, 1e-12);
}

TEST(UncertainRisk, LeavesWhatFailedOutOfAllDraws) {
  stats::Generator g(4);
  auto draws = drawn(g, 3, 10, true);
  draws[1].totals.values[4] = std::numeric_limits<double>::quiet_NaN();
  const auto risk = risk_of(draws, {});
  ASSERT_TRUE(risk);
  EXPECT_EQ(risk->trials, 9u);
  EXPECT_EQ(risk->all.trials, 27u);
  EXPECT_FALSE(risk_of(std::vector<Draw>(draws.begin(), draws.begin() + 1), {}));
}

}  // namespace
}  // namespace mainstay::report
