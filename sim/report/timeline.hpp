#pragma once
// One trial's story as a timeline: which of its events are told, which stand together, and what is only counted.

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/story.hpp"

namespace mainstay::report {

// One row of the table `recoveries`, in hours since the start of the observed time.
struct RecoveryRow {
  std::string service;
  double begin = 0.0;
  double end = 0.0;
  bool censored = false;
  bool planned = false;
  std::optional<double> rto;
  std::array<std::optional<double>, 6> stages;  // detect, declare, mobilise, restore, verify, catch up
};

enum class Tone { plain, bad, good, warning, action };

struct StoryLine {
  double time = 0.0;                       // hours
  std::string text;
  Tone tone = Tone::plain;
  std::optional<double> outage_age;        // hours since the first of the outages that are open
  std::string lanes;                       // a sign for each service that goes down: ` ` up, `v` goes down, `|` down, `^` comes up
};

// What happens too often to be told one by one.
struct Routine {
  double time = 0.0;                       // of the event
  std::string what;                        // `ticket p3 closed`
};

struct Timeline {
  std::vector<std::string> services;       // that have a lane, in the order of the lanes
  std::vector<StoryLine> lines;            // in order of time
  std::vector<Routine> routine;            // in order of time
};

struct TimelineChoice {
  double from = -1e300;                    // hours
  double to = 1e300;
  // `team`, `ticket/p1`: only these kinds, or these subjects of a kind; empty: all but how busy teams are.
  std::vector<std::pair<std::string, std::string>> only;
  bool all = false;                        // each event, however often, and one by one
};

Timeline timeline(const std::vector<TraceRow>& rows, const TimelineChoice& choice);

// Whether a row is among those chosen, by time and by `only`.
bool is_chosen(const TraceRow& row, const TimelineChoice& choice);

}  // namespace mainstay::report
