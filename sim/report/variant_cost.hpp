#pragma once
// What a variant costs beside what it gains: what it says itself (`cost`), and what its teams cost more or less than the
// baseline's. Both are in `total.cost`, with what downtime costs.

#include <optional>
#include <string>
#include <vector>

#include "report/file_run.hpp"

namespace mainstay::report {

// Over the time observed, in the money of the run; means of a replication.
struct VariantCost {
  struct Team {
    std::string name;
    double more = 0.0;
  };
  std::string said;               // as written: `95000 EUR / year`; empty where nothing was
  std::optional<double> own;      // what that comes to
  std::vector<Team> teams;        // whose cost differs from the baseline's
  bool known() const { return own || !teams.empty(); }
  double total() const;
  // `95000 EUR / year`, `its people`, both; `nothing said`.
  std::string words() const;
};

VariantCost cost_of(const FileRun& run, std::size_t variant, std::size_t baseline = 0);

// What `cost` of a variant comes to in a time; nothing where it is no money.
std::optional<double> cost_in(const std::string& written, double horizon_seconds);

}  // namespace mainstay::report
