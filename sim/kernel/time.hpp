#pragma once
// Simulated time. A Duration is a length of time, a Time an instant counted from the start of the simulated
// period (the start of the warm-up, if there is one). Seconds inside; anything shown to people carries a unit.

#include <compare>
#include <limits>

namespace mainstay::kernel {

class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration seconds(double v) { return Duration(v); }
  static constexpr Duration minutes(double v) { return Duration(v * 60.0); }
  static constexpr Duration hours(double v) { return Duration(v * 3600.0); }
  static constexpr Duration days(double v) { return Duration(v * 86400.0); }
  static constexpr Duration infinite() { return Duration(std::numeric_limits<double>::infinity()); }

  constexpr double in_seconds() const { return seconds_; }
  constexpr double in_hours() const { return seconds_ / 3600.0; }
  constexpr bool is_finite() const { return seconds_ < std::numeric_limits<double>::infinity(); }

  constexpr auto operator<=>(const Duration&) const = default;
  // One instruction each; by way of <=>, which must tell apart what is unordered, it would be four.
  constexpr bool operator<(Duration o) const { return seconds_ < o.seconds_; }
  constexpr bool operator<=(Duration o) const { return seconds_ <= o.seconds_; }
  constexpr bool operator>(Duration o) const { return seconds_ > o.seconds_; }
  constexpr bool operator>=(Duration o) const { return seconds_ >= o.seconds_; }
  constexpr Duration operator+(Duration o) const { return Duration(seconds_ + o.seconds_); }
  constexpr Duration operator-(Duration o) const { return Duration(seconds_ - o.seconds_); }
  constexpr Duration operator*(double f) const { return Duration(seconds_ * f); }
  constexpr Duration operator/(double f) const { return Duration(seconds_ / f); }
  constexpr double operator/(Duration o) const { return seconds_ / o.seconds_; }
  constexpr Duration& operator+=(Duration o) { seconds_ += o.seconds_; return *this; }
  constexpr Duration& operator-=(Duration o) { seconds_ -= o.seconds_; return *this; }

 private:
  explicit constexpr Duration(double s) : seconds_(s) {}
  double seconds_ = 0.0;
};

class Time {
 public:
  constexpr Time() = default;  // the start
  // Never -0.0, whose bits would come after all others in the order of events.
  static constexpr Time at(Duration since_start) { return Time(since_start.in_seconds() + 0.0); }
  static constexpr Time never() { return Time(std::numeric_limits<double>::infinity()); }

  constexpr Duration since_start() const { return Duration::seconds(seconds_); }
  constexpr double in_seconds() const { return seconds_; }
  constexpr bool is_finite() const { return seconds_ < std::numeric_limits<double>::infinity(); }

  constexpr auto operator<=>(const Time&) const = default;
  // One instruction each; by way of <=>, which must tell apart what is unordered, it would be four.
  constexpr bool operator<(Time o) const { return seconds_ < o.seconds_; }
  constexpr bool operator<=(Time o) const { return seconds_ <= o.seconds_; }
  constexpr bool operator>(Time o) const { return seconds_ > o.seconds_; }
  constexpr bool operator>=(Time o) const { return seconds_ >= o.seconds_; }
  constexpr Time operator+(Duration d) const { return Time(seconds_ + d.in_seconds()); }
  constexpr Time operator-(Duration d) const { return Time(seconds_ - d.in_seconds()); }
  constexpr Duration operator-(Time o) const { return Duration::seconds(seconds_ - o.seconds_); }
  constexpr Time& operator+=(Duration d) { seconds_ += d.in_seconds(); return *this; }

 private:
  explicit constexpr Time(double s) : seconds_(s) {}
  double seconds_ = 0.0;
};

// How far sums and differences of instants around that time may be off, for they are rounded: a duration that is over a
// threshold by no more than this is at it.
constexpr Duration rounding_at(Time time) {
  const double unit = 1e-15 * time.in_seconds();
  return Duration::seconds(unit > 1e-9 ? unit : 1e-9);
}

}  // namespace mainstay::kernel
