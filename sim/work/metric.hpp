#pragma once
// Metrics are asked for by name: `tickets.p1.wait.p95`, `services.payments.outage.over(4 h)`,
// `P(services.payments.outages > 0)`. Inside a trial a name is a measure and a statistic of it; a function around it
// works across trials.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "schema/reader.hpp"
#include "work/board.hpp"

namespace mainstay::work {

// The name taken apart: what is stored of each trial, and what is made of it across trials.
struct MetricQuery {
  enum class Across { mean, probability, sd, quantile, tail, max, min, peak, peak_time };
  enum class Compare { less, at_most, equal, at_least, more };
  std::string text;       // as asked, tidied: one blank around comparisons
  std::string inner;      // what each trial is asked: `services.payments.outages`
  Across across = Across::mean;
  double quantile = 0.0;  // of `quantile`, and where `tail` begins
  Compare compare = Compare::more;
  std::string threshold;  // as written
};

// What a kind of measure may be asked, in words: `mean, sd, max, over(…)`.
MAINSTAY_API const char* statistics_of(MeasureKind kind);

MAINSTAY_API std::optional<MetricQuery> parse_query(std::string_view text, std::string& error);

// A name resolved once for all trials of a variant: which measures, which parts of them, what is asked.
struct MetricPlan {
  struct Part {
    std::size_t measure = 0;        // its number on the board
    std::vector<std::string> by;    // all of these must be among the labels
    Time from;
    Time to = Time::never();
  };
  std::vector<Part> terms;
  std::vector<Part> of;             // what `share` divides by
  Statistic statistic;
  std::string unit;                 // as shown beside the figure
  std::string title;
  std::string kind;                 // the statistic's name: `mean`, `share`, `total`, …
};

// A plan on one trial's board.
class MAINSTAY_API TrialMetric {
 public:
  MetricValue evaluate() const;
  const std::vector<Measure*>& terms() const { return terms_; }
  const Statistic& statistic() const { return statistic_; }

 private:
  friend std::optional<TrialMetric> bind_metric(Board&, const MetricPlan&);
  std::vector<Measure*> terms_;
  std::vector<Measure*> of_;   // what `share` divides by
  Statistic statistic_;
};

// An unknown name, or a statistic that the measure does not have: an error with the nearest known one.
MAINSTAY_API std::optional<MetricPlan> plan_metric(Board& board, const schema::Names& names, std::string_view inner,
                                                   std::string& error);
// Attaches what the metric needs to the measures of a board built like the one it was planned on. Nothing where a
// measure does not have the statistic.
MAINSTAY_API std::optional<TrialMetric> bind_metric(Board& board, const MetricPlan& plan);

// The metrics that are kept without being asked for, in the order of the measures.
MAINSTAY_API std::vector<std::string> default_metrics(const Board& board);

// A value as written (`4 h`, `99.9 %`, `3 / h`) in the unit in which a metric is kept (`h`, `%` as a fraction, `1 / h`).
MAINSTAY_API std::optional<double> value_in_unit(std::string_view text, const std::string& unit, std::string& error);

}  // namespace mainstay::work
