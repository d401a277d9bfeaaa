#include "plot/decimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mainstay::gui::plot {
namespace {

constexpr std::size_t fan = 16;
constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

void add(Extremes& into, float low, float high) {
  if (std::isnan(low)) return;
  into.low = std::isnan(into.low) ? low : std::min(into.low, low);
  into.high = std::isnan(into.high) ? high : std::max(into.high, high);
}

}  // namespace

Pyramid::Pyramid(std::vector<float> values) : values_(std::move(values)) {
  std::vector<Extremes> level;
  for (std::size_t i = 0; i < values_.size(); i += fan) {
    Extremes e{nothing, nothing};
    for (std::size_t k = i; k < std::min(i + fan, values_.size()); ++k) add(e, values_[k], values_[k]);
    level.push_back(e);
  }
  while (level.size() > fan) {
    std::vector<Extremes> next;
    for (std::size_t i = 0; i < level.size(); i += fan) {
      Extremes e{nothing, nothing};
      for (std::size_t k = i; k < std::min(i + fan, level.size()); ++k) add(e, level[k].low, level[k].high);
      next.push_back(e);
    }
    levels_.push_back(std::move(level));
    level = std::move(next);
  }
  levels_.push_back(std::move(level));
}

Extremes Pyramid::between(std::size_t first, std::size_t last) const {
  Extremes out{nothing, nothing};
  last = std::min(last, size());
  while (first < last) {
    // The largest block that begins here and does not reach beyond the end.
    std::size_t width = 1;
    std::size_t level = 0;
    while (level < levels_.size() && first % (width * fan) == 0 && first + width * fan <= last) {
      width *= fan;
      ++level;
    }
    if (level == 0) {
      add(out, values_[first], values_[first]);
    } else {
      const Extremes& e = levels_[level - 1][first / width];
      add(out, e.low, e.high);
    }
    first += width;
  }
  return out;
}

std::vector<Extremes> columns_of(const Pyramid& curve, double first, double step, std::size_t columns) {
  std::vector<Extremes> out;
  out.reserve(columns);
  const auto size = static_cast<double>(curve.size());
  for (std::size_t c = 0; c < columns; ++c) {
    const double a = std::floor(first + step * static_cast<double>(c));
    const double b = std::max(a + 1.0, std::floor(first + step * static_cast<double>(c + 1)));
    if (b <= 0.0 || a >= size) {
      out.push_back({nothing, nothing});
      continue;
    }
    out.push_back(curve.between(static_cast<std::size_t>(std::max(0.0, a)), static_cast<std::size_t>(std::min(size, b))));
  }
  return out;
}

}  // namespace mainstay::gui::plot
