#pragma once
// The facts of a run that everything in it stands on: its clock, its calendars, its length. Immutable; shared by all
// trials of a variant.

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
struct PartName { static constexpr const char* kind = "parts"; };

struct Setting {
  static constexpr std::string_view context = "setting";
  CivilClock clock;
  std::vector<Calendar> calendars;  // by index of the name; [0] is `always`
  kernel::Time start;               // the end of the warm-up: observations count from here
  kernel::Time end;
  bool planned_first = true;        // where a planned window and a failure overlap, the time is planned
};

}  // namespace mainstay::work
