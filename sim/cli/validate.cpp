// `mainstay validate`, `mainstay metrics`: what can be known without a run.

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
  schema::Diagnostics diagnostics;
  experiment::find_columns(*scenario, {}, diagnostics);
  if (diagnostics.has_errors()) {
    print_diagnostics(diagnostics);
    return invalid_input;
  }
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

}  // namespace mainstay::cli
