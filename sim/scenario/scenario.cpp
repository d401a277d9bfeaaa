#include "scenario/scenario.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/expand.hpp"
#include "scenario/text.hpp"
#include "scenario/variant_builder.hpp"
#include "scenario/variants.hpp"
#include "scenario/write.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;

namespace {

std::string text_or(const Node& root, std::string_view key, std::string otherwise) {
  const Node* n = root.find(key);
  return n != nullptr && n->is_scalar() ? n->text : otherwise;
}

void check_version(const Node& root, Diagnostics& diagnostics) {
  const Node* version = root.find("mainstay");
  if (version == nullptr)
    diagnostics.error(root.place, "does not say which version of the language it is in", "begin with `mainstay: 1`");
  else if (!version->is_scalar() || version->text != "1")
    diagnostics.error(version->place, fmt::format("version {} of the language is not known; this program reads version 1", version->text));
}

// `studies.NAME.best`.
void read_study_expectation(const Node::Entry& e, Scenario& scenario, Diagnostics& diagnostics) {
  constexpr std::string_view before = "studies.", after = ".best";
  std::vector<std::string> names;
  for (const auto& s : scenario.studies) names.push_back(s.name);
  const bool asks_best = e.key.size() > before.size() + after.size() && e.key.ends_with(after);
  const std::string name = asks_best ? e.key.substr(before.size(), e.key.size() - before.size() - after.size()) : e.key.substr(before.size());
  const auto found = std::find(names.begin(), names.end(), name);
  if (!asks_best) {
    diagnostics.error(e.key_place, fmt::format("expect: '{}': of a study there is `best` alone", e.key), "write `studies.NAME.best`");
  } else if (found == names.end()) {
    diagnostics.error(e.key_place, fmt::format("expect: there is no study '{}'", name), schema::did_you_mean(name, names));
  } else if (!e.value.is_scalar()) {
    diagnostics.error(e.value.place, "expect: takes a value");
  } else {
    scenario.study_expectations.push_back({e.key, static_cast<std::size_t>(found - names.begin()), e.value.text, e.key_place, e.value.place});
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
    if (e.key.starts_with("studies.")) {
      read_study_expectation(e, scenario, diagnostics);
    } else if (e.value.is_scalar()) {
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
  diagnostics.error(whole_of("--study " + overrides.study), fmt::format("there is no study '{}'", overrides.study), schema::did_you_mean(overrides.study, names));
  return overrides;
}

// What studies vary, tried at both ends and between them (what counts is no number of any kind): a path that leads nowhere, or a value that cannot be, would else be found only as
// the study is played.
void check_studies(const Scenario& scenario, const Node& root, const std::vector<Patch>& command_line,
                   const plugin_host::Registry& registry, const Overrides& overrides, Diagnostics& diagnostics) {
  for (const Study& study : scenario.studies) {
    std::vector<Factor> factors;
    Diagnostics found;
    for (std::size_t i = 0; i < study.vary.size(); ++i)
      if (auto f = parse_factor(study.vary[i], study.vary_places[i], found)) factors.push_back(std::move(*f));
    if (factors.empty()) continue;
    // An optimiser takes any value of a range.
    const bool has_aim = !study.minimise.empty() || !study.maximise.empty();
    if (study.design == "grid" && !has_aim) check_grid(factors, found);
    for (const double at : {0.0, 1.0, 0.381966}) {
      auto patches = point_at(factors, std::vector<double>(factors.size(), at), found).patches;
      patches.insert(patches.end(), command_line.begin(), command_line.end());
      const Expanded expanded = expand(root, patches, found);
      if (!expanded.root.is_map() || found.has_errors()) break;
      Variant tried;
      tried.name = study.name;
      build_variant(expanded, scenario, registry, overrides.warm_up, tried, found);
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

  std::vector<NamedPatches> variants = variants_of(root, overrides, diagnostics);
  for (const auto& wanted : overrides.variants) {
    std::vector<std::string> names;
    for (const auto& v : variants) names.push_back(v.name);
    if (std::find(names.begin(), names.end(), wanted) == names.end())
      diagnostics.error(whole_of("--variant " + wanted), fmt::format("there is no variant '{}'", wanted), schema::did_you_mean(wanted, names));
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
    variant.patches = text_of(patches);
    Expanded expanded = expand(root, patches, diagnostics);
    if (diagnostics.has_errors() && name == "baseline" && !expanded.root.is_map()) return nullptr;
    if (terms != nullptr) warn_of_people_paid_twice(*terms, patches, expanded.root, diagnostics);
    build_variant(expanded, *scenario, registry, overrides.warm_up, variant, diagnostics);
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
