#pragma once
// Variants against a baseline in one metric, and what each costs beside what it brings.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/run_source.hpp"
#include "report/comparison.hpp"

namespace mainstay::gui::model {

struct Contrast {
  std::size_t variant = 0;
  report::Comparison comparison;
};

struct Comparison {
  std::string metric, unit, title;
  report::Better better = report::Better::neither;
  std::size_t baseline = 0;
  report::Estimate of_baseline;
  std::vector<Contrast> contrasts;  // the other variants, in order; their intervals hold all together (Bonferroni)
};

Comparison make_comparison(const RunSource& run, std::size_t baseline, std::size_t metric);

// One variant against the first in one metric; nothing where it cannot be compared.
std::optional<report::Comparison> against_baseline(const RunSource& run, std::size_t variant, const std::string& metric);

// `better`, `no difference shown`: what may be said, in two words. With `n`: replications from which a difference as large
// would show.
std::string verdict(const report::Comparison& comparison);

// An entry of the improvement register: a variant, its price, and what it brings.
struct RegisterEntry {
  std::size_t variant = 0;
  std::string name, owner, patch;
  std::string cost_written;       // in words
  std::optional<double> cost;     // over the horizon, in money, with what its teams cost more; negative saves
  report::Comparison comparison;  // in the metric asked

  // How much better the metric gets: positive is good. Nothing where no interval is known.
  std::optional<stats::Interval> benefit() const;
};

// What a variant changes, a line each: what the whole run was told too (`-n 40`) is no change.
std::string changes_of(const store::RunHeader& run, std::size_t variant);

struct Register {
  std::string metric, title, unit;
  report::Better better = report::Better::neither;
  double horizon_hours = 0.0;
  std::vector<RegisterEntry> entries;
};
Register make_register(const RunSource& run, std::size_t metric);
// RFC 4180, a line an entry.
std::string csv_of(const Register& entries);

// Of points (cost, benefit), more benefit being better: the indices that no other dominates, by rising cost.
std::vector<std::size_t> pareto_front(const std::vector<std::pair<double, double>>& points);

// A field of a CSV file (RFC 4180).
std::string csv_field(const std::string& text);

}  // namespace mainstay::gui::model
