// Drawing from the less common distributions.
#include "kernel/distribution.hpp"

#include <algorithm>

namespace mainstay::kernel {

namespace {

// Gamma with shape >= 1 and scale 1, by squeezed rejection from a normal: exact, about 1.05 tries. Source:
// Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.
double gamma_from_one(Stream& stream, double shape) {
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double x = stream.normal();
    const double root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const double v = root * root * root;
    const double u = stream.uniform();
    const double square = x * x;
    if (u < 1.0 - 0.0331 * square * square) return d * v;
    if (std::log(u) < 0.5 * square + d * (1.0 - v + std::log(v))) return d * v;
  }
}

// Any shape > 0: for a shape below 1, gamma(shape + 1) u^(1/shape), as ibid., with u = exp(-e).
double standard_gamma(Stream& stream, double shape) {
  if (shape >= 1.0) return gamma_from_one(stream, shape);
  const double above = gamma_from_one(stream, shape + 1.0);
  return above * std::exp(-stream.exponential() / shape);
}

double log_of_standard_gamma(Stream& stream, double shape) {
  if (shape >= 1.0) return std::log(gamma_from_one(stream, shape));
  const double above = gamma_from_one(stream, shape + 1.0);
  return std::log(above) - stream.exponential() / shape;
}

// Above this variance a search from the mode takes longer (its steps are about the standard deviation) than
// the general inversion with incomplete functions.
constexpr double search_limit = 1e5;
// Where the terms are far below the grain of the uniform, 2^-53, what is left to search is rounding error.
constexpr double negligible = 1e-19;

}  // namespace

double Distribution::sample_other(Stream& stream) const {
  switch (law_) {
    case Law::normal:
      return a_ + b_ * stream.normal();
    case Law::gamma:
      return stream.inverts() ? point(stream.uniform(), false) : b_ * standard_gamma(stream, a_);
    case Law::beta:
      return stream.inverts() ? point(stream.uniform(), false) : sample_beta(stream);
    case Law::pareto:
      return b_ * std::exp(stream.exponential() / a_);
    case Law::poisson:
    case Law::binomial:
      return sample_count(stream);
    case Law::geometric:
      return 1.0 + std::floor(stream.exponential() / b_);
    case Law::mixture:
      return stream.inverts() ? point(stream.uniform(), false) : sample_mixture(stream);
    case Law::affine:
      return a_ + b_ * part().sample(stream);
    default:
      return point(stream.uniform(), false);
  }
}

// X / (X + Y) of two gamma variates; by logarithms, because both may underflow when the shapes are small.
double Distribution::sample_beta(Stream& stream) const {
  const double x = log_of_standard_gamma(stream, a_);
  const double y = log_of_standard_gamma(stream, b_);
  return c_ + (d_ - c_) / (1.0 + std::exp(y - x));
}

// Inversion for Poisson and binomial at every mean, one uniform for each: monotone, and as exact as the
// uniform. Up to a limit by adding up probabilities from the mode on.
double Distribution::sample_count(Stream& stream) const {
  const double u = stream.uniform();
  if (variance() > search_limit) return point(u, false);
  const double odds = law_ == Law::binomial ? b_ / (1.0 - b_) : 0.0;
  // P(k + 1) / P(k)
  const auto ratio = [&](double k) {
    return law_ == Law::poisson ? a_ / (k + 1.0) : (a_ - k) / (k + 1.0) * odds;
  };
  double k = mode_of_count();
  double probability = c_;
  double sum = d_;
  if (u > sum) {
    while (u > sum && probability > negligible) {
      probability *= ratio(k);
      k += 1.0;
      sum += probability;
    }
    return k;
  }
  while (k > 0.0 && u <= sum - probability && probability > negligible) {
    sum -= probability;
    k -= 1.0;
    probability /= ratio(k);
  }
  return k;
}

double Distribution::sample_mixture(Stream& stream) const {
  const auto& shares = body_->cumulative;
  const auto found = std::lower_bound(shares.begin(), shares.end(), stream.uniform());
  return body_->parts[static_cast<std::size_t>(found - shares.begin())].sample(stream);
}

double Distribution::sample_above(Stream& stream, double age, double factor) const {
  if (age < min()) {
    if (factor == 1.0) return sample(stream);
    age = min();
  }
  switch (law_) {
    case Law::exponential:
      return age + a_ * stream.exponential() / factor;
    // The cumulative hazard (x / scale)^shape grows by a unit exponential.
    case Law::weibull:
      return std::max(age, a_ * std::pow(std::pow(age / a_, c_) + stream.exponential() / factor, b_));
    default:
      break;
  }
  const double u = 1.0 - stream.uniform();
  const double left = survival(age) * (factor == 1.0 ? u : std::pow(u, 1.0 / factor));
  return left > 0.0 ? std::max(age, point(left, true)) : age;
}

}  // namespace mainstay::kernel
