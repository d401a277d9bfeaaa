#pragma once
// When something is open: office hours, shifts, maintenance windows; and business time, the time during which
// it is.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api.hpp"
#include "kernel/time.hpp"
#include "work/civil_time.hpp"

namespace mainstay::work {

// Hours of the week less holidays, by the wall clock of a zone. Immutable, safe to share between threads,
// cheap to copy; of constant size, however long the simulated time.
//
// Hours are given as phrases: `Mon-Fri 08:00-18:00`, `Mon,Wed,Fri 09:00-12:00`, `Sat 10:00-14:00`, `daily
// 22:00-06:00` (over midnight: each day's ends on the next), `Sat 22:00-Sun 06:00` (from one day to another)
// and `always`. Dates are named for what comes once: `2026-12-20 18:00-2027-01-05 06:00`, `2026-12-19
// 10:00-14:00`, `2026-12-19` and `2026-12-20-2026-12-31` (whole days). What several phrases say is united;
// each span is open at its opening and closed at its closing instant.
//
// A holiday is closed from its 00:00 to its 24:00, and changes nothing else: a span over midnight that runs
// into a holiday ends as it begins, and one that would begin on a holiday begins at the next day's 00:00,
// where it reaches so far. So whether it is open at an instant never depends on what another day is, and
// hours that go on for days are not lost for a holiday in them. Hours that name their dates are open on
// holidays too.
//
// Where clocks are changed, a span lasts from the instant its opening time is first shown to the instant its
// closing time is; of a time that is never shown, that is the first instant after it. So `Sun 02:00-04:00`
// lasts 1 h on the day that has 23 h, and 3 h on the day that has 25 h, if the change is at 02:00 and 03:00
// as in Europe/Berlin.
//
// Far beyond any plan, a million years from 1970, all calendars but `always` close for good.
class MAINSTAY_API Calendar {
 public:
  // A stretch of time that is open throughout, from `open` on and before `close`.
  struct Span {
    kernel::Time open;
    kernel::Time close;
  };

  static Calendar always();
  static Calendar never();

  // Holidays are dates (`2026-12-25`). Empty if a phrase or a date is wrong, or if there are no hours; then
  // `errors` gains a sentence, without a final stop, for each.
  static std::optional<Calendar> make(const std::vector<std::string>& hours,
                                      const std::vector<std::string>& holidays, const CivilClock& clock,
                                      std::vector<std::string>& errors);

  // The same calendar with its spans from the start of simulated time up to `until` written down, so that finding one is
  // a search in a table. For what is asked again and again, as by every ticket; at most some thousands of spans.
  Calendar tabled(kernel::Time until) const;

  bool is_always() const;   // open at every instant
  bool never_open() const;  // open at none

  bool open_at(kernel::Time t) const;
  // The first instant after `t` at which it opens or closes; never, if none.
  kernel::Time next_change(kernel::Time t) const;
  // The first instant at `t` or later at which it is open; never, if none.
  kernel::Time next_open(kernel::Time t) const;
  // The first span that closes after `t`: the one that `t` lies in or, if it is closed then, the next. Of one
  // that is open without end, `close` is never; if no span is left, so are both.
  Span span_closing_after(kernel::Time t) const;

  // Business time from `a` to `b`; zero if `b` is not after `a`, infinite if `b` is never and it opens again
  // and again.
  kernel::Duration open_between(kernel::Time a, kernel::Time b) const;
  // The instant at which this much business time has passed since `start`; never, if that much never does.
  // Work that takes up all the time until closing is finished at closing, not at the next opening; none is
  // finished at once.
  kernel::Time add_open(kernel::Time start, kernel::Duration business) const;

 private:
  struct Impl;
  explicit Calendar(std::shared_ptr<const Impl> impl);
  Span find_span(kernel::Time t) const;
  std::shared_ptr<const Impl> impl_;
};

// A place in a calendar that moves forward with a simulation. It keeps the span at hand, so that moving costs
// no more than a comparison until that closes, and one search then. Each process of a trial has its own; not
// for sharing between threads.
class MAINSTAY_API CalendarCursor {
 public:
  explicit CalendarCursor(const Calendar& calendar);  // at the start of simulated time

  kernel::Time now() const { return now_; }
  bool open() const { return span_.open <= now_; }
  // The next instant after now() at which it opens or closes; never, if none.
  kernel::Time next_change() const { return open() ? span_.close : span_.open; }
  // The first instant at now() or later at which it is open; never, if none.
  kernel::Time next_open() const { return open() ? now_ : span_.open; }

  // `t` must not be before now().
  void advance_to(kernel::Time t) {
    now_ = t;
    if (t >= span_.close) find_span();
  }

 private:
  void find_span();

  Calendar calendar_;
  kernel::Time now_;
  Calendar::Span span_;  // the first that closes after now_
};

}  // namespace mainstay::work
