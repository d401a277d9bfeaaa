#pragma once
// Variants against a baseline, metric by metric: the difference, how sure it is, and what may be said of it in words.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/estimate.hpp"
#include "stats/comparison.hpp"

namespace mainstay::report {

// How many comparisons made together keep their common error rate.
enum class Adjust {
  bonferroni,  // each interval at 1 - (1 - confidence) / m: all of them hold together
  holm,        // p values by Holm's steps; each interval holds on its own
  none,
};

struct CompareOptions {
  std::string baseline;                 // empty: the first variant
  std::vector<std::string> variants;    // against it; empty: all others
  bool all_pairs = false;               // each against each
  std::vector<std::string> metrics;     // queries; empty: `main_comparisons`
  double confidence = 0.95;
  Adjust adjust = Adjust::bonferroni;
};

// Which way is better, as the measure's meaning says: availability up, downtime down.
enum class Better { higher, lower, neither };
Better better_direction(const std::string& metric);

enum class Finding {
  better, worse,   // the interval lies on one side of zero, and the metric has a better side
  higher, lower,   // the same, where it has none
  open,            // the interval holds zero
  same,            // every replication says the same of both
  unknown,         // too little was observed for an interval
};

struct Comparison {
  std::string metric;
  std::string unit;
  std::string baseline;
  std::string variant;
  Estimate of_baseline;
  Estimate of_variant;
  std::optional<stats::Difference> difference;   // variant less baseline; its interval is the adjusted one
  double adjusted_p = 0.0;                       // NaN where the method gives none
  bool paired = true;
  std::string method;
  // Replications that would show a difference as large as the one found; nothing where one is shown, or none was.
  std::optional<std::uint64_t> replications_to_settle;
  Finding finding = Finding::unknown;
  std::vector<std::string> warnings;             // what the reader must know before believing it
};

// Metrics that are compared unasked: objectives of services and tickets, downtime, cost.
std::vector<std::string> main_comparisons(const RunView& run);

// In the order metric by metric, variant by variant. An unknown metric or variant: nothing, and `error` says why.
std::optional<std::vector<Comparison>> compare(const RunView& run, const CompareOptions& options, std::string& error);

// One sentence that says no more than the interval does: `payments' rto.met is higher by 12.3 pp [8.1, 16.5]`.
std::string in_words(const Comparison& comparison, const std::string& currency);

// A count of replications to two digits, upwards: no estimate of it is better than that.
std::string about(std::uint64_t replications);

// The difference with as many digits as its interval warrants, in its unit; of shares in percentage points (`pp`). And
// its interval in brackets.
std::string format_difference(const Comparison& comparison, const std::string& currency);
std::string format_difference_interval(const Comparison& comparison, const std::string& currency);

}  // namespace mainstay::report
