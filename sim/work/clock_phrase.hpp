#pragma once
// Instants named by the clock: `daily 02:00`, `Tue 10:00`, `Mon-Fri 08:30`, `2026-03-01 14:00`; and how days
// and clock times are written in general.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "kernel/time.hpp"
#include "work/civil_time.hpp"

namespace mainstay::work {

// The instants that one or several clock phrases name, by the clock of a zone. A phrase is days and a time
// (`daily 02:00`, `Mon,Thu 22:00`, `Mon-Fri 08:30`), which recurs, or a date and a time (`2026-03-01 14:00`),
// which comes once. A time that does not exist on some day is the first instant after it that does; one that
// comes twice is its first. Phrases that name the same instant name it once. Immutable, safe to share between
// threads.
class MAINSTAY_API ClockTimes {
 public:
  // Empty if a phrase is wrong or there is none; then `errors` gains a sentence, without a final stop, for
  // each.
  static std::optional<ClockTimes> parse(const std::vector<std::string>& phrases, const CivilClock& clock,
                                         std::vector<std::string>& errors);

  // The first instant later than `after`, or never.
  kernel::Time next(kernel::Time after) const;
  // The first instant at `from` or later, or never.
  kernel::Time next_or_at(kernel::Time from) const;

 private:
  explicit ClockTimes(const CivilClock& clock) : clock_(clock) {}
  kernel::Time next_of_week(kernel::Time after) const;

  CivilClock clock_;
  std::vector<std::int64_t> weekly_;  // seconds since Monday 00:00, ascending
  std::vector<kernel::Time> once_;    // ascending
};

// Which days of the week; the first is Monday.
using DaysOfWeek = std::array<bool, 7>;

// Reads the parts of a phrase about days and clock times from left to right; blanks between them are skipped.
// Each `read_` function gives nothing where the text is not what it reads; error() then says why, for a
// person, naming the whole phrase.
class ClockReader {
 public:
  explicit ClockReader(std::string_view phrase) : phrase_(phrase), rest_(phrase) {}

  bool at_end();
  bool at_letter();
  bool at_digit();
  bool take(char c);        // skips it, if it comes next
  std::string_view rest();  // what is left to read

  // `daily`, `Mon`, `Mon-Fri`, `Sat-Mon` (three days), `Mon,Wed,Fri`, or several of these with commas.
  std::optional<DaysOfWeek> read_days();
  // `Mon`: 0.
  std::optional<int> read_day();
  // `2026-12-24`: its midnight as the wall clock reads it, in seconds since 1970-01-01 00:00.
  bool at_date();
  std::optional<std::int64_t> read_date();
  // `08:30` (or `8:30`), in seconds since midnight; 24:00 is a time only where something ends.
  enum class Midnight { starts_a_day, may_end_a_day };
  std::optional<std::int64_t> read_time(Midnight midnight);

  // Notes what is wrong with the phrase. The first such note stays.
  std::nullopt_t fail(const std::string& why);
  const std::string& error() const { return error_; }

 private:
  std::string_view read_word();

  std::string_view phrase_;
  std::string_view rest_;
  std::string error_;
};

}  // namespace mainstay::work
