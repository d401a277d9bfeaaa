#pragma once
// Where an axis has its ticks, and how they read.

#include <string>
#include <vector>

namespace mainstay::gui::plot {

enum class Scale { linear, logarithmic };

// How numbers of an axis read: the value times `factor`, then the unit once beside the axis.
struct Unit {
  double factor = 1.0;
  std::string name;  // `h`, `%`, `EUR`; empty for a count
};

// The unit in which values up to `size` read best: `h` becomes s, min, h or d. Units are those of metrics (`h`, `%` as
// a fraction, `1 / h`, `money`, `money / h`, `h / h`, `1`).
Unit unit_for(double size, const std::string& unit, const std::string& currency);

struct Tick {
  double at = 0.0;  // in the axis' own unit
  std::string label;  // empty: a minor tick
};

// At most about `most` labelled ticks in [low, high], at 1, 2 or 5 times a power of ten of the shown unit; for
// logarithmic axes at powers of ten, with minor ticks between. low < high, both > 0 for logarithmic ones.
std::vector<Tick> ticks(double low, double high, int most, Scale scale, const Unit& unit);

// 1234567.8 → `1,234,568`; `digits` significant ones, none of them a trailing zero.
std::string number(double value, int digits = 4);
// With a fixed number of decimals, thousands apart.
std::string fixed(double value, int decimals);

// Hours since the start as `d 3 14:00` or `14:00`, by how much is seen.
std::string time_label(double hours, double visible_hours);
// Ticks of a time axis in hours: at minutes, hours, days, weeks.
std::vector<Tick> time_ticks(double low, double high, int most);

}  // namespace mainstay::gui::plot
