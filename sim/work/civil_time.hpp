#pragma once
// Wall-clock time in a named time zone, and simulated time, and the way from one to the other.
//
// Simulated time runs in real seconds, so a local day is 23 h or 25 h of it where clocks are changed. Zone
// rules are those of the system's time zone database. It names changes up to some year (2037 in most builds);
// where the last changes it names recur yearly (the last Sunday of March, say) they are taken to recur for
// ever, in the Gregorian calendar; else the last offset stays.

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "kernel/time.hpp"

namespace mainstay::work {

// What a wall clock and calendar show.
struct MAINSTAY_API LocalDateTime {
  int year = 1970;
  int month = 1;   // 1 to 12
  int day = 1;     // 1 to 31
  int hour = 0;    // 0 to 23
  int minute = 0;  // 0 to 59
  int second = 0;  // 0 to 59
  int weekday =
      3;  // 0 is Monday; follows from the date, and is not read where a LocalDateTime is an argument

  bool operator==(const LocalDateTime&) const = default;
};

// A reading of the wall clock as one number: seconds from 1970-01-01 00:00 to it, were every local day 24 h
// long. It orders readings and is simple to reckon with; differences of it are not durations where clocks are
// changed.
struct MAINSTAY_API WallTime {
  std::int64_t seconds = 0;

  static constexpr std::int64_t day_length = 86400;
  static constexpr std::int64_t week_length = 7 * day_length;

  std::int64_t day() const;        // days since 1970-01-01, rounded down
  WallTime start_of_week() const;  // Monday 00:00 of its week

  auto operator<=>(const WallTime&) const = default;
};

MAINSTAY_API WallTime wall_time(const LocalDateTime& local);
MAINSTAY_API LocalDateTime local_date_time(WallTime wall);

// Reads `2026-01-05`, `2026-01-05 08:30` and `2026-01-05 08:30:15` (or with `T` between date and time);
// blanks around it are skipped. Empty for anything else, and for dates and times that do not exist in any
// zone, such as 2026-02-30.
MAINSTAY_API std::optional<LocalDateTime> parse_local(std::string_view text);

// The time zones that are known, sorted; for suggestions. Only `UTC` where the machine has no time zone
// database.
MAINSTAY_API std::vector<std::string> zone_names();
MAINSTAY_API bool zone_exists(std::string_view name);

// Maps simulated time to the wall clock of a zone and back. Immutable, safe to share between threads, cheap
// to copy. The zone's changes are tabled when it is made; nothing later asks the time zone database. Instants
// further than a million years from 1970 are taken to be that far.
class MAINSTAY_API CivilClock {
 public:
  CivilClock();  // UTC, and simulated time starts on Monday 2026-01-05 00:00

  // Simulated time starts as the clocks of `zone` show `from`. Empty where no such zone is known.
  static std::optional<CivilClock> make(std::string_view zone, const LocalDateTime& from);

  // The clock of another zone for the same simulated time: both start at the same instant of the real world.
  std::optional<CivilClock> in_zone(std::string_view zone) const;

  const std::string& zone() const;

  // What the clock shows at `t`; fractions of a second are cut off. `t` must be finite.
  LocalDateTime local(kernel::Time t) const;
  WallTime wall(kernel::Time t) const;

  // When the clock shows this. Of a local time that does not exist: the first instant after it that does; of
  // one that comes twice: its first. So a later reading never has an earlier instant.
  kernel::Time instant(const LocalDateTime& local) const;
  kernel::Time instant(WallTime wall) const;

  // A stretch of time in which the clock is not changed.
  struct Stretch {
    kernel::Time begin;  // the last change at or before, or the earliest instant
    kernel::Time end;    // the next change, or never
  };
  Stretch unchanged_around(kernel::Time t) const;

  // `Mon 2026-01-05 08:00`, to the minute, rounded down once rounded to a second; `never` of what is not
  // finite.
  std::string format(kernel::Time t) const;

  // The latest instant that is told apart.
  kernel::Time latest() const;

 private:
  struct Impl;
  explicit CivilClock(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace mainstay::work
