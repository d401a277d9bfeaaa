#pragma once
// A distribution over real numbers, as a value: the parameters of the law, how to draw from it, and what is
// known of it exactly (moments, distribution function, quantiles). It knows no units: what draws a time reads
// seconds.
//
// Preconditions are the caller's to check; a violation is a bug and asserted. Laws that degenerate to one
// value (a spread of zero) are that constant.
//
// A variate is drawn so that it is the same underlying number, stretched, when a scale changes, and a law of
// one shape uses the same count of random words at every scale: variants that share a stream then stay in
// step. From a stream that inverts (see Stream::set_inversion), normal and lognormal take the normal of the
// stream, and every other law takes exactly one uniform u and returns quantile(u), up to rounding.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "api.hpp"
#include "kernel/random.hpp"

namespace mainstay::kernel {

class MAINSTAY_API Distribution {
 public:
  /// The constant 0.
  Distribution() = default;

  // --- Continuous laws ---

  /// Always v; v may be infinite (never), not NaN.
  static Distribution constant(double v);
  /// mean >= 0.
  static Distribution exponential(double mean);
  /// min <= max, both finite.
  static Distribution uniform(double min, double max);
  /// min <= mode <= max, all finite.
  static Distribution triangular(double min, double mode, double max);
  /// Beta on [min, max] with shapes 1 + 4 (mode - min) / (max - min) and 1 + 4 (max - mode) / (max - min), so
  /// that the mean is (min + 4 mode + max) / 6. Source: Clark, "The PERT model", Oper. Res. 10(3), 1962; Vose
  /// (2008).
  static Distribution pert(double min, double mode, double max);
  /// sd >= 0.
  static Distribution normal(double mean, double sd);
  /// exp(normal(mu, sigma)), sigma >= 0.
  static Distribution lognormal(double mu, double sigma);
  /// By mean > 0 and coefficient of variation cv >= 0: sigma^2 = ln(1 + cv^2).
  static Distribution lognormal_mean_cv(double mean, double cv);
  /// By median > 0 and 90 % quantile p90 >= median.
  static Distribution lognormal_median_p90(double median, double p90);
  /// By median > 0 and sigma >= 0.
  static Distribution lognormal_median_sigma(double median, double sigma);
  /// P(X > x) = exp(-(x / scale)^shape); shape > 0, scale > 0.
  static Distribution weibull(double shape, double scale);
  /// Weibull by shape >= 0.01 (below, the scale is not representable) and mean > 0.
  static Distribution weibull_shape_mean(double shape, double mean);
  /// 0 < shape <= 1e9, mean > 0; the variance is mean^2 / shape.
  static Distribution gamma(double shape, double mean);
  /// The sum of k >= 1 equal exponentials; mean > 0 is that of the sum.
  static Distribution erlang(int k, double mean);
  /// Two exponential phases with balanced means (each brings half of the mean); mean > 0, cv >= 1. Source:
  /// Morse, "Queues, inventories and maintenance", 1958.
  static Distribution hyperexponential(double mean, double cv);
  /// Beta with shapes a and b, above 0 and up to 1e9, stretched to [min, max].
  static Distribution beta(double a, double b, double min, double max);
  /// P(X > x) = (min / x)^shape for x >= min; shape > 0, min > 0.
  static Distribution pareto(double shape, double min);

  // --- Counts ---

  /// 0 <= mean <= 1e12.
  static Distribution poisson(double mean);
  /// Successes in n trials; n a whole number from 0 to 1e12, 0 <= p <= 1.
  static Distribution binomial(double n, double p);
  /// The number of trials up to the first success, on {1, 2, ...}; mean >= 1.
  static Distribution geometric(double mean);
  /// 1 with probability p, else 0.
  static Distribution bernoulli(double p);

  // --- Tables and combinations ---

  /// (value, weight) pairs, not empty; weights >= 0, not all 0, need not add up to 1.
  static Distribution discrete(std::vector<std::pair<double, double>> weighted_values);
  /// Each of the samples with equal chance: resampling, without interpolation between them. Not empty.
  static Distribution empirical(std::vector<double> samples);
  /// (weight, law) pairs, not empty; weights >= 0, not all 0, need not add up to 1.
  static Distribution mixture(std::vector<std::pair<double, Distribution>> weighted_parts);
  /// The law given that min <= X <= max (either may be infinite), drawn by inversion: no number of
  /// rejections, and exact in far tails too. Requires d.between(min, max) > 0.
  static Distribution truncated(Distribution d, double min, double max);
  /// X + by.
  static Distribution shifted(Distribution d, double by);
  /// X * factor; factor >= 0.
  static Distribution scaled(Distribution d, double factor);

  // --- Drawing ---

  double sample(Stream& stream) const {
    switch (law_) {
      case Law::constant:
        return a_;
      case Law::exponential:
        return a_ * stream.exponential();
      case Law::uniform:
        return a_ + b_ * stream.uniform();
      case Law::lognormal:
        return std::exp(a_ + b_ * stream.normal());
      case Law::weibull:
        return a_ * std::pow(stream.exponential(), b_);
      default:
        return sample_other(stream);
    }
  }

  /// A draw given that X > age: the age at failure of what has come to `age`. Drawn by inversion of the
  /// survival function, one variate for each. Where nothing lies above age, age itself.
  double sample_above(Stream& stream, double age) const { return sample_above(stream, age, 1.0); }
  /// The same with the hazard above age `factor` times as large, factor > 0: P(X > x) = (S(x) / S(age))^factor.
  double sample_above(Stream& stream, double age, double factor) const;

  // --- What is known exactly ---

  /// Infinite where the integral diverges (a Pareto law of shape 1 or less).
  double mean() const;
  /// Infinite where it does not exist.
  double variance() const;
  /// P(X <= x).
  double cdf(double x) const { return probability(Event::at_most, x); }
  /// P(X > x), without the cancellation of 1 - cdf(x).
  double survival(double x) const { return probability(Event::above, x); }
  /// P(min <= X <= max).
  double between(double min, double max) const;
  /// The smallest x with P(X <= x) >= p, for 0 < p < 1; min() at 0 and max() at 1.
  double quantile(double p) const;
  /// No value lies below; attained or approached. May be minus infinity.
  double min() const;
  /// No value lies above; attained or approached. May be infinite.
  double max() const;

  bool is_constant() const { return law_ == Law::constant; }
  /// Takes countably many values. A mixture of both kinds is not discrete.
  bool is_discrete() const;
  /// Has a density: no value has a probability of its own.
  bool has_density() const { return !has_atoms() && law_ != Law::constant; }

 private:
  enum class Law : std::uint8_t {
    constant,     // a = value
    exponential,  // a = mean
    uniform,      // a = min, b = max - min, c = max
    lognormal,    // a = mu, b = sigma
    weibull,      // a = scale, b = 1 / shape, c = shape
    normal,       // a = mean, b = sd
    triangular,   // a = min, b = mode, c = max
    gamma,        // a = shape, b = scale
    beta,         // a, b = shapes, c = min, d = max
    pareto,       // a = shape, b = min
    poisson,      // a = mean; c, d = probability of the mode, P(X <= mode)
    binomial,     // a = n, b = p; c, d as above
    geometric,    // a = mean, b = -ln(1 - 1 / mean)
    table,        // a = mean, b = variance; body: values, cumulative
    mixture,      // body: parts, cumulative
    truncated,    // a = min, b = max; body: parts[0], cut
    affine        // a = shift, b = factor; body: parts[0]
  };
  enum class Event : std::uint8_t { less, at_most, above, at_least };
  struct Body;

  Distribution(Law law, double a, double b = 0.0, double c = 0.0, double d = 0.0)
      : a_(a), b_(b), c_(c), d_(d), law_(law) {}

  static Distribution table(std::vector<double> values, std::vector<double> weights);
  static Distribution affine(Distribution d, double shift, double factor);
  static Distribution count(Law law, double a, double b);

  double sample_other(Stream& stream) const;
  double sample_beta(Stream& stream) const;
  double sample_count(Stream& stream) const;
  double sample_mixture(Stream& stream) const;
  const Distribution& part() const;

  // P(X < x), P(X <= x), P(X > x) or P(X >= x), each computed from its own side.
  double probability(Event event, double x) const;
  double probability_of_count(bool upper, double k) const;
  double probability_in_table(Event event, double x) const;
  double probability_in_mixture(Event event, double x) const;
  double probability_truncated(Event event, double x) const;
  // The smallest x with P(X <= x) >= p or, if upper, P(X > x) <= p; 0 < p < 1.
  double point(double p, bool upper) const;
  double point_of_count(double p, bool upper) const;
  double point_in_table(double p, bool upper) const;
  double point_in_mixture(double p, bool upper) const;
  double point_truncated(double p, bool upper) const;
  // E[X^power; min <= X <= max], power = 0, 1 or 2.
  double partial_moment(int power, double min, double max) const;
  double partial_moment_of_count(int power, double min, double max) const;
  double partial_moment_of_parts(int power, double min, double max) const;

  bool takes_whole_numbers() const;
  bool has_atoms() const;
  double mode_of_count() const;

  double a_ = 0.0, b_ = 0.0, c_ = 0.0, d_ = 0.0;
  std::shared_ptr<const Body> body_;
  Law law_ = Law::constant;
};

// What does not fit inline; shared between copies, never changed.
struct Distribution::Body {
  // Of the law that is truncated to [min, max]: P(X < min), P(X > max) and P(min <= X <= max).
  struct Cut {
    double less, above, mass;
  };
  std::vector<double> values;      // sorted, distinct
  std::vector<double> cumulative;  // the last is 1
  std::vector<Distribution> parts;
  Cut cut{};

  double share(std::size_t i) const { return i == 0 ? cumulative[0] : cumulative[i] - cumulative[i - 1]; }
};

}  // namespace mainstay::kernel
