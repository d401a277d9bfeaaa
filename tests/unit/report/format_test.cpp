// Values in words.

#include <gtest/gtest.h>

#include "report/format.hpp"

namespace mainstay::report {
namespace {

TEST(Format, GivesNoSignToWhatRoundsToNothing) {
  EXPECT_EQ(format_value(-0.0, "money", "EUR"), "0 EUR");
  Estimate e;
  e.known = true;
  e.unit = "h";
  e.value = -0.04;
  e.interval = stats::Interval{-0.04, -3.04, 2.96};
  EXPECT_EQ(format_number(e, {1.0, "h"}), "0.0");
  EXPECT_EQ(format_value(-1234567.0, "money", "EUR"), "-1,234,567 EUR");
}

}  // namespace
}  // namespace mainstay::report
