// Entities that start from another of their section.

#include <algorithm>
#include <utility>

#include "scenario/expansion.hpp"
#include "schema/phrase.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

namespace {

// A law or a quantity with a unit (`exponential(mean 4 h)`, `4 h`), which a map spells out; not a name or a
// bare number, to which a map is an alternative.
bool is_law_or_quantity(const Node& node) {
  if (node.is_figure()) return true;
  schema::Phrase phrase;
  if (!node.is_scalar() || node.quoted || parse_phrase(node.text, phrase)) return false;
  const char first = phrase.head.front();
  const bool has_unit = phrase.head.find(' ') != std::string::npos;
  return phrase.is_call || (has_unit && ((first >= '0' && first <= '9') || first == '-' || first == '.'));
}

void join(Node& inherited, Node&& own, bool none_removes);

void join_value(Node& inherited, Node&& own, bool none_removes) {
  const bool own_is_map = own.is_map() && !own.is_figure();
  if (own_is_map && inherited.is_map() && !inherited.is_figure()) {
    join(inherited, std::move(own), none_removes);
  } else if (own_is_map && is_law_or_quantity(inherited)) {
    Node map = Node::map(own.place);
    const Place place = inherited.place;
    map.entries.push_back({std::string(schema::shorthand_key), place, std::move(inherited)});
    join(map, std::move(own), none_removes);
    inherited = std::move(map);
  } else {
    inherited = std::move(own);
  }
}

// Both are maps; the result, with own keys winning, is left in `inherited`.
void join(Node& inherited, Node&& own, bool none_removes) {
  inherited.place = own.place;
  for (Node::Entry& entry : own.entries) {
    const auto same = std::find_if(inherited.entries.begin(), inherited.entries.end(),
                                   [&](const Node::Entry& e) { return e.key == entry.key; });
    if (same == inherited.entries.end()) {
      inherited.entries.push_back(std::move(entry));
    } else if (none_removes && entry.value.is_none()) {
      inherited.entries.erase(same);
    } else {
      same->key_place = entry.key_place;
      // Among the patches of a variant, `none` is a value: what the patch takes away.
      join_value(same->value, std::move(entry.value), none_removes && entry.key != "set");
    }
  }
}

}  // namespace

void Expansion::resolve_section(Node::Entry& section) {
  auto& entities = section.value.entries;
  const auto is_like = [](const Node::Entry& e) { return e.value.find(like_key) != nullptr; };
  const auto first_waiting = waiting_.lower_bound({section.key, ""});
  const bool is_patched = first_waiting != waiting_.end() && first_waiting->first.first == section.key;
  if (!is_patched && std::none_of(entities.begin(), entities.end(), is_like)) return;

  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < entities.size(); ++i) index.emplace(entities[i].key, i);
  std::vector<State> states(entities.size(), State::waiting);
  // (entity, what it is like) from the one that is asked for down to one that needs no other.
  std::vector<std::pair<std::size_t, std::optional<std::size_t>>> chain;
  for (std::size_t i = 0; i < entities.size(); ++i) {
    chain.clear();
    for (std::optional<std::size_t> next = i; next && states[*next] == State::waiting;
         next = chain.back().second) {
      states[*next] = State::open;
      chain.emplace_back(*next, base_of(section, entities[*next], index));
    }
    if (chain.empty()) continue;
    const auto last = chain.back().second;
    if (last && states[*last] == State::open) {
      std::vector<std::size_t> cycle;
      const auto start =
          std::find_if(chain.begin(), chain.end(), [&](const auto& link) { return link.first == *last; });
      for (auto link = start; link != chain.end(); ++link) cycle.push_back(link->first);
      report_cycle(section, cycle);
      for (const std::size_t one : cycle) give_up(entities[one].value);
    }
    for (auto link = chain.rbegin(); link != chain.rend(); ++link) {
      const Node* base = link->second ? &entities[*link->second].value : nullptr;
      resolve_entity(section.key, entities[link->first], base);
      states[link->first] = State::done;
    }
  }
}

// The entity that this one is like, if any.
std::optional<std::size_t> Expansion::base_of(const Node::Entry& section, Node::Entry& entity,
                                              const std::unordered_map<std::string, std::size_t>& index) {
  const Node* like = entity.value.find(like_key);
  if (like == nullptr) return std::nullopt;
  if (like->is_none() || like->is_null()) {
    entity.value.erase(like_key);
    return std::nullopt;
  }
  if (!like->is_scalar()) {
    diagnostics_.error(
        like->place, "`like` of '" + entity.key + "' takes the name of one entity of '" + section.key + "'");
  } else if (const auto base = index.find(like->text); base != index.end()) {
    return base->second;
  } else {
    const std::string suggestion =
        will_be_member(section.value, like->text)
            ? "members are made afterwards: write `like: " + as_member(like->text)->first + "`"
            : schema::did_you_mean(like->text, names_in(section.value, entity.key));
    diagnostics_.error(
        like->place,
        "'" + entity.key + "' is like '" + like->text + "', which is not in '" + section.key + "'",
        suggestion);
  }
  give_up(entity.value);
  return std::nullopt;
}

void Expansion::report_cycle(const Node::Entry& section, std::span<const std::size_t> cycle) {
  constexpr std::size_t shown = 5;
  const auto& entities = section.value.entries;
  const Node::Entry& first = entities[cycle.front()];
  std::string message = "'" + first.key + "' is like itself";
  if (cycle.size() > 1) message += ", by way of ";
  for (std::size_t i = 1; i < cycle.size() && i <= shown; ++i) {
    const Place& place = entities[cycle[i]].value.find(like_key)->place;
    message += (i > 1 ? ", " : "") + ("'" + entities[cycle[i]].key + "'");
    if (place.line > 0) message += " (" + to_string(place) + ")";
  }
  if (cycle.size() > shown + 1) message += " and others";
  diagnostics_.error(first.value.find(like_key)->place, message, "one of them must say what it is");
}

void Expansion::copy_inherited(Node::Entry& entity, const Node& base) {
  if (!may_copy(size_of(base), entity.key_place)) {
    give_up(entity.value);
    return;
  }
  Node joined = base;
  join(joined, std::move(entity.value), true);
  entity.value = std::move(joined);
}

void Expansion::resolve_entity(const std::string& section, Node::Entry& entity, const Node* base) {
  if (base != nullptr && entity.value.is_map()) {
    entity.value.erase(like_key);
    if (base->is_map()) {
      copy_inherited(entity, *base);
    } else {
      if (!base->is_null())
        diagnostics_.error(entity.key_place, "'" + entity.key + "' is like a bare value, which has no keys");
      give_up(entity.value);
    }
  }
  const auto waiting = waiting_.find({section, entity.key});
  if (waiting == waiting_.end()) return;
  for (const Step& step : waiting->second) apply(step.patch, entity.value, 2, step.starred);
}

}  // namespace mainstay::scenario
