#include "scenario/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "scenario/contracts.hpp"
#include "scenario/expand.hpp"
#include "scenario/live_paths.hpp"
#include "scenario/patch.hpp"
#include "scenario/workforce.hpp"
#include "scenario/write.hpp"
#include "schema/leaves.hpp"

namespace mainstay::schema {

template <>
struct Words<scenario::Record> {
  static constexpr std::array<std::string_view, 5> words = {"metrics", "series", "outages", "tickets", "all"};
};
template <>
struct Words<scenario::Overlap> {
  static constexpr std::array<std::string_view, 2> words = {"planned first", "unplanned first"};
};

template <>
struct Leaf<work::LocalDateTime> {
  static constexpr const char* name = "date and time";
  static std::string meaning() { return "a date and time of the wall clock, as in `2026-01-05 00:00`"; }
  static std::string json_schema() { return R"({"type":"string"})"; }
  static bool read(work::LocalDateTime& out, const Node& node, Reader& reader) {
    const auto parsed = node.is_scalar() ? work::parse_local(node.text) : std::nullopt;
    if (!parsed) reader.error(node.place, "is not a date and time that exists", "write it as in `2026-01-05 00:00`");
    if (parsed) out = *parsed;
    return parsed.has_value();
  }
  static std::string print(const work::LocalDateTime& v) {
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", v.year, v.month, v.day, v.hour, v.minute);
  }
};

template <>
struct Leaf<scenario::WarmUp> {
  static constexpr const char* name = "warm-up";
  static std::string meaning() { return "a length of time, or `auto`"; }
  static std::string json_schema() { return R"({"type":"string"})"; }
  static bool read(scenario::WarmUp& out, const Node& node, Reader& reader) {
    if (node.is_scalar() && node.text == "auto") {
      out.automatic = true;
      return true;
    }
    return Leaf<Duration>::read(out.length, node, reader);
  }
  static std::string print(const scenario::WarmUp& v) {
    return v.automatic ? "auto" : format_duration(v.length.in_seconds());
  }
};

}  // namespace mainstay::schema

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;
using schema::Reader;

void Precision::describe(schema::Fields<Precision>& f) {
  f("of", &Precision::of, "the metric").required();
  f("within", &Precision::within, "half the width of its interval, relative or in its unit").required();
  f("confidence", &Precision::confidence, "of the interval").range(0.5, 0.9999);
}

void Hasten::describe(schema::Fields<Hasten>& f) {
  f("towards", &Hasten::towards, "the service whose rare outages are looked for").required();
  f("by", &Hasten::by, "how many times as likely failures are while something has failed already").range(1, 1e6);
}

void RunSpec::describe(schema::Fields<RunSpec>& f) {
  f("antithetic", &RunSpec::antithetic, "plays replications in pairs with mirrored random numbers (2 and 3, 4 and 5, …)");
  f("from", &RunSpec::from, "wall clock at the start of the warm-up").not_called({"start", "begin"});
  f("for", &RunSpec::length, "length of a trial, after the warm-up").not_called({"horizon", "duration", "length"});
  f("warm_up", &RunSpec::warm_up, "time before observations count").not_called({"warmup", "burn_in", "transient"});
  f("until", &RunSpec::until, "ends a trial early: `first outage of NAME`");
  f("replications", &RunSpec::replications, "trials of each variant").range(1, 1e8).not_called({"reps", "trials", "runs", "iterations"});
  f("seed", &RunSpec::seed, "of the random numbers").range(0, 9e15);
  f("record", &RunSpec::record, "how much of each trial is kept");
  f("precision", &RunSpec::precision, "adds replications, up to `replications`, until it is reached");
  f("overlap", &RunSpec::overlap, "which it is where a planned window and a failure overlap");
  f("hasten", &RunSpec::hasten, "plays more failures while something has failed, and weighs the trials (failure biasing)");
}

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

std::string_view section_head(std::string_view path) { return path.substr(0, path.find('.')); }
std::string_view section_tail(std::string_view path) { return path.substr(path.rfind('.') + 1); }
bool is_second_level(std::string_view path) { return path.find(".*.") != std::string_view::npos; }

// Builds one variant from its document.
class Builder {
 public:
  Builder(const Node& root, const std::vector<Alias>& aliases, const std::filesystem::path& folder,
          const plugin_host::Registry& registry, const std::string& currency, const std::string& zone,
          std::optional<Duration> warm_up, Variant& out, Diagnostics& diagnostics)
      : root_(root), aliases_(aliases), registry_(registry), timezone_(zone), warm_up_(warm_up), out_(out),
        diagnostics_(diagnostics), reader_(diagnostics, out.names, folder) {
    reader_.set_currency(currency);
  }

  void build() {
    check_top_level();
    collect_names();
    read_run();
    read_calendars();
    reader_.set_context<work::Setting>(&out_.setting);
    const LivePaths live(root_, registry_);
    reader_.set_context<schema::LiveTargets>(&live);
    const Workforce workforce(out_.estate.teams, out_.setting, out_.name != "baseline");
    reader_.set_context<work::Workforce>(&workforce);
    read_entities();
    read_plugin_sections();
    workforce.report(live.asked(), diagnostics_);
    check_service_cycles();
    read_until();
    read_hasten();
    out_.ledger = std::move(reader_.ledger());
    out_.live = live.asked();
    out_.data_files = reader_.files();
  }

 private:
  const Node* section(std::string_view name) const {
    const Node* n = root_.find(name);
    return n != nullptr && n->is_map() ? n : nullptr;
  }
  bool in_root(std::string_view key) const {
    for (const auto& s : registry_.sections())
      if (section_head(s.type->path) == key) return true;
    return std::find(std::begin(core_keys), std::end(core_keys), key) != std::end(core_keys);
  }

  void missing_plugin(std::string_view key, const Place& place) {
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
  static bool is_plugin_key(std::string_view key) {
    for (const auto& [name, plugin] : plugin_of_section)
      if (name == key) return true;
    return false;
  }

  void check_top_level() {
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

  void collect_names() {
    out_.names.add(work::CalendarName::kind, "always");
    for (const auto& e : root_.entries) {
      if (!e.value.is_map() || e.key == "run" || e.key == "variants" || e.key == "studies" || e.key == "expect") continue;
      for (const auto& entity : e.value.entries) {
        check_name(entity.key, entity.key_place);
        if (e.key == "components" || e.key == "groups" || e.key == "services" || e.key == "teams") check_unreserved(entity);
        out_.names.add(e.key, entity.key);
      }
    }
    for (const Alias& a : aliases_) {
      std::vector<std::size_t> members;
      for (const auto& m : a.members)
        if (const auto i = out_.names.find(a.section, m)) members.push_back(*i);
      out_.names.add_group(a.section, a.name, std::move(members));
    }
    unique_among({"components", "groups", "services"});
    if (const Node* teams = section("teams"))
      for (const auto& t : teams->entries)
        if (const Node* skills = t.value.is_map() ? t.value.find("skills") : nullptr) collect_skills(*skills);
  }

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
      if (const Node* s = section(kind))
        for (const auto& e : s->entries) {
          const auto [at, fresh] = seen.emplace(e.key, kind);
          if (!fresh && at->second != kind)
            diagnostics_.error(e.key_place, fmt::format("'{}' is among `{}` already", e.key, at->second),
                               "components, groups and services have names of their own");
        }
  }

  void collect_skills(const Node& skills) {
    const auto add = [&](const std::string& name) {
      if (!out_.names.find("skills", name)) out_.names.add("skills", name);
    };
    if (skills.is_scalar()) add(skills.text);
    for (const Node& s : skills.items)
      if (s.is_scalar()) add(s.text);
    for (const auto& s : skills.entries) add(s.key);
    if (out_.names.all("skills").size() > 32) diagnostics_.error(skills.place, "more than 32 skills");
  }

  template <class T>
  bool read(T& out, const Node& node, const std::string& path, std::span<const std::string> elsewhere = {}) {
    return reader_.read(schema::type_of<T>(), &out, node, path, elsewhere);
  }

  void read_run() {
    if (const Node* run = section("run")) {
      read(out_.run, *run, "run");
      if (run->find("for") != nullptr && !(out_.run.length > Duration()))
        diagnostics_.error(run->find("for")->place, "run.for: must be longer than 0");
      if (out_.run.warm_up.automatic && !out_.run.until.empty())
        diagnostics_.error(run->find("warm_up")->place, "run.warm_up: `auto` looks for a steady state, and a run `until` something has none",
                           "give it a length, or leave it out");
      if (out_.run.precision) check_precision(*run->find("precision"));
    } else {
      diagnostics_.warning(root_.place, "no `run`: one year, 100 replications");
    }
    auto clock = work::CivilClock::make(timezone_, out_.run.from);
    if (!clock) {
      const Node* zone = root_.find("timezone");
      diagnostics_.error(zone == nullptr ? root_.place : zone->place, fmt::format("there is no time zone '{}'", timezone_),
                         schema::did_you_mean(timezone_, work::zone_names()));
      clock = work::CivilClock();
    }
    out_.setting.clock = *clock;
    if (out_.run.warm_up.automatic && warm_up_) out_.run.warm_up.length = *warm_up_;
    out_.setting.start = kernel::Time::at(out_.run.warm_up.length);
    out_.setting.end = out_.setting.start + out_.run.length;
    out_.setting.planned_first = out_.run.overlap == Overlap::planned_first;
  }

  void check_precision(const Node& node) {
    Precision& p = *out_.run.precision;
    const Node* of = node.is_map() ? node.find("of") : nullptr;
    p.place = of == nullptr ? node.place : of->place;
    std::string why;
    const Node* within = node.is_map() ? node.find("within") : nullptr;
    const Place& place = within == nullptr ? node.place : within->place;
    const auto quantity = schema::parse_quantity(p.within, why);
    if (!quantity)
      diagnostics_.error(place, fmt::format("run.precision.within: {}", why), "write a share of the figure, `1 %`, or an amount in its unit, `5 min`");
    else if (!(quantity->value > 0.0) || !std::isfinite(quantity->value))
      diagnostics_.error(place, "run.precision.within: must be more than 0");
  }

  void read_calendars() {
    out_.setting.calendars.push_back(work::Calendar::always());
    const Node* calendars = section("calendars");
    if (calendars == nullptr) return;
    for (const auto& e : calendars->entries) {
      estate::CalendarSpec spec;
      work::Calendar calendar = work::Calendar::always();
      const std::string path = "calendars." + e.key;
      if (e.key == "always") diagnostics_.error(e.key_place, "`always` is built in");
      if (read(spec, e.value, path)) {
        std::vector<std::string> errors;
        auto clock = spec.timezone.empty() ? std::optional(out_.setting.clock) : out_.setting.clock.in_zone(spec.timezone);
        if (!clock)
          diagnostics_.error(e.value.place, fmt::format("{}: there is no time zone '{}'", path, spec.timezone),
                             schema::did_you_mean(spec.timezone, work::zone_names()));
        if (clock) {
          auto made = work::Calendar::make(spec.hours, spec.holidays, *clock, errors);
          for (const auto& error : errors) diagnostics_.error(e.value.place, fmt::format("{}: {}", path, error));
          if (made) calendar = made->tabled(out_.setting.end);
        }
      }
      out_.setting.calendars.push_back(calendar);
    }
  }

  // Keys of an entity that plugins read.
  std::vector<std::string> keys_elsewhere(std::string_view section) {
    std::vector<std::string> out;
    for (const auto& s : registry_.sections())
      if (is_second_level(s.type->path) && section_head(s.type->path) == section)
        out.emplace_back(section_tail(s.type->path));
    return out;
  }

  // Of the keys that nobody here reads, those that somebody might: said in their own words.
  void explain_unread(const Node& entity, std::string_view section, std::vector<std::string>& elsewhere) {
    for (const auto& e : entity.entries) {
      const bool later = section == "components" && std::find(std::begin(not_yet_in_components), std::end(not_yet_in_components), e.key) != std::end(not_yet_in_components);
      const bool read = std::find(elsewhere.begin(), elsewhere.end(), e.key) != elsewhere.end();
      if (later) diagnostics_.error(e.key_place, fmt::format("'{}' is part of the language, but not simulated by this version", e.key));
      if (!later && !read && is_plugin_key(e.key)) missing_plugin(e.key, e.key_place);
      if ((later || is_plugin_key(e.key)) && !read) elsewhere.push_back(e.key);
    }
  }

  template <class Spec>
  void read_kind(const std::string& kind, std::vector<estate::Entity<Spec>>& out) {
    const Node* entities = section(kind);
    if (entities == nullptr) return;
    for (const auto& e : entities->entries) {
      auto elsewhere = keys_elsewhere(kind);
      if (e.value.is_map()) explain_unread(e.value, kind, elsewhere);
      auto& entity = out.emplace_back();
      entity.name = e.key;
      entity.family = out_.names.family(kind, e.key);
      read(entity.spec, e.value, kind + "." + e.key, elsewhere);
    }
  }

  void read_entities() {
    if (const Node* sites = section("sites"))
      for (const auto& e : sites->entries) {
        estate::SiteSpec spec;
        read(spec, e.value, "sites." + e.key);
        out_.estate.sites.push_back(e.key);
      }
    read_kind("teams", out_.estate.teams);
    read_kind("parts", out_.estate.parts);
    read_kind("components", out_.estate.components);
    read_kind("services", out_.estate.services);
    for (const auto& name : out_.names.all("groups")) out_.estate.groups.emplace_back(name, out_.names.family("groups", name));
  }

  void read_section(const plugin_host::Registry::Section& s, const Node& node, const std::string& path,
                    const std::string& name, const std::string& family, std::size_t entity,
                    std::span<const std::string> elsewhere) {
    const schema::Type& type = *s.type->type;
    void* object = type.create();
    std::shared_ptr<const void> owned(object, [&type](const void* p) { type.destroy(const_cast<void*>(p)); });
    for (const auto& clash : registry_.clashes())
      if (clash.path == s.type->path)
        diagnostics_.error(node.place, fmt::format("{} is read by two plugins: '{}' ({}) and '{}' ({})", path, clash.first->name,
                                                   clash.first->file.string(), clash.second->name, clash.second->file.string()),
                           "leave one of them out");
    reader_.read(type, object, node, path, elsewhere);
    out_.sections.push_back({path, name, family, entity, &type, object, node.place});
    out_.owned.push_back(std::move(owned));
    if (std::find(out_.models.begin(), out_.models.end(), s.plugin) == out_.models.end()) out_.models.push_back(s.plugin);
  }

  void read_plugin_sections() {
    for (const auto& s : registry_.sections()) {
      const std::string head(section_head(s.type->path));
      const Node* entities = section(head);
      if (entities == nullptr) continue;
      const bool second = is_second_level(s.type->path);
      const std::string tail(section_tail(s.type->path));
      std::size_t index = 0;
      for (const auto& e : entities->entries) {
        const std::string family = out_.names.family(head, e.key);
        if (second) {
          const Node* node = e.value.is_map() ? e.value.find(tail) : nullptr;
          if (node != nullptr) read_section(s, *node, head + "." + e.key + "." + tail, e.key, family, index, {});
        } else {
          read_section(s, e.value, head + "." + e.key, e.key, family, index, keys_elsewhere(head));
        }
        ++index;
      }
    }
    order_by_contracts(out_.models, registry_, root_.place, diagnostics_);
  }

  void check_service_cycles() {
    const auto& services = out_.estate.services;
    std::vector<int> state(services.size(), 0);
    std::vector<std::string> way;
    const auto visit = [&](auto& self, std::size_t i) -> bool {
      if (state[i] == 2) return true;
      way.push_back(services[i].name);
      if (state[i] == 1) return false;
      state[i] = 1;
      const auto needs = [&](auto& inner, const estate::Need& n) -> bool {
        if (n.kind == estate::Need::Kind::node && n.node.kind == work::Target::Kind::service && !self(self, n.node.index))
          return false;
        return std::all_of(n.of.begin(), n.of.end(), [&](const estate::Need& x) { return inner(inner, x); });
      };
      if (services[i].spec.needs && !needs(needs, *services[i].spec.needs)) return false;
      state[i] = 2;
      way.pop_back();
      return true;
    };
    for (std::size_t i = 0; i < services.size(); ++i) {
      way.clear();
      if (visit(visit, i)) continue;
      const Node* node = section("services")->find(services[i].name);
      diagnostics_.error(node->place, fmt::format("services need each other in a circle: {}", fmt::join(way, " needs ")));
      return;
    }
  }

  void read_hasten() {
    out_.setting.antithetic = out_.run.antithetic;
    if (!out_.run.hasten) return;
    const std::string& name = out_.run.hasten->towards;
    if (const auto service = out_.names.find("services", name))
      out_.setting.hasten = work::Hasten{out_.run.hasten->by, *service};
    else
      diagnostics_.error(section("run")->find("hasten")->place, fmt::format("run.hasten.towards: '{}' is not among `services`", name),
                         schema::did_you_mean(name, out_.names.all("services")));
  }

  void read_until() {
    if (out_.run.until.empty()) return;
    const Node& node = *section("run")->find("until");
    constexpr std::string_view words = "first outage of ";
    if (!out_.run.until.starts_with(words)) {
      diagnostics_.error(node.place, fmt::format("run.until: '{}' is nothing to wait for", out_.run.until), "write `first outage of NAME`");
      return;
    }
    const std::string name = out_.run.until.substr(words.size());
    const auto service = out_.names.find("services", name);
    if (!service)
      diagnostics_.error(node.place, fmt::format("run.until: '{}' is not among `services`", name),
                         schema::did_you_mean(name, out_.names.all("services")));
    else
      out_.until_outage_of = *service;
  }

  const Node& root_;
  const std::vector<Alias>& aliases_;
  const plugin_host::Registry& registry_;
  const std::string& timezone_;
  const std::optional<Duration> warm_up_;
  Variant& out_;
  Diagnostics& diagnostics_;
  Reader reader_;
};

// --- the whole ---

void read_variant_terms(const Node& node, Variant& variant, Diagnostics& diagnostics) {
  for (const auto& e : node.entries) {
    if (e.key == "set") continue;
    if (e.key == "owner" && e.value.is_scalar()) {
      variant.owner = e.value.text;
    } else if (e.key == "cost" && e.value.is_scalar()) {
      std::string why;
      const auto q = schema::parse_quantity(e.value.text, why);
      if (!q || (q->dimension != schema::Dimension::money && q->dimension != schema::Dimension::money_per_time))
        diagnostics.error(e.value.place, fmt::format("variants.{}.cost: '{}' is no amount of money, or money per time", variant.name, e.value.text));
      variant.cost = e.value.text;
      if (q && q->dimension == schema::Dimension::money) variant.cost_once = q->value;
      if (q && q->dimension == schema::Dimension::money_per_time) variant.cost_per_year = q->value * 31536000.0;
    } else {
      diagnostics.error(e.key_place, fmt::format("variants.{}: unknown key '{}'", variant.name, e.key),
                        schema::did_you_mean(e.key, {"set", "cost", "owner"}));
    }
  }
}

// Those of the variants that are played; of any other, that the scenario knows it.
void read_expectations(const Node& expect, const Node* variants, Scenario& scenario, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& v : scenario.variants) names.push_back(v.name);
  if (names.empty() || names.front() != "baseline") names.insert(names.begin(), "baseline");
  if (variants != nullptr && variants->is_map())
    for (const auto& v : variants->entries) names.push_back(v.key);
  const auto known = [&](const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  for (const auto& e : expect.entries) {
    if (e.value.is_scalar()) {
      scenario.expectations.push_back({e.key, "baseline", e.value.text, e.key_place, e.value.place});
    } else if (e.value.is_map()) {
      for (const auto& v : e.value.entries) {
        if (!known(v.key)) {
          diagnostics.error(v.key_place, fmt::format("expect: there is no variant '{}'", v.key), schema::did_you_mean(v.key, names));
        } else if (!v.value.is_scalar()) {
          diagnostics.error(v.value.place, "expect: takes a value");
        } else {
          scenario.expectations.push_back({e.key, v.key, v.value.text, v.key_place, v.value.place});
        }
      }
    } else {
      diagnostics.error(e.value.place, "expect: takes a value, or one for each variant");
    }
  }
  std::erase_if(scenario.expectations, [&](const Expectation& e) {
    return std::none_of(scenario.variants.begin(), scenario.variants.end(), [&](const Variant& v) { return v.name == e.variant; });
  });
}

std::string text_or(const Node& root, std::string_view key, std::string otherwise) {
  const Node* n = root.find(key);
  return n != nullptr && n->is_scalar() ? n->text : otherwise;
}

std::vector<Patch> command_line_patches(const Overrides& overrides, Diagnostics& diagnostics) {
  std::vector<Patch> out;
  const auto add = [&](const std::string& assignment, const std::string& shown) {
    Place place;
    place.file = std::make_shared<const std::string>(shown);
    const auto parts = split_assignment(assignment);
    if (!parts) {
      diagnostics.error(place, "is not `path=value`", "write it as in --set 'teams.dba.staff=4'");
      return;
    }
    if (auto value = patch_value(parts->second, place, diagnostics)) out.push_back({parts->first, place, std::move(*value)});
  };
  for (const auto& s : overrides.set) add(s, "--set " + s);
  if (overrides.seed) add(fmt::format("run.seed={:.0f}", *overrides.seed), "--seed");
  if (overrides.replications) add(fmt::format("run.replications={}", *overrides.replications), "--replications");
  if (overrides.precision) {
    Place place;
    place.file = std::make_shared<const std::string>("--precision " + *overrides.precision);
    const std::size_t colon = overrides.precision->rfind(": ");
    if (colon == std::string::npos || colon == 0)
      diagnostics.error(place, "is not `METRIC: WITHIN`", "write it as in --precision 'services.bank.availability: 0.01 %'");
    else
      for (const auto& [path, text] : {std::pair{"run.precision.of", overrides.precision->substr(0, colon)},
                                       std::pair{"run.precision.within", overrides.precision->substr(colon + 2)}})
        out.push_back({path, place, Node::scalar(text, place)});
  }
  return out;
}

void check_version(const Node& root, Diagnostics& diagnostics) {
  const Node* version = root.find("mainstay");
  if (version == nullptr)
    diagnostics.error(root.place, "does not say which version of the language it is in", "begin with `mainstay: 1`");
  else if (!version->is_scalar() || version->text != "1")
    diagnostics.error(version->place, fmt::format("version {} of the language is not known; this program reads version 1", version->text));
}

// One run has one rule for when it stops.
void check_precisions_agree(const Scenario& scenario, const Place& place, Diagnostics& diagnostics) {
  const auto& first = scenario.variants.front().run.precision;
  for (const Variant& v : scenario.variants) {
    const auto& own = v.run.precision;
    const bool same = own.has_value() == first.has_value() &&
                      (!own || (own->of == first->of && own->within == first->within && own->confidence.value == first->confidence.value));
    if (!same)
      diagnostics.error(place, fmt::format("variants.{}: has a `run.precision` of its own, but one run stops for all variants together", v.name),
                        "give it in `run`, or play the variant alone");
  }
}

// A variant before it is built.
struct NamedPatches {
  std::string name;
  const Node* terms = nullptr;   // its cost and owner; of one that the file describes
  std::vector<Patch> patches;
  double cost_once = 0.0;        // of one that it does not
  double cost_per_year = 0.0;
};

std::vector<NamedPatches> variants_in(const Node& root, Diagnostics& diagnostics) {
  std::vector<NamedPatches> out = {{"baseline", nullptr, {}}};
  const Node* list = root.find("variants");
  if (list == nullptr || !list->is_map()) return out;
  for (const auto& e : list->entries) {
    if (e.key == "baseline") {
      diagnostics.error(e.key_place, "variants.baseline: `baseline` is the scenario as it stands, without a patch", "give the variant another name");
      continue;
    }
    if (!e.value.is_map()) {
      diagnostics.error(e.value.place, fmt::format("variants.{}: takes `set`, `cost`, `owner`", e.key));
      continue;
    }
    std::vector<Patch> patches;
    if (const Node* set = e.value.find("set")) patches = patches_of(*set, diagnostics);
    out.push_back({e.key, &e.value, std::move(patches)});
  }
  return out;
}

std::uint64_t seed_of(const Node& root, const Overrides& overrides) {
  if (overrides.seed) return static_cast<std::uint64_t>(*overrides.seed);
  const Node* run = root.find("run");
  const Node* seed = run != nullptr && run->is_map() ? run->find("seed") : nullptr;
  return seed != nullptr && seed->is_scalar() ? std::strtoull(seed->text.c_str(), nullptr, 10) : 1;
}

std::vector<NamedPatches> swept(const Node& root, const Overrides& overrides, Diagnostics& diagnostics) {
  const auto place_of = [](const std::string& shown) {
    Place place;
    place.file = std::make_shared<const std::string>(shown);
    return place;
  };
  std::vector<Factor> factors;
  for (const auto& v : overrides.vary)
    if (auto f = parse_factor(v, place_of("--vary " + v), diagnostics)) factors.push_back(std::move(*f));
  const auto design = parse_design(overrides.design, place_of("--design " + overrides.design), diagnostics);
  std::vector<NamedPatches> out = {{"baseline", nullptr, {}}};
  for (const auto& p : overrides.points) out.push_back({p.name, nullptr, p.patches, p.cost_once, p.cost_per_year});
  if (!design) return out;
  for (auto& p : sweep_points(factors, *design, seed_of(root, overrides), diagnostics)) out.push_back({std::move(p.name), nullptr, std::move(p.patches)});
  return out;
}

void patch_texts(const std::vector<Patch>& patches, std::string& out) {
  for (const Patch& p : patches)
    out += p.path + " = " + (p.value.is_scalar() ? p.value.text : to_yaml_line(p.value)) + "\n";
}

}  // namespace

const schema::Type& run_type() { return schema::type_of<RunSpec>(); }

namespace {

// What is swept as the named study says.
Overrides with_study(Overrides overrides, const std::vector<Study>& studies, Diagnostics& diagnostics) {
  if (overrides.study.empty()) return overrides;
  std::vector<std::string> names;
  for (const auto& s : studies) {
    names.push_back(s.name);
    if (s.name != overrides.study) continue;
    overrides.vary = s.vary;
    overrides.design = s.design;
    return overrides;
  }
  Place place;
  place.file = std::make_shared<const std::string>("--study " + overrides.study);
  diagnostics.error(place, fmt::format("there is no study '{}'", overrides.study), schema::did_you_mean(overrides.study, names));
  return overrides;
}

// What studies vary, tried at both ends: a path that leads nowhere, or a value that cannot be, would else be found only as
// the study is played.
void check_studies(const Scenario& scenario, const Node& root, const std::vector<Patch>& command_line,
                   const plugin_host::Registry& registry, const Overrides& overrides, Diagnostics& diagnostics) {
  for (const Study& study : scenario.studies) {
    std::vector<Factor> factors;
    Diagnostics found;
    for (std::size_t i = 0; i < study.vary.size(); ++i)
      if (auto f = parse_factor(study.vary[i], study.vary_places[i], found)) factors.push_back(std::move(*f));
    if (factors.empty()) continue;
    if (study.design == "grid") check_grid(factors, found);
    for (const double end : {0.0, 1.0}) {
      auto patches = point_at(factors, std::vector<double>(factors.size(), end), found).patches;
      patches.insert(patches.end(), command_line.begin(), command_line.end());
      const Expanded expanded = expand(root, patches, found);
      if (!expanded.root.is_map() || found.has_errors()) break;
      Variant tried;
      tried.name = study.name;
      Builder(expanded.root, expanded.aliases, scenario.file.parent_path(), registry, scenario.currency, scenario.timezone,
              overrides.warm_up, tried, found)
          .build();
    }
    for (const auto& d : found.sorted())
      if (d.severity == schema::Severity::error) diagnostics.error(d.place, fmt::format("studies.{}: {}", study.name, d.message), d.suggestion);
  }
}

}  // namespace

std::shared_ptr<const Scenario> load_parsed(ParsedFile parsed, const std::filesystem::path& file,
                                            const plugin_host::Registry& registry, const Overrides& asked,
                                            Diagnostics& diagnostics) {
  auto scenario = std::make_shared<Scenario>();
  Node& root = parsed.root;
  scenario->studies = read_studies(root, diagnostics);
  const Overrides overrides = with_study(asked, scenario->studies, diagnostics);
  scenario->file = file;
  scenario->sources = parsed.sources;
  check_version(root, diagnostics);
  scenario->title = text_or(root, "title", file.stem().string());
  scenario->question = text_or(root, "question", "");
  scenario->currency = text_or(root, "currency", "");
  scenario->timezone = text_or(root, "timezone", "UTC");
  const std::vector<Patch> command_line = command_line_patches(overrides, diagnostics);

  std::vector<NamedPatches> variants =
      overrides.vary.empty() && overrides.points.empty() ? variants_in(root, diagnostics) : swept(root, overrides, diagnostics);
  for (const auto& wanted : overrides.variants) {
    std::vector<std::string> names;
    for (const auto& v : variants) names.push_back(v.name);
    if (std::find(names.begin(), names.end(), wanted) == names.end()) {
      Place place;
      place.file = std::make_shared<const std::string>("--variant " + wanted);
      diagnostics.error(place, fmt::format("there is no variant '{}'", wanted), schema::did_you_mean(wanted, names));
    }
  }
  for (auto& [name, terms, patches, cost_once, cost_per_year] : variants) {
    const bool wanted = overrides.variants.empty() ||
                        std::find(overrides.variants.begin(), overrides.variants.end(), name) != overrides.variants.end();
    if (!wanted) continue;
    Variant& variant = scenario->variants.emplace_back();
    variant.name = name;
    variant.cost_once = cost_once;
    variant.cost_per_year = cost_per_year;
    if (terms != nullptr) read_variant_terms(*terms, variant, diagnostics);
    patches.insert(patches.end(), command_line.begin(), command_line.end());
    patch_texts(patches, variant.patches);
    Expanded expanded = expand(root, patches, diagnostics);
    if (diagnostics.has_errors() && name == "baseline" && !expanded.root.is_map()) return nullptr;
    Builder(expanded.root, expanded.aliases, file.parent_path(), registry, scenario->currency, scenario->timezone,
            overrides.warm_up, variant, diagnostics)
        .build();
    expanded.root.erase("variants");
    expanded.root.erase("expect");
    expanded.root.erase("studies");
    variant.resolved = to_yaml(expanded.root);
  }
  if (const Node* list = root.find("variants"); list != nullptr && !scenario->variants.empty())
    check_precisions_agree(*scenario, list->place, diagnostics);
  if (const Node* expect = root.find("expect"); expect != nullptr && expect->is_map())
    read_expectations(*expect, root.find("variants"), *scenario, diagnostics);
  if (!diagnostics.has_errors() && overrides.vary.empty() && overrides.points.empty())
    check_studies(*scenario, root, command_line, registry, overrides, diagnostics);
  if (diagnostics.has_errors()) return nullptr;
  return scenario;
}

std::shared_ptr<const Scenario> load(const std::filesystem::path& file, const plugin_host::Registry& registry,
                                     const Overrides& overrides, Diagnostics& diagnostics) {
  auto parsed = parse_file(file, diagnostics);
  if (!parsed) return nullptr;
  return load_parsed(std::move(*parsed), file, registry, overrides, diagnostics);
}

}  // namespace mainstay::scenario
