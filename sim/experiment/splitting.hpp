#pragma once
// Multilevel splitting of trials: how likely it is that a level (tickets open, units down) reaches in the observed time what
// it hardly ever reaches. Processes cannot be copied; but a trial can be played again from its random numbers up to the
// instant in which it reaches a level, and go on with others from there (kernel::Resampler).

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "experiment/trial.hpp"

namespace mainstay::experiment {

// From the instant in which it reaches `level` on, a trial has other random numbers.
struct Turn {
  double level;
  std::uint64_t salt;
};
// The first turn is the begin of the trial.
using Path = std::vector<Turn>;

class Splitting {
 public:
  // `metric`: a level or a sum of them, without a statistic. Throws std::invalid_argument, with the reason, where there is no
  // such metric, or where trials cannot be split on it.
  Splitting(const scenario::Variant& variant, const std::string& metric);

  const std::string& unit() const { return metric_.unit; }

  // Plays a trial: the highest value that it holds for any time in the observed time; as soon as that is `enough`, the trial
  // ends. Throws std::runtime_error where it fails.
  double highest(const Path& path, double enough = std::numeric_limits<double>::infinity()) const;

  // Levels on the way to `top`, which is the last, each of which about a fifth of what reached the one before does; found by
  // a run of their own, of `effort` trials each. They may end below the top, where nothing got on from the last of them.
  std::vector<double> levels(double top, std::size_t effort, std::uint64_t seed) const;

  // One run: how likely each of these rising levels is. Of one level the trials are plain ones.
  std::vector<double> chances(const std::vector<double>& levels, std::size_t effort, std::uint64_t seed) const;

 private:
  const scenario::Variant& variant_;
  work::MetricPlan metric_;
};

}  // namespace mainstay::experiment
