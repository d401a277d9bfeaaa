#include "model/session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "model/files.hpp"

namespace mainstay::gui::model {

namespace fs = std::filesystem;

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_scenario(const std::string& path) {
  const auto extension = fs::path(path).extension();
  return extension == ".yaml" || extension == ".yml";
}

}  // namespace

Places find_places() {
  Places p;
  std::error_code code;
  const fs::path self = fs::read_symlink("/proc/self/exe", code);
  const fs::path here = self.parent_path();
  p.program = fs::exists(here / "mainstay", code) ? (here / "mainstay").string() : "mainstay";
  const fs::path shipped = (here / ".." / "share" / "mainstay" / "scenarios").lexically_normal();
  if (fs::is_directory(shipped, code)) p.scenarios = shipped.string();
  const std::string home = environment("HOME");
  const std::string config = environment("XDG_CONFIG_HOME");
  if (!config.empty())
    p.settings = (fs::path(config) / "mainstay" / "window.json").string();
  else if (!home.empty())
    p.settings = (fs::path(home) / ".config" / "mainstay" / "window.json").string();
  p.scratch = (fs::temp_directory_path(code) / fmt::format("mainstay-{}", getuid())).string();
  return p;
}

Session::Session(Places places, std::function<void()> wake) : places_(std::move(places)), wake_(wake), tasks_(std::move(wake)) {
  settings = load_settings(places_.settings);
}

Session::~Session() = default;

void Session::open(const std::string& path) {
  if (is_scenario(path)) {
    std::error_code code;
    if (!fs::is_regular_file(path, code)) return complain(fmt::format("{}: there is no such file", path));
    scenario_ = fs::absolute(path, code).string();
    settings.remember(path);
    show("start");
    return;
  }
  const std::size_t mine = ++generation_;
  ++opening_;
  tasks_.run("opening " + fs::path(path).filename().string(), [this, path, mine]() -> Tasks::Publish {
    std::string error;
    try {
      auto facts = std::make_shared<RunFacts>(read_facts(path));
      return [this, facts, mine] {
        --opening_;
        if (mine == generation_) opened(std::move(*facts));
      };
    } catch (const std::bad_alloc&) {
      error = path + ": there is not enough memory to open it";
    } catch (const std::exception& e) {
      error = e.what();
    }
    return [this, error] {
      --opening_;
      complain(error);
    };
  });
}

void Session::opened(RunFacts facts) {
  run_ = std::make_unique<OpenRun>(tasks_, std::move(facts));
  settings.remember(run_->path());
  choice = Choice{};
  choice.metric = run_->first_metric();
  scenario_.clear();
  for (const auto& [key, value] : run_->header().options) {
    std::error_code code;
    if (key != "scenario") continue;
    const auto base = bases_.find(value);
    if (base != bases_.end()) scenario_ = base->second;
    if (base == bases_.end() && fs::is_regular_file(value, code)) scenario_ = fs::absolute(value, code).string();
  }
  if (view_ == "start") show(settings.view);
  job_.reset();
  if (!run_->facts().complete) inform("This run was interrupted; it holds its first replications only.");
}

void Session::show(const std::string& view) {
  view_ = view;
  if (view != "start") settings.view = view;
}

void Session::close() {
  run_.reset();
  scenario_.clear();
  show("start");
}

void Session::start_run(const std::string& scenario, const std::string& output, const std::vector<std::string>& options) {
  std::error_code code;
  if (!fs::path(output).parent_path().empty()) fs::create_directories(fs::path(output).parent_path(), code);
  try {
    job_ = std::make_unique<RunJob>(places_.program, scenario, output, options, wake_);
  } catch (const std::exception& e) {
    complain(e.what());
  }
}

void Session::start_what_if(const WhatIf& what_if, int replications, const std::string& metric) {
  std::error_code code;
  const fs::path folder = places_.scratch;
  fs::create_directories(folder, code);
  // Never over one that was played: a run keeps where its scenario stands.
  fs::path file;
  for (int n = 1; file.empty() || fs::exists(file, code) || fs::exists(fs::path(file).replace_extension(".h5"), code); ++n) file = folder / fmt::format("{}-{}.yaml", what_if.name, n);
  const std::string error = write_file(file.string(), what_if.text(scenario_));
  if (!error.empty()) return complain(error);
  bases_[file.string()] = scenario_;
  std::vector<std::string> options = {"--variant", run_ != nullptr ? run_->header().variants.front().name : "baseline", "--variant", what_if.name, "--replications", std::to_string(replications)};
  if (!metric.empty()) options.insert(options.end(), {"--metric", metric});
  start_run(file.string(), fs::path(file).replace_extension(".h5").string(), options);
}

void Session::inform(const std::string& text) { notices_.push_back({Notice::Kind::information, text, now_ + 6.0}); }

void Session::complain(const std::string& text) {
  for (const auto& n : notices_)
    if (n.text == text) return;
  notices_.push_back({Notice::Kind::trouble, text, 0.0});
}

void Session::update(double now) {
  now_ = now;
  tasks_.publish();
  if (job_ != nullptr && job_->state() == RunJob::State::running && job_->poll() && job_->state() == RunJob::State::done)
    open(job_->output());
  std::erase_if(notices_, [&](const Notice& n) { return n.kind == Notice::Kind::information && n.until < now; });
}

}  // namespace mainstay::gui::model
