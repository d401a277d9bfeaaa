#include "stats/batch.hpp"

#include <cassert>

#include "stats/tally.hpp"

namespace mainstay::stats {

std::vector<double> batch_means(std::span<const double> series, std::size_t batches) {
  assert(batches > 0);
  std::vector<double> means;
  const std::size_t length = series.size() / batches;
  if (length == 0) return means;
  series = series.last(length * batches);
  means.reserve(batches);
  for (std::size_t batch = 0; batch < batches; ++batch) {
    Tally tally;
    for (double x : series.subspan(batch * length, length)) tally.add(x);
    means.push_back(tally.mean());
  }
  return means;
}

std::optional<Interval> batch_means_interval(std::span<const double> series, std::size_t batches,
                                             double confidence) {
  return student_interval(batch_means(series, batches), confidence);
}

double lag_one_autocorrelation(std::span<const double> series) {
  Tally tally;
  for (double x : series) tally.add(x);
  double products = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const double apart = series[i] - tally.mean();
    squares += apart * apart;
    if (i + 1 < series.size()) products += apart * (series[i + 1] - tally.mean());
  }
  return squares > 0.0 ? products / squares : 0.0;
}

}  // namespace mainstay::stats
