#pragma once
// The facts of a run that everything in it stands on: its clock, its calendars, its length. Immutable; shared by all
// trials of a variant.

#include <optional>
#include <string>
#include <vector>

#include "kernel/time.hpp"
#include "work/calendar.hpp"
#include "work/civil_time.hpp"

namespace mainstay::work {

// What `Ref<CalendarName>` and the like refer to.
struct CalendarName { static constexpr const char* kind = "calendars"; };
struct TeamName { static constexpr const char* kind = "teams"; };
struct TicketName { static constexpr const char* kind = "tickets"; };
struct ServiceName { static constexpr const char* kind = "services"; };
struct PartName { static constexpr const char* kind = "parts"; };

// Failure biasing: while some of what a service stands on has failed, and it is up, the hazards of the rest are `by` times
// as large. What comes of it is weighed by the likelihood of the trial (see Board::weigh).
struct Hasten {
  double by = 1.0;
  std::size_t towards = 0;          // the service
};

struct Setting {
  static constexpr std::string_view context = "setting";
  CivilClock clock;
  std::vector<Calendar> calendars;  // by index of the name; [0] is `always`
  kernel::Time start;               // the end of the warm-up: observations count from here
  kernel::Time end;
  bool planned_first = true;        // where a planned window and a failure overlap, the time is planned
  std::optional<Hasten> hasten;
  bool antithetic = false;          // replications come in pairs with mirrored numbers
};

}  // namespace mainstay::work
