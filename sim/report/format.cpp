#include "report/format.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace mainstay::report {
namespace {

int decimals_for(double width) {
  if (!(width > 0.0) || !std::isfinite(width)) return -1;
  return std::clamp(static_cast<int>(std::ceil(1.0 - std::log10(width))), 0, 12);
}

std::string number(double value, int decimals) {
  if (!std::isfinite(value)) return value > 0 ? "infinite" : value < 0 ? "-infinite" : "none";
  // What is known exactly: six digits, or all of a large number.
  if (decimals < 0 && std::abs(value) >= 1e5 && std::abs(value) < 1e15) decimals = 0;
  std::string out = decimals < 0 ? fmt::format("{:.6g}", value) : fmt::format("{:.{}f}", value, decimals);
  // What rounds to nothing has no sign.
  if (out.starts_with('-') && out.find_first_of("123456789") == std::string::npos) out.erase(0, 1);
  // Thousands apart, so that large numbers can be read.
  const std::size_t point = std::min(out.find('.'), out.size());
  if (out.find('e') == std::string::npos)
    for (std::size_t i = point; i > 3 && std::isdigit(static_cast<unsigned char>(out[i - 4])); i -= 3) out.insert(i - 3, ",");
  return out;
}

}  // namespace

Scale scale_for(double largest, const std::string& unit, const std::string& currency) {
  const double size = std::abs(largest);
  if (unit == "%") return {100.0, "%"};
  if (unit == "h") {
    if (size == 0.0) return {1.0, "h"};
    if (size < 1.0 / 60.0) return {3600.0, "s"};
    if (size < 1.0) return {60.0, "min"};
    if (size >= 24.0 * 30.0) return {1.0 / 24.0, "d"};
    return {1.0, "h"};
  }
  if (unit == "1 / h") {
    if (size != 0.0 && size < 0.02) return {8760.0, "/ year"};
    return {1.0, "/ h"};
  }
  if (unit == "h / h") return {8760.0, "h / year"};
  if (unit == "money") return {1.0, currency};
  if (unit == "money / h") return {8760.0, currency + " / year"};
  return {1.0, unit == "1" ? "" : unit};
}

namespace {

// Sums of the same amounts in another order differ in their last digits.
bool varies(const Estimate& e) { return e.interval && e.interval->high - e.interval->low > 1e-12 * std::abs(e.value); }

std::string with_unit(std::string text, const Scale& scale) { return scale.unit.empty() ? text : text + " " + scale.unit; }

}  // namespace

std::string format_number(const Estimate& e, const Scale& scale) {
  const int decimals = varies(e) ? decimals_for(e.interval->half_width() * scale.factor) : -1;
  return number(e.value * scale.factor, decimals);
}

std::string format_bounds(const Estimate& e, const Scale& scale) {
  if (!e.known || !varies(e)) return "";
  const int decimals = decimals_for(e.interval->half_width() * scale.factor);
  const double low = std::max(e.interval->low, e.least);
  const double high = std::min(e.interval->high, e.most);
  return fmt::format("[{}, {}]", number(low * scale.factor, decimals), number(high * scale.factor, decimals));
}

std::string format_value(double value, const std::string& unit, const std::string& currency) {
  const Scale scale = scale_for(value, unit, currency);
  return with_unit(number(value * scale.factor, -1), scale);
}

std::string format_estimate(const Estimate& e, const std::string& currency) {
  if (!e.known) return "nothing observed";
  const Scale scale = scale_for(e.value, e.unit, currency);
  return with_unit(format_number(e, scale), scale);
}

std::string format_interval(const Estimate& e, const std::string& currency) {
  if (!e.known || !e.interval) return "";
  if (!varies(e)) return "always";
  return format_bounds(e, scale_for(e.value, e.unit, currency));
}

}  // namespace mainstay::report
