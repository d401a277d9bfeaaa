#pragma once
// From the tree as written to the tree as meant: patches, then `like`, then `count`.
//
// - *Patches* come first, so that what is `like` a patched entity follows. A patch that leads into an entity
//   which is itself `like` another finds what that one has, down to the parameters of its laws.
// - *`like: name`* starts an entity from another of its section. Its own keys win; maps join at every depth;
//   lists are replaced; `none` takes away what is inherited. A bare law or quantity is short for a map, so
//   that a map of its own joins it (`repair: { by: dba }` on `repair: 4 h`); a bare value of its own replaces
//   all that was inherited there.
// - *`count: 40`*, own or inherited, makes db-1 ... db-40 of db, in its place; `db` then means all of them.
// - A patch whose path names a member (`components.db-3.site`) changes that one alone, in the end; `none`
//   removes it.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "scenario/patch.hpp"
#include "schema/diagnostics.hpp"
#include "schema/node.hpp"

namespace mainstay::scenario {

inline constexpr std::size_t max_count = 1'000'000;    // of one entity
inline constexpr std::size_t max_copied = 16'000'000;  // values that `like` and `count` copy, all together

// A name that stands for all members of a counted entity.
struct Alias {
  std::string section;
  std::string name;
  std::vector<std::string> members;
};

struct Expanded {
  schema::Node root;           // without any `like` or `count` of entities
  std::vector<Alias> aliases;  // in the order of the sections, and of the entities in them
};

// `root` is a scenario as parsed. Everything wrong is reported; an entity that could not be made is a null
// node. The maps of all sections are taken as entities, but for those of `run` and `expect`, whose keys are
// not names; those of `variants` and `studies` may be `like` each other but have no `count`. Time and memory
// grow with the size of the result.
Expanded expand(schema::Node root, std::span<const Patch> patches, schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
