#pragma once
// `warm_up: auto`: how long a scenario takes to forget that it began empty and new, found from pilot trials.
//
// Pilots are trials from time 0 with random numbers of their own (replication numbers that no batch reaches), so that
// the batch is the same whether its warm-up was found or given. Of each level that counts things (work that waits,
// people at work, tickets that are open, members that are down) the mean curve over the pilots goes through MSER-5
// (stats/warm_up.hpp). A batch of five covers a week where the run has at least twenty, else a day, else a hundredth
// of it, so that the rhythm of the calendar is not taken for a start. What is empty in more than a tenth of the
// batches forgets its start within one, and is left out. The longest of all levels and variants is taken for all
// variants that say `auto`: only with the same clock can they be compared trial by trial.

#include <optional>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace mainstay::experiment {

struct WarmUpFound {
  scenario::Duration length;
  unsigned pilots = 0;                   // of each variant
  std::string level;                     // that takes longest; empty where none needs a warm-up
  std::string variant;
  std::vector<std::string> unsettled;    // `tickets.p1.open in baseline`: no steady state in the first half of the pilots
  std::string error;                     // of the first pilot that failed; the rest then means nothing
};

// Nothing where no variant says `auto`. Does not depend on the number of workers.
std::optional<WarmUpFound> find_warm_up(const scenario::Scenario& scenario, unsigned workers);

}  // namespace mainstay::experiment
