#pragma once
// How often losses are greater than an amount, how bad the bad trials are, and what makes them bad: of the total of each
// trial, and of the largest single event in it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/asked.hpp"
#include "stats/risk.hpp"
#include "stats/weighted_losses.hpp"

namespace mainstay::report {

// One event of a trial: an outage and what it cost.
struct LossEvent {
  std::uint32_t trial = 0;
  std::uint32_t cause = 0;     // among the names that come with the events
  double loss = 0.0;
};

// The losses of one variant.
struct Losses {
  std::vector<double> totals;                        // of each trial; failed ones are left out, a pair as one
  std::vector<double> ratios;                        // likelihood ratio of each; empty where they are as they should be
  std::size_t per_unit = 1;                          // 2 where they come in antithetic pairs
  std::optional<std::vector<double>> largest;        // the largest event of each; nothing where events were not kept
  std::vector<std::string> causes;                   // the one that costs most first; what no event explains is the last
  std::vector<std::vector<double>> parts;            // [cause][trial]; they add up to the total
  std::vector<std::size_t> cause_of_largest;         // of each trial; `causes.size()` where nothing happened
  bool is_plain() const { return ratios.empty() && per_unit == 1; }
  double weight(std::size_t trial) const { return ratios.empty() ? 1.0 : ratios[trial]; }
};

// What no event explains: costs of strikes and variants, say.
inline constexpr const char* not_an_event = "(not an outage)";

// A metric whose total is a loss of each trial: no mean of observations, no function across trials.
std::optional<Asked> ask_for_losses(const RunView& run, const std::string& text, std::string& error);

// The totals of a variant; `events` and the names of their causes, where they were kept.
Losses losses_of(const Samples& totals, const Likelihood& played, const std::vector<LossEvent>* events, const std::vector<std::string>& names);

// Of amounts, one for each trial, where these are weighed or paired. From two units on.
stats::WeightedCurve weighted_curve(const Losses& losses, const std::vector<double>& amounts, double confidence);

struct TailLevel {
  double p = 0.95;
  stats::TailRisk total;
  std::optional<stats::TailRisk> largest;
  std::vector<double> of_total;      // each cause's part of the tail's mean
  std::vector<double> of_largest;    // the share of the trials beyond the largest event's value at risk that each cause made
};

// `1 %: 500000 EUR`: a loss that may be exceeded with at most that probability.
struct Tolerance {
  double probability = 0.0;
  double loss = 0.0;
  std::string text;
};
enum class Kept { yes, no, open };
struct Tolerated {
  Tolerance tolerance;
  stats::Interval exceeded;          // how often it is
  Kept kept = Kept::open;            // the interval lies below, above, or astride
};

// One line of the picture.
struct ExceedanceLevel {
  double probability = 0.0;
  stats::Interval total;             // the loss that is exceeded with it
  std::optional<stats::Interval> largest;
  bool bounded = false;              // the interval of the total has an upper end
};

struct RiskOptions {
  std::vector<double> levels = {0.90, 0.95, 0.99};
  std::vector<Tolerance> tolerances;
  double confidence = 0.95;
};

struct Risk {
  std::size_t trials = 0;
  stats::Interval mean;              // of the total; unbounded where the weights of the trials bear no interval
  double chance_of_none = 0.0;       // share of trials without any loss
  std::vector<TailLevel> levels;
  std::vector<ExceedanceLevel> curve;
  std::vector<stats::Exceedance> exceedance;   // of each total that occurred; bounds 0 and 1 where nothing bounds it
  std::vector<stats::Exceedance> exceedance_of_largest;
  std::vector<Tolerated> tolerances;
  std::vector<double> of_mean;       // each cause's part of the mean
  std::vector<std::string> warnings;
};

// From two trials (or pairs of them) on.
std::optional<Risk> risk_of(const Losses& losses, const RiskOptions& options);

// The same where the assumptions are not known: `draws` are losses under equally likely values of them. What is said of all
// draws together carries both what is not known and chance: its intervals are over draws; where draws share their random
// numbers, the spread over trials is put to it as if it were independent, which is on the safe side.
struct UncertainRisk {
  Risk all;
  std::size_t draws = 0;
  std::size_t trials = 0;            // of each
  bool share_numbers = false;        // a trial of all draws is one observation
  // From the 5 % to the 95 % quantile of what each draw says by itself; chance of its own trials is in it.
  struct Range {
    double low = 0.0, high = 0.0;
  };
  std::vector<Range> value_at_risk;  // of each level
  std::vector<Range> tail;           // TVaR
  std::vector<double> over;          // of each tolerance: the share of the draws that exceed it more often than it says
};
struct Draw {
  Samples totals;
  Likelihood played;   // in pairs or not as the other draws
  Clock clock;
};
// From two draws of two trials (or pairs of them) on. What failed in one draw is left out of all.
std::optional<UncertainRisk> risk_of(const std::vector<Draw>& draws, const RiskOptions& options);

}  // namespace mainstay::report
