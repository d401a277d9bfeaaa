#pragma once
// Long curves as few points: per pixel the least and the greatest value, so that no spike is lost.

#include <cstddef>
#include <span>
#include <vector>

namespace mainstay::gui::plot {

struct Extremes {
  float low = 0.0f, high = 0.0f;  // NaN where the range holds no number
};

// The extremes of any range of a long curve in logarithmic time: made once, asked every frame. NaN counts as a gap.
class Pyramid {
 public:
  Pyramid() = default;
  explicit Pyramid(std::vector<float> values);
  std::size_t size() const { return values_.size(); }
  float operator[](std::size_t i) const { return values_[i]; }
  Extremes all() const { return between(0, size()); }
  Extremes between(std::size_t first, std::size_t last) const;  // [first, last)

 private:
  std::vector<float> values_;
  std::vector<std::vector<Extremes>> levels_;  // of 16, 256, … values each
};

// One entry per column of pixels: positions [first, first + columns · step) of the curve, `step` values a column.
std::vector<Extremes> columns_of(const Pyramid& curve, double first, double step, std::size_t columns);

}  // namespace mainstay::gui::plot
