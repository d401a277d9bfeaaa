#pragma once
// How numbers read, in all views: thousands apart by commas, one sign for minus (U+2212), no zero with a sign.

#include <cstddef>
#include <string>

namespace mainstay::gui::plot {

// How values are shown: times `factor`, then the name.
struct Unit {
  double factor = 1.0;
  std::string name;  // `h`, `%`, `EUR`; empty for a count
  bool whole = false;  // of what comes in whole numbers: none between them is marked on an axis
};

// The unit in which values up to `size` read best: `h` becomes s, min, h or d. Units are those of metrics (`h`, `%` as
// a fraction, `1 / h`, `money`, `money / h`, `h / h`, `1`).
Unit unit_for(double size, const std::string& unit, const std::string& currency);

// 1234567.8 → `1,234,568`; `digits` significant ones, none of them a trailing zero.
std::string number(double value, int digits = 4);
// With a fixed number of decimals.
std::string fixed(double value, int decimals);
// How many: 10000 → `10,000`.
inline std::string count(std::size_t n) { return fixed(static_cast<double>(n), 0); }
// `12.3 h`; a count stands alone.
std::string with_unit(const std::string& number, const Unit& unit);
// A value on an axis, with its unit.
std::string in_unit(double value, const Unit& unit, int digits = 4);

// What people wrote, as numbers read here: `95000 EUR / year` → `95,000 EUR / year`.
std::string grouped(const std::string& written);
// Hyphens that stand for minus become one: `[-3, -2] of second-dba` → `[−3, −2] of second-dba`.
std::string minus_signs(const std::string& words);

}  // namespace mainstay::gui::plot
