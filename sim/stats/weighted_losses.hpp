#pragma once
// Losses of trials that were drawn from another distribution than the one meant, or come in pairs: how often more than x,
// how bad the bad ones are.

#include <cstddef>
#include <span>
#include <vector>

#include "api.hpp"
#include "stats/interval.hpp"
#include "stats/risk.hpp"

namespace mainstay::stats {

// Each loss with its likelihood ratio, in units that are independent of each other: a trial, or the two of an antithetic
// pair, which stand side by side.
struct WeightedLosses {
  std::span<const double> losses;
  std::span<const double> ratios;   // of each loss, 0 or greater
  std::size_t per_unit = 1;         // losses.size() is a multiple of it
};

// One unit may make up so much of a figure that has an interval.
inline constexpr double most_of_one = 0.2;

// P(L > x) is the mean over units of L's likelihood ratio where the loss is greater than x, else 0: unbiased, and it never
// rises with x, so that the value at risk at p is the least x at which it is 1 - p at most (Glynn, Importance sampling for
// Monte Carlo estimation of quantiles, 1996). Its interval holds the x whose probability's interval (Student's over the
// units) holds 1 - p.
class MAINSTAY_API WeightedCurve {
 public:
  // Two units at least. The spans need not outlive the call.
  WeightedCurve(const WeightedLosses& losses, double confidence);

  struct Point {
    double loss = 0.0;
    Interval probability;           // that a loss is greater; within 0 and 1 but for the estimate's own luck
    std::size_t beyond = 0;         // losses that are
    double effective_size = 0.0;    // Kish's: as many units of equal weight would be worth as much as those that hold them
    double largest_share = 0.0;     // of the probability, that one unit makes up
    // Enough to bear an interval: worth 20 equal units at least, none of them more than a fifth of the whole.
    bool is_borne() const { return effective_size >= 20.0 && largest_share <= most_of_one; }
  };
  // At each loss that occurred, ascending.
  const std::vector<Point>& points() const { return points_; }
  // P(L > x).
  Point exceeded(double x) const;
  // The value at risk at 0 < p < 1 and the mean beyond: VaR + E[w (L - VaR)+] / (1 - p), with Student's interval on the
  // influence function; nothing where the losses beyond do not bear one, or one unit makes up too much of it. The value at
  // risk is unbounded on the side where they do not.
  TailRisk tail_risk(double p) const;

 private:
  const Point& value_at_risk(double p) const;

  std::vector<double> losses_;
  std::vector<double> ratios_;
  std::size_t per_unit_;
  double confidence_;
  Point below_;                     // less than all losses
  std::vector<Point> points_;
};

}  // namespace mainstay::stats
