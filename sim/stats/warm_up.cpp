#include "stats/warm_up.hpp"

#include <vector>

#include "stats/tally.hpp"

namespace mainstay::stats {

std::optional<Mser> mser5(std::span<const double> series) {
  const std::size_t n = series.size() / mser_batch;
  if (n < 2) return std::nullopt;
  std::vector<double> batches;
  batches.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    Tally batch;
    for (const double x : series.subspan(i * mser_batch, mser_batch)) batch.add(x);
    batches.push_back(batch.mean());
  }
  // From the back, so that each truncation adds one batch to the tally of those that stay.
  Tally kept;
  for (std::size_t i = n; i-- > n / 2 + 1;) kept.add(batches[i]);
  std::optional<Mser> best;
  for (std::size_t d = n / 2 + 1; d-- > 0;) {
    kept.add(batches[d]);
    const double left = static_cast<double>(n - d);
    const double statistic = kept.variance() * (left - 1.0) / (left * left);
    if (!best || statistic <= best->statistic) best = Mser{d, statistic, kept.mean(), d < n / 2};
  }
  return best;
}

}  // namespace mainstay::stats
