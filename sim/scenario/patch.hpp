#pragma once
// A patch sets the value at a path: `teams.dba.staff` to `3`. Variants, sweeps and `--set` are all made of
// patches.
//
// A path is the keys from the root down, joined by points; `*` stands for any one name below the section. Its
// last part may lie within a phrase: `components.db.failure.repair.time.median`. The value `none` takes away
// what stands at the path.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/diagnostics.hpp"
#include "schema/node.hpp"

namespace mainstay::scenario {

struct Patch {
  std::string path;
  schema::Place place;  // where the path is written
  schema::Node value;   // with its own place, which what it becomes part of keeps
};

// Sets the value at the path in a tree in which nothing is `like` another any more (see expand() for one in
// which something may be). False, with a diagnostic at the value's place, where that cannot be done.
//
// - What the path lacks on its way is made, as maps, so that a slip in a key is found by validation, at the
//   patch's place. Only an entity is never made by a path that leads into it: `teams.dbaa.staff` would be a
//   new team, and the patch would do nothing, silently. A new entity is given whole:
//   `teams.night: { staff: 2 }`.
// - `*` reaches all that have what the path names before its last part; there must be one.
// - Of `{ value: LAW, source: ..., grade: ... }` a patch with a bare value sets the `value`, and a path leads
//   into it.
// - In a phrase the rest of the path names a parameter. Where it does not, the bare value is short for a map
//   that now gets a key of its own: `repair: 4 h` with `repair.by` becomes `{ .: 4 h, by: ... }`
//   (schema::shorthand_key). `repair.time.median` finds its parameter in
//   `repair: lognormal(median 2 h; p90 8 h)` too, and sets
//   `{ .: lognormal(median 2 h; p90 8 h), time: lognormal(median 3 h; p90 8 h) }`: the reader knows whether
//   `.` is `time`, and says so where it is not.
bool apply_patch(schema::Node& root, std::string_view path, const schema::Node& value,
                 schema::Diagnostics& diagnostics);

// The same below a node that the path has led to already; `rest` is not empty. How many values were set or
// taken away: 0 without a diagnostic is a `*` that found nothing, so far or at all (`starred`: the way here
// has led through one). Empty, with a diagnostic, where it cannot be done.
std::optional<int> apply_below(schema::Node& node, std::span<const std::string> rest, const Patch& patch,
                               bool starred, schema::Diagnostics& diagnostics);

// The parts of a path; empty, with a diagnostic at `place`, where it is not one: an empty part, or too many.
std::optional<std::vector<std::string>> split_path(std::string_view path, const schema::Place& place,
                                                   schema::Diagnostics& diagnostics);

// The value of `--set path=value`, written as in the file: `4 h`, `[a, b]`, `{ time: 4 h, by: dba }`. All of
// it stands at `place`.
std::optional<schema::Node> patch_value(std::string_view text, const schema::Place& place,
                                        schema::Diagnostics& diagnostics);

// `a.b.c=4 h` as path and text of the value, both without blanks around them; empty without a `=` or a path.
std::optional<std::pair<std::string, std::string>> split_assignment(std::string_view assignment);

// The patches of a map `set: { path: value, ... }`, in its order; anything but a map is a diagnostic.
std::vector<Patch> patches_of(const schema::Node& set, schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
