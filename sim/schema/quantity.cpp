#include "schema/quantity.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace mainstay::schema {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 29> time_units = {{
    {"ms", 1e-3},       {"s", 1.0},          {"sec", 1.0},        {"second", 1.0},    {"seconds", 1.0},
    {"min", 60.0},      {"mins", 60.0},      {"minute", 60.0},    {"minutes", 60.0},  {"h", 3600.0},
    {"hour", 3600.0},   {"hours", 3600.0},   {"hr", 3600.0},      {"d", 86400.0},     {"day", 86400.0},
    {"days", 86400.0},  {"week", 604800.0},  {"weeks", 604800.0}, {"wk", 604800.0},   {"month", 2592000.0},
    {"months", 2592000.0}, {"mo", 2592000.0}, {"year", 31536000.0}, {"years", 31536000.0}, {"yr", 31536000.0},
    {"y", 31536000.0},  {"a", 31536000.0},   {"us", 1e-6},        {"weekly", 604800.0},
}};
constexpr std::array<std::pair<std::string_view, double>, 6> data_units = {
    {{"B", 1.0}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"PB", 1e15}}};

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

// Takes a number off the front; false where there is none.
bool take_number(std::string_view& s, double& value) {
  s = trim(s);
  const char* first = s.data();
  const char* last = s.data() + s.size();
  if (!s.empty() && s.front() == '+') ++first;
  const auto [end, code] = std::from_chars(first, last, value);
  if (code != std::errc() || end == first) return false;
  s = trim(s.substr(static_cast<std::size_t>(end - s.data())));
  return true;
}

double data_bytes(std::string_view unit) {
  for (const auto& [name, bytes] : data_units)
    if (name == unit) return bytes;
  return 0.0;
}

bool is_currency(std::string_view unit) {
  if (unit.size() != 3) return false;
  for (const char c : unit)
    if (c < 'A' || c > 'Z') return false;
  return true;
}

}  // namespace

double seconds_in(std::string_view unit) {
  for (const auto& [name, seconds] : time_units)
    if (name == unit) return seconds;
  return 0.0;
}

namespace {

std::optional<Quantity> parse_any_quantity(std::string_view text, std::string& error) {
  std::string_view rest = trim(text);
  Quantity q;
  if (rest.size() == 2 && rest[0] == 'P' && rest[1] >= '1' && rest[1] <= '9') {
    q.value = rest[1] - '0';
    q.dimension = Dimension::priority;
    return q;
  }
  if (!take_number(rest, q.value)) {
    error = fmt::format("'{}' is not a number with a unit", text);
    return std::nullopt;
  }
  if (!std::isfinite(q.value)) {
    error = fmt::format("'{}' is not a finite number", text);
    return std::nullopt;
  }
  const std::size_t slash = rest.find('/');
  const std::string_view unit = trim(rest.substr(0, slash));
  double per = 0.0;  // seconds in the denominator; 0: none
  if (slash != std::string_view::npos) {
    std::string_view below = trim(rest.substr(slash + 1));
    double count = 1.0;
    take_number(below, count);
    per = count * seconds_in(below);
    if (!(per > 0.0)) {
      error = fmt::format("'{}' is not a time to divide by, as in `/ h` or `/ 50 years`",
                          trim(rest.substr(slash + 1)));
      return std::nullopt;
    }
  }
  q.per = per;
  if (unit.empty()) {
    q.dimension = Dimension::number;
  } else if (unit == "%") {
    q.value /= 100.0;
    q.dimension = Dimension::share;
  } else if (const double seconds = seconds_in(unit); seconds > 0.0) {
    q.value *= seconds;
    q.dimension = per > 0.0 ? Dimension::number : Dimension::time;
    if (per > 0.0) {  // hours per year: a share of time
      q.value /= per;
      q.dimension = Dimension::share;
      return q;
    }
  } else if (const double bytes = data_bytes(unit); bytes > 0.0) {
    q.value *= bytes;
    q.dimension = Dimension::data;
  } else if (is_currency(unit)) {
    q.dimension = Dimension::money;
    q.currency = std::string(unit);
  } else {
    error = fmt::format("'{}' is not a unit", unit);
    return std::nullopt;
  }
  if (per > 0.0) {
    q.value /= per;
    q.dimension = q.dimension == Dimension::number  ? Dimension::per_time
                  : q.dimension == Dimension::share ? Dimension::share_per_time
                  : q.dimension == Dimension::money ? Dimension::money_per_time
                                                    : Dimension::data_per_time;
  }
  return q;
}

}  // namespace

std::optional<Quantity> parse_quantity(std::string_view text, std::string& error) {
  auto q = parse_any_quantity(text, error);
  // What is finite as written may not be in the unit in which it is kept.
  if (q && !std::isfinite(q->value)) {
    error = fmt::format("'{}' is too large", text);
    return std::nullopt;
  }
  return q;
}

std::string describe(Dimension dimension) {
  switch (dimension) {
    case Dimension::number: return "a bare number, as in `3`";
    case Dimension::time: return "a length of time, as in `4 h`";
    case Dimension::per_time: return "a rate, as in `3 / h` or `1 / 50 years`";
    case Dimension::share: return "a share, as in `99.9 %`";
    case Dimension::share_per_time: return "a growth, as in `12 % / year`";
    case Dimension::money: return "an amount of money, as in `1200 EUR`";
    case Dimension::money_per_time: return "money per time, as in `45 EUR / h`";
    case Dimension::data: return "an amount of data, as in `2 TB`";
    case Dimension::data_per_time: return "data per time, as in `150 MB / s`";
    case Dimension::priority: return "a priority from P1 (most urgent) to P9";
  }
  return {};
}

std::string format_number(double value) { return fmt::format("{:.9g}", value + 0.0); }

std::string format_duration(double seconds) {
  if (!std::isfinite(seconds)) return seconds < 0 ? "-infinite" : "infinite";
  const double size = std::abs(seconds);
  static constexpr std::array<std::pair<std::string_view, double>, 6> units = {
      {{"year", 31536000.0}, {"d", 86400.0}, {"h", 3600.0}, {"min", 60.0}, {"s", 1.0}, {"ms", 1e-3}}};
  if (size == 0.0) return "0 s";
  for (const auto& [name, unit] : units)
    if (size >= unit * 0.9999999 || name == "ms") {
      const double n = seconds / unit;
      return fmt::format("{:.4g} {}{}", n, name, name == "year" && std::abs(n) > 1.00005 ? "s" : "");
    }
  return {};
}

}  // namespace mainstay::schema
