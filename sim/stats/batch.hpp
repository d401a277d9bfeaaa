#pragma once
// Means of batches: intervals from one long run, whose observations depend on each other.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "api.hpp"
#include "stats/interval.hpp"

namespace mainstay::stats {

// The means of `batches` ≥ 1 consecutive batches of equal length. What does not divide evenly is left out at
// the front, where a run is farthest from its steady state. Empty where there are fewer observations than
// batches.
MAINSTAY_API std::vector<double> batch_means(std::span<const double> series, std::size_t batches);

// Student's interval on the batch means (Law, Simulation Modeling and Analysis, 9.5.3). It holds as far as
// batches are long against the series' memory: see lag_one_autocorrelation of the batch means; 10 to 30
// batches are usual. The warm-up must be gone from the series. Nothing for fewer than two batches, or fewer
// observations than batches.
MAINSTAY_API std::optional<Interval> batch_means_interval(std::span<const double> series, std::size_t batches,
                                                          double confidence);

// Σ(xᵢ − m)(xᵢ₊₁ − m) / Σ(xᵢ − m)², between −1 and 1; 0 for fewer than two values, or where all are equal.
MAINSTAY_API double lag_one_autocorrelation(std::span<const double> series);

}  // namespace mainstay::stats
