// A variant put into the text of a scenario: what was there stays, byte for byte.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "driver.hpp"
#include "model/files.hpp"
#include "model/insert_variant.hpp"
#include "unit/store/run_fixture.hpp"

namespace mainstay::gui::testing {
namespace {

namespace fs = std::filesystem;
using model::insert_variant;
using Edits = std::map<std::string, std::string>;

const Edits one = {{"teams.dba.staff", "3"}};

std::string inserted(const std::string& scenario, const Edits& edits = one, const std::string& name = "more") {
  const auto i = insert_variant(scenario, name, edits);
  EXPECT_EQ(i.trouble, "");
  if (i.trouble.empty()) {  // what was there, around what is new
    EXPECT_EQ(i.text.size(), scenario.size() + i.added.size());
    const auto at = i.text.find(i.added);
    EXPECT_NE(at, std::string::npos);
    if (at != std::string::npos) {
      EXPECT_EQ(i.text.substr(0, at) + i.text.substr(at + i.added.size()), scenario);
    }
  }
  return i.text;
}

std::string trouble(const std::string& scenario, const std::string& name = "more") {
  const auto i = insert_variant(scenario, name, one);
  EXPECT_EQ(i.text, "");
  EXPECT_NE(i.trouble, "");
  return i.trouble;
}

TEST(insert_variant, adds_the_section_where_there_is_none) {
  EXPECT_EQ(inserted("mainstay: 1\nrun: { for: 1 d }\n"), "mainstay: 1\nrun: { for: 1 d }\nvariants:\n  more:\n    set:\n      teams.dba.staff: 3\n");
  const auto i = insert_variant("a: 1\n", "more", one);
  EXPECT_EQ(i.after_line, 1);
}

TEST(insert_variant, adds_to_the_end_of_the_variants_and_leaves_comments_where_they_belong) {
  EXPECT_EQ(inserted("a: 1\nvariants:   # tried in spring\n  # the first\n  x: { set: { b: 2 } }   # so\n  # and the rest, later\n\n# What must hold.\nexpect: []\n"),
            "a: 1\nvariants:   # tried in spring\n  # the first\n  x: { set: { b: 2 } }   # so\n  # and the rest, later\n  more:\n    set:\n      teams.dba.staff: 3\n\n# What must hold.\nexpect: []\n");
}

TEST(insert_variant, keeps_to_the_indentation_and_the_blank_lines_of_its_neighbours) {
  EXPECT_EQ(inserted("teams:\n    dba: {}\nvariants:\n    x:\n        set: { b: 2 }\n\n    # the second\n    y:\n        set:\n            b: 3\n"),
            "teams:\n    dba: {}\nvariants:\n    x:\n        set: { b: 2 }\n\n    # the second\n    y:\n        set:\n            b: 3\n\n    more:\n        set:\n            teams.dba.staff: 3\n");
  EXPECT_EQ(inserted("teams:\n    dba: {}\n\nrun: {}\n"), "teams:\n    dba: {}\n\nrun: {}\n\nvariants:\n    more:\n        set:\n            teams.dba.staff: 3\n");
  EXPECT_EQ(inserted("  a: 1\n  b: 2\n"), "  a: 1\n  b: 2\n  variants:\n    more:\n      set:\n        teams.dba.staff: 3\n");
}

TEST(insert_variant, fills_a_section_that_is_empty) {
  EXPECT_EQ(inserted("variants:  # none yet\na: 1\n"), "variants:  # none yet\n  more:\n    set:\n      teams.dba.staff: 3\na: 1\n");
  EXPECT_EQ(inserted("a: 1\nvariants:"), "a: 1\nvariants:\n  more:\n    set:\n      teams.dba.staff: 3\n");
}

TEST(insert_variant, keeps_line_ends_a_byte_order_mark_and_a_missing_end_of_line) {
  EXPECT_EQ(inserted("a: 1\r\nvariants:\r\n  x: { set: {} }\r\nb: 2\r\n"), "a: 1\r\nvariants:\r\n  x: { set: {} }\r\n  more:\r\n    set:\r\n      teams.dba.staff: 3\r\nb: 2\r\n");
  EXPECT_EQ(inserted("a: 1\r\nb: 2"), "a: 1\r\nb: 2\r\nvariants:\r\n  more:\r\n    set:\r\n      teams.dba.staff: 3\r\n");
  EXPECT_EQ(inserted("\xEF\xBB\xBF" "a: 1\n"), "\xEF\xBB\xBF" "a: 1\nvariants:\n  more:\n    set:\n      teams.dba.staff: 3\n");
  EXPECT_EQ(inserted("\xEF\xBB\xBFvariants:\n  x: {}\n"), "\xEF\xBB\xBFvariants:\n  x: {}\n  more:\n    set:\n      teams.dba.staff: 3\n");
  EXPECT_EQ(inserted("a: grün\nvariants:\n  über: {}\n"), "a: grün\nvariants:\n  über: {}\n  more:\n    set:\n      teams.dba.staff: 3\n");
}

TEST(insert_variant, goes_before_the_end_of_the_document_and_after_its_start) {
  EXPECT_EQ(inserted("%YAML 1.2\n---\na: 1\n...\n"), "%YAML 1.2\n---\na: 1\nvariants:\n  more:\n    set:\n      teams.dba.staff: 3\n...\n");
  EXPECT_EQ(inserted("---\nvariants:\n  x: {}\n\n... # over\n"), "---\nvariants:\n  x: {}\n  more:\n    set:\n      teams.dba.staff: 3\n\n... # over\n");
}

TEST(insert_variant, goes_past_texts_of_several_lines_that_look_like_something_else) {
  EXPECT_EQ(inserted("variants:\n  x:\n    title: |\n      # no comment\n      variants:\n    set: {}\n"),
            "variants:\n  x:\n    title: |\n      # no comment\n      variants:\n    set: {}\n  more:\n    set:\n      teams.dba.staff: 3\n");
  EXPECT_EQ(inserted("about: |\n  variants:\n    y: {}\n\"variants\":\n  x: &anchor { set: {} }\nz: *anchor\n"),
            "about: |\n  variants:\n    y: {}\n\"variants\":\n  x: &anchor { set: {} }\n  more:\n    set:\n      teams.dba.staff: 3\nz: *anchor\n");
}

TEST(insert_variant, quotes_what_yaml_would_read_otherwise) {
  EXPECT_EQ(inserted("a: 1\n", {{"c.hours", "Mon-Fri 08:00-18:00"}, {"c.members", "[a, b]"}, {"c.note", "#1"}}),
            "a: 1\nvariants:\n  more:\n    set:\n      c.hours: \"Mon-Fri 08:00-18:00\"\n      c.members: [a, b]\n      c.note: \"#1\"\n");
  EXPECT_EQ(inserted("a: 1\n", {}), "a: 1\nvariants:\n  more:\n    set: {}\n");
}

TEST(insert_variant, says_why_it_cannot) {
  EXPECT_NE(trouble("a: 1\nvariants: {}\n").find("(line 2) is written in braces"), std::string::npos);
  EXPECT_NE(trouble("variants: { x: { set: {} } }\n").find("(line 1) is written in braces"), std::string::npos);
  EXPECT_NE(trouble("{ a: 1, variants: { x: {} } }\n").find("the whole of it stands in braces"), std::string::npos);
  EXPECT_NE(trouble("a: 1\nvariants:\n  other: {}\n  more: {}\n").find("'more' already (line 4)"), std::string::npos);
  EXPECT_NE(trouble("variants: [x]\n").find("is no map"), std::string::npos);
  EXPECT_NE(trouble("a: &v\n  x: {}\nvariants: *v\n").find("written elsewhere"), std::string::npos);
  EXPECT_NE(trouble("variants:\n  x: {}\nvariants:\n  y: {}\n").find("more than one"), std::string::npos);
  EXPECT_NE(trouble("a: 1\n---\nb: 2\n").find("more than one document"), std::string::npos);
  EXPECT_NE(trouble("a: [1\nb: 2\n").find("cannot be read, line"), std::string::npos);
  EXPECT_NE(trouble("- a\n").find("no map of sections"), std::string::npos);
  trouble("? variants\n: x: {}\n");
  EXPECT_NE(trouble("").find("empty"), std::string::npos);
  EXPECT_NE(trouble("# nothing but this\n").find("empty"), std::string::npos);
  EXPECT_NE(trouble(std::string("\xFF\xFE" "a\0:\0", 6)).find("UTF-8"), std::string::npos);
}

TEST(insert_variant, gives_nothing_that_would_say_something_else_than_before) {
  // `null` cannot have anything below it; a text that keeps its blank lines, or has no line end, would change.
  for (const char* odd : {"variants: null\n", "variants: ~\na: 1\n", "variants:\n  x:\n    title: |+\n      kept\n\n\nb: 1\n", "a: |\n  no line end"})
    EXPECT_NE(trouble(odd).find("in a way in which nothing is added"), std::string::npos) << odd;
}

// What comes of it is a scenario as before, with one variant more; of all that are shipped, and those of the tests.
TEST(insert_variant, leaves_every_scenario_as_valid_as_it_was) {
  Folder folder;
  std::size_t tried = 0;
  const fs::path tests = fs::path(MAINSTAY_FIXED_SCENARIO).parent_path().parent_path();
  std::vector<fs::directory_entry> files;
  for (const fs::path& where : {tests.parent_path() / "scenarios", tests / "scenario"})
    for (const auto& file : fs::directory_iterator(where)) files.push_back(file);
  // The tables that they read stand where they look for them.
  fs::create_directory(folder / "with");
  fs::create_directory_symlink(tests.parent_path() / "data", folder / "data");
  fs::create_directory_symlink(tests / "scenario" / "data", folder / "with/data");
  for (const auto& file : files) {
    if (file.path().extension() != ".yaml") continue;
    std::string error;
    const auto text = model::read_file(file.path().string(), error);
    ASSERT_TRUE(text) << error;
    if (text->find("\ninclude:") != std::string::npos) continue;
    const auto i = insert_variant(*text, "tried-in-a-test", {{"run.seed", "12345"}, {"title", "it's: a #title"}});
    if (text->find("\nvariants: {") != std::string::npos) {
      EXPECT_NE(i.trouble, "") << file.path();
      continue;
    }
    ASSERT_EQ(i.trouble, "") << file.path();
    const std::string with = folder / ("with/" + file.path().filename().string());
    store::testing::put_bytes(with, i.text);
    const auto validate = [&](const std::string& which) { return std::system((std::string(MAINSTAY_PROGRAM) + " validate '" + which + "' >'" + (folder / "said") + "' 2>&1").c_str()); };
    EXPECT_EQ(validate(with), validate(file.path().string())) << file.path() << "\n" << store::testing::bytes_of(folder / "said");
    ++tried;
  }
  EXPECT_GE(tried, 10u);
}

TEST(replace_file, writes_only_over_what_was_read) {
  Folder folder;
  const std::string path = folder / "a.yaml";
  store::testing::put_bytes(path, "old");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  fs::create_symlink("a.yaml", folder / "link.yaml");
  EXPECT_EQ(model::replace_file(folder / "link.yaml", "old", "new"), "");
  EXPECT_EQ(store::testing::bytes_of(path), "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link.yaml"));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  EXPECT_NE(model::replace_file(path, "old", "newer").find("changed on disk"), std::string::npos);
  EXPECT_EQ(store::testing::bytes_of(path), "new");
  EXPECT_NE(model::replace_file(folder / "none.yaml", "", "x").find("none.yaml"), std::string::npos);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 2) << "something is left behind";
  std::string error;
  EXPECT_FALSE(model::read_file(folder / "none.yaml", error));
  EXPECT_NE(error.find("none.yaml: cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace mainstay::gui::testing
