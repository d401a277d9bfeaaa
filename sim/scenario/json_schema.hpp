#pragma once
// The language as a JSON Schema, for editors: they complete keys and words, show what each means, and mark what the
// language refuses. It is made from the same declarations that a scenario is read by, so it cannot fall behind them.
//
// What a schema of this kind cannot say is left to `mainstay validate`: whether a name exists, whether a law is one,
// what the paths of `set` lead to, what several keys mean together. So it accepts some of what validation refuses, and
// refuses nothing that validation accepts (names of digits alone want quotes).

#include <string>
#include <vector>

#include "plugin_api/declaration.hpp"

namespace mainstay::scenario {

// JSON Schema, draft 2020-12, as text: the core's sections and those of plugins. `$defs` holds one schema for each kind
// of value, `task` for the leaves that refer to it, and `entity-SECTION` for what stands in a section.
std::string json_schema(const std::vector<const plugin_api::SectionType*>& sections);

}  // namespace mainstay::scenario
