#pragma once
// Which input moves the answer most. Both methods say at which points of the unit cube the model is to be tried, and
// make of its answers, in the same order, a measure of each input.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "api.hpp"
#include "stats/design.hpp"
#include "stats/interval.hpp"

namespace mainstay::stats {

// --- Screening: elementary effects (Morris, Technometrics 33, 1991; mu* of Campolongo, Cariboni and Saltelli 2007) ---

// `trajectories` walks over a grid of `levels` (even, at least 2) values of each factor, 0, 1/(levels - 1), ..., 1. A
// walk begins at a random point and moves one factor after the other, in random order, by levels / (2 (levels - 1)):
// factors + 1 points a walk, all walks one after the other.
MAINSTAY_API Points morris_points(std::size_t trajectories, std::size_t factors, std::size_t levels, std::uint64_t seed);

struct ElementaryEffect {
  double mean = 0.0;              // mu: effects of opposite signs cancel
  double mean_absolute = 0.0;     // mu*: how much it matters
  double sd = 0.0;                // sigma, over the walks (n - 1): large against mu*, it is not linear or works with others
  Interval interval;              // of mu*, Student's over the walks
};
// Of each factor, in the unit of the answers per unit of the cube: the change over the factor's whole range, were it
// linear. `answers[i]` is that at the i-th point. At least two trajectories.
MAINSTAY_API std::vector<ElementaryEffect> morris_effects(const Points& points, std::span<const double> answers,
                                                          double confidence);

// --- Shares of the variance (Sobol' 1993; the sample of Saltelli, Comp. Phys. Comm. 145, 2002) ---

// n base rows A and B, and of each factor A with that column of B: (factors + 2) n points, row by row: A, B, then each
// factor's. `n` is best a power of two; the rows are Sobol points of twice as many factors, shifted at random by `seed`.
MAINSTAY_API Points saltelli_points(std::size_t n, std::size_t factors, std::uint64_t seed = 0);

struct VarianceShare {
  double first = 0.0;       // by itself
  double total = 0.0;       // with all that it takes part in
  Interval first_interval;
  Interval total_interval;
};
// First-order indices by Saltelli et al. (Comp. Phys. Comm. 181, 2010), total ones by Jansen (Comp. Phys. Comm. 117,
// 1999); percentile bootstrap intervals over the rows. `noise` is the variance that the answers have on their own
// account (a mean of r replications: s^2 / r): it is no share of any input, and is taken out of the total variance and
// of Jansen's differences. It must not be common to the points of a row; give 0 where common random numbers are used.
// All zero where nothing varies.
MAINSTAY_API std::vector<VarianceShare> sobol_indices(std::size_t n, std::size_t factors, std::span<const double> answers,
                                                      double noise, double confidence, std::uint64_t seed,
                                                      int resamples = 500);

}  // namespace mainstay::stats
