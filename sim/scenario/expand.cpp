#include "scenario/expand.hpp"

#include <utility>

#include "scenario/expansion.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

namespace {

bool has_entities(const Node::Entry& section) {
  return section.value.is_map() && section.key != "run" && section.key != "expect";
}

bool has_counts(const Node::Entry& section) {
  return has_entities(section) && section.key != "variants" && section.key != "studies";
}

}  // namespace

std::vector<std::string> names_in(const Node& section, std::string_view except) {
  std::vector<std::string> names;
  for (const Node::Entry& entity : section.entries) {
    if (entity.key != except) names.push_back(entity.key);
  }
  return names;
}

std::size_t size_of(const Node& node) {
  std::size_t size = 1;
  for (const Node& item : node.items) size += size_of(item);
  for (const Node::Entry& entry : node.entries) size += size_of(entry.value);
  return size;
}

void give_up(Node& node) {
  Node nothing;
  nothing.place = node.place;
  node = std::move(nothing);
}

Expanded Expansion::run() {
  for (std::size_t i = 0; i < patches_.size(); ++i) take(i);
  for (Node::Entry& section : result_.root.entries) {
    if (has_entities(section)) resolve_section(section);
  }
  for (Node::Entry& section : result_.root.entries) {
    if (has_counts(section)) count_section(section);
  }
  patch_members();
  for (std::size_t i = 0; i < patches_.size(); ++i) {
    if (outcomes_[i].failed || outcomes_[i].applied > 0) continue;
    diagnostics_.error(patches_[i].place, "nothing matches '" + patches_[i].path + "'");
  }
  return std::move(result_);
}

// `depth` parts of the path have led to the node.
void Expansion::apply(std::size_t i, Node& node, std::size_t depth, bool starred) {
  const auto rest = std::span<const std::string>(outcomes_[i].parts).subspan(depth);
  const auto applied = apply_below(node, rest, patches_[i], starred, diagnostics_);
  outcomes_[i].applied += applied.value_or(0);
  if (!applied) outcomes_[i].failed = true;
}

void Expansion::take(std::size_t i) {
  auto parts = split_path(patches_[i].path, patches_[i].place, diagnostics_);
  outcomes_[i].failed = !parts;
  if (!parts) return;
  outcomes_[i].parts = std::move(*parts);
  const Parts& path = outcomes_[i].parts;
  if (path.size() < 3 || path[0] == "run" || path[0] == "expect") {
    take_whole(i);
    return;
  }
  bool found = false;
  for (Node::Entry& section : result_.root.entries) {
    if (section.key != path[0]) continue;
    found = true;
    take_section(i, section);
  }
  if (!found) {
    fail(i, "there is no section '" + path[0] + "' for '" + patches_[i].path + "'",
         schema::did_you_mean(path[0], names_in(result_.root)));
  }
}

// A path of one or two parts sets a section or an entity as a whole.
void Expansion::take_whole(std::size_t i) {
  const Parts& path = outcomes_[i].parts;
  const Node* section = result_.root.find(path[0]);
  if (path.size() == 2 && section != nullptr && section->find(path[1]) == nullptr &&
      will_be_member(*section, path[1])) {
    for_members_.push_back(i);
    return;
  }
  apply(i, result_.root, 0, false);
  if (path.size() < 3) forget(path);
}

// What was to be done within something that is now set as a whole is overwritten.
void Expansion::forget(const Parts& parts) {
  for (auto& [where, steps] : waiting_) {
    if (parts[0] != where.first) continue;
    if (parts.size() == 2 && parts[1] != "*" && parts[1] != where.second) continue;
    for (const Step& step : steps) ++outcomes_[step.patch].applied;
    steps.clear();
  }
}

void Expansion::take_section(std::size_t i, Node::Entry& section) {
  const Parts& path = outcomes_[i].parts;
  if (!section.value.is_map()) {
    apply(i, section.value, 1, false);
    return;
  }
  bool found = false;
  for (Node::Entry& entity : section.value.entries) {
    if (path[1] != "*" && path[1] != entity.key) continue;
    found = true;
    take_entity(i, section, entity, path[1] == "*");
    if (path[1] != "*") break;
  }
  if (found || path[1] == "*") return;
  if (will_be_member(section.value, path[1])) {
    for_members_.push_back(i);
    return;
  }
  fail(i, "there is no '" + path[1] + "' in '" + section.key + "' for '" + patches_[i].path + "'",
       schema::did_you_mean(path[1], names_in(section.value)));
}

void Expansion::take_entity(std::size_t i, Node::Entry& section, Node::Entry& entity, bool starred) {
  const Parts& path = outcomes_[i].parts;
  const bool shapes = path.size() == 3 && (path[2] == like_key || path[2] == count_key);
  if (!shapes) {
    waiting_[{section.key, entity.key}].push_back({i, starred});
  } else if (patches_[i].value.is_none() && path[2] == count_key && entity.value.find(like_key) != nullptr) {
    entity.value.set(count_key, patches_[i].value);  // takes away the count that it inherits
    ++outcomes_[i].applied;
  } else {
    apply(i, entity.value, 2, starred);
  }
}

Expanded expand(Node root, std::span<const Patch> patches, Diagnostics& diagnostics) {
  return Expansion(std::move(root), patches, diagnostics).run();
}

}  // namespace mainstay::scenario
