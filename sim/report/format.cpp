#include "report/format.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace mainstay::report {
namespace {

struct Shown {
  double factor;
  std::string unit;
};

// The unit in which a value reads best.
Shown unit_for(double value, const std::string& unit, const std::string& currency) {
  const double size = std::abs(value);
  if (unit == "%") return {100.0, " %"};
  if (unit == "h") {
    if (size == 0.0) return {1.0, " h"};
    if (size < 1.0 / 60.0) return {3600.0, " s"};
    if (size < 1.0) return {60.0, " min"};
    if (size >= 24.0 * 30.0) return {1.0 / 24.0, " d"};
    return {1.0, " h"};
  }
  if (unit == "1 / h") {
    if (size != 0.0 && size < 0.02) return {8760.0, " / year"};
    return {1.0, " / h"};
  }
  if (unit == "h / h") return {8760.0, " h / year"};
  if (unit == "money") return {1.0, " " + currency};
  if (unit == "money / h") return {8760.0, " " + currency + " / year"};
  return {1.0, unit == "1" ? "" : " " + unit};
}

int decimals_for(double width) {
  if (!(width > 0.0) || !std::isfinite(width)) return -1;
  return std::clamp(static_cast<int>(std::ceil(1.0 - std::log10(width))), 0, 12);
}

std::string number(double value, int decimals) {
  if (!std::isfinite(value)) return value > 0 ? "infinite" : value < 0 ? "-infinite" : "none";
  std::string out = decimals < 0 ? fmt::format("{:.6g}", value) : fmt::format("{:.{}f}", value, decimals);
  // Thousands apart, so that large numbers can be read.
  const std::size_t point = std::min(out.find('.'), out.size());
  if (out.find('e') == std::string::npos)
    for (std::size_t i = point; i > 3 && std::isdigit(static_cast<unsigned char>(out[i - 4])); i -= 3) out.insert(i - 3, ",");
  return out;
}

}  // namespace

std::string format_value(double value, const std::string& unit, const std::string& currency) {
  const Shown shown = unit_for(value, unit, currency);
  return number(value * shown.factor, -1) + shown.unit;
}

std::string format_estimate(const Estimate& e, const std::string& currency) {
  if (!e.known) return "nothing observed";
  const Shown shown = unit_for(e.value, e.unit, currency);
  const bool varies = e.interval && e.interval->half_width() > 1e-12 * std::abs(e.value);
  const int decimals = varies ? decimals_for(e.interval->half_width() * shown.factor) : -1;
  return number(e.value * shown.factor, decimals) + shown.unit;
}

std::string format_interval(const Estimate& e, const std::string& currency) {
  if (!e.known || !e.interval) return "";
  // Sums of the same amounts in another order differ in their last digits.
  if (e.interval->high - e.interval->low <= 1e-12 * std::abs(e.value)) return "always";
  const Shown shown = unit_for(e.value, e.unit, currency);
  const int decimals = decimals_for(e.interval->half_width() * shown.factor);
  return fmt::format("[{}, {}]", number(e.interval->low * shown.factor, decimals),
                     number(e.interval->high * shown.factor, decimals));
}

}  // namespace mainstay::report
