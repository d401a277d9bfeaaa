#include "estate/recovery.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace mainstay::estate {
namespace {

Time at(double hours) { return Time::at(Duration::seconds(3600.0 * hours)); }
double hours_of(const RecoveryClock::Parts& parts, Stage stage) { return parts[static_cast<std::size_t>(stage)].in_hours(); }
double sum_of(const RecoveryClock::Parts& parts) {
  return std::accumulate(parts.begin(), parts.end(), 0.0, [](double sum, Duration d) { return sum + d.in_hours(); });
}

TEST(RecoveryClock, IsAllRestoringWhereNothingIsMarked) {
  const auto parts = RecoveryClock().parts(at(10), at(14));
  EXPECT_DOUBLE_EQ(hours_of(parts, Stage::restore), 4.0);
  EXPECT_DOUBLE_EQ(sum_of(parts), 4.0);
}

TEST(RecoveryClock, FollowsTheRepairWhereNoPlanMarks) {
  RecoveryClock clock;
  clock.see({}, at(10));
  clock.see({.found = true}, at(12));
  EXPECT_FALSE(clock.has_seen_all());
  clock.see({.found = true, .begun = true}, at(15));
  EXPECT_TRUE(clock.has_seen_all());
  clock.see({.found = true, .begun = true}, at(16));   // a second repair
  const auto parts = clock.parts(at(10), at(17));
  EXPECT_DOUBLE_EQ(hours_of(parts, Stage::detect), 2.0);
  EXPECT_DOUBLE_EQ(hours_of(parts, Stage::mobilise), 3.0);
  EXPECT_DOUBLE_EQ(hours_of(parts, Stage::restore), 2.0);
  EXPECT_DOUBLE_EQ(sum_of(parts), 7.0);
}

TEST(RecoveryClock, TakesTheMarksOfAPlanBeforeThoseOfTheRepair) {
  RecoveryClock clock;
  clock.see({.found = true, .begun = true}, at(10));
  EXPECT_TRUE(clock.mark(Stage::detect, at(11)));
  EXPECT_FALSE(clock.mark(Stage::detect, at(12)));
  EXPECT_TRUE(clock.mark(Stage::declare, at(13)));
  // The repair began before the decision: nothing of what is left is mobilising.
  const auto by_repair = clock.parts(at(10), at(16));
  EXPECT_DOUBLE_EQ(hours_of(by_repair, Stage::detect), 1.0);
  EXPECT_DOUBLE_EQ(hours_of(by_repair, Stage::declare), 2.0);
  EXPECT_DOUBLE_EQ(hours_of(by_repair, Stage::mobilise), 0.0);
  EXPECT_DOUBLE_EQ(hours_of(by_repair, Stage::restore), 3.0);
  clock.mark(Stage::mobilise, at(14));
  const auto by_plan = clock.parts(at(10), at(16));
  EXPECT_DOUBLE_EQ(hours_of(by_plan, Stage::mobilise), 1.0);
  EXPECT_DOUBLE_EQ(hours_of(by_plan, Stage::restore), 2.0);
}

TEST(RecoveryClock, KeepsTheSumWhereMarksLieOutside) {
  RecoveryClock clock;
  clock.mark(Stage::detect, at(9));
  clock.mark(Stage::mobilise, at(30));
  const auto parts = clock.parts(at(10), at(12));
  EXPECT_DOUBLE_EQ(hours_of(parts, Stage::mobilise), 2.0);
  EXPECT_DOUBLE_EQ(sum_of(parts), 2.0);
  clock.restart();
  EXPECT_DOUBLE_EQ(hours_of(clock.parts(at(10), at(12)), Stage::restore), 2.0);
}

}  // namespace
}  // namespace mainstay::estate
