#include "stats/stopping.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "stats/tally.hpp"

namespace mainstay::stats {
namespace {

TEST(Stopping, LooksFirstAtThirtyAndThenEveryTenthMore) {
  std::vector<std::size_t> looks;
  for (std::size_t n = 1; n <= 150; ++n)
    if (is_look(n)) looks.push_back(n);
  EXPECT_EQ(looks, (std::vector<std::size_t>{30, 40, 50, 60, 70, 80, 90, 100, 110, 121, 133, 146}));
}

TEST(Stopping, ComparesTheFartherEnd) {
  const Interval uneven{1.0, 0.9, 1.3};
  EXPECT_FALSE(is_reached({.absolute = 0.29}, uneven));
  EXPECT_TRUE(is_reached({.absolute = 0.31}, uneven));
}

TEST(Stopping, CorrectsARelativePrecisionAsLawDoes) {
  // 0.1 / 1.1 = 0.0909…
  EXPECT_TRUE(is_reached({.relative = 0.1}, {10.0, 10.0 - 0.909, 10.0 + 0.909}));
  EXPECT_FALSE(is_reached({.relative = 0.1}, {10.0, 10.0 - 0.910, 10.0 + 0.910}));
}

TEST(Stopping, IsNeverContentWithWhatDidNotVaryOrHasNoBound) {
  EXPECT_FALSE(is_reached({.absolute = 1.0}, {0.0, 0.0, 0.0}));
  EXPECT_FALSE(is_reached({.relative = 0.5}, {3.0, 3.0, 3.0}));
  EXPECT_FALSE(is_reached({.relative = 0.5}, {0.0, -1.0, 1.0}));
  EXPECT_FALSE(is_reached({.absolute = 5.0}, {1.0, 0.0, INFINITY}));
}

struct Sequential {
  double mean_trials;
  double coverage;
};

// Runs of exponential values of mean 1, stopped at the first look of `looks` at which Student's 95 % interval reaches
// the relative precision.
template <class Next>
Sequential play(int runs, double relative, std::size_t first, Next next, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  Tally trials;
  int covered = 0;
  for (int r = 0; r < runs; ++r) {
    Tally tally;
    for (std::size_t look = first;; look = next(look)) {
      while (tally.count() < look) tally.add(-std::log((static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53));
      const auto interval = student_interval(tally, 0.95);
      if (!is_reached({.relative = relative}, *interval)) continue;
      covered += interval->contains(1.0) ? 1 : 0;
      trials.add(static_cast<double>(look));
      break;
    }
  }
  return {trials.mean(), covered / static_cast<double>(runs)};
}

TEST(Stopping, NeedsAsManyTrialsAsTheFirstOrderSays) {
  // Law's procedure as published: from ten on, a look at each. Reference: 788.302 trials, coverage 0.95025.
  const auto found = play(2000, 0.075, 10, [](std::size_t n) { return n + 1; }, 25);
  EXPECT_NEAR(found.mean_trials, 788.302, 0.03 * 788.302);
  EXPECT_GE(found.coverage, 0.92);
}

TEST(Stopping, CoversWhatItSaysOnItsSchedule) {
  // Also where the precision is coarse and the run stops early: within 3 standard errors of 95 % less one point for
  // the skewness of so few exponential values.
  const double error = std::sqrt(0.95 * 0.05 / 4000.0);
  for (const double relative : {0.05, 0.15, 0.3})
    EXPECT_GE(play(4000, relative, first_look, [](std::size_t n) { return next_look(n); }, 26).coverage,
              0.94 - 3.0 * error)
        << relative;
}

}  // namespace
}  // namespace mainstay::stats
