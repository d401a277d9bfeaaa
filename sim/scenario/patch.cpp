#include "scenario/patch.hpp"

#include <cassert>
#include <utility>

#include "scenario/parse.hpp"
#include "schema/phrase.hpp"

namespace mainstay::scenario {
namespace {

using schema::Diagnostics;
using schema::Node;

using Rest = std::span<const std::string>;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string joined(Rest path) {
  std::string result;
  for (const std::string& part : path) result += (result.empty() ? "" : ".") + part;
  return result;
}

std::vector<std::string> keys_of(const Node& map) {
  std::vector<std::string> keys;
  for (const Node::Entry& entry : map.entries) {
    if (entry.key != schema::shorthand_key) keys.push_back(entry.key);
  }
  return keys;
}

// One patch on its way down the tree.
class Descent {
 public:
  Descent(const Patch& patch, Diagnostics& diagnostics) : patch_(patch), diagnostics_(diagnostics) {}

  // All return false where a diagnostic has been given.
  bool into(Node& node, Rest rest, bool starred);
  int applied() const { return applied_; }

 private:
  bool into_map(Node& map, const std::string& key, Rest rest, bool starred);
  bool into_missing(Node& map, const std::string& key, Rest rest, bool starred);
  bool into_bare(Node& node, Rest rest, bool starred);
  bool assign(Node& map, const std::string& key, bool starred);
  void set(Node& map, const std::string& key, Node value);
  std::optional<Node> with_parameter(const Node& bare, Rest path) const;
  // The part of the path that leads to where `rest` begins.
  std::string path_above(Rest rest) const {
    const std::string tail = "." + joined(rest);
    return patch_.path.ends_with(tail) ? patch_.path.substr(0, patch_.path.size() - tail.size()) : patch_.path;
  }
  bool fail(std::string message, std::string suggestion = {}) {
    diagnostics_.error(patch_.place, std::move(message), std::move(suggestion));
    return false;
  }

  const Patch& patch_;
  Diagnostics& diagnostics_;
  int applied_ = 0;
};

bool is_figure_key(const std::string& key) {
  return key == "value" || key == "source" || key == "grade";
}

bool Descent::into(Node& node, Rest rest, bool starred) {
  assert(!rest.empty());
  if (node.is_null()) {  // reported already
    ++applied_;
    return true;
  }
  if (node.is_list()) {
    return fail("'" + patch_.path + "' leads into a list, whose items have no names",
                "set the list as a whole");
  }
  if (node.is_scalar() || (node.is_figure() && !is_figure_key(rest[0])))
    return into_bare(node, rest, starred);
  if (rest[0] != "*") return into_map(node, rest[0], rest.subspan(1), starred);
  for (const std::string& key : keys_of(node)) {
    if (!into_map(node, key, rest.subspan(1), true)) return false;
  }
  return true;
}

bool Descent::into_map(Node& map, const std::string& key, Rest rest, bool starred) {
  if (rest.empty()) return assign(map, key, starred);
  Node* child = map.find(key);
  if (child == nullptr || child->is_none()) return into_missing(map, key, rest, starred);
  return into(*child, rest, starred);
}

bool Descent::into_missing(Node& map, const std::string& key, Rest rest, bool starred) {
  if (const Node* bare = map.find(schema::shorthand_key)) {
    if (auto replaced = with_parameter(*bare, rest)) {
      set(map, key, std::move(*replaced));
      ++applied_;
      return true;
    }
  }
  if (starred) return true;
  if (patch_.value.is_none()) {
    return fail("there is no '" + key + "' to take '" + joined(rest) + "' from",
                schema::did_you_mean(key, keys_of(map)));
  }
  Node made = Node::map(patch_.value.place);
  const int before = applied_;
  if (!into(made, rest, false)) return false;
  if (applied_ > before) set(map, key, std::move(made));
  return true;
}

// The bare value with the parameter at `path` set; empty where it has no such parameter.
std::optional<Node> Descent::with_parameter(const Node& bare, Rest path) const {
  Node result = bare;
  Node* law = result.is_figure() ? result.find("value") : &result;
  if (!law->is_scalar() || !patch_.value.is_scalar() || patch_.value.is_none()) return std::nullopt;
  auto text = schema::replace_parameter(law->text, joined(path), patch_.value.text);
  if (!text) return std::nullopt;
  law->text = std::move(*text);
  law->place = patch_.value.place;
  if (&result != law) result.place = patch_.value.place;
  return result;
}

// A value without keys of its own: a phrase that may have the parameter, or short for a map that has the key.
bool Descent::into_bare(Node& node, Rest rest, bool starred) {
  if (auto replaced = with_parameter(node, rest)) {
    node = std::move(*replaced);
    ++applied_;
    return true;
  }
  if (patch_.value.is_none()) {
    const Node* value = node.is_figure() ? node.find("value") : &node;
    return starred || fail("'" + joined(rest) + "' cannot be taken away from '" + value->text + "', which is one value",
                           "set it as a whole, as in `" + path_above(rest) + ": " + value->text + "`");
  }
  const bool becomes_figure = rest.size() == 1 && is_figure_key(rest[0]) && node.is_scalar();
  const std::string_view key = becomes_figure ? "value" : schema::shorthand_key;
  Node map = Node::map(patch_.value.place);
  map.entries.push_back({std::string(key), node.place, node});
  const int before = applied_;
  // Behind a `*` too: a law that lacks the parameter is a slip, not one of those that are not meant.
  if (!into_map(map, rest[0], rest.subspan(1), false)) return false;
  if (applied_ > before) node = std::move(map);
  return true;
}

bool Descent::assign(Node& map, const std::string& key, bool starred) {
  Node* child = map.find(key);
  if (patch_.value.is_none()) {
    if (child == nullptr) {
      return starred ||
             fail("there is no '" + key + "' to take away", schema::did_you_mean(key, keys_of(map)));
    }
    map.erase(key);
  } else if (child != nullptr && child->is_figure() && patch_.value.is_scalar()) {
    child->set("value", patch_.value);
  } else {
    set(map, key, patch_.value);
  }
  ++applied_;
  return true;
}

void Descent::set(Node& map, const std::string& key, Node value) {
  if (Node* child = map.find(key)) {
    *child = std::move(value);
  } else {
    map.entries.push_back({key, patch_.place, std::move(value)});
  }
}

// Does the path lead into an entity that is not there?
bool entity_is_missing(const Node& root, const std::vector<std::string>& path, const Patch& patch,
                       Diagnostics& diagnostics) {
  if (path.size() < 3 || path[0] == "run") return false;
  const Node* section = root.find(path[0]);
  if (section == nullptr) {
    diagnostics.error(patch.place, "there is no section '" + path[0] + "' for '" + patch.path + "'",
                      schema::did_you_mean(path[0], keys_of(root)));
    return true;
  }
  if (path[1] == "*" || !section->is_map() || section->find(path[1]) != nullptr) return false;
  diagnostics.error(patch.place,
                    "there is no '" + path[1] + "' in '" + path[0] + "' for '" + patch.path + "'",
                    schema::did_you_mean(path[1], keys_of(*section)));
  return true;
}

}  // namespace

std::optional<int> apply_below(Node& node, Rest rest, const Patch& patch, bool starred,
                               Diagnostics& diagnostics) {
  Descent descent(patch, diagnostics);
  if (!descent.into(node, rest, starred)) return std::nullopt;
  return descent.applied();
}

bool apply_patch(Node& root, std::string_view path, const Node& value, Diagnostics& diagnostics) {
  const Patch patch{std::string(trimmed(path)), value.place, value};
  const auto parts = split_path(patch.path, patch.place, diagnostics);
  if (!parts || entity_is_missing(root, *parts, patch, diagnostics)) return false;
  const auto applied = apply_below(root, *parts, patch, false, diagnostics);
  if (applied == 0) diagnostics.error(patch.place, "nothing matches '" + patch.path + "'");
  return applied.value_or(0) > 0;
}

std::optional<std::vector<std::string>> split_path(std::string_view path, const schema::Place& place,
                                                   Diagnostics& diagnostics) {
  const std::string_view whole = trimmed(path);
  std::vector<std::string> parts;
  for (std::size_t from = 0; parts.size() <= max_depth;) {
    const std::size_t dot = whole.find('.', from);
    parts.emplace_back(trimmed(whole.substr(from, dot - from)));
    if (parts.back().empty()) {
      diagnostics.error(place, "'" + std::string(whole) + "' is not a path: a name is missing in it",
                        "write the keys from the section down, as in 'teams.dba.staff'");
      return std::nullopt;
    }
    if (parts.front() == "*") {
      diagnostics.error(place, "a path starts with the name of a section, not with '*'");
      return std::nullopt;
    }
    if (dot == std::string_view::npos) return parts;
    from = dot + 1;
  }
  diagnostics.error(place, "a path has at most " + std::to_string(max_depth) + " parts");
  return std::nullopt;
}

std::optional<Node> patch_value(std::string_view text, const schema::Place& place, Diagnostics& diagnostics) {
  return parse_value(text, place, diagnostics);
}

std::optional<std::pair<std::string, std::string>> split_assignment(std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const std::string_view path = trimmed(assignment.substr(0, equals));
  if (path.empty()) return std::nullopt;
  return std::pair(std::string(path), std::string(trimmed(assignment.substr(equals + 1))));
}

std::vector<Patch> patches_of(const Node& set, Diagnostics& diagnostics) {
  std::vector<Patch> patches;
  if (!set.is_map()) {
    if (!set.is_null()) {
      diagnostics.error(set.place, "patches are a map from paths to values",
                        "write `set: { teams.dba.staff: 3 }`");
    }
    return patches;
  }
  for (const Node::Entry& entry : set.entries) {
    if (!entry.value.is_null()) patches.push_back({entry.key, entry.key_place, entry.value});
  }
  return patches;
}

}  // namespace mainstay::scenario
