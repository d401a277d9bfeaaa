#include "stats/level.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace mainstay::stats {
namespace {

// 0 on [0, 2), 3 on [2, 5), 1 on [5, 9), 4 from 9 on.
Level hand_made_path() {
  Level level;
  level.set(2.0, 3.0);
  level.add(5.0, -2.0);
  level.add(9.0, 3.0);
  return level;
}

TEST(Level, GivesTheHandComputedAreaMeanAndVariance) {
  const Level level = hand_made_path();
  // Area to 10: 0·2 + 3·3 + 1·4 + 4·1 = 17; of squares: 0 + 27 + 4 + 16 = 47.
  EXPECT_DOUBLE_EQ(level.integral(10.0), 17.0);
  EXPECT_DOUBLE_EQ(level.exposure(10.0), 10.0);
  EXPECT_DOUBLE_EQ(level.mean(10.0), 1.7);
  EXPECT_DOUBLE_EQ(level.second_moment(10.0), 4.7);
  EXPECT_DOUBLE_EQ(level.variance(10.0), 4.7 - 1.7 * 1.7);
  EXPECT_EQ(level.value(), 4.0);
  EXPECT_EQ(level.max(), 4.0);
}

TEST(Level, CanBeAskedAgainLaterWithoutAChangeBetween) {
  const Level level = hand_made_path();
  EXPECT_DOUBLE_EQ(level.integral(9.0), 13.0);
  EXPECT_DOUBLE_EQ(level.integral(14.0), 33.0);
  EXPECT_DOUBLE_EQ(level.mean(9.0), 13.0 / 9.0);
}

TEST(Level, KeepsItsValueAndForgetsTheRestAtTheEndOfTheWarmUp) {
  Level level = hand_made_path();
  level.set(11.0, 2.0);
  level.restart(12.0);
  EXPECT_EQ(level.value(), 2.0);
  EXPECT_EQ(level.max(), 2.0);
  EXPECT_EQ(level.integral(12.0), 0.0);
  level.set(14.0, 1.0);
  EXPECT_DOUBLE_EQ(level.integral(16.0), 6.0);
  EXPECT_DOUBLE_EQ(level.mean(16.0), 1.5);
  EXPECT_DOUBLE_EQ(level.variance(16.0), 0.25);
}

TEST(Level, IsItsValueWhereNoTimeHasPassed) {
  Level level(5.0, 7.0);
  EXPECT_EQ(level.mean(5.0), 7.0);
  EXPECT_EQ(level.variance(5.0), 0.0);
  EXPECT_EQ(level.exposure(5.0), 0.0);
  level.set(5.0, 8.0);
  EXPECT_EQ(level.mean(5.0), 8.0);
}

TEST(Level, LeavesNoTraceOfAValueThatHeldForNoTime) {
  Level level;
  level.set(1.0, 50.0);
  level.set(1.0, 2.0);
  level.set(3.0, 0.0);
  EXPECT_EQ(level.max(), 2.0);
  EXPECT_DOUBLE_EQ(level.integral(4.0), 4.0);

  Level from_the_start(0.0, 100.0);
  from_the_start.set(0.0, 1.0);
  from_the_start.set(2.0, 0.0);
  EXPECT_EQ(from_the_start.max(), 1.0);
}

TEST(Level, CountsTheValueThatHoldsNowAsReached) {
  Level level;
  level.set(1.0, 9.0);
  EXPECT_EQ(level.max(), 9.0);
}

TEST(Level, IsNotChangedByBeingSetAgainAndAgainToWhatItIs) {
  for (double value : {1.0, 0.1, 0.7, 123.456}) {
    const Level untouched(0.0, value);
    Level level(0.0, value);
    for (int i = 1; i < 1000; ++i) level.set(std::sqrt(i), value);
    for (double end : {100.0, 77.7, 31.9}) EXPECT_EQ(level.integral(end), untouched.integral(end));
    EXPECT_EQ(level.variance(100.0), 0.0);
  }
}

TEST(Level, KeepsASmallSpreadAboutALargeLevel) {
  Level level(0.0, 0.0);
  level.set(0.0, 1e9);
  for (int i = 1; i < 1000; ++i) level.add(i, i % 2 == 1 ? 1.0 : -1.0);
  // Half of the time at 1e9, half of it one above.
  EXPECT_NEAR(level.variance(1000.0), 0.25, 1e-9);
}

TEST(Level, MayBeNegative) {
  Level level(0.0, -4.0);
  level.set(1.0, -2.0);
  EXPECT_DOUBLE_EQ(level.mean(2.0), -3.0);
  EXPECT_EQ(level.max(), -2.0);
}

TEST(LevelAbove, SharesTimeStrictlyAboveItsThreshold) {
  LevelAbove above(3.0);
  above.set(2.0, 3.0);  // at the threshold is not above
  above.set(4.0, 5.0);
  above.set(5.0, 6.0);
  EXPECT_TRUE(above.is_above());
  above.set(7.0, 1.0);
  EXPECT_FALSE(above.is_above());
  EXPECT_DOUBLE_EQ(above.time_above(10.0), 3.0);
  EXPECT_DOUBLE_EQ(above.share(10.0), 0.3);
}

TEST(LevelAbove, StaysAboveThroughARestart) {
  LevelAbove above(0.5, 0.0, 1.0);
  above.restart(6.0);
  EXPECT_TRUE(above.is_above());
  above.set(7.0, 0.0);
  EXPECT_DOUBLE_EQ(above.share(10.0), 0.25);
  EXPECT_DOUBLE_EQ(above.exposure(10.0), 4.0);
}

}  // namespace
}  // namespace mainstay::stats
