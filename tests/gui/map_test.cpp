// The estate as a map.

#include <gtest/gtest.h>

#include "driver.hpp"

namespace mainstay::gui::testing {
namespace {

TEST(map, shows_the_estate_and_selects_what_is_clicked_everywhere) {
  Driver d;
  d.open(fixed_run(), "map");
  for (const char* words : {"shop", "db", "db-a", "db-b", "app", "fire", "move", "dc-a", "at least 3"}) EXPECT_TRUE(d.sees(words)) << words << "\n" << d.all();
  ASSERT_TRUE(d.click("db-a"));
  EXPECT_EQ(d.session().choice.entity, "db-a");
  EXPECT_TRUE(d.sees("component at dc-a")) << d.all();
  EXPECT_TRUE(d.sees("struck by fire"));
  ASSERT_TRUE(d.click("member of db"));
  EXPECT_EQ(d.session().choice.entity, "db");
  ASSERT_TRUE(d.click("needed by shop"));
  ASSERT_TRUE(d.click("Downtime"));
  EXPECT_EQ(d.session().view(), "distributions");
  EXPECT_EQ(d.session().run()->header().metrics[d.session().choice.metric].name, "services.shop.downtime");
}

TEST(map, says_of_a_threat_how_often_it_strikes) {
  Driver d;
  d.open(fixed_run(), "map");
  const auto& run = *d.session().run();
  const auto fire = *run.estate().find("fire");
  const auto& figures = d.session().run()->node_figures(0);
  ASSERT_TRUE(figures.ready);
  // 1 / 90 d, of a run of 90 d: about one a replication, of 24.
  EXPECT_NEAR(figures.value.strikes[fire].value * 90 * 24, 1.0, 0.7);
  EXPECT_FALSE(figures.value.forced[fire]);
  EXPECT_FALSE(figures.value.strikes[*run.estate().find("shop")].known);
  EXPECT_TRUE(d.sees(" / year")) << d.all();
  ASSERT_TRUE(d.click("fire"));
  EXPECT_TRUE(d.sees("Strikes")) << d.all();
}

TEST(map, finds_pans_zooms_and_shows_all_again) {
  Driver d;
  d.open(fixed_run(), "map");
  const auto place = [&] { return d.find("db-b")->from; };
  const ImVec2 before = place();
  d.drag({500, 700}, {560, 720});
  EXPECT_NEAR(place().x - before.x, 60.0f, 3.0f);
  d.wheel({500, 700}, -2.0f);
  EXPECT_NE(place().y, before.y + 20);
  ASSERT_TRUE(d.click("Show all"));
  EXPECT_NEAR(place().x, before.x, 1.0f);
  ASSERT_TRUE(d.click("search"));
  d.type("db-b");
  d.press(key_enter);
  EXPECT_EQ(d.session().choice.entity, "db-b");
}

TEST(map, colours_by_the_state_at_an_instant_of_a_replication) {
  Driver d;
  d.open(fixed_run(), "timeline");
  d.show("map");
  ASSERT_TRUE(d.click("State"));
  // The worst replication holds a fire, which takes all of a site down; when, is for the run to say.
  double& hours = d.session().choice.hours;
  for (hours = 0.0; hours < 90 * 24.0 && !d.sees("4 of 4 down"); hours += 4.0) d.settle();
  EXPECT_TRUE(d.sees("going on") && d.sees("4 of 4 down") && d.sees("down")) << d.all();
  hours = 0.0;
  d.settle();
  EXPECT_FALSE(d.sees("4 of 4 down"));
  ASSERT_TRUE(d.click("Availability"));
  EXPECT_TRUE(d.sees("shop") && !d.sees("going on"));
}

}  // namespace
}  // namespace mainstay::gui::testing
