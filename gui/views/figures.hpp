#pragma once
// Estimates and differences in words: as many digits as the interval warrants, and one unit in a column of a table.

#include <span>
#include <string>
#include <vector>

#include "plot/numbers.hpp"
#include "report/comparison.hpp"
#include "report/estimate.hpp"

namespace mainstay::gui::views {

using plot::in_unit;

// `12.3 h` and `10.1 to 14.5`, in one unit for both.
struct Figure {
  std::string value, interval;
};
Figure figure(const report::Estimate& e, const std::string& currency);

// How all figures of a column read, so that they can be compared at a glance.
struct Column {
  plot::Unit unit;
  int decimals = -1;  // negative: of each what its interval warrants
};
// The unit of the largest. Where intervals differ in width, the decimals of the narrowest, but no more than one beyond
// those of the widest.
Column column_of(std::span<const report::Estimate> estimates, const std::string& currency);
Column column_of(std::span<const report::Estimate> estimates, const plot::Unit& unit);
Figure figure(const report::Estimate& e, const Column& column);

// Of differences between shares: percentage points (`pp`).
plot::Unit in_points(plot::Unit unit);
// A column of differences, `+6.3 k EUR`, of shares in points. In the unit of the values, unless they are so much
// smaller that another one reads better.
Column column_of_differences(std::span<const report::Comparison> comparisons, const plot::Unit& of_values, const std::string& currency);
Figure difference(const report::Comparison& c, const Column& column);
// One alone.
Figure difference(const report::Comparison& c, const std::string& currency);
// One sentence, as the command line says it.
std::string sentence(const report::Comparison& c, const std::string& currency);

// `93.0 %`: shares near to the ends with a decimal more.
std::string percent(double share);

}  // namespace mainstay::gui::views
