#pragma once
// Which variant is best: what is meant by it, what one observation is, and what a finished run can say.

#include <optional>
#include <string>
#include <vector>

#include "report/asked.hpp"
#include "report/estimate.hpp"

namespace mainstay::report {

enum class Aim { highest, lowest };

// The better side of a metric, where it has one (see `better_direction`).
std::optional<Aim> aim_of(const std::string& metric);

// Variant by variant, the pooled outcomes of batches of `batch` replications, all variants as many as the shortest has.
// Nothing where a batch observed nothing: `empty` then names its variant.
std::optional<std::vector<std::vector<double>>> batches(const RunView& run, const Asked& asked, std::size_t batch, std::string& empty);

struct SubsetOptions {
  std::string metric;
  Aim aim = Aim::highest;
  double confidence = 0.95;
  std::size_t batch = 0;        // 0: 1 where each replication weighs the same, else as few as observe something, 20 batches at least
};

// What cannot be told from the best, by stats::subset_with_best.
struct Subset {
  Asked asked;
  Aim aim = Aim::highest;
  std::size_t batch = 1;
  std::size_t rounds = 0;                 // batches of each variant
  std::vector<std::size_t> order;         // all variants, the best figure first
  std::vector<Estimate> estimates;        // of each variant, at the same confidence, each on its own
  std::vector<bool> kept;                 // of each variant
};
std::optional<Subset> subset(const RunView& run, const SubsetOptions& options, std::string& error);

}  // namespace mainstay::report
