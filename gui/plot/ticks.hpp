#pragma once
// Where an axis has its ticks, and how they read.

#include <string>
#include <vector>

#include "plot/numbers.hpp"

namespace mainstay::gui::plot {

enum class Scale { linear, logarithmic };

struct Tick {
  double at = 0.0;  // in the axis' own unit
  std::string label;  // empty: a minor tick
};

// At most about `most` labelled ticks in [low, high], at 1, 2 or 5 times a power of ten of the shown unit; for
// logarithmic axes at powers of ten, with minor ticks between. low < high, both > 0 for logarithmic ones.
std::vector<Tick> ticks(double low, double high, int most, Scale scale, const Unit& unit);

// Hours since the start as `d 3 14:00` or `14:00`, by how much is seen.
std::string time_label(double hours, double visible_hours);
// Ticks of a time axis in hours: at minutes, hours, days, weeks.
std::vector<Tick> time_ticks(double low, double high, int most);

}  // namespace mainstay::gui::plot
