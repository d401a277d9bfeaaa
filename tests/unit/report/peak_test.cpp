#include <gtest/gtest.h>

#include <cmath>

#include "report/estimate.hpp"
#include "stats/generator.hpp"

namespace mainstay::report {
namespace {

// Trials of a curve whose points are 1 with some odds, else 0: as lumpy as outages are.
class Lumpy final : public RunView {
 public:
  Lumpy(const std::vector<double>& odds, std::size_t trials, std::uint64_t seed) {
    stats::Generator generator(seed);
    curves_.points = odds.size();
    curves_.step_hours = 1.0;
    for (std::size_t t = 0; t < trials; ++t)
      for (const double p : odds) curves_.values.push_back(generator.uniform() < p ? 1.0f : 0.0f);
  }
  const std::vector<std::string>& variants() const override { return variants_; }
  const std::vector<Column>& metrics() const override { return metrics_; }
  Samples samples(std::size_t, std::size_t) const override { return {}; }
  std::optional<Curves> curves(std::size_t, const std::string&) const override { return curves_; }
  const std::string& currency() const override { return currency_; }

 private:
  std::vector<std::string> variants_{"baseline"};
  std::vector<Column> metrics_;
  std::string currency_;
  Curves curves_;
};

Estimate asked(const Lumpy& run, const std::string& text) {
  std::string error;
  const auto query = work::parse_query(text, error);
  const auto e = query ? estimate(run, 0, *query, 0.95, error) : std::nullopt;
  EXPECT_TRUE(e) << error;
  return e.value_or(Estimate());
}

// Among equal points the highest mean owes its height to luck: a bootstrap takes that luck twice, and left its own
// estimate out. Of 400 runs 95 % are 380; 3.3 standard deviations of sqrt(400 * 0.95 * 0.05) = 4.4 below that are 366.
TEST(Peak, IsCoveredAtItsRateHoweverLumpyTheCurve) {
  for (const double odds : {0.05, 0.3}) {
    int covered = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
      const Estimate e = asked(Lumpy(std::vector<double>(24, odds), 60, seed), "peak(services.shop.down)");
      ASSERT_TRUE(e.interval);
      EXPECT_TRUE(e.interval->contains(e.value));
      covered += e.interval->contains(odds) ? 1 : 0;
    }
    EXPECT_GE(covered, 366) << "odds " << odds;
  }
}

TEST(Peak, ThatStandsOutIsFoundWhereItIs) {
  std::vector<double> odds(24, 0.1);
  odds[9] = 0.9;
  const Lumpy run(odds, 200, 7);
  const Estimate height = asked(run, "peak(services.shop.down)");
  EXPECT_NEAR(height.value, 0.9, 0.06);
  EXPECT_TRUE(height.interval->contains(0.9));
  const Estimate time = asked(run, "peak_time(services.shop.down)");
  EXPECT_DOUBLE_EQ(time.value, 9.5);
  EXPECT_TRUE(time.interval->contains(9.5));
}

TEST(Peak, OfATimeIsWithinItsOwnInterval) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Estimate e = asked(Lumpy(std::vector<double>(24, 0.05), 20, seed), "peak_time(services.shop.down)");
    ASSERT_TRUE(e.interval);
    EXPECT_TRUE(e.interval->contains(e.value));
  }
}

}  // namespace
}  // namespace mainstay::report
