#include "report/variant_cost.hpp"

#include <gtest/gtest.h>

namespace mainstay::report {
namespace {

TEST(VariantCost, OfAYearIsTakenOverTheTimeAndOtherThanMoneyIsNone) {
  EXPECT_DOUBLE_EQ(*cost_in("36500 EUR / year", 10 * 86400.0), 1000.0);
  EXPECT_DOUBLE_EQ(*cost_in("500 EUR", 86400.0), 500.0);
  EXPECT_FALSE(cost_in("3 h", 86400.0));
  EXPECT_FALSE(cost_in("", 86400.0));
}

TEST(VariantCost, IsWhatItSaysAndWhatItsTeamsCostMore) {
  const VariantCost nothing{}, own{"500 EUR", 500.0, {}}, people{"", {}, {{"dba", 120.0}, {"watch", -20.0}}}, both{"500 EUR", 500.0, {{"dba", 120.0}}};
  EXPECT_FALSE(nothing.known());
  EXPECT_EQ(nothing.words(), "nothing said");
  EXPECT_DOUBLE_EQ(own.total(), 500.0);
  EXPECT_EQ(own.words(), "500 EUR");
  EXPECT_DOUBLE_EQ(people.total(), 100.0);
  EXPECT_EQ(people.words(), "its people");
  EXPECT_DOUBLE_EQ(both.total(), 620.0);
  EXPECT_EQ(both.words(), "500 EUR and its people");
}

}  // namespace
}  // namespace mainstay::report
