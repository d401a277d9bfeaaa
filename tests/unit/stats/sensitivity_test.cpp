#include "stats/sensitivity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "stats/generator.hpp"

namespace mainstay::stats {
namespace {

using Numbers = std::vector<double>;

template <class Model>
Numbers answers_at(const Points& points, const Model& model) {
  Numbers out;
  for (const auto& p : points) out.push_back(model(p));
  return out;
}

// Ishigami and Homma 1990, a = 7, b = 0.1, over (-pi, pi).
double ishigami(const Numbers& u) {
  const auto x = [&](int i) { return (2.0 * u[static_cast<std::size_t>(i)] - 1.0) * M_PI; };
  return std::sin(x(0)) + 7.0 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

// Sobol's g-function of eight inputs.
double g_function(const Numbers& x) {
  const double a[] = {0, 1, 4.5, 9, 99, 99, 99, 99};
  double product = 1.0;
  for (std::size_t i = 0; i < 8; ++i) product *= (std::abs(4.0 * x[i] - 2.0) + a[i]) / (1.0 + a[i]);
  return product;
}

TEST(FullFactorial, CountsThroughAllCombinations) {
  const std::size_t levels[] = {2, 3};
  const auto points = full_factorial(levels);
  ASSERT_EQ(points.size(), 6u);
  EXPECT_EQ(points[0], (std::vector<std::size_t>{0, 0}));
  EXPECT_EQ(points[1], (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(points[5], (std::vector<std::size_t>{1, 2}));
  EXPECT_TRUE(full_factorial(std::vector<std::size_t>{2, 0}).empty());
}

TEST(LatinHypercube, HasOnePointInEverySliceOfEveryFactor) {
  const auto points = latin_hypercube(17, 3, 5);
  for (std::size_t f = 0; f < 3; ++f) {
    std::set<int> slices;
    for (const auto& p : points) slices.insert(static_cast<int>(p[f] * 17.0));
    EXPECT_EQ(slices.size(), 17u);
  }
  EXPECT_EQ(points, latin_hypercube(17, 3, 5));
  EXPECT_NE(points, latin_hypercube(17, 3, 6));
}

TEST(SobolPoints, BeginAsPublishedAndFillTheCubeEvenly) {
  const auto points = sobol_points(7, 2);
  EXPECT_EQ(points[0], (Numbers{0.5, 0.5}));
  EXPECT_EQ(points[1], (Numbers{0.75, 0.25}));
  EXPECT_EQ(points[2], (Numbers{0.25, 0.75}));
  // Of 1,024 points with the origin each of 32 x 32 boxes of two neighbouring factors holds one.
  std::set<int> boxes{0};
  for (const auto& p : sobol_points(1023, 2)) boxes.insert(static_cast<int>(p[0] * 32.0) * 32 + static_cast<int>(p[1] * 32.0));
  EXPECT_EQ(boxes.size(), 1024u);
}

TEST(SobolIndices, OfIshigamisFunctionAreKnown) {
  for (const int exponent : {14, 17}) {
    const std::size_t n = std::size_t{1} << exponent;
    const auto points = saltelli_points(n, 3, 1);
    const auto shares = sobol_indices(n, 3, answers_at(points, ishigami), 0.0, 0.95, 1, exponent == 14 ? 200 : 2);
    const double first[] = {0.31390519114781146, 0.4424111447900409, 0.0};
    const double total[] = {0.5575888552099592, 0.4424111447900409, 0.24368366406214773};
    for (std::size_t f = 0; f < 3; ++f) {
      EXPECT_NEAR(shares[f].first, first[f], exponent == 14 ? 0.02 : 0.006);
      EXPECT_NEAR(shares[f].total, total[f], exponent == 14 ? 0.03 : 0.006);
      if (exponent == 14) {
        EXPECT_TRUE(shares[f].first_interval.contains(first[f]));
        EXPECT_TRUE(shares[f].total_interval.contains(total[f]));
      }
    }
  }
}

TEST(SobolIndices, OfTheGFunctionAreKnown) {
  const std::size_t n = std::size_t{1} << 14;
  const auto shares = sobol_indices(n, 8, answers_at(saltelli_points(n, 8, 1), g_function), 0.0, 0.95, 1, 2);
  const double first[] = {0.7161921688790338, 0.17904804221975845, 0.0236757741778193, 0.007161921688790339, 7.161921688790338e-05};
  const double total[] = {0.7871441266592755, 0.24219819281823862, 0.03431691015408285, 0.01046038706523954, 0.00010494905191950606};
  for (std::size_t f = 0; f < 5; ++f) {
    EXPECT_NEAR(shares[f].first, first[f], 0.02);
    EXPECT_NEAR(shares[f].total, total[f], 0.03);
  }
}

TEST(SobolIndices, DoNotTakeTheNoiseOfTheAnswersForAnInputsShare) {
  // f = x1 + noise of variance 1/3: without the correction the noise would look like a total share of every input.
  Generator g(2);
  const std::size_t n = 4096;
  auto answers = answers_at(saltelli_points(n, 2, 1), [](const Numbers& x) { return x[0]; });
  for (double& a : answers) a += 2.0 * (g.uniform() - 0.5);
  const auto corrected = sobol_indices(n, 2, answers, 1.0 / 3.0, 0.95, 1, 200);
  EXPECT_NEAR(corrected[0].first, 1.0, 0.2);
  EXPECT_NEAR(corrected[0].total, 1.0, 0.2);
  EXPECT_LT(corrected[1].total, 0.15);
  const auto raw = sobol_indices(n, 2, answers, 0.0, 0.95, 1, 2);
  EXPECT_GT(raw[1].total, 0.7);
}

TEST(SobolIndices, AreAllZeroWhereNothingVaries) {
  const auto shares = sobol_indices(4, 2, Numbers(16, 3.0), 0.0, 0.95, 1, 10);
  EXPECT_EQ(shares[0].first, 0.0);
  EXPECT_EQ(shares[1].total, 0.0);
}

TEST(MorrisEffects, OfAPolynomialAreKnown) {
  // f = 5 x1 + 4 x2 x3 + x4^2 on four levels: mu* is 5, 2, 2, 1, sigma 0, 1.4907, 1.4907, 1/3 (over the grid).
  const auto points = morris_points(1000, 4, 4, 3);
  const auto effects = morris_effects(points, answers_at(points, [](const Numbers& x) { return 5.0 * x[0] + 4.0 * x[1] * x[2] + x[3] * x[3]; }), 0.95);
  EXPECT_NEAR(effects[0].mean_absolute, 5.0, 1e-12);
  EXPECT_LE(effects[0].sd, 1e-12);
  EXPECT_NEAR(effects[1].mean_absolute, 2.0, 0.06);
  EXPECT_NEAR(effects[1].sd, 1.4907119849998598, 0.03 * 1.4907);
  EXPECT_NEAR(effects[2].mean_absolute, 2.0, 0.06);
  EXPECT_NEAR(effects[3].mean_absolute, 1.0, 0.03);
  EXPECT_NEAR(effects[3].sd, 1.0 / 3.0, 0.01);
  EXPECT_TRUE(effects[1].interval.contains(2.0));
}

TEST(MorrisPoints, MoveOneFactorAtATimeByTwoThirds) {
  const auto points = morris_points(3, 5, 4, 1);
  ASSERT_EQ(points.size(), 18u);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    if (i % 6 == 5) continue;
    int moved = 0;
    for (std::size_t f = 0; f < 5; ++f)
      if (points[i][f] != points[i + 1][f]) {
        ++moved;
        EXPECT_NEAR(std::abs(points[i][f] - points[i + 1][f]), 2.0 / 3.0, 1e-12);
      }
    EXPECT_EQ(moved, 1);
  }
}

}  // namespace
}  // namespace mainstay::stats
