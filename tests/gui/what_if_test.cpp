// Changes that somebody tries.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "driver.hpp"

namespace mainstay::gui::testing {
namespace {

std::string store_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A copy of the fixed scenario, run so that the window knows where it stands.
void open_copy(Driver& d) {
  std::filesystem::copy_file(MAINSTAY_FIXED_SCENARIO, d.folder() / "shop.yaml");
  d.session().start_run(d.folder() / "shop.yaml", d.folder() / "shop.h5", {"--replications", "6"});
  d.wait_for_job();
  ASSERT_NE(d.session().run(), nullptr);
  d.show("what-if");
}

// Until what was typed has been checked.
void wait_for_check(Driver& d) {
  d.wait_until([&] { return d.sees("valid") && !d.sees("checking …"); });
}

TEST(what_if, changes_a_value_runs_it_beside_the_baseline_and_keeps_it_as_a_patch) {
  Driver d;
  open_copy(d);
  const std::string before = store_bytes(d.folder() / "shop.yaml");
  for (const char* words : {"teams · dba", "staff", "on_call", "What may be changed"}) EXPECT_TRUE(d.sees(words)) << words << "\n" << d.all();
  ASSERT_TRUE(d.click("part of a name"));
  d.type("dba.staff");
  const auto staff = d.find("staff");
  ASSERT_TRUE(staff);
  d.double_click({staff->from.x + 330, staff->middle().y});
  d.type("3");
  wait_for_check(d);
  EXPECT_TRUE(d.sees("1 → 3")) << d.all();
  EXPECT_TRUE(d.sees("valid"));
  d.press(key_tab);
  ASSERT_TRUE(d.click("Save patch")) << d.all();
  EXPECT_EQ(store_bytes(d.folder() / "shop.yaml"), before);
  const std::string patch = store_bytes(d.folder() / "shop-what-if.yaml");
  EXPECT_NE(patch.find("include: [\"shop.yaml\"]"), std::string::npos) << patch;
  EXPECT_NE(patch.find("teams.dba.staff: 3"), std::string::npos) << patch;
  EXPECT_EQ(std::system((std::string(MAINSTAY_PROGRAM) + " validate '" + (d.folder() / "shop-what-if.yaml") + "' >/dev/null 2>&1").c_str()), 0);
  ASSERT_TRUE(d.click("Run it"));
  d.wait_for_job();
  EXPECT_EQ(d.session().view(), "what-if");
  EXPECT_EQ(d.session().run()->header().variants.size(), 2u);
  EXPECT_TRUE(d.sees("what-if beside baseline, 6 replications")) << d.all();
  EXPECT_TRUE(d.sees("1 → 3")) << "the changes are kept";
  EXPECT_EQ(d.session().scenario(), d.folder() / "shop.yaml");
}

// `dba.staff` becomes 3, and has been checked.
void change_staff(Driver& d) {
  ASSERT_TRUE(d.click("part of a name"));
  d.type("dba.staff");
  const auto staff = d.find("staff");
  ASSERT_TRUE(staff);
  d.double_click({staff->from.x + 330, staff->middle().y});
  d.type("3");
  wait_for_check(d);
  d.press(key_tab);
}

TEST(what_if, is_inserted_into_the_scenario_once_it_was_seen) {
  Driver d;
  open_copy(d);
  const std::string file = d.folder() / "shop.yaml";
  const std::string before = store_bytes(file);
  change_staff(d);
  ASSERT_TRUE(d.click("Insert …")) << d.all();
  EXPECT_TRUE(d.sees("Into shop.yaml, after line")) << d.all();
  EXPECT_TRUE(d.sees("teams.dba.staff: 3")) << d.all();
  EXPECT_EQ(d.flaws(), "");
  EXPECT_EQ(store_bytes(file), before);
  ASSERT_TRUE(d.click("Leave it"));
  EXPECT_EQ(store_bytes(file), before);
  ASSERT_TRUE(d.click("Insert …"));
  ASSERT_TRUE(d.click("Insert"));
  EXPECT_EQ(store_bytes(file), before + "  what-if:\n    set:\n      teams.dba.staff: 3\n");
  EXPECT_EQ(std::system((std::string(MAINSTAY_PROGRAM) + " validate '" + file + "' >/dev/null 2>&1").c_str()), 0);
  // Once more under the same name: it says so, and offers the patch.
  ASSERT_TRUE(d.click("Insert …"));
  EXPECT_TRUE(d.sees("Not into shop.yaml")) << d.all();
  ASSERT_TRUE(d.click("Save it as a patch"));
  EXPECT_TRUE(std::filesystem::is_regular_file(d.folder() / "shop-what-if.yaml"));
}

TEST(what_if, is_not_inserted_into_a_scenario_that_changed_meanwhile) {
  Driver d;
  open_copy(d);
  const std::string file = d.folder() / "shop.yaml";
  change_staff(d);
  ASSERT_TRUE(d.click("Insert …"));
  std::ofstream(file, std::ios::app) << "# somebody else\n";
  const std::string changed = store_bytes(file);
  ASSERT_TRUE(d.click("Insert"));
  EXPECT_EQ(store_bytes(file), changed);
  EXPECT_TRUE(d.sees("changed on disk")) << d.all();
}

TEST(what_if, says_at_the_value_what_is_wrong_with_it_and_runs_nothing) {
  Driver d;
  open_copy(d);
  ASSERT_TRUE(d.click("part of a name"));
  d.type("dba.staff");
  const auto staff = d.find("staff");
  ASSERT_TRUE(staff);
  d.double_click({staff->from.x + 330, staff->middle().y});
  d.type("many");
  wait_for_check(d);
  EXPECT_TRUE(d.sees("not valid")) << d.all();
  d.press(key_tab);
  d.click("Run it");
  EXPECT_EQ(d.session().run()->header().variants.size(), 4u);
  EXPECT_TRUE(d.session().job() == nullptr);
  ASSERT_TRUE(d.click("Undo"));
  EXPECT_FALSE(d.sees("→"));
}

TEST(what_if, chooses_among_words_and_shows_what_is_not_set) {
  Driver d;
  open_copy(d);
  ASSERT_TRUE(d.click("part of a name"));
  d.type("groups.db.mode");
  ASSERT_TRUE(d.click("cold standby")) << d.all();
  ASSERT_TRUE(d.click("hot standby") || d.click("warm standby")) << d.all();
  wait_for_check(d);
  EXPECT_TRUE(d.sees("cold standby → "));
  ASSERT_TRUE(d.click("also what is not set"));
  EXPECT_TRUE(d.sees("groups · db"));
}

TEST(what_if_model, writes_a_patch_that_yaml_reads_as_it_was_typed) {
  model::WhatIf w;
  w.edits = {{"a.b", "4 h"}, {"a.c", "08:00"}, {"a.d", "{ x: 1 }"}, {"a.e", "say \"so\": #1"}};
  EXPECT_EQ(w.text("it's here.yaml"),
            "# A what-if. It changes nothing in the scenario that it includes.\ninclude: [\"it's here.yaml\"]\nvariants:\n  what-if:\n    set:\n"
            "      a.b: 4 h\n      a.c: \"08:00\"\n      a.d: { x: 1 }\n      a.e: \"say \\\"so\\\": #1\"\n");
  EXPECT_EQ(w.path_in_line(6), "a.b");
  EXPECT_EQ(w.path_in_line(9), "a.e");
  EXPECT_EQ(w.path_in_line(10), "");
  EXPECT_EQ(w.path_in_line(5), "");
}

}  // namespace
}  // namespace mainstay::gui::testing
