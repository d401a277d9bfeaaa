#include "scenario/sections.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

namespace {

// Read by rooms that are still to come; a scenario that uses them must not be silently half-simulated.
constexpr std::string_view not_yet_sections[] = {"problems", "improvements"};
constexpr std::string_view not_yet_in_components[] = {"backup", "replication"};
// Which plugin reads a section of the language.
constexpr std::pair<std::string_view, std::string_view> plugin_of_section[] = {
    {"tickets", "tickets"},   {"changes", "changes"},         {"threats", "threats"},      {"plans", "plans"},
    {"groups", "groups"},     {"failure", "failure"},         {"inspection", "failure"},   {"maintenance", "failure"},
    {"requests", "requests"}, {"demand", "demand"}};
constexpr std::string_view core_keys[] = {"mainstay", "title",      "question", "run",        "timezone", "currency",
                                          "include",  "expect",     "calendars", "sites",     "teams",    "parts",
                                          "components", "services", "variants",  "studies"};

bool is_plugin_key(std::string_view key) {
  for (const auto& [name, plugin] : plugin_of_section)
    if (name == key) return true;
  return false;
}

}  // namespace

std::string_view section_head(std::string_view path) { return path.substr(0, path.find('.')); }
std::string_view section_tail(std::string_view path) { return path.substr(path.rfind('.') + 1); }
bool is_second_level(std::string_view path) { return path.find(".*.") != std::string_view::npos; }

const Node* section_of(const Node& root, std::string_view name) {
  const Node* n = root.find(name);
  return n != nullptr && n->is_map() ? n : nullptr;
}

bool Sections::in_root(std::string_view key) const {
  for (const auto& s : registry_.sections())
    if (section_head(s.type->path) == key) return true;
  return std::find(std::begin(core_keys), std::end(core_keys), key) != std::end(core_keys);
}

void Sections::missing_plugin(std::string_view key, const Place& place) const {
  for (const auto& [name, plugin] : plugin_of_section)
    if (name == key) {
      for (const auto& refused : registry_.refused())
        if (refused.file.stem() == plugin) {
          diagnostics_.error(place, fmt::format("'{}' is read by the plugin '{}', which is not used: {} {}", key, plugin,
                                                refused.file.string(), refused.why));
          return;
        }
      diagnostics_.error(place, fmt::format("'{}' is read by the plugin '{}', which was not found", key, plugin),
                         "`mainstay plugins list` shows where plugins are looked for");
      return;
    }
}

void Sections::check() const {
  std::vector<std::string> known(std::begin(core_keys), std::end(core_keys));
  for (const auto& s : registry_.sections())
    if (!is_second_level(s.type->path)) known.emplace_back(section_head(s.type->path));
  for (const auto& e : root_.entries) {
    if (std::find(std::begin(not_yet_sections), std::end(not_yet_sections), e.key) != std::end(not_yet_sections)) {
      diagnostics_.error(e.key_place, fmt::format("'{}' is part of the language, but not simulated by this version", e.key));
    } else if (!in_root(e.key)) {
      if (is_plugin_key(e.key))
        missing_plugin(e.key, e.key_place);
      else
        diagnostics_.error(e.key_place, fmt::format("unknown section '{}'", e.key), schema::did_you_mean(e.key, known));
    } else if (e.key != "mainstay" && e.key != "title" && e.key != "question" && e.key != "timezone" &&
               e.key != "currency" && e.key != "include" && !e.value.is_map()) {
      diagnostics_.error(e.value.place, fmt::format("'{}' takes a map", e.key));
    }
  }
}

std::vector<std::string> Sections::keys_elsewhere(std::string_view section) const {
  std::vector<std::string> out;
  for (const auto& s : registry_.sections())
    if (is_second_level(s.type->path) && section_head(s.type->path) == section)
      out.emplace_back(section_tail(s.type->path));
  return out;
}

void Sections::explain_unread(const Node& entity, std::string_view section, std::vector<std::string>& elsewhere) const {
  for (const auto& e : entity.entries) {
    const bool later = section == "components" && std::find(std::begin(not_yet_in_components), std::end(not_yet_in_components), e.key) != std::end(not_yet_in_components);
    const bool read = std::find(elsewhere.begin(), elsewhere.end(), e.key) != elsewhere.end();
    if (later) diagnostics_.error(e.key_place, fmt::format("'{}' is part of the language, but not simulated by this version", e.key));
    if (!later && !read && is_plugin_key(e.key)) missing_plugin(e.key, e.key_place);
    if ((later || is_plugin_key(e.key)) && !read) elsewhere.push_back(e.key);
  }
}

}  // namespace mainstay::scenario
