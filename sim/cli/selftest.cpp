// `mainstay selftest`: cases with known answers, played as scenarios and compared.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/memory_run.hpp"
#include "cli/progress.hpp"
#include "cli/statistics_cases.hpp"
#include "report/check.hpp"
#include "report/format.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;

// How much of a case is played: as its acceptance rule asks, or a seeded part of it.
enum class Extent { full, smoke };

struct Verdict {
  std::string id;
  std::string title;
  bool passed = false;
  bool skipped = false;
  bool retried = false;
  std::vector<std::string> first_misses;  // of a case that was tried twice: what the first try missed, and why
  std::string why;
  std::vector<std::pair<std::string, report::Compared>> quantities;  // the case's words for each
  std::string currency;
  double seconds = 0.0;
};

// The half-width that a quantity may have. Where the case's figure is 1 less the metric, it is relative to that.
stats::Precision width_of(const json& quantity, const json& accept) {
  const double relative = quantity.value("within", accept.value("relative_half_width", 0.0));
  if (!quantity.value("complement", false)) return {.relative = relative};
  const double share = quantity.at("expected").get<double>() / (quantity.value("unit", "") == "%" ? 100.0 : 1.0);
  return {.absolute = relative * (1.0 - share)};
}

std::vector<std::pair<std::string, report::Expected>> quantities_of(const json& entry, Extent extent) {
  std::vector<std::pair<std::string, report::Expected>> out;
  const auto& accept = entry.at("accept");
  for (const auto& q : entry.at("quantities")) {
    if (extent == Extent::smoke && !q.value("smoke", true)) continue;
    report::Expected e;
    e.metric = q.at("metric");
    e.variant = q.at("variant");
    e.value = fmt::format("{:.17g} {}", q.at("expected").get<double>(), q.value("unit", ""));
    e.tolerance = q.value("tolerance", accept.value("tolerance", 0.0));
    if (extent == Extent::full && !q.value("undersized", false)) e.within = width_of(q, accept);
    out.emplace_back(q.at("name"), e);
  }
  return out;
}

// Plays a case once. `factor`: how many times the scenario's replications.
MemoryRun play_case(const json& entry, const std::filesystem::path& folder, const plugin_host::Registry& registry, double factor,
                    std::optional<double> seed, const std::vector<std::string>& asked, unsigned workers) {
  scenario::Overrides overrides;
  overrides.seed = seed;
  schema::Diagnostics diagnostics;
  const auto file = folder / entry.at("scenario").get<std::string>();
  auto scenario = scenario::load(file, registry, overrides, diagnostics);
  for (const auto& d : diagnostics.sorted())
    if (d.severity == schema::Severity::error) throw Stop{invalid_input, schema::to_string(d)};
  if (factor != 1.0) {
    auto changed = std::make_shared<scenario::Scenario>(*scenario);
    for (auto& v : changed->variants)
      if (v.run.replications > 1)
        v.run.replications = std::max(2, static_cast<int>(std::ceil(v.run.replications * factor)));
    scenario = changed;
  }
  return play_in_memory(prepare(scenario, asked, experiment::Keep::asked), workers, [](const MemoryRun&) {});
}

Verdict judge_case(const json& entry, const std::filesystem::path& folder, const plugin_host::Registry& registry, Extent extent,
                   unsigned workers) {
  const auto began = std::chrono::steady_clock::now();
  Verdict out;
  out.id = entry.at("id");
  out.title = entry.at("title");
  if (entry.contains("needs") || !entry.contains("scenario")) {
    out.skipped = true;
    out.why = entry.contains("needs") ? "needs what this version does not simulate" : "cannot be said in the language";
    return out;
  }
  const auto quantities = quantities_of(entry, extent);
  std::vector<std::string> asked;
  std::vector<report::Expected> expected;
  for (const auto& [name, e] : quantities) {
    asked.push_back(e.metric);
    expected.push_back(e);
  }
  const double factor = extent == Extent::smoke ? entry.value("ci_replications", 1.0) : 1.0;
  const report::CheckOptions options{.confidence = entry.at("accept").value("confidence", 0.99)};
  try {
    // On a miss, once more with a new seed and so many times the trials, which must then cover.
    for (const bool again : {false, true}) {
      const double more = again ? entry.at("accept").value("retry", 4) : 1.0;
      const MemoryRun run = play_case(entry, folder, registry, factor * more, again ? std::optional(20260105.0) : std::nullopt, asked, workers);
      if (run.failed() > 0) throw Stop{failed_trials, run.first_error()};
      const auto compared = report::compare_with_expected(run, expected, options);
      out.quantities.clear();
      for (std::size_t i = 0; i < compared.size(); ++i) out.quantities.emplace_back(quantities[i].first, compared[i]);
      out.currency = run.currency();
      out.passed = std::all_of(compared.begin(), compared.end(), [](const auto& c) { return c.verdict == report::Verdict::passed; });
      out.retried = again;
      if (out.passed || entry.at("accept").value("kind", "") == "exact") break;
      if (again) continue;
      for (const auto& [name, c] : out.quantities)
        if (c.verdict != report::Verdict::passed) out.first_misses.push_back(fmt::format("{}: {}", name, c.why));
    }
  } catch (const Stop& stop) {
    out.passed = false;
    out.why = stop.message.empty() ? "cannot be played" : stop.message;
  }
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return out;
}

// --- cases that are about the statistics themselves ---

struct StatisticsQuantity {
  std::string name;
  double expected = 0.0;
  double found = 0.0;
  std::string rule;      // `within 2 %`
  bool passed = false;
};

struct StatisticsVerdict {
  std::string id;
  std::string title;
  static constexpr bool skipped = false;
  bool passed = false;
  std::vector<StatisticsQuantity> quantities;
  double seconds = 0.0;
};

StatisticsQuantity judge_quantity(const json& q, const Found& found) {
  StatisticsQuantity out{.name = q.at("name"), .expected = q.at("expected"), .found = std::nan("")};
  for (const auto& [name, value] : found)
    if (name == out.name) out.found = value;
  const double off = std::abs(out.found - out.expected);
  if (q.contains("at_least")) {
    out.rule = fmt::format("at least {:g}", q.at("at_least").get<double>());
    out.passed = out.found >= q.at("at_least").get<double>();
  } else if (q.contains("at_most")) {
    out.rule = fmt::format("at most {:g}", q.at("at_most").get<double>());
    out.passed = out.found <= q.at("at_most").get<double>();
  } else if (q.contains("relative")) {
    out.rule = fmt::format("within {:g} %", q.at("relative").get<double>() * 100.0);
    out.passed = off <= q.at("relative").get<double>() * std::abs(out.expected);
  } else {
    out.rule = fmt::format("within {:g}", q.at("absolute").get<double>());
    out.passed = off <= q.at("absolute").get<double>();
  }
  return out;
}

StatisticsVerdict judge_statistics(const json& entry) {
  const auto began = std::chrono::steady_clock::now();
  StatisticsVerdict out{.id = entry.at("id"), .title = entry.at("title"), .passed = true, .quantities = {}};
  Found found;
  for (const auto& c : statistics_cases())
    if (out.id == c.id) found = c.play();
  for (const auto& q : entry.at("quantities")) {
    out.quantities.push_back(judge_quantity(q, found));
    out.passed = out.passed && out.quantities.back().passed;
  }
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return out;
}

json as_json(const StatisticsVerdict& v) {
  json j = {{"id", v.id}, {"title", v.title}, {"passed", v.passed}, {"seconds", v.seconds}, {"quantities", json::array()}};
  for (const auto& q : v.quantities) {
    json one = {{"name", q.name}, {"expected", q.expected}, {"rule", q.rule}, {"passed", q.passed}};
    if (std::isfinite(q.found)) one["found"] = q.found;
    j["quantities"].push_back(std::move(one));
  }
  return j;
}

void print(const StatisticsVerdict& v) {
  fmt::print("{} {}: {} ({:.1f} s)\n", v.id, v.passed ? "passed" : "FAILED", v.title, v.seconds);
  for (const auto& q : v.quantities)
    fmt::print("    {:<60.60} {:>16.9g} {:>16.9g} {:<20} {}\n", q.name, q.expected, q.found, q.rule, q.passed ? "" : "MISSED");
  std::fflush(stdout);
}

json read_cases(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw Stop{files, fmt::format("cannot read {}", file.string())};
  json index = json::parse(in, nullptr, false);
  if (index.is_discarded()) throw Stop{invalid_input, fmt::format("{} is not JSON", file.string())};
  return index;
}

json as_json(const Verdict& v) {
  json j = {{"id", v.id}, {"title", v.title}, {"passed", v.passed}, {"retried", v.retried}, {"seconds", v.seconds}, {"quantities", json::array()}};
  if (v.skipped) j["skipped"] = true;
  if (!v.first_misses.empty()) j["first_try"] = v.first_misses;
  if (!v.why.empty()) j["why"] = v.why;
  for (const auto& [name, c] : v.quantities) {
    json q = {{"name", name}, {"metric", c.expected.metric}, {"variant", c.expected.variant}, {"expected", c.value},
              {"unit", c.estimate.unit}, {"passed", c.verdict == report::Verdict::passed}, {"trials", c.estimate.trials}};
    if (c.estimate.known) q["simulated"] = c.estimate.value;
    if (c.estimate.interval) q["interval"] = {c.estimate.interval->low, c.estimate.interval->high};
    if (!c.why.empty()) q["why"] = c.why;
    j["quantities"].push_back(std::move(q));
  }
  return j;
}

void print(const Verdict& v) {
  const char* word = v.skipped ? "skipped" : v.passed ? "passed" : "FAILED";
  fmt::print("{} {}: {}{} ({:.1f} s)\n", v.id, word, v.title, v.retried ? ", at the second try" : "", v.seconds);
  if (!v.why.empty()) fmt::print("    {}\n", v.why);
  for (const auto& miss : v.first_misses) fmt::print("    at first: {}\n", miss);
  for (const auto& [name, c] : v.quantities)
    fmt::print("    {:<46.46} {:>16} {:>16} {:<32} {}\n", name, report::format_value(c.value, c.estimate.unit, v.currency),
               report::format_estimate(c.estimate, v.currency), report::format_interval(c.estimate, v.currency),
               c.verdict == report::Verdict::passed ? "" : (c.verdict == report::Verdict::undecided ? "undecided: " : "MISSED: ") + c.why);
  std::fflush(stdout);
}

// The cases that are wanted: listed, or judged one by one and shown as they are done.
struct Round {
  std::vector<std::string> wanted;   // by their names; empty: all
  bool lists = false;
  bool in_json = false;
  Extent extent = Extent::smoke;
  json report = {{"cases", json::array()}};
  std::vector<std::string> known = {};
  int failed = 0;
  int played = 0;

  // `smoke`: whether a case that says nothing of it is among those that are played in part.
  template <class Judge>
  void play(const json& index, bool smoke, Judge judge) {
    for (const auto& entry : index.at("cases")) {
      const std::string id = entry.at("id");
      known.push_back(id);
      if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), id) == wanted.end()) continue;
      if (lists) {
        fmt::print("{:<5}{}\n", id, entry.at("title").get<std::string>());
        continue;
      }
      if (extent == Extent::smoke && !entry.value("smoke", smoke)) continue;
      const auto v = judge(entry);
      if (!v.skipped) ++played;
      if (!v.skipped && !v.passed) ++failed;
      if (in_json)
        report["cases"].push_back(as_json(v));
      else
        print(v);
    }
  }
};

}  // namespace

int selftest_command(const std::vector<std::string>& arguments) {
  Arguments a("selftest", "[OPTIONS]",
              "Plays cases whose answers are known from theory, as scenarios, and compares: what the case says, what was\n"
              "expected, what was simulated and its 99 % interval. Without options a seeded part of each case.");
  a.add()("all", "every case at full size, as its acceptance rule asks (long)")
      ("case", po::value<std::vector<std::string>>()->value_name("ID"), "only this case, at full size (may be repeated)")
      ("list", "what cases there are")("cases", po::value<std::string>()->value_name("DIR"), "other cases: a folder with cases.json")
      ("jobs,j", po::value<unsigned>()->default_value(default_workers())->value_name("N"), "threads")
      ("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)")("json", "as JSON");
  a.examples({{"mainstay selftest", "minutes"}, {"mainstay selftest --case A05 --case B10", "two cases at full size"}});
  if (!a.parse(arguments)) return well;
  const std::filesystem::path folder = a.has("cases") ? std::filesystem::path(a.get<std::string>("cases")) : share_folder() / "theory";
  const json index = read_cases(folder / "cases.json");
  const auto wanted = a.list("case");
  const Extent extent = a.has("all") || !wanted.empty() ? Extent::full : Extent::smoke;
  const auto registry = load_plugins(a);
  Round round{.wanted = wanted, .lists = a.has("list"), .in_json = a.has("json"), .extent = extent};
  round.play(index, false, [&](const json& entry) { return judge_case(entry, folder, registry, extent, a.get<unsigned>("jobs")); });
  // Other cases may have none of these.
  if (std::filesystem::exists(folder / "statistics.json")) round.play(read_cases(folder / "statistics.json"), true, judge_statistics);
  for (const auto& w : wanted)
    if (std::find(round.known.begin(), round.known.end(), w) == round.known.end())
      throw Stop{usage, fmt::format("there is no case '{}'; `mainstay selftest --list` shows them", w)};
  if (a.has("list")) return well;
  if (a.has("json"))
    fmt::print("{}\n", round.report.dump(2));
  else
    fmt::print("{} of {} cases passed\n", round.played - round.failed, round.played);
  return round.failed == 0 ? well : check_failed;
}

}  // namespace mainstay::cli
