#pragma once
// What a study asks of an optimiser.

#include "cli/portfolios.hpp"
#include "cli/prepare.hpp"
#include "scenario/studies.hpp"
#include "scenario/sweep.hpp"

namespace mainstay::cli {

// Its objective, constraints and indifference, which are still text where they have a unit. Throws UsageError.
Order order_of(const scenario::Study& study);
// `150000 EUR`, or `150000 EUR / year`: over so many years. Throws UsageError.
double budget_of(const std::string& text, double years);
// What it varies. Prints what is wrong and throws Stop.
std::vector<scenario::Factor> factors_of(const scenario::Study& study);
// Reads the indifference in the objective's unit. Throws Stop or UsageError.
void read_indifference(Order& order, const Job& job);
// What the order says of the scenario that is played: its file, random numbers, length and budget.
void play_scenario(Order& order, const std::string& file, const scenario::Scenario& scenario, const std::string& budget);

}  // namespace mainstay::cli
