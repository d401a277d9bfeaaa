// `mainstay validate`, `mainstay metrics`, `mainstay plugins`: what can be known without a run.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "experiment/trial.hpp"

namespace mainstay::cli {

int validate_command(const std::vector<std::string>& arguments) {
  Arguments a("validate", "SCENARIO... [OPTIONS]", "Reads scenarios with all their variants and says everything that is wrong, each with its place.");
  a.positional("scenario", -1);
  add_scenario_options(a);
  a.examples({{"mainstay validate scenarios/*.yaml", "all of them"}});
  if (!a.parse(arguments)) return well;
  if (a.list("scenario").empty()) throw UsageError{"validate takes scenarios; see `mainstay validate --help`"};
  const auto registry = load_plugins(a);
  int code = well;
  for (const auto& file : a.list("scenario")) {
    schema::Diagnostics diagnostics;
    const auto scenario = scenario::load(file, registry, overrides_of(a), diagnostics);
    if (scenario != nullptr) {
      std::vector<std::string> asked;
      for (const auto& e : scenario->expectations) asked.push_back(e.metric);
      experiment::find_columns(*scenario, asked, diagnostics);
    }
    print_diagnostics(diagnostics);
    if (diagnostics.has_errors()) code = invalid_input;
    if (!diagnostics.has_errors())
      fmt::print("{}: valid, {} {}\n", file, scenario->variants.size(), scenario->variants.size() == 1 ? "variant" : "variants");
  }
  return code;
}

int metrics_command(const std::vector<std::string>& arguments) {
  Arguments a("metrics", "SCENARIO [OPTIONS]",
              "Lists every measure that the scenario yields, with its unit and meaning, and what may be asked of it.");
  a.positional("scenario", 1);
  add_scenario_options(a);
  a.add()("explain", po::value<std::string>()->value_name("NAME"), "what one metric means")("json", "as JSON");
  a.examples({{"mainstay metrics scenarios/it-company.yaml", "all of them"},
              {"mainstay metrics bank.yaml --explain services.payments.outage.p95", "one of them"}});
  if (!a.parse(arguments)) return well;
  if (a.list("scenario").size() != 1) throw UsageError{"metrics takes one scenario; see `mainstay metrics --help`"};
  const auto registry = load_plugins(a);
  const auto scenario = load_scenario(a.list("scenario").front(), registry, overrides_of(a));
  static constexpr const char* kinds[] = {"count", "observations", "level", "ratio"};
  static constexpr const char* asks[] = {"total, rate, share, by(…), between(…)",
                                         "mean, sd, min, max, p95 …, over(…), total, rate, count, by(…), between(…)",
                                         "mean, sd, max, over(…), at(…), between(…)", "its value"};
  const auto& variant = scenario->variants.front();
  experiment::Trial trial(variant, 0, {});
  if (a.has("explain")) {
    std::string error;
    const auto query = work::parse_query(a.get<std::string>("explain"), error);
    const auto metric = query ? work::plan_metric(trial.board(), variant.names, query->inner, error) : std::nullopt;
    if (!metric) throw Stop{invalid_input, error};
    const auto& info = trial.board().measure(metric->terms.front().measure).info();
    fmt::print("{}\n  {}; unit {}; a {} of {}\n  may be asked: {}\n", query->text, metric->title, metric->unit, metric->kind,
               kinds[static_cast<int>(info.kind)], asks[static_cast<int>(info.kind)]);
    if (query->across != work::MetricQuery::Across::mean) fmt::print("  the function around it works across trials\n");
    return well;
  }
  nlohmann::json list = nlohmann::json::array();
  for (const auto& m : trial.board().measures()) {
    const std::string unit = m->unit_of({});
    if (a.has("json"))
      list.push_back({{"name", m->info().path}, {"unit", unit}, {"kind", kinds[static_cast<int>(m->info().kind)]}, {"title", m->info().title}});
    else
      fmt::print("{:<48} {:<8} {:<13} {}\n", m->info().path, unit, kinds[static_cast<int>(m->info().kind)], m->info().title);
  }
  if (a.has("json")) fmt::print("{}\n", list.dump(2));
  return well;
}

namespace {

void describe_type(const schema::Type& type, int depth) {
  for (const auto& f : type.fields) {
    const schema::Type* t = f.type;
    std::string many;
    while (t->kind == schema::Type::Kind::optional || t->kind == schema::Type::Kind::list || t->kind == schema::Type::Kind::named) {
      if (t->kind == schema::Type::Kind::list) many = "list of ";
      if (t->kind == schema::Type::Kind::named) many = "map by name of ";
      t = t->element;
    }
    const bool record = t->kind == schema::Type::Kind::record;
    fmt::print("{:{}}{:<14} {}{}\n", "", depth * 2 + 2, f.name, f.doc, f.required ? " (required)" : "");
    fmt::print("{:{}}{:<14} {}{}{}\n", "", depth * 2 + 2, "", many, record ? "map:" : t->meaning,
               f.default_text.empty() || record ? "" : fmt::format("; default {}", f.default_text));
    if (record && depth < 2) describe_type(*t, depth + 1);
  }
}

}  // namespace

int plugins_command(const std::vector<std::string>& arguments) {
  Arguments a("plugins", "list | describe NAME [OPTIONS]", "The process models: which were found, where, and what their sections may hold.");
  a.positional("what", -1);
  a.add()("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)")("json", "as JSON");
  a.examples({{"mainstay plugins list", "what was found, and where plugins are looked for"}, {"mainstay plugins describe tickets", "the keys of its sections"}});
  if (!a.parse(arguments)) return well;
  const auto what = a.list("what");
  if (what.empty() || (what[0] != "list" && what[0] != "describe") || (what[0] == "describe" && what.size() != 2))
    throw UsageError{"plugins takes `list`, or `describe NAME`; see `mainstay plugins --help`"};
  const auto registry = load_plugins(a);
  if (what[0] == "list") {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& p : registry.plugins()) {
      std::string sections;
      for (const auto& s : p->declaration.sections()) sections += (sections.empty() ? "" : ", ") + s.path;
      if (a.has("json"))
        list.push_back({{"name", p->name}, {"version", p->version}, {"file", p->file.string()}, {"summary", p->declaration.summary()}, {"sections", sections}});
      else
        fmt::print("{:<10} {:<6} {}\n{:<17} reads {}\n{:<17} {}\n", p->name, p->version, p->declaration.summary(), "", sections, "", p->file.string());
    }
    if (a.has("json")) fmt::print("{}\n", list.dump(2));
    for (const auto& r : registry.refused()) fmt::print(stderr, "not used: {}: {}\n", r.file.string(), r.why);
    if (registry.plugins().empty()) {
      const auto path = plugin_host::search_path(a.list("plugin-dir"));
      fmt::print(stderr, "no plugin was found in:\n");
      for (const auto& folders : {path.asked_for, path.standard})
        for (const auto& f : folders) fmt::print(stderr, "  {}\n", f.string());
    }
    return well;
  }
  const auto* plugin = registry.find(what[1]);
  if (plugin == nullptr) {
    std::vector<std::string> names;
    for (const auto& p : registry.plugins()) names.push_back(p->name);
    throw Stop{invalid_input, fmt::format("there is no plugin '{}'; {}", what[1], schema::did_you_mean(what[1], names))};
  }
  fmt::print("{} {}: {}\n", plugin->name, plugin->version, plugin->declaration.summary());
  for (const auto& s : plugin->declaration.sections()) {
    fmt::print("\n{}: {}\n", s.path, s.doc);
    describe_type(*s.type, 0);
  }
  return well;
}

}  // namespace mainstay::cli
