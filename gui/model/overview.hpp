#pragma once
// What the overview shows of one variant, and of all side by side.

#include <optional>
#include <string>
#include <vector>

#include "model/comparison.hpp"
#include "model/estate.hpp"
#include "model/run_source.hpp"
#include "report/estimate.hpp"

namespace mainstay::gui::model {

// One objective of a service: what was reached, and how often it held throughout a replication.
struct TargetLine {
  std::string name;       // `RTO`
  std::string meaning;    // for a tooltip
  std::string objective;  // `at most 2 h`
  std::string metric;     // to look at more closely
  std::string reached_label;
  report::Estimate reached;  // the share met, or the availability
  std::optional<double> objective_value;  // in the unit of `reached`, if it compares with it
  report::Estimate chance;   // that it held in a whole replication
};

struct ServiceStrip {
  std::string service;
  std::vector<TargetLine> targets;
  report::Estimate outages, downtime;
};

struct Card {
  std::string title;
  std::string metric;       // empty where no single metric says it
  report::Estimate value;
  std::string note;         // a line below
  std::optional<report::Comparison> change;  // against the baseline
};

struct Overview {
  std::vector<Card> cards;
  std::vector<ServiceStrip> services;
  std::uint64_t replications = 0, failed = 0;
  std::string first_error;
};

// Reads what it needs; throws StoreError.
Overview make_overview(const RunSource& run, const Estate& estate, std::size_t variant);

// The variants side by side: two figures and the price of each.
struct VariantLine {
  std::string name;
  report::Estimate all_targets;  // chance that every objective of every service holds in a replication
  report::Estimate cost;         // total.cost
};
struct VariantLines {
  std::vector<VariantLine> lines;
  bool has_targets = false, has_cost = false;
};
VariantLines make_variant_lines(const RunSource& run, const Estate& estate);

// 1 where every objective held in the replication, 0 where one did not, NaN where the trial failed. Empty without any
// objective whose breaches were counted.
std::vector<double> all_targets_held(const RunSource& run, const Estate& estate, std::size_t variant);

}  // namespace mainstay::gui::model
