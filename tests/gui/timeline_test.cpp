// One replication replayed.

#include <gtest/gtest.h>

#include <filesystem>

#include "driver.hpp"

namespace mainstay::gui::testing {
namespace {

TEST(timeline, begins_with_the_longest_outage_of_the_worst_replication_and_tells_its_story) {
  Driver d;
  d.open(fixed_run(), "timeline");
  const auto& dist = d.session().run()->distribution(0, d.session().choice.metric).value;
  EXPECT_EQ(d.session().choice.replication, dist.replication.back());
  for (const char* words : {"Services", "shop", "Components", "db-a", "Plans", "move", "People at work", "operations", "Changes", "release", "Cause", "shop is DOWN"})
    EXPECT_TRUE(d.sees(words)) << words << "\n" << d.all();
  ImGui::GetIO().KeyShift = true;
  d.wheel({700, 400}, -30.0f);
  EXPECT_TRUE(d.sees("Tickets") && d.sees("p1")) << d.all();
}

TEST(timeline, goes_to_the_median_and_to_the_next_replication) {
  Driver d;
  d.open(fixed_run(), "timeline");
  ASSERT_TRUE(d.click("Median"));
  const auto& dist = d.session().run()->distribution(0, d.session().choice.metric).value;
  EXPECT_EQ(d.session().choice.replication, dist.replication[12]);
  const auto before = d.session().choice.replication;
  ASSERT_TRUE(d.click(before < 23 ? ">" : "<"));
  EXPECT_NE(d.session().choice.replication, before);
}

TEST(timeline, zooms_pans_scrubs_and_shows_all_again) {
  Driver d;
  d.open(fixed_run(), "timeline");
  const auto ruler = [&] {
    std::string out;
    for (const auto& w : d.words())
      if (w.from.y > 110 && w.from.y < 135 && w.from.x > 340) out += w.text + " ";
    return out;
  };
  const std::string all = ruler();
  d.wheel({700, 300}, 8.0f);
  const std::string close = ruler();
  EXPECT_NE(close, all);
  d.drag({700, 300}, {400, 300});
  EXPECT_NE(ruler(), close);
  ASSERT_TRUE(d.click("Show all"));
  EXPECT_EQ(ruler(), all);
  ASSERT_TRUE(d.click("Whole story"));
  d.click_at({900, 125});
  EXPECT_TRUE(d.sees("day 57") && d.sees("The story so far")) << d.all();
  ASSERT_TRUE(d.click("Play"));
  EXPECT_TRUE(d.sees("Pause"));
}

TEST(timeline, is_replayed_by_the_command_line_where_the_run_kept_no_trace) {
  Driver d;
  std::filesystem::copy_file(MAINSTAY_FIXED_SCENARIO, d.folder() / "shop.yaml");
  const std::string run = d.folder() / "shop.h5";
  d.session().start_run(d.folder() / "shop.yaml", run, {"--set", "run.record=metrics", "--replications", "4"});
  d.wait_for_job();
  ASSERT_NE(d.session().run(), nullptr) << d.all();
  ASSERT_TRUE(d.session().run()->header().tables.empty());
  d.show("timeline");
  EXPECT_TRUE(d.sees("Services") && d.sees("shop is DOWN")) << d.all();
}

}  // namespace
}  // namespace mainstay::gui::testing
