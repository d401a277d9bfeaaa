#pragma once
// What is asked of a service per time, as a function of time: a base rate, its profile, its growth, and a factor.

#include "plugin_api/plugin.hpp"

namespace mainstay::demand {

class OfferedRate {
 public:
  OfferedRate(double per_second, const work::Profile& profile, double growth, const work::Setting& setting);

  // Per second, exactly.
  double at(Time t) const { return factor_ * raw(t); }

  // A piece is so short that nothing steps within it and what curves is all but straight: an hour of a profile by the
  // hour, a day of growth, a 48th of a sine's period. The following is for instants of the piece begun last.
  void begin_piece(Time from);
  Time end_of_piece() const { return until_; }
  bool curves() const { return has_sine_ || growth_ != 0.0; }
  double within(Time t) const;
  // The exact mean of growth; of sines to a relative error below 1e-10 (five points of Gauss and Legendre).
  double mean(Time from, Time to) const;
  // The mean, over that time, of what has come since `from`.
  double mean_amount(Time from, Time to) const;

  double factor() const { return factor_; }
  void set_factor(double factor) { factor_ = factor; }

 private:
  double raw(Time t) const;
  // The mean over the time from `from` to `to` of value(instant, share of the time that is still to come).
  template <class Value>
  static double quadrature(Time from, Time to, Value value);

  double base_;
  const work::Profile& profile_;
  double growth_;   // logarithm of the factor per second
  const work::Setting& setting_;
  bool has_sine_;
  double factor_ = 1.0;
  double step_ = 0.0;  // base times profile in this piece, where it has no sine
  Time until_ = Time::never();
};

}  // namespace mainstay::demand
