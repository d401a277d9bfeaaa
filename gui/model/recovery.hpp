#pragma once
// How long disruptions of a service last: the share that is not over yet, by the time since it began.

#include <string>
#include <vector>

#include "model/distribution.hpp"
#include "model/run_source.hpp"

namespace mainstay::gui::model {

struct Recovery {
  bool recorded = false;         // the run kept a table of recoveries
  std::size_t disruptions = 0;   // unplanned ones, of all replications
  std::size_t cut_off = 0;       // not over at the end of their replication
  double longest_hours = 0.0;    // of those that were seen to the end, and of those cut off
  Steps open;                    // hours since it began, share not recovered: Kaplan and Meier's estimate
};

// Recovered is up again at the least acceptable capacity (MBCO). What the end of a replication cut off counts as long as it
// was seen (Kaplan and Meier, Journal of the American Statistical Association 53, 1958).
Recovery make_recovery(const RunSource& run, std::size_t variant, const std::string& service);

// The same from lengths in hours and whether each was cut off.
Steps not_recovered(std::vector<std::pair<double, bool>> lengths);

}  // namespace mainstay::gui::model
