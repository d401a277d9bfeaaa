#include "scenario/names.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <map>
#include <string>

#include <fmt/format.h>

#include "scenario/sections.hpp"
#include "work/setting.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

namespace {

class Collector {
 public:
  Collector(const Node& root, const std::vector<Alias>& aliases, schema::Names& names, Diagnostics& diagnostics)
      : root_(root), aliases_(aliases), names_(names), diagnostics_(diagnostics) {}

  void collect() {
    names_.add(work::CalendarName::kind, "always");
    for (const auto& e : root_.entries) {
      if (!e.value.is_map() || e.key == "run" || e.key == "variants" || e.key == "studies" || e.key == "expect") continue;
      for (const auto& entity : e.value.entries) {
        check_name(entity.key, entity.key_place);
        if (e.key == "components" || e.key == "groups" || e.key == "services" || e.key == "teams") check_unreserved(entity);
        names_.add(e.key, entity.key);
      }
    }
    for (const Alias& a : aliases_) {
      std::vector<std::size_t> members;
      for (const auto& m : a.members)
        if (const auto i = names_.find(a.section, m)) members.push_back(*i);
      names_.add_group(a.section, a.name, std::move(members));
    }
    unique_among({"components", "groups", "services"});
    if (const Node* teams = section_of(root_, "teams"))
      for (const auto& t : teams->entries)
        if (const Node* skills = t.value.is_map() ? t.value.find("skills") : nullptr) collect_skills(*skills);
  }

 private:
  void check_name(const std::string& name, const Place& place) {
    const bool good = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) || c == '-';
    });
    if (!good)
      diagnostics_.error(place, fmt::format("'{}' cannot be a name", name), "names are letters, digits and `-`");
  }

  // What may be named beside these words.
  void check_unreserved(const Node::Entry& entity) {
    if (entity.key == "self" || entity.key == "none")
      diagnostics_.error(entity.key_place, fmt::format("'{}' cannot be a name: the word has a meaning of its own", entity.key), "call it something else");
  }

  void unique_among(std::initializer_list<const char*> kinds) {
    std::map<std::string, const char*> seen;
    for (const char* kind : kinds)
      if (const Node* s = section_of(root_, kind))
        for (const auto& e : s->entries) {
          const auto [at, fresh] = seen.emplace(e.key, kind);
          if (!fresh && at->second != kind)
            diagnostics_.error(e.key_place, fmt::format("'{}' is among `{}` already", e.key, at->second),
                               "components, groups and services have names of their own");
        }
  }

  void collect_skills(const Node& skills) {
    const auto add = [&](const std::string& name) {
      if (!names_.find("skills", name)) names_.add("skills", name);
    };
    if (skills.is_scalar()) add(skills.text);
    for (const Node& s : skills.items)
      if (s.is_scalar()) add(s.text);
    for (const auto& s : skills.entries) add(s.key);
    if (names_.all("skills").size() > 32) diagnostics_.error(skills.place, "more than 32 skills");
  }

  const Node& root_;
  const std::vector<Alias>& aliases_;
  schema::Names& names_;
  Diagnostics& diagnostics_;
};

}  // namespace

void collect_names(const Node& root, const std::vector<Alias>& aliases, schema::Names& names, Diagnostics& diagnostics) {
  Collector(root, aliases, names, diagnostics).collect();
}

}  // namespace mainstay::scenario
