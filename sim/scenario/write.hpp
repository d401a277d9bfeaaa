#pragma once
// A tree of nodes as text again: how a scenario is kept as resolved.

#include <string>

#include "schema/node.hpp"

namespace mainstay::scenario {

// YAML that parses to the same tree.
std::string to_yaml(const schema::Node& node);

// The same on one line, in flow style: `{expert: 10 %, ask-user: 10 %}`.
std::string to_yaml_line(const schema::Node& node);

}  // namespace mainstay::scenario
