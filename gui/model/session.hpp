#pragma once
// What is open, what is chosen, and what has to be said: shared by all views. Belongs to the frame thread.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/open_run.hpp"
#include "model/run_job.hpp"
#include "model/settings.hpp"
#include "model/tasks.hpp"
#include "model/what_if.hpp"

namespace mainstay::gui::model {

struct Notice {
  enum class Kind { information, trouble } kind = Kind::information;
  std::string text;
  double until = 0.0;  // in seconds of the session's clock; trouble stays until it is dismissed
};

// What is looked at; all views share it.
struct Choice {
  std::size_t variant = 0;
  std::size_t metric = OpenRun::npos;
  std::string entity;  // a service, group, component …; empty: none
  std::uint32_t replication = 0;
  double hours = 0.0;     // an instant in it, since the start of the observed time
  bool replication_chosen = false;  // false: a view takes the middle one
};

// Where things are; found once at start.
struct Places {
  std::string program;    // the command line
  std::string scenarios;  // those shipped; empty where there are none
  std::string settings;   // the file; empty: nothing is kept
  std::string scratch;    // where runs of what-ifs go
};
Places find_places();

class Session {
 public:
  explicit Session(Places places, std::function<void()> wake = {});
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  const Places& places() const { return places_; }
  Tasks& tasks() { return tasks_; }
  Settings settings;

  // Opens a run in the background, or a scenario (which is then offered to be run). Trouble becomes a notice.
  void open(const std::string& path);
  void close();
  bool opening() const { return opening_ > 0; }
  OpenRun* run() { return run_.get(); }
  // The scenario that was opened, or that the run was made from, if it is still there; empty where there is none.
  const std::string& scenario() const { return scenario_; }

  Choice choice;
  // A view of a run is remembered: the next run begins with it.
  void show(const std::string& view);
  const std::string& view() const { return view_; }

  // `options` are those of `mainstay run`.
  void start_run(const std::string& scenario, const std::string& output, const std::vector<std::string>& options = {});
  // Plays a what-if on scenario() beside the baseline, and follows a metric as it goes (empty: none). Its files go into the
  // scratch folder.
  void start_what_if(const WhatIf& what_if, int replications, const std::string& metric);
  // Asked for by the user; whoever owns the window ends.
  void quit() { quit_ = true; }
  bool quitting() const { return quit_; }
  // Wakes the frame thread; from any thread.
  const std::function<void()>& wake() const { return wake_; }
  RunJob* job() { return job_.get(); }
  void forget_job() { job_.reset(); }

  void inform(const std::string& text);
  void complain(const std::string& text);
  std::vector<Notice>& notices() { return notices_; }

  // Once a frame, with the seconds since the start: takes over what is ready.
  void update(double now);

  // Asked for by a view that moves by itself: the next frame follows at once.
  void animate() { animated_ = true; }
  bool take_animated() { return std::exchange(animated_, false); }

  // The splits of the view that was drawn last: the share of the first pane of each.
  std::map<std::string, float> panes_seen;

  // A picture of a part of the window, taken by whoever owns it after the frame; in pixels.
  struct Picture {
    float x = 0, y = 0, width = 0, height = 0;
    std::string file;
  };
  std::optional<Picture> picture;

 private:
  void opened(RunFacts facts);

  Places places_;
  std::function<void()> wake_;
  double now_ = 0.0;
  std::string view_ = "start", scenario_;
  std::map<std::string, std::string> bases_;  // of the what-ifs that were played: the scenario that each is about
  std::vector<Notice> notices_;
  int opening_ = 0;
  bool animated_ = false, quit_ = false;
  std::size_t generation_ = 0;
  Tasks tasks_;
  std::unique_ptr<OpenRun> run_;  // after tasks_: it closes its file there
  std::unique_ptr<RunJob> job_;
};

}  // namespace mainstay::gui::model
