#include "schema/diagnostics.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace mainstay::schema {
namespace {

Place at(const std::string& file, int line, int column) {
  return {std::make_shared<const std::string>(file), line, column};
}

std::vector<std::string> lines(const Diagnostics& diagnostics) {
  std::vector<std::string> result;
  for (const Diagnostic& d : diagnostics.sorted()) result.push_back(to_string(d));
  return result;
}

TEST(Diagnostics, ReadAsFileLineColumnMessageAndSuggestion) {
  EXPECT_EQ(
      to_string({Severity::error, at("bank.yaml", 3, 7), "unknown key 'staf'", "did you mean 'staff'?"}),
      "bank.yaml:3:7: error: unknown key 'staf'; did you mean 'staff'?");
  EXPECT_EQ(to_string({Severity::warning, at("bank.yaml", 3, 0), "no staff", ""}),
            "bank.yaml:3: warning: no staff");
}

TEST(Diagnostics, LeaveOutThePartsOfAPlaceThatAreUnknown) {
  EXPECT_EQ(to_string({Severity::error, at("--set teams.dba.staff=x", 0, 0), "not a number", ""}),
            "--set teams.dba.staff=x: error: not a number");
  EXPECT_EQ(to_string({Severity::error, {}, "nothing to do", ""}), "error: nothing to do");
  EXPECT_EQ(to_string(at("a.yaml", 0, 5)), "a.yaml");
}

TEST(Diagnostics, AreSortedByFileAsFirstSeenThenLineThenColumn) {
  Diagnostics d;
  d.error(at("z.yaml", 9, 1), "z9");
  d.error(at("a.yaml", 1, 1), "a1");
  d.error(at("z.yaml", 2, 5), "z2 later");
  d.warning(at("z.yaml", 2, 3), "z2");
  EXPECT_EQ(lines(d), (std::vector<std::string>{"z.yaml:2:3: warning: z2", "z.yaml:2:5: error: z2 later",
                                                "z.yaml:9:1: error: z9", "a.yaml:1:1: error: a1"}));
}

TEST(Diagnostics, AtOnePlaceKeepTheirOrderAndTheSameOneOnce) {
  Diagnostics d;
  d.error(at("a.yaml", 1, 1), "second letter");
  d.error(at("a.yaml", 1, 1), "a first letter");
  d.error(at("a.yaml", 1, 1), "second letter");
  d.error(at("a.yaml", 1, 1), "second letter", "with a suggestion");
  d.warning(at("a.yaml", 1, 1), "second letter");
  EXPECT_EQ(lines(d),
            (std::vector<std::string>{"a.yaml:1:1: error: second letter", "a.yaml:1:1: error: a first letter",
                                      "a.yaml:1:1: error: second letter; with a suggestion",
                                      "a.yaml:1:1: warning: second letter"}));
}

TEST(Diagnostics, OfMembersOfOneEntityAreSaidOnce) {
  Diagnostics d;
  for (const char* who : {"components.db-1.failure", "components.db-2.failure", "components.db-a.failure", "components.db-12"})
    d.error(at("a.yaml", 1, 1), std::string(who) + ": no `repair`");
  d.error(at("a.yaml", 2, 1), "components.db-2.failure: no `repair`");
  d.error(at("a.yaml", 3, 1), "on 2026-1: no point");
  d.error(at("a.yaml", 3, 1), "on 2026-2: no point");
  EXPECT_EQ(lines(d), (std::vector<std::string>{
                          "a.yaml:1:1: error: components.db-1.failure: no `repair`", "a.yaml:1:1: error: components.db-a.failure: no `repair`",
                          "a.yaml:1:1: error: components.db-12: no `repair`", "a.yaml:2:1: error: components.db-2.failure: no `repair`",
                          "a.yaml:3:1: error: on 2026-1: no point", "a.yaml:3:1: error: on 2026-2: no point"}));
}

TEST(Diagnostics, CountErrorsButNotWarnings) {
  Diagnostics d;
  d.warning({}, "unlimited staff");
  EXPECT_FALSE(d.has_errors());
  d.error({}, "no staff");
  EXPECT_TRUE(d.has_errors());
  EXPECT_EQ(d.error_count(), 1);
}

TEST(Diagnostics, AppendAllOfAnother) {
  Diagnostics d;
  Diagnostics other;
  d.error({}, "one");
  other.error({}, "two");
  other.warning({}, "three");
  d.append(other);
  EXPECT_EQ(d.error_count(), 2);
  EXPECT_EQ(lines(d), (std::vector<std::string>{"error: one", "error: two", "warning: three"}));
  d.append(d);
  EXPECT_EQ(d.error_count(), 4);
  EXPECT_EQ(lines(d).size(), 3u);
}

TEST(Nearest, FindsOneLetterMissingAddedChangedOrSwapped) {
  const std::vector<std::string> keys = {"discipline", "staff", "calendar"};
  EXPECT_EQ(nearest("staf", keys), "staff");
  EXPECT_EQ(nearest("stafff", keys), "staff");
  EXPECT_EQ(nearest("stavf", keys), "staff");
  EXPECT_EQ(nearest("satff", keys), "staff");
}

TEST(Nearest, AllowsAThirdOfTheWordButAtMostThree) {
  EXPECT_EQ(nearest("exponental", {"exponential"}), "exponential");
  EXPECT_EQ(nearest("abcdefxyz", {"abcdef123"}), "abcdef123");               // 3 of 9
  EXPECT_EQ(nearest("abcdwxyz", {"abcd1234"}), "");                          // 4 of 8
  EXPECT_EQ(nearest("abcdefghijklmnopwxyz", {"abcdefghijklmnop1234"}), "");  // 4 of 20
  EXPECT_EQ(nearest("abcd", {"abdx"}), "");                                  // 2 of 4
}

TEST(Nearest, IgnoresCase) {
  EXPECT_EQ(nearest("DBA", {"desk", "dba"}), "dba");
  EXPECT_EQ(nearest("p1", {"P1"}), "P1");
}

TEST(Nearest, TakesTheNearerAndOfEqualsTheFirst) {
  EXPECT_EQ(nearest("network", {"netwrk", "network-", "nework"}), "netwrk");
  EXPECT_EQ(nearest("calender", {"calendars", "calendar"}), "calendar");
}

TEST(Nearest, FindsNothingWhereNoLetterIsLeft) {
  EXPECT_EQ(nearest("a", {"b"}), "");
  EXPECT_EQ(nearest("", {"b"}), "");
  EXPECT_EQ(nearest("staff", {}), "");
}

TEST(DidYouMean, NamesTheNearestOne) {
  EXPECT_EQ(did_you_mean("staf", {"room", "staff"}), "did you mean 'staff'?");
}

TEST(DidYouMean, ListsAllWhereNoneIsNearAndThereAreAtMostSix) {
  EXPECT_EQ(did_you_mean("people", {"dba"}), "known here: 'dba'");
  EXPECT_EQ(did_you_mean("people", {"dba", "desk"}), "known here are: 'dba', 'desk'");
  EXPECT_NE(did_you_mean("people", {"1", "2", "3", "4", "5", "6"}), "");
  EXPECT_EQ(did_you_mean("people", {"1", "2", "3", "4", "5", "6", "7"}), "");
  EXPECT_EQ(did_you_mean("people", {}), "");
}

}  // namespace
}  // namespace mainstay::schema
