#include "report/comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

#include "report/asked.hpp"

namespace mainstay::report {
namespace {

// Two or more variants whose metrics are given number by number.
class Given final : public RunView {
 public:
  Given(std::vector<std::string> variants, std::vector<Column> metrics) : variants_(std::move(variants)), metrics_(std::move(metrics)) {}
  void set(std::size_t variant, std::size_t metric, std::vector<double> values) {
    samples_[{variant, metric}] = {values, std::vector<double>(values.size(), 1.0)};
  }
  void unpair() { paired_ = false; }
  void halve() { halved_ = true; }
  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<Column>& metrics() const override { return metrics_; }
  Samples samples(std::size_t variant, std::size_t metric) const override { return samples_.at({variant, metric}); }
  std::optional<Curves> curves(std::size_t, const std::string&) const override { return std::nullopt; }
  // Each with numbers of its own, or all but the first over half the time.
  Clock clock(std::size_t variant) const override {
    return {.seed = paired_ ? 1 : 1 + variant, .start = {}, .horizon_seconds = halved_ && variant > 0 ? 50.0 : 100.0, .warm_up_seconds = 0.0};
  }
  const std::string& currency() const override { return currency_; }

 private:
  std::vector<std::string> variants_;
  std::vector<Column> metrics_;
  std::map<std::pair<std::size_t, std::size_t>, Samples> samples_;
  std::string currency_ = "EUR";
  bool paired_ = true;
  bool halved_ = false;
};

std::vector<double> ramp(double from, double slope, int n) {
  std::vector<double> out;
  for (int i = 0; i < n; ++i) out.push_back(from + slope * i + (i % 3) * 0.01);
  return out;
}

Given downtime_of_three() {
  Given run({"baseline", "better", "alike"}, {{"services.shop.downtime", "h", "total", "downtime"}});
  run.set(0, 0, ramp(10.0, 0.1, 40));
  run.set(1, 0, ramp(8.0, 0.11, 40));
  auto alike = ramp(10.0, 0.1, 40);
  for (std::size_t i = 0; i < alike.size(); ++i) alike[i] += i % 2 == 0 ? 0.5 : -0.49;
  run.set(2, 0, alike);
  return run;
}

TEST(Compare, FindsWhatIsBetterAndLeavesOpenWhatNobodyCanTell) {
  const Given run = downtime_of_three();
  std::string error;
  const auto all = compare(run, {}, error);
  ASSERT_TRUE(all) << error;
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ((*all)[0].finding, Finding::better);  // less downtime
  EXPECT_NEAR((*all)[0].difference->interval.estimate, -2.0 + 0.01 * 19.5, 1e-9);
  EXPECT_GT((*all)[0].difference->correlation, 0.99);
  EXPECT_EQ((*all)[1].finding, Finding::open);
  EXPECT_TRUE((*all)[1].replications_to_settle);
  EXPECT_NE(in_words((*all)[1], "EUR").find("no difference is shown"), std::string::npos);
  EXPECT_NE(in_words((*all)[0], "EUR").find("is lower by 1.8"), std::string::npos);
}

TEST(Compare, WidensIntervalsThatAreMeantToHoldTogether) {
  const Given run = downtime_of_three();
  std::string error;
  const auto together = compare(run, {}, error);
  const auto alone = compare(run, {.adjust = Adjust::none}, error);
  EXPECT_GT((*together)[1].difference->interval.half_width(), (*alone)[1].difference->interval.half_width());
  EXPECT_NEAR((*together)[1].adjusted_p, std::min(1.0, 2.0 * (*alone)[1].adjusted_p), 1e-12);
}

TEST(Compare, ComparesEachWithEachWhereAsked) {
  const Given run = downtime_of_three();
  std::string error;
  const auto all = compare(run, {.all_pairs = true}, error);
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ((*all)[2].baseline, "better");
  EXPECT_EQ((*all)[2].variant, "alike");
  EXPECT_EQ((*all)[2].finding, Finding::worse);
}

TEST(Compare, TakesWelchWhereReplicationsDoNotPair) {
  Given run = downtime_of_three();
  run.unpair();
  std::string error;
  const auto all = compare(run, {}, error);
  EXPECT_EQ((*all)[0].method, "Welch");
  EXPECT_FALSE((*all)[0].paired);
  // Without the pairs the ramps' own spread hides what the pairs have shown.
  EXPECT_GT((*all)[0].difference->standard_error, 10.0 * compare(downtime_of_three(), {}, error)->front().difference->standard_error);
}

TEST(Compare, SaysThatVariantsWerePlayedOverAnotherLengthOfTime) {
  Given run = downtime_of_three();
  EXPECT_EQ(note_of_times(run), "");
  run.halve();
  std::string error;
  const auto all = compare(run, {}, error);
  EXPECT_EQ((*all)[0].method, "Welch");
  ASSERT_EQ((*all)[0].warnings.size(), 1u);
  EXPECT_EQ((*all)[0].warnings[0], over_another_time);
  EXPECT_EQ(note_of_times(run), std::string("better, alike: ") + over_another_time);
}

TEST(Compare, SaysThatAProportionNeverCameTrue) {
  const Given run = downtime_of_three();
  std::string error;
  const auto all = compare(run, {.variants = {"better"}, .metrics = {"P(services.shop.downtime > 100 h)", "P(services.shop.downtime > 11 h)"}}, error);
  ASSERT_TRUE(all) << error;
  ASSERT_EQ((*all)[0].warnings.size(), 2u);
  EXPECT_EQ((*all)[0].warnings[0], "never came true in all 40 replications of baseline");
  EXPECT_EQ((*all)[0].finding, Finding::open);  // an interval of some width, not `the same`
  EXPECT_EQ((*all)[1].finding, Finding::better);
}

TEST(Compare, SaysNothingOfOneReplication) {
  Given run({"baseline", "other"}, {{"services.shop.downtime", "h", "total", ""}});
  run.set(0, 0, {1.0});
  run.set(1, 0, {2.0});
  std::string error;
  const auto all = compare(run, {}, error);
  EXPECT_EQ((*all)[0].finding, Finding::unknown);
  EXPECT_EQ(in_words((*all)[0], ""), "services.shop.downtime: nothing can be said");
  EXPECT_FALSE((*all)[0].warnings.empty());
}

TEST(Compare, NamesTheNearestVariantAndMetric) {
  const Given run = downtime_of_three();
  std::string error;
  EXPECT_FALSE(compare(run, {.baseline = "bseline"}, error));
  EXPECT_NE(error.find("did you mean 'baseline'?"), std::string::npos);
  EXPECT_FALSE(compare(run, {.metrics = {"services.shop.downtme"}}, error));
  EXPECT_NE(error.find("services.shop.downtime"), std::string::npos);
}

TEST(BetterDirection, FollowsTheMeaningOfTheMeasure) {
  EXPECT_EQ(better_direction("services.shop.availability"), Better::higher);
  EXPECT_EQ(better_direction("services.shop.outage.p95"), Better::lower);
  EXPECT_EQ(better_direction("tickets.p1.resolve.met"), Better::higher);
  EXPECT_EQ(better_direction("tickets.p1.resolve.overdue"), Better::lower);
  EXPECT_EQ(better_direction("P(services.shop.outages > 0)"), Better::lower);
  EXPECT_EQ(better_direction("P(services.shop.outages = 0)"), Better::higher);
  EXPECT_EQ(better_direction("P(services.shop.rto.breaches = 0)"), Better::higher);
  EXPECT_EQ(better_direction("P(services.shop.availability > 99 %)"), Better::higher);
  EXPECT_EQ(better_direction("sd(services.shop.downtime)"), Better::neither);
  EXPECT_EQ(better_direction("teams.dba.utilisation"), Better::neither);
}

TEST(About, RoundsUpToTwoDigits) {
  EXPECT_EQ(about(7), "7");
  EXPECT_EQ(about(99), "99");
  EXPECT_EQ(about(372), "380");
  EXPECT_EQ(about(80112), "81,000");
}

}  // namespace
}  // namespace mainstay::report
