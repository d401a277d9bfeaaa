#include "scenario/expand.hpp"

#include <gtest/gtest.h>

#include "scenario/parse.hpp"

namespace mainstay::scenario {
namespace {

using schema::Diagnostics;
using schema::Node;
using Lines = std::vector<std::string>;

// A tree on one line, in the notation of the language.
std::string shown(const Node& node) {
  std::string result;
  if (node.is_scalar()) return node.text;
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

struct Result {
  std::string tree;
  std::vector<Alias> aliases;
  Lines said;
};

using Set = std::vector<std::pair<std::string, std::string>>;

// The scenario with `--set path=value` for each of `set`.
Result expanded(std::string_view text, const Set& set = {}) {
  Diagnostics diagnostics;
  auto root = parse_text(text, "t", diagnostics);
  std::vector<Patch> patches;
  for (const auto& [path, value] : set) {
    const schema::Place place{std::make_shared<const std::string>("--set"), 0, 0};
    auto node = patch_value(value, place, diagnostics);
    EXPECT_TRUE(node) << value;
    if (node) patches.push_back({path, place, std::move(*node)});
  }
  EXPECT_EQ(lines(diagnostics), Lines{}) << text;
  Expanded result = expand(root.value_or(Node{}), patches, diagnostics);
  return {shown(result.root), std::move(result.aliases), lines(diagnostics)};
}

// The tree, where nothing may be said.
std::string tree_of(std::string_view text, const Set& set = {}) {
  const Result result = expanded(text, set);
  EXPECT_EQ(result.said, Lines{}) << text;
  return result.tree;
}

std::string numbered(const std::string& name, int from, int to) {
  std::string result;
  for (int i = from; i <= to; ++i) result += (i > from ? " " : "") + name + "-" + std::to_string(i);
  return result;
}

std::string members_of(const Alias& alias) {
  std::string result;
  for (const std::string& member : alias.members) result += (result.empty() ? "" : " ") + member;
  return result;
}

TEST(Like, JoinsMapsAtEveryDepthAndOwnKeysWin) {
  EXPECT_EQ(tree_of("{c: {a: {site: x, f: {every: 1 d, repair: {time: 2 h, by: t}}}, b: {like: a, site: y, "
                    "f: {repair: {by: u}}}}}"),
            "{c: {a: {site: x, f: {every: 1 d, repair: {time: 2 h, by: t}}}, "
            "b: {site: y, f: {every: 1 d, repair: {time: 2 h, by: u}}}}}");
}

TEST(Like, ReplacesListsAndAddsKeys) {
  EXPECT_EQ(tree_of("{c: {a: {l: [1, 2], m: {n: 1}}, b: {k: 3, like: a, l: [4]}}}"),
            "{c: {a: {l: [1, 2], m: {n: 1}}, b: {l: [4], m: {n: 1}, k: 3}}}");
}

TEST(Like, TakesAwayWhatIsInheritedByNone) {
  EXPECT_EQ(tree_of("{c: {a: {k: 1, l: {m: 2, n: 3}}, b: {like: a, k: none, l: {m: none}, o: none}}}"),
            "{c: {a: {k: 1, l: {m: 2, n: 3}}, b: {l: {n: 3}, o: none}}}");
}

TEST(Like, TakesABareLawForShortButAWordOrACountForAnAlternative) {
  EXPECT_EQ(tree_of("{c: {a: {r: 4 h}, b: {like: a, r: {by: t}}}}"),
            "{c: {a: {r: 4 h}, b: {r: {.: 4 h, by: t}}}}");
  EXPECT_EQ(tree_of("{c: {a: {r: f(x 1)}, b: {like: a, r: {by: t}}}}"),
            "{c: {a: {r: f(x 1)}, b: {r: {.: f(x 1), by: t}}}}");
  EXPECT_EQ(tree_of("{c: {a: {r: {value: 4 h, source: s}}, b: {like: a, r: {by: t}}}}"),
            "{c: {a: {r: {value: 4 h, source: s}}, b: {r: {.: {value: 4 h, source: s}, by: t}}}}");
  EXPECT_EQ(tree_of("{c: {a: {r: app}, b: {like: a, r: {at_least: 1, of: app}}}}"),
            "{c: {a: {r: app}, b: {r: {at_least: 1, of: app}}}}");
  EXPECT_EQ(tree_of("{c: {a: {r: 2}, b: {like: a, r: {day: 1}}}}"), "{c: {a: {r: 2}, b: {r: {day: 1}}}}");
}

TEST(Like, ReplacesAMapByABareValueAndAFigureByAFigure) {
  EXPECT_EQ(tree_of("{c: {a: {r: {time: 4 h, by: t}}, b: {like: a, r: 2 h}}}"),
            "{c: {a: {r: {time: 4 h, by: t}}, b: {r: 2 h}}}");
  EXPECT_EQ(tree_of("{c: {a: {r: {value: 4 h, source: s}}, b: {like: a, r: {value: 2 h}}}}"),
            "{c: {a: {r: {value: 4 h, source: s}}, b: {r: {value: 2 h}}}}");
}

TEST(Like, FollowsChainsInAnyOrder) {
  EXPECT_EQ(tree_of("{c: {d: {like: b, z: 4}, b: {like: a, y: 2}, a: {x: 1, y: 1}, e: {like: d, x: 5}}}"),
            "{c: {d: {x: 1, y: 2, z: 4}, b: {x: 1, y: 2}, a: {x: 1, y: 1}, e: {x: 5, y: 2, z: 4}}}");
}

TEST(Like, StaysWithinItsSection) {
  EXPECT_EQ(expanded("a: { x: { k: 1 } }\nb:\n  y: { like: x }\n").said,
            (Lines{"t:3:14: error: 'y' is like 'x', which is not in 'b'"}));
}

TEST(Like, ReportsAnUnknownNameWithASuggestion) {
  const Result r = expanded("c:\n  db-a: {}\n  db-b: { like: dba, x: 1 }\n  e: { like: db-b }\n");
  EXPECT_EQ(r.said,
            (Lines{"t:3:17: error: 'db-b' is like 'dba', which is not in 'c'; did you mean 'db-a'?"}));
  EXPECT_EQ(r.tree, "{c: {db-a: {}, db-b: null, e: null}}");
}

TEST(Like, ReportsACycleOnceWithItsPlaces) {
  const Result r =
      expanded("c:\n  a: { like: b }\n  b: { like: d }\n  d: { like: a }\n  e: { like: b }\n  f: {}\n");
  EXPECT_EQ(r.said,
            (Lines{"t:2:14: error: 'a' is like itself, by way of 'b' (t:3:14), 'd' (t:4:14); one of them "
                   "must say what it is"}));
  EXPECT_EQ(r.tree, "{c: {a: null, b: null, d: null, e: null, f: {}}}");
  EXPECT_EQ(expanded("c:\n  a: { like: a }\n").said,
            (Lines{"t:2:14: error: 'a' is like itself; one of them must say what it is"}));
}

TEST(Like, TakesOneName) {
  EXPECT_EQ(expanded("c:\n  a: {}\n  b: { like: [a] }\n").said,
            (Lines{"t:3:14: error: `like` of 'b' takes the name of one entity of 'c'"}));
  EXPECT_EQ(expanded("c:\n  a: 5\n  b: { like: a }\n").said,
            (Lines{"t:3:3: error: 'b' is like a bare value, which has no keys"}));
  EXPECT_EQ(tree_of("{c: {a: {like: none, k: 1}}}"), "{c: {a: {k: 1}}}");
}

TEST(Like, KeepsThePlacesOfWhatIsInherited) {
  Diagnostics diagnostics;
  auto root = parse_text("c:\n  a: { k: 1, l: 2 }\n  b: { like: a, l: 3 }\n", "t", diagnostics);
  const Expanded result = expand(*root, {}, diagnostics);
  const Node* b = result.root.find("c")->find("b");
  EXPECT_EQ(to_string(b->find("k")->place), "t:2:11");
  EXPECT_EQ(to_string(b->find("l")->place), "t:3:20");
  EXPECT_EQ(to_string(b->entries[1].key_place), "t:3:17");
  EXPECT_EQ(to_string(b->place), "t:3:6");
}

TEST(Like, LeavesRunAndExpectAlone) {
  const char* text = "{run: {x: {like: y, count: 2}}, expect: {m: {like: 3, count: 4}}}";
  EXPECT_EQ(tree_of(text), text);
}

TEST(Like, KeepsNoneAmongTheInheritedPatchesOfAVariant) {
  EXPECT_EQ(tree_of("{variants: {a: {set: {t.x: 1, u: 2}}, b: {like: a, set: {t.x: none}}}}"),
            "{variants: {a: {set: {t.x: 1, u: 2}}, b: {set: {t.x: none, u: 2}}}}");
}

TEST(Count, MakesNumberedMembersInPlaceAndANameForAll) {
  const Result r = expanded("{c: {x: {}, db: {count: 3, k: 1}, y: {}}}");
  EXPECT_EQ(r.said, Lines{});
  EXPECT_EQ(r.tree, "{c: {x: {}, db-1: {k: 1}, db-2: {k: 1}, db-3: {k: 1}, y: {}}}");
  ASSERT_EQ(r.aliases.size(), 1u);
  EXPECT_EQ(r.aliases[0].section, "c");
  EXPECT_EQ(r.aliases[0].name, "db");
  EXPECT_EQ(members_of(r.aliases[0]), "db-1 db-2 db-3");
}

TEST(Count, IsInheritedAndCanBeOverriddenOrTakenAway) {
  const Result r = expanded(
      "{c: {left: {count: 2, k: 1}, right: {like: left}, one: {like: left, count: none}, three: {count: 3, "
      "like: left}}}");
  EXPECT_EQ(r.said, Lines{});
  ASSERT_EQ(r.aliases.size(), 3u);
  EXPECT_EQ(members_of(r.aliases[0]), "left-1 left-2");
  EXPECT_EQ(members_of(r.aliases[1]), "right-1 right-2");
  EXPECT_EQ(members_of(r.aliases[2]), "three-1 three-2 three-3");
  EXPECT_NE(r.tree.find("one: {k: 1}"), std::string::npos);
}

TEST(Count, OfOneIsStillNumbered) {
  const Result r = expanded("{c: {db: {count: 1}}}");
  EXPECT_EQ(r.tree, "{c: {db-1: {}}}");
  EXPECT_EQ(members_of(r.aliases.at(0)), "db-1");
}

TEST(Count, IsAWholeNumberUpToAMillion) {
  for (const char* count :
       {"0", "-1", "1.5", "two", "1e3", "1000001", "99999999999999999999", "\"3\"", "[3]", "{}"}) {
    const Result r = expanded("c:\n  db: { count: " + std::string(count) + " }\n");
    EXPECT_EQ(r.said, (Lines{"t:2:16: error: the count of 'db' is a whole number from 1 to 1000000"}))
        << count;
    EXPECT_EQ(r.tree, "{c: {db: null}}");
  }
}

TEST(Count, ReportsAClashOfNamesWithBothPlaces) {
  EXPECT_EQ(expanded("c:\n  db: { count: 3 }\n  db-2: {}\n").said,
            (Lines{"t:2:16: error: the count of 'db' makes 'db-2', which is there already (t:3:3); rename "
                   "one of them"}));
  EXPECT_EQ(expanded("c:\n  a: { count: 1 }\n  a-1: { count: 2 }\n").said,
            (Lines{"t:2:15: error: the count of 'a' makes 'a-1', which is there already (t:3:3); rename one "
                   "of them"}));
}

TEST(Count, IsLeftToVariantsAndStudiesToRefuse) {
  EXPECT_EQ(tree_of("{variants: {a: {count: 2}}}"), "{variants: {a: {count: 2}}}");
}

TEST(Count, MayBeLarge) {
  Diagnostics diagnostics;
  auto root = parse_text("c: { db: { count: 200000, k: 1 } }\n", "t", diagnostics);
  const Expanded result = expand(std::move(*root), {}, diagnostics);
  EXPECT_EQ(result.root.find("c")->entries.size(), 200000u);
  EXPECT_EQ(result.root.find("c")->entries.back().key, "db-200000");
  EXPECT_EQ(result.aliases.at(0).members.size(), 200000u);
}

TEST(Expand, RefusesAShortTextThatWouldFillTheMemory) {
  std::string text = "c:\n  a: { k: [x";
  for (int i = 0; i < 100; ++i) text += ", " + std::to_string(i);
  text += "], count: 1000000 }\n";
  const Lines said = expanded(text).said;
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("make more than 16000000 values here"), std::string::npos);
}

TEST(Patches, ComeBeforeLikeSoThatWhatDerivesFollows) {
  EXPECT_EQ(tree_of("{c: {a: {k: 1}, b: {like: a}, d: {like: a, k: 2}}}", {{"c.a.k", "7"}}),
            "{c: {a: {k: 7}, b: {k: 7}, d: {k: 2}}}");
}

TEST(Patches, ReachWhatAnEntityInherits) {
  const char* text = "{c: {a: {f: {t: lognormal(median 2 h; p90 8 h), by: t}}, b: {like: a}, d: {like: b}}}";
  EXPECT_EQ(tree_of(text, {{"c.b.f.t.median", "3 h"}, {"c.a.f.t.p90", "9 h"}}),
            "{c: {a: {f: {t: lognormal(median 2 h; p90 9 h), by: t}}, b: {f: {t: lognormal(median 3 h; p90 9 "
            "h), by: t}}, "
            "d: {f: {t: lognormal(median 3 h; p90 9 h), by: t}}}}");
  EXPECT_EQ(
      tree_of(text, {{"c.b.f.by", "none"}}),
      "{c: {a: {f: {t: lognormal(median 2 h; p90 8 h), by: t}}, b: {f: {t: lognormal(median 2 h; p90 8 h)}}, "
      "d: {f: {t: lognormal(median 2 h; p90 8 h)}}}}");
}

TEST(Patches, ByAStarReachWhatIsInheritedToo) {
  EXPECT_EQ(tree_of("{c: {a: {f: {k: 1}}, b: {like: a, f: {l: 2}}, d: {}}}", {{"c.*.f.k", "7"}}),
            "{c: {a: {f: {k: 7}}, b: {f: {k: 7, l: 2}}, d: {}}}");
}

TEST(Patches, MayChangeLikeAndCount) {
  EXPECT_EQ(tree_of("{c: {a: {k: 1}, b: {k: 2}, d: {like: a}}}", {{"c.d.like", "b"}}),
            "{c: {a: {k: 1}, b: {k: 2}, d: {k: 2}}}");
  EXPECT_EQ(tree_of("{c: {a: {count: 3, k: 1}}}", {{"c.a.count", "2"}}), "{c: {a-1: {k: 1}, a-2: {k: 1}}}");
  EXPECT_EQ(tree_of("{c: {a: {k: 1}}}", {{"c.a.count", "2"}}), "{c: {a-1: {k: 1}, a-2: {k: 1}}}");
  EXPECT_EQ(tree_of("{c: {a: {count: 2}, b: {like: a}}}", {{"c.b.count", "none"}}),
            "{c: {a-1: {}, a-2: {}, b: {}}}");
  EXPECT_EQ(tree_of("{c: {a: {count: 2, k: 1}}}", {{"c.*.count", "none"}}), "{c: {a: {k: 1}}}");
}

TEST(Patches, MayAddAnEntityThatIsLikeAnother) {
  EXPECT_EQ(tree_of("{c: {a: {k: 1}}}", {{"c.b", "{ like: a, l: 2 }"}}), "{c: {a: {k: 1}, b: {k: 1, l: 2}}}");
}

TEST(Patches, OnACountedNameReachAllItsMembers) {
  EXPECT_EQ(tree_of("{c: {db: {count: 2, k: 1}}}", {{"c.db.k", "7"}}), "{c: {db-1: {k: 7}, db-2: {k: 7}}}");
}

TEST(Patches, OnAMemberChangeItAlone) {
  EXPECT_EQ(tree_of("{c: {db: {count: 3, f: {t: g(a 1)}}, e: {like: db}}}",
                    {{"c.db-2.f.t.a", "7"}, {"c.e-3.f", "none"}}),
            "{c: {db-1: {f: {t: g(a 1)}}, db-2: {f: {t: g(a 7)}}, db-3: {f: {t: g(a 1)}}, "
            "e-1: {f: {t: g(a 1)}}, e-2: {f: {t: g(a 1)}}, e-3: {}}}");
  EXPECT_EQ(tree_of("{c: {db: {count: 2, k: 1}}}", {{"c.db-2.k", "7"}, {"c.db.k", "8"}}),
            "{c: {db-1: {k: 8}, db-2: {k: 7}}}");
}

TEST(Patches, ReplaceOrRemoveAMember) {
  EXPECT_EQ(tree_of("{c: {db: {count: 2, k: 1}}}", {{"c.db-2", "{ k: 3, l: 4 }"}}),
            "{c: {db-1: {k: 1}, db-2: {k: 3, l: 4}}}");
  const Result r = expanded("{c: {db: {count: 3, k: 1}}}", {{"c.db-2", "none"}});
  EXPECT_EQ(r.said, Lines{});
  EXPECT_EQ(r.tree, "{c: {db-1: {k: 1}, db-3: {k: 1}}}");
  EXPECT_EQ(members_of(r.aliases.at(0)), "db-1 db-3");
}

TEST(Patches, PreferAnEntityOfThatNameToAMember) {
  EXPECT_EQ(tree_of("{c: {db: {k: 1}, db-3: {k: 2}}}", {{"c.db-3.k", "7"}}),
            "{c: {db: {k: 1}, db-3: {k: 7}}}");
}

TEST(Patches, OnMembersThatAreNotThereAreErrors) {
  EXPECT_EQ(expanded("{c: {db: {count: 3}}}", {{"c.db-4.k", "7"}}).said,
            (Lines{"--set: error: there is no 'db-4' in 'c'; 'db' has members 1 to 3"}));
  EXPECT_EQ(expanded("{c: {db: {count: 3}}}", {{"c.db-2.count", "7"}}).said,
            (Lines{"--set: error: 'db-2' is one of several, and has no `like` or `count` of its own"}));
  EXPECT_EQ(expanded("{c: {db: {}}}", {{"c.db-4.k", "7"}}).said,
            (Lines{"--set: error: there is no 'db-4' in 'c' for 'c.db-4.k'; known here: 'db'"}));
  EXPECT_EQ(expanded("{c: {db: {count: 0}}}", {{"c.db-1.k", "7"}}).said.size(), 1u);
}

TEST(Patches, OnWhatIsNotThereAreErrorsAllAtOnce) {
  EXPECT_EQ(expanded("{teams: {dba: {k: 1}}}", {{"teams.dbaa.k", "1"},
                                                {"tems.dba.k", "1"},
                                                {"teams.*.f.k", "1"},
                                                {"teams..k", "1"},
                                                {"threats", "none"}})
                .said.size(),
            5u);
  EXPECT_EQ(expanded("{teams: {dba: {k: 1}}}", {{"teams.dbaa.k", "1"}}).said,
            (Lines{"--set: error: there is no 'dbaa' in 'teams' for 'teams.dbaa.k'; did you mean 'dba'?"}));
  EXPECT_EQ(expanded("{teams: {dba: {k: 1}}}", {{"teams.*.f.k", "1"}}).said,
            (Lines{"--set: error: nothing matches 'teams.*.f.k'"}));
}

TEST(Patches, ApplyInOrderSoThatTheLaterWins) {
  const char* text = "{c: {a: {k: 1, l: 1}}}";
  EXPECT_EQ(tree_of(text, {{"c.a.k", "2"}, {"c.a.k", "3"}}), "{c: {a: {k: 3, l: 1}}}");
  EXPECT_EQ(tree_of(text, {{"c.a.k", "2"}, {"c.a", "{ m: 1 }"}}), "{c: {a: {m: 1}}}");
  EXPECT_EQ(tree_of(text, {{"c.a", "{ m: 1 }"}, {"c.a.k", "2"}}), "{c: {a: {m: 1, k: 2}}}");
  EXPECT_EQ(tree_of(text, {{"c.a.k", "2"}, {"c", "none"}}), "{}");
  EXPECT_EQ(tree_of("{c: {a: {k: 1}, b: {k: 1}}}", {{"c.*.k", "2"}, {"c.b", "{ m: 1 }"}}),
            "{c: {a: {k: 2}, b: {m: 1}}}");
}

TEST(Patches, ReachRunWithoutCallingItsKeysEntities) {
  EXPECT_EQ(
      tree_of("{run: {for: 1 d}}", {{"run.until", "first outage of x"}, {"run.precision.within", "1 %"}}),
      "{run: {for: 1 d, until: first outage of x, precision: {within: 1 %}}}");
}

TEST(Expand, LeavesAScenarioWithoutLikeCountAndPatchesAsItIs) {
  const char* text =
      "{mainstay: 1, run: {for: 1 d}, teams: {dba: {staff: 2}}, sites: {x: {}}, expect: {a.b.c: 3}}";
  EXPECT_EQ(tree_of(text), text);
}

TEST(Expand, ResolvesALongChainWithoutDeepRecursion) {
  std::string text = "c:\n  e0: { k: 1 }\n";
  for (int i = 3000; i > 0; --i)
    text += "  e" + std::to_string(i) + ": { like: e" + std::to_string(i - 1) + " }\n";
  const Result r = expanded(text);
  EXPECT_EQ(r.said, Lines{});
  EXPECT_NE(r.tree.find("e3000: {k: 1}"), std::string::npos);
}

TEST(Expand, SaysThatMembersAreMadeAfterLike) {
  EXPECT_EQ(expanded("c:\n  db: { count: 2 }\n  e: { like: db-1 }\n").said,
            (Lines{"t:3:14: error: 'e' is like 'db-1', which is not in 'c'; members are made afterwards: "
                   "write `like: db`"}));
}

TEST(Expand, NumbersMembersFromOne) {
  const Result r = expanded("{c: {db: {count: 12}}}");
  EXPECT_EQ(members_of(r.aliases.at(0)), numbered("db", 1, 12));
}

}  // namespace
}  // namespace mainstay::scenario
