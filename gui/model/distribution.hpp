#pragma once
// How one metric is spread over the replications of one variant, and curves over time.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/run_source.hpp"
#include "report/estimate.hpp"
#include "store/bands.hpp"

namespace mainstay::gui::model {

struct Distribution {
  std::string metric, unit;
  std::vector<double> sorted;               // of the trials that observed something
  std::vector<std::uint32_t> replication;   // of each in `sorted`
  std::size_t trials = 0, failed = 0;       // of all; those in between observed nothing
  bool weighted = false;                    // trials weigh differently: the mean is pooled
  report::Estimate mean, p5, p50, p95, p99, sd;

  std::size_t observed() const { return sorted.size(); }
  // The place in `sorted` nearest to a value. Not empty.
  std::size_t nearest(double value) const;
};

Distribution make_distribution(const RunSource& run, std::size_t variant, std::size_t metric);

// Of whole numbers alone.
bool all_whole(const Distribution& d);

// Of each the place of the first that holds the same values; its own where none before it does.
std::vector<std::size_t> first_same(const std::vector<const Distribution*>& all);

// Common edges for the histograms of several distributions (Freedman and Diaconis, Probability Theory and Related
// Fields 57, 1981, on all values together), 5 to 80 bins; whole numbers get a bin each.
std::vector<double> histogram_edges(const std::vector<const Distribution*>& all);
// The share of observations in each bin; the last bin holds its upper edge.
std::vector<double> histogram(const Distribution& d, const std::vector<double>& edges);

// The share of observations at or below a value, and above it, as steps that begin at `from` or below. Values that
// occur often are one step.
struct Steps {
  std::vector<double> at, share;
};
Steps cumulative(const Distribution& d, double from);
Steps exceedance(const Distribution& d, double from);

struct Bands {
  std::string series, unit;
  double start_hours = 0.0, step_hours = 0.0;
  std::uint64_t trials = 0;
  std::vector<double> hours;  // middle of each step
  std::vector<double> mean, p5, p25, p50, p75, p95;
  double low = 0.0, high = 0.0;
};
Bands make_bands(const RunSource& run, std::size_t variant, std::size_t series);

}  // namespace mainstay::gui::model
