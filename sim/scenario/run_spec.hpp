#pragma once
// `run`: from when, how long and how often a scenario is played, and how much of it is kept.

#include <optional>
#include <string>

#include "schema/diagnostics.hpp"
#include "schema/fields.hpp"
#include "schema/values.hpp"
#include "work/civil_time.hpp"

namespace mainstay::scenario {

using kernel::Duration;

// How much of each trial is kept; each level with those before it.
enum class Record { metrics, series, outages, tickets, all };

// `42 d`, or `auto`: found from pilot trials, and then given to `load` (see Overrides::warm_up).
struct WarmUp {
  Duration length;
  bool automatic = false;
};

// The same for all variants: replications are added to all of them, up to `replications`, until each has it.
struct Precision {
  std::string of;
  std::string within;       // `1 %` of the figure, or an amount in the metric's unit
  schema::Share confidence{0.95};
  schema::Place place;      // of the metric
  static void describe(schema::Fields<Precision>& f);
};

// `{ by: 20, towards: payments }`: see work::Hasten.
struct Hasten {
  double by = 10.0;
  std::string towards;
  static void describe(schema::Fields<Hasten>& f);
};

enum class Overlap { planned_first, unplanned_first };

struct RunSpec {
  work::LocalDateTime from{2026, 1, 5, 0, 0, 0, 0};
  Duration length = Duration::days(365);
  WarmUp warm_up;
  std::string until;
  int replications = 100;
  double seed = 1;
  Record record = Record::metrics;
  std::optional<Precision> precision;
  Overlap overlap = Overlap::planned_first;
  std::optional<Hasten> hasten;
  bool antithetic = false;
  static void describe(schema::Fields<RunSpec>& f);
};

// What `run` may hold, for those who describe it.
const schema::Type& run_type();

}  // namespace mainstay::scenario
