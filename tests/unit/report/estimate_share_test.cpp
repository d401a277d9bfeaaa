#include "report/estimate.hpp"

#include <gtest/gtest.h>

#include "report/format.hpp"
#include "report_fixture.hpp"

namespace mainstay::report {
namespace {

Estimate of(const std::string& unit, Samples samples, double confidence = 0.95) {
  GivenRun run({"baseline"});
  run.add("services.shop.x", unit, {std::move(samples)});
  std::string error;
  const auto query = work::parse_query("services.shop.x", error);
  return estimate(run, 0, *query, confidence, error).value();
}

// 8 of 10: Wilson's interval at 95 % is (0.4902, 0.9433); see Newcombe, Statistics in Medicine 17, 1998.
TEST(ShareEstimate, AShareThatEachTrialMeetsOrMissesIsAProportion) {
  const Estimate e = of("%", {{1, 1, 1, 1, 0, 1, 1, 0, 1, 1}, {}});
  EXPECT_EQ(e.method, "Wilson");
  EXPECT_DOUBLE_EQ(e.value, 0.8);
  ASSERT_TRUE(e.interval);
  EXPECT_NEAR(e.interval->low, 0.4902, 5e-5);
  EXPECT_NEAR(e.interval->high, 0.9433, 5e-5);
}

TEST(ShareEstimate, ATrialThatObservedNothingIsNoPartOfAProportion) {
  const Estimate e = of("%", {{1, 0, 1}, {1, 0, 1}});
  EXPECT_DOUBLE_EQ(e.value, 1.0);
  EXPECT_EQ(e.trials, 2u);
  ASSERT_TRUE(e.interval);
  EXPECT_LT(e.interval->low, 0.5);
}

TEST(ShareEstimate, AllSuccessesDoNotProveThatNoneCanFail) {
  const Estimate e = of("%", {{1, 1, 1, 1, 1}, {2, 1, 3, 1, 1}});
  ASSERT_TRUE(e.interval);
  EXPECT_EQ(e.method, "Wilson");
  EXPECT_DOUBLE_EQ(e.interval->high, 1.0);
  EXPECT_NEAR(e.interval->low, 0.5655, 5e-5);  // 5 of 5: n / (n + z²)
}

TEST(ShareEstimate, AShareOfEqualTimeThatNeverVariesIsCertain) {
  const Estimate e = of("%", {{1, 1, 1}, {720, 720, 720}});
  ASSERT_TRUE(e.interval);
  EXPECT_DOUBLE_EQ(e.interval->low, 1.0);
}

TEST(ShareEstimate, WhatIsShownOfAnIntervalStaysWhereTheFigureCanLie) {
  const Estimate share = of("%", {{1.0, 0.4, 1.0}, {1, 5, 1}});
  EXPECT_GT(share.interval->high, 1.0) << "precision is judged by the whole width";
  EXPECT_TRUE(format_interval(share, "").ends_with(", 100]")) << format_interval(share, "");
  const Estimate count = of("1", {{0, 0, 0, 7}, {}});
  EXPECT_LT(count.interval->low, 0.0);
  EXPECT_TRUE(format_interval(count, "").starts_with("[0.0,")) << format_interval(count, "");
  const Estimate balance = of("money", {{-5, 0, 0, 7}, {}});
  EXPECT_TRUE(format_interval(balance, "EUR").starts_with("[-")) << format_interval(balance, "EUR");
}

}  // namespace
}  // namespace mainstay::report
