#include "scenario/sweep.hpp"

#include <gtest/gtest.h>

#include <set>

namespace mainstay::scenario {
namespace {

schema::Place place() { return {std::make_shared<const std::string>("--vary"), 0, 0}; }

std::vector<std::string> levels_of(std::string_view text) {
  schema::Diagnostics d;
  const auto f = parse_factor(text, place(), d);
  return f ? f->levels : std::vector<std::string>{};
}

std::string complaint(std::string_view text) {
  schema::Diagnostics d;
  EXPECT_FALSE(parse_factor(text, place(), d));
  return d.sorted().empty() ? "" : d.sorted().front().message;
}

TEST(ParseFactor, CountsRangesUpInStepsWithTheirUnit) {
  EXPECT_EQ(levels_of("teams.dba.staff: 1 to 5 by 2"), (std::vector<std::string>{"1", "3", "5"}));
  EXPECT_EQ(levels_of("a.b: 30 min to 90 min by 30 min"), (std::vector<std::string>{"30 min", "60 min", "90 min"}));
  EXPECT_EQ(levels_of("a.b: 0.1 to 0.3 by 0.1"), (std::vector<std::string>{"0.1", "0.2", "0.3"}));
  EXPECT_EQ(levels_of("a.b: 1 to 4 h by 2"), (std::vector<std::string>{"1 h", "3 h"}));
}

TEST(ParseFactor, TakesListsOfAnything) {
  EXPECT_EQ(levels_of("groups.db.mode: [hot standby, cold standby]"), (std::vector<std::string>{"hot standby", "cold standby"}));
  EXPECT_EQ(levels_of("a.b: uniform(min 1 h; max 2 h), 4 h"), (std::vector<std::string>{"uniform(min 1 h; max 2 h)", "4 h"}));
  EXPECT_EQ(levels_of("a.b: 7"), (std::vector<std::string>{"7"}));
}

TEST(ParseFactor, KeepsAPlainRange) {
  schema::Diagnostics d;
  const auto f = parse_factor("a.b: 2 to 8 h", place(), d);
  ASSERT_TRUE(f);
  EXPECT_TRUE(f->levels.empty());
  EXPECT_EQ(f->low, 2.0);
  EXPECT_EQ(f->high, 8.0);
  EXPECT_EQ(f->unit, " h");
}

TEST(ParseFactor, TakesARateByTheEventsThatWereSeen) {
  schema::Diagnostics d;
  const std::vector<Factor> factors = {*parse_factor("threats.flood.rate: 2 in 80 years", place(), d)};
  EXPECT_EQ(factors[0].unit, " / 80 years");
  // Twice a gamma variable of shape 2.5 is chi-squared with 5 degrees of freedom, whose median is 4.351.
  const std::vector<double> middle{0.5};
  const auto point = point_at(factors, middle, d);
  ASSERT_EQ(point.patches.size(), 1u);
  EXPECT_EQ(point.patches[0].value.text.substr(0, 6), "2.1757");
  EXPECT_TRUE(point.patches[0].value.text.ends_with(" / 80 years"));
  // In as many slices as there are points, each as likely: their mean is (n + 1/2) events.
  double sum = 0.0;
  for (const auto& p : sweep_points(factors, {DesignKind::latin_hypercube, 2000}, 1, d)) sum += std::stod(p.patches[0].value.text);
  EXPECT_NEAR(sum / 2000.0, 2.5, 0.02);
  EXPECT_FALSE(d.has_errors());
  sweep_points(factors, {}, 1, d);
  EXPECT_TRUE(d.has_errors());  // a grid has no place for it
}

TEST(ParseFactor, SaysWhatIsWrong) {
  EXPECT_EQ(complaint("teams.dba.staff"), "is not `PATH: VALUES`");
  EXPECT_NE(complaint("a.b: 5 to 1 by 1").find("does not go up"), std::string::npos);
  EXPECT_NE(complaint("a.b: 1 h to 90 min").find("mixes units"), std::string::npos);
  EXPECT_NE(complaint("a.b: 1 to 5 by 0").find("no step above 0"), std::string::npos);
  EXPECT_NE(complaint("a.b: few to many").find("no range of numbers"), std::string::npos);
  EXPECT_NE(complaint("a.b: 2 in 80").find("number of events"), std::string::npos);
  EXPECT_NE(complaint("a.b: 2 h in 80 years").find("number of events"), std::string::npos);
  EXPECT_NE(complaint("a.b: -1 in 80 years").find("number of events"), std::string::npos);
  EXPECT_NE(complaint("a.b: 1, , 3").find("empty place"), std::string::npos);
}

TEST(SweepPoints, OfAGridNameWhatTheySet) {
  schema::Diagnostics d;
  const std::vector<Factor> factors = {*parse_factor("teams.dba.staff: 1, 2", place(), d), *parse_factor("teams.ops.staff: 3, 4", place(), d)};
  const auto points = sweep_points(factors, {}, 1, d);
  ASSERT_EQ(points.size(), 4u);
  EXPECT_EQ(points[0].name, "dba.staff=1,ops.staff=3");
  EXPECT_EQ(points[3].name, "dba.staff=2,ops.staff=4");
  ASSERT_EQ(points[3].patches.size(), 2u);
  EXPECT_EQ(points[3].patches[1].path, "teams.ops.staff");
  EXPECT_EQ(points[3].patches[1].value.text, "4");
  EXPECT_FALSE(d.has_errors());
}

TEST(SweepPoints, OfOtherDesignsFillRangesAndListsEvenly) {
  schema::Diagnostics d;
  const std::vector<Factor> factors = {*parse_factor("a.b: 2 h to 8 h", place(), d), *parse_factor("c.d: x, y", place(), d)};
  const auto points = sweep_points(factors, *parse_design("lhs 20", place(), d), 7, d);
  ASSERT_EQ(points.size(), 20u);
  int x = 0;
  std::set<int> slices;
  for (const auto& p : points) {
    const double hours = std::stod(p.patches[0].value.text);
    EXPECT_GE(hours, 2.0);
    EXPECT_LT(hours, 8.0);
    slices.insert(static_cast<int>((hours - 2.0) / 0.3));
    x += p.patches[1].value.text == "x" ? 1 : 0;
  }
  EXPECT_EQ(slices.size(), 20u);
  EXPECT_EQ(x, 10);
  EXPECT_EQ(sweep_points(factors, *parse_design("sobol 16", place(), d), 7, d).size(), 16u);
}

TEST(SweepPoints, RefuseAGridWithoutStepsAndOneThatIsTooLarge) {
  schema::Diagnostics d;
  const std::vector<Factor> plain = {*parse_factor("a.b: 2 h to 8 h", place(), d)};
  sweep_points(plain, {}, 1, d);
  EXPECT_NE(d.sorted().front().message.find("a grid needs steps"), std::string::npos);
  schema::Diagnostics many;
  const Factor thousand = *parse_factor("a.b: 1 to 1000 by 1", place(), many);
  const std::vector<Factor> three = {thousand, thousand, thousand};
  EXPECT_TRUE(sweep_points(three, {}, 1, many).empty());
  EXPECT_TRUE(many.has_errors());
}

TEST(ParseDesign, KnowsItsWords) {
  schema::Diagnostics d;
  EXPECT_EQ(parse_design("sobol 64", place(), d)->points, 64u);
  EXPECT_FALSE(parse_design("lhs", place(), d));
  EXPECT_FALSE(parse_design("lhs 2.5", place(), d));
  EXPECT_FALSE(parse_design("random 5", place(), d));
}

}  // namespace
}  // namespace mainstay::scenario
