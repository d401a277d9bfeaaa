#include "rate.hpp"

#include <cmath>

namespace mainstay::demand {

OfferedRate::OfferedRate(double per_second, const work::Profile& profile, double growth, const work::Setting& setting)
    : base_(per_second), profile_(profile), growth_(growth), setting_(setting), has_sine_(profile.has_smooth_part()) {}

double OfferedRate::raw(Time t) const {
  const double level = profile_.is_flat() ? base_ : base_ * profile_.factor(t, setting_);
  return growth_ == 0.0 ? level : level * std::exp(growth_ * t.in_seconds());
}

void OfferedRate::begin_piece(Time from) {
  until_ = profile_.is_flat() ? Time::never() : profile_.next_step(from, setting_);
  if (has_sine_) until_ = std::min(until_, from + profile_.shortest_period() / 48.0);
  if (growth_ != 0.0) until_ = std::min(until_, from + Duration::days(1));
  if (!has_sine_) step_ = profile_.is_flat() ? base_ : base_ * profile_.factor(from, setting_);
}

double OfferedRate::within(Time t) const {
  if (has_sine_) return at(t);
  return factor_ * (growth_ == 0.0 ? step_ : step_ * std::exp(growth_ * t.in_seconds()));
}

template <class Value>
double OfferedRate::quadrature(Time from, Time to, Value value) {
  static constexpr double points[] = {0.0, 0.5384693101056831, 0.9061798459386640};
  static constexpr double weights[] = {0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
  const auto at = [&](double x) { return value(from + (to - from) * ((1.0 + x) / 2.0), (1.0 - x) / 2.0); };
  double sum = weights[0] * at(0.0);
  for (int i = 1; i < 3; ++i) sum += weights[i] * (at(points[i]) + at(-points[i]));
  return sum / 2.0;
}

double OfferedRate::mean(Time from, Time to) const {
  if (has_sine_) return quadrature(from, to, [&](Time t, double) { return within(t); });
  const double exponent = growth_ * (to - from).in_seconds();
  return exponent == 0.0 ? within(from) : within(from) * std::expm1(exponent) / exponent;
}

double OfferedRate::mean_amount(Time from, Time to) const {
  const double length = (to - from).in_seconds();
  if (!curves()) return within(from) * length / 2.0;
  return length * quadrature(from, to, [&](Time t, double left) { return left * within(t); });
}

}  // namespace mainstay::demand
