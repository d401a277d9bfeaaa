#include "report/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "report/asked.hpp"
#include "report/risk.hpp"
#include "stats/risk.hpp"
#include "stats/special.hpp"
#include "stats/tally.hpp"

namespace mainstay::report {

using work::MetricQuery;
using Across = MetricQuery::Across;

std::optional<std::size_t> RunView::find_variant(const std::string& name) const {
  const auto found = std::find(variants().begin(), variants().end(), name);
  if (found == variants().end()) return std::nullopt;
  return static_cast<std::size_t>(found - variants().begin());
}

std::optional<std::size_t> RunView::find_metric(const std::string& name) const {
  for (std::size_t i = 0; i < metrics().size(); ++i)
    if (metrics()[i].name == name) return i;
  return std::nullopt;
}

namespace {

// A mean time between events: the time over the events, of all trials.
bool is_between_events(const std::string& metric) {
  return metric.find(".up_time.") != std::string::npos && metric.ends_with(".mean");
}

}  // namespace

double compared(const Column& column, double value, double weight) {
  const bool is_first = column.name.find(".first_") != std::string::npos || is_between_events(column.name);
  return is_first && weight == 0.0 && !std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
}

bool holds(double value, MetricQuery::Compare compare, double threshold) {
  switch (compare) {
    case MetricQuery::Compare::less: return value < threshold;
    case MetricQuery::Compare::at_most: return value <= threshold;
    case MetricQuery::Compare::equal: return value == threshold;
    case MetricQuery::Compare::at_least: return value >= threshold;
    case MetricQuery::Compare::more: return value > threshold;
  }
  return false;
}

namespace {

constexpr std::uint64_t bootstrap_seed = 20260105;

void set(Estimate& e, double value) {
  e.value = value;
  e.known = true;
}

// A share of which each trial says all or nothing, if it says anything: a proportion of trials, for which Student's
// interval reaches beyond 0 and 1, and has no width where all trials agree. So many of `n` said all.
struct Proportion {
  std::int64_t yes = 0;
  std::int64_t n = 0;
};

std::optional<Proportion> proportion_of(const stats::ObservedTrials& seen) {
  Proportion p;
  bool single = true;
  for (std::size_t i = 0; i < seen.values.size(); ++i) {
    if (seen.values[i] != 0.0 && seen.values[i] != 1.0) return std::nullopt;
    single = single && seen.weights[i] == 1.0;
    ++p.n;
    p.yes += seen.values[i] == 1.0 ? 1 : 0;
  }
  // Trials with several observations are not alike, but where none dissents a trial says no more than one of them.
  const bool unanimous = p.yes == 0 || p.yes == p.n;
  const bool counted = std::adjacent_find(seen.weights.begin(), seen.weights.end(), std::not_equal_to<>()) != seen.weights.end();
  if (p.n == 0 || !(single || (unanimous && counted))) return std::nullopt;
  return p;
}

// A share lies between 0 and 1. No measure is negative but for money: what is earned rather than spent is seen in the
// trials, and `total.cost` may fall below 0 by what a variant saves. Of what cannot be negative, no mean, quantile, tail
// or peak is.
void set_range(Estimate& e, const RunView& run, std::size_t variant, const Column& column, const stats::ObservedTrials& seen) {
  if (seen.values.empty() || (column.name == "total.cost" && run.may_save(variant))) return;
  const auto [low, high] = std::minmax_element(seen.values.begin(), seen.values.end());
  if (*low < 0.0) return;
  e.least = 0.0;
  if (column.unit == "%" && *high <= 1.0) e.most = 1.0;
}

void mean_of(Estimate& e, const Samples& s, const Column& column, double confidence) {
  if (const auto v = stats::pooled_estimate(s.values, s.weights)) set(e, *v);
  const auto seen = stats::observed(s.values, s.weights);
  if (const auto p = column.unit == "%" ? proportion_of(seen) : std::nullopt) {
    e.interval = stats::wilson_interval(p->yes, p->n, confidence);
    e.method = "Wilson";
    return;
  }
  e.interval = stats::ratio_interval(s.values, s.weights, confidence);
  const auto weights = stats::pooled_trials(s.values, s.weights).weights;
  const bool equal = std::adjacent_find(weights.begin(), weights.end(), std::not_equal_to<>()) == weights.end();
  e.method = equal ? "Student t" : "jackknife of the pooled ratio";
}

// `X.sd`: of all that X was in all trials, where the run holds `X.mean`, too.
bool pooled_spread_of(Estimate& e, const RunView& run, std::size_t variant, const std::string& inner, const Samples& sds, double confidence) {
  constexpr std::string_view ending = ".sd";
  if (!inner.ends_with(ending)) return false;
  const auto mean = run.find_metric(inner.substr(0, inner.size() - ending.size()) + ".mean");
  if (!mean || is_between_events(run.metrics()[*mean].name)) return false;
  const Samples means = run.samples(variant, *mean);
  const stats::Spreads trials{sds.values, sds.weights, means.values, means.weights};
  if (const auto v = stats::pooled_spread(trials)) set(e, *v);
  e.interval = stats::pooled_spread_interval(trials, confidence);
  e.constant = e.constant && e.interval && e.interval->half_width() == 0.0;
  e.least = 0.0;
  e.method = "jackknife of the pooled spread";
  return true;
}

void spread_of(Estimate& e, const std::vector<double>& values, double confidence) {
  e.least = 0.0;
  const std::vector<double> ones(values.size(), 1.0);
  if (values.size() > 1) set(e, stats::sd_between(values, ones));
  e.method = "bootstrap";
  if (values.size() <= 5000) {
    e.interval = stats::bootstrap_interval(values, ones, stats::sd_between, confidence, bootstrap_seed);
    return;
  }
  // With many trials the sample variance is as good as normal: its variance is (m4 - s^4) / n.
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double m4 = 0.0;
  for (const double v : values) m4 += std::pow(v - mean, 4);
  m4 /= n;
  const double variance = e.value * e.value;
  const double se = e.value > 0.0 ? std::sqrt(std::max(0.0, m4 - variance * variance) / n) / (2.0 * e.value) : 0.0;
  const double z = -stats::normal_quantile((1.0 - confidence) / 2.0);
  e.interval = stats::Interval{e.value, e.value - z * se, e.value + z * se};
  e.method = "delta method";
}

// The highest mean of a curve's points is more often above the highest expectation than below it: each point has its own
// luck. Upwards the interval of each point suffices, since it holds for the one that is truly the highest; downwards all
// points must hold at once (Bonferroni).
stats::Interval peak_interval(const std::vector<stats::Tally>& points, double estimate, double confidence) {
  const double outside = (1.0 - confidence) / 2.0;
  const double freedom = static_cast<double>(points.front().count()) - 1.0;
  const double up = -stats::student_quantile(outside, freedom);
  const double down = -stats::student_quantile(outside / static_cast<double>(points.size()), freedom);
  stats::Interval out{estimate, -std::numeric_limits<double>::infinity(), estimate};
  for (const auto& p : points) {
    const double se = std::sqrt(p.variance() / static_cast<double>(p.count()));
    out.low = std::max(out.low, p.mean() - down * se);
    out.high = std::max(out.high, p.mean() + up * se);
  }
  return out;
}

void peak_of(Estimate& e, const Curves& curves, bool time, double confidence) {
  const std::size_t trials = curves.points == 0 ? 0 : curves.values.size() / curves.points;
  e.trials = trials;
  if (trials == 0) return;
  if (!time) {
    std::vector<stats::Tally> points(curves.points);
    for (std::size_t i = 0; i < curves.values.size(); ++i) points[i % curves.points].add(static_cast<double>(curves.values[i]));
    set(e, std::max_element(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.mean() < b.mean(); })->mean());
    e.method = "Student's t at each point of the mean curve";
    if (trials > 1) e.interval = peak_interval(points, e.value, confidence);
    if (std::all_of(curves.values.begin(), curves.values.end(), [](float v) { return v >= 0.0F; })) e.least = 0.0;
    return;
  }
  const auto peak_time = [&](std::span<const double> which, std::span<const double>) {
    std::vector<double> sum(curves.points, 0.0);
    for (const double w : which) {
      const float* row = &curves.values[static_cast<std::size_t>(w) * curves.points];
      for (std::size_t p = 0; p < curves.points; ++p) sum[p] += row[p];
    }
    const auto top = std::max_element(sum.begin(), sum.end()) - sum.begin();
    return (static_cast<double>(top) + 0.5) * curves.step_hours;
  };
  std::vector<double> all(trials);
  std::iota(all.begin(), all.end(), 0.0);
  const std::vector<double> ones(trials, 1.0);
  set(e, peak_time(all, ones));
  e.method = "bootstrap of the mean curve";
  if (trials > 1) e.interval = stats::bootstrap_interval(all, ones, peak_time, confidence, bootstrap_seed, 400);
  // Resamples of a flat or lumpy curve may all have their peak elsewhere.
  if (e.interval) *e.interval = {e.value, std::min(e.interval->low, e.value), std::max(e.interval->high, e.value)};
}

// A quantile or a tail's mean over trials that are weighed by their likelihood, or come in pairs.
std::optional<Estimate> adjusted_tail(const RunView& run, std::size_t variant, const Asked& asked, double confidence, std::string& error) {
  const MetricQuery& query = asked.query;
  const bool is_tail = query.across == Across::tail;   // a trial in which nothing came lost nothing
  const Samples told = run.samples(variant, asked.metric);
  for (std::size_t i = 0; i < told.values.size() && !is_tail; ++i)
    if (told.weights[i] == 0.0 && !std::isnan(told.values[i])) {
      error = fmt::format("'{}': some trials say nothing to it, and of trials that are weighed by their likelihood (`hasten`, `stress`) or come in pairs (`antithetic`) quantiles are known only of what each says", query.text);
      return std::nullopt;
    }
  Estimate e;
  e.unit = asked.unit;
  const Losses losses = losses_of(told, likelihood_of(run, variant), nullptr, {});
  e.trials = losses.totals.size();
  e.method = losses.ratios.empty() ? "by antithetic pairs" : "weighed by likelihood";
  if (e.trials < 2 * losses.per_unit) return e;
  e.constant = std::adjacent_find(losses.totals.begin(), losses.totals.end(), std::not_equal_to<>()) == losses.totals.end();
  const auto risk = weighted_curve(losses, losses.totals, confidence).tail_risk(query.quantile);
  set(e, is_tail ? risk.tail_value_at_risk : risk.value_at_risk.estimate);
  e.interval = is_tail ? risk.tail_interval : risk.value_at_risk;
  if (!e.interval) e.method = "no interval: too little lies beyond the quantile, or its weights are too uneven";
  set_range(e, run, variant, run.metrics()[asked.metric], stats::observed(told.values, told.weights));
  return e;
}

// Of trials that are weighed by their likelihood, or come in pairs: means of what `outcomes` makes of them, and tails.
std::optional<Estimate> adjusted_estimate(const RunView& run, std::size_t variant, const MetricQuery& query, double confidence, std::string& error) {
  const auto asked = ask(run, query.text, error);
  if (!asked) return std::nullopt;
  if (query.across == Across::quantile || query.across == Across::tail) return adjusted_tail(run, variant, *asked, confidence, error);
  if (query.across != Across::mean && query.across != Across::probability) {
    error = fmt::format("'{}': of trials that are weighed by their likelihood (`hasten`, `stress`) or come in pairs (`antithetic`) means, shares, totals, `P(…)`, quantiles and tails are known, no spreads or extremes", query.text);
    return std::nullopt;
  }
  Estimate e;
  e.unit = asked->unit;
  const Samples samples = independent(run, variant, outcomes(run, variant, *asked));
  const auto seen = stats::observed(samples.values, samples.weights);
  e.trials = seen.values.size();
  e.constant = !seen.values.empty() && std::adjacent_find(seen.values.begin(), seen.values.end(), std::not_equal_to<>()) == seen.values.end();
  if (const auto v = stats::pooled_estimate(samples.values, samples.weights)) set(e, *v);
  e.interval = stats::ratio_interval(samples.values, samples.weights, confidence);
  if (query.across == Across::probability) {
    e.least = 0.0;
    e.most = 1.0;
  } else {
    const Samples told = run.samples(variant, asked->metric);  // weighed ones overshoot on both sides
    set_range(e, run, variant, run.metrics()[asked->metric], stats::observed(told.values, told.weights));
  }
  if (!is_weighed(run, variant)) {
    e.method = "jackknife over antithetic pairs";
    return e;
  }
  e.method = "jackknife, weighed by likelihood";
  const auto weighing = weighing_of(run, variant, *asked);
  if (!weighing) {
    // It never came, though it was made likelier: nothing says how rare it is.
    e.interval.reset();
    e.method = "no trial said anything else";
    return e;
  }
  if (const std::string why = distrust(*weighing); !why.empty()) {
    e.interval.reset();
    e.method = why;
  }
  return e;
}

}  // namespace

std::optional<Estimate> estimate(const RunView& run, std::size_t variant, const MetricQuery& query, double confidence,
                                 std::string& error) {
  Estimate e;
  if (query.across == Across::peak || query.across == Across::peak_time) {
    const auto curves = run.curves(variant, query.inner);
    if (!curves) {
      error = fmt::format("the run has no curve of '{}'", query.inner);
      return std::nullopt;
    }
    e.unit = query.across == Across::peak ? "1" : "h";
    peak_of(e, *curves, query.across == Across::peak_time, confidence);
    return e;
  }
  const auto metric = run.find_metric(query.inner);
  if (!metric) {
    error = fmt::format("the run holds no '{}'", query.inner);
    return std::nullopt;
  }
  const Column& column = run.metrics()[*metric];
  e.unit = column.unit;
  const bool mark = query.inner == work::likelihood_measure || query.inner == work::antithetic_measure;
  if (!mark && is_adjusted(run, variant)) return adjusted_estimate(run, variant, query, confidence, error);
  const Samples samples = run.samples(variant, *metric);
  const auto seen = stats::observed(samples.values, samples.weights);
  e.trials = seen.values.size();
  e.constant = !seen.values.empty() &&
               std::adjacent_find(seen.values.begin(), seen.values.end(), std::not_equal_to<>()) == seen.values.end();
  if (query.across != Across::probability) set_range(e, run, variant, column, seen);
  switch (query.across) {
    case Across::mean:
      if (!pooled_spread_of(e, run, variant, query.inner, samples, confidence)) mean_of(e, samples, column, confidence);
      break;
    case Across::probability: {
      const auto threshold = work::value_in_unit(query.threshold, column.unit, error);
      if (!threshold) return std::nullopt;
      std::int64_t n = 0;
      std::int64_t yes = 0;
      for (std::size_t i = 0; i < samples.values.size(); ++i) {
        const double v = compared(column, samples.values[i], samples.weights[i]);
        if (std::isnan(v)) continue;  // failed
        ++n;
        yes += holds(v, query.compare, *threshold) ? 1 : 0;
      }
      e.unit = "%";
      e.trials = static_cast<std::size_t>(n);
      e.constant = false;
      if (n > 0) set(e, static_cast<double>(yes) / static_cast<double>(n));
      e.interval = stats::wilson_interval(yes, n, confidence);
      e.method = "Wilson";
      break;
    }
    case Across::sd: spread_of(e, seen.values, confidence); break;
    case Across::quantile:
      if (const auto v = stats::sample_quantile(seen.values, query.quantile)) set(e, *v);
      e.interval = stats::quantile_interval(seen.values, query.quantile, confidence);
      e.method = "order statistics";
      break;
    case Across::tail: {
      std::vector<double> losses;  // a trial in which nothing came lost nothing
      for (const double v : samples.values)
        if (!std::isnan(v)) losses.push_back(v);
      const auto risk = stats::tail_risk(losses, query.quantile, confidence);
      if (!risk) break;
      set(e, risk->tail_value_at_risk);
      if (risk->tail_interval) e.interval = *risk->tail_interval;
      e.trials = losses.size();
      e.method = "Student t of the influence function";
      break;
    }
    case Across::max:
    case Across::min: {
      if (seen.values.empty()) break;
      const auto [low, high] = std::minmax_element(seen.values.begin(), seen.values.end());
      set(e, query.across == Across::max ? *high : *low);
      e.extreme = true;
      e.method = "none: an extreme of the trials has no interval";
      break;
    }
    default: break;
  }
  return e;
}

}  // namespace mainstay::report
