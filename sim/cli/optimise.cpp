// `mainstay optimise`: the best portfolio of variants, or values of parameters, within a budget and constraints.

#include <algorithm>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/study_order.hpp"
#include "cli/waves.hpp"
#include "report/format.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;
using report::Aim;
using report::Feasible;
using report::Standing;

const char* word(Feasible f) { return f == Feasible::yes ? "yes" : f == Feasible::no ? "no" : "open"; }

std::string state_of(const Standing& s, const Result& r) {
  if (r.selection.leader == s.candidate) return r.selection.decided ? "best" : "leads";
  if (s.feasible == Feasible::no) return "breaks a constraint";
  if (s.beaten) return "is behind";
  if (s.near) return "not better";
  return "may be best";
}

json as_json(const Order& order, const Result& r) {
  json j = {{"objective", order.choice.objective}, {"aim", order.choice.aim == Aim::highest ? "highest" : "lowest"}, {"confidence", order.choice.confidence},
            {"constraints", json::array()}, {"exhaustive", r.exhaustive}, {"candidates", r.continuous ? json(nullptr) : json(r.considered)}, {"decided", r.selection.decided},
            {"none_feasible", r.selection.none_feasible}, {"trials", r.trials}, {"notes", json::array()}, {"portfolios", json::array()}, {"front", json::array()}};
  for (const auto& c : order.choice.constraints) j["constraints"].push_back(c.text);
  if (!r.note.empty()) j["notes"].push_back(r.note);
  if (!r.exhaustive) j["searched"] = r.searched;
  if (order.budget) j["budget"] = *order.budget;
  if (r.selection.leader) j["best"] = r.names[*r.selection.leader];
  for (const auto& s : r.selection.standings) {
    json one = {{"portfolio", r.names[s.candidate]}, {"cost", r.costs[s.candidate]}, {"objective", estimate_as_json(s.objective)}, {"feasible", word(s.feasible)},
                {"state", state_of(s, r)}, {"replications", s.replications}, {"constraints", json::array()}};
    for (const auto& c : s.constraints) one["constraints"].push_back(estimate_as_json(c));
    j["portfolios"].push_back(std::move(one));
  }
  for (const std::size_t c : r.front) j["front"].push_back(r.names[c]);
  return j;
}

std::string verdict(const Order& order, const Result& r) {
  const auto& standings = r.selection.standings;
  if (r.selection.none_feasible) return fmt::format("Nothing {} meets the constraints, at {:g} %.", r.exhaustive ? "that can be chosen" : "that was looked at", order.choice.confidence * 100.0);
  if (!r.selection.leader) return "Nothing was observed of the objective.";
  const std::string& name = r.names[*r.selection.leader];
  const auto open = std::count_if(standings.begin(), standings.end(), [&](const Standing& s) {
    return s.candidate != *r.selection.leader && s.feasible != Feasible::no && !s.beaten && !s.near;
  });
  if (r.selection.decided)
    return fmt::format("Best: {}. {}{} is better{}, at {:g} % together.", name,
                       order.choice.constraints.empty() ? "" : "It meets the constraints, and ", r.exhaustive ? (order.choice.constraints.empty() ? "No other" : "no other that does")
                                    : order.choice.constraints.empty() ? "Nothing else that came into the last round" : "nothing else that came into the last round",
                       order.choice.indifference > 0.0 ? " by more than " + order.indifference : "", order.choice.confidence * 100.0);
  return fmt::format("Undecided: {} leads{}, and {} may be as good; more is played with -n, and a greater --indifference needs less.", name,
                     standings[*r.selection.leader].feasible == Feasible::yes ? "" : ", though it is open whether it meets the constraints",
                     open == 1 ? "one other" : fmt::format("{} others", open));
}

void print(const Order& order, const Result& r, const std::string& currency) {
  fmt::print("The {} {}", order.choice.aim == Aim::highest ? "highest" : "lowest", order.choice.objective);
  for (const auto& c : order.choice.constraints) fmt::print(", {}", c.text);
  if (order.budget) fmt::print(", for at most {} in all", report::format_value(*order.budget, "money", currency));
  fmt::print("\n{}\n\n", r.exhaustive ? fmt::format("{:.0f} candidates, all of them played", r.considered)
                                     : fmt::format("{}, {} looked at; the most promising {} played on", r.continuous ? "any value of a range" : fmt::format("{:.3g} candidates", r.considered), r.searched, r.names.size()));
  constexpr std::size_t most_lines = 12;
  auto order_of = r.selection.standings;
  std::stable_sort(order_of.begin(), order_of.end(), [&](const Standing& a, const Standing& b) {
    const auto rank = [&](const Standing& s) { return r.selection.leader == s.candidate ? 0 : s.feasible == Feasible::no ? 2 : 1; };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    return order.choice.aim == Aim::highest ? a.objective.value > b.objective.value : a.objective.value < b.objective.value;
  });
  std::size_t wide = 9;
  for (std::size_t i = 0; i < std::min(most_lines, order_of.size()); ++i) wide = std::max(wide, r.names[order_of[i].candidate].size());
  fmt::print("{:<{}}  {:>14}  {:>16} {:<26} {:>6} {:>8}\n", "portfolio", wide, "costs", "objective", fmt::format("at {:g} %, alone", order.choice.confidence * 100.0), "meets", "trials");
  for (std::size_t i = 0; i < std::min(most_lines, order_of.size()); ++i) {
    const auto& s = order_of[i];
    fmt::print("{:<{}}  {:>14}  {:>16} {:<26} {:>6} {:>8}  {}\n", r.names[s.candidate], wide, report::format_value(r.costs[s.candidate], "money", currency),
               report::format_estimate(s.objective, currency), report::format_interval(s.objective, currency),
               order.choice.constraints.empty() ? "" : word(s.feasible), s.replications, state_of(s, r));
  }
  if (order_of.size() > most_lines) fmt::print("and {} more; --json has them all\n", order_of.size() - most_lines);
  if (r.front.size() > 1) {
    fmt::print("\ncost against objective (none costs no more and has a better figure, as far as played):\n");
    for (const std::size_t c : r.front)
      fmt::print("  {:>14}  {:>16} {:<26} {}\n", report::format_value(r.costs[c], "money", currency), report::format_estimate(r.selection.standings[c].objective, currency),
                 report::format_interval(r.selection.standings[c].objective, currency), r.names[c]);
  }
  fmt::print("\n{}\n", verdict(order, r));
  if (!r.note.empty()) fmt::print("note: {}\n", r.note);
  fmt::print("{} trials\n", r.trials);
}

// --- what is asked ---

// What is asked: by a study of the scenario, and by the command line, which beats it.
scenario::Study study_of(const Arguments& a, const std::vector<scenario::Study>& known) {
  scenario::Study out;
  if (a.has("study")) {
    std::vector<std::string> names;
    for (const auto& s : known) names.push_back(s.name);
    const std::string wanted = a.get<std::string>("study");
    const auto found = std::find(names.begin(), names.end(), wanted);
    if (found == names.end()) throw Stop{invalid_input, fmt::format("there is no study '{}'; {}", wanted, schema::did_you_mean(wanted, names))};
    out = known[static_cast<std::size_t>(found - names.begin())];
  }
  if (a.has("minimise") || a.has("maximise")) {
    out.minimise = a.has("minimise") ? a.get<std::string>("minimise") : "";
    out.maximise = a.has("maximise") ? a.get<std::string>("maximise") : "";
  }
  if (a.has("vary")) out.vary = a.list("vary");
  if (a.has("require")) out.require = a.list("require");
  if (a.has("budget")) out.budget = a.get<std::string>("budget");
  if (a.has("indifference")) out.indifference = a.get<std::string>("indifference");
  if (out.minimise.empty() == out.maximise.empty()) throw UsageError{"optimise takes either --minimise METRIC or --maximise METRIC, or a --study that has one"};
  return out;
}

Order order_asked(const Arguments& a, const scenario::Study& study) {
  Order o = order_of(study);
  o.choice.confidence = confidence_of(a);
  o.first_look = count_of(a, "first", 2, o.first_look);
  o.most = count_of(a, "replications", 2, o.most);
  o.enumerate = count_of(a, "enumerate", 1, o.enumerate);
  o.evaluations = count_of(a, "evaluations", 1, o.evaluations);
  return o;
}

std::vector<scenario::Option> options_of(const Arguments& a, const schema::Node& root) {
  auto all = scenario::options_in(root);
  const auto wanted = a.list("variant");
  std::vector<std::string> names;
  for (const auto& o : all) names.push_back(o.name);
  for (const auto& w : wanted)
    if (std::find(names.begin(), names.end(), w) == names.end())
      throw Stop{invalid_input, fmt::format("there is no variant '{}'; {}", w, schema::did_you_mean(w, names))};
  if (!wanted.empty()) std::erase_if(all, [&](const auto& o) { return std::find(wanted.begin(), wanted.end(), o.name) == wanted.end(); });
  if (all.size() > 60) throw Stop{invalid_input, "more than 60 variants; choose some with --variant"};
  return all;
}

}  // namespace

int optimise_command(const std::vector<std::string>& arguments) {
  Arguments a("optimise", "SCENARIO --minimise METRIC|--maximise METRIC|--study NAME [OPTIONS]",
              "Chooses the best portfolio of a scenario's variants (several carried out together), or values of parameters,\n"
              "within a budget and constraints. Where there are few, all are played, with common random numbers, and dropped as\n"
              "soon as they clearly break a constraint or are clearly behind; where there are many, a search looks for\n"
              "promising ones first. Variants that set the same cannot be carried out together. The front of cost against\n"
              "objective is shown too. The result does not depend on the number of threads.");
  a.positional("scenario", 1);
  a.add()("study", po::value<std::string>()->value_name("NAME"), "asks what this study of the scenario asks; options beat it")
      ("minimise", po::value<std::string>()->value_name("METRIC"), "the objective: a mean, a share, a total, or P(…)")
      ("maximise", po::value<std::string>()->value_name("METRIC"), "the same, where more is better")
      ("require", po::value<std::vector<std::string>>()->value_name("METRIC >= VALUE"), "a constraint, with >= or <= (may be repeated)")
      ("budget", po::value<std::string>()->value_name("AMOUNT"), "what variants may cost together: '150000 EUR / year'")
      ("variant", po::value<std::vector<std::string>>()->value_name("NAME"), "may be chosen; without it all (may be repeated)")
      ("vary", po::value<std::vector<std::string>>()->value_name("PATH: VALUES"), "a parameter to choose: 'teams.dba.staff: 1 to 5 by 1', or '2 h to 8 h', any value (may be repeated)")
      ("indifference", po::value<std::string>()->value_name("AMOUNT"), "a difference of the objective below which either will do")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of all that is said, together")
      ("first", po::value<int>()->value_name("N"), "replications of each candidate before any is dropped (default 100)")
      ("replications,n", po::value<int>()->value_name("N"), "of each candidate, at most (default 3200)")
      ("enumerate", po::value<int>()->value_name("N"), "candidates that are all played; of more a search is made (default 128)")
      ("evaluations", po::value<int>()->value_name("N"), "candidates that a search looks at (default 400)")
      ("set", po::value<std::vector<std::string>>()->value_name("PATH=VALUE"), "changes the scenario (may be repeated)")
      ("seed", po::value<double>()->value_name("N"), "of the random numbers, instead of the scenario's")
      ("jobs,j", po::value<unsigned>()->default_value(default_workers())->value_name("N"), "threads")
      ("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)")("json", "as JSON");
  a.examples({{"mainstay optimise bank.yaml --minimise total.cost --require 'P(services.payments.rto.breaches = 0) >= 95 %'", "the cheapest that keeps the RTO"},
              {"mainstay optimise bank.yaml --maximise services.payments.availability --budget '150000 EUR / year'", "the most for that money"},
              {"mainstay optimise bank.yaml --minimise total.cost --variant warm-standby --vary 'teams.dba.staff: 1 to 5 by 1'", "with a number to choose"},
              {"mainstay optimise factory.yaml --minimise services.line.downtime --vary 'components.press.maintenance.every: 100 h to 2000 h'", "any value of a range"},
              {"mainstay optimise bank.yaml --study how-many", "what the scenario's own study asks"}});
  if (!a.parse(arguments)) return well;
  if (a.list("scenario").size() != 1) throw UsageError{"optimise takes one scenario; see `mainstay optimise --help`"};
  const std::string file = a.list("scenario").front();
  if (!a.has("study")) study_of(a, {});  // what is missing is said before anything is read
  const unsigned workers = workers_of(a);
  const auto registry = load_plugins(a);
  scenario::Overrides overrides;
  overrides.set = a.list("set");
  if (a.has("seed")) overrides.seed = a.get<double>("seed");
  std::string by;
  const auto scenario = settle_warm_up(load_scenario(file, registry, overrides), registry, overrides, workers, by);
  const scenario::Study study = study_of(a, scenario->studies);
  Order order = order_asked(a, study);
  const auto factors = factors_of(study);
  const Job job = prepare(scenario, order.metrics(), experiment::Keep::asked);
  const auto& run = scenario->variants.front().run;
  if (!by.empty()) overrides.warm_up = run.warm_up.length;
  play_scenario(order, file, *scenario, study.budget);
  read_indifference(order, job);
  schema::Diagnostics said_before;
  const auto parsed = scenario::parse_file(order.file, said_before);
  if (!parsed) throw Stop{invalid_input, fmt::format("{} cannot be read", order.file)};
  auto options = options_of(a, parsed->root);
  if (!factors.empty() && !a.has("variant")) options.clear();
  if (options.empty() && factors.empty()) throw Stop{invalid_input, "the scenario has no variants to choose from; give it some, or a parameter with --vary"};
  const Candidates space(std::move(options), factors, order.years, order.budget);
  const Result result = optimise(registry, overrides, space, order, workers);
  if (a.has("json"))
    fmt::print("{}\n", as_json(order, result).dump(2));
  else
    print(order, result, scenario->currency);
  return well;
}

}  // namespace mainstay::cli
