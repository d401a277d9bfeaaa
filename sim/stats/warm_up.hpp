#pragma once
// How much of the beginning of a series still remembers its start.

#include <cstddef>
#include <optional>
#include <span>

#include "api.hpp"

namespace mainstay::stats {

inline constexpr std::size_t mser_batch = 5;

struct MAINSTAY_API Mser {
  std::size_t truncation = 0;  // batches to leave out at the front
  double statistic = 0.0;      // at that truncation, in the series' unit squared
  double mean = 0.0;           // of the batches that stay
  // False where the least statistic stands at the edge of the search, with half of the series gone: the series is too
  // short to tell, or it has no steady state.
  bool settled = true;
};

// MSER-5 (White, Simulation 69, 1997; White and Robinson, J. of Simulation 4, 2010): of the means of batches of five
// consecutive observations, as many are left out at the front as make Σ(z − mean)² / (n − d)² least, d being those left
// out of n. The search ends at d = n / 2, and the smallest of equals wins. Observations that fill no batch are left out
// at the end. Nothing for fewer than two batches.
MAINSTAY_API std::optional<Mser> mser5(std::span<const double> series);

}  // namespace mainstay::stats
