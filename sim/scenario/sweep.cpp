#include "scenario/sweep.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "stats/design.hpp"
#include "stats/special.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Place;

namespace {

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

// `2.5 min` as a number and what follows it.
struct Measured {
  double number = 0.0;
  std::string unit;   // with its blank
};
std::optional<Measured> measured(std::string_view text) {
  Measured out;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out.number);
  if (code != std::errc() || end == text.data() || !std::isfinite(out.number)) return std::nullopt;
  const std::string_view rest = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
  if (!rest.empty()) out.unit = " " + std::string(rest);
  return out;
}

std::string written(double number, const std::string& unit) {
  // As many digits as tell it apart, not those that steps of 0.1 leave behind.
  return fmt::format("{:.12g}{}", number, unit);
}

// The parts of a list: `[a, b]` or `a, b`; commas within parentheses do not part.
std::vector<std::string> parts_of(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  std::vector<std::string> out(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
    if (c == ',' && depth == 0)
      out.emplace_back();
    else
      out.back() += c;
  }
  for (auto& p : out) p = std::string(trimmed(p));
  return out;
}

// The shortest ending of a path that no other factor's path has.
std::string short_name(std::span<const Factor> factors, std::size_t which) {
  const std::string& path = factors[which].path;
  for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0; dot = path.rfind('.', dot - 1)) {
    const std::string ending = path.substr(dot);
    const auto same = std::count_if(factors.begin(), factors.end(), [&](const Factor& f) { return ("." + f.path).ends_with(ending); });
    if (same == 1) return ending.substr(1);
  }
  return path;
}

SweepPoint point_of(std::span<const Factor> factors, const std::vector<std::string>& values, Diagnostics& diagnostics) {
  SweepPoint out;
  for (std::size_t f = 0; f < factors.size(); ++f) {
    out.name += (f == 0 ? "" : ",") + short_name(factors, f) + "=" + values[f];
    if (auto value = patch_value(values[f], factors[f].place, diagnostics)) out.patches.push_back({factors[f].path, factors[f].place, std::move(*value)});
  }
  return out;
}

std::string value_at(const Factor& f, double u) {
  if (f.events) return written(stats::chi_squared_quantile(f.from + u * (f.to - f.from), 2.0 * *f.events + 1.0) / 2.0, f.unit);
  if (f.levels.empty()) return f.before + written(f.low + u * (f.high - f.low), f.unit) + f.after;
  const auto i = static_cast<std::size_t>(u * static_cast<double>(f.levels.size()));
  return f.levels[std::min(i, f.levels.size() - 1)];
}

}  // namespace

std::optional<Factor> factor_of(std::string path, std::string_view values, const Place& place, Diagnostics& diagnostics) {
  const auto wrong = [&](const std::string& what, const std::string& hint) -> std::optional<Factor> {
    diagnostics.error(place, fmt::format("vary {}: {}", path, what), hint);
    return std::nullopt;
  };
  Factor out;
  out.path = path;
  out.place = place;
  values = trimmed(values);
  const std::size_t in = values.find(" in ");
  if (const auto events = in == std::string_view::npos ? std::nullopt : measured(values.substr(0, in))) {
    const auto time = measured(trimmed(values.substr(in + 4)));
    if (!events->unit.empty() || !(events->number >= 0.0) || !time || time->unit.empty() || !(time->number > 0.0))
      return wrong(fmt::format("'{}' is no number of events in a time", values), "write `2 in 80 years`");
    out.events = events->number;
    out.unit = fmt::format(" / {}", written(time->number, time->unit));
    return out;
  }
  const std::size_t to = values.find(" to ");
  if (to == std::string_view::npos) {
    out.levels = parts_of(values);
    if (std::any_of(out.levels.begin(), out.levels.end(), [](const auto& l) { return l.empty(); }))
      return wrong(fmt::format("'{}' has an empty place", values), "write `1 to 5 by 1`, `2 h to 8 h`, or `[a, b, c]`");
    return out;
  }
  const std::size_t by = values.find(" by ", to);
  const auto low = measured(trimmed(values.substr(0, to)));
  const auto high = measured(trimmed(values.substr(to + 4, by == std::string_view::npos ? by : by - to - 4)));
  if (!low || !high) return wrong(fmt::format("'{}' is no range of numbers", values), "write `1 to 5 by 1` or `2 h to 8 h`");
  // `2 to 8 h`: the unit at the end is that of both.
  const std::string unit = low->unit.empty() ? high->unit : low->unit;
  if (high->unit != unit) return wrong(fmt::format("'{}' mixes units", values), "write both ends in the same one");
  if (!(low->number < high->number)) return wrong(fmt::format("'{}' does not go up", values), "");
  if (by == std::string_view::npos) {
    out.low = low->number;
    out.high = high->number;
    out.unit = unit;
    return out;
  }
  const auto step = measured(trimmed(values.substr(by + 4)));
  if (!step || !(step->number > 0.0) || (!step->unit.empty() && step->unit != unit))
    return wrong(fmt::format("'{}' has no step above 0 in the unit of its ends", values), "write `1 to 5 by 1`");
  const double steps = std::floor((high->number - low->number) / step->number * (1.0 + 1e-12) + 1e-9);
  if (!(steps < static_cast<double>(max_sweep_points))) return wrong("has too many steps", "");
  for (double i = 0.0; i <= steps; i += 1.0) out.levels.push_back(written(low->number + i * step->number, unit));
  return out;
}

std::optional<Factor> parse_factor(std::string_view text, const Place& place, Diagnostics& diagnostics) {
  const std::size_t colon = text.find(':');
  const std::string_view path = trimmed(text.substr(0, colon));
  if (colon == std::string_view::npos || path.empty()) {
    diagnostics.error(place, "is not `PATH: VALUES`", "write it as in --vary 'teams.dba.staff: 1 to 5 by 1'");
    return std::nullopt;
  }
  return factor_of(std::string(path), text.substr(colon + 1), place, diagnostics);
}

std::vector<Factor> parse_factors(std::span<const std::string> texts, const std::string& said_by, Diagnostics& diagnostics) {
  std::vector<Factor> out;
  for (const auto& text : texts) {
    Place place;
    place.file = std::make_shared<const std::string>(said_by + " " + text);
    if (auto f = parse_factor(text, place, diagnostics)) out.push_back(std::move(*f));
  }
  return out;
}

std::optional<Design> parse_design(std::string_view text, const Place& place, Diagnostics& diagnostics) {
  text = trimmed(text);
  if (text == "grid") return Design{};
  const std::size_t blank = text.find(' ');
  const std::string_view word = text.substr(0, blank);
  const auto points = blank == std::string_view::npos ? std::nullopt : measured(trimmed(text.substr(blank)));
  const bool known = word == "lhs" || word == "sobol";
  if (!known || !points || !points->unit.empty() || points->number < 1.0 || points->number != std::floor(points->number) ||
      points->number > static_cast<double>(max_sweep_points)) {
    diagnostics.error(place, fmt::format("'{}' is no design", text), "there are `grid`, `lhs 40`, `sobol 64`");
    return std::nullopt;
  }
  return Design{word == "lhs" ? DesignKind::latin_hypercube : DesignKind::sobol, static_cast<std::size_t>(points->number)};
}

SweepPoint point_at(std::span<const Factor> factors, std::span<const double> place_in_cube, Diagnostics& diagnostics) {
  std::vector<std::string> values;
  for (std::size_t f = 0; f < factors.size(); ++f) values.push_back(value_at(factors[f], place_in_cube[f]));
  return point_of(factors, values, diagnostics);
}

void check_grid(std::span<const Factor> factors, Diagnostics& diagnostics) {
  for (const Factor& f : factors)
    if (f.events)
      diagnostics.error(f.place, fmt::format("vary {}: a grid has no place for what may have any value", f.path), "choose the design `lhs 40`");
    else if (f.levels.empty())
      diagnostics.error(f.place, fmt::format("vary {}: a grid needs steps", f.path), "write `1 to 5 by 1`, or choose the design `sobol 64`");
}

std::vector<SweepPoint> sweep_points(std::span<const Factor> factors, const Design& design, std::uint64_t seed, Diagnostics& diagnostics) {
  std::vector<SweepPoint> out;
  if (factors.empty()) return out;
  std::set<std::string> seen;
  const auto add = [&](SweepPoint point) {
    if (seen.insert(point.name).second) out.push_back(std::move(point));
  };
  if (design.kind != DesignKind::grid) {
    const auto points = design.kind == DesignKind::latin_hypercube ? stats::latin_hypercube(design.points, factors.size(), seed)
                                                                   : stats::sobol_points(design.points, factors.size(), seed);
    for (const auto& p : points) add(point_at(factors, p, diagnostics));
    return out;
  }
  std::vector<std::size_t> levels;
  double count = 1.0;
  check_grid(factors, diagnostics);
  for (const Factor& f : factors) {
    levels.push_back(f.levels.size());
    count *= static_cast<double>(f.levels.size());
  }
  if (count > static_cast<double>(max_sweep_points)) {
    diagnostics.error(factors.front().place, fmt::format("the grid has {:.0f} points, more than {}", count, max_sweep_points), "choose `--design 'sobol 256'`");
    return out;
  }
  for (const auto& at : stats::full_factorial(levels)) {
    std::vector<std::string> values;
    for (std::size_t f = 0; f < factors.size(); ++f) values.push_back(factors[f].levels[at[f]]);
    add(point_of(factors, values, diagnostics));
  }
  return out;
}

}  // namespace mainstay::scenario
