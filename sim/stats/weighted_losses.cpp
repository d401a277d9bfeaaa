#include "stats/weighted_losses.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/special.hpp"

namespace mainstay::stats {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// What the units add up to, as one loss after the other is taken in.
class Units {
 public:
  Units(std::size_t count, std::size_t per_unit) : of_(count, 0.0), per_unit_(per_unit) {}

  void add(std::size_t loss, double amount) {
    double& unit = of_[loss / per_unit_];
    const double before = unit;
    unit += amount / static_cast<double>(per_unit_);
    sum_ += unit - before;
    squares_ += unit * unit - before * before;
    largest_ = std::max(largest_, unit);
  }

  double mean() const { return sum_ / size(); }
  double half_width(double student) const {
    const double variance = std::max(0.0, squares_ / size() - mean() * mean()) * size() / (size() - 1.0);
    return student * std::sqrt(variance / size());
  }
  double effective_size() const { return squares_ > 0.0 ? sum_ * sum_ / squares_ : 0.0; }
  double largest_share() const { return sum_ > 0.0 ? largest_ / sum_ : 0.0; }

 private:
  double size() const { return static_cast<double>(of_.size()); }

  std::vector<double> of_;
  std::size_t per_unit_;
  double sum_ = 0.0;
  double squares_ = 0.0;
  double largest_ = 0.0;
};

WeightedCurve::Point point_of(double loss, const Units& units, std::size_t beyond, double student) {
  const double p = units.mean();
  const double half = units.half_width(student);
  return {loss, {p, std::clamp(p - half, 0.0, 1.0), std::clamp(p + half, 0.0, 1.0)}, beyond, units.effective_size(), units.largest_share()};
}

}  // namespace

WeightedCurve::WeightedCurve(const WeightedLosses& from, double confidence)
    : losses_(from.losses.begin(), from.losses.end()), ratios_(from.ratios.begin(), from.ratios.end()), per_unit_(from.per_unit), confidence_(confidence) {
  assert(losses_.size() == ratios_.size() && losses_.size() % per_unit_ == 0 && losses_.size() >= 2 * per_unit_);
  std::vector<std::size_t> order(losses_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return losses_[a] > losses_[b]; });
  const std::size_t n = losses_.size() / per_unit_;
  const double student = -student_quantile((1.0 - confidence) / 2.0, static_cast<double>(n) - 1.0);
  Units units(n, per_unit_);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double loss = losses_[order[i]];
    if (i == 0 || loss < points_.back().loss) points_.push_back(point_of(loss, units, i, student));
    units.add(order[i], ratios_[order[i]]);
  }
  below_ = point_of(-infinity, units, order.size(), student);
  std::reverse(points_.begin(), points_.end());
}

WeightedCurve::Point WeightedCurve::exceeded(double x) const {
  const auto after = std::upper_bound(points_.begin(), points_.end(), x, [](double value, const Point& p) { return value < p.loss; });
  Point out = after == points_.begin() ? below_ : *std::prev(after);
  out.loss = x;
  return out;
}

const WeightedCurve::Point& WeightedCurve::value_at_risk(double p) const {
  // Rounding does not push it one up.
  const double most = (1.0 - p) * (1.0 + 1e-12);
  return *std::find_if(points_.begin(), points_.end(), [&](const Point& at) { return at.probability.estimate <= most; });
}

TailRisk WeightedCurve::tail_risk(double p) const {
  assert(p > 0.0 && p < 1.0);
  const Point& at = value_at_risk(p);
  const auto low = std::find_if(points_.begin(), points_.end(), [&](const Point& x) { return !x.is_borne() || x.probability.low <= 1.0 - p; });
  const auto high = std::find_if(points_.begin(), points_.end(), [&](const Point& x) { return x.is_borne() && x.probability.high <= 1.0 - p; });
  TailRisk out;
  out.value_at_risk = {at.loss, std::min(at.loss, low->loss), high == points_.end() ? infinity : std::max(at.loss, high->loss)};
  out.beyond = at.beyond;
  Units excess(losses_.size() / per_unit_, per_unit_);
  for (std::size_t i = 0; i < losses_.size(); ++i) excess.add(i, ratios_[i] * std::max(0.0, losses_[i] - at.loss) / (1.0 - p));
  out.tail_value_at_risk = at.loss + excess.mean();
  if (!at.is_borne() || excess.largest_share() > most_of_one) return out;
  const double freedom = static_cast<double>(losses_.size() / per_unit_) - 1.0;
  const double half = excess.half_width(-student_quantile((1.0 - confidence_) / 2.0, freedom));
  out.tail_interval = Interval{out.tail_value_at_risk, out.tail_value_at_risk - half, out.tail_value_at_risk + half};
  return out;
}

}  // namespace mainstay::stats
