#include "stats/comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/generator.hpp"
#include "stats/special.hpp"

namespace mainstay::stats {
namespace {

using Numbers = std::vector<double>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Trials trials(const Numbers& values, const Numbers& weights) { return {values, weights}; }

double exponential(double u) { return -std::log(u); }

// Poisson by counting uniforms, lognormal by Box and Muller: slow, and plainly right.
int poisson(Generator& g, double mean) {
  int n = 0;
  for (double product = g.uniform(); product > std::exp(-mean); product *= g.uniform()) ++n;
  return n;
}
double lognormal(Generator& g, double mean, double cv) {
  const double sigma2 = std::log1p(cv * cv);
  const double z = std::sqrt(-2.0 * std::log(g.uniform())) * std::cos(2.0 * M_PI * g.uniform());
  return mean * std::exp(std::sqrt(sigma2) * z - sigma2 / 2.0);
}

TEST(PairedDifference, IsThePairedTIntervalWhereWeightsAreEqual) {
  // Differences 4, 1, 3, 2: mean 2.5, sd sqrt(5/3); t(0.975, 3) = 3.1824463.
  const Numbers a{10, 20, 15, 12}, b{14, 21, 18, 14}, ones(4, 1.0);
  const auto d = paired_difference(trials(a, ones), trials(b, ones), 0.95);
  ASSERT_TRUE(d);
  EXPECT_DOUBLE_EQ(d->interval.estimate, 2.5);
  EXPECT_NEAR(d->interval.half_width(), 3.182446305283710 * std::sqrt(5.0 / 3.0) / 2.0, 1e-12);
  EXPECT_EQ(d->pairs, 4u);
  // t = 2.5 / 0.6454972 = 3.8729833 with 3 degrees of freedom.
  EXPECT_NEAR(d->p_value, 0.030466, 1e-5);
}

TEST(PairedDifference, IsExactRelativelyWhereOneSideIsAMultiple) {
  const Numbers a{10, 20, 15, 12}, b{12, 24, 18, 14.4}, ones(4, 1.0);
  const auto d = paired_difference(trials(a, ones), trials(b, ones), 0.95);
  EXPECT_NEAR(d->relative->estimate, 0.2, 1e-12);
  EXPECT_NEAR(d->relative->half_width(), 0.0, 1e-12);
  EXPECT_FALSE(paired_difference(trials(Numbers{0, 0}, Numbers{1, 1}), trials(Numbers{1, 2}, Numbers{1, 1}), 0.95)->relative);
}

TEST(PairedDifference, LeavesOutPairsOfWhichOneFailed) {
  const Numbers a{10, 20, 15, 12, kNan, 7}, b{14, 21, 18, 14, 3, kNan};
  const Numbers wa{1, 1, 1, 1, 0, 1}, wb{1, 1, 1, 1, 1, 0};
  const auto d = paired_difference(trials(a, wa), trials(b, wb), 0.95);
  ASSERT_TRUE(d);
  EXPECT_EQ(d->pairs, 4u);
  EXPECT_DOUBLE_EQ(d->interval.estimate, 2.5);
}

TEST(PairedDifference, OfEqualShiftsHasNoWidthAndSavesEverything) {
  const Numbers a{0.1, 0.7, 0.4}, b{0.3, 0.9, 0.6}, ones(3, 1.0);
  const auto d = paired_difference(trials(a, ones), trials(b, ones), 0.95);
  ASSERT_TRUE(d);
  EXPECT_NEAR(d->interval.estimate, 0.2, 1e-15);
  EXPECT_EQ(d->interval.low, d->interval.high);
  EXPECT_EQ(d->variance_saved, HUGE_VAL);
  EXPECT_EQ(d->p_value, 0.0);
}

TEST(PairedDifference, NeedsTwoPairsThatObservedSomethingOnBothSides) {
  const Numbers a{1, 2, 3}, b{1, 2, 3}, wa{1, 1, 0}, wb{1, 0, 1};
  EXPECT_FALSE(paired_difference(trials(a, wa), trials(b, wb), 0.95));
}

TEST(PairedDifference, FindsTheVarianceThatCommonNumbersSave) {
  // X = exponential of mean 1 and 0.8 by inversion of the same uniform: Var(X - Y) is 0.04 instead of 1.64.
  // A compound Poisson loss whose severities are scaled by 0.7: 16.5556 times less. The same with each event left out
  // with chance 0.3: 5.6667 times less (Law, ch. 11; Glasserman and Yao 1992). Each within 10 %.
  Generator g(7);
  const int n = 200000;
  Numbers x, y, loss, scaled, thinned;
  const Numbers ones(n, 1.0);
  for (int i = 0; i < n; ++i) {
    const double e = exponential(g.uniform());
    x.push_back(e);
    y.push_back(0.8 * e);
    double all = 0.0, kept = 0.0;
    for (int events = poisson(g, 3.0); events > 0; --events) {
      const double severity = lognormal(g, 100.0, 2.0);
      all += severity;
      if (g.uniform() >= 0.3) kept += severity;
    }
    loss.push_back(all);
    scaled.push_back(0.7 * all);
    thinned.push_back(kept);
  }
  const auto a = paired_difference(trials(x, ones), trials(y, ones), 0.99);
  EXPECT_NEAR(a->variance_saved, 41.0, 1e-9);
  EXPECT_NEAR(a->correlation, 1.0, 1e-12);
  EXPECT_TRUE(a->interval.contains(-0.2));
  const auto b = paired_difference(trials(loss, ones), trials(scaled, ones), 0.99);
  EXPECT_NEAR(b->variance_saved, 16.5555555555, 1e-8);  // exactly, whatever the losses
  EXPECT_TRUE(b->interval.contains(-90.0));
  const auto c = paired_difference(trials(loss, ones), trials(thinned, ones), 0.99);
  EXPECT_NEAR(c->variance_saved, 5.6666666666, 0.56);  // their fourth moment is large
  EXPECT_TRUE(c->interval.contains(-90.0));
}

TEST(PairedDifference, OfRatiosCoversAtItsRate) {
  // Each pair has N observations, N of 1 to 8; those of b are 0.5 greater than a's on the mean.
  Generator g(11);
  int covered = 0;
  const int rounds = 2000;
  for (int r = 0; r < rounds; ++r) {
    Numbers a, b, w;
    for (int i = 0; i < 30; ++i) {
      const double n = 1.0 + static_cast<double>(g.below(8));
      double common = 0.0, own = 0.0;
      for (int k = 0; k < static_cast<int>(n); ++k) {
        common += exponential(g.uniform());
        own += exponential(g.uniform()) * 0.5;
      }
      a.push_back(common / n);
      b.push_back((common + own) / n);
      w.push_back(n);
    }
    covered += paired_difference(trials(a, w), trials(b, w), 0.95)->interval.contains(0.5) ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(covered) / rounds, 0.95, 0.02);
}

TEST(IndependentDifference, IsWelchsIntervalOfUnlikeSides) {
  // Means 3 and 7, variances 2.5 and 20/3, n = 5 and 4: se^2 = 13/6, and (13/6)^2 / (0.25/4 + (5/3)^2/3) degrees.
  const Numbers a{1, 2, 3, 4, 5}, b{4, 6, 8, 10};
  const Numbers wa(5, 1.0), wb(4, 1.0);
  const auto d = independent_difference(trials(a, wa), trials(b, wb), 0.95);
  ASSERT_TRUE(d);
  const double degrees = (169.0 / 36.0) / (0.0625 + 25.0 / 27.0);
  EXPECT_NEAR(d->interval.estimate, 4.0, 1e-12);
  EXPECT_NEAR(d->interval.half_width(), student_quantile(0.975, degrees) * std::sqrt(13.0 / 6.0), 1e-12);
  EXPECT_EQ(d->correlation, 0.0);
  EXPECT_EQ(d->variance_saved, 1.0);
}

TEST(ProportionDifference, GivesTheIntervalOfNewcombe1998) {
  // Statistics in Medicine 17, table II, method 10: of 50 pairs 36 both, 12 and 2 one alone: 0.0569 to 0.3404.
  const auto d = proportion_difference({36, 2, 12, 0}, 0.95);
  ASSERT_TRUE(d);
  EXPECT_NEAR(d->interval.estimate, 0.2, 1e-12);
  EXPECT_NEAR(d->interval.low, 0.0569, 5e-5);
  EXPECT_NEAR(d->interval.high, 0.3404, 5e-5);
}

TEST(ProportionDifference, CoversNearTheEndsAndNeverLeavesThem) {
  // 3 % against 8 %, positively dependent: P(both) = 2.5 %.
  Generator g(5);
  int covered = 0;
  const int rounds = 4000;
  for (int r = 0; r < rounds; ++r) {
    PairedCounts c;
    for (int i = 0; i < 80; ++i) {
      const double u = g.uniform();
      (u < 0.025 ? c.both : u < 0.03 ? c.only_a : u < 0.085 ? c.only_b : c.neither) += 1;
    }
    const auto d = proportion_difference(c, 0.95);
    covered += d->interval.contains(0.05) ? 1 : 0;
    EXPECT_LE(d->interval.low, d->interval.high);
    EXPECT_GE(d->interval.low, -1.0);
  }
  EXPECT_GE(static_cast<double>(covered) / rounds, 0.94);
}

TEST(ProportionDifference, HasMcNemarsExactPValue) {
  // 2 against 8 of 10 that differ: 2 P(B(10, 1/2) <= 2) = 2 * 56 / 1024.
  EXPECT_NEAR(proportion_difference({5, 2, 8, 5}, 0.95)->p_value, 112.0 / 1024.0, 1e-12);
  EXPECT_EQ(proportion_difference({5, 0, 0, 5}, 0.95)->p_value, 1.0);
  EXPECT_FALSE(proportion_difference({}, 0.95));
}

TEST(QuantileDifference, CoversAtItsRate) {
  // p90 of exponentials of mean 1 and 2: ln 10 apart, whether driven by the same uniforms or not.
  for (const bool common : {true, false}) {
    Generator g(3);
    int covered = 0;
    const int rounds = 2000;
    const Numbers ones(150, 1.0);
    for (int r = 0; r < rounds; ++r) {
      Numbers a, b;
      for (int i = 0; i < 150; ++i) {
        a.push_back(exponential(g.uniform()));
        b.push_back(common ? 2.0 * a.back() : 2.0 * exponential(g.uniform()));
      }
      covered += quantile_difference(trials(a, ones), trials(b, ones), 0.9, 0.95, 1, 400)->interval.contains(std::log(10.0)) ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(covered) / rounds, 0.95, 0.015) << (common ? "common" : "independent");
  }
}

TEST(QuantileDifference, OfAShiftIsTheShift) {
  const Numbers a{1, 5, 2, 8, 9}, b{3, 7, 4, 10, 11}, ones(5, 1.0);
  const auto d = quantile_difference(trials(a, ones), trials(b, ones), 0.5, 0.95, 1);
  EXPECT_NEAR(d->interval.low, 2.0, 1e-12);
  EXPECT_NEAR(d->interval.high, 2.0, 1e-12);
}

TEST(SdDifference, SeesThatOneSideVariesTwiceAsMuch) {
  Generator g(9);
  Numbers a, b;
  for (int i = 0; i < 400; ++i) {
    a.push_back(exponential(g.uniform()));
    b.push_back(2.0 * a.back());
  }
  const Numbers ones(400, 1.0);
  const auto d = sd_difference(trials(a, ones), trials(b, ones), 0.95, 1);
  EXPECT_TRUE(d->interval.contains(1.0));
  EXPECT_GT(d->interval.low, 0.0);
}

TEST(PairsToSettle, IsTheFewestWhoseIntervalLeavesZeroOut) {
  Difference d;
  d.pairs = 100;
  d.standard_error = 0.1;  // a spread of 1
  d.interval = {0.1, -0.1, 0.3};
  // t(n - 1) / sqrt(n) < 0.1 first at n = 387: t(0.975, 386) = 1.96614.
  EXPECT_EQ(pairs_to_settle(d, 0.95), 387u);
  d.interval.estimate = 0.0;
  EXPECT_FALSE(pairs_to_settle(d, 0.95));
}

TEST(Multiplicity, GivesHolmsStepDownAndBonferroni) {
  // Holm's example: 0.01, 0.04, 0.03, 0.005 -> 0.03, 0.06, 0.06, 0.02.
  const Numbers p{0.01, 0.04, 0.03, 0.005};
  const Numbers holm = holm_adjusted(p);
  const Numbers expected{0.03, 0.06, 0.06, 0.02};
  for (std::size_t i = 0; i < p.size(); ++i) EXPECT_NEAR(holm[i], expected[i], 1e-15);
  EXPECT_NEAR(bonferroni_adjusted(p)[1], 0.16, 1e-15);
  EXPECT_EQ(bonferroni_adjusted(Numbers{0.6, 0.7})[0], 1.0);
  EXPECT_TRUE(std::isnan(holm_adjusted(Numbers{kNan, 0.01})[0]));
  EXPECT_NEAR(holm_adjusted(Numbers{kNan, 0.01})[1], 0.02, 1e-15);
}

}  // namespace
}  // namespace mainstay::stats
