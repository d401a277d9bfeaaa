#include "plot/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace mainstay::gui::plot {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// `text` is digits from `from` on, perhaps with decimals.
void separate_thousands(std::string& text, std::size_t from, std::size_t end) {
  for (std::size_t i = end; i > from + 3; i -= 3) text.insert(i - 3, ",");
}

// One sign for minus, and none before nothing.
std::string signed_number(std::string text) {
  if (!text.starts_with('-')) return text;
  if (text.find_first_of("123456789") == std::string::npos) return text.substr(1);
  return "−" + text.substr(1);
}

}  // namespace

Unit unit_for(double size, const std::string& unit, const std::string& currency) {
  size = std::abs(size);
  if (unit == "%") return {100.0, "%"};
  if (unit == "h") {
    if (size > 0.0 && size < 1.5 / 60.0) return {3600.0, "s"};
    if (size > 0.0 && size < 1.5) return {60.0, "min"};
    if (size >= 24.0 * 14.0) return {1.0 / 24.0, "d"};
    return {1.0, "h"};
  }
  if (unit == "1 / h") return size < 0.02 ? Unit{8760.0, "/ year"} : Unit{1.0, "/ h"};
  if (unit == "h / h") return {8760.0, "h / year"};
  if (unit == "money" || unit == "money / h") {
    const double factor = unit == "money" ? 1.0 : 8760.0;
    const std::string name = (currency.empty() ? "money" : currency) + (unit == "money" ? "" : " / year");
    if (size * factor >= 2e6) return {factor / 1e6, "M " + name};
    if (size * factor >= 2e4) return {factor / 1e3, "k " + name};
    return {factor, name};
  }
  return {1.0, unit == "1" ? "" : unit};
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return std::isnan(value) ? "–" : value > 0 ? "∞" : "−∞";
  std::string out = fmt::format("{:.{}f}", value, decimals);
  separate_thousands(out, out.starts_with('-') ? 1 : 0, std::min(out.find('.'), out.size()));
  return signed_number(out);
}

std::string number(double value, int digits) {
  if (!std::isfinite(value) || value == 0.0) return value == 0.0 ? "0" : fixed(value, 0);
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12));
  if (magnitude >= 9 || magnitude < -5) return minus_signs(fmt::format("{:.{}g}", value, digits));
  std::string out = fixed(value, std::max(0, digits - 1 - magnitude));
  if (out.find('.') != std::string::npos) {
    while (out.ends_with('0')) out.pop_back();
    if (out.ends_with('.')) out.pop_back();
  }
  return out;
}

std::string with_unit(const std::string& number, const Unit& unit) { return unit.name.empty() ? number : number + " " + unit.name; }

std::string in_unit(double value, const Unit& unit, int digits) { return with_unit(number(value * unit.factor, digits), unit); }

std::string grouped(const std::string& written) {
  std::string out;
  for (std::size_t i = 0; i < written.size();) {
    std::size_t end = i;
    while (end < written.size() && is_digit(written[end])) ++end;
    if (end == i) {
      out += written[i++];
      continue;
    }
    std::string digits = written.substr(i, end - i);
    // Neither decimals, nor a part of a name or of a date.
    const bool whole = i == 0 || written[i - 1] == ' ' || written[i - 1] == '(' || written[i - 1] == '-' || written[i - 1] == '+';
    const bool date = end < written.size() && written[end] == '-';
    if (whole && !date) separate_thousands(digits, 0, digits.size());
    out += digits;
    i = end;
  }
  return minus_signs(out);
}

std::string minus_signs(const std::string& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool before_digit = i + 1 < words.size() && (is_digit(words[i + 1]) || words[i + 1] == '.');
    const bool begins = i == 0 || words[i - 1] == ' ' || words[i - 1] == '[' || words[i - 1] == '(';
    const bool exponent = i >= 2 && words[i - 1] == 'e' && is_digit(words[i - 2]);
    if (words[i] == '-' && before_digit && (begins || exponent))
      out += "−";
    else
      out += words[i];
  }
  return out;
}

}  // namespace mainstay::gui::plot
