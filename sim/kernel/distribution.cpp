// Making distributions, and what is known of them without calculation.
#include "kernel/distribution.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cassert>
#include <limits>

namespace mainstay::kernel {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest_count = 1e12;  // beyond it the distribution functions lose the single unit
constexpr double normal_p90 = 1.2815515655446004;

}  // namespace

Distribution Distribution::constant(double v) {
  assert(!std::isnan(v));
  return Distribution(Law::constant, v);
}

Distribution Distribution::exponential(double mean) {
  assert(mean >= 0.0 && std::isfinite(mean));
  return mean == 0.0 ? constant(0.0) : Distribution(Law::exponential, mean);
}

Distribution Distribution::uniform(double min, double max) {
  assert(min <= max && std::isfinite(max - min));
  return min == max ? constant(min) : Distribution(Law::uniform, min, max - min, max);
}

Distribution Distribution::triangular(double min, double mode, double max) {
  assert(min <= mode && mode <= max && std::isfinite(max - min));
  return min == max ? constant(min) : Distribution(Law::triangular, min, mode, max);
}

Distribution Distribution::pert(double min, double mode, double max) {
  assert(min <= mode && mode <= max && std::isfinite(max - min));
  if (min == max) return constant(min);
  const double place = (mode - min) / (max - min);
  return beta(1.0 + 4.0 * place, 1.0 + 4.0 * (1.0 - place), min, max);
}

Distribution Distribution::normal(double mean, double sd) {
  assert(sd >= 0.0 && std::isfinite(mean) && std::isfinite(sd));
  return sd == 0.0 ? constant(mean) : Distribution(Law::normal, mean, sd);
}

Distribution Distribution::lognormal(double mu, double sigma) {
  assert(sigma >= 0.0 && std::isfinite(mu) && std::isfinite(sigma));
  return sigma == 0.0 ? constant(std::exp(mu)) : Distribution(Law::lognormal, mu, sigma);
}

Distribution Distribution::lognormal_mean_cv(double mean, double cv) {
  assert(mean > 0.0 && cv >= 0.0);
  if (cv == 0.0) return constant(mean);
  const double variance = std::log1p(cv * cv);
  return lognormal(std::log(mean) - 0.5 * variance, std::sqrt(variance));
}

Distribution Distribution::lognormal_median_p90(double median, double p90) {
  assert(median > 0.0 && p90 >= median);
  return lognormal_median_sigma(median, std::log(p90 / median) / normal_p90);
}

Distribution Distribution::lognormal_median_sigma(double median, double sigma) {
  assert(median > 0.0);
  return sigma == 0.0 ? constant(median) : lognormal(std::log(median), sigma);
}

Distribution Distribution::weibull(double shape, double scale) {
  assert(shape > 0.0 && scale > 0.0 && std::isfinite(shape) && std::isfinite(scale));
  return shape == 1.0 ? exponential(scale) : Distribution(Law::weibull, scale, 1.0 / shape, shape);
}

Distribution Distribution::weibull_shape_mean(double shape, double mean) {
  assert(shape >= 0.01 && mean > 0.0);
  return weibull(shape, mean / boost::math::tgamma(1.0 + 1.0 / shape));
}

Distribution Distribution::gamma(double shape, double mean) {
  assert(shape > 0.0 && mean > 0.0 && std::isfinite(shape) && std::isfinite(mean));
  return shape == 1.0 ? exponential(mean) : Distribution(Law::gamma, shape, mean / shape);
}

Distribution Distribution::erlang(int k, double mean) {
  assert(k >= 1);
  return gamma(k, mean);
}

Distribution Distribution::hyperexponential(double mean, double cv) {
  assert(mean > 0.0 && cv >= 1.0 && std::isfinite(mean) && std::isfinite(cv));
  if (cv == 1.0) return exponential(mean);
  const double square = cv * cv;
  // (1 - root) / 2 without its cancellation, for large cv.
  const double root = std::sqrt((square - 1.0) / (square + 1.0));
  const double rare = 1.0 / ((square + 1.0) * (1.0 + root));
  const double often = 1.0 - rare;
  return mixture({{often, exponential(0.5 * mean / often)}, {rare, exponential(0.5 * mean / rare)}});
}

Distribution Distribution::beta(double a, double b, double min, double max) {
  assert(a > 0.0 && b > 0.0 && min <= max && std::isfinite(a) && std::isfinite(b) &&
         std::isfinite(max - min));
  return min == max ? constant(min) : Distribution(Law::beta, a, b, min, max);
}

Distribution Distribution::pareto(double shape, double min) {
  assert(shape > 0.0 && min > 0.0 && std::isfinite(shape) && std::isfinite(min));
  return Distribution(Law::pareto, shape, min);
}

Distribution Distribution::poisson(double mean) {
  assert(mean >= 0.0 && mean <= largest_count);
  return mean == 0.0 ? constant(0.0) : count(Law::poisson, mean, 0.0);
}

Distribution Distribution::binomial(double n, double p) {
  assert(n >= 0.0 && n <= largest_count && n == std::floor(n) && p >= 0.0 && p <= 1.0);
  if (n == 0.0 || p == 0.0) return constant(0.0);
  return p == 1.0 ? constant(n) : count(Law::binomial, n, p);
}

Distribution Distribution::bernoulli(double p) {
  return binomial(1.0, p);
}

// Where the search for a variate starts: the mode, its probability and the distribution function there.
Distribution Distribution::count(Law law, double a, double b) {
  Distribution result(law, a, b);
  const double mode = result.mode_of_count();
  result.c_ = result.between(mode, mode);
  result.d_ = result.cdf(mode);
  return result;
}

Distribution Distribution::geometric(double mean) {
  assert(mean >= 1.0 && std::isfinite(mean));
  return mean == 1.0 ? constant(1.0) : Distribution(Law::geometric, mean, -std::log1p(-1.0 / mean));
}

double Distribution::mode_of_count() const {
  return law_ == Law::poisson ? std::floor(a_) : std::min(std::floor((a_ + 1.0) * b_), a_);
}

const Distribution& Distribution::part() const {
  return body_->parts.front();
}

double Distribution::min() const {
  switch (law_) {
    case Law::constant:
    case Law::uniform:
    case Law::triangular:
    case Law::truncated:
      return a_;
    case Law::normal:
      return -infinity;
    case Law::beta:
      return c_;
    case Law::pareto:
      return b_;
    case Law::geometric:
      return 1.0;
    case Law::table:
      return body_->values.front();
    case Law::affine:
      return a_ + b_ * part().min();
    case Law::mixture: {
      double least = infinity;
      for (const Distribution& each : body_->parts) least = std::min(least, each.min());
      return least;
    }
    case Law::exponential:
    case Law::lognormal:
    case Law::weibull:
    case Law::gamma:
    case Law::poisson:
    case Law::binomial:
      return 0.0;
  }
  return 0.0;
}

double Distribution::max() const {
  switch (law_) {
    case Law::constant:
    case Law::binomial:
      return a_;
    case Law::truncated:
      return b_;
    case Law::uniform:
    case Law::triangular:
      return c_;
    case Law::beta:
      return d_;
    case Law::table:
      return body_->values.back();
    case Law::affine:
      return a_ + b_ * part().max();
    case Law::mixture: {
      double most = -infinity;
      for (const Distribution& each : body_->parts) most = std::max(most, each.max());
      return most;
    }
    case Law::exponential:
    case Law::lognormal:
    case Law::weibull:
    case Law::normal:
    case Law::gamma:
    case Law::pareto:
    case Law::poisson:
    case Law::geometric:
      return infinity;
  }
  return infinity;
}

bool Distribution::takes_whole_numbers() const {
  return law_ == Law::poisson || law_ == Law::binomial || law_ == Law::geometric;
}

bool Distribution::is_discrete() const {
  switch (law_) {
    case Law::mixture:
      return std::all_of(body_->parts.begin(), body_->parts.end(),
                         [](const auto& d) { return d.is_discrete(); });
    case Law::truncated:
    case Law::affine:
      return part().is_discrete();
    default:
      return law_ == Law::constant || law_ == Law::table || takes_whole_numbers();
  }
}

bool Distribution::has_atoms() const {
  switch (law_) {
    case Law::mixture:
      return std::any_of(body_->parts.begin(), body_->parts.end(),
                         [](const auto& d) { return d.has_atoms(); });
    case Law::truncated:
    case Law::affine:
      return part().has_atoms();
    default:
      return is_discrete();
  }
}

}  // namespace mainstay::kernel
