// `mainstay rank`: the best variant, with a stated probability: of a scenario by playing as much as it takes, of a
// finished run by what it holds.

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/run_file.hpp"
#include "cli/waves.hpp"
#include "report/format.hpp"
#include "report/ranking.hpp"
#include "stats/selection.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;
using report::Aim;

struct Wish {
  std::string metric;
  std::optional<Aim> aim;
  double confidence = 0.95;
  std::string indifference;        // as written
  std::size_t batch = 10;          // replications of one observation
  std::size_t first_stage = 10;    // observations
  std::size_t most = 20000;        // replications of a variant
  std::size_t budget = 0;          // trials of all; 0: as many as it takes
};

// How far a variant got.
struct Contestant {
  std::size_t variant = 0;
  report::Estimate estimate;
  bool in = true;                  // among those that may be the best
  std::size_t left_after = 0;      // replications
};

struct Ranking {
  std::string method;
  std::vector<Contestant> contestants;   // the pick first, then those still in, then the others, the last to leave first
  bool decided = false;
  std::optional<double> chance;          // of the right pick, estimated
  std::size_t trials = 0;
  std::vector<std::string> notes;
};

double signed_by(Aim aim, double x) { return aim == Aim::highest ? x : -x; }

report::Estimate estimate_of(const MemoryRun& run, const report::Asked& asked, std::size_t variant, double confidence) {
  std::string error;
  return report::estimate(run, variant, asked.query, confidence, error).value_or(report::Estimate{});
}

// Observation `round` of a variant, greater being better.
double observation(const MemoryRun& run, const report::Asked& asked, const Wish& wish, std::size_t variant, std::size_t round) {
  const auto x = report::pooled(report::outcomes(run, variant, asked), round * wish.batch, wish.batch);
  if (!x)
    throw Stop{invalid_input, fmt::format("'{}' observed nothing in replications {} to {} of '{}'; take more together with --batch",
                                          asked.query.inner, round * wish.batch, (round + 1) * wish.batch - 1, run.variants()[variant])};
  return signed_by(*wish.aim, *x);
}

// Observations from `first` on, row by row a round.
std::vector<std::vector<double>> observations(const MemoryRun& run, const report::Asked& asked, const Wish& wish,
                                              const std::vector<std::size_t>& variants, std::size_t first, std::size_t rounds) {
  std::vector<std::vector<double>> out(rounds, std::vector<double>(run.variants().size(), 0.0));
  for (const std::size_t v : variants) {
    const report::Samples s = report::outcomes(run, v, asked);
    for (std::size_t r = 0; r < rounds; ++r)
      out[r][v] = signed_by(*wish.aim, report::pooled(s, (first + r) * wish.batch, wish.batch).value_or(std::nan("")));
    for (std::size_t r = 0; r < rounds; ++r)
      if (std::isnan(out[r][v])) observation(run, asked, wish, v, first + r);  // says what is missing
  }
  return out;
}

// Variants that nothing has told apart in the first stage: whether they are equal, or the event is rare, nobody knows.
void note_ties(const std::vector<std::vector<double>>& first, const MemoryRun& run, Ranking& out) {
  const std::size_t k = run.variants().size();
  std::vector<std::string> pairs;
  bool all = true;
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = a + 1; b < k; ++b) {
      const bool same = std::all_of(first.begin(), first.end(), [&](const auto& row) { return row[a] == row[b]; });
      all = all && same;
      if (same) pairs.push_back(fmt::format("{} and {}", run.variants()[a], run.variants()[b]));
    }
  if (all) throw Stop{invalid_input, "all variants said the same in the whole first stage, so there is nothing to rank by; is the metric too rare for it? --first-stage and --batch make it longer"};
  for (const auto& p : pairs) out.notes.push_back(fmt::format("{} said the same in the whole first stage; either may be as good", p));
}

void note_times(const report::RunView& run, Ranking& out) {
  if (auto note = report::note_of_times(run); !note.empty()) out.notes.push_back(std::move(note));
}

Ranking kim_nelson(Waves& waves, const report::Asked& asked, const Wish& wish, double indifference, StatusLine& status) {
  const std::size_t k = waves.run().variants().size();
  stats::KimNelson kn({.systems = k, .first_stage = wish.first_stage, .indifference = indifference, .alpha = 1.0 - wish.confidence});
  Ranking out{.method = "KN"};
  const std::size_t most = wish.most / wish.batch;
  while (!kn.is_decided() && kn.rounds() < most) {
    const std::size_t done = kn.rounds();
    const std::size_t rounds = std::min(most - done, done == 0 ? wish.first_stage : 1 + done / 10);
    const auto in = kn.survivors();
    status.show(fmt::format("{} of {} variants left after {} replications", in.size(), k, done * wish.batch));
    waves.play(in, done * wish.batch, rounds * wish.batch);
    const auto rows = observations(waves.run(), asked, wish, in, done, rounds);
    if (done == 0) note_ties(rows, waves.run(), out);
    for (std::size_t r = 0; r < rounds && !kn.is_decided(); ++r) kn.add_round(rows[r]);
  }
  out.decided = kn.is_decided();
  const auto& in = kn.survivors();
  for (std::size_t v = 0; v < k; ++v)
    out.contestants.push_back({v, estimate_of(waves.run(), asked, v, wish.confidence), std::find(in.begin(), in.end(), v) != in.end(),
                               kn.left_after(v) * wish.batch});
  std::stable_sort(out.contestants.begin(), out.contestants.end(), [&](const Contestant& a, const Contestant& b) {
    if (a.in != b.in) return a.in;
    if (a.left_after != b.left_after) return a.left_after > b.left_after;
    return signed_by(*wish.aim, a.estimate.value) > signed_by(*wish.aim, b.estimate.value);
  });
  return out;
}

// What OCBA knows of the variants so far.
struct Moments {
  std::vector<double> means, variances;
  std::vector<std::size_t> taken;
};
Moments moments_of(const Waves& waves, const report::Asked& asked, const Wish& wish) {
  Moments out;
  for (std::size_t v = 0; v < waves.run().variants().size(); ++v) {
    const std::size_t rounds = waves.played(v) / wish.batch;
    stats::Tally tally;
    for (const auto& row : observations(waves.run(), asked, wish, {v}, 0, rounds)) tally.add(row[v]);
    out.means.push_back(tally.mean());
    out.variances.push_back(tally.variance());
    out.taken.push_back(rounds);
  }
  return out;
}

Ranking ocba(Waves& waves, const report::Asked& asked, const Wish& wish, double indifference, StatusLine& status) {
  const std::size_t k = waves.run().variants().size();
  const std::size_t budget = wish.budget / wish.batch;
  std::vector<std::size_t> all(k);
  std::iota(all.begin(), all.end(), std::size_t{0});
  Ranking out{.method = "OCBA", .decided = true};
  waves.play(all, 0, wish.first_stage * wish.batch);
  note_ties(observations(waves.run(), asked, wish, all, 0, wish.first_stage), waves.run(), out);
  Moments m = moments_of(waves, asked, wish);
  for (std::size_t spent = k * wish.first_stage; spent < budget;) {
    const std::size_t more = std::min(budget - spent, std::max(k, budget / 20));
    // Means that are equal so far are taken to be a hundredth of a standard error apart, where nothing else is said.
    double least = indifference;
    if (!(least > 0.0)) least = 1e-2 * std::sqrt(*std::max_element(m.variances.begin(), m.variances.end()) / static_cast<double>(spent));
    auto counts = stats::ocba_next(m.means, m.variances, m.taken, more, std::max(least, 1e-300));
    for (auto& c : counts) c *= wish.batch;
    status.show(fmt::format("{} of {} trials", spent * wish.batch, wish.budget));
    waves.play_more(counts);
    spent += more;
    m = moments_of(waves, asked, wish);
  }
  out.chance = stats::chance_of_right_pick(m.means, m.variances, m.taken);
  for (std::size_t v = 0; v < k; ++v) out.contestants.push_back({v, estimate_of(waves.run(), asked, v, wish.confidence), true, waves.played(v)});
  std::stable_sort(out.contestants.begin(), out.contestants.end(), [&](const Contestant& a, const Contestant& b) { return m.means[a.variant] > m.means[b.variant]; });
  return out;
}

Ranking from_run(const FileRun& run, const Wish& wish, std::size_t batch) {
  std::string error;
  const auto s = report::subset(run, {wish.metric, *wish.aim, wish.confidence, batch}, error);
  if (!s) throw Stop{invalid_input, error};
  Ranking out{.method = "subset"};
  for (const bool kept : {true, false})
    for (const std::size_t v : s->order)
      if (s->kept[v] == kept) out.contestants.push_back({v, s->estimates[v], kept, s->estimates[v].trials});
  out.decided = std::count(s->kept.begin(), s->kept.end(), true) == 1;
  for (std::size_t v = 0; v < run.variants().size(); ++v) out.trials += run.samples(v, s->asked.metric).values.size();
  note_times(run, out);
  if (s->batch > 1) out.notes.push_back(fmt::format("each observation is that of {} replications together, since one alone may observe nothing, or only yes or no", s->batch));
  return out;
}

json as_json(const Ranking& r, const Wish& wish, const std::vector<std::string>& variants) {
  json j = {{"metric", wish.metric}, {"aim", *wish.aim == Aim::highest ? "highest" : "lowest"}, {"method", r.method}, {"decided", r.decided},
            {"confidence", wish.confidence}, {"trials", r.trials}, {"variants", json::array()}, {"notes", r.notes}};
  if (!wish.indifference.empty()) j["indifference"] = wish.indifference;
  if (r.chance) j["chance_of_right_pick"] = *r.chance;
  if (r.decided) j["best"] = variants[r.contestants.front().variant];
  for (const auto& c : r.contestants) {
    json one = estimate_as_json(c.estimate);
    one.update({{"variant", variants[c.variant]}, {"may_be_best", c.in}, {"replications", c.left_after}});
    j["variants"].push_back(std::move(one));
  }
  return j;
}

std::string verdict(const Ranking& r, const Wish& wish, const std::vector<std::string>& variants) {
  const std::string& first = variants[r.contestants.front().variant];
  const auto in = std::count_if(r.contestants.begin(), r.contestants.end(), [](const auto& c) { return c.in; });
  const double percent = wish.confidence * 100.0;
  if (r.method == "OCBA")
    return fmt::format("Picked: {}. The chance that it is the best is estimated at {:.3g} % or more; that is no guarantee.", first, *r.chance * 100.0);
  if (r.method == "subset")
    return r.decided ? fmt::format("Best: {}, with probability at least {:g} %.", first, percent)
                     : fmt::format("{} of {} variants may be the best; all others are worse, with probability at least {:g} %. "
                                   "`mainstay rank SCENARIO` plays on until one is left.", in, variants.size(), percent);
  if (!r.decided)
    return fmt::format("Undecided: {} variants are left after {} replications of each; more are played with -n, and a greater --indifference needs fewer.",
                       in, r.contestants.front().left_after);
  return fmt::format("Best: {}, with probability at least {:g} % wherever the best is ahead by {} or more; of variants nearer to each other, either may be picked.",
                     first, percent, wish.indifference);
}

void print(const Ranking& r, const Wish& wish, const std::vector<std::string>& variants, const std::string& currency) {
  fmt::print("Which of {} variants has the {} {}?\n\n", variants.size(), *wish.aim == Aim::highest ? "highest" : "lowest", wish.metric);
  std::size_t wide = 7;
  for (const auto& v : variants) wide = std::max(wide, v.size());
  fmt::print("  {:<{}}  {:>16}  {:<28}  {:>12}\n", "variant", wide, "so far", fmt::format("at {:g} %, each alone", wish.confidence * 100.0), "replications");
  for (const auto& c : r.contestants) {
    const bool best = r.decided && &c == &r.contestants.front();
    fmt::print("  {:<{}}  {:>16}  {:<28}  {:>12}  {}\n", variants[c.variant], wide, report::format_estimate(c.estimate, currency),
               report::format_interval(c.estimate, currency), c.left_after, best ? "best" : r.method == "OCBA" ? "" : c.in ? "may be best" : "is behind");
  }
  fmt::print("\n{}\n", verdict(r, wish, variants));
  for (const auto& n : r.notes) fmt::print("note: {}\n", n);
  fmt::print("{} trials{}\n", r.trials, r.method == "KN" ? "; Kim and Nelson's procedure" : r.method == "OCBA" ? "; optimal computing budget allocation"
                                                                                                               : "; screening of paired differences");
}

Wish wish_of(const Arguments& a) {
  Wish w;
  if (!a.has("metric")) throw UsageError{"rank takes a --metric to rank by, as in `--metric services.payments.downtime`"};
  w.metric = a.get<std::string>("metric");
  if (a.has("maximise") && a.has("minimise")) throw UsageError{"--maximise and --minimise say opposite things"};
  w.aim = a.has("maximise") ? std::optional(Aim::highest) : a.has("minimise") ? std::optional(Aim::lowest) : report::aim_of(w.metric);
  w.confidence = confidence_of(a);
  if (a.has("indifference")) w.indifference = a.get<std::string>("indifference");
  w.batch = count_of(a, "batch", 1, w.batch);
  w.first_stage = count_of(a, "first-stage", 2);
  w.most = count_of(a, "replications", 1, w.most);
  w.budget = count_of(a, "budget", 1, w.budget);
  return w;
}

// What is asked of a run that knows the metric: a slip in its name is told before what is not known of it.
report::Asked asked_of(const report::RunView& run, const Wish& wish) {
  std::string error;
  const auto asked = report::ask_for_mean(run, wish.metric, error);
  if (!asked) throw Stop{invalid_input, error};
  if (!wish.aim) throw UsageError{fmt::format("whether more of '{}' is better is not known; say --maximise or --minimise", wish.metric)};
  return *asked;
}

double indifference_of(const Wish& wish, const std::string& unit) {
  if (wish.indifference.empty()) {
    if (wish.budget > 0) return 0.0;
    throw UsageError{"rank takes an --indifference: the difference from which on it matters which variant is taken, as '0.1 %' or '1000 EUR'; "
                     "or a --budget of trials to make the best of"};
  }
  std::string error;
  const auto x = work::value_in_unit(wish.indifference, unit, error);
  if (!x) throw UsageError{"--indifference: " + error};
  if (!(*x > 0.0)) throw UsageError{"--indifference takes an amount above 0"};
  return *x;
}

Ranking play(const Job& job, const Wish& wish, unsigned workers) {
  Waves waves(job, {wish.metric}, workers);
  const std::size_t k = job.scenario->variants.size();
  if (k < 2) throw Stop{invalid_input, "there is one variant: nothing to choose from"};
  const auto asked = asked_of(waves.run(), wish);
  const double indifference = indifference_of(wish, asked.unit);
  if (wish.batch % 2 == 1 && has_antithetic(job))
    throw UsageError{fmt::format("--batch {}: replications come in antithetic pairs, and an observation must hold whole ones", wish.batch)};
  const std::size_t first = wish.first_stage * wish.batch;
  if (wish.budget > 0 && wish.budget < k * first)
    throw UsageError{fmt::format("--budget {}: the first stage alone takes {} trials ({} variants, {} observations of {} replications); see --first-stage and --batch",
                                 wish.budget, k * first, k, wish.first_stage, wish.batch)};
  if (wish.budget == 0 && wish.most < first) throw UsageError{fmt::format("-n {}: the first stage alone takes {} replications", wish.most, first)};
  StatusLine status(true);
  Ranking out = wish.budget > 0 ? ocba(waves, asked, wish, indifference, status) : kim_nelson(waves, asked, wish, indifference, status);
  out.trials = waves.run().trials();
  note_times(waves.run(), out);
  return out;
}

}  // namespace

int rank_command(const std::vector<std::string>& arguments) {
  Arguments a("rank", "SCENARIO|RUN.h5 --metric NAME [OPTIONS]",
              "Picks the best variant by a metric, with a stated probability of being right. Of a scenario, it plays rounds\n"
              "of all variants with common random numbers, drops a variant as soon as it is clearly behind, and ends when one\n"
              "is left (Kim and Nelson); or spends a budget of trials where it helps most (OCBA). Of a finished run, it says\n"
              "which variants may be the best. The result does not depend on the number of threads.");
  a.positional("scenario", 1);
  a.add()("metric,m", po::value<std::string>()->value_name("NAME"), "what to rank by: a mean, a share, a total, or P(…)")
      ("indifference", po::value<std::string>()->value_name("AMOUNT"), "a difference below which either may be picked: '0.1 %', '1000 EUR'")
      ("budget", po::value<int>()->value_name("N"), "trials to spend, of all variants together")
      ("maximise", "more is better")("minimise", "less is better; without both, as the metric is meant")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "the probability of being right")
      ("first-stage", po::value<int>()->default_value(10)->value_name("N"), "observations of each variant before any is dropped")
      ("batch", po::value<int>()->value_name("N"), "replications that make one observation (default 10)")
      ("jobs,j", po::value<unsigned>()->default_value(default_workers())->value_name("N"), "threads");
  add_scenario_options(a);
  a.add()("json", "the result as JSON");
  a.examples({{"mainstay rank bank.yaml -m total.downtime_cost --indifference '5000 EUR'", "the cheapest, as sure as 95 %"},
              {"mainstay rank bank.yaml -m 'P(services.payments.rto.breaches = 0)' --budget 20000", "the best of 20,000 trials"},
              {"mainstay rank bank.h5 -m services.payments.downtime", "which may be the best, by what was played already"}});
  if (!a.parse(arguments)) return well;
  if (a.list("scenario").size() != 1) throw UsageError{"rank takes one scenario or run file; see `mainstay rank --help`"};
  const std::string path = a.list("scenario").front();
  const Wish wish = wish_of(a);
  Ranking ranking;
  std::vector<std::string> variants;
  std::string currency;
  if (is_run_file(path)) {
    for (const char* other : {"set", "variant", "vary", "study", "design", "seed", "replications", "budget", "indifference"})
      if (a.has(other)) throw UsageError{fmt::format("of a finished run, nothing is played: --{} does not apply", other)};
    const FileRun run(path);
    if (run.variants().size() < 2) throw Stop{invalid_input, fmt::format("{} holds one variant: nothing to choose from", path)};
    asked_of(run, wish);
    ranking = from_run(run, wish, a.has("batch") ? wish.batch : 0);
    variants = run.variants();
    currency = run.currency();
  } else {
    const unsigned workers = workers_of(a);
    const auto registry = load_plugins(a);
    std::string by;
    const Job job = prepare(settle_warm_up(load_scenario(path, registry, overrides_of(a)), registry, overrides_of(a), workers, by), {wish.metric},
                            experiment::Keep::asked);
    ranking = play(job, wish, workers);
    for (const auto& v : job.scenario->variants) variants.push_back(v.name);
    currency = job.scenario->currency;
  }
  if (a.has("json"))
    fmt::print("{}\n", as_json(ranking, wish, variants).dump(2));
  else
    print(ranking, wish, variants, currency);
  return well;
}

}  // namespace mainstay::cli
