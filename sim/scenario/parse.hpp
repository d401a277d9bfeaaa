#pragma once
// From YAML text to a tree of nodes with their places. The language takes of YAML what people write by hand:
// maps, lists and plain or quoted scalars. Anchors, aliases, merge keys, tags, duplicate keys and a second
// document are errors, and so is what YAML accepts silently though it means something else: a key without a
// value, parentheses that a comma has cut in two, a quote that never closes.
//
// All functions report every problem they find and go on behind it; only where YAML's own grammar is broken
// does reading stop. What could not be read stands in the tree as a null node, reported already, so that
// validation of the rest can go on. None of them throws on bad input.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/diagnostics.hpp"
#include "schema/node.hpp"

namespace mainstay::scenario {

// Beyond these an input is refused, so that none can exhaust memory or stack.
inline constexpr std::size_t max_text_bytes = 64u << 20;  // of a file and all that it includes together
inline constexpr std::size_t max_values = 5'000'000;      // keys and values of one text
inline constexpr std::size_t max_depth = 100;      // of maps and lists in each other; of files in each other
inline constexpr std::size_t max_reported = 1000;  // errors of one text

struct ParsedFile {
  schema::Node root;  // a map; what was included is in it, and `include` itself is not
  // The files read, as (path, text as given): the scenario first, then what it includes in order of reading.
  std::vector<std::pair<std::string, std::string>> sources;
};

// The tree of a text, whose root is a map; `name` is what diagnostics call it. `include` stays a key like any
// other. Empty where there is no tree to speak of: broken YAML, not text, nothing in it, or no map.
std::optional<schema::Node> parse_text(std::string_view text, std::string name,
                                       schema::Diagnostics& diagnostics);

// The tree of a file and of all that it includes. `include: [estate.yaml]` names files relative to the one it
// stands in. What several files say adds up: sections join entity by entity, those of the included files
// first. The same key, or the same entity of a section, in two files is an error with both places (only
// `mainstay`, the version of the language, may be repeated). A file that is reached twice is read once; one
// that includes itself, on whatever way, is an error.
std::optional<ParsedFile> parse_file(const std::filesystem::path& path, schema::Diagnostics& diagnostics);

// The same of texts that were read before (ParsedFile::sources), in that order and under the names that the files had
// then: nothing is read from the disk.
std::optional<ParsedFile> parse_texts(const std::filesystem::path& path, const std::vector<std::string>& texts,
                                      schema::Diagnostics& diagnostics);

// A single value, as in `--set path=value`: `4 h`, `[a, b]`, `{ time: 4 h, by: dba }`. All its nodes, and all
// that is wrong with it, stand at `place`.
std::optional<schema::Node> parse_value(std::string_view text, const schema::Place& place,
                                        schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
