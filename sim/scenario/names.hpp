#pragma once
// The names that a document gives: what others may refer to.

#include <vector>

#include "scenario/expand.hpp"
#include "schema/diagnostics.hpp"
#include "schema/node.hpp"
#include "schema/reader.hpp"

namespace mainstay::scenario {

// The names of all entities of an expanded document, of its counted entities and of its teams' skills; says which cannot be names.
void collect_names(const schema::Node& root, const std::vector<Alias>& aliases, schema::Names& names, schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
