#pragma once
// What holds for a while: time averages of a quantity that changes in steps (a queue's length, up or down,
// people at work, capacity). Times are seconds on one clock that never runs backwards; the level's unit is
// the caller's.

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "api.hpp"

namespace mainstay::stats {

// The path is continuous from the right: at an instant with several changes the last one holds, and a value
// that held for no time leaves no trace, not even in max(). All averages run from the start (or the last
// restart) to the instant asked, which must not lie before the last change; exposure() is their weight.
class MAINSTAY_API Level {
 public:
  explicit Level(double start = 0.0, double value = 0.0)
      : value_(value), origin_(value), start_(start), last_(start) {}

  // From `t` on the level is `value`, which must be finite.
  void set(double t, double value) {
    // Setting what already holds is no change: a level that never changes has an exact mean.
    if (value != value_) change(t, value);
  }
  void add(double t, double delta) { change(t, value_ + delta); }

  // Forgets what was before `t`, but not the value that holds: the end of a warm-up.
  void restart(double t) { *this = Level(t, value_); }

  double value() const { return value_; }
  // Seconds since the start: the weight of mean(t).
  double exposure(double t) const { return t - start_; }
  // The area under the path, in the level's unit times seconds.
  double integral(double t) const {
    assert(t >= last_);
    return area_ + value_ * (t - last_);
  }
  // The time average. Where no time has passed it is the value that holds (its limit), never NaN; its weight
  // is 0.
  double mean(double t) const { return t > start_ ? integral(t) / exposure(t) : value_; }
  // The variance seen at a uniformly random instant (with 1/T, no n − 1); 0 where no time has passed.
  double variance(double t) const {
    if (!(t > start_)) return 0.0;
    const double apart = value_ - origin_;
    const double square = (squares_ + apart * apart * (t - last_)) / exposure(t);
    const double offset = mean(t) - origin_;
    return std::max(0.0, square - offset * offset);
  }
  // The time average of the squared level.
  double second_moment(double t) const {
    const double m = mean(t);
    return variance(t) + m * m;
  }
  // The greatest value that held for some time, or that holds now.
  double max() const { return std::max(max_, value_); }

 private:
  void change(double t, double value) {
    assert(std::isfinite(value) && t >= last_);
    const double held = t - last_;
    if (held > 0.0) {
      const double apart = value_ - origin_;
      area_ += value_ * held;
      squares_ += apart * apart * held;
      max_ = std::max(max_, value_);
      last_ = t;
    } else if (t == start_) {
      origin_ = value;
    }
    value_ = value;
  }

  double value_;
  double origin_;  // squares are taken about the first value, so that a small spread about a large level
                   // survives
  double start_;
  double last_;  // of the last change
  double area_ = 0.0;
  double squares_ = 0.0;
  double max_ = -std::numeric_limits<double>::infinity();
};

// The share of time for which a level is strictly above a threshold that is known beforehand.
class MAINSTAY_API LevelAbove {
 public:
  explicit LevelAbove(double threshold, double start = 0.0, double value = 0.0)
      : threshold_(threshold), above_(start, value > threshold ? 1.0 : 0.0) {}

  void set(double t, double value) { above_.set(t, value > threshold_ ? 1.0 : 0.0); }
  void restart(double t) { above_.restart(t); }

  double threshold() const { return threshold_; }
  bool is_above() const { return above_.value() > 0.0; }
  double exposure(double t) const { return above_.exposure(t); }
  double time_above(double t) const { return above_.integral(t); }
  // Between 0 and 1; where no time has passed, 1 if the level is above now, else 0, with an exposure of 0.
  double share(double t) const { return above_.mean(t); }

 private:
  double threshold_;
  Level above_;
};

}  // namespace mainstay::stats
