#include "model/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "report/variant_cost.hpp"

namespace mainstay::gui::model {
namespace {

std::vector<report::Comparison> compare(const RunSource& run, const report::CompareOptions& options) {
  std::string error;
  return report::compare(run, options, error).value_or(std::vector<report::Comparison>{});
}

}  // namespace

Comparison make_comparison(const RunSource& run, std::size_t baseline, std::size_t metric) {
  const auto& column = run.metrics()[metric];
  Comparison out{column.name, column.unit, column.title, report::better_direction(column.name), baseline, {}, {}};
  report::CompareOptions options;
  options.baseline = run.variants()[baseline];
  options.metrics = {column.name};
  options.confidence = confidence;
  for (auto& c : compare(run, options)) {
    out.of_baseline = c.of_baseline;
    const auto variant = run.find_variant(c.variant);
    if (variant) out.contrasts.push_back({*variant, std::move(c)});
  }
  return out;
}

std::optional<report::Comparison> against_baseline(const RunSource& run, std::size_t variant, const std::string& metric) {
  if (variant == 0 || !run.find_metric(metric)) return std::nullopt;
  report::CompareOptions options;
  options.variants = {run.variants()[variant]};
  options.metrics = {metric};
  options.confidence = confidence;
  auto all = compare(run, options);
  if (all.empty()) return std::nullopt;
  return std::move(all.front());
}

std::string verdict(const report::Comparison& c) {
  switch (c.finding) {
    case report::Finding::better: return "better";
    case report::Finding::worse: return "worse";
    case report::Finding::higher: return "higher";
    case report::Finding::lower: return "lower";
    case report::Finding::same: return "the same";
    case report::Finding::open: return c.replications_to_settle ? "open, n ≈ " + report::about(*c.replications_to_settle) : "no difference shown";
    case report::Finding::unknown: break;
  }
  return "nothing can be said";
}

std::optional<stats::Interval> RegisterEntry::benefit() const {
  if (!comparison.difference) return std::nullopt;
  stats::Interval i = comparison.difference->interval;
  if (report::better_direction(comparison.metric) == report::Better::lower) {
    i.estimate = -i.estimate;
    std::swap(i.low, i.high);
    i.low = -i.low;
    i.high = -i.high;
  }
  return i;
}

std::string changes_of(const store::RunHeader& run, std::size_t variant) {
  const auto& variants = run.variants;
  const std::string base = "\n" + variants.front().patch + "\n";
  if (variant == 0) return variants.front().patch;
  std::string out;
  std::istringstream patch(variants[variant].patch);
  for (std::string line; std::getline(patch, line);)
    if (base.find("\n" + line + "\n") == std::string::npos) out += (out.empty() ? "" : "\n") + line;
  return out;
}

Register make_register(const RunSource& run, std::size_t metric) {
  auto compared = make_comparison(run, 0, metric);
  Register out{compared.metric, compared.title, compared.unit, compared.better, run.reader().header().horizon_seconds / 3600.0, {}};
  for (auto& c : compared.contrasts) {
    const auto& info = run.reader().header().variants[c.variant];
    const auto cost = report::cost_of(run, c.variant);
    RegisterEntry e{c.variant, info.name, info.owner, changes_of(run.reader().header(), c.variant), {}, {}, std::move(c.comparison)};
    if (cost.known()) {
      e.cost_written = cost.words();
      e.cost = cost.total();
    }
    out.entries.push_back(std::move(e));
  }
  return out;
}

std::string csv_of(const Register& all) {
  std::string out = "variant,owner,change,cost,cost_over_the_run,metric,unit,baseline,with_it,difference,low,high,finding\r\n";
  for (const auto& e : all.entries) {
    const auto& c = e.comparison;
    out += fmt::format("{},{},{},{},{},{},{},{},{},", csv_field(e.name), csv_field(e.owner), csv_field(e.patch), csv_field(e.cost_written), e.cost ? fmt::format("{}", *e.cost) : "",
                       csv_field(all.metric), csv_field(all.unit), c.of_baseline.known ? fmt::format("{}", c.of_baseline.value) : "",
                       c.of_variant.known ? fmt::format("{}", c.of_variant.value) : "");
    if (c.difference)
      out += fmt::format("{},{},{},", c.difference->interval.estimate, c.difference->interval.low, c.difference->interval.high);
    else
      out += ",,,";
    out += csv_field(verdict(c)) + "\r\n";
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

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace mainstay::gui::model
