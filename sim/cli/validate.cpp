// `mainstay validate`, `mainstay metrics`: what can be known without a run.

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/questions.hpp"
#include "experiment/trial.hpp"

namespace mainstay::cli {
namespace {

constexpr const char* kinds[] = {"count", "observations", "level", "ratio"};

// Whether anything was counted in a part of a measure.
bool has_counted(const work::Measure& part) {
  using Kind = work::Statistic::Kind;
  switch (part.info().kind) {
    case work::MeasureKind::tally: return part.evaluate({Kind::count, 0.0}).value > 0.0;
    case work::MeasureKind::ratio: return part.evaluate({Kind::value, 0.0}).weight > 0.0;
    default: return part.evaluate({Kind::total, 0.0}).value != 0.0;
  }
}

// The names by which `by(…)` parts what came up in one trial. Models give them as things happen, so it is played once to
// learn the names, and once more to see which of them the measure takes.
std::vector<std::string> labels_in_a_trial(const scenario::Variant& variant, std::size_t measure) {
  experiment::Trial first(variant, 1, {});
  first.run();
  experiment::Trial trial(variant, 1, {});
  work::Board& board = trial.board();
  std::vector<std::pair<work::Label, const work::Measure*>> parts;
  for (work::Label l = 1; l <= first.board().last_label(); ++l) {
    const work::Label own = board.label(first.board().name_of(l));
    work::Measure::Filter filter;
    filter.by.push_back({own});
    parts.emplace_back(own, &board.measure(measure).part(filter));
  }
  trial.run();
  std::vector<std::string> out;
  for (const auto& [label, part] : parts)
    if (has_counted(*part)) out.push_back(board.name_of(label));
  return out;
}

void explain(const scenario::Variant& variant, const work::MetricQuery& query, const work::MetricPlan& metric, const work::MeasureInfo& info) {
  const auto kind = static_cast<std::size_t>(info.kind);
  fmt::print("{}\n  {}; unit {}; a {} of {}\n  may be asked: {}\n", query.text, metric.title, metric.unit, metric.kind, kinds[kind], work::statistics_of(info.kind));
  std::vector<std::string> labels = labels_in_a_trial(variant, metric.terms.front().measure);
  if (labels.empty()) {
    fmt::print("  by(…): nothing was told apart by a name in one trial\n");
  } else {
    constexpr std::size_t most = 12;
    const std::size_t more = labels.size() > most ? labels.size() - most : 0;
    const bool whole = query.inner.starts_with(info.path);
    const std::string example = info.path + ".by(" + labels.front() + ")" + (whole ? query.inner.substr(info.path.size()) : "");
    labels.resize(labels.size() - more);
    fmt::print("  by(…) took these names in one trial: {}{}\n    as in `{}`\n", fmt::join(labels, ", "), more > 0 ? fmt::format(", and {} more", more) : "", example);
  }
  using Across = work::MetricQuery::Across;
  if (query.across == Across::max || query.across == Across::min)
    fmt::print("  the function around it takes the {} of all trials; it has no interval, for the more trials the further out it lies\n",
               query.across == Across::max ? "largest" : "smallest");
  else if (query.across != Across::mean)
    fmt::print("  the function around it works across trials\n");
}

}  // namespace

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
    if (scenario != nullptr) check_scenario(*scenario, diagnostics);
    print_diagnostics(diagnostics);
    if (diagnostics.has_errors()) code = std::max<int>(code, scenario == nullptr && !can_be_read(file) ? files : invalid_input);
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
  schema::Diagnostics diagnostics;
  check_scenario(*scenario, diagnostics);
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
    explain(variant, *query, *metric, trial.board().measure(metric->terms.front().measure).info());
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
