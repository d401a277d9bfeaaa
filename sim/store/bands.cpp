#include "store/bands.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mainstay::store {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Moments {
  double mean = none, sd = none;
};

Moments moments(const std::vector<double>& values) {
  if (values.empty()) return {};
  double sum = 0.0, squares = 0.0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, values.size() < 2 ? none : std::sqrt(squares / static_cast<double>(values.size() - 1))};
}

double quantile(const std::vector<double>& sorted, double probability) {
  if (sorted.empty()) return none;
  const double place = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

SeriesBands series_bands(const SeriesValues& series, const std::vector<double>& probabilities) {
  SeriesBands bands;
  bands.quantiles.resize(probabilities.size());
  std::vector<double> values;
  for (std::uint64_t point = 0; point < series.points; ++point) {
    values.clear();
    for (std::uint64_t trial = 0; trial < series.trials; ++trial) {
      const double value = series.values[trial * series.points + point];
      if (!std::isnan(value)) values.push_back(value);
    }
    bands.trials = std::max<std::uint64_t>(bands.trials, values.size());
    const Moments common = moments(values);
    bands.mean.push_back(common.mean);
    bands.sd.push_back(common.sd);
    std::sort(values.begin(), values.end());
    bands.min.push_back(values.empty() ? none : values.front());
    bands.max.push_back(values.empty() ? none : values.back());
    for (std::size_t i = 0; i < probabilities.size(); ++i)
      bands.quantiles[i].push_back(quantile(values, probabilities[i]));
  }
  return bands;
}

}  // namespace mainstay::store
