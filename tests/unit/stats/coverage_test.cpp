// How often intervals hold what they should, over thousands of experiments with a known answer. All are
// seeded; tolerances are stated beside each.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "stats/interval.hpp"
#include "stats/special.hpp"

namespace mainstay::stats {
namespace {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : engine_(seed) {}
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }
  double exponential(double mean) { return -mean * std::log(uniform()); }
  double normal() { return std::sqrt(-2.0 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }

 private:
  std::mt19937_64 engine_;
};

// The share of `experiments` in which Student's interval on n outputs of `output` holds the truth.
template <class Output>
double student_coverage(int experiments, int n, double confidence, double truth, Output output) {
  int covered = 0;
  for (int e = 0; e < experiments; ++e) {
    Tally tally;
    for (int i = 0; i < n; ++i) tally.add(output());
    covered += student_interval(tally, confidence)->contains(truth) ? 1 : 0;
  }
  return covered / static_cast<double>(experiments);
}

TEST(Coverage, OfStudentIsNominalForNormalOutput) {
  // 10,000 experiments of ten values from N(5, 2²), within 3 standard errors of the binomial.
  Draws draws(101);
  const auto output = [&] { return 5.0 + 2.0 * draws.normal(); };
  for (double confidence : {0.9, 0.95, 0.99}) {
    const double tolerance = 3.0 * std::sqrt(confidence * (1.0 - confidence) / 10000.0);
    EXPECT_NEAR(student_coverage(10000, 10, confidence, 5.0, output), confidence, tolerance);
  }
}

TEST(Coverage, ComesWithTheHalfWidthOfTheChiLaw) {
  // E = t · σ · c4 / √n = 1.391597 and sd 0.332264, n = 10, 95 %; 4 standard errors over 10,000.
  Draws draws(102);
  Tally half_widths;
  for (int e = 0; e < 10000; ++e) {
    Tally tally;
    for (int i = 0; i < 10; ++i) tally.add(5.0 + 2.0 * draws.normal());
    half_widths.add(student_interval(tally, 0.95)->half_width());
  }
  EXPECT_NEAR(half_widths.mean(), 1.3915970577633883, 4.0 * 0.3323 / 100.0);
  EXPECT_NEAR(half_widths.sd(), 0.3322644133825198, 4.0 * 0.3323 / std::sqrt(20000.0));
}

TEST(Coverage, OfStudentOnTheFirst25DelaysOfAnMM1QueueIsWhatIsKnown) {
  // References from 40,000 experiments each; ± 0.012 with 10,000.
  Draws draws(103);
  const auto output = [&] {
    double delay = 0.0;
    double sum = 0.0;
    for (int customer = 1; customer < 25; ++customer) {
      delay = std::max(0.0, delay + draws.exponential(0.9) - draws.exponential(1.0));
      sum += delay;
    }
    return sum / 25.0;
  };
  const double truth = 2.124489346531961;
  EXPECT_NEAR(student_coverage(10000, 5, 0.9, truth, output), 0.835725, 0.012);
  EXPECT_NEAR(student_coverage(10000, 10, 0.9, truth, output), 0.85575, 0.012);
  EXPECT_NEAR(student_coverage(10000, 20, 0.9, truth, output), 0.876275, 0.012);
  EXPECT_NEAR(student_coverage(10000, 40, 0.9, truth, output), 0.88875, 0.012);
}

TEST(Coverage, OfStudentOnAStronglySkewedLifeIsWhatIsKnown) {
  // min(G1, max(G2, G3)) of Weibull lives of shape ½; references from 400,000 experiments; ± 0.015 with
  // 10,000.
  Draws draws(104);
  const auto output = [&] {
    const auto life = [&] {
      const double e = draws.exponential(1.0);
      return e * e;
    };
    const double first = life();
    const double second = life();
    return std::min(first, std::max(second, life()));
  };
  const double truth = 7.0 / 9.0;
  EXPECT_NEAR(student_coverage(10000, 5, 0.9, truth, output), 0.7110425, 0.015);
  EXPECT_NEAR(student_coverage(10000, 10, 0.9, truth, output), 0.75852, 0.015);
  EXPECT_NEAR(student_coverage(10000, 20, 0.9, truth, output), 0.8015375, 0.015);
  EXPECT_NEAR(student_coverage(10000, 40, 0.9, truth, output), 0.835075, 0.015);
}

TEST(Coverage, OfOrderStatisticsIsTheExactBinomialChance) {
  // 20,000 samples of 100 exponentials (20,000 and ± 0.005), and 4,000 of 1,000 for the 99 % quantile (±
  // 0.0075).
  Draws draws(105);
  const struct {
    int samples, n;
    double p, coverage, tolerance;
  } cases[] = {{20000, 100, 0.5, 0.9647997997822952, 0.005},
               {20000, 200, 0.95, 0.9671521638567256, 0.005},
               {4000, 1000, 0.99, 0.976094763497977, 0.0075}};
  for (const auto& row : cases) {
    int covered = 0;
    std::vector<double> values(static_cast<std::size_t>(row.n));
    for (int s = 0; s < row.samples; ++s) {
      for (double& v : values) v = draws.exponential(1.0);
      covered += quantile_interval(values, row.p, 0.95)->contains(-std::log(1.0 - row.p)) ? 1 : 0;
    }
    EXPECT_NEAR(covered / static_cast<double>(row.samples), row.coverage, row.tolerance) << "n = " << row.n;
  }
}

TEST(Coverage, OfThePooledRatioHoldsWithRandomAndEmptyWeights) {
  // A trial's value is the mean length of its outages, its weight their number: geometric, and 0 in about a
  // quarter of all trials. A bad trial has twice as many and twice as long ones (factor 2, else 1). So the
  // mean over outages is (2·1 + 4·2) / (2 + 4) = 5/3, but over trials with any (2/3·1 + 4/5·2) / (2/3 + 4/5)
  // = 1.55. 95 %, 4,000 experiments of 100 trials.
  Draws draws(106);
  const double truth = 5.0 / 3.0;
  int covered = 0;
  int naive = 0;
  for (int e = 0; e < 4000; ++e) {
    std::vector<double> values(100, 0.0);
    std::vector<double> weights(100, 0.0);
    Tally unweighted;
    for (std::size_t i = 0; i < 100; ++i) {
      const double factor = draws.uniform() < 0.5 ? 1.0 : 2.0;
      const double mean_count = 2.0 * factor;
      weights[i] = std::floor(std::log(draws.uniform()) / std::log(mean_count / (1.0 + mean_count)));
      double sum = 0.0;
      for (int outage = 0; outage < static_cast<int>(weights[i]); ++outage) sum += draws.exponential(factor);
      if (weights[i] > 0.0) {
        values[i] = sum / weights[i];
        unweighted.add(values[i]);
      }
    }
    covered += ratio_interval(values, weights, 0.95)->contains(truth) ? 1 : 0;
    naive += student_interval(unweighted, 0.95)->contains(truth) ? 1 : 0;
  }
  // 95 %, less a point for the skewness of 100 trials, ± 3 standard errors (0.0103).
  EXPECT_NEAR(covered / 4000.0, 0.94, 0.015);
  EXPECT_LT(naive / 4000.0, 0.85) << "the test should tell pooling from averaging";
}

TEST(Coverage, OfWilsonStaysNearNominalForRareEvents) {
  // The exact coverage, by summing the binomial, of 95 % intervals; Wald's fall to 33 % here.
  for (int n : {20, 100, 1000}) {
    for (double p : {0.02, 0.1, 0.5}) {
      double coverage = 0.0;
      for (int k = 0; k <= n; ++k) {
        const double chance = binomial_cdf(k, n, p) - binomial_cdf(k - 1, n, p);
        if (wilson_interval(k, n, 0.95)->contains(p)) coverage += chance;
      }
      EXPECT_GT(coverage, 0.91) << n << ' ' << p;
      EXPECT_LE(coverage, 1.0 + 1e-12) << n << ' ' << p;
    }
  }
}

TEST(Coverage, SurvivesStoppingAtARelativePrecision) {
  // Exponential(1) outputs until the 95 % half-width is within 0.075 / 1.075 of the mean, from 10 on: on
  // average after 788.3 (± 3 %), and then covering at least 92 %. 2,000 experiments.
  Draws draws(107);
  const double target = 0.075 / 1.075;
  Tally stopped_at;
  int covered = 0;
  for (int e = 0; e < 2000; ++e) {
    Tally tally;
    for (;;) {
      tally.add(draws.exponential(1.0));
      if (tally.count() < 10) continue;
      // Student's factor is above the normal one: spares most of its evaluations.
      if (1.9599 * tally.sd() > target * tally.mean() * std::sqrt(static_cast<double>(tally.count())))
        continue;
      const auto interval = student_interval(tally, 0.95);
      if (interval->relative_half_width() > target) continue;
      covered += interval->contains(1.0) ? 1 : 0;
      break;
    }
    stopped_at.add(static_cast<double>(tally.count()));
  }
  EXPECT_NEAR(stopped_at.mean(), 788.302, 0.03 * 788.302);
  EXPECT_GE(covered / 2000.0, 0.92);
}

}  // namespace
}  // namespace mainstay::stats
