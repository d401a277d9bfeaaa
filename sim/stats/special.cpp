#include "stats/special.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cassert>
#include <cmath>
#include <limits>

namespace mainstay::stats {

namespace {

namespace policies = boost::math::policies;

// No exceptions, and no detour by long double, whose width depends on the machine.
using Quiet =
    policies::policy<policies::domain_error<policies::ignore_error>,
                     policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

[[maybe_unused]] bool is_probability(double p) {
  return p >= 0.0 && p <= 1.0;
}

}  // namespace

double normal_quantile(double p) {
  assert(is_probability(p));
  if (p <= 0.0) return -kInfinity;
  if (p >= 1.0) return kInfinity;
  return -std::sqrt(2.0) * boost::math::erfc_inv(2.0 * p, Quiet());
}

double normal_cdf(double x) {
  return 0.5 * boost::math::erfc(-x / std::sqrt(2.0), Quiet());
}

double student_cdf(double x, double degrees) {
  assert(degrees > 0.0);
  return boost::math::cdf(boost::math::students_t_distribution<double, Quiet>(degrees), x);
}

double student_quantile(double p, double degrees) {
  assert(is_probability(p) && degrees > 0.0);
  if (p <= 0.0) return -kInfinity;
  if (p >= 1.0) return kInfinity;
  return boost::math::quantile(boost::math::students_t_distribution<double, Quiet>(degrees), p);
}

double beta_cdf(double x, double a, double b) {
  assert(a > 0.0 && b > 0.0);
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  return boost::math::ibeta(a, b, x, Quiet());
}

double chi_squared_quantile(double p, double degrees) {
  assert(is_probability(p) && degrees > 0.0);
  if (p <= 0.0) return 0.0;
  if (p >= 1.0) return kInfinity;
  return boost::math::quantile(boost::math::chi_squared_distribution<double, Quiet>(degrees), p);
}

double f_quantile(double p, double numerator_degrees, double denominator_degrees) {
  assert(is_probability(p) && numerator_degrees > 0.0 && denominator_degrees > 0.0);
  if (p <= 0.0) return 0.0;
  if (p >= 1.0) return kInfinity;
  return boost::math::quantile(
      boost::math::fisher_f_distribution<double, Quiet>(numerator_degrees, denominator_degrees), p);
}

double binomial_cdf(std::int64_t k, std::int64_t n, double p) {
  assert(is_probability(p) && n >= 0);
  if (k < 0) return 0.0;
  if (k >= n || p <= 0.0) return 1.0;
  if (p >= 1.0) return 0.0;
  return boost::math::ibetac(static_cast<double>(k) + 1.0, static_cast<double>(n - k), p, Quiet());
}

}  // namespace mainstay::stats
