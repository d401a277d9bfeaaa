#pragma once
// One replication as lanes of bars and curves on a time axis, made from its trace.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/run_source.hpp"
#include "report/timeline.hpp"

namespace mainstay::gui::model {

struct Bar {
  double from = 0.0, to = 0.0;  // hours since the start of the observed time
  std::size_t row = 0;          // in its lane, so that bars of a lane do not cover each other
  enum class Kind { outage, planned, down, threat, deciding, plan, restored, step, ticket, change, failed } kind = Kind::ticket;
  bool open = false;            // not over at the end
  std::string label;
  std::uint64_t number = 0;     // of a ticket or change
};

struct Lane {
  std::string group;  // `Services`, `Components`, `Threats`, `Plans`, `Changes`, `Tickets`
  std::string kind;   // as in the trace: `service`
  std::string name;
  std::size_t rows = 1;
  std::vector<Bar> bars;     // by rising `from`
  std::size_t left_out = 0;  // bars beyond what can be shown
};

// A number that changes in steps: people at work in a team, people on shift.
struct StepCurve {
  std::vector<double> at, value;  // value[i] from at[i] on
  double most = 0.0;
  double value_at(double hours) const;  // 0 before the first step
};

struct TeamLane {
  std::string name;
  StepCurve busy, on_shift;
};

struct Timeline {
  double from = 0.0, to = 0.0;  // hours: the observed time, and the warm-up before it
  bool failed = false;
  std::string error;
  std::vector<Lane> lanes;
  std::vector<TeamLane> teams;
  std::shared_ptr<const std::vector<report::TraceRow>> trace;
  std::vector<report::StoryLine> story;  // of all that was not routine
};

// From the trace that the run kept; nothing where it kept none.
std::optional<Timeline> kept_timeline(const RunSource& run, std::size_t variant, std::uint32_t replication);
// Plays the trial again: `program replay RUN --json`. Throws std::runtime_error if that fails.
Timeline replayed_timeline(const std::string& program, const std::string& path, const std::string& variant, std::uint32_t replication, double hours);

Timeline make_timeline(std::vector<report::TraceRow> trace, double hours);

// What happened in the time of a bar and concerns it, as sentences.
std::vector<report::StoryLine> story_of(const Timeline& timeline, const Lane& lane, const Bar& bar);
// Facts of a bar: what it is, when, how long.
std::vector<std::pair<std::string, std::string>> facts_of(const Lane& lane, const Bar& bar);

}  // namespace mainstay::gui::model
