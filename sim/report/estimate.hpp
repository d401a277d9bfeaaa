#pragma once
// From what trials say to one figure with its interval: the mean, or what the function around the metric asks for.

#include <limits>
#include <optional>
#include <string>

#include "report/run_view.hpp"
#include "stats/interval.hpp"
#include "work/metric.hpp"

namespace mainstay::report {

struct Estimate {
  double value = 0.0;
  bool known = false;                          // false: nothing was observed in any trial
  std::optional<stats::Interval> interval;     // nothing where there are too few trials
  std::size_t trials = 0;                      // with something to observe
  bool constant = false;                       // all trials said the same
  std::string method;                          // `Student t`, `jackknife`, `Wilson`, `order statistics`, `bootstrap`
  std::string unit;
  bool extreme = false;                        // of all trials: has no interval, however many they are
  // Where the figure can lie at all. The interval keeps its width, by which precision is judged, and may reach beyond;
  // shown is the part between.
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
};

// What a trial says where it is held against a threshold: what never came in it (`first_outage`) came later than any time
// that one can name. A trial without anything else to observe says 0.
double compared(const Column& column, double value, double weight);

// Whether what one trial says fulfils `P(... > 4 h)`; the threshold in the metric's unit.
bool holds(double value, work::MetricQuery::Compare compare, double threshold);

// What a query comes to. An unknown variant or metric, or a threshold in the wrong unit: nothing, and `error` says why.
std::optional<Estimate> estimate(const RunView& run, std::size_t variant, const work::MetricQuery& query,
                                 double confidence, std::string& error);

}  // namespace mainstay::report
