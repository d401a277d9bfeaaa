#pragma once
// What a run says about an objective, in words, and never more than its intervals say.

#include <optional>
#include <string>
#include <vector>

#include "report/estimate.hpp"

namespace mainstay::report {

struct Objective {
  std::string metric;             // `services.shop.rto.met`
  std::string words;              // `shop: disruptions that end within the RTO of 2 h`
  bool more_is_better = true;
  std::optional<double> target;   // in the unit of the metric: at least that (at most, where less is better)
};

// The first variant's figure and its verdict on the target, then which variants lie above or below it beyond the
// intervals, and which these intervals do not tell apart. Each variant's interval is its own, and variants share random
// numbers: two that overlap may yet differ, which only a paired comparison can say. Empty where nothing was observed.
std::vector<std::string> answer(const RunView& run, const Objective& objective, double confidence);

}  // namespace mainstay::report
