// `mainstay check`: plays a scenario and compares each expected figure with its interval.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/memory_run.hpp"
#include "cli/progress.hpp"
#include "cli/study_answers.hpp"
#include "report/check.hpp"
#include "report/format.hpp"

namespace mainstay::cli {
namespace {

const char* word(report::Verdict v) {
  return v == report::Verdict::passed ? "passed" : v == report::Verdict::failed ? "FAILED" : "undecided";
}

nlohmann::json as_json(const report::Compared& c) {
  nlohmann::json j = {{"metric", c.expected.metric}, {"variant", c.expected.variant}, {"expected", c.value},
                      {"unit", c.estimate.unit},     {"passed", c.verdict == report::Verdict::passed},
                      {"verdict", c.verdict == report::Verdict::passed ? "passed" : c.verdict == report::Verdict::failed ? "failed" : "undecided"},
                      {"trials", c.estimate.trials}, {"method", c.estimate.method}};
  if (c.estimate.known) j["estimate"] = c.estimate.value;
  if (c.estimate.interval) j["interval"] = {c.estimate.interval->low, c.estimate.interval->high};
  if (!c.why.empty()) j["why"] = c.why;
  return j;
}

void print_table(const std::vector<report::Compared>& all, const std::string& currency) {
  std::size_t wide = 6;
  std::size_t variant = 7;
  for (const auto& c : all) {
    wide = std::max(wide, c.expected.metric.size());
    variant = std::max(variant, c.expected.variant.size());
  }
  fmt::print("{:<{}}  {:<{}}  {:>16}  {:>16}  {:<34} {}\n", "metric", wide, "variant", variant, "expected", "simulated", "  interval", "");
  for (const auto& c : all) {
    const std::string expected = c.estimate.known ? report::format_value(c.value, c.estimate.unit, currency) : c.expected.value;
    fmt::print("{:<{}}  {:<{}}  {:>16}  {:>16}  {:<34} {}{}\n", c.expected.metric, wide, c.expected.variant, variant, expected,
               report::format_estimate(c.estimate, currency), report::format_interval(c.estimate, currency), word(c.verdict),
               c.why.empty() ? "" : ": " + c.why);
  }
}

}  // namespace

int check_command(const std::vector<std::string>& arguments) {
  Arguments a("check", "SCENARIO [OPTIONS]",
              "Plays the scenario and compares each figure of its `expect` with the 99 % interval of what came out\n"
              "(shared among them). Exits with 1 where one lies outside.");
  a.positional("scenario", 1);
  add_scenario_options(a);
  add_batch_options(a);
  a.add()("confidence", po::value<double>()->default_value(0.99, "0.99")->value_name("C"), "of all intervals together")
      ("within", po::value<double>()->default_value(0.0)->value_name("W"), "an interval whose half-width is more than this share of the figure is undecided")
      ("json", "the result as JSON");
  a.examples({{"mainstay check scenarios/it-company.yaml", "does the scenario still give what it says?"},
              {"mainstay check case.yaml --replications 10000 --seed 2 --json", "more trials, other random numbers, for a program"}});
  if (!a.parse(arguments)) return well;
  if (a.list("scenario").size() != 1) throw UsageError{"check takes one scenario; see `mainstay check --help`"};

  const unsigned workers = workers_of(a);
  const double confidence = confidence_of(a);
  const ProgressKind kind = progress_kind(a.get<std::string>("progress"));
  const auto registry = load_plugins(a);
  std::string warm_up_by;
  const auto scenario = settle_warm_up(load_scenario(a.list("scenario").front(), registry, overrides_of(a)), registry, overrides_of(a), workers, warm_up_by);
  if (scenario->expectations.empty() && scenario->study_expectations.empty()) throw Stop{invalid_input, fmt::format("{} expects nothing: it has no `expect`", a.list("scenario").front())};
  const Job job = prepare(scenario, {}, experiment::Keep::asked);
  std::vector<report::Expected> expected;
  for (const auto& e : scenario->expectations) {
    report::Expected x{e.metric, e.variant, e.value};
    if (a.get<double>("within") > 0.0) {
      x.within = {.relative = a.get<double>("within")};
    } else if (job.goal && e.metric == scenario->variants.front().run.precision->of) {
      x.within = job.goal->precision;
      x.within_confidence = job.goal->confidence;
    }
    expected.push_back(std::move(x));
  }
  Progress progress(kind, job.trials.size(), 0, job.asked);
  // What is expected of studies has its share of the confidence, too.
  const auto all = static_cast<double>(expected.size() + scenario->study_expectations.size());
  const double of_one = 1.0 - (1.0 - confidence) / all;
  const MemoryRun run = play_in_memory(job, workers, [&](const MemoryRun& so_far) { progress.advance(so_far); });
  progress.finish("done", run);
  auto compared = report::compare_with_expected(run, expected, {.confidence = 1.0 - (1.0 - of_one) * static_cast<double>(expected.size())});
  for (const auto& e : scenario->study_expectations)
    compared.push_back(answer_of_study(a.list("scenario").front(), registry, overrides_of(a), job, e, of_one, workers));
  bool passed = true;
  for (const auto& c : compared) passed = passed && c.verdict == report::Verdict::passed;
  if (a.has("json")) {
    nlohmann::json j = {{"scenario", scenario->file.filename().string()}, {"passed", passed}, {"failed_trials", run.failed()}, {"events", run.events()}};
    for (const auto& c : compared) j["quantities"].push_back(as_json(c));
    fmt::print("{}\n", j.dump(2));
  } else {
    print_table(compared, scenario->currency);
  }
  if (run.failed() > 0) {
    fmt::print(stderr, "mainstay: {} of {} trials failed; the first: {}\n", run.failed(), run.trials(), run.first_error());
    return failed_trials;
  }
  return passed ? well : check_failed;
}

}  // namespace mainstay::cli
