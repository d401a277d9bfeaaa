#include "report/risk.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace mainstay::report {

using Across = work::MetricQuery::Across;

std::optional<Asked> ask_for_losses(const RunView& run, const std::string& text, std::string& error) {
  const auto asked = ask(run, text, error);
  if (!asked) return std::nullopt;
  for (std::size_t v = 0; v < run.variants().size(); ++v)
    if (is_adjusted(run, v)) {
      error = fmt::format("the trials of '{}' are weighed by their likelihood (`hasten`, `stress`) or come in pairs (`antithetic`): there are means and `P(…)` of them, as in "
                          "`mainstay summary -m 'P({} > …)'`, but no quantiles", run.variants()[v], text);
      return std::nullopt;
    }
  // A mean weighs by what it rests on, and a share is no amount: what adds up weighs the same in all trials.
  const Column& column = run.metrics()[asked->metric];
  const Samples s = run.samples(0, asked->metric);
  const auto other = std::adjacent_find(s.weights.begin(), s.weights.end(), [](double a, double b) { return a != b && a != 0.0 && b != 0.0; });
  if (asked->query.across == Across::mean && column.kind == "value" && column.unit != "%" && other == s.weights.end()) return asked;
  error = fmt::format("'{}' is no loss that adds up over a trial; ask for a cost or a downtime, as `total.downtime_cost`", text);
  return std::nullopt;
}

Losses losses_of(const Samples& totals, const std::vector<LossEvent>* events, const std::vector<std::string>& names) {
  Losses out;
  const std::size_t trials = totals.values.size();
  std::vector<std::size_t> place(trials, trials);   // of a trial among those that did not fail
  for (std::size_t t = 0; t < trials; ++t) {
    if (std::isnan(totals.values[t])) continue;
    place[t] = out.totals.size();
    out.totals.push_back(totals.values[t]);
  }
  if (events == nullptr) return out;
  const std::size_t n = out.totals.size();
  std::vector<std::vector<double>> parts(names.size());
  out.largest.emplace(n, 0.0);
  std::vector<std::size_t> of_largest(n, names.size());
  for (const LossEvent& e : *events) {
    if (e.trial >= trials || place[e.trial] >= n || !(e.loss != 0.0)) continue;
    const std::size_t t = place[e.trial];
    auto& part = parts[e.cause];
    if (part.empty()) part.assign(n, 0.0);
    part[t] += e.loss;
    if (e.loss <= (*out.largest)[t]) continue;
    (*out.largest)[t] = e.loss;
    of_largest[t] = e.cause;
  }
  std::vector<double> rest = out.totals;
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t c = 0; c < parts.size(); ++c) {
    if (parts[c].empty()) continue;
    for (std::size_t t = 0; t < n; ++t) rest[t] -= parts[c][t];
    order.emplace_back(-std::accumulate(parts[c].begin(), parts[c].end(), 0.0), c);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::size_t> number(names.size() + 1, 0);
  for (const auto& [size, c] : order) {
    number[c] = out.causes.size();
    out.causes.push_back(names[c].empty() ? "(no cause named)" : names[c]);
    out.parts.push_back(std::move(parts[c]));
  }
  // Sums in another order differ in their last digits: that is no loss.
  bool explained = true;
  for (std::size_t t = 0; t < n; ++t) {
    if (std::abs(rest[t]) <= 1e-9 * std::abs(out.totals[t])) rest[t] = 0.0;
    explained = explained && rest[t] == 0.0;
  }
  if (!explained) {
    out.causes.emplace_back(not_an_event);
    out.parts.push_back(std::move(rest));
  }
  number[names.size()] = out.causes.size();
  for (std::size_t& c : of_largest) c = number[c];
  out.cause_of_largest = std::move(of_largest);
  return out;
}

namespace {

constexpr double curve_probabilities[] = {0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001};

// Which causes made the events that are greater than `at`, as shares.
std::vector<double> causes_beyond(const Losses& losses, double at) {
  std::vector<double> out(losses.causes.size(), 0.0);
  double all = 0.0;
  for (std::size_t t = 0; t < losses.totals.size(); ++t) {
    if (!((*losses.largest)[t] > at) || losses.cause_of_largest[t] >= out.size()) continue;
    out[losses.cause_of_largest[t]] += 1.0;
    all += 1.0;
  }
  if (all > 0.0)
    for (double& x : out) x /= all;
  return out;
}

Tolerated judge(const Losses& losses, const Tolerance& tolerance, double confidence) {
  const auto n = static_cast<std::int64_t>(losses.totals.size());
  const auto over = std::count_if(losses.totals.begin(), losses.totals.end(), [&](double x) { return x > tolerance.loss; });
  Tolerated out{tolerance, *stats::wilson_interval(over, n, confidence), Kept::open};
  if (out.exceeded.high <= tolerance.probability) out.kept = Kept::yes;
  if (out.exceeded.low > tolerance.probability) out.kept = Kept::no;
  return out;
}

double mean_of(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()); }

void warn(Risk& risk, const Losses& losses) {
  const auto [low, high] = std::minmax_element(losses.totals.begin(), losses.totals.end());
  if (*low == *high) risk.warnings.push_back("the loss was the same in all trials: nothing is known of worse ones");
  for (const auto& level : risk.levels) {
    if (!std::isfinite(level.total.value_at_risk.high))
      risk.warnings.push_back(fmt::format("{} trials are too few to bound the value at risk at {:g} %", risk.trials, level.p * 100.0));
    if (!level.total.tail_interval)
      risk.warnings.push_back(fmt::format("only {} trials lie beyond the value at risk at {:g} %: no interval for the tail's mean, which may be far off", level.total.beyond, level.p * 100.0));
  }
}

}  // namespace

std::optional<Risk> risk_of(const Losses& losses, const RiskOptions& options) {
  const std::size_t n = losses.totals.size();
  if (n < 2) return std::nullopt;
  Risk out;
  out.trials = n;
  out.mean = *stats::student_interval(losses.totals, options.confidence);
  out.chance_of_none = static_cast<double>(std::count(losses.totals.begin(), losses.totals.end(), 0.0)) / static_cast<double>(n);
  for (const auto& part : losses.parts) out.of_mean.push_back(mean_of(part));
  for (const double p : options.levels) {
    TailLevel level{.p = p, .total = *stats::tail_risk(losses.totals, p, options.confidence), .largest = {}, .of_total = {}, .of_largest = {}};
    if (losses.largest) {
      level.largest = stats::tail_risk(*losses.largest, p, options.confidence);
      level.of_total = stats::tail_contributions(losses.parts, p);
      level.of_largest = causes_beyond(losses, level.largest->value_at_risk.estimate);
    }
    out.levels.push_back(std::move(level));
  }
  for (const double q : curve_probabilities) {
    if (static_cast<double>(n) * q < 2.0) break;
    ExceedanceLevel level{.probability = q, .total = stats::tail_risk(losses.totals, 1.0 - q, options.confidence)->value_at_risk, .largest = {}};
    if (losses.largest) level.largest = stats::tail_risk(*losses.largest, 1.0 - q, options.confidence)->value_at_risk;
    level.bounded = std::isfinite(level.total.high);
    out.curve.push_back(level);
  }
  for (const auto& t : options.tolerances) out.tolerances.push_back(judge(losses, t, options.confidence));
  warn(out, losses);
  return out;
}

}  // namespace mainstay::report
