#include "report/estimate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "report/check.hpp"
#include "report/format.hpp"
#include "report/precision.hpp"

namespace mainstay::report {
namespace {

// One metric of one variant, `services.x.down`, a bare number.
class OneMetric final : public RunView {
 public:
  OneMetric(std::vector<double> values, std::vector<double> weights) : samples_{std::move(values), std::move(weights)} {}
  explicit OneMetric(const std::vector<double>& values) : OneMetric(values, std::vector<double>(values.size(), 1.0)) {}
  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<Column>& metrics() const override { return metrics_; }
  Samples samples(std::size_t, std::size_t) const override { return samples_; }
  std::optional<Curves> curves(std::size_t, const std::string&) const override { return std::nullopt; }
  const std::string& currency() const override { return currency_; }

 private:
  std::vector<std::string> variants_{"baseline"};
  Samples samples_;
  std::vector<Column> metrics_{{"services.x.down", "1", "mean", ""}};
  std::string currency_;
};

Estimate asked(const OneMetric& run, const std::string& text, double confidence = 0.95) {
  std::string error;
  const auto query = work::parse_query(text, error);
  const auto e = query ? estimate(run, 0, *query, confidence, error) : std::nullopt;
  EXPECT_TRUE(e) << error;
  return e.value_or(Estimate());
}

Compared checked(const OneMetric& run, const std::string& metric, const std::string& value, stats::Precision within = {}, int asked_for = 1) {
  std::vector<Expected> all(static_cast<std::size_t>(asked_for), Expected{metric, "baseline", value, 0.0, within});
  return compare_with_expected(run, all, {.confidence = 0.99}).front();
}

TEST(Estimate, OfAMeanIsStudents) {
  const auto e = asked(OneMetric({1, 2, 3, 4}), "services.x.down");
  EXPECT_EQ(e.method, "Student t");
  EXPECT_EQ(e.value, 2.5);
  // t(0.975; 3) · sd / 2 = 3.182446 · 1.290994 / 2
  EXPECT_NEAR(e.interval->half_width(), 2.054260, 1e-5);
}

TEST(Estimate, OfOneReplicationHasNoInterval) {
  const OneMetric run({3.0});
  for (const char* metric : {"services.x.down", "p95(services.x.down)", "sd(services.x.down)"}) EXPECT_FALSE(asked(run, metric).interval) << metric;
  EXPECT_EQ(asked(run, "services.x.down").value, 3.0);
  EXPECT_FALSE(asked(run, "sd(services.x.down)").known);
}

TEST(Estimate, OfAProportionIsWilsons) {
  const std::vector<double> ones(10, 1.0);
  const auto all = asked(OneMetric(ones), "P(services.x.down > 0)");
  EXPECT_EQ(all.method, "Wilson");
  EXPECT_EQ(all.value, 1.0);
  // Ten of ten is not certainty: 1 / (1 + z² / 10) at z = 1.959964.
  EXPECT_NEAR(all.interval->low, 0.722467, 1e-6);
  EXPECT_EQ(all.interval->high, 1.0);
  const auto none = asked(OneMetric(ones), "P(services.x.down > 1)");
  EXPECT_EQ(none.value, 0.0);
  EXPECT_NEAR(none.interval->high, 1.0 - 0.722467, 1e-6);
}

TEST(Estimate, OfAProportionLeavesFailedTrialsOut) {
  const double failed = std::numeric_limits<double>::quiet_NaN();
  const auto e = asked(OneMetric({1, failed, 0, 1}, {1, 0, 1, 1}), "P(services.x.down > 0)");
  EXPECT_EQ(e.trials, 3u);
  EXPECT_NEAR(e.value, 2.0 / 3.0, 1e-15);
}

TEST(Estimate, OfARatioPoolsByWeight) {
  // 1 of 1 hour and 0 of 9 hours are a tenth, not a half; a trial that saw nothing weighs nothing.
  const auto e = asked(OneMetric({1.0, 0.0, 0.0}, {1.0, 9.0, 0.0}), "services.x.down");
  EXPECT_NEAR(e.value, 0.1, 1e-15);
  EXPECT_EQ(e.trials, 2u);
  EXPECT_EQ(e.method, "jackknife of the pooled ratio");
  EXPECT_TRUE(e.interval);
}

TEST(Estimate, OfTheTotalCostIsNotShownBelowNothingUnlessTheVariantSaves) {
  class Costs final : public RunView {
   public:
    explicit Costs(bool saves) : saves_(saves) {}
    const std::vector<std::string>& variants() const override { return variants_; }
    const std::vector<Column>& metrics() const override { return metrics_; }
    Samples samples(std::size_t, std::size_t) const override { return {{0, 0, 0, 100}, {1, 1, 1, 1}}; }
    std::optional<Curves> curves(std::size_t, const std::string&) const override { return std::nullopt; }
    bool may_save(std::size_t) const override { return saves_; }
    const std::string& currency() const override { return currency_; }

   private:
    bool saves_;
    std::vector<std::string> variants_{"baseline"};
    std::vector<Column> metrics_{{"total.cost", "money", "total", ""}};
    std::string currency_ = "EUR";
  };
  // 25 with a standard error of 25, and t(0.975; 3) = 3.182446: from -54.56 to 104.56.
  std::string error;
  const auto query = *work::parse_query("total.cost", error);
  const Estimate spends = *estimate(Costs(false), 0, query, 0.95, error);
  EXPECT_NEAR(spends.interval->low, -54.561, 1e-3);
  EXPECT_EQ(format_interval(spends, "EUR"), "[0, 105]");
  EXPECT_EQ(format_interval(*estimate(Costs(true), 0, query, 0.95, error), "EUR"), "[-55, 105]");
}

TEST(Estimate, OfAnExtremeHasNoInterval) {
  const auto e = asked(OneMetric({1, 2, 3, 4}), "max(services.x.down)");
  EXPECT_EQ(e.value, 4.0);
  EXPECT_TRUE(e.extreme);
  EXPECT_FALSE(e.interval);
  EXPECT_FALSE(asked(OneMetric({1, 2, 3, 4}), "services.x.down").extreme);
}

TEST(Estimate, OfAQuantileIsBetweenOrderStatistics) {
  std::vector<double> values;
  for (int i = 1; i <= 100; ++i) values.push_back(i);
  const auto e = asked(OneMetric(values), "p50(services.x.down)");
  EXPECT_EQ(e.method, "order statistics");
  // Ranks 40 and 61 of 100 enclose the median with 95 %.
  EXPECT_EQ(e.interval->low, 40.0);
  EXPECT_EQ(e.interval->high, 61.0);
  // Twenty values do not bound the p95 above.
  EXPECT_TRUE(std::isinf(asked(OneMetric(std::vector<double>(values.begin(), values.begin() + 20)), "p95(services.x.down)").interval->high));
}

TEST(Check, SharesItsConfidenceAmongWhatIsAsked) {
  const OneMetric run({1, 2, 3, 4});
  const double one = checked(run, "services.x.down", "2.5").estimate.interval->half_width();
  const double five = checked(run, "services.x.down", "2.5", {}, 5).estimate.interval->half_width();
  EXPECT_NEAR(one, 5.840909 * 1.290994 / 2.0, 1e-5);     // t(0.995; 3)
  EXPECT_NEAR(five, 10.214532 * 1.290994 / 2.0, 1e-5);   // t(0.999; 3)
}

TEST(Check, UndecidedIsNotPassed) {
  const OneMetric run({1, 2, 3, 4});
  EXPECT_EQ(checked(run, "services.x.down", "2.5").verdict, Verdict::passed);
  EXPECT_EQ(checked(run, "services.x.down", "2.5", {.relative = 0.01}).verdict, Verdict::undecided);
  EXPECT_EQ(checked(run, "services.x.down", "2.5", {.absolute = 3.0}).verdict, Verdict::undecided);
  EXPECT_EQ(checked(run, "services.x.down", "2.5", {.absolute = 4.0}).verdict, Verdict::passed);
  // No interval is relative to nothing.
  EXPECT_EQ(checked(OneMetric({-1, 0, 1}), "services.x.down", "0", {.relative = 1000.0}).verdict, Verdict::undecided);
}

TEST(Check, WhatNeverVariedMustBeJustThat) {
  const OneMetric run({3, 3, 3});
  EXPECT_EQ(checked(run, "services.x.down", "3").verdict, Verdict::passed);
  EXPECT_EQ(checked(run, "services.x.down", "3.1").verdict, Verdict::failed);
}

TEST(Check, WhatNobodyObservedFails) {
  const auto c = checked(OneMetric({0, 0}, {0, 0}), "services.x.down", "0");
  EXPECT_EQ(c.verdict, Verdict::failed);
  EXPECT_EQ(c.why, "nothing was observed");
}

TEST(Goal, IsRelativeInPerCentAndAbsoluteInTheUnit) {
  std::string error;
  EXPECT_EQ(precision_in_unit("1 %", "h", error)->relative, 0.01);
  EXPECT_EQ(precision_in_unit("1 %", "%", error)->relative, 0.01);
  EXPECT_EQ(precision_in_unit("30 min", "h", error)->absolute, 0.5);
  EXPECT_EQ(precision_in_unit("0.001", "%", error)->absolute, 0.001);
  EXPECT_FALSE(precision_in_unit("30 min", "%", error));
  EXPECT_FALSE(precision_in_unit("narrow", "h", error));
}

TEST(Goal, IsNotAttainedByWhatNeverVaried) {
  std::string error;
  const Goal goal{*work::parse_query("services.x.down", error), "1", {.absolute = 1.0}, 0.95};
  EXPECT_FALSE(attained(OneMetric(std::vector<double>(50, 0.0)), 0, goal).reached);
  EXPECT_TRUE(attained(OneMetric({0, 0.1, 0, 0.1, 0, 0.1}), 0, goal).reached);
}

}  // namespace
}  // namespace mainstay::report
