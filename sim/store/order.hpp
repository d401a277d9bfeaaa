#pragma once
// The order of the trials of a run: replication by replication, all variants that have it, then the next.
// Variants may have different numbers of replications; each has the first ones.

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "store/records.hpp"

namespace mainstay::store {

// The replications that are planned for a variant.
inline std::uint32_t planned(const RunHeader& header, std::size_t variant) {
  const std::uint32_t own = header.variants[variant].replications;
  return own != 0 ? own : header.replications;
}

// Walks through the trials of a run. Keeps a copy of what it needs of the header.
class TrialOrder {
 public:
  TrialOrder() = default;
  explicit TrialOrder(const RunHeader& header) : first_(header.first_replication) {
    for (std::size_t v = 0; v < header.variants.size(); ++v) planned_.push_back(planned(header, v));
    settle();
  }

  std::uint64_t done() const { return done_; }  // trials before the next one
  bool at_end() const { return variant_ == planned_.size(); }
  // Nothing, or whole replications, before the next trial.
  bool between_replications() const { return whole_; }
  bool is_next(const TrialRow& row) const {
    return !at_end() && row.variant == variant_ && row.replication == first_ + index_;
  }
  void advance() {
    assert(!at_end());
    ++done_;
    ++variant_;
    whole_ = false;
    settle();
  }

 private:
  // Goes to the next variant that has the replication, at the latest to one of the next replication.
  void settle() {
    const auto skip = [this] {
      while (variant_ < planned_.size() && planned_[variant_] <= index_) ++variant_;
    };
    skip();
    if (variant_ < planned_.size()) return;
    whole_ = true;
    ++index_;
    variant_ = 0;
    skip();
  }

  std::uint32_t first_ = 0, index_ = 0;  // index_ counts replications from first_
  std::size_t variant_ = 0;
  std::uint64_t done_ = 0;
  bool whole_ = true;
  std::vector<std::uint32_t> planned_;
};

}  // namespace mainstay::store
