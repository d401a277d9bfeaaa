#pragma once
// The distribution functions behind intervals and tests. All are pure and never throw. They hold 12 digits
// for up to a million degrees of freedom or trials, and 9 for ten million. A probability of 0 or 1 gives the
// end of the support, infinite where that is; a parameter outside its range is a caller's mistake (assert).

#include <cstdint>

#include "api.hpp"

namespace mainstay::stats {

// Of the standard normal distribution. The upper tail keeps its digits through symmetry:
// −normal_quantile(alpha), normal_cdf(−x).
MAINSTAY_API double normal_quantile(double p);
MAINSTAY_API double normal_cdf(double x);

// The degrees of freedom may be any number above 0.
MAINSTAY_API double student_cdf(double x, double degrees);
MAINSTAY_API double student_quantile(double p, double degrees);
MAINSTAY_API double chi_squared_quantile(double p, double degrees);
MAINSTAY_API double f_quantile(double p, double numerator_degrees, double denominator_degrees);

// Of the beta distribution with parameters a, b > 0: the regularised incomplete beta function.
MAINSTAY_API double beta_cdf(double x, double a, double b);

// The chance of at most `k` successes in `n` ≥ 0 independent trials of probability p; 0 for k < 0, 1 for k ≥
// n.
MAINSTAY_API double binomial_cdf(std::int64_t k, std::int64_t n, double p);

}  // namespace mainstay::stats
