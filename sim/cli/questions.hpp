#pragma once
// What a scenario asks beside the variants that it plays: the figures that it expects, its precision, its studies. All of
// that can be held against what its trials yield before any is played.

#include <string>
#include <vector>

#include "experiment/trial.hpp"
#include "schema/diagnostics.hpp"

namespace mainstay::cli {

// The unit that a metric comes in, functions across trials included.
std::string unit_of(const work::MetricQuery& query, const experiment::Columns& columns);

// The metrics that the scenario itself asks for, by `expect` and by its precision, each once.
std::vector<std::string> asked_by(const scenario::Scenario& scenario);

// Metrics and amounts that mean nothing here, each with its place. `columns` are those of what `expect` and the precision
// ask for.
void check_questions(const scenario::Scenario& scenario, const experiment::Columns& columns, schema::Diagnostics& diagnostics);

// All that can be known of a loaded scenario without a run: what its trials yield, and what it asks of them.
void check_scenario(const scenario::Scenario& scenario, schema::Diagnostics& diagnostics);

}  // namespace mainstay::cli
