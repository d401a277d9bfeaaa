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
  std::optional<double> target;   // in the unit of the metric: at least that (at most, where less is better)
};

// Objective by objective: the first variant's figure and its verdict on the target, then what each variant changes of it.
// A verdict on a target is given where the whole interval lies on one side. Variants are told apart by paired differences,
// whose intervals hold all together at `confidence` (`compare`, Bonferroni over all that is answered here). An objective of
// which nothing was observed has no lines.
std::vector<std::string> answers(const RunView& run, const std::vector<Objective>& objectives, double confidence);

}  // namespace mainstay::report
