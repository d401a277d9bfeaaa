// What the overview says, and where it leads.

#include <gtest/gtest.h>

#include "driver.hpp"

namespace mainstay::gui::testing {
namespace {

TEST(overview, shows_the_figures_that_the_run_holds_and_leads_to_their_distribution) {
  Driver d;
  d.open(fixed_run(), "overview");
  for (const char* words : {"All objectives hold", "Downtime of shop", "at most 1 h", "at least 99.5 %", "MTPD", "warm-standby", "24 replications"}) EXPECT_TRUE(d.sees(words)) << words << "\n" << d.all();
  ASSERT_TRUE(d.click("Downtime of shop"));
  EXPECT_EQ(d.session().view(), "distributions");
  EXPECT_EQ(d.session().run()->header().metrics[d.session().choice.metric].name, "services.shop.downtime");
}

TEST(overview, takes_a_variant_and_a_service_by_click) {
  Driver d;
  d.open(fixed_run(), "overview");
  ASSERT_TRUE(d.click("sites-apart"));
  EXPECT_EQ(d.session().choice.variant, 3u);
  ASSERT_TRUE(d.click("shop"));
  EXPECT_EQ(d.session().choice.entity, "shop");
}

}  // namespace
}  // namespace mainstay::gui::testing
