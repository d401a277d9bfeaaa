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

std::vector<std::string> ask(const std::vector<int>& met, std::optional<double> target, const std::string& metric = "services.shop.rto.met") {
  std::vector<std::string> names = {"baseline", "a", "b", "c"};
  names.resize(met.size());
  GivenRun run(names);
  std::vector<Samples> all;
  for (const int m : met) all.push_back(share(m));
  run.add(metric, "%", all);
  return answers(run, {{metric, "RTO met", target}}, 0.95);
}

TEST(Answer, VariantsAreToldApartByPairedDifferencesThatHoldTogether) {
  const auto lines = ask({50, 53, 90, 10}, std::nullopt);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "RTO met: 50.0 % [40.4, 59.6] in the baseline");
  // Three differences of 40 pp on 100 pairs, sd 0.492: t(99) at 0.9917 is 2.44, and 2.44 * 0.0492 = 12.0 pp.
  EXPECT_EQ(lines[1], "  better: b 90.0 % (+40 pp [28, 52])");
  EXPECT_EQ(lines[2], "  worse: c 10.0 % (-40 pp [-52, -28])");
  EXPECT_EQ(lines[3], "  no difference shown: a");
}

TEST(Answer, WhatNeverDiffersIsTheSame) {
  EXPECT_EQ(ask({50, 50}, std::nullopt).back(), "  the same in every replication: a");
}

TEST(Answer, OfACostLessIsBetter) {
  const auto lines = ask({50, 10}, std::nullopt, "services.shop.cost");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[1].starts_with("  better: a")) << lines[1];
}

TEST(Answer, ATargetIsMetOrMissedOnlyIfTheWholeIntervalSaysSo) {
  EXPECT_NE(ask({90}, 0.8)[0].find(", met"), std::string::npos);
  EXPECT_NE(ask({70}, 0.8)[0].find(", missed"), std::string::npos);
  EXPECT_NE(ask({80}, 0.8)[0].find(", undecided"), std::string::npos);
  EXPECT_NE(ask({100}, 0.99)[0].find(", undecided"), std::string::npos) << "100 of 100 do not prove 99 %";
}

TEST(Answer, WhereNothingWasObservedNothingIsSaid) {
  GivenRun run({"baseline"});
  run.add("services.shop.rto.met", "%", {{{0, 0}, {0, 0}}});
  EXPECT_TRUE(answers(run, {{"services.shop.rto.met", "RTO met", {}}}, 0.95).empty());
  EXPECT_TRUE(answers(run, {{"services.shop.cost", "never kept", {}}}, 0.95).empty());
}

}  // namespace
}  // namespace mainstay::report
