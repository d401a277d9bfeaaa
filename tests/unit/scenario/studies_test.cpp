#include "scenario/studies.hpp"

#include <gtest/gtest.h>

#include "scenario/assumptions.hpp"
#include "scenario/parse.hpp"
#include "scenario/portfolio.hpp"

namespace mainstay::scenario {
namespace {

schema::Node parsed(const char* text) {
  schema::Diagnostics diagnostics;
  auto root = parse_text(text, "test", diagnostics);
  EXPECT_TRUE(root && !diagnostics.has_errors());
  return *root;
}

TEST(Studies, AreReadWithTheirRangesListsAndConstraints) {
  schema::Diagnostics diagnostics;
  const auto root = parsed("studies:\n  s: { vary: { teams.dba.staff: 1 to 3 by 1, groups.db.mode: [hot standby, warm standby] }, minimise: total.cost, require: [\"a.b <= 2 h\"], budget: 5 EUR }\n");
  const auto all = read_studies(root, diagnostics);
  ASSERT_FALSE(diagnostics.has_errors());
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].vary, (std::vector<std::string>{"teams.dba.staff: 1 to 3 by 1", "groups.db.mode: [hot standby, warm standby]"}));
  EXPECT_EQ(all[0].minimise, "total.cost");
  EXPECT_EQ(all[0].require, (std::vector<std::string>{"a.b <= 2 h"}));
  EXPECT_EQ(all[0].budget, "5 EUR");
}

TEST(Studies, SayWhatIsWrongWithThem) {
  schema::Diagnostics diagnostics;
  read_studies(parsed("studies:\n  a: { minimise: x, maximise: y }\n  b: { budget: 3 EUR }\n  c: { vary: { p.q.r: 5 to 1 by 1 }, minimize: x }\n"), diagnostics);
  EXPECT_EQ(diagnostics.error_count(), 5);   // both; nothing to look for, twice; a range that goes down; an unknown key
}

TEST(Assumptions, AreAmountsRatesSharesAndLawsWithTheirGrade) {
  const auto all = assumptions_of(parsed(
      "run: { for: 1 year }\n"
      "components:\n  a: { count: 3, failure: { every: { value: exponential(mean 5 h), source: log, grade: measured }, repair: 2 h } }\n"
      "services:\n  s: { needs: a, targets: { rto: 4 h }, users: 100 }\n"
      "tickets:\n  k: { steps: { one: { then: { two: 60 %, three: 40 % } } } }\n"
      "threats:\n  t: { rate: 1 / 50 years, chance: 60 %, lasts: 0 h }\n"));
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].path, "components.a.failure.every");
  EXPECT_EQ(all[0].grade, "measured");
  EXPECT_EQ(all[1].path, "components.a.failure.repair");
  EXPECT_EQ(all[1].grade, "assumed");
  EXPECT_EQ(all[2].path, "threats.t.rate");
  EXPECT_EQ(all[3].path, "threats.t.chance");
}

std::pair<std::string, std::string> ends(const char* value, double spread) {
  schema::Diagnostics diagnostics;
  const std::vector<Factor> factors = {factor_around({"p.q.r", value, "assumed", ""}, spread)};
  const auto text = [&](double u) { return point_at(factors, std::vector<double>{u}, diagnostics).patches.front().value.text; };
  return {text(0.0), text(1.0)};
}

TEST(Assumptions, RangeAroundTheirValue) {
  EXPECT_EQ(ends("4 h", 0.5), (std::pair<std::string, std::string>("2 h", "6 h")));
  EXPECT_EQ(ends("1 / 50 years", 0.5), (std::pair<std::string, std::string>("0.5 / 50 years", "1.5 / 50 years")));
  EXPECT_EQ(ends("1200 EUR / h", 0.25), (std::pair<std::string, std::string>("900 EUR / h", "1500 EUR / h")));
  EXPECT_EQ(ends("98 %", 0.5), (std::pair<std::string, std::string>("97 %", "99 %")));
  EXPECT_EQ(ends("10 %", 0.5), (std::pair<std::string, std::string>("5 %", "15 %")));
  EXPECT_EQ(ends("exponential(mean 5 h)", 0.5), (std::pair<std::string, std::string>("scaled(exponential(mean 5 h); by 0.5)", "scaled(exponential(mean 5 h); by 1.5)")));
}

TEST(Portfolio, AddsUpPatchesAndCostsAndKnowsWhatExcludesEachOther) {
  const auto options = options_in(parsed(
      "variants:\n  a: { set: { teams.x.staff: 3 }, cost: 10 EUR / year }\n  b: { set: { teams.x: { staff: 4 } }, cost: 7 EUR }\n  c: { set: { teams.y.staff: 1 } }\n"));
  ASSERT_EQ(options.size(), 3u);
  EXPECT_TRUE(exclude_each_other(options[0], options[1]));
  EXPECT_FALSE(exclude_each_other(options[0], options[2]));
  EXPECT_DOUBLE_EQ(options[0].cost_over(2.0), 20.0);
  const auto both = portfolio(options, 0b101);
  EXPECT_EQ(both.name, "a + c");
  EXPECT_EQ(both.patches.size(), 2u);
  EXPECT_DOUBLE_EQ(both.cost_per_year, 10.0);
  EXPECT_EQ(portfolio(options, 0).name, "baseline");
}

}  // namespace
}  // namespace mainstay::scenario
