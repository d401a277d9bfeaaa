#pragma once
// Losses over trials (a year's total, a year's largest event): how often more than x, how bad the bad years are.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "api.hpp"
#include "stats/interval.hpp"

namespace mainstay::stats {

// The value at risk at 0 < p < 1 is the smallest loss that is not exceeded with probability at least p, an order
// statistic; the tail value at risk (expected shortfall) is the mean of the worst 1 - p of the probability, a loss that
// stands astride counted in part: VaR + E[(L - VaR)+] / (1 - p) (Acerbi and Tasche, Journal of Banking & Finance 26,
// 2002).
struct TailRisk {
  Interval value_at_risk;                     // of the ranks of quantile_ranks
  double tail_value_at_risk = 0.0;
  std::optional<Interval> tail_interval;      // Student's on the influence function; nothing where fewer than 10 losses
                                              // lie beyond the value at risk
  std::size_t beyond = 0;                     // losses greater than it: what the tail's mean rests on
};
// Losses in any order; at least two.
MAINSTAY_API std::optional<TailRisk> tail_risk(std::span<const double> losses, double p, double confidence);

// P(L > x) at each loss that occurred, ascending, with Wilson's interval.
struct Exceedance {
  double loss = 0.0;
  Interval probability;
};
MAINSTAY_API std::vector<Exceedance> exceedance_curve(std::span<const double> losses, double confidence);

// What each cause contributes to the tail: the mean of its part over the trials whose total exceeds the value at risk, a
// trial at the value itself counted in part (Euler's allocation; Tasche 1999). `parts[c][t]` is what cause c lost in trial
// t; they add up to the trial's total. `at` is the totals' value at risk at `p`; `ratios` are the likelihood ratios of
// trials that have some. The result adds up to the tail value at risk.
MAINSTAY_API std::vector<double> tail_contributions(std::span<const std::vector<double>> parts, std::span<const double> totals,
                                                    double at, double p, std::span<const double> ratios = {});

}  // namespace mainstay::stats
