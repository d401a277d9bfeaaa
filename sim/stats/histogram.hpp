#pragma once
// Quantiles of very many observations without keeping them.

#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "api.hpp"

namespace mainstay::stats {

// Quantiles of a stream of numbers ≥ 0 (waits, durations, costs, counts), all of one unit, in bounded memory.
//
// The first 256 observations above zero are kept as they are, so that quantiles of a short stream are exact.
// After that each falls into one of 1024 equally wide bins of its octave [2^k, 2^(k+1)), and only the bin's
// count, its smallest and its greatest observation are kept; inside a bin observations are taken as evenly
// spread between these two. So quantile() is within 1/1024 (0.0977 %) of the exact sample quantile,
// relatively, and exact to 12 digits where a bin holds a single value, as with constants and small integers.
// The idea of bins of constant relative width is that of DDSketch (Masson, Rim and Lee, PVLDB 12, 2019).
//
// Zeros are counted exactly. So is everything below 2^-64 (5e-20), including negative rounding residue, as
// zero; above 2^64 (1.8e19) all falls into the last bin, where only the greatest value is exact. Memory: 16
// KiB for each octave that occurs, at most 2 MiB; none is allocated until an octave is first seen.
//
// The state depends only on the multiset of what was added, not on order or on merging. Where nothing was
// added, the count is 0 and so is every answer. A threshold known beforehand is better counted as
// observations come: share_above() is exact only in a short stream, or where no bin straddles the threshold.
class MAINSTAY_API Quantiles {
 public:
  Quantiles() { slot_.fill(kNone); }

  // `x` must be finite.
  void add(double x) {
    assert(std::isfinite(x));
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
    // The sign is above the exponent: a negative number's octave is out of range, as a tiny or huge one's is.
    const std::uint64_t octave = (bits >> 52) - kLowestExponent;
    if (octave >= kOctaves || slot_[octave] == kNone) return add_first_of_its_kind(x);
    count_positive(x);
    count_in(cell_of(bits), bits);
  }

  // As if all that `other` has seen had been added here.
  void merge(const Quantiles& other);
  void reset();

  std::uint64_t count() const { return zeros_ + positives_; }
  std::uint64_t zeros() const { return zeros_; }
  // The p-quantile, 0 ≤ p ≤ 1: at p·(n − 1) among the n sorted observations counted from 0, with linear
  // interpolation between neighbours (type 7 of Hyndman and Fan, The American Statistician 50, 1996).
  double quantile(double p) const;
  // The share of observations strictly above x.
  double share_above(double x) const;

 private:
  struct Cell {
    std::uint64_t count = 0;
    // Place inside the bin, in units of 2^-32 of its width.
    std::uint32_t low = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t high = 0;
  };

  static constexpr std::uint64_t kOctaves = 128;
  static constexpr std::uint64_t kLowestExponent = 1023 - 64;  // biased, of 2^-64
  static constexpr std::uint64_t kBins = 1024;
  static constexpr std::size_t kExact = 256;
  static constexpr std::uint8_t kNone = 255;

  void count_positive(double x) {
    ++positives_;
    if (x < min_) min_ = x;
    if (x > max_) max_ = x;
  }
  Cell& cell_of(std::uint64_t bits) {
    const std::uint64_t octave = (bits >> 52) - kLowestExponent;
    return cells_[slot_[octave] * kBins + ((bits >> 42) & (kBins - 1))];
  }
  static void count_in(Cell& cell, std::uint64_t bits) {
    const std::uint32_t place = static_cast<std::uint32_t>(bits >> 10);
    ++cell.count;
    if (place < cell.low) cell.low = place;
    if (place > cell.high) cell.high = place;
  }
  // Zeros, what is out of range, a short stream, and the first of an octave.
  void add_first_of_its_kind(double x);
  void bin(double x);
  void bin_the_few();
  void open(std::uint64_t octave);
  double at_rank(std::uint64_t rank) const;
  double at_rank_above_zero(std::uint64_t rank) const;
  double count_above(std::uint64_t bits) const;

  std::uint64_t zeros_ = 0;
  std::uint64_t positives_ = 0;
  double min_ = std::numeric_limits<double>::infinity();  // of the positives
  double max_ = 0.0;
  std::vector<double> few_;                  // as they came, until there are too many
  std::vector<Cell> cells_;                  // kBins for each octave seen, in the order first seen
  std::array<std::uint8_t, kOctaves> slot_;  // of an octave among the cells
};

}  // namespace mainstay::stats
