// `mainstay run`: plays a scenario and keeps the results in a run file.

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/progress.hpp"
#include "cli/run_file.hpp"
#include "cli/summary.hpp"
#include "store/error.hpp"

namespace mainstay::cli {
namespace {

std::atomic<bool> stop_asked{false};

// Ctrl-C asks the run to end after the trials at hand; a second one ends the process as usual.
class StopOnInterrupt {
 public:
  StopOnInterrupt() {
    stop_asked = false;
    std::signal(SIGINT, handle);
    std::signal(SIGTERM, handle);
  }
  ~StopOnInterrupt() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  }

 private:
  static void handle(int) {
    if (stop_asked.exchange(true)) {
      std::signal(SIGINT, SIG_DFL);
      std::raise(SIGINT);
    }
  }
};

std::string host() {
  char name[256] = "";
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

store::RuntimeInfo runtime_info(double seconds, unsigned workers) {
  store::RuntimeInfo info;
  info.wall_seconds = seconds;
  info.entries = {{"host", host()}, {"workers", std::to_string(workers)},
                  {"finished", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))}};
  return info;
}

// NAME.h5, then NAME-2.h5, …: the first that is free, with its journal.
std::string free_name(const std::filesystem::path& scenario) {
  const std::string stem = scenario.stem().string();
  std::error_code code;
  for (int n = 1;; ++n) {
    const std::string name = n == 1 ? stem + ".h5" : fmt::format("{}-{}.h5", stem, n);
    if (!std::filesystem::exists(name, code) && !std::filesystem::exists(name + ".journal", code)) return name;
  }
}

struct Job {
  std::shared_ptr<const scenario::Scenario> scenario;
  experiment::Columns columns;
  std::vector<std::string> asked;
};

Job prepare(std::shared_ptr<const scenario::Scenario> scenario, std::vector<std::string> more) {
  Job job;
  job.scenario = std::move(scenario);
  for (const auto& e : job.scenario->expectations)
    if (std::find(job.asked.begin(), job.asked.end(), e.metric) == job.asked.end()) job.asked.push_back(e.metric);
  for (auto& m : more)
    if (std::find(job.asked.begin(), job.asked.end(), m) == job.asked.end()) job.asked.push_back(std::move(m));
  schema::Diagnostics diagnostics;
  job.columns = experiment::find_columns(*job.scenario, job.asked, diagnostics);
  print_diagnostics(diagnostics);
  if (diagnostics.has_errors()) throw Stop{invalid_input, ""};
  return job;
}

// Plays what is left and finishes the file. Returns the exit code.
int play(const Job& job, store::RunWriter& writer, const std::string& path, unsigned workers, ProgressKind kind) {
  const auto trials = experiment::plan(*job.scenario);
  const auto first = static_cast<std::size_t>(writer.trials_done());
  const auto began = std::chrono::steady_clock::now();
  Progress progress(kind, trials.size(), first);
  std::size_t failed = 0;
  std::string first_error;
  StopOnInterrupt interrupt;
  const std::size_t done = experiment::run_all(
      *job.scenario, job.columns, trials, {.workers = workers, .first = first, .stop = &stop_asked},
      [&](experiment::TrialResult&& r) {
        if (r.failed && failed++ == 0)
          first_error = fmt::format("variant '{}', replication {}: {}", job.scenario->variants[r.variant].name, r.replication, r.error);
        writer.append(row_of(r, writer.header()));
        progress.advance(static_cast<std::size_t>(writer.trials_done()));
        return true;
      });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (done < trials.size()) {
    progress.finish("interrupted");
    const std::string where = writer.interrupt(runtime_info(seconds, workers));
    fmt::print(stderr, "mainstay: interrupted after {} of {} trials; what is done is in {}\n  go on with: {}\n", done, trials.size(), where,
               store::resume_command(path));
    return interrupted;
  }
  writer.finish(runtime_info(seconds, workers));
  progress.finish("done");
  if (failed > 0) {
    fmt::print(stderr, "mainstay: {} of {} trials failed; the first: {}\n", failed, trials.size(), first_error);
    return failed_trials;
  }
  return well;
}

// What a resumed run needs besides the scenario's text: kept in the journal.
std::vector<std::pair<std::string, std::string>> options_of(const Arguments& a, const std::string& file) {
  std::vector<std::pair<std::string, std::string>> out = {{"scenario", std::filesystem::absolute(file).string()}};
  for (const auto& s : a.list("set")) out.emplace_back("set", s);
  for (const auto& v : a.list("variant")) out.emplace_back("variant", v);
  for (const auto& m : a.list("metric")) out.emplace_back("metric", m);
  for (const auto& d : a.list("plugin-dir")) out.emplace_back("plugin-dir", std::filesystem::absolute(d).string());
  if (a.has("seed")) out.emplace_back("seed", fmt::format("{:.0f}", a.get<double>("seed")));
  if (a.has("replications")) out.emplace_back("replications", std::to_string(a.get<int>("replications")));
  return out;
}

int resume(const Arguments& a) {
  const std::string path = a.get<std::string>("resume");
  auto writer = store::RunWriter::resume(path);
  const auto& header = writer.header();
  scenario::Overrides overrides;
  std::vector<std::string> more;
  std::string file;
  for (const auto& [key, value] : header.options) {
    if (key == "scenario") file = value;
    if (key == "set") overrides.set.push_back(value);
    if (key == "variant") overrides.variants.push_back(value);
    if (key == "metric") more.push_back(value);
    if (key == "seed") overrides.seed = std::stod(value);
    if (key == "replications") overrides.replications = std::stoi(value);
  }
  plugin_host::Registry registry = load_plugins(a);
  const auto scenario = load_scenario(file, registry, overrides);
  // Whatever the file says now, a run goes on with what it began with.
  for (std::size_t i = 0; i < header.files.size(); ++i)
    if (i >= scenario->sources.size() || scenario->sources[i].second != header.files[i].text)
      throw Stop{invalid_input, fmt::format("{} has changed since {} was begun; the two halves would not fit together", header.files[i].name, path)};
  if (header.program_version != MAINSTAY_VERSION)
    throw Stop{invalid_input, fmt::format("{} was begun by version {} of this program, which is {}", path, header.program_version, MAINSTAY_VERSION)};
  Job job = prepare(scenario, more);
  fmt::print(stderr, "going on after {} trials\n", writer.trials_done());
  const int code = play(job, writer, path, a.get<unsigned>("jobs"), progress_kind(a.get<std::string>("progress")));
  if (code == well && !a.has("quiet")) print_summary(FileRun(path), job.asked, false, 0.95, a.has("json"));
  return code;
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  Arguments a("run", "SCENARIO [OPTIONS]",
              "Plays every variant of the scenario as often as it says, on all cores, and keeps the results in a run\n"
              "file: NAME.h5, or what -o says. The results do not depend on the number of threads.");
  a.positional("scenario", 1);
  a.add()("output,o", po::value<std::string>()->value_name("FILE"), "the run file; never overwritten without --force")
      ("force", "overwrite the run file")("jobs,j", po::value<unsigned>()->default_value(default_workers())->value_name("N"), "threads");
  add_scenario_options(a);
  a.add()("metric,m", po::value<std::vector<std::string>>()->value_name("NAME"), "keep and show this metric too (may be repeated)")
      ("resume", po::value<std::string>()->value_name("FILE"), "complete an interrupted run")
      ("progress", po::value<std::string>()->default_value("auto"), "auto, bar, json or none")("quiet,q", "no summary at the end")("json", "the summary as JSON");
  a.examples({{"mainstay run scenarios/it-company.yaml", "play it, show what it comes to"},
              {"mainstay run bank.yaml --set teams.dba.staff=4 -n 1000 -o four.h5", "what if there were four?"},
              {"mainstay run --resume bank.h5", "go on after Ctrl-C or a crash"}});
  if (!a.parse(arguments)) return well;
  if (a.get<unsigned>("jobs") < 1 || a.get<unsigned>("jobs") > 1024) throw UsageError{"--jobs takes a number from 1 to 1024"};
  if (a.has("resume")) return resume(a);
  if (a.list("scenario").size() != 1) throw UsageError{"run takes one scenario; see `mainstay run --help`"};
  const std::string file = a.list("scenario").front();
  const auto registry = load_plugins(a);
  Job job = prepare(load_scenario(file, registry, overrides_of(a)), a.list("metric"));
  const std::string path = a.has("output") ? a.get<std::string>("output") : free_name(file);
  auto writer = store::RunWriter::create(path, header_of(*job.scenario, job.columns, options_of(a, file)), {.overwrite = a.has("force")});
  const int code = play(job, writer, path, a.get<unsigned>("jobs"), progress_kind(a.get<std::string>("progress")));
  if (code == well || code == failed_trials) {
    if (!a.has("quiet")) print_summary(FileRun(path), job.asked, false, 0.95, a.has("json"));
    if (!a.has("quiet") && !a.has("json")) fmt::print("\nkept in {}\n", path);
  }
  return code;
}

}  // namespace mainstay::cli
