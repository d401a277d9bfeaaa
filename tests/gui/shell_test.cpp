// What surrounds the views: keys, the command palette, help, notices, looks.

#include <gtest/gtest.h>

#include <fstream>

#include "driver.hpp"

namespace mainstay::gui::testing {
namespace {

TEST(shell, goes_to_a_view_by_click_and_by_key) {
  Driver d;
  d.open(fixed_run());
  EXPECT_EQ(d.session().view(), "overview");
  ASSERT_TRUE(d.click("Distributions"));
  EXPECT_EQ(d.session().view(), "distributions");
  ASSERT_TRUE(d.click("Compare"));
  EXPECT_EQ(d.session().view(), "compare");
  d.press('1', true);
  EXPECT_EQ(d.session().view(), "start");
  d.press('2', true);
  EXPECT_EQ(d.session().view(), "overview");
}

TEST(shell, goes_to_no_view_of_a_run_while_none_is_open) {
  Driver d;
  d.press('2', true);
  EXPECT_EQ(d.session().view(), "start");
  ASSERT_TRUE(d.click("Overview"));
  EXPECT_EQ(d.session().view(), "start");
}

TEST(shell, does_what_is_typed_into_the_palette) {
  Driver d;
  d.open(fixed_run());
  d.press('K', true);
  d.type("variant: warm");
  EXPECT_TRUE(d.sees("Variant: warm-standby")) << d.all();
  EXPECT_FALSE(d.sees("Variant: second-dba"));
  d.press(key_enter);
  EXPECT_EQ(d.session().run()->header().variants[d.session().choice.variant].name, "warm-standby");
  d.press('K', true);
  d.type("services.shop.downtime");
  d.press(key_down);
  d.press(key_enter);
  EXPECT_EQ(d.session().view(), "distributions") << d.all();
  EXPECT_TRUE(d.session().run()->header().metrics[d.session().choice.metric].name.starts_with("services.shop.downtime"));
  d.press('K', true);
  d.type("no such thing");
  EXPECT_TRUE(d.sees("nothing like it"));
  d.press(key_enter);
  d.press(key_escape);
  EXPECT_FALSE(d.sees("nothing like it"));
}

TEST(shell, shows_the_keys) {
  Driver d;
  d.press(key_f1);
  EXPECT_TRUE(d.sees("Ctrl K"));
  EXPECT_TRUE(d.sees("commands: views, variants, metrics, files"));
  d.press(key_escape);
  EXPECT_FALSE(d.sees("commands: views, variants, metrics, files"));
}

TEST(shell, changes_between_light_and_dark_and_the_size_of_the_text) {
  Driver d;
  EXPECT_EQ(d.session().settings.theme, "light");
  d.press('T', true);
  EXPECT_EQ(d.session().settings.theme, "dark");
  ASSERT_TRUE(d.click("Light"));
  EXPECT_EQ(d.session().settings.theme, "light");
  const float before = d.find("Open a file")->to.y - d.find("Open a file")->from.y;
  d.press('=', true);
  d.press('=', true);
  EXPECT_GT(d.find("Open a file")->to.y - d.find("Open a file")->from.y, before);
  EXPECT_EQ(d.flaws(), "");
  for (int i = 0; i < 30; ++i) d.press('-', true);
  EXPECT_GE(d.session().settings.zoom, 0.5f);
  d.press('0', true);
  EXPECT_EQ(d.session().settings.zoom, 1.0f);
}

TEST(shell, closes_the_run) {
  Driver d;
  d.open(fixed_run());
  d.press('W', true);
  EXPECT_EQ(d.session().run(), nullptr);
  EXPECT_EQ(d.session().view(), "start");
  EXPECT_TRUE(d.sees("Opened lately"));
  EXPECT_TRUE(d.sees("window.h5"));
  ASSERT_TRUE(d.click("window.h5"));
  d.settle();
  EXPECT_NE(d.session().run(), nullptr);
}

TEST(shell, begins_the_next_run_with_the_view_that_was_looked_at_last) {
  Driver d;
  d.session().settings.view = "compare";
  d.open(fixed_run());
  EXPECT_EQ(d.session().view(), "compare");
  d.show("register");
  d.press('W', true);
  EXPECT_EQ(d.session().view(), "start");
  EXPECT_EQ(d.session().settings.view, "register");
  d.session().settings.view = "a view of a later version";
  d.open(fixed_run());
  EXPECT_EQ(d.session().view(), "overview");
  EXPECT_TRUE(d.sees("Variants side by side")) << d.all();
}

TEST(shell, takes_the_variant_that_is_chosen_at_the_top_everywhere) {
  Driver d;
  d.open(fixed_run());
  d.click_at({1070, 27});
  ASSERT_TRUE(d.click("second-dba"));
  EXPECT_EQ(d.session().choice.variant, 1u);
  EXPECT_EQ(d.session().view(), "overview");
  EXPECT_TRUE(d.sees("not decided") || d.sees("better") || d.sees("worse")) << d.all();
}

TEST(settings, are_kept_and_a_damaged_file_gives_the_defaults) {
  Folder folder;
  model::Settings s;
  s.theme = "dark";
  s.zoom = 1.5f;
  s.view = "timeline";
  s.recent = {"/a/b.h5"};
  const std::string file = folder / "deep/down/window.json";
  ASSERT_TRUE(model::save_settings(s, file));
  EXPECT_EQ(model::load_settings(file), s);
  for (const std::string damage : {"", "{", "[1, 2]", R"({"recent": 3, "zoom": "x", "theme": "pink", "view": [1]})"}) {
    std::FILE* out = std::fopen(file.c_str(), "w");
    std::fputs(damage.c_str(), out);
    std::fclose(out);
    EXPECT_EQ(model::load_settings(file), model::Settings()) << damage;
  }
  std::ofstream(file) << R"({"width": -5, "zoom": 1e9})";
  EXPECT_GE(model::load_settings(file).width, 320);
  EXPECT_LE(model::load_settings(file).zoom, 4.0f);
}

TEST(shell, moves_the_border_of_panes_and_remembers_it) {
  Driver d;
  d.open(fixed_run(), "map");
  const float share = d.session().panes_seen.at("map");
  const auto details = [&] { return d.find("Nothing is selected")->from.x; };
  const float before = details();
  const ImVec2 border{before - plot::em(1.1f), 400};
  d.drag(border, {border.x - 120, 400});
  d.settle();
  EXPECT_NEAR(details(), before - 120, 12) << d.all();
  EXPECT_LT(d.session().settings.panes.at("map"), share);
  ASSERT_TRUE(model::save_settings(d.session().settings, d.folder() / "kept.json"));
  EXPECT_EQ(model::load_settings(d.folder() / "kept.json").panes, d.session().settings.panes);
  d.double_click({border.x - 120, 400});
  d.settle();
  EXPECT_TRUE(d.session().settings.panes.empty());
  EXPECT_NEAR(details(), before, 1);
}

TEST(shell, moves_the_borders_of_panes_by_commands) {
  Driver d;
  d.open(fixed_run(), "compare");
  const auto before = d.session().panes_seen;
  ASSERT_EQ(before.size(), 2u);
  d.press('K', true);
  d.type("smaller first");
  d.press(key_enter);
  d.settle();
  for (const auto& [name, share] : before) EXPECT_LT(d.session().panes_seen.at(name), share) << name;
  d.press('K', true);
  d.type("panes as");
  d.press(key_enter);
  d.settle();
  EXPECT_EQ(d.session().panes_seen, before);
}

}  // namespace
}  // namespace mainstay::gui::testing
