// `mainstay sensitivity`: which of the figures that a scenario assumes moves the answer most.

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/points.hpp"
#include "cli/waves.hpp"
#include "report/format.hpp"
#include "scenario/assumptions.hpp"
#include "stats/comparison.hpp"
#include "stats/sensitivity.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;
using scenario::Factor;
using scenario::SweepPoint;

enum class Method { tornado, morris, sobol };
constexpr const char* method_names[] = {"tornado", "morris", "sobol"};

// An input, and the range over which it is moved.
struct Input {
  Factor factor;
  std::string grade;      // empty where the range was given by hand
  std::string value;      // as written; empty likewise
};

struct Task {
  std::string file;
  std::string metric;
  Method method = Method::tornado;
  std::vector<Input> inputs;
  std::size_t replications = 0;
  std::size_t rows = 0;          // of Sobol's method, or walks of Morris'
  double confidence = 0.95;
  std::uint64_t seed = 1;
};

// What came out for an input; which fields mean something depends on the method.
struct Effect {
  std::size_t input = 0;
  std::string from, to;                        // the ends of its range, as written
  std::optional<stats::Difference> low, high;  // of the tornado: against the scenario as it is
  std::optional<stats::Difference> swing;      // high end less low end
  stats::ElementaryEffect elementary;
  stats::VarianceShare share;
  double size = 0.0;                           // what they are sorted by
};

struct Answer {
  std::vector<Effect> effects;       // the largest first
  report::Estimate baseline;         // of the tornado
  std::string unit;
  double noise_share = 0.0;          // of Sobol's method: of the answers' variance, what is the simulator's own
  std::size_t trials = 0;
  std::vector<std::string> notes;    // what must be known before it is believed
};

std::vector<Factor> factors_of(const Task& task) {
  std::vector<Factor> out;
  for (const auto& i : task.inputs) out.push_back(i.factor);
  return out;
}

SweepPoint point(const std::vector<Factor>& factors, const std::vector<double>& at) {
  schema::Diagnostics diagnostics;
  auto out = scenario::point_at(factors, at, diagnostics);
  if (!diagnostics.has_errors()) return out;
  print_diagnostics(diagnostics);
  throw Stop{invalid_input, "a value of the range cannot be written into the scenario"};
}

std::vector<SweepPoint> points_of(const std::vector<Factor>& factors, const stats::Points& cube) {
  std::vector<SweepPoint> out;
  for (const auto& at : cube) out.push_back(point(factors, at));
  return out;
}

std::string value_at(const Factor& factor, double u) {
  const std::vector<Factor> one = {factor};
  const auto p = point(one, {u});
  return p.patches.front().value.text;
}

// What is known by a number of events has no ends: a range goes from its 5 % to its 95 % quantile.
constexpr std::pair ends_of_events{0.05, 0.95};

constexpr double upper_end = 1.0 - 1e-12;   // of the last level of a list too

// What a design's answers are: one each, or an error that names the point.
std::vector<double> answers_of(const std::vector<report::Observed>& points, const Task& task) {
  std::vector<double> out;
  for (const auto& p : points) {
    const auto x = report::pooled(p.outcomes, 0, p.outcomes.values.size());
    if (!x) throw Stop{invalid_input, fmt::format("'{}' observed nothing at one of the points; play more replications with -n", task.metric)};
    out.push_back(*x);
  }
  return out;
}

// Of designs whose points move all inputs.
void note_times(const std::vector<report::Observed>& points, Answer& out) {
  if (std::any_of(points.begin(), points.end(), [&](const auto& p) { return !p.clock.same_time(points.front().clock); }))
    out.notes.push_back(fmt::format("some of the points: {}", report::over_another_time));
}

// One input after the other to both ends of its range, with the same random numbers as the scenario as it is.
Answer tornado(const Task& task, PointPlayer& player, StatusLine& status) {
  const auto factors = factors_of(task);
  std::vector<SweepPoint> points(1);
  for (const auto& f : factors)
    for (const double end : {0.0, upper_end}) points.push_back(point(std::vector<Factor>{f}, {end}));
  const auto seen = player.play(points, task.replications, [](std::size_t) { return std::size_t{0}; },
                                [&](std::size_t done) { status.show(fmt::format("{} of {} points", done, points.size())); });
  Answer out;
  out.unit = player.unit();
  out.trials = points.size() * task.replications;
  out.baseline.unit = out.unit;
  out.baseline.known = true;
  out.baseline.value = answers_of({seen[0]}, task)[0];
  out.baseline.interval = stats::ratio_interval(seen[0].outcomes.values, seen[0].outcomes.weights, task.confidence);
  // The swings of all inputs hold together.
  const double own = 1.0 - (1.0 - task.confidence) / static_cast<double>(factors.size());
  for (std::size_t f = 0; f < factors.size(); ++f) {
    const auto& low = seen[1 + 2 * f];
    const auto& high = seen[2 + 2 * f];
    if (!low.clock.same_time(high.clock)) out.notes.push_back(fmt::format("{}: {}", factors[f].path, report::over_another_time));
    Effect e{.input = f, .from = value_at(factors[f], 0.0), .to = value_at(factors[f], upper_end)};
    e.low = report::mean_difference(seen[0], low, own);
    e.high = report::mean_difference(seen[0], high, own);
    e.swing = report::mean_difference(low, high, own);
    if (e.low && e.high)
      e.size = std::max({0.0, e.low->interval.estimate, e.high->interval.estimate}) - std::min({0.0, e.low->interval.estimate, e.high->interval.estimate});
    out.effects.push_back(std::move(e));
  }
  return out;
}

Answer morris(const Task& task, PointPlayer& player, StatusLine& status) {
  const auto factors = factors_of(task);
  const auto cube = stats::morris_points(task.rows, factors.size(), 4, task.seed);
  // A list's last level is at the end of its range, where no point lies.
  stats::Points inside = cube;
  for (auto& p : inside)
    for (double& x : p) x = std::min(x, upper_end);
  const std::size_t walk = factors.size() + 1;
  // A walk shares its random numbers: its steps are differences. Each walk has its own.
  const auto samples = player.play(points_of(factors, inside), task.replications, [&](std::size_t i) { return i / walk * task.replications; },
                                   [&](std::size_t done) { status.show(fmt::format("{} of {} points", done, cube.size())); });
  const auto effects = stats::morris_effects(cube, answers_of(samples, task), task.confidence);
  Answer out;
  note_times(samples, out);
  out.unit = player.unit();
  out.trials = cube.size() * task.replications;
  for (std::size_t f = 0; f < factors.size(); ++f)
    out.effects.push_back({.input = f, .from = value_at(factors[f], 0.0), .to = value_at(factors[f], upper_end), .low = {}, .high = {}, .swing = {},
                           .elementary = effects[f], .share = {}, .size = effects[f].mean_absolute});
  return out;
}

Answer sobol(const Task& task, PointPlayer& player, StatusLine& status) {
  const auto factors = factors_of(task);
  const auto cube = stats::saltelli_points(task.rows, factors.size(), task.seed);
  // Each point has random numbers of its own, so that what they do can be told from what the inputs do.
  const auto samples = player.play(points_of(factors, cube), task.replications, [&](std::size_t i) { return i * task.replications; },
                                   [&](std::size_t done) { status.show(fmt::format("{} of {} points", done, cube.size())); });
  const auto answers = answers_of(samples, task);
  double noise = 0.0;
  for (const auto& s : samples) noise += report::noise_of(s.outcomes).value_or(0.0);
  noise /= static_cast<double>(samples.size());
  stats::Tally all;
  for (const double a : answers) all.add(a);
  Answer out;
  note_times(samples, out);
  out.unit = player.unit();
  out.trials = cube.size() * task.replications;
  out.noise_share = all.variance() > 0.0 ? std::min(1.0, noise / all.variance()) : 0.0;
  const auto shares = stats::sobol_indices(task.rows, factors.size(), answers, noise, task.confidence, task.seed);
  for (std::size_t f = 0; f < factors.size(); ++f)
    out.effects.push_back({.input = f, .from = value_at(factors[f], 0.0), .to = value_at(factors[f], upper_end), .low = {}, .high = {}, .swing = {},
                           .elementary = {}, .share = shares[f], .size = shares[f].total});
  return out;
}

Answer analyse(const Task& task, PointPlayer& player) {
  StatusLine status(true);
  Answer out = task.method == Method::tornado ? tornado(task, player, status)
               : task.method == Method::morris ? morris(task, player, status)
                                               : sobol(task, player, status);
  std::stable_sort(out.effects.begin(), out.effects.end(), [](const Effect& a, const Effect& b) { return a.size > b.size; });
  return out;
}

// --- showing it ---

constexpr int bar_width = 31;

// From the low end (`░`) to the high end (`█`) of the input, about the answer as it is (`│`).
std::string bar(double low, double high, double reach) {
  std::vector<const char*> cells(bar_width, "·");
  const auto cell = [&](double x) { return static_cast<std::size_t>(std::clamp(std::lround((x / reach + 1.0) / 2.0 * (bar_width - 1)), 0L, bar_width - 1L)); };
  const auto fill = [&](double x, const char* with) {
    for (std::size_t c = std::min(cell(0.0), cell(x)); c <= std::max(cell(0.0), cell(x)); ++c) cells[c] = with;
  };
  // The longer one first, where both ends move it the same way.
  if (std::abs(low) > std::abs(high)) {
    fill(low, "░");
    fill(high, "█");
  } else {
    fill(high, "█");
    fill(low, "░");
  }
  cells[bar_width / 2] = "│";
  std::string out;
  for (const char* c : cells) out += c;
  return out;
}

struct Format {
  std::string unit, currency;
  std::string of(double x, const std::optional<stats::Interval>& i, bool with_sign) const {
    const report::Estimate e{.value = x, .known = true, .interval = i, .trials = 2, .constant = false, .method = {}, .unit = unit};
    const std::string text = report::format_estimate(e, currency);
    return with_sign && x > 0.0 ? "+" + text : text;
  }
  std::string interval(const stats::Interval& i) const {
    return report::format_interval({.value = i.estimate, .known = true, .interval = i, .trials = 2, .constant = false, .method = {}, .unit = unit}, currency);
  }
};

std::string label(const Input& i) { return i.factor.path + (i.grade.empty() ? "" : " (" + i.grade + ")"); }

bool shows_nothing(const Effect& e) { return !e.swing || e.swing->interval.contains(0.0); }

void print_tornado(const Task& task, const Answer& answer, const Format& format, std::size_t wide) {
  fmt::print("{} is {} {}; each input alone to the ends of its range, {} replications, the same random numbers\n"
             "swings at {:g} %, which hold together; ░ its low end, █ its high end\n\n",
             task.metric, format.of(answer.baseline.value, answer.baseline.interval, false),
             answer.baseline.interval ? format.interval(*answer.baseline.interval) : "", task.replications, task.confidence * 100.0);
  double reach = 0.0;
  for (const auto& e : answer.effects)
    if (e.low && e.high) reach = std::max({reach, std::abs(e.low->interval.estimate), std::abs(e.high->interval.estimate)});
  for (const auto& e : answer.effects) {
    if (!e.low || !e.high || !e.swing) {
      fmt::print("{:<{}}  too little was observed\n", label(task.inputs[e.input]), wide);
      continue;
    }
    fmt::print("{:<{}}  {}  {:>14} {:>14}   swing {:<24} {}\n", label(task.inputs[e.input]), wide,
               reach > 0.0 ? bar(e.low->interval.estimate, e.high->interval.estimate, reach) : std::string(bar_width, ' '),
               format.of(e.low->interval.estimate, e.low->interval, true), format.of(e.high->interval.estimate, e.high->interval, true),
               format.interval(e.swing->interval), shows_nothing(e) ? "not shown" : "");
  }
}

void print_morris(const Task& task, const Answer& answer, const Format& format, std::size_t wide) {
  fmt::print("{}: Morris' screening, {} walks of {} points, {} replications each; effects over the whole range\n\n", task.metric, task.rows,
             task.inputs.size() + 1, task.replications);
  fmt::print("{:<{}}  {:>14} {:<24} {:>14} {:>14}\n", "input", wide, "mu*", fmt::format("at {:g} %", task.confidence * 100.0), "mu", "sigma");
  for (const auto& e : answer.effects)
    fmt::print("{:<{}}  {:>14} {:<24} {:>14} {:>14}\n", label(task.inputs[e.input]), wide, format.of(e.elementary.mean_absolute, e.elementary.interval, false),
               format.interval(e.elementary.interval), format.of(e.elementary.mean, e.elementary.interval, true),
               format.of(e.elementary.sd, e.elementary.interval, false));
  fmt::print("\nmu*: how far it moves the answer; sigma as large as mu*: not linear, or together with others. Noise of the trials is in all of them.\n");
}

void print_sobol(const Task& task, const Answer& answer, std::size_t wide) {
  const auto percent = [](double x) { return fmt::format("{:.1f} %", x * 100.0); };
  const auto interval = [](const stats::Interval& i) { return fmt::format("[{:.1f}, {:.1f}]", i.low * 100.0, i.high * 100.0); };
  fmt::print("{}: shares of its variance (Sobol), {} rows, {} points of {} replications; intervals at {:g} %\n\n", task.metric, task.rows,
             task.rows * (task.inputs.size() + 2), task.replications, task.confidence * 100.0);
  fmt::print("{:<{}}  {:>8} {:<16} {:>8} {:<16}\n", "input", wide, "alone", "", "in all", "");
  for (const auto& e : answer.effects)
    fmt::print("{:<{}}  {:>8} {:<16} {:>8} {:<16}\n", label(task.inputs[e.input]), wide, percent(e.share.first), interval(e.share.first_interval),
               percent(e.share.total), interval(e.share.total_interval));
  fmt::print("\nOf the variance between points {} is the simulator's own, and has been taken out.\n", percent(answer.noise_share));
  if (answer.noise_share > 0.5) fmt::print("note: most of what differs is chance; more replications (-n) would tell more\n");
}

json as_json(const std::optional<stats::Difference>& d) {
  if (!d) return nullptr;
  return {{"difference", number(d->interval.estimate)}, {"interval", bounds(d->interval)}};
}

json as_json(const Task& task, const Answer& answer) {
  json j = {{"metric", task.metric}, {"unit", answer.unit}, {"method", method_names[static_cast<int>(task.method)]}, {"replications", task.replications},
            {"trials", answer.trials}, {"confidence", task.confidence}, {"notes", answer.notes}, {"inputs", json::array()}};
  if (task.method == Method::tornado) j["baseline"] = answer.baseline.value;
  if (task.method == Method::sobol) j["noise_share"] = answer.noise_share;
  for (const auto& e : answer.effects) {
    const Input& input = task.inputs[e.input];
    json one = {{"path", input.factor.path}, {"from", e.from}, {"to", e.to}};
    if (!input.grade.empty()) {
      one["grade"] = input.grade;
      one["value"] = input.value;
    }
    switch (task.method) {
      case Method::tornado:
        one.update({{"low", as_json(e.low)}, {"high", as_json(e.high)}, {"swing", as_json(e.swing)}, {"shown", !shows_nothing(e)}});
        break;
      case Method::morris:
        one.update({{"mean_absolute", e.elementary.mean_absolute}, {"interval", bounds(e.elementary.interval)}, {"mean", e.elementary.mean}, {"sd", e.elementary.sd}});
        break;
      case Method::sobol:
        one.update({{"first", e.share.first}, {"first_interval", bounds(e.share.first_interval)}, {"total", e.share.total},
                    {"total_interval", bounds(e.share.total_interval)}});
        break;
    }
    j["inputs"].push_back(std::move(one));
  }
  return j;
}

// --- what is asked ---

// `assumed: 50 %` or `50 %` for all.
void read_spread(const std::string& text, std::vector<std::pair<std::string, double>>& spreads) {
  const std::size_t colon = text.find(':');
  const std::string grade = colon == std::string::npos ? "" : text.substr(0, colon);
  const std::size_t from = colon == std::string::npos ? 0 : text.find_first_not_of(' ', colon + 1);
  double share = 0.0;
  std::string error;
  if (from != std::string::npos) share = work::value_in_unit(text.substr(from), "%", error).value_or(0.0);
  const bool known = grade.empty() || std::any_of(spreads.begin(), spreads.end(), [&](const auto& s) { return s.first == grade; });
  if (!known || !(share > 0.0 && share < 1.0))
    throw UsageError{fmt::format("--spread takes a share below 100 %, of all or of a grade, as '30 %' or 'assumed: 50 %', not '{}'", text)};
  for (auto& [name, value] : spreads)
    if (grade.empty() || name == grade) value = share;
}

std::vector<Input> inputs_of(const Arguments& a, const std::string& file) {
  std::vector<Input> out;
  schema::Diagnostics diagnostics;
  for (auto& f : scenario::parse_factors(a.list("vary"), "--vary", diagnostics)) {
    if (f.events) std::tie(f.from, f.to) = ends_of_events;
    out.push_back({std::move(f), "", ""});
  }
  stop_on_errors(diagnostics);
  if (!out.empty()) return out;
  std::vector<std::pair<std::string, double>> spreads = {{"assumed", 0.5}, {"estimated", 0.25}, {"measured", 0.1}};
  for (const auto& s : a.list("spread")) read_spread(s, spreads);
  auto grades = a.list("grade");
  for (const auto& g : grades)
    if (g != "assumed" && g != "estimated" && g != "measured") throw UsageError{fmt::format("--grade takes assumed, estimated or measured, not '{}'", g)};
  const auto parsed = scenario::parse_file(file, diagnostics);  // it has been read before
  if (!parsed) throw Stop{invalid_input, fmt::format("{} cannot be read", file)};
  const auto only = a.list("only");
  for (const auto& assumption : scenario::assumptions_of(parsed->root)) {
    const bool wanted = only.empty() || std::any_of(only.begin(), only.end(), [&](const auto& o) { return (assumption.path + ".").starts_with(o + "."); });
    if (!wanted || (!grades.empty() && std::find(grades.begin(), grades.end(), assumption.grade) == grades.end())) continue;
    for (const auto& [grade, spread] : spreads)
      if (grade == assumption.grade) out.push_back({scenario::factor_around(assumption, spread), assumption.grade, assumption.value});
  }
  if (out.empty()) throw Stop{invalid_input, "the scenario has no such figures; name what is to be moved with --vary 'PATH: LOW to HIGH'"};
  return out;
}

Method method_of(const std::string& word) {
  for (const Method m : {Method::tornado, Method::morris, Method::sobol})
    if (word == method_names[static_cast<int>(m)]) return m;
  throw UsageError{fmt::format("--method takes tornado, morris or sobol, not '{}'", word)};
}

}  // namespace

int sensitivity_command(const std::vector<std::string>& arguments) {
  Arguments a("sensitivity", "SCENARIO --metric NAME [OPTIONS]",
              "Says which of the figures that a scenario assumes moves the answer most. Without --vary all that the file\n"
              "states as an amount, a rate, a share or a law is moved: what is assumed by 50 % either way, what is estimated\n"
              "by 25 %, what is measured by 10 %. `tornado` moves one at a time; `morris` screens many, interactions\n"
              "included; `sobol` says what share of the answer's variance is whose. The simulator's own noise is told apart.");
  a.positional("scenario", 1);
  a.add()("metric,m", po::value<std::string>()->value_name("NAME"), "the answer: a mean, a share, a total, or P(…)")
      ("method", po::value<std::string>()->default_value("tornado")->value_name("M"), "tornado, morris or sobol")
      ("vary", po::value<std::vector<std::string>>()->value_name("PATH: VALUES"), "moves this instead: 'teams.dba.staff: 1 to 4 by 1' (may be repeated)")
      ("grade", po::value<std::vector<std::string>>()->value_name("GRADE"), "only figures of this grade: assumed, estimated, measured (may be repeated)")
      ("only", po::value<std::vector<std::string>>()->value_name("PATH"), "only figures below this path: 'components.db' (may be repeated)")
      ("spread", po::value<std::vector<std::string>>()->value_name("SHARE"), "how far: '30 %', or 'measured: 5 %' (may be repeated)")
      ("walks", po::value<int>()->value_name("N"), "of morris: each visits inputs + 1 points (default 10)")
      ("rows", po::value<int>()->value_name("N"), "of sobol: each is inputs + 2 points; best a power of two (default 64)")
      ("replications,n", po::value<int>()->value_name("N"), "of each point (default: the scenario's; 20 of morris and sobol)")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of the intervals")
      ("set", po::value<std::vector<std::string>>()->value_name("PATH=VALUE"), "changes the scenario (may be repeated)")
      ("seed", po::value<double>()->value_name("N"), "of the random numbers, instead of the scenario's")
      ("jobs,j", po::value<unsigned>()->default_value(default_workers())->value_name("N"), "threads")
      ("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)")("json", "as JSON");
  a.examples({{"mainstay sensitivity bank.yaml -m services.payments.downtime", "a tornado over all that is stated"},
              {"mainstay sensitivity bank.yaml -m total.downtime_cost --grade assumed --method morris", "which guesses matter?"},
              {"mainstay sensitivity bank.yaml -m services.payments.downtime --method sobol --vary 'teams.dba.staff: 1 to 4 by 1' "
               "--vary 'components.db.failure.repair: 1 h to 8 h'", "what share of the variance is whose"}});
  if (!a.parse(arguments)) return well;
  if (a.list("scenario").size() != 1) throw UsageError{"sensitivity takes one scenario; see `mainstay sensitivity --help`"};
  if (!a.has("metric")) throw UsageError{"sensitivity takes a --metric, as in `--metric services.payments.downtime`"};
  Task task;
  task.file = a.list("scenario").front();
  task.metric = a.get<std::string>("metric");
  task.method = method_of(a.get<std::string>("method"));
  task.confidence = confidence_of(a);
  const unsigned workers = workers_of(a);
  const auto registry = load_plugins(a);
  scenario::Overrides overrides;
  overrides.set = a.list("set");
  if (a.has("seed")) overrides.seed = a.get<double>("seed");
  std::string by;
  scenario::Overrides alone = overrides;
  alone.variants = {"baseline"};
  const Job job = prepare(settle_warm_up(load_scenario(task.file, registry, alone), registry, alone, workers, by), {task.metric}, experiment::Keep::asked);
  const auto& run = job.scenario->variants.front().run;
  if (!by.empty()) overrides.warm_up = run.warm_up.length;
  task.seed = static_cast<std::uint64_t>(run.seed);
  task.replications = count_of(a, "replications", 2, task.method == Method::tornado ? static_cast<std::size_t>(run.replications) : 20);
  task.rows = task.method == Method::morris ? count_of(a, "walks", 2, 10) : count_of(a, "rows", 2, 64);
  task.inputs = inputs_of(a, task.file);
  PointPlayer player(task.file, registry, overrides, task.metric, workers);
  const Answer answer = analyse(task, player);
  if (a.has("json")) {
    fmt::print("{}\n", as_json(task, answer).dump(2));
    return well;
  }
  std::size_t wide = 5;
  for (const auto& i : task.inputs) wide = std::max(wide, label(i).size());
  const Format format{answer.unit, job.scenario->currency};
  if (task.method == Method::tornado) print_tornado(task, answer, format, wide);
  if (task.method == Method::morris) print_morris(task, answer, format, wide);
  if (task.method == Method::sobol) print_sobol(task, answer, wide);
  for (const auto& n : answer.notes) fmt::print("note: {}\n", n);
  fmt::print("{} trials\n", answer.trials);
  return well;
}

}  // namespace mainstay::cli
