#pragma once
// A running summary of observations, one at a time, in constant memory.

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>

#include "api.hpp"

namespace mainstay::stats {

// Count, mean, variance, extremes and sum of a stream of finite numbers, all of one unit, which is the
// caller's.
//
// The mean and the squared deviations are updated as Welford (Technometrics 4, 1962) does, so that a small
// spread about a large mean survives; two tallies join by the rule of Chan, Golub and LeVeque (The American
// Statistician 37, 1983). The sum is kept beside them, so that a sum of integers is exact (to 2^53).
//
// An empty tally is never NaN: its count is 0, and so are its mean, sum, extremes and spread. Whoever reports
// one must look at the count, which is the weight of the mean. Order matters in the last digits: add and
// merge in a fixed order where bytes are compared.
class MAINSTAY_API Tally {
 public:
  // `x` must be finite.
  void add(double x) {
    assert(std::isfinite(x));
    ++count_;
    const double deviation = x - mean_;
    // By way of the signed type, for which the processor has an instruction.
    mean_ += deviation / static_cast<double>(static_cast<std::int64_t>(count_));
    squares_ += deviation * (x - mean_);
    min_ = std::min(min_, x);
    max_ = std::max(max_, x);
    sum_ += x;
  }

  // As if all that `other` has seen had been added here.
  void merge(const Tally& other) {
    if (other.count_ == 0) return;
    const double here = static_cast<double>(count_);
    const double there = static_cast<double>(other.count_);
    const double apart = other.mean_ - mean_;
    count_ += other.count_;
    mean_ += apart * (there / (here + there));
    squares_ += other.squares_ + apart * apart * (here * there / (here + there));
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
    sum_ += other.sum_;
  }

  void reset() { *this = Tally(); }

  std::uint64_t count() const { return count_; }
  double mean() const { return mean_; }
  double sum() const { return sum_; }
  // The sample variance, with n − 1; 0 below two observations.
  double variance() const { return count_ < 2 ? 0.0 : squares_ / static_cast<double>(count_ - 1); }
  double sd() const { return std::sqrt(variance()); }
  double min() const { return count_ == 0 ? 0.0 : min_; }
  double max() const { return count_ == 0 ? 0.0 : max_; }

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0.0;
  double squares_ = 0.0;  // sum of squared deviations from the mean
  double sum_ = 0.0;
  double min_ = std::numeric_limits<double>::infinity();
  double max_ = -std::numeric_limits<double>::infinity();
};

}  // namespace mainstay::stats
