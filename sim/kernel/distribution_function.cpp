// Distribution functions and their inverses. Each is computed from the side that is asked for, so that small
// probabilities keep their digits on both.
#include "kernel/distribution.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/log1p.hpp>
#include <cassert>
#include <limits>

namespace mainstay::kernel {

namespace {

namespace policies = boost::math::policies;

// Overflow means infinity here, and double needs no detour by way of long double.
const auto policy = policies::make_policy(policies::overflow_error<policies::ignore_error>(),
                                          policies::promote_double<false>());

constexpr double root_2 = 1.4142135623730951;

double unit_exponential_probability(bool upper, double x) {
  return upper ? std::exp(-x) : -std::expm1(-x);
}
double unit_exponential_point(double p, bool upper) {
  return upper ? -std::log(p) : -std::log1p(-p);
}

double unit_normal_probability(bool upper, double z) {
  return 0.5 * boost::math::erfc(upper ? z / root_2 : -z / root_2, policy);
}
double unit_normal_point(double p, bool upper) {
  const double z = root_2 * boost::math::erfc_inv(2.0 * p, policy);
  return upper ? z : -z;
}

// The library's incomplete functions take a time that grows with the root of the parameters, and give up in
// the end. So, from here on, the tail is integrated: density at the bound times the integral of exp(fall(t)),
// where fall(t) is the logarithm of the density at a distance t from the bound, into the tail, over that at
// the bound. It is concave, falls from 0 with `slope` and bends with `bend`, and is followed to where nothing
// is left, exp(-50).
constexpr double large_shape = 1e4;

template <class Fall>
double integrated_tail(double slope, double bend, double end, Fall fall) {
  const double reach = std::min(end, 100.0 / (slope + std::sqrt(slope * slope + 100.0 * bend)));
  const auto density = [&](double t) { return std::exp(fall(t)); };
  using Rule = boost::math::quadrature::gauss<double, 30>;
  return Rule::integrate(density, 0.0, 0.5 * reach) + Rule::integrate(density, 0.5 * reach, reach);
}

double log1p_less_x(double x) {
  return boost::math::log1pmx(x, policy);
}

double gamma_probability(bool upper, double shape, double x) {
  if (shape < large_shape) {
    return upper ? boost::math::gamma_q(shape, x, policy) : boost::math::gamma_p(shape, x, policy);
  }
  const double n = shape - 1.0;
  const double side = x >= n ? 1.0 : -1.0;  // of the mode, away from which the density falls
  const double end = x >= n ? std::numeric_limits<double>::infinity() : x;
  const double slope = side * (x - n) / x;
  const double tail = boost::math::gamma_p_derivative(shape, x, policy) *
                      integrated_tail(slope, n / x / x, end,
                                      [&](double t) { return n * log1p_less_x(side * t / x) - slope * t; });
  return (side > 0.0) == upper ? tail : 1.0 - tail;
}

// The correction of Stirling's formula for the factorial of a large n.
double stirling_error(double n) {
  return (1.0 / 12.0 - 1.0 / (360.0 * n * n)) / n;
}

// The density of a beta law of shapes n + 1 and m + 1, both large, at x; off = (n + m) x - n. The library's
// loses half of its digits. Source: Loader, "Fast and accurate computation of binomial probabilities", 2000.
double beta_density(double n, double m, double off) {
  const double sum = n + m;
  const double deviance = n * log1p_less_x(off / n) + m * log1p_less_x(-off / m);
  const double correction = stirling_error(sum) - stirling_error(n) - stirling_error(m);
  return (sum + 1.0) * std::sqrt(sum / n / m) * 0.3989422804014327 * std::exp(correction + deviance);
}

double beta_probability(bool upper, double a, double b, double x) {
  if (a < large_shape || b < large_shape) {
    return upper ? boost::math::ibetac(a, b, x, policy) : boost::math::ibeta(a, b, x, policy);
  }
  const double n = a - 1.0, m = b - 1.0, y = 1.0 - x;
  if (y <= 0.0) return upper ? 0.0 : 1.0;
  const double off = std::fma(n + m, x, -n);
  const double side = off >= 0.0 ? 1.0 : -1.0;
  const double slope = side * off / (x * y);
  const double tail = beta_density(n, m, off) *
                      integrated_tail(slope, n / x / x + m / y / y, side > 0.0 ? y : x, [&](double t) {
                        return n * log1p_less_x(side * t / x) + m * log1p_less_x(-side * t / y) - slope * t;
                      });
  return (side > 0.0) == upper ? tail : 1.0 - tail;
}

double triangular_probability(bool upper, double x, double min, double mode, double max) {
  const double width = max - min;
  if (x < mode) {
    const double below = (x - min) / width * ((x - min) / (mode - min));
    return upper ? 1.0 - below : below;
  }
  const double above = (max - x) / width * ((max - x) / (max - mode));
  return upper ? above : 1.0 - above;
}

double triangular_point(double p, bool upper, double min, double mode, double max) {
  const double width = max - min;
  const double below = upper ? 1.0 - p : p;
  const double above = upper ? p : 1.0 - p;
  if (below * width < mode - min) return min + std::sqrt(below * width * (mode - min));
  return max - std::sqrt(above * width * (max - mode));
}

// The smallest whole number that is `reached`, in [least, most], looked for around a guess.
template <class Reached>
double first_whole(double guess, double least, double most, Reached reached) {
  double high = std::clamp(std::floor(guess), least, most);
  double low = high;  // in the end not reached, or below the least
  double step = 1.0;
  if (reached(high)) {
    for (low -= step; low >= least && reached(low); low -= step *= 2.0) high = low;
    low = std::max(low, least - 1.0);
  } else {
    do {
      low = high;
      high = std::min(high + step, most);
      step *= 2.0;
    } while (high < most && !reached(high));
  }
  while (high - low > 1.0) {
    const double middle = std::floor(low + 0.5 * (high - low));
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

double Distribution::probability(Event event, double x) const {
  const bool upper = event == Event::above || event == Event::at_least;
  switch (law_) {
    case Law::constant:
      if (event == Event::less) return a_ < x ? 1.0 : 0.0;
      if (event == Event::at_most) return a_ <= x ? 1.0 : 0.0;
      return (event == Event::above ? a_ > x : a_ >= x) ? 1.0 : 0.0;
    case Law::table:
      return probability_in_table(event, x);
    case Law::mixture:
      return probability_in_mixture(event, x);
    case Law::truncated:
      return probability_truncated(event, x);
    case Law::affine: {
      double inner = (x - a_) / b_;
      if (part().has_atoms() && std::isfinite(inner)) {
        // A bound at an atom must meet the atom, although the way back has been rounded.
        const double slack = 4.0 * std::numeric_limits<double>::epsilon() * (std::abs(x) + std::abs(a_)) / b_;
        inner += event == Event::at_most || event == Event::above ? slack : -slack;
      }
      return part().probability(event, inner);
    }
    case Law::poisson:
    case Law::binomial:
    case Law::geometric: {
      const bool open = event == Event::less || event == Event::at_least;
      return probability_of_count(upper, open ? std::ceil(x) - 1.0 : std::floor(x));
    }
    default:
      break;
  }
  if (x <= min()) return upper ? 1.0 : 0.0;
  if (x >= max()) return upper ? 0.0 : 1.0;
  switch (law_) {
    case Law::exponential:
      return unit_exponential_probability(upper, x / a_);
    case Law::uniform:
      return upper ? (c_ - x) / b_ : (x - a_) / b_;
    case Law::lognormal:
      return unit_normal_probability(upper, (std::log(x) - a_) / b_);
    case Law::weibull:
      return unit_exponential_probability(upper, std::pow(x / a_, c_));
    case Law::normal:
      return unit_normal_probability(upper, (x - a_) / b_);
    case Law::triangular:
      return triangular_probability(upper, x, a_, b_, c_);
    case Law::gamma:
      return gamma_probability(upper, a_, x / b_);
    case Law::beta:
      return beta_probability(upper, a_, b_, std::min((x - c_) / (d_ - c_), 1.0));
    case Law::pareto:
      return unit_exponential_probability(upper, a_ * std::log(x / b_));
    default:
      assert(false);
      return 0.0;
  }
}

// P(X <= k) or P(X > k) for a whole k, by the identities with the incomplete gamma and beta functions.
// Source: Johnson, Kemp, Kotz, "Univariate discrete distributions", 3rd ed., 2005, chapters 3 and 4.
double Distribution::probability_of_count(bool upper, double k) const {
  if (k < min()) return upper ? 1.0 : 0.0;
  if (k >= max()) return upper ? 0.0 : 1.0;
  switch (law_) {
    case Law::poisson:
      return gamma_probability(!upper, k + 1.0, a_);
    case Law::binomial:
      return beta_probability(!upper, k + 1.0, a_ - k, b_);
    default:
      return unit_exponential_probability(upper, b_ * k);
  }
}

double Distribution::between(double min, double max) const {
  if (!(min <= max)) return 0.0;
  const double less = probability(Event::less, min);
  const double mass = less > 0.5 ? probability(Event::at_least, min) - probability(Event::above, max)
                                 : probability(Event::at_most, max) - less;
  return std::max(mass, 0.0);
}

double Distribution::quantile(double p) const {
  assert(p >= 0.0 && p <= 1.0);
  if (p <= 0.0) return min();
  if (p >= 1.0) return max();
  return point(p, false);
}

double Distribution::point(double p, bool upper) const {
  switch (law_) {
    case Law::constant:
      return a_;
    case Law::exponential:
      return a_ * unit_exponential_point(p, upper);
    case Law::uniform:
      return upper ? c_ - b_ * p : a_ + b_ * p;
    case Law::lognormal:
      return std::exp(a_ + b_ * unit_normal_point(p, upper));
    case Law::weibull:
      return a_ * std::pow(unit_exponential_point(p, upper), b_);
    case Law::normal:
      return a_ + b_ * unit_normal_point(p, upper);
    case Law::triangular:
      return triangular_point(p, upper, a_, b_, c_);
    case Law::gamma:
      return b_ * (upper ? boost::math::gamma_q_inv(a_, p, policy) : boost::math::gamma_p_inv(a_, p, policy));
    case Law::beta:
      return c_ + (d_ - c_) * (upper ? boost::math::ibetac_inv(a_, b_, p, policy)
                                     : boost::math::ibeta_inv(a_, b_, p, policy));
    case Law::pareto:
      return b_ * std::exp(unit_exponential_point(p, upper) / a_);
    case Law::poisson:
    case Law::binomial:
    case Law::geometric:
      return point_of_count(p, upper);
    case Law::table:
      return point_in_table(p, upper);
    case Law::mixture:
      return point_in_mixture(p, upper);
    case Law::truncated:
      return point_truncated(p, upper);
    case Law::affine:
      return a_ + b_ * part().point(p, upper);
  }
  return 0.0;
}

double Distribution::point_of_count(double p, bool upper) const {
  double guess = 0.0;
  if (law_ == Law::geometric) {
    guess = unit_exponential_point(p, upper) / b_;
  } else {
    // The Cornish-Fisher expansion to the skewness.
    const double z = unit_normal_point(p, upper);
    const double skew = law_ == Law::poisson ? 1.0 : 1.0 - 2.0 * b_;
    guess = mean() + std::sqrt(variance()) * z + (z * z - 1.0) * skew / 6.0;
  }
  return first_whole(guess, min(), max(), [&](double k) {
    return upper ? probability_of_count(true, k) <= p : probability_of_count(false, k) >= p;
  });
}

}  // namespace mainstay::kernel
