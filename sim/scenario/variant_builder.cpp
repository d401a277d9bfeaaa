#include "scenario/variant_builder.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "scenario/contracts.hpp"
#include "scenario/live_paths.hpp"
#include "scenario/names.hpp"
#include "scenario/sections.hpp"
#include "scenario/workforce.hpp"
#include "schema/leaves.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;
using schema::Reader;

namespace {

// Builds one variant from its document.
class Builder {
 public:
  Builder(const Expanded& document, const Scenario& scenario, const plugin_host::Registry& registry,
          std::optional<Duration> warm_up, Variant& out, Diagnostics& diagnostics)
      : root_(document.root), aliases_(document.aliases), registry_(registry), timezone_(scenario.timezone), warm_up_(warm_up),
        out_(out), diagnostics_(diagnostics), sections_(root_, registry, diagnostics),
        reader_(diagnostics, out.names, scenario.file.parent_path()) {
    reader_.set_currency(scenario.currency);
  }

  void build() {
    sections_.check();
    collect_names(root_, aliases_, out_.names, diagnostics_);
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
  const Node* section(std::string_view name) const { return section_of(root_, name); }

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

  template <class Spec>
  void read_kind(const std::string& kind, std::vector<estate::Entity<Spec>>& out) {
    const Node* entities = section(kind);
    if (entities == nullptr) return;
    for (const auto& e : entities->entries) {
      auto elsewhere = sections_.keys_elsewhere(kind);
      if (e.value.is_map()) sections_.explain_unread(e.value, kind, elsewhere);
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
          read_section(s, e.value, head + "." + e.key, e.key, family, index, sections_.keys_elsewhere(head));
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
  const Sections sections_;
  Reader reader_;
};

}  // namespace

void build_variant(const Expanded& document, const Scenario& scenario, const plugin_host::Registry& registry,
                   std::optional<Duration> warm_up, Variant& out, Diagnostics& diagnostics) {
  Builder(document, scenario, registry, warm_up, out, diagnostics).build();
}

}  // namespace mainstay::scenario
