#include "plot/ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mainstay::gui::plot {
namespace {

constexpr std::size_t most_ticks = 200;

double nice_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double m : {1.0, 2.0, 5.0})
    if (rough <= m * power * 1.0000001) return m * power;
  return 10.0 * power;
}

std::vector<Tick> linear(double low, double high, int most, const Unit& unit) {
  std::vector<Tick> out;
  const double a = low * unit.factor;
  const double b = high * unit.factor;
  const double rough = (b - a) / std::max(1, most);
  const double step = nice_step(unit.whole ? std::max(1.0, rough) : rough);
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
  for (double k = std::ceil(a / step - 1e-9); k * step <= b + step * 1e-9 && out.size() < most_ticks; k += 1.0) {
    const double value = std::abs(k) < 0.5 ? 0.0 : k * step;
    const bool huge = std::abs(value) >= 1e7;
    out.push_back({value / unit.factor, huge ? number(value, 3) : fixed(value, decimals)});
  }
  return out;
}

std::vector<Tick> logarithmic(double low, double high, int most, const Unit& unit) {
  std::vector<Tick> out;
  const int first = static_cast<int>(std::floor(std::log10(low * unit.factor) + 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(high * unit.factor) - 1e-9));
  const int every = std::max(1, (last - first + most - 1) / std::max(1, most));
  const bool few = last - first <= 2;  // then 2 and 5 carry labels too
  for (int e = first; e <= last && out.size() < most_ticks; ++e)
    for (int m = 1; m <= 9; ++m) {
      const double value = m * std::pow(10.0, e);
      const double at = value / unit.factor;
      if (at < low * (1.0 - 1e-9) || at > high * (1.0 + 1e-9)) continue;
      const bool labelled = (m == 1 && (e - first) % every == 0) || (few && (m == 2 || m == 5));
      if (!labelled && every > 1) continue;
      out.push_back({at, labelled ? number(value) : ""});
    }
  return out;
}

}  // namespace

std::vector<Tick> ticks(double low, double high, int most, Scale scale, const Unit& unit) {
  if (!(low < high) || !std::isfinite(low) || !std::isfinite(high)) return {};
  if (scale == Scale::logarithmic) return low > 0.0 ? logarithmic(low, high, most, unit) : std::vector<Tick>{};
  return linear(low, high, most, unit);
}

std::string time_label(double hours, double visible_hours) {
  const auto seconds = static_cast<long long>(std::llround(hours * 3600.0));
  const long long day = seconds >= 0 ? seconds / 86400 : -((86399 - seconds) / 86400);
  const long long rest = seconds - day * 86400;
  const std::string name = "day " + fixed(static_cast<double>(day + 1), 0);
  if (visible_hours > 24.0 * 8.0) return name;
  const std::string clock = visible_hours < 0.05 ? fmt::format("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
                                                 : fmt::format("{:02}:{:02}", rest / 3600, rest / 60 % 60);
  return rest == 0 || visible_hours > 24.0 ? name + " " + clock : clock;
}

std::vector<Tick> time_ticks(double low, double high, int most) {
  std::vector<Tick> out;
  if (!(low < high) || !std::isfinite(low) || !std::isfinite(high)) return out;
  static constexpr double steps[] = {1.0 / 3600, 5.0 / 3600, 15.0 / 3600, 1.0 / 60, 5.0 / 60, 0.25, 0.5, 1, 2, 3, 6, 12, 24,
                                     48,         168,        336,         672,      1344,     2688, 8736, 43680};
  double step = steps[std::size(steps) - 1];
  for (const double s : steps)
    if ((high - low) / s <= most) {
      step = s;
      break;
    }
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + step * 1e-9 && out.size() < most_ticks; k += 1.0)
    out.push_back({k * step, time_label(k * step, step >= 24.0 ? 1e9 : high - low)});
  return out;
}

}  // namespace mainstay::gui::plot
