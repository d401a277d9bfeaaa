#include "scenario/expand.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "schema/phrase.hpp"

namespace mainstay::scenario {
namespace {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

constexpr std::string_view like_key = "like";
constexpr std::string_view count_key = "count";

bool has_entities(const Node::Entry& section) {
  return section.value.is_map() && section.key != "run" && section.key != "expect";
}

bool has_counts(const Node::Entry& section) {
  return has_entities(section) && section.key != "variants" && section.key != "studies";
}

std::vector<std::string> names_in(const Node& section, std::string_view except = {}) {
  std::vector<std::string> names;
  for (const Node::Entry& entity : section.entries) {
    if (entity.key != except) names.push_back(entity.key);
  }
  return names;
}

// ---- Joining an entity with the one it is like

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

std::size_t size_of(const Node& node) {
  std::size_t size = 1;
  for (const Node& item : node.items) size += size_of(item);
  for (const Node::Entry& entry : node.entries) size += size_of(entry.value);
  return size;
}

// Leaves of a value, about which all has been said, only its place.
void give_up(Node& node) {
  Node nothing;
  nothing.place = node.place;
  node = std::move(nothing);
}

// `db-3` as `db` and 3; empty where it is no name of a member.
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

// Is a name that is not in the section one of a member that `count` will make?
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

// ---- Patches by where they apply

class Expansion {
 public:
  Expansion(Node root, std::span<const Patch> patches, Diagnostics& diagnostics)
      : patches_(patches), outcomes_(patches.size()), diagnostics_(diagnostics) {
    result_.root = std::move(root);
  }

  Expanded run() {
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

 private:
  using Parts = std::vector<std::string>;
  struct Outcome {
    Parts parts;
    int applied = 0;
    bool failed = false;
  };
  struct Step {
    std::size_t patch;
    bool starred;
  };
  enum class State : char { waiting, open, done };

  // Patches.
  void take(std::size_t i);
  void take_section(std::size_t i, Node::Entry& section);
  void take_entity(std::size_t i, Node::Entry& section, Node::Entry& entity, bool starred);
  void take_whole(std::size_t i);
  void forget(const Parts& parts);
  void apply(std::size_t i, Node& node, std::size_t depth, bool starred);
  void fail(std::size_t i, std::string message, std::string suggestion = {}) {
    outcomes_[i].failed = true;
    diagnostics_.error(patches_[i].place, std::move(message), std::move(suggestion));
  }
  // Like.
  void resolve_section(Node::Entry& section);
  std::optional<std::size_t> base_of(const Node::Entry& section, Node::Entry& entity,
                                     const std::unordered_map<std::string, std::size_t>& index);
  void report_cycle(const Node::Entry& section, std::span<const std::size_t> cycle);
  void resolve_entity(const std::string& section, Node::Entry& entity, const Node* base);
  void copy_inherited(Node::Entry& entity, const Node& base);
  // Count.
  bool may_copy(std::size_t values, const Place& place);
  void count_section(Node::Entry& section);
  std::optional<std::size_t> count_of(const Node::Entry& entity);
  bool make_members(const std::string& section, Node::Entry& entity, std::size_t count,
                    std::unordered_map<std::string, Place>& names, std::vector<Node::Entry>& out);
  // Members.
  void patch_members();
  void patch_member(std::size_t i, Node::Entry& section, std::size_t at);
  void remove_members();

  std::span<const Patch> patches_;
  std::vector<Outcome> outcomes_;
  Diagnostics& diagnostics_;
  Expanded result_;
  // What leads into an entity waits, in order, until it has what it inherits.
  std::map<std::pair<std::string, std::string>, std::vector<Step>> waiting_;
  std::vector<std::size_t> for_members_;
  std::map<std::string, std::set<std::string>> removed_members_;
  std::size_t copied_ = 0;
};

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

// ---- like

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

// ---- count

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

}  // namespace

Expanded expand(Node root, std::span<const Patch> patches, Diagnostics& diagnostics) {
  return Expansion(std::move(root), patches, diagnostics).run();
}

}  // namespace mainstay::scenario
