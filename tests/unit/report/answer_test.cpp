#include "report/answer.hpp"

#include <gtest/gtest.h>

#include "report_fixture.hpp"

namespace mainstay::report {
namespace {

// So many of a hundred trials met it.
Samples share(int met) {
  Samples s;
  for (int i = 0; i < 100; ++i) s.values.push_back(i < met ? 1.0 : 0.0);
  return s;
}

std::vector<std::string> ask(const std::vector<int>& met, bool more_is_better, std::optional<double> target) {
  std::vector<std::string> names = {"baseline", "a", "b", "c"};
  names.resize(met.size());
  GivenRun run(names);
  std::vector<Samples> all;
  for (const int m : met) all.push_back(share(m));
  run.add("services.shop.rto.met", "%", all);
  return answer(run, {"services.shop.rto.met", "RTO met", more_is_better, target}, 0.95);
}

TEST(Answer, OnlyIntervalsThatDoNotMeetTellVariantsApart) {
  const auto lines = ask({50, 52, 90, 10}, true, std::nullopt);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "RTO met: 50.0 [40.4, 59.6] % in the baseline");
  EXPECT_EQ(lines[1], "  better, beyond the intervals: b 90.0 [82.6, 94.5] %");
  EXPECT_EQ(lines[2], "  worse, beyond the intervals: c 10.0 [5.5, 17.4] %");
  EXPECT_EQ(lines[3], "  not told apart from the baseline: a");
}

TEST(Answer, OfACostLessIsBetter) {
  const auto lines = ask({50, 10}, false, std::nullopt);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[1].starts_with("  better, beyond the intervals: a"));
}

TEST(Answer, ATargetIsMetOrMissedOnlyIfTheWholeIntervalSaysSo) {
  EXPECT_NE(ask({90}, true, 0.8)[0].find(", met"), std::string::npos);
  EXPECT_NE(ask({70}, true, 0.8)[0].find(", missed"), std::string::npos);
  EXPECT_NE(ask({80}, true, 0.8)[0].find(", undecided"), std::string::npos);
  EXPECT_NE(ask({100}, true, 0.99)[0].find(", undecided"), std::string::npos) << "100 of 100 do not prove 99 %";
}

TEST(Answer, WhereNothingWasObservedNothingIsSaid) {
  GivenRun run({"baseline"});
  run.add("services.shop.rto.met", "%", {{{0, 0}, {0, 0}}});
  EXPECT_TRUE(answer(run, {"services.shop.rto.met", "RTO met", true, {}}, 0.95).empty());
}

}  // namespace
}  // namespace mainstay::report
