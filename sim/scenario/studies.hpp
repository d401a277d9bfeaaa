#pragma once
// `studies`: questions that a scenario keeps beside its answers to be: what to vary, and what to look for.
//
//   studies:
//     how-many: { vary: { teams.dba.staff: 1 to 5 by 1 }, minimise: total.cost, require: P(services.shop.rto.breaches = 0) >= 95 % }

#include <optional>
#include <string>
#include <vector>

#include "schema/diagnostics.hpp"
#include "schema/node.hpp"

namespace mainstay::scenario {

struct Study {
  std::string name;
  std::vector<std::string> vary;        // `PATH: VALUES`, as --vary takes it; empty: the variants
  std::string design = "grid";
  std::string minimise, maximise;       // of the two at most one
  std::vector<std::string> require;
  std::string budget, indifference;     // empty: not said
  std::vector<schema::Place> vary_places, require_places;   // of each
  schema::Place aim_place;              // of what is minimised or maximised
};

// All of them; what is wrong is a diagnostic at its place.
std::vector<Study> read_studies(const schema::Node& root, schema::Diagnostics& diagnostics);

// The keys of a study, with what they mean: for the JSON Schema.
std::vector<std::pair<std::string, std::string>> study_keys();

}  // namespace mainstay::scenario
