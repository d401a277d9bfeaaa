#include "model/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "schema/quantity.hpp"

namespace mainstay::gui::model {
namespace {

constexpr double confidence = 0.95;

void judge(Contrast& c, bool lower_is_better) {
  if (!c.difference) {
    c.verdict = "too few pairs to say";
    return;
  }
  const auto& i = c.difference->interval;
  if (i.low == 0.0 && i.high == 0.0) {
    c.sign = Contrast::Sign::same;
    c.verdict = "no difference in any replication";
  } else if (i.contains(0.0)) {
    c.sign = Contrast::Sign::open;
    c.verdict = "not decided";
    if (c.more && *c.more > 0 && *c.more < 1'000'000) c.verdict = fmt::format("not decided; {} more replications might", *c.more);
  } else {
    const bool better = (i.high < 0.0) == lower_is_better;
    c.sign = better ? Contrast::Sign::better : Contrast::Sign::worse;
    c.verdict = better ? "better" : "worse";
  }
}

report::Estimate mean_of(const RunSource& run, std::size_t variant, const std::string& metric) {
  std::string error;
  const auto query = work::parse_query(metric, error);
  if (!query) return {};
  return report::estimate(run, variant, *query, confidence, error).value_or(report::Estimate{});
}

}  // namespace

bool lower_is_better(const std::string& metric) {
  for (const char* part : {".availability", ".met", ".capacity", ".served", ".restored", ".closed", ".done", ".up_time", ".first_outage", ".first_breach", ".acceptable"})
    if (metric.find(part) != std::string::npos) return false;
  return true;
}

Comparison make_comparison(const RunSource& run, std::size_t baseline, std::size_t metric) {
  Comparison out;
  const auto& column = run.metrics()[metric];
  out.metric = column.name;
  out.unit = column.unit;
  out.title = column.title;
  out.lower_is_better = lower_is_better(column.name);
  out.baseline = baseline;
  out.confidence = confidence;
  out.of_baseline = mean_of(run, baseline, column.name);
  const auto base = run.samples(baseline, metric);
  for (std::size_t v = 0; v < run.variants().size(); ++v) {
    if (v == baseline) continue;
    Contrast c;
    c.variant = v;
    c.name = run.variants()[v];
    c.value = mean_of(run, v, column.name);
    const auto other = run.samples(v, metric);
    const std::size_t n = std::min(base.values.size(), other.values.size());
    const auto first = [n](const std::vector<double>& x) { return std::span<const double>(x).first(n); };
    c.difference = stats::paired_difference({first(base.values), first(base.weights)}, {first(other.values), first(other.weights)}, confidence);
    if (c.difference) {
      const auto needed = stats::pairs_to_settle(*c.difference, confidence);
      if (needed && *needed > c.difference->pairs) c.more = *needed - c.difference->pairs;
    }
    judge(c, out.lower_is_better);
    out.contrasts.push_back(std::move(c));
  }
  return out;
}

std::optional<double> cost_in(const std::string& written, double horizon_seconds) {
  std::string error;
  const auto q = schema::parse_quantity(written, error);
  if (!q) return std::nullopt;
  if (q->dimension == schema::Dimension::money) return q->value;
  if (q->dimension == schema::Dimension::money_per_time) return q->value * horizon_seconds;
  return std::nullopt;
}

Register make_register(const RunSource& run, std::size_t metric) {
  Register out;
  out.comparison = make_comparison(run, 0, metric);
  out.money = out.comparison.unit == "money";
  for (const auto& c : out.comparison.contrasts) {
    const auto& info = run.reader().header().variants[c.variant];
    RegisterEntry e;
    e.variant = c.variant;
    e.name = c.name;
    e.owner = info.owner;
    e.patch = info.patch;
    e.cost_written = info.cost;
    if (!info.cost.empty()) e.cost = cost_in(info.cost, info.horizon_seconds);
    e.benefit = c;
    out.entries.push_back(std::move(e));
  }
  return out;
}

std::vector<std::size_t> pareto_front(const std::vector<std::pair<double, double>>& points) {
  std::vector<std::size_t> order(points.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return points[a].first != points[b].first ? points[a].first < points[b].first : points[a].second > points[b].second;
  });
  std::vector<std::size_t> front;
  for (const std::size_t i : order)
    if (front.empty() || points[i].second > points[front.back()].second) front.push_back(i);
  return front;
}

}  // namespace mainstay::gui::model
