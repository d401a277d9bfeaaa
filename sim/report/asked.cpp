#include "report/asked.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "report/estimate.hpp"
#include "schema/diagnostics.hpp"
#include "stats/variance_reduction.hpp"

namespace mainstay::report {

using Across = work::MetricQuery::Across;

std::optional<Asked> ask(const RunView& run, const std::string& text, std::string& error) {
  const auto query = work::parse_query(text, error);
  if (!query) return std::nullopt;
  const auto metric = run.find_metric(query->inner);
  if (!metric) {
    std::vector<std::string> known;
    for (const auto& m : run.metrics()) known.push_back(m.name);
    error = fmt::format("the run holds no '{}'; {}", query->inner, schema::did_you_mean(query->inner, known));
    return std::nullopt;
  }
  Asked out{*query, *metric, run.metrics()[*metric].unit, 0.0};
  if (query->across != Across::probability) return out;
  const auto threshold = work::value_in_unit(query->threshold, out.unit, error);
  if (!threshold) return std::nullopt;
  out.threshold = *threshold;
  out.unit = "%";
  return out;
}

std::optional<Asked> ask_for_mean(const RunView& run, const std::string& text, std::string& error) {
  auto out = ask(run, text, error);
  if (!out || out->query.across == Across::mean || out->query.across == Across::probability) return out;
  error = fmt::format("'{}' is no mean, share, total or `P(…)`; instead of a quantile ask for `P(… > x)`", text);
  return std::nullopt;
}

namespace {

Samples plain_outcomes(const RunView& run, std::size_t variant, const Asked& asked) {
  Samples s = run.samples(variant, asked.metric);
  if (asked.query.across != Across::probability) return s;
  const Column& column = run.metrics()[asked.metric];
  for (std::size_t i = 0; i < s.values.size(); ++i) {
    const double v = compared(column, s.values[i], s.weights[i]);
    const bool failed = std::isnan(v);
    s.weights[i] = failed ? 0.0 : 1.0;
    s.values[i] = failed ? v : holds(v, asked.query.compare, asked.threshold) ? 1.0 : 0.0;
  }
  return s;
}

// The likelihood ratio of each trial; nothing where a variant is played as it is.
std::optional<std::vector<double>> ratios_of(const RunView& run, std::size_t variant) {
  const auto column = run.find_metric(work::likelihood_measure);
  if (!column) return std::nullopt;
  Samples s = run.samples(variant, *column);
  if (std::all_of(s.weights.begin(), s.weights.end(), [](double w) { return w == 0.0; })) return std::nullopt;
  return std::move(s.values);
}

bool weighs_the_same(const Samples& s) {
  double first = 0.0;
  for (std::size_t i = 0; i < s.weights.size(); ++i) {
    if (std::isnan(s.values[i])) continue;
    if (first == 0.0) first = s.weights[i];
    if (s.weights[i] != first || first == 0.0) return false;
  }
  return true;
}

}  // namespace

double usual(std::span<const double> values) {
  std::vector<double> known;
  for (const double v : values)
    if (!std::isnan(v)) known.push_back(v);
  if (known.empty()) return 0.0;
  const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
  std::nth_element(known.begin(), middle, known.end());
  return *middle;
}

Samples outcomes(const RunView& run, std::size_t variant, const Asked& asked) {
  Samples s = plain_outcomes(run, variant, asked);
  const bool mark = asked.query.inner == work::likelihood_measure || asked.query.inner == work::antithetic_measure;
  const auto ratios = mark ? std::nullopt : ratios_of(run, variant);
  if (!ratios) return s;
  const bool equal = weighs_the_same(s);
  const double centre = equal ? usual(s.values) : 0.0;
  for (std::size_t i = 0; i < s.values.size(); ++i) {
    if (std::isnan(s.values[i])) continue;
    if (equal)
      s.values[i] = centre + (*ratios)[i] * (s.values[i] - centre);
    else if (s.weights[i] == 0.0)
      s.values[i] *= (*ratios)[i];
    else
      s.weights[i] *= (*ratios)[i];
  }
  return s;
}

bool is_weighed(const RunView& run, std::size_t variant) { return ratios_of(run, variant).has_value(); }

bool is_antithetic(const RunView& run, std::size_t variant) {
  const auto column = run.find_metric(work::antithetic_measure);
  if (!column) return false;
  const Samples s = run.samples(variant, *column);
  return std::any_of(s.weights.begin(), s.weights.end(), [](double w) { return w > 0.0; });
}

Likelihood likelihood_of(const RunView& run, std::size_t variant) {
  return {ratios_of(run, variant).value_or(std::vector<double>()), is_antithetic(run, variant) ? 2u : 1u};
}

Samples independent(const RunView& run, std::size_t variant, Samples outcomes) {
  if (!is_antithetic(run, variant)) return outcomes;
  Samples out;
  for (std::size_t i = 0; i + 1 < outcomes.values.size(); i += 2) {
    const auto both = pooled(outcomes, i, 2);
    const bool failed = std::isnan(outcomes.values[i]) || std::isnan(outcomes.values[i + 1]);
    out.values.push_back(failed ? std::nan("") : both.value_or(outcomes.values[i] + outcomes.values[i + 1]));
    out.weights.push_back(failed || !both ? 0.0 : outcomes.weights[i] + outcomes.weights[i + 1]);
  }
  return out;
}

Observed observed(const RunView& run, std::size_t variant, const Asked& asked) {
  return {independent(run, variant, outcomes(run, variant, asked)), run.clock(variant), is_antithetic(run, variant)};
}

std::optional<stats::Difference> mean_difference(const Observed& a, const Observed& b, double confidence) {
  const std::span<const double> va(a.outcomes.values), wa(a.outcomes.weights), vb(b.outcomes.values), wb(b.outcomes.weights);
  if (!a.pairs(b)) return stats::independent_difference({va, wa}, {vb, wb}, confidence);
  const std::size_t n = std::min(va.size(), vb.size());
  return stats::paired_difference({va.first(n), wa.first(n)}, {vb.first(n), wb.first(n)}, confidence);
}

std::string note_of_times(const RunView& run) {
  constexpr std::size_t shown = 5;
  std::vector<std::string> names;
  for (std::size_t v = 1; v < run.variants().size(); ++v)
    if (!run.clock(v).same_time(run.clock(0))) names.push_back(run.variants()[v]);
  if (names.empty()) return {};
  const std::size_t more = names.size() - std::min(names.size(), shown);
  names.resize(names.size() - more);
  return fmt::format("{}{}: {}", fmt::join(names, ", "), more > 0 ? fmt::format(" and {} more", more) : "", over_another_time);
}

std::optional<Weighing> weighing_of(const RunView& run, std::size_t variant, const Asked& asked) {
  const auto ratios = ratios_of(run, variant);
  if (!ratios) return std::nullopt;
  const Samples s = plain_outcomes(run, variant, asked);
  const bool equal = weighs_the_same(s);
  const double centre = equal ? usual(s.values) : 0.0;
  std::vector<double> parts, known;
  for (std::size_t i = 0; i < s.values.size(); ++i) {
    if (std::isnan(s.values[i])) continue;
    known.push_back((*ratios)[i]);
    parts.push_back(equal ? std::abs(s.values[i] - centre) : s.weights[i]);
  }
  return weighing_of(parts, known);
}

std::optional<Weighing> weighing_of(std::span<const double> parts, std::span<const double> ratios) {
  const auto found = stats::weighted_mean(parts, ratios, 0.99);
  const auto mean = stats::student_interval(ratios, 0.99);
  if (!found || !mean || found->hits == 0) return std::nullopt;
  return Weighing{found->effective_size, found->hits, found->largest_share, *mean};
}

std::string distrust(const Weighing& w) {
  if (w.effective_size < 20.0)
    return fmt::format("{} trials say something, but their weights are so uneven that they are worth {:.1f} equal ones: no interval; play more, or hasten less",
                       w.hits, w.effective_size);
  if (w.largest_share > 0.2)
    return fmt::format("one trial makes up {:.0f} % of the figure: no interval; play more, or hasten less", w.largest_share * 100.0);
  return {};
}

std::optional<double> pooled(const Samples& outcomes, std::size_t first, std::size_t count) {
  const std::span<const double> values(outcomes.values), weights(outcomes.weights);
  return stats::pooled_estimate(values.subspan(first, count), weights.subspan(first, count));
}

std::optional<double> noise_of(const Samples& outcomes) {
  const auto seen = stats::pooled_trials(outcomes.values, outcomes.weights);
  const double n = static_cast<double>(seen.values.size());
  if (n < 2.0) return std::nullopt;
  double squares = 0.0;
  for (const double s : stats::jackknife_shifts(seen.values, seen.weights)) squares += s * s;
  return squares * (n - 1.0) / n;
}

}  // namespace mainstay::report
