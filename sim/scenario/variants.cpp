#include "scenario/variants.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "scenario/sweep.hpp"
#include "scenario/text.hpp"
#include "scenario/write.hpp"
#include "schema/quantity.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

namespace {

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
  const std::vector<Factor> factors = parse_factors(overrides.vary, "--vary", diagnostics);
  const auto design = parse_design(overrides.design, whole_of("--design " + overrides.design), diagnostics);
  std::vector<NamedPatches> out = {{"baseline", nullptr, {}}};
  for (const auto& p : overrides.points) out.push_back({p.name, nullptr, p.patches, p.cost_once, p.cost_per_year});
  if (!design) return out;
  for (auto& p : sweep_points(factors, *design, seed_of(root, overrides), diagnostics)) out.push_back({std::move(p.name), nullptr, std::move(p.patches)});
  return out;
}

}  // namespace

std::vector<NamedPatches> variants_of(const Node& root, const Overrides& overrides, Diagnostics& diagnostics) {
  return overrides.vary.empty() && overrides.points.empty() ? variants_in(root, diagnostics) : swept(root, overrides, diagnostics);
}

std::vector<Patch> command_line_patches(const Overrides& overrides, Diagnostics& diagnostics) {
  std::vector<Patch> out;
  const auto add = [&](const std::string& assignment, const std::string& shown) {
    const Place place = whole_of(shown);
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
    const Place place = whole_of("--precision " + *overrides.precision);
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

std::string text_of(const std::vector<Patch>& patches) {
  std::string out;
  for (const Patch& p : patches)
    out += p.path + " = " + (p.value.is_scalar() ? p.value.text : to_yaml_line(p.value)) + "\n";
  return out;
}

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

void warn_of_people_paid_twice(const Node& terms, const std::vector<Patch>& patches, const Node& root, Diagnostics& diagnostics) {
  const Node* cost = terms.find("cost");
  const Node* teams = root.find("teams");
  if (cost == nullptr || teams == nullptr) return;
  for (const auto& team : teams->entries) {
    const std::string staff = "teams." + team.key + ".staff";
    const bool changes_staff = std::any_of(patches.begin(), patches.end(), [&](const Patch& p) { return p.path == staff || p.path.starts_with(staff + "."); });
    if (changes_staff && team.value.is_map() && team.value.find("cost") != nullptr)
      diagnostics.warning(cost->place, fmt::format("`total.cost` counts this, and what more of '{}' cost by the hour as well", team.key),
                          "leave out what is paid to the same people");
  }
}

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

}  // namespace mainstay::scenario
