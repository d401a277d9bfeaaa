#pragma once
// Two variants against each other: the difference of what they come to, with its interval, and whether pairing their
// replications (common random numbers) helped.
//
// Entry i of both belongs to replication i. A value that is NaN (a failed trial) takes its pair out. Values and
// weights mean what they mean in interval.hpp: a trial of weight 0 observed nothing and moves nothing.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "api.hpp"
#include "stats/interval.hpp"

namespace mainstay::stats {

// One variant's side of a comparison.
struct Trials {
  std::span<const double> values;
  std::span<const double> weights;
};

struct Difference {
  Interval interval;             // of `b` less `a`
  double standard_error = 0.0;
  double p_value = 1.0;          // two-sided, of no difference
  // The difference over the size of `a`, with the same method; nothing where `a` is 0 or the method gives none.
  std::optional<Interval> relative;
  std::size_t pairs = 0;
  // Between what the replications say of `a` and of `b`, from −1 to 1; 0 where one side never varies.
  double correlation = 0.0;
  // The variance that independent replications would have had, over the one that the pairs have: above 1 the common
  // numbers saved work, below 1 they did harm. Infinite where the difference never varies; 1 where nothing does.
  double variance_saved = 1.0;
};

// The difference of the pooled ratios. Its standard error is the delete-one-pair jackknife's, its degrees of freedom
// n − 1: with equal weights this is the paired t interval (Law, Simulation Modeling and Analysis, 10.2.1). Nothing
// where fewer than two pairs have an observation on both sides.
MAINSTAY_API std::optional<Difference> paired_difference(Trials a, Trials b, double confidence);

// The same for replications that have nothing to do with each other, of any number on each side: Welch's interval
// (Biometrika 34, 1947), with the jackknife's variance of each side. Correlation 0, nothing saved.
MAINSTAY_API std::optional<Difference> independent_difference(Trials a, Trials b, double confidence);

// The difference of two proportions over the same replications, of which `both`, `only_a`, `only_b` and `neither` came
// true: Newcombe's square-and-add interval (Statistics in Medicine 17, 1998, 2635, method 10), which covers near 0 and
// 1 too, and the exact test on the pairs that differ (McNemar; Liddell 1983). Nothing for no pairs.
struct PairedCounts {
  std::int64_t both = 0;
  std::int64_t only_a = 0;
  std::int64_t only_b = 0;
  std::int64_t neither = 0;
};
MAINSTAY_API std::optional<Difference> proportion_difference(const PairedCounts& counts, double confidence);

// The difference of the p-quantiles over trials, 0 < p < 1: Harrell and Davis' estimator of each (Biometrika 69, 1982),
// and the percentile bootstrap over pairs (Wilcox and Erceg-Hurn, Journal of Applied Statistics 39, 2012); the plain
// sample quantile moves in jumps, and covers less than it says. Pairs count that observed something on both sides; from
// two on. No p value (NaN): whether the interval holds 0 is all that is known.
MAINSTAY_API std::optional<Difference> quantile_difference(Trials a, Trials b, double p, double confidence,
                                                           std::uint64_t seed, int resamples = 1000);

// The same of the spread between trials (n - 1).
MAINSTAY_API std::optional<Difference> sd_difference(Trials a, Trials b, double confidence, std::uint64_t seed,
                                                     int resamples = 1000);

// The fewest pairs whose interval would not hold 0, if the difference and its spread are as these pairs say. Nothing
// where the difference is 0 or does not vary, or where it would take more than 10^15.
MAINSTAY_API std::optional<std::uint64_t> pairs_to_settle(const Difference& difference, double confidence);

// Tests made together: the p value that each would have to be compared with alone. Holm (Scandinavian Journal of
// Statistics 6, 1979) never gives more than Bonferroni. Order as given; NaN stays NaN and counts as a test.
MAINSTAY_API std::vector<double> holm_adjusted(std::span<const double> p_values);
MAINSTAY_API std::vector<double> bonferroni_adjusted(std::span<const double> p_values);

}  // namespace mainstay::stats
