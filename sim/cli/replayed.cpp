#include "cli/replayed.hpp"

#include <algorithm>
#include <bit>
#include <filesystem>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/memory_run.hpp"
#include "cli/run_file.hpp"
#include "store/error.hpp"

namespace mainstay::cli {

namespace {

// The scenario of a run as it was read then, at the place where its data files are looked for.
std::shared_ptr<const scenario::Scenario> load_kept(const store::RunHeader& header, const Asked& asked, const std::string& path,
                                                    const plugin_host::Registry& registry) {
  namespace fs = std::filesystem;
  std::error_code code;
  // Where the scenario was, if it still is there; else beside the run file.
  fs::path file = asked.file;
  if (!fs::exists(file, code)) file = fs::absolute(path).parent_path() / file.filename();
  std::vector<std::string> texts;
  for (const auto& f : header.files) texts.push_back(f.text);
  schema::Diagnostics diagnostics;
  auto parsed = scenario::parse_texts(file, texts, diagnostics);
  std::shared_ptr<const scenario::Scenario> out;
  if (parsed) out = scenario::load_parsed(std::move(*parsed), file, registry, asked.overrides, diagnostics);
  if (out != nullptr) return out;
  print_diagnostics(diagnostics);
  throw Stop{invalid_input, fmt::format("{}: the scenario that it holds cannot be played here: are its data files in {}, and all plugins there?",
                                        path, file.parent_path().string())};
}

bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

class Comparison {
 public:
  explicit Comparison(std::vector<std::string>& out) : out_(out) {}
  void number(const std::string& what, std::uint64_t then, std::uint64_t now) {
    if (then != now) add(fmt::format("{}: {} in the batch, {} now", what, then, now));
  }
  void figure(const std::string& what, double then, double now) {
    if (!same(then, now)) add(fmt::format("{}: {} in the batch, {} now", what, then, now));
  }
  void text(const std::string& what, const std::string& then, const std::string& now) {
    if (then != now) add(fmt::format("{}: '{}' in the batch, '{}' now", what, then, now));
  }
  void add(std::string difference) { out_.push_back(std::move(difference)); }

 private:
  std::vector<std::string>& out_;
};

// A failed trial keeps no figures.
void compare_figures(const store::RunReader& run, std::size_t variant, std::uint64_t row, const Job& job, const experiment::TrialResult& trial, Comparison& c) {
  const auto& metrics = run.header().metrics;
  const auto kept = run.metrics(variant, row, 1);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const auto found = std::find_if(job.columns.metrics.begin(), job.columns.metrics.end(), [&](const auto& k) { return k.name == metrics[m].name; });
    if (found == job.columns.metrics.end()) {
      c.add(fmt::format("{}: this program does not know the metric", metrics[m].name));
      continue;
    }
    const auto& now = trial.values[static_cast<std::size_t>(found - job.columns.metrics.begin())];
    c.figure(metrics[m].name, kept.values[m], now.value);
    c.figure("weight of " + metrics[m].name, kept.weights[m], now.weight);
  }
}

// The rows of a table that one replication has, column by column.
void compare_table(const store::RunReader& run, std::size_t variant, std::size_t table, std::uint32_t replication, const experiment::TrialResult& trial,
                   Comparison& c) {
  const auto& info = run.header().tables[table];
  const auto replications = run.table_replications(variant, table);
  const auto [first, last] = std::equal_range(replications.begin(), replications.end(), replication);
  const auto at = static_cast<std::uint64_t>(first - replications.begin());
  const auto rows = static_cast<std::uint64_t>(last - first);
  const auto now = std::find_if(trial.tables.begin(), trial.tables.end(), [&](const auto& t) { return t.name == info.name; });
  if (now == trial.tables.end() || now->columns.size() != info.columns.size()) return c.add(fmt::format("{}: the table has other columns now", info.name));
  for (std::size_t k = 0; k < info.columns.size(); ++k) {
    const bool is_text = now->columns[k].type == plugin_api::Column::Type::text;
    const std::size_t size = is_text ? now->texts[k].size() : now->numbers[k].size();
    if (size != rows) return c.number("rows of " + info.name, rows, size);
    const auto then = run.table_column(variant, table, k, at, rows);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::string what = fmt::format("{} {}, {}", info.name, i, info.columns[k].name);
      if (is_text)
        c.text(what, std::get<std::vector<std::string>>(then)[i], now->texts[k][i]);
      else
        c.figure(what, std::get<std::vector<double>>(then)[i], now->numbers[k][i]);
    }
  }
}

void compare_with_run(const store::RunReader& run, std::size_t variant, std::uint32_t replication, const Job& job, const experiment::TrialResult& trial,
                      Comparison& c) {
  const auto trials = run.trials(variant);
  const auto row = static_cast<std::size_t>(std::lower_bound(trials.replication.begin(), trials.replication.end(), replication) - trials.replication.begin());
  c.number("seed key", trials.seed_key[row], trial.seed_key);
  c.number("events", trials.events[row], trial.events);
  c.number("fingerprint", trials.fingerprint[row], trial.fingerprint);
  c.number("failed", trials.status[row], trial.failed ? 1 : 0);
  c.text("error", trials.error[row], trial.error.substr(0, trials.error[row].size()));
  if (trials.status[row] != 0 || trial.failed) return;
  compare_figures(run, variant, row, job, trial, c);
  for (std::size_t t = 0; t < run.header().tables.size(); ++t) compare_table(run, variant, t, replication, trial, c);
}

void compare_trials(const experiment::TrialResult& then, const Job& job, const experiment::TrialResult& now, Comparison& c) {
  c.number("events", then.events, now.events);
  c.number("fingerprint", then.fingerprint, now.fingerprint);
  c.text("error", then.error, now.error);
  if (then.failed || now.failed) return;
  for (std::size_t m = 0; m < job.columns.metrics.size(); ++m) {
    c.figure(job.columns.metrics[m].name, then.values[m].value, now.values[m].value);
    c.figure("weight of " + job.columns.metrics[m].name, then.values[m].weight, now.values[m].weight);
  }
}

// Of each replication, the value of a metric; nothing where there was nothing to observe.
report::Samples samples_of(const Replayable& from, std::size_t variant, const std::string& metric) {
  if (from.run) {
    const auto m = from.run->find_metric(metric);
    if (!m) {
      std::vector<std::string> names;
      for (const auto& one : from.run->header().metrics) names.push_back(one.name);
      throw Stop{invalid_input, fmt::format("{} holds no metric '{}'; {}", from.source, metric, schema::did_you_mean(metric, names))};
    }
    auto values = from.run->metric(variant, *m);
    return {std::move(values.values), std::move(values.weights)};
  }
  Job job = from.job;
  job.asked = {metric};
  job.goal.reset();
  std::erase_if(job.trials, [&](const auto& t) { return t.variant != variant; });
  const MemoryRun run = play_in_memory(job, default_workers(), [](const MemoryRun&) {});
  for (std::size_t m = 0; m < run.metrics().size(); ++m)
    if (run.metrics()[m].name == metric) return run.samples(variant, m);
  throw Stop{invalid_input, fmt::format("'{}' is no metric of one trial", metric)};
}

}  // namespace

Replayable open_scenario(const std::string& path, const Arguments& a) {
  Replayable out;
  out.source = path;
  out.registry = std::make_unique<plugin_host::Registry>(load_plugins(a));
  std::string by;
  const auto overrides = overrides_of(a);
  std::vector<std::string> metrics = a.list("metric");
  for (const char* pick : {"worst", "best", "median"})
    if (a.has(pick)) metrics.push_back(a.get<std::string>(pick));
  out.job = prepare(settle_warm_up(load_scenario(path, *out.registry, overrides), *out.registry, overrides, default_workers(), by), metrics);
  return out;
}

Replayable open_run(const std::string& path, const Arguments& a) {
  Replayable out;
  out.source = path;
  out.run = store::RunReader::open(path);
  const auto& header = out.run->header();
  Asked asked = asked_in(header);
  if (asked.file.empty() && !header.files.empty()) asked.file = header.files.front().name;
  out.registry = std::make_unique<plugin_host::Registry>(load_plugins(a, asked.plugin_folders));
  std::vector<std::string> metrics = asked.metrics;
  for (const auto& m : a.list("metric")) metrics.push_back(m);
  out.job = prepare(load_kept(header, asked, path, *out.registry), metrics);
  return out;
}

bool more_is_better(const std::string& metric) {
  for (const char* part : {".availability", ".met", ".up_time", ".first_outage", ".first_breach", ".capacity", ".served", ".closed", ".restored", ".share_in_time"})
    if (metric.find(part) != std::string::npos) return true;
  return false;
}

std::uint32_t picked(const Replayable& from, std::size_t variant, const Pick& pick) {
  if (pick.how == Pick::How::number) {
    const auto n = from.run ? from.run->replications(variant) : 0;
    if (from.run && pick.replication >= n)
      throw Stop{invalid_input, fmt::format("{} holds replications 0 to {} of variant '{}'", from.source, n - 1, from.run->header().variants[variant].name)};
    return pick.replication;
  }
  const auto samples = samples_of(from, variant, pick.metric);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < samples.values.size(); ++i)
    if (samples.weights[i] > 0.0) order.push_back(i);
  if (order.empty()) throw Stop{invalid_input, fmt::format("no trial has anything to observe of '{}'", pick.metric)};
  const bool descending = (pick.how == Pick::How::worst) != more_is_better(pick.metric);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return descending ? samples.values[a] > samples.values[b] : samples.values[a] < samples.values[b];
  });
  return pick.how == Pick::How::median ? order[(order.size() - 1) / 2] : order.front();
}

Replayed replay(const Replayable& from, std::size_t variant, std::uint32_t replication) {
  Replayed out;
  auto scenario = std::make_shared<scenario::Scenario>(*from.job.scenario);
  for (auto& v : scenario->variants) v.run.record = scenario::Record::all;
  out.trial = experiment::run_trial(*scenario, variant, replication, from.job.columns);
  Comparison comparison(out.differences);
  if (from.run) {
    out.compared = from.source;
    compare_with_run(*from.run, variant, replication, from.job, out.trial, comparison);
  } else {
    out.compared = "the same trial played as in a batch";
    compare_trials(experiment::run_trial(*from.job.scenario, variant, replication, from.job.columns), from.job, out.trial, comparison);
  }
  return out;
}

}  // namespace mainstay::cli
