#pragma once
// Looks for the best of candidates: all of them, where they are few, or those that a search finds.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/candidates.hpp"
#include "plugin_host/host.hpp"
#include "report/portfolio.hpp"
#include "scenario/scenario.hpp"

namespace mainstay::cli {

// What is asked.
struct Order {
  std::string file;
  report::Choice choice;
  std::string indifference;         // as written
  std::optional<double> budget;     // over the horizon
  std::size_t first_look = 100;     // replications of each candidate
  std::size_t most = 3200;
  std::size_t enumerate = 128;      // candidates, at most
  std::size_t evaluations = 400;    // of a search
  std::uint64_t seed = 1;
  double years = 1.0;

  std::vector<std::string> metrics() const {
    std::vector<std::string> out = {choice.objective};
    for (const auto& c : choice.constraints) out.push_back(c.metric);
    return out;
  }
};

// What came out.
struct Result {
  std::vector<std::string> names;
  std::vector<double> costs;
  report::Selection selection;
  std::vector<std::size_t> front;
  std::string unit;
  double considered = 0.0;      // candidates that there are
  bool continuous = false;      // there are plain ranges: what lies between cannot be counted
  bool exhaustive = true;
  std::size_t searched = 0;     // candidates that a search has looked at
  std::size_t trials = 0;
  std::string note;             // what must be known before it is believed; or empty
};

// Plays the scenario of the order with each candidate. The metrics must be those that the scenario has. `overrides`: what
// the command line says on top, with a warm-up that is known. A candidate that cannot be played ends it: throws Stop.
Result optimise(const plugin_host::Registry& registry, const scenario::Overrides& overrides, const Candidates& space, const Order& order,
                unsigned workers);

}  // namespace mainstay::cli
