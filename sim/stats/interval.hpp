#pragma once
// Estimates over trials (or other independent observations) with their confidence intervals.
//
// Each trial gives a value and its weight: how many observations, or how much exposure, the value rests on. A
// trial of weight 0 observed nothing: its value is 0, NaN (it failed), or, of a mean time between events, the
// time in which none came, which counts in ratios of totals (see pooled_trials) and nowhere else. `confidence` is a fraction, as 0.95,
// strictly between 0 and 1. Values and weights are finite, weights ≥ 0, both of the same length; anything
// else is a caller's mistake (assert).
//
// Where too few trials observed anything there is no interval (nullopt), never one of zero width;
// pooled_estimate and sample_quantile still give the estimate. An interval of zero width means that all
// values were equal: that is right for a deterministic model, and too good for a rare event that has not
// happened yet; only the caller can tell which it is.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "api.hpp"
#include "stats/tally.hpp"

namespace mainstay::stats {

struct MAINSTAY_API Interval {
  double estimate = 0.0;
  double low = 0.0;   // −infinity where the data set no lower bound
  double high = 0.0;  // infinity where the data set no upper bound

  // Half of the width, also where the estimate is not in the middle.
  double half_width() const { return (high - low) / 2.0; }
  // The ends belong to the interval.
  bool contains(double x) const { return low <= x && x <= high; }
  // half_width() per size of the estimate: 0 where the width is 0, else infinite for an estimate of 0.
  double relative_half_width() const;
};

// The trials of weight above 0, in their order.
struct MAINSTAY_API ObservedTrials {
  std::vector<double> values;
  std::vector<double> weights;
};
MAINSTAY_API ObservedTrials observed(std::span<const double> values, std::span<const double> weights);

// What a ratio of totals is made of: those, and the trials that add to the total above and nothing below.
// Nothing where no trial has weight.
MAINSTAY_API ObservedTrials pooled_trials(std::span<const double> values, std::span<const double> weights);

// Student's interval for the mean: mean ± t(n − 1) · sd / √n. Exact for normal values; for skewed ones it
// covers less than it says until n is large (Law, Simulation Modeling and Analysis, ch. 9). From two values
// on.
MAINSTAY_API std::optional<Interval> student_interval(std::span<const double> values, double confidence);
MAINSTAY_API std::optional<Interval> student_interval(const Tally& tally, double confidence);

// Wilson's score interval for a proportion (JASA 22, 1927), 0 ≤ successes ≤ n, within [0, 1]. It also holds
// for 0 of n and n of n, where it is one-sided in effect but keeps its width. The n must be independent: for
// shares of things that come several to a trial use ratio_interval. Nothing for n = 0.
MAINSTAY_API std::optional<Interval> wilson_interval(std::int64_t successes, std::int64_t n,
                                                     double confidence);

// The sample quantile at 0 ≤ p ≤ 1, interpolated between the neighbours of p·(n − 1), counting the sorted
// values from 0 (type 7 of Hyndman and Fan, The American Statistician 50, 1996). Nothing for no values.
MAINSTAY_API std::optional<double> sample_quantile(std::span<const double> values, double p);

// Ranks, from 1, of the two order statistics that enclose the p-quantile, 0 < p < 1, of n independent values
// whatever their distribution. Equal tails, never less than the confidence asked: with B the binomial(n, p)
// distribution function and α = 1 − confidence, `lower` is the largest l with B(l − 1) ≤ α/2 and `upper` the
// smallest u with B(u − 1) ≥ 1 − α/2. The chance to enclose is B(upper − 1) − B(lower − 1). `lower` = 0 means
// −infinity and `upper` = n + 1 infinity: n is too small to bound the quantile on that side. (David and
// Nagaraja, Order Statistics, 7.1.)
struct MAINSTAY_API QuantileRanks {
  std::int64_t lower = 0;
  std::int64_t upper = 0;
};
MAINSTAY_API QuantileRanks quantile_ranks(std::int64_t n, double p, double confidence);

// The interval of these ranks around sample_quantile, in any order of values. From two values on.
MAINSTAY_API std::optional<Interval> quantile_interval(std::span<const double> values, double p,
                                                       double confidence);

// Σwv / Σw, with v for wv where w is 0: the ratio of totals when v is a total per w in its trial. Nothing where
// all weights are 0.
MAINSTAY_API std::optional<double> pooled_estimate(std::span<const double> values,
                                                   std::span<const double> weights);

// The pooled ratio with Student's interval on the delete-one jackknife variance about the estimate,
// (n − 1)/n · Σ(θ₋ᵢ − θ)², and n − 1 degrees of freedom, n being the trials that count (Tukey; Miller,
// Biometrika 61, 1974). Trials are the unit, so observations may depend on each other within a trial, and
// weights may depend on values. With equal weights it is student_interval, to the last bit. Where a few
// trials carry nearly all the weight, what is known is what these few say: the jackknife widens the interval,
// but n − 1 then overstates the degrees of freedom, and it covers less than it says. From two trials with
// weight on.
MAINSTAY_API std::optional<Interval> ratio_interval(std::span<const double> values,
                                                    std::span<const double> weights, double confidence);

// What trials say of the spread and the mean of what they observed, each with its weight.
struct Spreads {
  std::span<const double> sds;
  std::span<const double> sd_weights;     // observations − 1, or exposure
  std::span<const double> means;
  std::span<const double> mean_weights;   // observations, or exposure
};
// The spread of all observations of all trials, from each trial's own: the squares within trials and those of their means
// about the mean of all add up. The mean of the trials' spreads would be too small, by what their means differ: all the
// more, the fewer or the more alike the observations of a trial are. With Student's interval on the delete-one jackknife,
// as ratio_interval; without one for a single trial. Nothing where nothing was observed.
MAINSTAY_API std::optional<double> pooled_spread(const Spreads& trials);
MAINSTAY_API std::optional<Interval> pooled_spread_interval(const Spreads& trials, double confidence);

// How far the pooled ratio moves when each trial is left out, in their order; 0 for those that say nothing,
// and where no other has any weight. What ratio_interval is made of, for those who compare two ratios over the same trials.
MAINSTAY_API std::vector<double> jackknife_shifts(std::span<const double> values, std::span<const double> weights);

// A number that sums up trials, all of which have weight. It must not depend on anything but its arguments.
// To sum up what is not one number a trial (a curve), pass the trials' indices as values and look the curves
// up.
using Statistic = std::function<double(std::span<const double> values, std::span<const double> weights)>;

// The spread between trials (n − 1), and the greatest of them; weights are not looked at.
MAINSTAY_API double sd_between(std::span<const double> values, std::span<const double> weights);
MAINSTAY_API double greatest(std::span<const double> values, std::span<const double> weights);

// The bootstrap over trials: `resamples` times, as many trials as there are with weight are drawn from these
// with replacement; the interval lies between two quantiles of the statistic of what was drawn. Equal seeds
// give equal intervals. From two trials with weight on; nothing if the statistic is ever infinite or NaN.
//
// Which quantiles: those of the bias-corrected and accelerated method (BCa; Efron, JASA 82, 1987), because
// plain percentiles cover an sd badly (91 % for 95 % with 50 normal values, against 94 %), taken as far out
// as Student's t would, because resamples of few trials are too alike (Hesterberg, The American Statistician
// 69, 2015). Where no resample goes beyond the estimate on one side (the greatest of all, equal values) BCa
// is not defined, and the same percentiles without its corrections are taken. An interval for the greatest
// value therefore never reaches above it: it says how much the maximum owes to single trials, not what a
// longer run could show.
MAINSTAY_API std::optional<Interval> bootstrap_interval(std::span<const double> values,
                                                        std::span<const double> weights,
                                                        const Statistic& statistic, double confidence,
                                                        std::uint64_t seed, int resamples = 2000);

}  // namespace mainstay::stats
