// Moments, whole and of a part of the range.
#include "kernel/distribution.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <limits>

namespace mainstay::kernel {

namespace {

namespace policies = boost::math::policies;
const auto policy = policies::make_policy(policies::overflow_error<policies::ignore_error>(),
                                          policies::promote_double<false>());

constexpr double infinity = std::numeric_limits<double>::infinity();

double complete_gamma(double x) {
  return boost::math::tgamma(x, policy);
}

// Integral of x^exponent from low to high, 0 <= low.
double power_integral(double exponent, double low, double high) {
  if (exponent == -1.0) return std::log(high / low);
  return (std::pow(high, exponent + 1.0) - std::pow(low, exponent + 1.0)) / (exponent + 1.0);
}

// Integral of x^power (x - zero) * slope from low to high; 0 for an empty range.
double line_moment(int power, double slope, double zero, double low, double high) {
  if (!(low < high)) return 0.0;
  const double upper = std::pow(high, power + 1) * (high / (power + 2) - zero / (power + 1));
  const double lower = std::pow(low, power + 1) * (low / (power + 2) - zero / (power + 1));
  return slope * (upper - lower);
}

// E[(shift + factor X)^power] from the moments of X, m[0] to m[2], over the same part of the range.
double moment_of_affine(int power, double shift, double factor, const double (&m)[3]) {
  if (power == 0) return m[0];
  if (power == 1) return shift * m[0] + factor * m[1];
  return shift * shift * m[0] + 2.0 * shift * factor * m[1] + factor * factor * m[2];
}

double normal_partial_moment(int power, double mean, double sd, double min, double max, double mass) {
  const auto density = [](double z) {
    return std::isinf(z) ? 0.0 : 0.3989422804014327 * std::exp(-0.5 * z * z);
  };
  const double low = density((min - mean) / sd);
  const double high = density((max - mean) / sd);
  if (power == 1) return mean * mass + sd * (low - high);
  const double at_low = std::isinf(min) ? 0.0 : (mean + min) * low;
  const double at_high = std::isinf(max) ? 0.0 : (mean + max) * high;
  return (mean * mean + sd * sd) * mass + sd * (at_low - at_high);
}

}  // namespace

double Distribution::mean() const {
  switch (law_) {
    case Law::constant:
    case Law::exponential:
    case Law::normal:
    case Law::poisson:
    case Law::geometric:
    case Law::table:
      return a_;
    case Law::uniform:
      return 0.5 * (a_ + c_);
    case Law::lognormal:
      return std::exp(a_ + 0.5 * b_ * b_);
    case Law::weibull:
      return a_ * complete_gamma(1.0 + b_);
    case Law::triangular:
      return (a_ + b_ + c_) / 3.0;
    case Law::gamma:
    case Law::binomial:
      return a_ * b_;
    case Law::beta:
      return c_ + (d_ - c_) * a_ / (a_ + b_);
    case Law::pareto:
      return a_ > 1.0 ? b_ * a_ / (a_ - 1.0) : infinity;
    case Law::affine:
      return a_ + b_ * part().mean();
    case Law::truncated:
      return std::clamp(part().partial_moment(1, a_, b_) / body_->cut.mass, a_, b_);
    case Law::mixture: {
      double sum = 0.0;
      for (std::size_t i = 0; i < body_->parts.size(); ++i) sum += body_->share(i) * body_->parts[i].mean();
      return sum;
    }
  }
  return 0.0;
}

double Distribution::variance() const {
  switch (law_) {
    case Law::constant:
      return 0.0;
    case Law::exponential:
      return a_ * a_;
    case Law::uniform:
      return b_ * b_ / 12.0;
    case Law::lognormal:
      return std::expm1(b_ * b_) * std::exp(2.0 * a_ + b_ * b_);
    case Law::weibull: {
      const double first = complete_gamma(1.0 + b_);
      const double second = complete_gamma(1.0 + 2.0 * b_);
      return std::isinf(second) ? infinity : a_ * a_ * (second - first * first);
    }
    case Law::normal:
      return b_ * b_;
    case Law::triangular:
      return ((b_ - a_) * (b_ - a_) + (c_ - b_) * (c_ - a_)) / 18.0;
    case Law::gamma:
      return a_ * b_ * b_;
    case Law::beta:
      return (d_ - c_) * (d_ - c_) * a_ * b_ / ((a_ + b_) * (a_ + b_) * (a_ + b_ + 1.0));
    case Law::pareto:
      return a_ > 2.0 ? b_ * b_ * a_ / ((a_ - 1.0) * (a_ - 1.0) * (a_ - 2.0)) : infinity;
    case Law::poisson:
      return a_;
    case Law::binomial:
      return a_ * b_ * (1.0 - b_);
    case Law::geometric:
      return a_ * (a_ - 1.0);
    case Law::table:
      return b_;
    case Law::affine:
      return b_ * b_ * part().variance();
    case Law::truncated: {
      const double first = part().partial_moment(1, a_, b_) / body_->cut.mass;
      const double second = part().partial_moment(2, a_, b_) / body_->cut.mass;
      return std::isinf(second) ? infinity : std::max(second - first * first, 0.0);
    }
    case Law::mixture: {
      const double centre = mean();
      if (std::isinf(centre)) return infinity;
      double sum = 0.0;
      for (std::size_t i = 0; i < body_->parts.size(); ++i) {
        const double off = body_->parts[i].mean() - centre;
        sum += body_->share(i) * (body_->parts[i].variance() + off * off);
      }
      return sum;
    }
  }
  return 0.0;
}

// Where a law has one, by the identity E[X^k; X in A] = E[X^k] P(Y in A) with Y of the same family.
double Distribution::partial_moment(int power, double min, double max) const {
  if (power == 0) return between(min, max);
  min = std::max(min, this->min());
  max = std::min(max, this->max());
  if (!(min <= max)) return 0.0;
  switch (law_) {
    case Law::constant:
      return std::pow(a_, power);
    case Law::exponential:
    case Law::gamma: {
      const double shape = law_ == Law::gamma ? a_ : 1.0;
      const double scale = law_ == Law::gamma ? b_ : a_;
      const double whole = power == 1 ? shape * scale : shape * (shape + 1.0) * scale * scale;
      return whole * gamma(shape + power, (shape + power) * scale).between(min, max);
    }
    case Law::uniform:
      return line_moment(power - 1, 1.0 / b_, 0.0, min, max);
    case Law::triangular: {
      const double rising = b_ > a_ ? 2.0 / ((c_ - a_) * (b_ - a_)) : 0.0;
      const double falling = c_ > b_ ? -2.0 / ((c_ - a_) * (c_ - b_)) : 0.0;
      return line_moment(power, rising, a_, min, std::min(max, b_)) +
             line_moment(power, falling, c_, std::max(min, b_), max);
    }
    case Law::lognormal: {
      const double whole = std::exp(power * (a_ + 0.5 * power * b_ * b_));
      return whole * lognormal(a_ + power * b_ * b_, b_).between(min, max);
    }
    case Law::weibull: {
      const double shape = 1.0 + power * b_;
      const double whole = std::pow(a_, power) * complete_gamma(shape);
      return whole * gamma(shape, shape).between(std::pow(min / a_, c_), std::pow(max / a_, c_));
    }
    case Law::normal:
      return normal_partial_moment(power, a_, b_, min, max, between(min, max));
    case Law::beta: {
      const double first = a_ / (a_ + b_);
      const double second = first * (a_ + 1.0) / (a_ + b_ + 1.0);
      const double m[3] = {between(min, max), first * beta(a_ + 1.0, b_, c_, d_).between(min, max),
                           second * beta(a_ + 2.0, b_, c_, d_).between(min, max)};
      return moment_of_affine(power, c_, d_ - c_, m);
    }
    case Law::pareto:
      return a_ * std::pow(b_, power) * power_integral(power - a_ - 1.0, min / b_, max / b_);
    case Law::poisson:
    case Law::binomial:
    case Law::geometric:
      return partial_moment_of_count(power, min, max);
    case Law::table:
    case Law::mixture:
    case Law::truncated:
    case Law::affine:
      return partial_moment_of_parts(power, min, max);
  }
  return 0.0;
}

double Distribution::partial_moment_of_count(int power, double min, double max) const {
  if (law_ == Law::geometric) {
    // Without memory: given X > k, X - k has the law of X.
    const auto above = [&](double k) {
      if (std::isinf(k)) return 0.0;
      const double first = k + a_;
      return std::exp(-b_ * k) * (power == 1 ? first : first * first + variance());
    };
    return above(std::ceil(min) - 1.0) - above(std::floor(max));
  }
  // By factorial moments: E[X (X - 1); A] is again a multiple of a probability of the family.
  const bool is_poisson = law_ == Law::poisson;
  const Distribution once = is_poisson ? *this : binomial(a_ - 1.0, b_);
  const double first = mean() * once.between(min - 1.0, max - 1.0);
  if (power == 1) return first;
  if (!is_poisson && a_ < 2.0) return first;
  const Distribution twice = is_poisson ? *this : binomial(a_ - 2.0, b_);
  const double factor = is_poisson ? a_ * a_ : a_ * (a_ - 1.0) * b_ * b_;
  return first + factor * twice.between(min - 2.0, max - 2.0);
}

double Distribution::partial_moment_of_parts(int power, double min, double max) const {
  double sum = 0.0;
  switch (law_) {
    case Law::table:
      for (std::size_t i = 0; i < body_->values.size(); ++i) {
        const double value = body_->values[i];
        if (min <= value && value <= max) sum += body_->share(i) * std::pow(value, power);
      }
      return sum;
    case Law::mixture:
      for (std::size_t i = 0; i < body_->parts.size(); ++i) {
        sum += body_->share(i) * body_->parts[i].partial_moment(power, min, max);
      }
      return sum;
    case Law::truncated:
      return part().partial_moment(power, min, max) / body_->cut.mass;
    default:
      break;
  }
  // Affine; a bound at an atom must keep it although the division is rounded (as in probability()).
  const double slack = part().has_atoms() ? 4.0 * std::numeric_limits<double>::epsilon() : 0.0;
  const auto inner = [&](double x, double direction) {
    return std::isinf(x) ? x : (x - a_) / b_ + direction * slack * (std::abs(x) + std::abs(a_)) / b_;
  };
  const double low = inner(min, -1.0);
  const double high = inner(max, 1.0);
  const double m[3] = {part().between(low, high), part().partial_moment(1, low, high),
                       power == 2 ? part().partial_moment(2, low, high) : 0.0};
  return moment_of_affine(power, a_, b_, m);
}

}  // namespace mainstay::kernel
