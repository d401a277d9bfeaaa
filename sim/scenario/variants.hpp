#pragma once
// Variants before they are built: the scenario as it stands, and each set of patches that is played beside it.

#include <string>
#include <vector>

#include "scenario/patch.hpp"
#include "scenario/scenario.hpp"
#include "schema/diagnostics.hpp"
#include "schema/node.hpp"

namespace mainstay::scenario {

// A variant before it is built.
struct NamedPatches {
  std::string name;
  const Node* terms = nullptr;   // its cost and owner; of one that the file describes
  std::vector<Patch> patches;
  double cost_once = 0.0;        // of one that it does not
  double cost_per_year = 0.0;
};

// Those of the document; or, where the command line sweeps, the points of the sweep. `baseline` comes first.
std::vector<NamedPatches> variants_of(const schema::Node& root, const Overrides& overrides, schema::Diagnostics& diagnostics);

// What the command line sets in every variant.
std::vector<Patch> command_line_patches(const Overrides& overrides, schema::Diagnostics& diagnostics);

// `path = value`, one a line.
std::string text_of(const std::vector<Patch>& patches);

// Cost and owner of a variant of the document.
void read_variant_terms(const schema::Node& node, Variant& variant, schema::Diagnostics& diagnostics);

// A variant that has a cost of its own and more people in a team that is paid by the hour. `root` is the document as
// meant with `patches`.
void warn_of_people_paid_twice(const schema::Node& terms, const std::vector<Patch>& patches, const schema::Node& root,
                               schema::Diagnostics& diagnostics);

// One run has one rule for when it stops.
void check_precisions_agree(const Scenario& scenario, const schema::Place& place, schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
