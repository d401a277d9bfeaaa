#pragma once
// Variants against a baseline: one metric at a time, and cost against benefit.

#include <optional>
#include <string>
#include <vector>

#include "model/run_source.hpp"
#include "report/estimate.hpp"
#include "stats/comparison.hpp"

namespace mainstay::gui::model {

struct Contrast {
  std::size_t variant = 0;
  std::string name;
  report::Estimate value;
  std::optional<stats::Difference> difference;  // of this less the baseline; nothing where pairs are too few
  std::optional<std::uint64_t> more;            // replications that would settle it, beyond those there are
  std::string verdict;                          // in words, never more than the interval says
  enum class Sign { better, worse, open, same } sign = Sign::open;
};

struct Comparison {
  std::string metric, unit, title;
  bool lower_is_better = true;
  std::size_t baseline = 0;
  double confidence = 0.95;
  report::Estimate of_baseline;
  std::vector<Contrast> contrasts;
};

// Whether less of a metric is what one wants; by its name, for a metric does not say so.
bool lower_is_better(const std::string& metric);

Comparison make_comparison(const RunSource& run, std::size_t baseline, std::size_t metric);

// An entry of the improvement register: a variant, its price, and what it saves.
struct RegisterEntry {
  std::size_t variant = 0;
  std::string name, owner, patch;
  std::string cost_written;
  std::optional<double> cost;  // in the horizon, in money; negative saves
  Contrast benefit;            // in the metric asked
};

struct Register {
  Comparison comparison;
  std::vector<RegisterEntry> entries;
  bool money = false;  // the metric is money, so that benefit and cost can be set off
};
Register make_register(const RunSource& run, std::size_t metric);

// `95000 EUR / year` over a horizon; nothing where it is not money.
std::optional<double> cost_in(const std::string& written, double horizon_seconds);

// Of points (cost, benefit), more benefit being better: the indices that no other dominates, by rising cost.
std::vector<std::size_t> pareto_front(const std::vector<std::pair<double, double>>& points);

}  // namespace mainstay::gui::model
