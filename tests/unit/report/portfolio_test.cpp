#include "report/portfolio.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "stats/generator.hpp"

namespace mainstay::report {
namespace {

// Candidates with a cost and a downtime a trial, uniform about given means; with common numbers if wished.
class Given final : public RunView {
 public:
  Given(const std::vector<std::pair<double, double>>& means, std::size_t trials, std::uint64_t seed, bool common = false) {
    stats::Generator g(seed);
    for (std::size_t v = 0; v < means.size(); ++v) {
      if (common) g = stats::Generator(seed);
      variants_.push_back(std::to_string(v));
      Samples cost, down;
      for (std::size_t t = 0; t < trials; ++t) {
        cost.values.push_back(means[v].first + g.uniform() - 0.5);
        down.values.push_back(means[v].second + g.uniform() - 0.5);
      }
      cost.weights.assign(trials, 1.0);
      down.weights.assign(trials, 1.0);
      samples_[{v, 0}] = cost;
      samples_[{v, 1}] = down;
    }
  }
  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<Column>& metrics() const override { return metrics_; }
  Samples samples(std::size_t variant, std::size_t metric) const override { return samples_.at({variant, metric}); }
  std::optional<Curves> curves(std::size_t, const std::string&) const override { return std::nullopt; }
  const std::string& currency() const override { return currency_; }
  void unpair() { paired_ = false; }
  Clock clock(std::size_t variant) const override { return {.seed = paired_ ? 1 : 1 + variant, .start = {}}; }

 private:
  bool paired_ = true;
  std::vector<std::string> variants_;
  std::vector<Column> metrics_ = {{"total.cost", "money", "value", ""}, {"services.a.downtime", "h", "value", ""}};
  std::map<std::pair<std::size_t, std::size_t>, Samples> samples_;
  std::string currency_ = "EUR";
};

Choice cheapest() {
  Choice c;
  c.objective = "total.cost";
  std::string error;
  c.constraints.push_back(*parse_constraint("services.a.downtime <= 5 h", error));
  return c;
}

TEST(Constraint, IsTakenApartAtTheComparisonOutsideOfParentheses) {
  std::string error;
  const auto c = parse_constraint("P(services.a.outages >= 2) <= 5 %", error);
  ASSERT_TRUE(c);
  EXPECT_EQ(c->metric, "P(services.a.outages >= 2)");
  EXPECT_FALSE(c->at_least);
  EXPECT_EQ(c->limit, "5 %");
  EXPECT_FALSE(parse_constraint("services.a.downtime < 5 h", error));
  EXPECT_FALSE(parse_constraint("services.a.downtime <=", error));
}

TEST(Select, PicksTheBestOfThoseThatKeepTheConstraint) {
  // The cheapest breaks the constraint; the next is the best; the last is dear.
  const Given run({{1.0, 9.0}, {2.0, 4.0}, {3.0, 1.0}}, 100, 1);
  std::string error;
  const auto s = select(run, cheapest(), {}, error);
  ASSERT_TRUE(s) << error;
  EXPECT_EQ(s->leader, 1u);
  EXPECT_TRUE(s->decided);
  EXPECT_EQ(s->standings[0].feasible, Feasible::no);
  EXPECT_TRUE(s->standings[2].beaten);
}

TEST(Select, LeavesOpenWhatItCannotTell) {
  const Given run({{2.0, 4.0}, {2.0, 4.0}, {1.0, 5.0}}, 30, 2);
  std::string error;
  const auto s = select(run, cheapest(), {}, error);
  EXPECT_FALSE(s->decided);
  EXPECT_EQ(s->standings[2].feasible, Feasible::open);
  Choice indifferent = cheapest();
  indifferent.indifference = 10.0;
  EXPECT_TRUE(select(run, indifferent, {}, error)->decided);
}

TEST(Select, IsWrongNoMoreOftenThanItSays) {
  int wrong = 0, decided = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    // The best keeps the constraint by a hair and is ahead by a hair.
    const Given run({{1.9, 5.1}, {2.0, 4.9}, {2.1, 4.0}}, 120, seed);
    std::string error;
    Choice choice = cheapest();
    choice.confidence = 0.9;
    const auto s = select(run, choice, {}, error);
    decided += s->decided ? 1 : 0;
    wrong += s->decided && s->leader != 1u ? 1 : 0;
    wrong += s->standings[1].feasible == Feasible::no || s->standings[1].beaten || s->standings[0].feasible == Feasible::yes ? 1 : 0;
  }
  EXPECT_LE(wrong, 40);
  EXPECT_GT(decided, 200);
}

TEST(Select, PairsOnlyWhatSharesItsNumbersAndItsClock) {
  // Ahead by a hundredth of what differs from trial to trial: pairs show it at once.
  Given run({{2.01, 4.0}, {2.0, 4.0}}, 30, 4, true);
  std::string error;
  EXPECT_TRUE(select(run, cheapest(), {}, error)->decided);
  run.unpair();
  const auto s = select(run, cheapest(), {}, error);
  EXPECT_EQ(s->leader, 1u);
  EXPECT_FALSE(s->decided);
}

TEST(Select, SaysThatNothingKeepsTheConstraint) {
  const Given run({{1.0, 9.0}, {2.0, 8.0}}, 50, 3);
  std::string error;
  const auto s = select(run, cheapest(), {}, error);
  EXPECT_TRUE(s->none_feasible);
  EXPECT_FALSE(s->leader);
}

TEST(ParetoFront, LeavesOutWhatCostsMoreAndIsNoBetter) {
  std::vector<Standing> standings;
  const double worth[] = {5.0, 7.0, 6.0, 9.0, 9.0};
  for (std::size_t c = 0; c < 5; ++c) {
    Standing s{.candidate = c, .objective = {}, .constraints = {}};
    s.objective.known = true;
    s.objective.value = worth[c];
    standings.push_back(s);
  }
  EXPECT_EQ(pareto_front(standings, {0, 10, 20, 30, 40}, Aim::highest), (std::vector<std::size_t>{0, 1, 3}));
  EXPECT_EQ(pareto_front(standings, {40, 30, 20, 10, 0}, Aim::lowest), (std::vector<std::size_t>{4, 2, 0}));
  standings[0].feasible = Feasible::no;
  EXPECT_EQ(pareto_front(standings, {0, 10, 20, 30, 40}, Aim::highest), (std::vector<std::size_t>{1, 3}));
}

}  // namespace
}  // namespace mainstay::report
