#include "stats/histogram.hpp"

#include <algorithm>

namespace mainstay::stats {

namespace {

constexpr double kSmallest = 0x1p-64;
constexpr double kLargest = 0x1.fffffffffffffp63;  // the greatest number below 2^64

}  // namespace

void Quantiles::add_first_of_its_kind(double x) {
  if (!(x >= kSmallest)) {
    ++zeros_;
    return;
  }
  count_positive(x);
  if (cells_.empty() && few_.size() < kExact) {
    few_.push_back(x);
    return;
  }
  bin_the_few();
  bin(x);
}

void Quantiles::bin(double x) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(std::min(x, kLargest));
  const std::uint64_t octave = (bits >> 52) - kLowestExponent;
  if (slot_[octave] == kNone) open(octave);
  count_in(cell_of(bits), bits);
}

void Quantiles::bin_the_few() {
  for (double x : few_) bin(x);
  few_.clear();
}

void Quantiles::open(std::uint64_t octave) {
  slot_[octave] = static_cast<std::uint8_t>(cells_.size() / kBins);
  cells_.resize(cells_.size() + kBins);
}

void Quantiles::reset() {
  zeros_ = positives_ = 0;
  min_ = std::numeric_limits<double>::infinity();
  max_ = 0.0;
  few_.clear();
  cells_.clear();
  slot_.fill(kNone);
}

void Quantiles::merge(const Quantiles& other) {
  if (this == &other) return merge(Quantiles(other));
  zeros_ += other.zeros_;
  positives_ += other.positives_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  if (cells_.empty() && positives_ <= kExact) {  // then the other is short, too
    few_.insert(few_.end(), other.few_.begin(), other.few_.end());
    return;
  }
  bin_the_few();
  for (double x : other.few_) bin(x);
  for (std::uint64_t octave = 0; octave < kOctaves; ++octave) {
    if (other.slot_[octave] == kNone) continue;
    if (slot_[octave] == kNone) open(octave);
    for (std::uint64_t bin = 0; bin < kBins; ++bin) {
      const Cell& from = other.cells_[other.slot_[octave] * kBins + bin];
      Cell& to = cells_[slot_[octave] * kBins + bin];
      to.count += from.count;
      to.low = std::min(to.low, from.low);
      to.high = std::max(to.high, from.high);
    }
  }
}

double Quantiles::quantile(double p) const {
  assert(p >= 0.0 && p <= 1.0);
  if (count() == 0) return 0.0;
  const double place = p * static_cast<double>(count() - 1);
  const auto rank = std::min(static_cast<std::uint64_t>(place), count() - 1);
  const double fraction = place - static_cast<double>(rank);
  const double below = at_rank(rank);
  if (!(fraction > 0.0) || rank + 1 == count()) return below;
  return below + fraction * (at_rank(rank + 1) - below);
}

double Quantiles::at_rank(std::uint64_t rank) const {
  if (rank < zeros_) return 0.0;
  rank -= zeros_;
  if (cells_.empty()) {
    std::vector<double> sorted = few_;
    const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(sorted.begin(), nth, sorted.end());
    return *nth;
  }
  if (rank == 0) return min_;
  if (rank + 1 == positives_) return max_;
  return std::clamp(at_rank_above_zero(rank), min_, max_);
}

double Quantiles::at_rank_above_zero(std::uint64_t rank) const {
  for (std::uint64_t octave = 0; octave < kOctaves; ++octave) {
    if (slot_[octave] == kNone) continue;
    for (std::uint64_t bin = 0; bin < kBins; ++bin) {
      const Cell& cell = cells_[slot_[octave] * kBins + bin];
      if (rank >= cell.count) {
        rank -= cell.count;
        continue;
      }
      const auto value = [&](std::uint32_t place) {
        return std::bit_cast<double>(((octave + kLowestExponent) << 52) | (bin << 42) |
                                     (static_cast<std::uint64_t>(place) << 10));
      };
      const double low = value(cell.low);
      if (cell.low == cell.high) return low;
      const double step = static_cast<double>(rank) / static_cast<double>(cell.count - 1);
      return low + (value(cell.high) - low) * step;
    }
  }
  assert(false && "a rank beyond the count");
  return max_;
}

double Quantiles::share_above(double x) const {
  if (count() == 0) return 0.0;
  const double all = static_cast<double>(count());
  if (x < 0.0) return 1.0;
  if (x >= max_) return 0.0;
  if (x < min_) return static_cast<double>(positives_) / all;
  if (cells_.empty()) {
    const auto above = std::count_if(few_.begin(), few_.end(), [x](double one) { return one > x; });
    return static_cast<double>(above) / all;
  }
  return count_above(std::bit_cast<std::uint64_t>(std::min(x, kLargest))) / all;
}

double Quantiles::count_above(std::uint64_t bits) const {
  const std::uint64_t octave_of_x = (bits >> 52) - kLowestExponent;
  const std::uint64_t bin_of_x = (bits >> 42) & (kBins - 1);
  const auto place = static_cast<std::uint32_t>(bits >> 10);
  double above = 0.0;
  for (std::uint64_t octave = octave_of_x; octave < kOctaves; ++octave) {
    if (slot_[octave] == kNone) continue;
    const bool here = octave == octave_of_x;
    for (std::uint64_t bin = here ? bin_of_x : 0; bin < kBins; ++bin) {
      const Cell& cell = cells_[slot_[octave] * kBins + bin];
      if (cell.count == 0) continue;
      if (!here || bin > bin_of_x || place < cell.low) {
        above += static_cast<double>(cell.count);
      } else if (place < cell.high) {
        const double beyond =
            static_cast<double>(cell.high - place) / static_cast<double>(cell.high - cell.low);
        above += beyond * static_cast<double>(cell.count - 1);
      }
    }
  }
  return above;
}

}  // namespace mainstay::stats
