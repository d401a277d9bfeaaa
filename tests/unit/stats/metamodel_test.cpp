#include "stats/metamodel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/generator.hpp"

namespace mainstay::stats {
namespace {

double normal(Generator& g) { return std::sqrt(-2.0 * std::log(g.uniform())) * std::cos(2.0 * M_PI * g.uniform()); }

// Branin's function on the unit square: three equal minima of 0.397887.
double branin(const std::vector<double>& u) {
  const double x = 15.0 * u[0] - 5.0, y = 15.0 * u[1];
  const double a = y - 5.1 / (4.0 * M_PI * M_PI) * x * x + 5.0 / M_PI * x - 6.0;
  return a * a + 10.0 * (1.0 - 1.0 / (8.0 * M_PI)) * std::cos(x) + 10.0;
}

TEST(Metamodel, GoesThroughAnswersWithoutNoise) {
  const Points points = sobol_points(20, 2, 3);
  std::vector<double> answers;
  for (const auto& p : points) answers.push_back(branin(p));
  const auto m = Metamodel::fit(points, answers, std::vector<double>(20, 0.0));
  ASSERT_TRUE(m);
  for (std::size_t i = 0; i < points.size(); ++i) EXPECT_NEAR(m->predict(points[i], 0.95).estimate, answers[i], 1e-2);
}

TEST(Metamodel, ForetellsBraninsFunctionBetweenThePoints) {
  const Points points = sobol_points(64, 2, 1);
  std::vector<double> answers;
  for (const auto& p : points) answers.push_back(branin(p));
  const auto m = Metamodel::fit(points, answers, std::vector<double>(64, 0.0));
  ASSERT_TRUE(m);
  EXPECT_GT(m->validation().q_squared, 0.98);
  int covered = 0;
  double squares = 0.0;
  const Points others = sobol_points(200, 2, 99);
  for (const auto& p : others) {
    const auto i = m->predict(p, 0.95);
    covered += i.contains(branin(p)) ? 1 : 0;
    squares += std::pow(i.estimate - branin(p), 2);
  }
  EXPECT_LT(std::sqrt(squares / 200.0), 2.5);   // of a function whose spread is about 50
  EXPECT_GE(covered, 170);
}

TEST(Metamodel, SmoothsNoiseAndSaysHowSureItIs) {
  // 1 + sin 3x, seen with noise of sd 0.3 at 40 points.
  int covered = 0;
  double error = 0.0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Generator g(seed);
    Points points;
    std::vector<double> answers;
    for (int i = 0; i < 40; ++i) {
      points.push_back({(i + 0.5) / 40.0});
      answers.push_back(1.0 + std::sin(3.0 * points.back()[0]) + 0.3 * normal(g));
    }
    const auto m = Metamodel::fit(points, answers, std::vector<double>(40, 0.09));
    ASSERT_TRUE(m);
    const auto at = m->predict(std::vector<double>{0.42}, 0.95);
    const double truth = 1.0 + std::sin(3.0 * 0.42);
    covered += at.contains(truth) ? 1 : 0;
    error += std::abs(at.estimate - truth);
  }
  EXPECT_GE(covered, 42);
  EXPECT_LT(error / 50.0, 0.12);   // a single answer is off by 0.24 in the mean
}

TEST(Metamodel, KnowsThatAFactorDoesNothing) {
  const Points points = sobol_points(40, 2, 5);
  std::vector<double> answers;
  for (const auto& p : points) answers.push_back(std::cos(6.0 * p[0]));
  const auto m = Metamodel::fit(points, answers, std::vector<double>(40, 1e-6));
  ASSERT_TRUE(m);
  EXPECT_GT(m->lengths()[1], 10.0 * m->lengths()[0]);
}

TEST(Metamodel, SaysThatNoiseCannotBeForetold) {
  Generator g(7);
  const Points points = sobol_points(40, 2, 5);
  std::vector<double> answers;
  for (std::size_t i = 0; i < points.size(); ++i) answers.push_back(normal(g));
  const auto m = Metamodel::fit(points, answers, std::vector<double>(40, 1.0));
  ASSERT_TRUE(m);
  EXPECT_LT(m->validation().q_squared, 0.3);
}

TEST(Metamodel, NeedsPointsThatVary) {
  const Points points = sobol_points(10, 2, 5);
  EXPECT_FALSE(Metamodel::fit(points, std::vector<double>(10, 3.0), std::vector<double>(10, 0.0)));
  EXPECT_FALSE(Metamodel::fit(sobol_points(4, 2, 5), std::vector<double>{1, 2, 3, 4}, std::vector<double>(4, 0.0)));
}

}  // namespace
}  // namespace mainstay::stats
