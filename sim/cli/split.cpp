// `mainstay split`: how likely a level is to reach what it hardly ever reaches, by multilevel splitting.

#include <cmath>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/prepare.hpp"
#include "cli/waves.hpp"
#include "experiment/in_order.hpp"
#include "experiment/splitting.hpp"
#include "kernel/random.hpp"
#include "report/format.hpp"
#include "schema/quantity.hpp"
#include "stats/interval.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;

// Of what got to the level before: below this, the step is one that splitting does not make easier.
constexpr double steep = 0.02;

struct Step {
  double level = 0.0;
  stats::Interval chance;              // in a trial
  bool has_interval = false;
  double share = 0.0;                  // of those that got to the level before
};

struct Answer {
  std::string metric, unit, currency;
  double seconds = 0.0;                // of the observed time
  double top = 0.0;
  std::size_t runs = 0;
  std::size_t effort = 0;
  std::size_t trials = 0;
  double confidence = 0.95;
  bool levels_given = false;
  std::vector<Step> steps;
  std::vector<std::string> notes;
};

struct Run {
  std::vector<double> chances;
  std::string error;
};

double value_of(const std::string& text, const std::string& unit, const char* option) {
  std::string error;
  const auto out = work::value_in_unit(text, unit, error);
  if (!out) throw UsageError{fmt::format("--{}: {}", option, error)};
  return *out;
}

// `10, 20, 40`: below what is asked for, which comes last.
std::vector<double> levels_of(const std::string& text, const std::string& unit, double top) {
  std::vector<double> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    out.push_back(value_of(text.substr(at, end - at), unit, "levels"));
    at = end + 1;
  }
  if (out.back() < top) out.push_back(top);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (out[i] > top || (i > 0 && !(out[i] > out[i - 1]))) throw UsageError{"--levels rise, and end with what is asked for, as in `--levels 10,20,40 --reach 60`"};
  return out;
}

void play(const experiment::Splitting& splitting, const std::vector<double>& levels, std::uint64_t seed, unsigned workers, Answer& answer) {
  StatusLine status(true);
  std::vector<std::vector<double>> of(levels.size());
  std::string error;
  experiment::in_order<Run>(
      0, answer.runs, workers, nullptr,
      [&](std::size_t r) {
        try {
          return Run{splitting.chances(levels, answer.effort, kernel::Stream::stream_key(seed, r, "splitting")), {}};
        } catch (const std::exception& e) {
          return Run{{}, e.what()};
        }
      },
      [&](Run&& run) {
        error = run.error;
        if (!error.empty()) return false;
        // Where none got on, nobody tried the levels beyond.
        for (std::size_t l = 0; l < levels.size() && (l == 0 || run.chances[l - 1] > 0.0); ++l) answer.trials += answer.effort;
        for (std::size_t l = 0; l < levels.size(); ++l) of[l].push_back(run.chances[l]);
        status.show(fmt::format("{} of {} runs", of[0].size(), answer.runs));
        return true;
      });
  if (!error.empty()) throw Stop{failed_trials, fmt::format("a trial failed: {}", error)};
  double before = 1.0;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    Step& step = answer.steps.emplace_back();
    step.level = levels[l];
    step.chance = *stats::student_interval(of[l], answer.confidence);
    const auto got_there = static_cast<std::size_t>(std::count_if(of[l].begin(), of[l].end(), [](double p) { return p > 0.0; }));
    step.has_interval = step.chance.low > 0.0 || step.chance.high == 1.0;
    step.share = before > 0.0 ? step.chance.estimate / before : 0.0;
    before = step.chance.estimate;
    const std::string what = report::format_value(step.level, answer.unit, answer.currency);
    if (got_there == 0) {
      answer.notes.push_back(fmt::format("no run got to {}: more --effort, or more --levels below it", what));
      break;
    }
    if (!step.has_interval && (l == 0 || answer.steps[l - 1].has_interval)) answer.notes.push_back(fmt::format("{} of {} runs got to {}, too unlike each other for an interval: more --effort, or more --runs", got_there, answer.runs, what));
    if (step.share < steep)
      answer.notes.push_back(fmt::format("the step to {} is steep: what comes all at once, or was settled long before, is not made likelier by splitting", what));
  }
}

std::string chance_text(double p) { return p == 0.0 ? "0" : p >= 0.001 ? fmt::format("{:.4f}", p) : fmt::format("{:.2e}", p); }

void print(const Answer& a) {
  const auto value = [&](double x) { return report::format_value(x, a.unit, a.currency); };
  const std::string period = schema::format_duration(a.seconds);
  fmt::print("how likely {} is to reach {} within {}, by multilevel splitting: {} runs,\n{} trials at each level{}; intervals at {:g} %\n\n", a.metric, value(a.top), period, a.runs,
             a.effort, a.levels_given ? "" : ", levels found by a run beforehand", a.confidence * 100.0);
  fmt::print("{:>10}  {:>10}  {:>10}  {}\n", "reaches", "got on", "chance", "interval");
  for (const Step& s : a.steps)
    fmt::print("{:>10}  {:>10}  {:>10}  {}\n", value(s.level), fmt::format("{:.1f} %", s.share * 100.0), chance_text(s.chance.estimate),
               s.has_interval ? fmt::format("[{}, {}]", chance_text(s.chance.low), chance_text(s.chance.high)) : "not known");
  const Step& last = a.steps.back();
  const double years = a.seconds / 31536000.0;
  if (last.level == a.top && last.has_interval)
    fmt::print("\nOnce in {:.3g} years ({:.3g} to {:.3g}). {} trials; as many plain ones would show it {:.2g} times.\n", years / last.chance.estimate, years / last.chance.high,
               years / last.chance.low, a.trials, static_cast<double>(a.trials) * last.chance.estimate);
  else
    fmt::print("\n{} trials\n", a.trials);
  for (const auto& n : a.notes) fmt::print("note: {}\n", n);
}

json as_json(const Answer& a) {
  json j = {{"metric", a.metric}, {"unit", a.unit}, {"reach", a.top}, {"seconds", a.seconds}, {"runs", a.runs}, {"effort", a.effort},
            {"trials", a.trials}, {"confidence", a.confidence}, {"levels", json::array()}, {"notes", a.notes}};
  for (const Step& s : a.steps)
    j["levels"].push_back({{"level", s.level}, {"chance", s.chance.estimate}, {"got_on", s.share}, {"interval", s.has_interval ? bounds(s.chance) : json(nullptr)}});
  return j;
}

}  // namespace

int split_command(const std::vector<std::string>& arguments) {
  Arguments a("split", "SCENARIO --metric NAME --reach VALUE [OPTIONS]",
              "Says how likely it is that something climbs to where it hardly ever is: a backlog of 200 tickets, four machines\n"
              "down at once. Trials that get some of the way are played on from there many times, with other random numbers\n"
              "each time; the chance is the product of the shares that got on (multilevel splitting). It is for what comes in\n"
              "many small steps. For failures on top of failures there is `run: { hasten: … }` too, which knows of all metrics.");
  a.positional("scenario", 1);
  a.add()("metric,m", po::value<std::string>()->value_name("NAME"), "a level: tickets.NAME.open, components.NAME.down, teams.NAME.waiting")
      ("reach,r", po::value<std::string>()->value_name("VALUE"), "what it is to reach in the observed time")
      ("levels", po::value<std::string>()->value_name("LIST"), "values on the way, as in 10,20,40 (default: found by a run beforehand)")
      ("effort", po::value<int>()->default_value(200)->value_name("N"), "trials at each level of a run")
      ("runs", po::value<int>()->default_value(30)->value_name("N"), "independent runs, which the interval is from")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of the intervals")
      ("variant", po::value<std::string>()->default_value("baseline")->value_name("NAME"), "of the scenario")
      ("set", po::value<std::vector<std::string>>()->value_name("PATH=VALUE"), "changes the scenario (may be repeated)")
      ("seed", po::value<double>()->value_name("N"), "of the random numbers, instead of the scenario's")
      ("jobs,j", po::value<unsigned>()->default_value(default_workers())->value_name("N"), "threads")
      ("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)")("json", "as JSON");
  a.examples({{"mainstay split desk.yaml -m tickets.calls.open --reach 60", "how likely is a backlog of 60 tickets?"},
              {"mainstay split bank.yaml -m components.db.down --reach 3 --levels 1,2", "and three of the machines down at once?"}});
  if (!a.parse(arguments)) return well;
  if (a.list("scenario").size() != 1) throw UsageError{"split takes one scenario; see `mainstay split --help`"};
  if (!a.has("metric") || !a.has("reach")) throw UsageError{"split takes a --metric and what it is to --reach, as in `-m tickets.calls.open --reach 60`"};
  Answer answer;
  answer.metric = a.get<std::string>("metric");
  answer.runs = count_of(a, "runs", 5);
  answer.effort = count_of(a, "effort", 10);
  answer.confidence = confidence_of(a);
  const unsigned workers = workers_of(a);
  const auto registry = load_plugins(a);
  scenario::Overrides overrides;
  overrides.set = a.list("set");
  overrides.variants = {a.get<std::string>("variant")};
  if (a.has("seed")) overrides.seed = a.get<double>("seed");
  std::string by;
  const std::string file = a.list("scenario").front();
  const Job job = prepare(settle_warm_up(load_scenario(file, registry, overrides), registry, overrides, workers, by), {}, experiment::Keep::asked);
  const scenario::Variant& variant = job.scenario->variants.front();
  answer.currency = job.scenario->currency;
  answer.seconds = (variant.setting.end - variant.setting.start).in_seconds();
  const auto seed = static_cast<std::uint64_t>(variant.run.seed);
  try {
    const experiment::Splitting splitting(variant, answer.metric);
    answer.unit = splitting.unit();
    answer.top = value_of(a.get<std::string>("reach"), answer.unit, "reach");
    answer.levels_given = a.has("levels");
    std::vector<double> levels;
    if (answer.levels_given) {
      levels = levels_of(a.get<std::string>("levels"), answer.unit, answer.top);
    } else {
      levels = splitting.levels(answer.top, 2 * answer.effort, kernel::Stream::stream_key(seed, 0, "levels of splitting"));
      answer.trials += levels.size() * 2 * answer.effort;
      if (levels.back() < answer.top) levels.push_back(answer.top);
    }
    play(splitting, levels, seed, workers, answer);
  } catch (const std::invalid_argument& e) {
    throw Stop{invalid_input, e.what()};
  } catch (const std::runtime_error& e) {
    throw Stop{failed_trials, fmt::format("a trial failed: {}", e.what())};
  }
  if (a.has("json"))
    fmt::print("{}\n", as_json(answer).dump(2));
  else
    print(answer);
  return well;
}

}  // namespace mainstay::cli
