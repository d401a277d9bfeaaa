#include "scenario/patch.hpp"

#include <gtest/gtest.h>

#include "scenario/parse.hpp"

namespace mainstay::scenario {
namespace {

using schema::Diagnostics;
using schema::Node;
using schema::Place;
using Lines = std::vector<std::string>;

Place here() {
  return {std::make_shared<const std::string>("--set"), 0, 0};
}

// A tree on one line, in the notation of the language.
std::string shown(const Node& node) {
  std::string result;
  if (node.is_scalar()) return node.quoted ? "\"" + node.text + "\"" : node.text;
  if (node.is_null()) return "null";
  if (node.is_list()) {
    for (const Node& item : node.items) result += (result.empty() ? "" : ", ") + shown(item);
    return "[" + result + "]";
  }
  for (const auto& e : node.entries) result += (result.empty() ? "" : ", ") + e.key + ": " + shown(e.value);
  return "{" + result + "}";
}

Lines lines(const Diagnostics& diagnostics) {
  Lines result;
  for (const auto& d : diagnostics.sorted()) result.push_back(to_string(d));
  return result;
}

Node parsed(std::string_view text) {
  Diagnostics diagnostics;
  auto root = parse_text(text, "t", diagnostics);
  EXPECT_EQ(lines(diagnostics), Lines{}) << text;
  return root.value_or(Node{});
}

Node value_of(std::string_view text) {
  Diagnostics diagnostics;
  auto value = patch_value(text, here(), diagnostics);
  EXPECT_EQ(lines(diagnostics), Lines{}) << text;
  return value.value_or(Node{});
}

// The tree after the patch, which must succeed.
std::string patched(std::string_view tree, std::string_view path, std::string_view value) {
  Node root = parsed(tree);
  Diagnostics diagnostics;
  EXPECT_TRUE(apply_patch(root, path, value_of(value), diagnostics)) << path;
  EXPECT_EQ(lines(diagnostics), Lines{}) << path;
  return shown(root);
}

// What is said of a patch that fails, and that it leaves the tree as it was.
std::string refused(std::string_view tree, std::string_view path, std::string_view value) {
  Node root = parsed(tree);
  Diagnostics diagnostics;
  EXPECT_FALSE(apply_patch(root, path, value_of(value), diagnostics)) << path;
  EXPECT_EQ(shown(root), shown(parsed(tree))) << path;
  const Lines all = lines(diagnostics);
  return all.size() == 1 ? all.front() : std::to_string(all.size()) + " diagnostics";
}

TEST(Patch, ReplacesWhatStandsAtThePath) {
  EXPECT_EQ(patched("{teams: {dba: {staff: 2, room: 3}}}", "teams.dba.staff", "4"),
            "{teams: {dba: {staff: 4, room: 3}}}");
  EXPECT_EQ(patched("{teams: {dba: {staff: 2}}}", " teams . dba ", "{ staff: 1, skills: [x] }"),
            "{teams: {dba: {staff: 1, skills: [x]}}}");
  EXPECT_EQ(patched("{a: {b: {c: [x, y]}}}", "a.b.c", "[z]"), "{a: {b: {c: [z]}}}");
  EXPECT_EQ(patched("{a: {b: {c: {d: 1}}}}", "a.b.c", "3"), "{a: {b: {c: 3}}}");
}

TEST(Patch, MakesTheMapsThatItsPathLacks) {
  EXPECT_EQ(patched("{teams: {dba: {}}}", "teams.dba.on_call.delay", "5 min"),
            "{teams: {dba: {on_call: {delay: 5 min}}}}");
  EXPECT_EQ(patched("{a: 1}", "run.for", "1 week"), "{a: 1, run: {for: 1 week}}");
  EXPECT_EQ(patched("{a: 1}", "run.precision.within", "1 %"), "{a: 1, run: {precision: {within: 1 %}}}");
  EXPECT_EQ(patched("{teams: {dba: {}}}", "teams.night", "{ staff: 2 }"),
            "{teams: {dba: {}, night: {staff: 2}}}");
  EXPECT_EQ(patched("{c: {x: {repair: none}}}", "c.x.repair.time", "1 h"), "{c: {x: {repair: {time: 1 h}}}}");
}

TEST(Patch, GivesWhatItMakesItsOwnPlace) {
  Node root = parsed("{teams: {dba: {staff: 2}}}");
  Diagnostics diagnostics;
  ASSERT_TRUE(apply_patch(root, "teams.dba.on_call.delay", value_of("5 min"), diagnostics));
  const Node* dba = root.find("teams")->find("dba");
  EXPECT_EQ(to_string(dba->entries.back().key_place), "--set");
  EXPECT_EQ(to_string(dba->find("on_call")->place), "--set");
  EXPECT_EQ(to_string(dba->find("on_call")->find("delay")->place), "--set");
  EXPECT_EQ(to_string(dba->find("staff")->place), "t:1:23");
}

TEST(Patch, NeverMakesAnEntityByLeadingIntoIt) {
  EXPECT_EQ(refused("{teams: {dba: {staff: 2}}}", "teams.dbaa.staff", "3"),
            "--set: error: there is no 'dbaa' in 'teams' for 'teams.dbaa.staff'; did you mean 'dba'?");
  EXPECT_EQ(refused("{teams: {dba: {staff: 2}}}", "tems.dba.staff", "3"),
            "--set: error: there is no section 'tems' for 'tems.dba.staff'; did you mean 'teams'?");
}

TEST(Patch, TakesAwayByNone) {
  EXPECT_EQ(patched("{a: {x: {k: 1, l: 2}}, b: 3}", "a.x.k", "none"), "{a: {x: {l: 2}}, b: 3}");
  EXPECT_EQ(patched("{a: {x: {k: 1}}, b: 3}", "a.x", "none"), "{a: {}, b: 3}");
  EXPECT_EQ(patched("{a: {x: {k: 1}}, b: 3}", "a", "none"), "{b: 3}");
  EXPECT_EQ(patched("{a: {x: {k: 1}}}", "a.x.k", "'none'"), "{a: {x: {k: \"none\"}}}");
  EXPECT_EQ(refused("{a: {x: {kind: 1}}}", "a.x.knd", "none"),
            "--set: error: there is no 'knd' to take away; did you mean 'kind'?");
  EXPECT_EQ(refused("{a: {x: {kind: 1}}}", "a.x.y.z", "none"),
            "--set: error: there is no 'y' to take 'z' from; known here: 'kind'");
}

TEST(Patch, ReachesIntoPhrases) {
  const char* tree = "{c: {x: {failure: {repair: {time: lognormal(median 2 h; p90 8 h)}}}}}";
  EXPECT_EQ(patched(tree, "c.x.failure.repair.time.median", "3 h"),
            "{c: {x: {failure: {repair: {time: lognormal(median 3 h; p90 8 h)}}}}}");
  EXPECT_EQ(
      patched("{c: {x: {t: truncated(weibull(shape 2; mean 4 h); max 72 h)}}}", "c.x.t.weibull.shape", "3"),
      "{c: {x: {t: truncated(weibull(shape 3; mean 4 h); max 72 h)}}}");
  EXPECT_EQ(patched("{c: {x: {t: \"f(a 1)\"}}}", "c.x.t.a", "2"), "{c: {x: {t: \"f(a 2)\"}}}");
}

TEST(Patch, PlacesAPhraseThatItChangesAtItself) {
  Node root = parsed("{c: {x: {t: f(a 1)}}}");
  Diagnostics diagnostics;
  ASSERT_TRUE(apply_patch(root, "c.x.t.a", value_of("2"), diagnostics));
  EXPECT_EQ(to_string(root.find("c")->find("x")->find("t")->place), "--set");
}

TEST(Patch, RefusesToTakeAParameterAway) {
  EXPECT_EQ(refused("{c: {x: {t: f(a 1; b 2)}}}", "c.x.t.a", "none"),
            "--set: error: 'a' cannot be taken away from 'f(a 1; b 2)', which is one value; set it as a whole, as in `c.x.t: f(a 1; b 2)`");
}

TEST(Patch, GivesABareValueKeysOfItsOwn) {
  EXPECT_EQ(patched("{c: {x: {repair: 4 h}}}", "c.x.repair.by", "dba"),
            "{c: {x: {repair: {.: 4 h, by: dba}}}}");
  EXPECT_EQ(patched("{c: {x: {repair: 4 h}}}", "c.x.repair.time", "2 h"),
            "{c: {x: {repair: {.: 4 h, time: 2 h}}}}");
  EXPECT_EQ(patched("{c: {x: {repair: f(a 1)}}}", "c.x.repair.by.team", "dba"),
            "{c: {x: {repair: {.: f(a 1), by: {team: dba}}}}}");
}

TEST(Patch, FindsAParameterBehindTheNameThatABareLawStandsFor) {
  EXPECT_EQ(patched("{c: {x: {repair: lognormal(median 2 h; p90 8 h)}}}", "c.x.repair.time.median", "3 h"),
            "{c: {x: {repair: {.: lognormal(median 2 h; p90 8 h), time: lognormal(median 3 h; p90 8 h)}}}}");
  Node root = parsed("{c: {x: {repair: f(a 1; b 2)}}}");
  Diagnostics diagnostics;
  EXPECT_TRUE(apply_patch(root, "c.x.repair.by", value_of("dba"), diagnostics));
  EXPECT_TRUE(apply_patch(root, "c.x.repair.time.a", value_of("3"), diagnostics));
  EXPECT_TRUE(apply_patch(root, "c.x.repair.time.b", value_of("4"), diagnostics));
  EXPECT_EQ(shown(root), "{c: {x: {repair: {.: f(a 1; b 2), by: dba, time: f(a 3; b 4)}}}}");
}

TEST(Patch, KeepsWhereAFigureComesFrom) {
  const char* tree = "{c: {x: {t: {value: f(a 1), source: \"LANL\", grade: measured}}}}";
  EXPECT_EQ(patched(tree, "c.x.t", "4 h"), "{c: {x: {t: {value: 4 h, source: \"LANL\", grade: measured}}}}");
  EXPECT_EQ(patched(tree, "c.x.t.a", "2"),
            "{c: {x: {t: {value: f(a 2), source: \"LANL\", grade: measured}}}}");
  EXPECT_EQ(patched(tree, "c.x.t.value.a", "2"),
            "{c: {x: {t: {value: f(a 2), source: \"LANL\", grade: measured}}}}");
  EXPECT_EQ(patched(tree, "c.x.t.grade", "assumed"),
            "{c: {x: {t: {value: f(a 1), source: \"LANL\", grade: assumed}}}}");
  EXPECT_EQ(patched(tree, "c.x.t", "{ value: 4 h }"), "{c: {x: {t: {value: 4 h}}}}");
  EXPECT_EQ(patched(tree, "c.x.t", "none"), "{c: {x: {}}}");
  EXPECT_EQ(patched(tree, "c.x.t.by", "dba"),
            "{c: {x: {t: {.: {value: f(a 1), source: \"LANL\", grade: measured}, by: dba}}}}");
  EXPECT_EQ(patched("{c: {x: {t: 4 h}}}", "c.x.t.grade", "measured"),
            "{c: {x: {t: {value: 4 h, grade: measured}}}}");
}

TEST(Patch, ByAStarReachesAllThatHaveWhatThePathNames) {
  EXPECT_EQ(patched("{c: {x: {f: {k: 1}}, y: {g: 2}, z: {f: {}}}}", "c.*.f.k", "7"),
            "{c: {x: {f: {k: 7}}, y: {g: 2}, z: {f: {k: 7}}}}");
  EXPECT_EQ(patched("{c: {x: {t: f(a 1)}, y: {t: g(a 2; b 3)}}}", "c.*.t.a", "7"),
            "{c: {x: {t: f(a 7)}, y: {t: g(a 7; b 3)}}}");
  EXPECT_EQ(patched("{c: {x: {k: 1, l: 2}, y: {l: 3}}}", "c.*.k", "none"), "{c: {x: {l: 2}, y: {l: 3}}}");
  EXPECT_EQ(patched("{c: {x: {k: 1}, y: {l: 3}}}", "c.*", "none"), "{c: {}}");
  EXPECT_EQ(patched("{c: {x: {s: {a: {t: 1}, b: {t: 2}}}}}", "c.x.s.*.t", "7"),
            "{c: {x: {s: {a: {t: 7}, b: {t: 7}}}}}");
}

TEST(Patch, ByAStarDoesNotSkipALawThatLacksTheParameter) {
  EXPECT_EQ(patched("{c: {x: {t: f(a 1)}, y: {t: g(b 3)}}}", "c.*.t.a", "7"),
            "{c: {x: {t: f(a 7)}, y: {t: {.: g(b 3), a: 7}}}}");
}

TEST(Patch, ThatMatchesNothingIsAnError) {
  EXPECT_EQ(refused("{c: {}}", "c.*.f.k", "7"), "--set: error: nothing matches 'c.*.f.k'");
  EXPECT_EQ(refused("{c: {x: {g: 1}}}", "c.*.f.k", "7"), "--set: error: nothing matches 'c.*.f.k'");
  EXPECT_EQ(refused("{c: {x: {g: 1}}}", "c.*.k", "none"), "--set: error: nothing matches 'c.*.k'");
  EXPECT_EQ(refused("{c: {x: {g: 1}}}", "c.x.h.*.k", "1"), "--set: error: nothing matches 'c.x.h.*.k'");
}

TEST(Patch, DoesNotLeadIntoLists) {
  EXPECT_EQ(refused("{c: {x: {l: [a, b]}}}", "c.x.l.a", "7"),
            "--set: error: 'c.x.l.a' leads into a list, whose items have no names; set the list as a whole");
}

TEST(Patch, SaysNothingMoreOfWhatCouldNotBeRead) {
  Diagnostics diagnostics;
  auto root = parse_text("c: { x: { t: f(a 1, b 2) } }\n", "t", diagnostics);
  ASSERT_TRUE(root);
  EXPECT_TRUE(apply_patch(*root, "c.x.t.a", value_of("7"), diagnostics));
  EXPECT_EQ(diagnostics.error_count(), 1);
}

TEST(Patch, RefusesPathsThatAreNone) {
  const std::string tail =
      " is not a path: a name is missing in it; write the keys from the section down, as in "
      "'teams.dba.staff'";
  EXPECT_EQ(refused("{a: {}}", "", "1"), "--set: error: ''" + tail);
  EXPECT_EQ(refused("{a: {}}", "a..b", "1"), "--set: error: 'a..b'" + tail);
  EXPECT_EQ(refused("{a: {}}", "a.b.", "1"), "--set: error: 'a.b.'" + tail);
  EXPECT_EQ(refused("{a: {}}", "*.b", "1"),
            "--set: error: a path starts with the name of a section, not with '*'");
  std::string deep = "a.b";
  for (int i = 0; i < 200; ++i) deep += ".c";
  EXPECT_EQ(refused("{a: {b: {}}}", deep, "1"), "--set: error: a path has at most 100 parts");
}

TEST(SplitAssignment, TakesTheFirstEqualsSign) {
  EXPECT_EQ(split_assignment("a.b.c=4 h"), std::pair(std::string("a.b.c"), std::string("4 h")));
  EXPECT_EQ(split_assignment(" a.b = { x: c=d } "), std::pair(std::string("a.b"), std::string("{ x: c=d }")));
  EXPECT_EQ(split_assignment("a.b="), std::pair(std::string("a.b"), std::string()));
  EXPECT_FALSE(split_assignment("a.b"));
  EXPECT_FALSE(split_assignment(" =4"));
}

TEST(PatchesOf, KeepTheOrderAndThePlacesOfAVariant) {
  Diagnostics diagnostics;
  const Node root = parsed("set:\n  teams.dba.staff: 3\n  threats: none\n");
  const auto patches = patches_of(*root.find("set"), diagnostics);
  ASSERT_EQ(patches.size(), 2u);
  EXPECT_EQ(patches[0].path, "teams.dba.staff");
  EXPECT_EQ(to_string(patches[0].place), "t:2:3");
  EXPECT_EQ(to_string(patches[0].value.place), "t:2:20");
  EXPECT_TRUE(patches[1].value.is_none());
  EXPECT_TRUE(patches_of(*parsed("set: [a]").find("set"), diagnostics).empty());
  EXPECT_EQ(
      lines(diagnostics),
      (Lines{"t:1:6: error: patches are a map from paths to values; write `set: { teams.dba.staff: 3 }`"}));
}

}  // namespace
}  // namespace mainstay::scenario
