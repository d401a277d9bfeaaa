#pragma once
// Which law do these times follow? Maximum likelihood for the laws that times are usually said by, and how far each is
// from the data.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "api.hpp"

namespace mainstay::stats {

// A law over values above 0, with one or two parameters, both above 0:
//   exponential  mean
//   lognormal    exp(mean of the logarithm), its standard deviation
//   weibull      scale, shape
//   gamma        mean, shape
struct MAINSTAY_API FittedLaw {
  enum class Kind { exponential, lognormal, weibull, gamma };
  Kind kind = Kind::exponential;
  double size = 1.0;     // in the unit of the values
  double shape = 1.0;    // sigma of a lognormal; 1 of an exponential
  double log_likelihood = 0.0;

  double cdf(double x) const;
  double survival(double x) const;     // keeps its digits in the tail
  double quantile(double p) const;     // 0 < p < 1
  int parameters() const { return kind == Kind::exponential ? 1 : 2; }
};

// The likeliest law of a kind. `values` are above 0; at least two of them differ, else nothing (the likelihood of a law with
// two parameters has no greatest value then). The standard deviation of a lognormal is that with divisor n.
MAINSTAY_API std::optional<FittedLaw> fit(FittedLaw::Kind kind, std::span<const double> values);

// Greatest distance of the law's distribution function from that of the data (Kolmogorov and Smirnov), and Anderson and
// Darling's A², which looks harder at the tails.
MAINSTAY_API double kolmogorov_distance(const FittedLaw& law, std::span<const double> values);
MAINSTAY_API double anderson_darling(const FittedLaw& law, std::span<const double> values);

// How often data drawn from the law, of as many values, and fitted as these were, would lie as far from its fit as the
// data do, by A²: near 0 where the law is another. Tables for known parameters would say too much (Stephens, JASA 69,
// 1974); the parametric bootstrap draws `resamples` times. Values as in `fit`.
MAINSTAY_API double goodness_of_fit(const FittedLaw& law, std::span<const double> values, std::size_t resamples, std::uint64_t seed);

}  // namespace mainstay::stats
