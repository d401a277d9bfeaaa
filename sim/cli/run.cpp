// `mainstay run`: plays a scenario and keeps the results in a run file.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/data_files.hpp"
#include "cli/forecast.hpp"
#include "cli/memory_run.hpp"
#include "cli/progress.hpp"
#include "cli/run_file.hpp"
#include "cli/summary.hpp"
#include "report/joined_runs.hpp"
#include "store/error.hpp"
#include "store/paths.hpp"

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
  static void handle(int which) {
    if (stop_asked.exchange(true)) {
      std::signal(which, SIG_DFL);
      std::raise(which);
      return;
    }
    static constexpr std::string_view text = "\nstopping after the trials at hand; once more to stop at once\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
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

// What is watched while a run goes on: what JSON lines show, or what decides when it ends.
std::vector<std::string> watched(const Job& job, ProgressKind kind) {
  if (kind == ProgressKind::json) return job.asked;
  return job.goal ? std::vector<std::string>{job.goal->query.text} : std::vector<std::string>{};
}

// Says what a long batch will take, once there is something to judge by.
class Foretelling {
 public:
  explicit Foretelling(bool wanted) : told_(!wanted) {}
  void look(Progress& progress, const store::TrialRow& row, const MemoryRun& run) {
    if (told_ || progress.elapsed() < 1.0) return;
    told_ = true;
    const double seconds = progress.elapsed() / static_cast<double>(progress.played()) * static_cast<double>(progress.left());
    if (seconds > 10.0)
      progress.foretell(forecast(seconds, progress.left(), bytes_of(row), 16.0 * static_cast<double>(run.metrics().size())));
  }

 private:
  bool told_;
};

struct Playing {
  std::string path;
  unsigned workers;
  ProgressKind kind;
  bool quiet;
};

std::string json_text(const std::string& text) { return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

// Plays what is left and finishes the file. `run` has seen what is done. Returns the exit code.
int play(const Job& job, store::RunWriter& writer, MemoryRun& run, const Playing& how) {
  const auto first = static_cast<std::size_t>(writer.trials_done());
  const std::size_t total = job.trials.size();
  Progress progress(how.kind, total, first, job.asked);
  Foretelling foretelling(!how.quiet);
  StopOnInterrupt interrupt;
  bool enough = is_enough(job, run, first);  // a run that was killed as it had come to its end
  std::size_t done = first;
  if (!enough)
    done = experiment::run_all(*job.scenario, job.columns, job.trials, {.workers = how.workers, .first = first, .stop = &stop_asked},
                               [&](experiment::TrialResult&& r) {
                                 run.add(r);
                                 const store::TrialRow row = row_of(r, writer.header());
                                 writer.append(row);
                                 progress.advance(run);
                                 foretelling.look(progress, row, run);
                                 enough = is_enough(job, run, run.trials());
                                 return !enough;
                               });
  const auto info = runtime_info(progress.elapsed(), how.workers);
  if (done < total && !enough) {
    const std::string where = writer.interrupt(info);
    const std::string command = store::resume_command(how.path);
    progress.finish("interrupted", run, {{"file", json_text(where)}, {"resume", json_text(command)}});
    say("mainstay: interrupted after {} of {} trials; what is done is in {}\n  go on with: {}\n", done, total, where, command);
    return interrupted;
  }
  writer.finish(info);
  progress.finish("done", run, {{"file", json_text(how.path)}});
  if (run.failed() > 0) {
    say("mainstay: {} of {} trials failed; the first: {}\n", run.failed(), done, run.first_error());
    return failed_trials;
  }
  return well;
}

bool is_among(const std::vector<std::string>& list, const std::string& text) { return std::find(list.begin(), list.end(), text) != list.end(); }

int finish(int code, const Arguments& a, const Job& job, const std::string& path) {
  if ((code == well || code == failed_trials) && !a.has("quiet")) {
    std::vector<std::string> expected;
    for (const auto& e : job.scenario->expectations) expected.push_back(e.metric);
    std::vector<std::string> asked;
    for (const auto& m : job.asked)
      if (!is_among(expected, m) || is_among(a.list("metric"), m)) asked.push_back(m);
    print_summary(FileRun(path), {.asked = asked, .expected = expected, .json = a.has("json")});
    if (!a.has("json")) fmt::print("\nkept in {}\n", path);
  }
  return code;
}

// What a resumed run needs besides the scenario's text: kept in the journal.
std::vector<std::pair<std::string, std::string>> options_of(const Arguments& a, const std::string& file, const Job& job) {
  std::vector<std::pair<std::string, std::string>> out = {{"scenario", std::filesystem::absolute(file).string()}};
  for (const auto& s : a.list("set")) out.emplace_back("set", s);
  for (const auto& v : a.list("variant")) out.emplace_back("variant", v);
  for (const auto& v : a.list("vary")) out.emplace_back("vary", v);
  if (a.has("study")) out.emplace_back("study", a.get<std::string>("study"));
  if (a.has("design")) out.emplace_back("design", a.get<std::string>("design"));
  for (const auto& m : a.list("metric")) out.emplace_back("metric", m);
  for (const auto& d : a.list("plugin-dir")) out.emplace_back("plugin-dir", std::filesystem::absolute(d).string());
  if (a.has("seed")) out.emplace_back("seed", fmt::format("{:.0f}", a.get<double>("seed")));
  if (a.has("replications")) out.emplace_back("replications", std::to_string(a.get<int>("replications")));
  if (a.has("precision")) out.emplace_back("precision", a.get<std::string>("precision"));
  for (const auto& v : job.scenario->variants)
    if (v.run.warm_up.automatic) {
      out.emplace_back("warm_up", fmt::format("{:.17g}", v.run.warm_up.length.in_seconds()));
      break;
    }
  for (auto& read : data_files_of(*job.scenario)) out.push_back(std::move(read));
  return out;
}

// Whatever the files say now, a run goes on with what it began with.
void check_same(const store::RunHeader& header, const store::RunHeader& now, const std::string& path) {
  for (std::size_t i = 0; i < header.files.size(); ++i)
    if (i >= now.files.size() || now.files[i].text != header.files[i].text)
      throw Stop{invalid_input, fmt::format("{} has changed since {} was begun; the two halves would not fit together", header.files[i].name, path)};
  if (const auto changed = report::changed_data(header, now); !changed.empty())
    throw Stop{invalid_input, fmt::format("{}, which the scenario reads, has changed since {} was begun; the two halves would not fit together", changed.front(), path)};
  if (header.program_version != now.program_version)
    throw Stop{invalid_input, fmt::format("{} was begun by version {} of this program, which is {}", path, header.program_version, now.program_version)};
  for (std::size_t i = 0; i < std::max(header.plugins.size(), now.plugins.size()); ++i) {
    if (i < header.plugins.size() && i < now.plugins.size() && header.plugins[i].name == now.plugins[i].name && header.plugins[i].version == now.plugins[i].version) continue;
    const auto& other = i < header.plugins.size() ? header.plugins[i] : now.plugins[i];
    throw Stop{invalid_input, fmt::format("{} was begun with other plugins or other versions of them (see '{}'); the two halves would not fit together", path, other.name)};
  }
}

int resume(const Arguments& a) {
  const std::string path = a.get<std::string>("resume");
  const auto unfinished = store::find_unfinished(path);
  if (!unfinished || unfinished->busy) {
    try {
      store::RunWriter::resume(path);  // says why not
    } catch (const store::StoreError& e) {
      // To ask for what is done already is no error: a script may resume until it is.
      if (e.kind() != store::StoreError::Kind::already_complete) throw;
      say("{}\n", e.what());
      return well;
    }
    throw Stop{files, fmt::format("{}: cannot be gone on with just now; try again", path)};
  }
  const Asked was = asked_in(unfinished->header);
  const auto registry = load_plugins(a, was.plugin_folders);
  Job job = prepare(load_scenario(was.file, registry, was.overrides), was.metrics);
  job.warm_up_by = unfinished->header.warm_up_by;
  check_same(unfinished->header, header_of(job, data_files_of(*job.scenario)), path);
  const ProgressKind kind = progress_kind(a.get<std::string>("progress"));
  MemoryRun run(job, watched(job, kind));
  auto writer = store::RunWriter::resume(path, [&](const store::TrialRow& row) { run.add(row); });
  if (!a.has("quiet")) say("going on after {} trials\n", writer.trials_done());
  return finish(play(job, writer, run, {path, workers_of(a), kind, a.has("quiet")}), a, job, path);
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  Arguments a("run", "SCENARIO [OPTIONS]",
              "Plays every variant of the scenario as often as it says, on all cores, and keeps the results in a run\n"
              "file: NAME.h5, or what -o says. The results do not depend on the number of threads.");
  a.positional("scenario", 1);
  a.add()("output,o", po::value<std::string>()->value_name("FILE"), "the run file; never overwritten without --force")
      ("force", "overwrite the run file");
  add_batch_options(a);
  add_scenario_options(a);
  a.add()("metric,m", po::value<std::vector<std::string>>()->value_name("NAME"), "keep and show this metric too (may be repeated)")
      ("resume", po::value<std::string>()->value_name("FILE"), "complete an interrupted run")
      ("dry-run", "only say what would be played, and what it would take")("quiet,q", "no summary at the end")("json", "the summary as JSON");
  a.examples({{"mainstay run scenarios/it-company.yaml", "play it, show what it comes to"},
              {"mainstay run bank.yaml --set teams.dba.staff=4 -n 1000 -o four.h5", "what if there were four?"},
              {"mainstay run bank.yaml --vary 'teams.dba.staff: 1 to 5 by 1'", "a sweep: each number of them"},
              {"mainstay run bank.yaml -n 100000 --precision 'services.payments.availability: 0.001 %'", "no more than are needed"},
              {"mainstay run --resume bank.h5", "go on after Ctrl-C or a crash"}});
  if (!a.parse(arguments)) return well;
  const unsigned workers = workers_of(a);
  const ProgressKind kind = progress_kind(a.get<std::string>("progress"));
  if (a.has("resume")) {
    for (const char* other : {"scenario", "output", "force", "set", "variant", "vary", "study", "design", "seed", "replications", "precision", "metric", "dry-run"})
      if (a.has(other)) throw UsageError{fmt::format("--resume goes on with what the run began with, and takes no {}{}", other == std::string("scenario") ? "" : "--", other)};
    return resume(a);
  }
  if (a.list("scenario").size() != 1) throw UsageError{"run takes one scenario; see `mainstay run --help`"};
  const std::string file = a.list("scenario").front();
  const auto registry = load_plugins(a);
  std::string warm_up_by;
  Job job = prepare(settle_warm_up(load_scenario(file, registry, overrides_of(a)), registry, overrides_of(a), workers, warm_up_by), a.list("metric"));
  job.warm_up_by = warm_up_by;
  const std::string path = a.has("output") ? a.get<std::string>("output") : store::next_free_path(std::filesystem::path(file).stem().string() + ".h5");
  if (a.has("dry-run")) return print_plan(job, path, workers, a.has("json"));
  auto writer = store::RunWriter::create(path, header_of(job, options_of(a, file, job)), {.overwrite = a.has("force")});
  MemoryRun run(job, watched(job, kind));
  return finish(play(job, writer, run, {path, workers, kind, a.has("quiet")}), a, job, path);
}

}  // namespace mainstay::cli
