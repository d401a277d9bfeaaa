#include "stats/risk.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "stats/generator.hpp"

namespace mainstay::stats {
namespace {

using Numbers = std::vector<double>;

// 100,000 losses that follow a compound Poisson law exactly: rate 2, severities 1 to 5 with the chances below, by
// Panjer's recursion (ASTIN Bulletin 12, 1981).
Numbers panjer_losses(const Numbers& chances, double rate, std::size_t n) {
  Numbers mass{std::exp(-rate * (1.0 - chances[0]))};
  for (int s = 1; s < 60; ++s) {
    double sum = 0.0;
    for (int k = 1; k <= s && k < static_cast<int>(chances.size()); ++k)
      sum += k * chances[static_cast<std::size_t>(k)] * mass[static_cast<std::size_t>(s - k)];
    mass.push_back(rate / s * sum);
  }
  Numbers out;
  double cumulated = 0.0;
  for (std::size_t s = 0; s < mass.size(); ++s) {
    cumulated += mass[s];
    while (static_cast<double>(out.size()) + 0.5 < cumulated * static_cast<double>(n)) out.push_back(static_cast<double>(s));
  }
  return out;
}

TEST(TailRisk, IsThatOfACompoundPoissonLoss) {
  const Numbers chances{0.0, 0.4, 0.3, 0.15, 0.1, 0.05};
  const Numbers losses = panjer_losses(chances, 2.0, 100000);
  // Mean of a severity 2.1: the mean loss is 4.2.
  EXPECT_NEAR(std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size()), 4.2, 1e-3);
  const auto risk = tail_risk(losses, 0.95, 0.95);
  ASSERT_TRUE(risk);
  EXPECT_EQ(risk->value_at_risk.estimate, 11.0);
  // By hand: VaR + E[(L - VaR)+] / 0.05.
  double excess = 0.0;
  for (const double l : losses) excess += std::max(0.0, l - 11.0);
  EXPECT_NEAR(risk->tail_value_at_risk, 11.0 + excess / static_cast<double>(losses.size()) / 0.05, 1e-9);
  EXPECT_TRUE(risk->tail_interval->contains(risk->tail_value_at_risk));
}

TEST(TailRisk, CountsALossAstrideInPart) {
  // Of 10 losses the worst 15 % are the 10 and half of the 9.
  const auto risk = tail_risk(Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.85, 0.95);
  EXPECT_EQ(risk->value_at_risk.estimate, 9.0);
  EXPECT_NEAR(risk->tail_value_at_risk, (10.0 + 0.5 * 9.0) / 1.5, 1e-12);
  EXPECT_FALSE(risk->tail_interval);  // one loss beyond tells no spread
  EXPECT_EQ(tail_risk(Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.9, 0.95)->value_at_risk.estimate, 9.0);
}

TEST(TailRisk, CoversAtItsRate) {
  // Exponential losses of mean 1: VaR(0.9) = ln 10, TVaR(0.9) = ln 10 + 1.
  Generator g(21);
  int at = 0, beyond = 0;
  const int rounds = 1000;
  for (int r = 0; r < rounds; ++r) {
    Numbers losses;
    for (int i = 0; i < 1000; ++i) losses.push_back(-std::log(g.uniform()));
    const auto risk = tail_risk(losses, 0.9, 0.95);
    at += risk->value_at_risk.contains(std::log(10.0)) ? 1 : 0;
    beyond += risk->tail_interval->contains(std::log(10.0) + 1.0) ? 1 : 0;
  }
  EXPECT_NEAR(at / 1000.0, 0.955, 0.02);
  EXPECT_NEAR(beyond / 1000.0, 0.95, 0.025);
}

TEST(ExceedanceCurve, StepsDownAtEachLossThatOccurred) {
  const auto curve = exceedance_curve(Numbers{0, 0, 5, 2}, 0.95);
  ASSERT_EQ(curve.size(), 3u);
  EXPECT_EQ(curve[0].loss, 0.0);
  EXPECT_EQ(curve[0].probability.estimate, 0.5);
  EXPECT_EQ(curve[1].probability.estimate, 0.25);
  EXPECT_EQ(curve[2].probability.estimate, 0.0);
  EXPECT_GT(curve[2].probability.high, 0.0);
}

TEST(TailContributions, AddUpToTheTailValueAtRisk) {
  Generator g(2);
  std::vector<Numbers> parts(3);
  Numbers totals(500, 0.0);
  for (std::size_t t = 0; t < 500; ++t)
    for (auto& part : parts) {
      part.push_back(std::floor(8.0 * g.uniform()));
      totals[t] += part.back();
    }
  const auto risk = tail_risk(totals, 0.93, 0.95);
  const auto shares = tail_contributions(parts, totals, risk->value_at_risk.estimate, 0.93);
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), risk->tail_value_at_risk, 1e-9);
}

}  // namespace
}  // namespace mainstay::stats
