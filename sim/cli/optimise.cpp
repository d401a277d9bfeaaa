// `mainstay optimise`: the best portfolio of variants, or values of parameters, within a budget and constraints.

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/candidates.hpp"
#include "cli/command.hpp"
#include "cli/waves.hpp"
#include "report/format.hpp"
#include "report/portfolio.hpp"
#include "schema/quantity.hpp"
#include "stats/generator.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;
using report::Aim;
using report::Feasible;
using report::Standing;

constexpr std::size_t finalists = 16;    // that a search hands on
constexpr int random_starts = 3;

struct Order {
  std::string file;
  report::Choice choice;
  std::string indifference;         // as written
  std::optional<double> budget;     // over the horizon
  std::size_t first_look = 100;     // replications of each candidate
  std::size_t most = 3200;
  std::size_t enumerate = 128;      // candidates, at most
  std::size_t evaluations = 400;    // of a search
  std::uint64_t seed = 1;
  double years = 1.0;

  std::vector<std::string> metrics() const {
    std::vector<std::string> out = {choice.objective};
    for (const auto& c : choice.constraints) out.push_back(c.metric);
    return out;
  }
};

// Loads candidates as variants, and plays them.
class Arena {
 public:
  Arena(const plugin_host::Registry& registry, scenario::Overrides overrides, const Order& order, unsigned workers)
      : registry_(registry), overrides_(std::move(overrides)), order_(order), workers_(workers) {}
  Job job(const Candidates& space, const std::vector<Candidate>& candidates) const {
    scenario::Overrides overrides = overrides_;
    for (const auto& c : candidates) {
      auto p = space.point(c);
      overrides.variants.push_back(p.name);
      if (p.patches.empty()) continue;  // the scenario as it is
      overrides.points.push_back(std::move(p));
    }
    // Where none differs from it, there is still the scenario as it is.
    return prepare(load_scenario_quietly(overrides), order_.metrics(), experiment::Keep::asked);
  }
  unsigned workers() const { return workers_; }

 private:
  std::shared_ptr<const scenario::Scenario> load_scenario_quietly(const scenario::Overrides& overrides) const {
    schema::Diagnostics diagnostics;
    auto out = scenario::load(order_.file, registry_, overrides, diagnostics);
    if (out != nullptr) return out;
    print_diagnostics(diagnostics);
    throw Stop{invalid_input, "some of the variants cannot be carried out together; leave one of them out with --variant"};
  }
  const plugin_host::Registry& registry_;
  scenario::Overrides overrides_;
  const Order& order_;
  unsigned workers_;
};

// The place of each candidate among the scenario's variants: the scenario as it is comes first there.
std::vector<Candidate> in_order_of(const Job& job, const Candidates& space, const std::vector<Candidate>& candidates) {
  std::map<std::string, Candidate> by_name;
  for (const auto& c : candidates) by_name.emplace(space.point(c).name, c);
  std::vector<Candidate> out;
  for (const auto& v : job.scenario->variants) out.push_back(by_name.at(v.name));
  return out;
}

// --- a search, where there are too many ---

struct Score {
  double violation = 0.0;                                       // how far constraints are missed, relative to their limits
  double objective = std::numeric_limits<double>::infinity();   // less is better
  bool operator<(const Score& o) const { return violation != o.violation ? violation < o.violation : objective < o.objective; }
};

class Search {
 public:
  Search(const Arena& arena, const Candidates& space, const Order& order, StatusLine& status)
      : arena_(arena), space_(space), order_(order), status_(status) {}

  // The best of what was looked at, for a closer look.
  std::vector<Candidate> find() {
    climb(space_.first());
    stats::Generator generator(order_.seed);
    for (int s = 0; s < random_starts && scores_.size() < order_.evaluations; ++s) {
      std::vector<double> numbers(space_.first().size());
      for (double& x : numbers) x = generator.uniform();
      climb(space_.random(numbers));
    }
    std::vector<std::pair<Score, Candidate>> all;
    for (const auto& [c, s] : scores_) all.emplace_back(s, c);
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Candidate> out;
    for (const auto& [s, c] : all)
      if (out.size() < finalists) out.push_back(c);
    return out;
  }
  std::size_t evaluated() const { return scores_.size(); }

 private:
  // To the best neighbour, as long as it is better.
  void climb(Candidate at) {
    score({at});
    while (scores_.size() < order_.evaluations) {
      auto near = space_.neighbours(at);
      score(near);
      const auto best = std::min_element(near.begin(), near.end(), [&](const auto& a, const auto& b) { return scores_.at(a) < scores_.at(b); });
      if (best == near.end() || !(scores_.at(*best) < scores_.at(at))) return;
      at = *best;
    }
  }

  void score(const std::vector<Candidate>& candidates) {
    std::vector<Candidate> fresh;
    for (const auto& c : candidates)
      if (!scores_.contains(c)) fresh.push_back(c);
    if (fresh.empty()) return;
    const Job job = arena_.job(space_, fresh);
    const auto placed = in_order_of(job, space_, fresh);
    Waves waves(job, order_.metrics(), arena_.workers());
    std::vector<std::size_t> all(placed.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    waves.play(all, 0, order_.first_look);
    std::string error;
    const auto judged = report::select(waves.run(), order_.choice, {}, error);
    if (!judged) throw Stop{invalid_input, error};
    for (std::size_t v = 0; v < placed.size(); ++v) scores_[placed[v]] = score_of(judged->standings[v]);
    status_.show(fmt::format("{} candidates looked at", scores_.size()));
  }

  Score score_of(const Standing& s) const {
    Score out;
    if (s.objective.known) out.objective = order_.choice.aim == Aim::highest ? -s.objective.value : s.objective.value;
    for (std::size_t c = 0; c < order_.choice.constraints.size(); ++c) {
      // One that is broken ends the judging of the rest.
      if (c >= s.constraints.size() || !s.constraints[c].known) {
        out.violation += 1.0;
        continue;
      }
      std::string error;
      const double limit = work::value_in_unit(order_.choice.constraints[c].limit, s.constraints[c].unit, error).value_or(0.0);
      const double missing = order_.choice.constraints[c].at_least ? limit - s.constraints[c].value : s.constraints[c].value - limit;
      out.violation += std::max(0.0, missing) / std::max(std::abs(limit), 1e-9);
    }
    return out;
  }

  const Arena& arena_;
  const Candidates& space_;
  const Order& order_;
  StatusLine& status_;
  std::map<Candidate, Score> scores_;
};

// --- the closer look ---

struct Result {
  std::vector<std::string> names;
  std::vector<double> costs;
  report::Selection selection;
  std::vector<std::size_t> front;
  std::string unit;
  double considered = 0.0;      // candidates that there are
  bool exhaustive = true;
  std::size_t searched = 0;     // candidates that a search has looked at
  std::size_t trials = 0;
  std::string note;             // what must be known before it is believed; or empty
};

// How many looks there will be: replications double from the first to the last.
std::size_t looks_of(const Order& order) {
  std::size_t looks = 1;
  for (std::size_t n = order.first_look; n < order.most; n *= 2) ++looks;
  return looks;
}

void compete(const Arena& arena, const Candidates& space, const std::vector<Candidate>& candidates, Order order, StatusLine& status, Result& out) {
  const Job job = arena.job(space, candidates);
  const auto placed = in_order_of(job, space, candidates);
  Waves waves(job, order.metrics(), arena.workers());
  order.choice.looks = looks_of(order);
  std::vector<Standing> standings;
  for (std::size_t n = 0; n < order.most;) {
    const std::size_t next = n == 0 ? std::min(order.first_look, order.most) : std::min(order.most, 2 * n);
    std::vector<std::size_t> in;
    for (std::size_t v = 0; v < placed.size(); ++v)
      if (standings.empty() || (standings[v].feasible != Feasible::no && !standings[v].beaten)) in.push_back(v);
    if (in.empty()) break;
    status.show(fmt::format("{} of {} left after {} replications", in.size(), placed.size(), n));
    waves.play(in, n, next - n);
    n = next;
    std::string error;
    auto selection = report::select(waves.run(), order.choice, standings, error);
    if (!selection) throw Stop{invalid_input, error};
    out.selection = std::move(*selection);
    standings = out.selection.standings;
    if (out.selection.decided || out.selection.none_feasible) break;
  }
  for (const auto& c : placed) {
    out.names.push_back(space.point(c).name);
    out.costs.push_back(space.cost(c));
  }
  out.unit = standings.front().objective.unit;
  out.front = report::pareto_front(standings, out.costs, order.choice.aim);
  out.trials += waves.run().trials();
  out.note = report::note_of_times(waves.run());
}

Result optimise(const Arena& arena, const Candidates& space, const Order& order) {
  StatusLine status(true);
  Result out;
  out.considered = space.count();
  if (const auto all = space.all(order.enumerate)) {
    if (all->empty()) throw Stop{invalid_input, "nothing is within the budget, not even the scenario as it is"};
    out.considered = static_cast<double>(all->size());
    compete(arena, space, *all, order, status, out);
    return out;
  }
  out.exhaustive = false;
  Search search(arena, space, order, status);
  const auto found = search.find();
  out.searched = search.evaluated();
  out.trials = out.searched * order.first_look;
  compete(arena, space, found, order, status, out);
  return out;
}

// --- showing it ---

const char* word(Feasible f) { return f == Feasible::yes ? "yes" : f == Feasible::no ? "no" : "open"; }

std::string state_of(const Standing& s, const Result& r) {
  if (r.selection.leader == s.candidate) return r.selection.decided ? "best" : "leads";
  if (s.feasible == Feasible::no) return "breaks a constraint";
  if (s.beaten) return "is behind";
  if (s.near) return "not better";
  return "may be best";
}

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }
json as_json(const report::Estimate& e) {
  json j = {{"unit", e.unit}};
  if (e.known) j["estimate"] = number(e.value);
  if (e.interval) j["interval"] = {number(e.interval->low), number(e.interval->high)};
  return j;
}

json as_json(const Order& order, const Result& r) {
  json j = {{"objective", order.choice.objective}, {"aim", order.choice.aim == Aim::highest ? "highest" : "lowest"}, {"confidence", order.choice.confidence},
            {"constraints", json::array()}, {"exhaustive", r.exhaustive}, {"candidates", r.considered}, {"decided", r.selection.decided},
            {"none_feasible", r.selection.none_feasible}, {"trials", r.trials}, {"notes", json::array()}, {"portfolios", json::array()}, {"front", json::array()}};
  for (const auto& c : order.choice.constraints) j["constraints"].push_back(c.text);
  if (!r.note.empty()) j["notes"].push_back(r.note);
  if (!r.exhaustive) j["searched"] = r.searched;
  if (order.budget) j["budget"] = *order.budget;
  if (r.selection.leader) j["best"] = r.names[*r.selection.leader];
  for (const auto& s : r.selection.standings) {
    json one = {{"portfolio", r.names[s.candidate]}, {"cost", r.costs[s.candidate]}, {"objective", as_json(s.objective)}, {"feasible", word(s.feasible)},
                {"state", state_of(s, r)}, {"replications", s.replications}, {"constraints", json::array()}};
    for (const auto& c : s.constraints) one["constraints"].push_back(as_json(c));
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
                       order.choice.constraints.empty() ? "" : "It meets the constraints, and ", r.exhaustive ? (order.choice.constraints.empty() ? "No other" : "no other that does") : "nothing else that came into the last round",
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
                                     : fmt::format("{:.3g} candidates, {} looked at; the most promising {} played on", r.considered, r.searched, r.names.size()));
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

std::size_t count_of(const Arguments& a, const std::string& option, std::size_t otherwise, std::size_t least) {
  if (!a.has(option)) return otherwise;
  const int n = a.get<int>(option);
  if (n < static_cast<int>(least)) throw UsageError{fmt::format("--{} takes a number from {} on", option, least)};
  return static_cast<std::size_t>(n);
}

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

Order order_of(const Arguments& a, const scenario::Study& study) {
  Order o;
  o.choice.aim = study.minimise.empty() ? Aim::highest : Aim::lowest;
  o.choice.objective = study.minimise.empty() ? study.maximise : study.minimise;
  for (const auto& text : study.require) {
    std::string error;
    const auto c = report::parse_constraint(text, error);
    if (!c) throw UsageError{"--require: " + error};
    o.choice.constraints.push_back(*c);
  }
  o.choice.confidence = confidence_of(a);
  o.indifference = study.indifference;
  o.first_look = count_of(a, "first", 100, 2);
  o.most = count_of(a, "replications", 3200, 2);
  o.enumerate = count_of(a, "enumerate", 128, 1);
  o.evaluations = count_of(a, "evaluations", 400, 1);
  return o;
}

// `150000 EUR`, or `150000 EUR / year`: over the horizon.
double budget_of(const std::string& text, double years) {
  std::string error;
  const auto q = schema::parse_quantity(text, error);
  if (q && q->dimension == schema::Dimension::money) return q->value;
  if (q && q->dimension == schema::Dimension::money_per_time) return q->value * 31536000.0 * years;
  throw UsageError{fmt::format("--budget takes an amount of money, or money per time, as '150000 EUR / year', not '{}'", text)};
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

std::vector<scenario::Factor> factors_of(const scenario::Study& study) {
  std::vector<scenario::Factor> out;
  schema::Diagnostics diagnostics;
  for (const auto& text : study.vary) {
    schema::Place place;
    place.file = std::make_shared<const std::string>("vary " + text);
    auto f = scenario::parse_factor(text, place, diagnostics);
    if (f && f->levels.empty()) diagnostics.error(place, "an optimiser chooses among levels", "write `1 to 5 by 1`, or a list");
    if (f) out.push_back(std::move(*f));
  }
  if (!diagnostics.has_errors()) return out;
  print_diagnostics(diagnostics);
  throw Stop{invalid_input, ""};
}

void read_indifference(Order& order, const Job& job) {
  const MemoryRun empty(job, order.metrics());
  std::string error;
  const auto asked = report::ask_for_mean(empty, order.choice.objective, error);
  if (!asked) throw Stop{invalid_input, error};
  if (order.indifference.empty()) return;
  const auto x = work::value_in_unit(order.indifference, asked->unit, error);
  if (!x || !(*x > 0.0)) throw UsageError{fmt::format("--indifference: {}", x ? "takes an amount above 0" : error)};
  order.choice.indifference = *x;
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
      ("vary", po::value<std::vector<std::string>>()->value_name("PATH: VALUES"), "a parameter to choose: 'teams.dba.staff: 1 to 5 by 1' (may be repeated)")
      ("indifference", po::value<std::string>()->value_name("AMOUNT"), "a difference of the objective below which either will do")
      ("confidence", po::value<double>()->default_value(0.95)->value_name("C"), "of all that is said, together")
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
  Order order = order_of(a, study);
  order.file = file;
  const auto factors = factors_of(study);
  const Job job = prepare(scenario, order.metrics(), experiment::Keep::asked);
  const auto& run = scenario->variants.front().run;
  if (!by.empty()) overrides.warm_up = run.warm_up.length;
  order.seed = static_cast<std::uint64_t>(run.seed);
  order.years = run.length.in_seconds() / 31536000.0;
  if (!study.budget.empty()) order.budget = budget_of(study.budget, order.years);
  read_indifference(order, job);
  schema::Diagnostics said_before;
  const auto parsed = scenario::parse_file(order.file, said_before);
  if (!parsed) throw Stop{invalid_input, fmt::format("{} cannot be read", order.file)};
  auto options = options_of(a, parsed->root);
  if (!factors.empty() && !a.has("variant")) options.clear();
  if (options.empty() && factors.empty()) throw Stop{invalid_input, "the scenario has no variants to choose from; give it some, or a parameter with --vary"};
  const Candidates space(std::move(options), factors, order.years, order.budget);
  const Arena arena(registry, overrides, order, workers);
  const Result result = optimise(arena, space, order);
  if (a.has("json"))
    fmt::print("{}\n", as_json(order, result).dump(2));
  else
    print(order, result, scenario->currency);
  return well;
}

}  // namespace mainstay::cli
