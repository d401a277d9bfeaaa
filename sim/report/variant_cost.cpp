#include "report/variant_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/estimate.hpp"
#include "schema/quantity.hpp"

namespace mainstay::report {

namespace {

// The team whose own cost a metric is, or nothing.
std::optional<std::string> team_of(const std::string& metric) {
  const std::string section = "teams.", cost = ".cost";
  if (!metric.starts_with(section) || !metric.ends_with(cost) || metric.size() <= section.size() + cost.size()) return std::nullopt;
  const std::string name = metric.substr(section.size(), metric.size() - section.size() - cost.size());
  return name.find_first_of(".*(") == std::string::npos ? std::optional(name) : std::nullopt;
}

double mean_of(const FileRun& run, std::size_t variant, const std::string& metric) {
  std::string error;
  const auto query = work::parse_query(metric, error);
  const auto e = query ? estimate(run, variant, *query, 0.95, error) : std::nullopt;
  return e && e->known ? e->value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

double VariantCost::total() const {
  double sum = own.value_or(0.0);
  for (const auto& team : teams) sum += team.more;
  return sum;
}

std::string VariantCost::words() const {
  if (teams.empty()) return said.empty() ? "nothing said" : said;
  return said.empty() ? "its people" : said + " and its people";
}

VariantCost cost_of(const FileRun& run, std::size_t variant, std::size_t baseline) {
  const auto& info = run.reader().header().variants[variant];
  VariantCost out{info.cost, cost_in(info.cost, info.horizon_seconds), {}};
  if (variant == baseline) return out;
  for (std::size_t m = 0; m < run.metrics().size(); ++m) {
    const auto team = team_of(run.metrics()[m].name);
    if (!team) continue;
    const double before = mean_of(run, baseline, run.metrics()[m].name), after = mean_of(run, variant, run.metrics()[m].name);
    const double more = after - before;
    // Sums of the same hours in another order differ in their last digits.
    if (std::isfinite(more) && std::abs(more) > 1e-9 * std::max(std::abs(before), std::abs(after))) out.teams.push_back({*team, more});
  }
  return out;
}

std::optional<double> cost_in(const std::string& written, double horizon_seconds) {
  if (written.empty()) return std::nullopt;
  std::string error;
  const auto q = schema::parse_quantity(written, error);
  if (!q) return std::nullopt;
  if (q->dimension == schema::Dimension::money) return q->value;
  if (q->dimension == schema::Dimension::money_per_time) return q->value * horizon_seconds;
  return std::nullopt;
}

}  // namespace mainstay::report
