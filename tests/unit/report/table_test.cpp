#include "report/table.hpp"

#include <gtest/gtest.h>

namespace mainstay::report {
namespace {

Estimate known(double value, double low, double high, const std::string& unit) {
  Estimate e;
  e.value = value;
  e.known = true;
  e.interval = stats::Interval{value, low, high};
  e.unit = unit;
  return e;
}

const std::vector<std::string> two = {"baseline", "more"};

TEST(Table, ARowHasOneUnitAndAsManyDigitsAsEachIntervalWarrants) {
  const auto t = format_table({{"services.shop", {{"outage.mean", "", {known(2.42, 2.08, 2.75, "h"), known(0.55, 0.28, 0.82, "h")}}}}}, two, "EUR", 0);
  EXPECT_EQ(t.text,
            "                           baseline               more\n"
            "services.shop\n"
            "  outage.mean  h  2.42 [2.08, 2.75]  0.55 [0.28, 0.82]\n");
  EXPECT_FALSE(t.repeats);
  EXPECT_FALSE(t.exact);
}

TEST(Table, WhatIsNotThereIsADashAndWhatIsTheSameAnEqualSign) {
  const auto e = known(0.51, 0.40, 0.62, "%");
  const auto t = format_table({{"", {{"x", "≥ 50 %", {e, e}}, {"y", "", {std::nullopt, e}}}}}, two, "EUR", 0);
  EXPECT_EQ(t.text,
            "        target     baseline         more\n"
            "  x  %  ≥ 50 %  51 [40, 62]   =\n"
            "  y  %           -           51 [40, 62]\n");
  EXPECT_TRUE(t.repeats);
  EXPECT_TRUE(t.unknown);
}

TEST(Table, APartIsInTheUnitOfTheWhole) {
  const auto t = format_table({{"", {{"all", "", {known(2.0, 1.9, 2.1, "h")}}, {"part", "", {known(0.25, 0.2, 0.3, "h")}, true}}}}, {"baseline"}, "EUR", 0);
  EXPECT_EQ(t.text.find("min"), std::string::npos);
  EXPECT_NE(t.text.find("0.250 [0.200, 0.300]"), std::string::npos);
}

TEST(Table, WhereItIsTooWideIntervalsStandBelow) {
  const auto e = known(46337, 36038, 56636, "money");
  const auto t = format_table({{"", {{"cost", "", {e, known(28355, 26464, 30246, "money")}}}}}, two, "EUR", 50);
  for (std::size_t from = 0; from < t.text.size(); from = t.text.find('\n', from) + 1) EXPECT_LE(t.text.find('\n', from) - from, 50u);
  EXPECT_NE(t.text.find("          46,337            28,355\n"), std::string::npos) << t.text;
  EXPECT_NE(t.text.find("[36,038, 56,636]  [26,464, 30,246]\n"), std::string::npos) << t.text;
}

TEST(Table, AFigureWithoutSpreadHasNoInterval) {
  const auto t = format_table({{"", {{"staff", "", {known(1314000, 1314000, 1314000, "money")}}}}}, {"baseline"}, "EUR", 0);
  EXPECT_NE(t.text.find("EUR  1,314,000\n"), std::string::npos) << t.text;
  EXPECT_TRUE(t.exact);
}

}  // namespace
}  // namespace mainstay::report
