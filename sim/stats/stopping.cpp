#include "stats/stopping.hpp"

#include <algorithm>
#include <cmath>

namespace mainstay::stats {

bool is_look(std::size_t trials) {
  std::size_t look = first_look;
  while (look < trials) look = next_look(look);
  return look == trials;
}

bool is_reached(const Precision& precision, const Interval& interval) {
  const double half = std::max(interval.high - interval.estimate, interval.estimate - interval.low);
  if (!std::isfinite(half) || !(half > 0.0)) return false;
  if (precision.absolute > 0.0) return half <= precision.absolute;
  return half <= precision.relative / (1.0 + precision.relative) * std::abs(interval.estimate);
}

}  // namespace mainstay::stats
