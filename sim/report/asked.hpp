#pragma once
// A metric that is asked of a run, resolved: which column it is, and what each replication says to it.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "report/run_view.hpp"
#include "stats/comparison.hpp"
#include "stats/interval.hpp"
#include "work/metric.hpp"

namespace mainstay::report {

struct Asked {
  work::MetricQuery query;
  std::size_t metric = 0;     // its column
  std::string unit;           // of what is asked: `%` of a probability
  double threshold = 0.0;     // of a probability, in the column's unit
};

// An unknown metric, or a threshold in the wrong unit: nothing, and `error` says why.
std::optional<Asked> ask(const RunView& run, const std::string& text, std::string& error);

// The same of a mean, a share, a total or `P(…)`: what methods need that take answers for means of observations.
std::optional<Asked> ask_for_mean(const RunView& run, const std::string& text, std::string& error);

// What each replication says: its value and weight; of a probability 1 or 0, with the weight 1. What failed is NaN and
// weighs nothing. Of trials that played what is rare more often than it is (see work::Board::weigh), with likelihood
// ratio L: of what rests on the same in each trial, c + L (value - c), c being what most trials say, whose mean is
// unbiased whatever c; of a ratio, its weight times L.
Samples outcomes(const RunView& run, std::size_t variant, const Asked& asked);

// The pooled outcome of `count` replications from `first` on: one observation that weighs as others do. Nothing where
// none of them observed anything.
std::optional<double> pooled(const Samples& outcomes, std::size_t first, std::size_t count);

// The variance that the pooled outcome of all has by chance (jackknife). Nothing for fewer than two that observed
// something.
std::optional<double> noise_of(const Samples& outcomes);

// Whether the trials of a variant are weighed; whether they are antithetic pairs; whether either.
bool is_weighed(const RunView& run, std::size_t variant);
bool is_antithetic(const RunView& run, std::size_t variant);
inline bool is_adjusted(const RunView& run, std::size_t variant) { return is_weighed(run, variant) || is_antithetic(run, variant); }

// How the trials of a variant were played.
struct Likelihood {
  std::vector<double> ratios;   // of each; empty where they were played as they should be
  std::size_t per_unit = 1;     // 2 where trials come in antithetic pairs
};
Likelihood likelihood_of(const RunView& run, std::size_t variant);

// What most trials say, where the rest is rare: the median of those that are known.
double usual(std::span<const double> values);

// Outcomes that are independent of each other: of antithetic pairs, one for each pair (weights add up); of others, as they
// are. A pair of which one failed is left out, and so is a last one without its partner.
Samples independent(const RunView& run, std::size_t variant, Samples outcomes);

// What the replications of a variant say, each independent of the others, and how they were played.
struct Observed {
  Samples outcomes;
  Clock clock;
  bool antithetic = false;   // an entry for each pair of replications
  // Whether entry i of both was played with the same random numbers over the same time.
  bool pairs(const Observed& other) const { return clock.pairs(other.clock) && antithetic == other.antithetic; }
};
Observed observed(const RunView& run, std::size_t variant, const Asked& asked);

// `b` less `a` of a mean, a share, a total or `P(…)`: by pairs of replications where these pair, what has no partner being
// left out, else Welch's interval. Nothing where fewer than two have observed something.
std::optional<stats::Difference> mean_difference(const Observed& a, const Observed& b, double confidence);

// What is said of figures over different lengths of time, after the name of one of them.
inline constexpr const char* over_another_time = "played over another length of time: totals do not compare, and shares only in a steady state";
// The same of all variants that were played over another length of time than the first; empty where none was.
std::string note_of_times(const RunView& run);

// How good weighed trials are for a figure. Nothing where they are not weighed, or the figure never differed.
struct Weighing {
  double effective_size = 0.0;    // of the trials that say something else than most: as many equal ones would be worth as much
  std::size_t hits = 0;           // of those trials
  double largest_share = 0.0;     // of what they add up to, that one of them makes up
  stats::Interval mean_ratio;     // of the likelihood ratios of all trials at 99 %: should hold 1
};
std::optional<Weighing> weighing_of(const RunView& run, std::size_t variant, const Asked& asked);
// The same of what each trial says apart from most, and the likelihood ratio of each.
std::optional<Weighing> weighing_of(std::span<const double> parts, std::span<const double> ratios);

// Why a figure of weighed trials cannot be trusted; empty where it can. The rules: worth 20 equal trials at least, no
// trial with more than a fifth of the whole.
std::string distrust(const Weighing& weighing);

}  // namespace mainstay::report
