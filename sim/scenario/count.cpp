// Entities of which there are several, and patches on one of these.

#include <algorithm>
#include <utility>

#include "scenario/expansion.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

std::optional<std::pair<std::string, std::size_t>> as_member(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  const std::string_view digits = name.substr(dash + 1);
  const bool all_digits =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits.empty() || digits.size() > 7 || !all_digits || digits.front() == '0') return std::nullopt;
  return std::pair(std::string(name.substr(0, dash)),
                   static_cast<std::size_t>(std::stoul(std::string(digits))));
}

bool will_be_member(const Node& section, std::string_view name) {
  const auto member = as_member(name);
  if (!section.is_map() || !member) return false;
  const Node* entity = section.find(member->first);
  // A chain longer than the section is a cycle.
  for (std::size_t steps = 0; entity != nullptr && steps <= section.entries.size(); ++steps) {
    if (const Node* count = entity->find(count_key)) return !count->is_none();
    const Node* like = entity->find(like_key);
    entity = like == nullptr ? nullptr : section.find(like->text);
  }
  return false;
}

// Counts what is copied, so that a short text cannot fill the memory.
bool Expansion::may_copy(std::size_t values, const Place& place) {
  if (values <= max_copied - copied_) {
    copied_ += values;
    return true;
  }
  diagnostics_.error(place,
                     "`like` and `count` make more than " + std::to_string(max_copied) + " values here");
  return false;
}

std::optional<std::size_t> Expansion::count_of(const Node::Entry& entity) {
  const Node& said = *entity.value.find(count_key);
  const Node& count = said.is_figure() ? *said.find("value") : said;
  if (count.is_null()) return std::nullopt;
  const std::string& text = count.text;
  const bool is_number = count.is_scalar() && !count.quoted && !text.empty() && text.size() <= 7 &&
                         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::size_t number = is_number ? std::stoul(text) : 0;
  if (number < 1 || number > max_count) {
    diagnostics_.error(count.place, "the count of '" + entity.key + "' is a whole number from 1 to " +
                                        std::to_string(max_count));
    return std::nullopt;
  }
  if (!may_copy(number * size_of(entity.value), count.place)) return std::nullopt;
  return number;
}

void Expansion::count_section(Node::Entry& section) {
  auto& entities = section.value.entries;
  const auto has_count = [](const Node::Entry& e) {
    return e.value.find(count_key) != nullptr && e.value.is_map();
  };
  if (std::none_of(entities.begin(), entities.end(), has_count)) return;
  std::unordered_map<std::string, Place> names;
  for (const Node::Entry& entity : entities) names.emplace(entity.key, entity.key_place);
  std::vector<Node::Entry> out;
  for (Node::Entry& entity : entities) {
    if (!has_count(entity)) {
      out.push_back(std::move(entity));
      continue;
    }
    if (entity.value.find(count_key)->is_none()) {
      entity.value.erase(count_key);
      out.push_back(std::move(entity));
      continue;
    }
    const auto count = count_of(entity);
    if (count && make_members(section.key, entity, *count, names, out)) continue;
    give_up(entity.value);
    out.push_back(std::move(entity));
  }
  entities = std::move(out);
}

bool Expansion::make_members(const std::string& section, Node::Entry& entity, std::size_t count,
                             std::unordered_map<std::string, Place>& names, std::vector<Node::Entry>& out) {
  Alias alias{section, entity.key, {}};
  alias.members.reserve(count);
  for (std::size_t k = 1; k <= count; ++k) {
    alias.members.push_back(entity.key + "-" + std::to_string(k));
    const auto [same, is_new] = names.emplace(alias.members.back(), entity.key_place);
    if (is_new) continue;
    const std::string where = same->second.line > 0 ? " (" + to_string(same->second) + ")" : "";
    diagnostics_.error(
        entity.value.find(count_key)->place,
        "the count of '" + entity.key + "' makes '" + same->first + "', which is there already" + where,
        "rename one of them");
    return false;
  }
  entity.value.erase(count_key);
  out.reserve(std::max(out.capacity(), out.size() + count));
  for (std::size_t k = 0; k + 1 < count; ++k)
    out.push_back({alias.members[k], entity.key_place, entity.value});
  out.push_back({alias.members.back(), entity.key_place, std::move(entity.value)});
  result_.aliases.push_back(std::move(alias));
  return true;
}

// ---- Patches on members

void Expansion::patch_members() {
  std::map<std::string, std::unordered_map<std::string, std::size_t>>
      indexes;  // of each section, once needed
  for (const std::size_t i : for_members_) {
    const Parts& path = outcomes_[i].parts;
    const auto section = std::find_if(result_.root.entries.begin(), result_.root.entries.end(),
                                      [&](const Node::Entry& e) { return e.key == path[0]; });
    if (section == result_.root.entries.end()) {
      fail(i, "there is no section '" + path[0] + "' any more for '" + patches_[i].path + "'");
      continue;
    }
    auto& index = indexes[path[0]];
    const auto& entities = section->value.entries;
    for (std::size_t k = index.size(); k < entities.size(); ++k) index.emplace(entities[k].key, k);
    if (const auto at = index.find(path[1]); at != index.end()) {
      patch_member(i, *section, at->second);
      continue;
    }
    const std::string name = as_member(path[1])->first;
    const auto alias = std::find_if(result_.aliases.begin(), result_.aliases.end(),
                                    [&](const Alias& a) { return a.section == path[0] && a.name == name; });
    const bool reported = index.contains(name) && entities[index.at(name)].value.is_null();
    if (reported) {
      outcomes_[i].failed = true;
    } else {
      fail(i, "there is no '" + path[1] + "' in '" + path[0] + "'",
           alias == result_.aliases.end()
               ? ""
               : "'" + name + "' has members 1 to " + std::to_string(alias->members.size()));
    }
  }
  remove_members();
}

void Expansion::patch_member(std::size_t i, Node::Entry& section, std::size_t at) {
  const Parts& path = outcomes_[i].parts;
  const Node& value = patches_[i].value;
  Node::Entry& member = section.value.entries[at];
  const bool shapes = path.size() == 2 ? value.find(like_key) != nullptr || value.find(count_key) != nullptr
                                       : path.size() == 3 && (path[2] == like_key || path[2] == count_key);
  if (shapes) {
    fail(i, "'" + path[1] + "' is one of several, and has no `like` or `count` of its own");
  } else if (path.size() > 2) {
    apply(i, member.value, 2, false);
  } else if (value.is_none()) {
    ++outcomes_[i].applied;
    removed_members_[path[0]].insert(path[1]);
  } else {
    ++outcomes_[i].applied;
    removed_members_[path[0]].erase(path[1]);
    member.value = value;
  }
}

void Expansion::remove_members() {
  for (Node::Entry& section : result_.root.entries) {
    const auto names = removed_members_.find(section.key);
    if (names == removed_members_.end()) continue;
    std::erase_if(section.value.entries, [&](const Node::Entry& e) { return names->second.contains(e.key); });
    for (Alias& alias : result_.aliases) {
      if (alias.section != section.key) continue;
      std::erase_if(alias.members, [&](const std::string& name) { return names->second.contains(name); });
    }
  }
}

}  // namespace mainstay::scenario
