#pragma once
// The same answer from fewer trials: control variates, and weights of importance sampling with what tells whether they
// can be trusted.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "api.hpp"
#include "stats/interval.hpp"

namespace mainstay::stats {

struct Controlled {
  Interval interval;
  std::vector<double> coefficients;   // of each control
  double variance_saved = 1.0;        // variance of the plain mean over that of the controlled one
};
// The mean of `values`, regressed on controls whose means are known (the number of failures, say): `controls[c][t]` is
// control c in trial t, `means[c]` its expectation. Student's interval with n - c - 1 degrees of freedom (Lavenberg and
// Welch, Management Science 27, 1981; exact where all are jointly normal). Nothing for n <= c + 2 trials, or where the
// controls depend on each other or do not vary.
MAINSTAY_API std::optional<Controlled> control_variates(std::span<const double> values,
                                                        std::span<const std::vector<double>> controls,
                                                        std::span<const double> means, double confidence);

struct Weighted {
  Interval interval;               // of the mean of value times weight
  double relative_error = 0.0;     // standard error over the estimate; infinite where that is 0
  // Kish's number of equally weighted trials among those with a value other than 0 that would be worth as much.
  double effective_size = 0.0;
  std::size_t hits = 0;            // trials with a value other than 0
  double largest_share = 0.0;      // of the estimate, that one trial makes up
};
// Trials drawn from another distribution than the one meant, each with its likelihood ratio; the mean of the products is
// unbiased (the ratios are not made to add up to 1). From two trials on.
MAINSTAY_API std::optional<Weighted> weighted_mean(std::span<const double> values, std::span<const double> ratios,
                                                   double confidence);

}  // namespace mainstay::stats
