#pragma once
// What the trials of a series have in common at each of its points.

#include <vector>

#include "store/reader.hpp"

namespace mainstay::store {

struct SeriesBands {
  std::uint64_t trials = 0;  // that have values: failed ones do not count
  std::vector<double> mean, sd, min,
      max;  // one entry per point; sd is that of the sample, NaN below two trials
  std::vector<std::vector<double>> quantiles;  // per probability asked, one entry per point
};

// The bands of all trials that have a value at the point, reduced in trial order. Quantiles interpolate
// linearly between order statistics at 1 + (n - 1) p. Source: Hyndman and Fan (1996), The American
// Statistician 50(4), type 7. Probabilities lie in [0, 1]. Where no trial has a value, all is NaN.
SeriesBands series_bands(const SeriesValues& series, const std::vector<double>& probabilities);

}  // namespace mainstay::store
