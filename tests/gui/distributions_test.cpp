// Distributions, recoveries, and plots in general: how they are zoomed, and saved.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "driver.hpp"
#include "model/distribution.hpp"

namespace mainstay::gui::testing {
namespace {

TEST(distributions_model, finds_those_that_are_the_same) {
  model::Distribution a, b, c, d;
  a.sorted = d.sorted = {1, 2};
  b.sorted = {1, 3};
  c.sorted = {1, 2};
  EXPECT_EQ(model::first_same({&a, &b, &c, &d}), (std::vector<std::size_t>{0, 1, 0, 0}));
}

TEST(distributions, changes_its_shape_and_its_metric) {
  Driver d;
  d.open(fixed_run(), "distributions");
  EXPECT_TRUE(d.sees("share of the replications"));
  ASSERT_TRUE(d.click("Cumulative"));
  EXPECT_TRUE(d.sees("share at or below"));
  ASSERT_TRUE(d.click("Exceedance"));
  EXPECT_TRUE(d.sees("share above"));
  ASSERT_TRUE(d.click("Over time"));
  EXPECT_TRUE(d.sees("time since the start")) << d.all();
  ASSERT_TRUE(d.click("Histogram"));
  d.click_at({650, 80});
  d.type("shop.outages");
  ASSERT_TRUE(d.click("services.shop.outages")) << d.all();
  EXPECT_EQ(d.session().run()->header().metrics[d.session().choice.metric].name, "services.shop.outages");
}

TEST(distributions, shows_another_variant_beside_the_one_that_is_looked_at) {
  Driver d;
  d.open(fixed_run(), "distributions");
  EXPECT_TRUE(d.sees("24 of 24"));
  const auto rows = [&] {
    int n = 0;
    for (const auto& w : d.words()) n += w.text == "24 of 24" ? 1 : 0;
    return n;
  };
  EXPECT_EQ(rows(), 1);
  const auto mark = d.find("warm-standby");
  ASSERT_TRUE(mark);
  d.click_at(mark->middle());
  EXPECT_EQ(rows(), 2);
  d.click_at(mark->middle());
  EXPECT_EQ(rows(), 1);
}

TEST(distributions, shows_how_long_disruptions_last_against_their_objectives) {
  Driver d;
  d.open(fixed_run(), "distributions");
  ASSERT_TRUE(d.click("Recovery"));
  for (const char* words : {"share not recovered", "unplanned disruptions in all", "RTO 1 h", "MTPD 8 h"}) EXPECT_TRUE(d.sees(words)) << words << "\n" << d.all();
  EXPECT_EQ(d.flaws(), "");
}

TEST(recovery, counts_what_was_cut_off_as_long_as_it_was_seen) {
  // Worked by hand: of five, two end at 1 h; one is cut off at 2 h; of the two left, one ends at 3 h and one at 4 h.
  const auto s = model::not_recovered({{4, false}, {1, false}, {2, true}, {1, false}, {3, false}});
  EXPECT_EQ(s.at, (std::vector<double>{0, 1, 3, 4}));
  ASSERT_EQ(s.share.size(), 4u);
  EXPECT_DOUBLE_EQ(s.share[1], 0.6);
  EXPECT_DOUBLE_EQ(s.share[2], 0.3);
  EXPECT_DOUBLE_EQ(s.share[3], 0.0);
}

TEST(plots, zoom_by_the_wheel_and_show_all_again_by_a_double_click) {
  Driver d;
  d.open(fixed_run(), "distributions");
  const auto ticks = [&] {
    std::string out;
    for (const auto& w : d.words())
      if (w.from.y > 540 && w.from.y < 660 && w.text.find_first_not_of("0123456789.,") == std::string::npos) out += w.text + " ";
    return out;
  };
  const std::string before = ticks();
  ASSERT_FALSE(before.empty());
  d.wheel({700, 400}, 5.0f);
  EXPECT_NE(ticks(), before);
  d.double_click({700, 400});
  EXPECT_EQ(ticks(), before) << d.session().view();
}

TEST(plots, are_saved_as_numbers_and_asked_for_as_a_picture_from_their_menu) {
  Driver d;
  const std::string copy = d.folder() / "run.h5";
  std::filesystem::copy_file(fixed_run(), copy);
  d.open(copy, "distributions");
  d.click_at({700, 400}, 1);
  ASSERT_TRUE(d.click("Save numbers (CSV)")) << d.all();
  std::ifstream csv(d.folder() / "run-distribution.csv");
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "variant,replication,value\r");
  int rows = 0;
  while (std::getline(csv, line)) ++rows;
  EXPECT_EQ(rows, 24);
  d.click_at({700, 400}, 1);
  ASSERT_TRUE(d.click("Save picture (PNG)"));
  ASSERT_TRUE(d.session().picture);
  EXPECT_EQ(d.session().picture->file, d.folder() / "run-distribution.png");
  EXPECT_GT(d.session().picture->width, 300.0f);
}

TEST(plots, say_so_where_numbers_cannot_be_saved_and_lose_nothing) {
  Driver d;
  const std::string copy = d.folder() / "run.h5";
  std::filesystem::copy_file(fixed_run(), copy);
  d.open(copy, "distributions");
  std::filesystem::create_symlink("/dev/full", d.folder() / "run-distribution.csv");
  std::filesystem::create_directory_symlink("/nowhere", d.folder() / "run-distribution-2.csv");
  d.click_at({700, 400}, 1);
  ASSERT_TRUE(d.click("Save numbers (CSV)"));
  EXPECT_TRUE(std::filesystem::is_symlink(d.folder() / "run-distribution.csv"));
  EXPECT_FALSE(d.session().notices().empty());
}

TEST(distributions, leads_to_the_timeline_of_the_replication_behind_a_point) {
  Driver d;
  d.open(fixed_run(), "distributions");
  ImGui::GetIO().KeyCtrl = true;
  d.click_at({1222, 400});
  ImGui::GetIO().KeyCtrl = false;
  d.settle();
  EXPECT_EQ(d.session().view(), "timeline");
  const auto& dist = d.session().run()->distribution(0, d.session().choice.metric).value;
  EXPECT_EQ(d.session().choice.replication, dist.replication[dist.nearest(1e9)]);
}

}  // namespace
}  // namespace mainstay::gui::testing
