#include "views/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mainstay::gui::views {
namespace {

// Decimals so that half of the interval shows about two digits.
int decimals_for(double half_width, double value) {
  double base = half_width;
  if (!(base > 0.0) || !std::isfinite(base)) {
    if (value == std::round(value)) return 0;
    base = std::abs(value) * 0.05;  // three digits or four
  }
  return std::clamp(static_cast<int>(std::ceil(1.0 - std::log10(base))), 0, 6);
}

// Sums of the same amounts in another order differ in their last digits.
bool varies(const report::Estimate& e) { return e.interval && e.interval->high - e.interval->low > 1e-12 * std::abs(e.value); }

int decimals_of(const report::Estimate& e, const plot::Unit& unit) {
  return decimals_for(varies(e) ? e.interval->half_width() * unit.factor : 0.0, e.value * unit.factor);
}

report::Estimate as_estimate(const report::Comparison& c) {
  report::Estimate e;
  e.unit = c.unit;
  if (!c.difference) return e;
  e.known = true;
  e.value = c.difference->interval.estimate;
  e.interval = c.difference->interval;
  return e;
}

std::vector<report::Estimate> as_estimates(std::span<const report::Comparison> comparisons) {
  std::vector<report::Estimate> out;
  for (const auto& c : comparisons) out.push_back(as_estimate(c));
  return out;
}

double largest(std::span<const report::Estimate> estimates) {
  double out = 0.0;
  for (const auto& e : estimates)
    if (e.known) out = std::max(out, std::abs(e.value));
  return out;
}

}  // namespace

plot::Unit in_points(plot::Unit unit) {
  if (unit.name == "%") unit.name = "pp";
  return unit;
}

Column column_of(std::span<const report::Estimate> estimates, const plot::Unit& unit) {
  int most = -1, least = 6;
  for (const auto& e : estimates) {
    // What is the same in every trial is known to every digit, and asks for none.
    if (!e.known || !varies(e) || !std::isfinite(e.interval->half_width())) continue;
    most = std::max(most, decimals_of(e, unit));
    least = std::min(least, decimals_of(e, unit));
  }
  return {unit, std::min(most, least + 1)};
}

Column column_of(std::span<const report::Estimate> estimates, const std::string& currency) {
  const auto known = std::find_if(estimates.begin(), estimates.end(), [](const auto& e) { return e.known; });
  if (known == estimates.end()) return {};
  return column_of(estimates, plot::unit_for(largest(estimates), known->unit, currency));
}

Figure figure(const report::Estimate& e, const Column& column) {
  if (!e.known) return {"–", "nothing observed"};
  const auto& unit = column.unit;
  const int decimals = column.decimals >= 0 ? column.decimals : decimals_of(e, unit);
  Figure f;
  f.value = plot::with_unit(plot::fixed(e.value * unit.factor, decimals), unit);
  if (!e.interval)
    f.interval = "too few trials for an interval";
  else if (!varies(e))
    f.interval = "in every replication";
  else
    f.interval = fmt::format("{} to {}", plot::fixed(std::max(e.interval->low, e.least) * unit.factor, decimals), plot::fixed(std::min(e.interval->high, e.most) * unit.factor, decimals));
  return f;
}

Figure figure(const report::Estimate& e, const std::string& currency) { return figure(e, column_of({&e, 1}, currency)); }

Column column_of_differences(std::span<const report::Comparison> comparisons, const plot::Unit& of_values, const std::string& currency) {
  const auto all = as_estimates(comparisons);
  const double most = largest(all);
  const bool small = most > 0.0 && most * of_values.factor < 0.1;
  auto column = column_of(all, currency);
  if (!small) column = column_of(all, of_values);
  column.unit = in_points(column.unit);
  return column;
}

Figure difference(const report::Comparison& c, const Column& column) {
  auto e = as_estimate(c);
  if (!e.known) return {"–", "no interval"};
  Figure f = figure(e, column);
  const bool rises = e.value > 0.0 && f.value.find_first_of("123456789") != std::string::npos;
  if (rises) f.value.insert(0, "+");
  return f;
}

Figure difference(const report::Comparison& c, const std::string& currency) {
  auto column = column_of(as_estimates({&c, 1}), currency);
  column.unit = in_points(column.unit);
  return difference(c, column);
}

std::string sentence(const report::Comparison& c, const std::string& currency) { return plot::minus_signs(report::in_words(c, currency)); }

std::string percent(double share) {
  const int decimals = share > 0.0 && (share < 0.1 || share > 0.9) && share < 1.0 ? 1 : 0;
  return plot::fixed(share * 100.0, decimals) + " %";
}

}  // namespace mainstay::gui::views
