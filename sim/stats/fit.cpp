#include "stats/fit.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include "stats/generator.hpp"
#include "stats/special.hpp"

namespace mainstay::stats {

namespace {

using Kind = FittedLaw::Kind;

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

std::vector<double> logs_of(std::span<const double> values) {
  std::vector<double> out;
  out.reserve(values.size());
  for (const double x : values) {
    assert(x > 0.0);
    out.push_back(std::log(x));
  }
  return out;
}

// Where f, which rises, is 0; sought outwards from `start` > 0 by factors of 2.
template <class F>
std::optional<double> root_of_rising(F f, double start) {
  double low = start, high = start;
  for (int i = 0; i < 200 && f(low) > 0.0; ++i) low /= 2.0;
  for (int i = 0; i < 200 && f(high) < 0.0; ++i) high *= 2.0;
  const double at_low = f(low), at_high = f(high);
  if (!(at_low <= 0.0) || !(at_high >= 0.0)) return std::nullopt;
  if (at_low == 0.0) return low;
  if (at_high == 0.0) return high;
  std::uintmax_t most = 200;
  const auto bracket = boost::math::tools::toms748_solve(f, low, high, at_low, at_high, boost::math::tools::eps_tolerance<double>(50), most);
  return (bracket.first + bracket.second) / 2.0;
}

// By the profile likelihood: sum x^k ln x / sum x^k - 1 / k = mean of ln x, whose left side rises with k.
std::optional<FittedLaw> weibull(const std::vector<double>& logs, double mean_log, double sd_log) {
  const double n = static_cast<double>(logs.size());
  const auto powers = [&](double k, double& weighted) {
    double sum = 0.0;
    weighted = 0.0;
    for (const double l : logs) {
      const double p = std::exp(k * (l - mean_log));
      sum += p;
      weighted += p * (l - mean_log);
    }
    return sum;
  };
  const auto shape = root_of_rising(
      [&](double k) {
        double weighted = 0.0;
        const double sum = powers(k, weighted);
        return std::isfinite(sum) ? weighted / sum - 1.0 / k : std::numeric_limits<double>::max();
      },
      std::numbers::pi / std::sqrt(6.0) / sd_log);   // what the spread of the logarithms says
  if (!shape) return std::nullopt;
  double ignored = 0.0;
  const double k = *shape;
  const double log_scale = mean_log + std::log(powers(k, ignored) / n) / k;
  FittedLaw out{Kind::weibull, std::exp(log_scale), k, 0.0};
  out.log_likelihood = n * (std::log(k) - k * log_scale + (k - 1.0) * mean_log) - n;   // sum (x / scale)^k is n there
  return out;
}

std::optional<FittedLaw> gamma(const std::vector<double>& logs, double mean, double mean_log) {
  const double n = static_cast<double>(logs.size());
  const double apart = std::log(mean) - mean_log;   // ln k - digamma(k), which falls with k
  if (!(apart > 0.0)) return std::nullopt;
  const auto shape = root_of_rising([&](double k) { return apart - (std::log(k) - boost::math::digamma(k)); },
                                    (3.0 - apart + std::sqrt((apart - 3.0) * (apart - 3.0) + 24.0 * apart)) / (12.0 * apart));
  if (!shape) return std::nullopt;
  const double k = *shape;
  FittedLaw out{Kind::gamma, mean, k, 0.0};
  out.log_likelihood = n * ((k - 1.0) * mean_log - k - k * std::log(mean / k) - std::lgamma(k));
  return out;
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

double FittedLaw::cdf(double x) const {
  if (!(x > 0.0)) return 0.0;
  switch (kind) {
    case Kind::exponential: return -std::expm1(-x / size);
    case Kind::lognormal: return normal_cdf(std::log(x / size) / shape);
    case Kind::weibull: return -std::expm1(-std::pow(x / size, shape));
    case Kind::gamma: return boost::math::gamma_p(shape, x * shape / size);
  }
  return 0.0;
}

double FittedLaw::survival(double x) const {
  if (!(x > 0.0)) return 1.0;
  switch (kind) {
    case Kind::exponential: return std::exp(-x / size);
    case Kind::lognormal: return normal_cdf(-std::log(x / size) / shape);
    case Kind::weibull: return std::exp(-std::pow(x / size, shape));
    case Kind::gamma: return boost::math::gamma_q(shape, x * shape / size);
  }
  return 0.0;
}

double FittedLaw::quantile(double p) const {
  assert(p > 0.0 && p < 1.0);
  switch (kind) {
    case Kind::exponential: return -size * std::log1p(-p);
    case Kind::lognormal: return size * std::exp(shape * normal_quantile(p));
    case Kind::weibull: return size * std::pow(-std::log1p(-p), 1.0 / shape);
    case Kind::gamma: return boost::math::gamma_p_inv(shape, p) * size / shape;
  }
  return 0.0;
}

std::optional<FittedLaw> fit(FittedLaw::Kind kind, std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  if (values.empty() || std::all_of(values.begin(), values.end(), [&](double x) { return x == values.front(); })) return std::nullopt;
  const std::vector<double> logs = logs_of(values);
  const double mean = mean_of(values), mean_log = mean_of(logs);
  double squares = 0.0;
  for (const double l : logs) squares += (l - mean_log) * (l - mean_log);
  const double sd_log = std::sqrt(squares / n);
  switch (kind) {
    case Kind::exponential: return FittedLaw{kind, mean, 1.0, -n * (std::log(mean) + 1.0)};
    case Kind::lognormal:
      return FittedLaw{kind, std::exp(mean_log), sd_log, -n * (mean_log + std::log(sd_log) + 0.5 * std::log(2.0 * std::numbers::pi) + 0.5)};
    case Kind::weibull: return weibull(logs, mean_log, sd_log);
    case Kind::gamma: return gamma(logs, mean, mean_log);
  }
  return std::nullopt;
}

double kolmogorov_distance(const FittedLaw& law, std::span<const double> values) {
  const std::vector<double> x = sorted(values);
  const double n = static_cast<double>(x.size());
  double out = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double p = law.cdf(x[i]);
    out = std::max({out, static_cast<double>(i + 1) / n - p, p - static_cast<double>(i) / n});
  }
  return out;
}

double anderson_darling(const FittedLaw& law, std::span<const double> values) {
  const std::vector<double> x = sorted(values);
  const std::size_t n = x.size();
  // What the law says cannot be is infinitely far from it; a probability that rounds to 0 is not that.
  const auto log = [](double p) { return std::log(std::max(p, std::numeric_limits<double>::min())); };
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) sum += (2.0 * static_cast<double>(i) + 1.0) * (log(law.cdf(x[i])) + log(law.survival(x[n - 1 - i])));
  return -static_cast<double>(n) - sum / static_cast<double>(n);
}

double goodness_of_fit(const FittedLaw& law, std::span<const double> values, std::size_t resamples, std::uint64_t seed) {
  const double seen = anderson_darling(law, values);
  Generator g(seed);
  std::vector<double> drawn(values.size());
  std::size_t as_far = 0, played = 0;
  for (std::size_t r = 0; r < resamples; ++r) {
    for (double& x : drawn) x = law.quantile(g.uniform());
    const auto again = fit(law.kind, drawn);
    if (!again) continue;
    ++played;
    as_far += anderson_darling(*again, drawn) >= seen ? 1 : 0;
  }
  return (static_cast<double>(as_far) + 1.0) / (static_cast<double>(played) + 1.0);
}

}  // namespace mainstay::stats
