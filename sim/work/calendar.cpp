#include "work/calendar.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "work/clock_phrase.hpp"

namespace mainstay::work {

using kernel::Duration;
using kernel::Time;

namespace {

constexpr std::int64_t day_length = WallTime::day_length;
constexpr std::int64_t week_length = WallTime::week_length;
constexpr std::int64_t ever = std::numeric_limits<std::int64_t>::max() / 4;

// From one reading of the wall clock to another: in seconds since 1970-01-01 00:00, or since a Monday 00:00.
struct WallSpan {
  std::int64_t open;
  std::int64_t close;
};

// Unites spans of the week, which is a circle: they open within the week and may close in the next. The
// result is in order and apart; only the last may reach into the next week. All week is one span as long as
// the week.
std::vector<WallSpan> united(std::vector<WallSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const WallSpan& a, const WallSpan& b) { return a.open < b.open; });
  std::vector<WallSpan> result;
  for (const WallSpan& span : spans) {
    if (!result.empty() && span.open <= result.back().close) {
      result.back().close = std::max(result.back().close, span.close);
    } else {
      result.push_back(span);
    }
  }
  while (result.size() > 1 && result.front().open <= result.back().close - week_length) {
    result.back().close = std::max(result.back().close, result.front().close + week_length);
    result.erase(result.begin());
  }
  if (result.size() == 1 && result.front().close - result.front().open >= week_length)
    return {{0, week_length}};
  return result;
}

void add_each_day(const DaysOfWeek& days, std::int64_t open, std::int64_t close,
                  std::vector<WallSpan>& spans) {
  if (close <= open) close += day_length;
  for (std::size_t day = 0; day < days.size(); ++day) {
    const std::int64_t midnight = static_cast<std::int64_t>(day) * day_length;
    if (days[day]) spans.push_back({midnight + open, midnight + close});
  }
}

// `Sat 22:00-Sun 06:00` from `Sun 06:00` on.
bool read_other_day(ClockReader& reader, const DaysOfWeek& days, std::int64_t open,
                    std::vector<WallSpan>& spans) {
  if (std::count(days.begin(), days.end(), true) != 1) {
    reader.fail("hours that end on a day of their own begin on one, as in 'Sat 22:00-Sun 06:00'");
    return false;
  }
  const auto day = reader.read_day();
  if (!day) return false;
  const auto close = reader.read_time(ClockReader::Midnight::may_end_a_day);
  if (!close) return false;
  const std::int64_t first = (std::find(days.begin(), days.end(), true) - days.begin()) * day_length + open;
  std::int64_t last = *day * day_length + *close;
  if (*day * day_length == first - open && last <= first) {
    reader.fail("it ends on the day it begins, but not after it begins");
    return false;
  }
  if (last <= first) last += week_length;
  spans.push_back({first, last});
  return true;
}

// `2026-12-20 18:00-2027-01-05 06:00`, `2026-12-19 10:00-14:00`, `2026-12-20-2026-12-31`, `2026-12-19`.
bool read_dated(ClockReader& reader, std::vector<WallSpan>& dated) {
  const auto first = reader.read_date();
  if (!first) return false;
  std::optional<std::int64_t> open;
  if (reader.at_digit() && !(open = reader.read_time(ClockReader::Midnight::starts_a_day))) return false;
  WallSpan span{*first + open.value_or(0), *first + day_length};
  if (reader.take('-')) {
    std::int64_t last = *first;
    if (reader.at_date()) {
      const auto date = reader.read_date();
      if (!date) return false;
      last = *date;
    } else if (!open) {
      reader.fail("a date is expected after '-', as in '2026-12-20-2026-12-31'");
      return false;
    }
    std::int64_t close = day_length;
    if (reader.at_digit() || open) {
      const auto time = reader.read_time(ClockReader::Midnight::may_end_a_day);
      if (!time) return false;
      close = *time;
    }
    span.close = last + close;
    if (last == *first && span.close <= span.open) span.close += day_length;  // over midnight
  } else if (open) {
    reader.fail("it does not say when it closes; write it like '2026-12-19 10:00-14:00'");
    return false;
  }
  if (span.close <= span.open) {
    reader.fail("it closes before it opens");
    return false;
  }
  dated.push_back(span);
  if (reader.at_end()) return true;
  reader.fail("there is more than one opening and closing: '" + std::string(reader.rest()) + "'; write several as a list");
  return false;
}

// Whether the text says anything; if not, the reader has failed.
bool read_hours(ClockReader& reader, std::vector<WallSpan>& spans, std::vector<WallSpan>& dated) {
  if (reader.at_end()) {
    reader.fail("hours such as 'Mon-Fri 08:00-18:00', or 'always', are expected");
    return false;
  }
  if (reader.rest() == "always") {
    spans.push_back({0, week_length});
    return true;
  }
  if (reader.at_date()) return read_dated(reader, dated);
  if (reader.at_digit()) {
    reader.fail(
        "hours begin with days, as in 'Mon-Fri 08:00-18:00' or 'daily 08:00-18:00'; all the time is "
        "'always'");
    return false;
  }
  const auto days = reader.read_days();
  if (!days) return false;
  const auto open = reader.read_time(ClockReader::Midnight::starts_a_day);
  if (!open) return false;
  if (!reader.take('-')) {
    reader.fail("it does not say when it closes; write hours like 'Mon-Fri 08:00-18:00'");
    return false;
  }
  if (reader.at_letter()) {
    if (!read_other_day(reader, *days, *open, spans)) return false;
  } else {
    const auto close = reader.read_time(ClockReader::Midnight::may_end_a_day);
    if (!close) return false;
    if (*close == *open) {
      reader.fail("it opens and closes at the same time; a whole day is '00:00-24:00'");
      return false;
    }
    add_each_day(*days, *open, *close, spans);
  }
  if (reader.at_end()) return true;
  reader.fail("there is more than one opening and closing: '" + std::string(reader.rest()) +
              "'; write several hours as a list, [Mon-Fri 08:00-18:00, Sat 10:00-14:00]");
  return false;
}

// In order and apart.
std::vector<WallSpan> joined(std::vector<WallSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const WallSpan& a, const WallSpan& b) { return a.open < b.open; });
  std::vector<WallSpan> runs;
  for (const WallSpan& span : spans) {
    if (!runs.empty() && span.open <= runs.back().close)
      runs.back().close = std::max(runs.back().close, span.close);
    else
      runs.push_back(span);
  }
  return runs;
}

// The days that holidays close, as few spans as can be.
std::vector<WallSpan> read_holidays(const std::vector<std::string>& holidays,
                                    std::vector<std::string>& errors) {
  std::vector<WallSpan> days;
  for (const std::string& text : holidays) {
    const auto date = parse_local(text);
    if (!date || text.find(':') != std::string::npos) {
      errors.push_back("'" + text + "' is not a holiday; a holiday is a date, like '2026-12-25'");
      continue;
    }
    const std::int64_t midnight = wall_time(*date).seconds;
    days.push_back({midnight, midnight + day_length});
  }
  return joined(std::move(days));
}

Time at_seconds(double seconds) {
  return Time::at(Duration::seconds(seconds));
}

}  // namespace

struct Calendar::Impl {
  CivilClock clock;
  std::vector<WallSpan> week;    // hours of every week, since its Monday 00:00
  std::vector<WallSpan> closed;  // holidays, since 1970-01-01 00:00
  std::vector<WallSpan> dated;   // hours that come once
  std::int64_t open_per_week = 0;
  std::vector<Calendar::Span> table;  // each that closes from the start of simulated time on, as far as it goes

  bool all_week() const { return open_per_week == week_length; }
  bool always() const { return all_week() && closed.empty(); }

  void count_open() {
    for (const WallSpan& span : week) open_per_week += span.close - span.open;
  }

  std::vector<WallSpan>::const_iterator closed_after(std::int64_t wall) const {
    return closing_after(closed, wall);
  }

  static std::vector<WallSpan>::const_iterator closing_after(const std::vector<WallSpan>& runs, std::int64_t wall) {
    return std::upper_bound(runs.begin(), runs.end(), wall, [](std::int64_t v, const WallSpan& run) { return v < run.close; });
  }

  // The first span of the weekly hours that closes after `wall`.
  WallSpan weekly_closing_after(std::int64_t wall) const {
    if (week.empty()) return {ever, ever};
    if (all_week()) return {-ever, ever};
    std::int64_t base = WallTime{wall}.start_of_week().seconds;
    const std::int64_t into_week = wall - base;
    const WallSpan* found = &week.back();
    if (found->close - week_length > into_week) {
      base -= week_length;
    } else {
      const auto it = std::upper_bound(week.begin(), week.end(), into_week,
                                       [](std::int64_t v, const WallSpan& span) { return v < span.close; });
      found = it == week.end() ? &week.front() : &*it;
      if (it == week.end()) base += week_length;
    }
    return {base + found->open, base + found->close};
  }

  // The same less holidays.
  WallSpan recurring_closing_after(std::int64_t wall) const {
    for (;;) {
      WallSpan span = weekly_closing_after(wall);
      auto run = closed_after(std::max(wall, span.open));
      if (run != closed.end() && run->open <= std::max(wall, span.open)) {
        // A holiday now, or as it would open: what is left of the span begins as the holiday ends.
        if (run->close >= span.close) {
          wall = span.close;
          continue;
        }
        span.open = run->close;
        ++run;
      } else if (run != closed.begin()) {
        span.open = std::max(span.open, std::prev(run)->close);
      }
      if (run != closed.end()) span.close = std::min(span.close, run->open);
      return span;
    }
  }

  // The same with what comes once.
  WallSpan closing_after(std::int64_t wall) const {
    WallSpan span = recurring_closing_after(wall);
    auto once = closing_after(dated, wall);
    if (once == dated.end()) return span;
    if (once->open < span.open) span = *once;
    for (;;) {
      once = closing_after(dated, span.close);
      const WallSpan next = span.close < ever ? recurring_closing_after(span.close) : WallSpan{ever, ever};
      if (next.open <= span.close && next.open < ever)
        span.close = next.close;
      else if (once != dated.end() && once->open <= span.close)
        span.close = once->close;
      else
        return span;
    }
  }

  Time instant(std::int64_t wall) const {
    if (wall <= -ever) return at_seconds(-std::numeric_limits<double>::infinity());
    if (wall >= ever) return Time::never();
    const Time t = clock.instant(WallTime{wall});
    return t < clock.latest() ? t : Time::never();
  }

  // Whole weeks from `from`, at most until `until`, in which the clock is not changed and no holiday falls.
  // In each of them it is open for the same time, wherever in the week they begin.
  double plain_weeks(Time from, Time until) const {
    constexpr double length = static_cast<double>(week_length);
    if ((until - from).in_seconds() < length) return 0.0;
    // Just after clocks were put back, times that come again have been there already and open nothing.
    constexpr double settled_after = 26 * 3600.0;
    const CivilClock::Stretch stretch = clock.unchanged_around(from);
    if ((from - stretch.begin).in_seconds() < settled_after) return 0.0;
    until = std::min(until, stretch.end);
    const std::int64_t wall = clock.wall(from).seconds;
    const auto run = closed_after(wall);
    if (run != closed.end()) until = std::min(until, instant(run->open));
    if (const auto once = closing_after(dated, wall); once != dated.end()) until = std::min(until, instant(once->open));
    return std::max(0.0, std::floor((until - from).in_seconds() / length));
  }
};

Calendar::Calendar(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Calendar Calendar::always() {
  auto impl = std::make_shared<Impl>();
  impl->week = {{0, week_length}};
  impl->count_open();
  return Calendar(std::move(impl));
}

Calendar Calendar::never() {
  return Calendar(std::make_shared<Impl>());
}

std::optional<Calendar> Calendar::make(const std::vector<std::string>& hours,
                                       const std::vector<std::string>& holidays, const CivilClock& clock,
                                       std::vector<std::string>& errors) {
  const std::size_t errors_before = errors.size();
  if (hours.empty())
    errors.push_back("hours such as 'Mon-Fri 08:00-18:00', or 'always', are expected, but there are none");
  std::vector<WallSpan> spans;
  std::vector<WallSpan> dated;
  for (const std::string& phrase : hours) {
    ClockReader reader(phrase);
    if (!read_hours(reader, spans, dated)) errors.push_back(reader.error());
  }
  auto impl = std::make_shared<Impl>();
  impl->closed = read_holidays(holidays, errors);
  if (errors.size() > errors_before) return std::nullopt;
  impl->clock = clock;
  impl->week = united(std::move(spans));
  impl->dated = joined(std::move(dated));
  impl->count_open();
  return Calendar(std::move(impl));
}

bool Calendar::is_always() const {
  return impl_->always();
}
bool Calendar::never_open() const {
  return impl_->week.empty() && impl_->dated.empty();
}

Calendar Calendar::tabled(Time until) const {
  if (is_always() || never_open()) return *this;
  constexpr std::size_t most = 20000;
  auto impl = std::make_shared<Impl>(*impl_);
  impl->table.clear();
  for (Time t; t <= until && impl->table.size() < most;) {
    const Span span = find_span(t);
    if (!span.close.is_finite()) break;
    impl->table.push_back(span);
    t = span.close;
  }
  return Calendar(std::move(impl));
}

Calendar::Span Calendar::span_closing_after(Time t) const {
  assert(!std::isnan(t.in_seconds()));
  const auto& table = impl_->table;
  if (!table.empty() && t >= Time() && t < table.back().close)
    return *std::upper_bound(table.begin(), table.end(), t, [](Time x, const Span& span) { return x < span.close; });
  return find_span(t);
}

Calendar::Span Calendar::find_span(Time t) const {
  if (impl_->always()) return {impl_->instant(-ever), Time::never()};
  if (never_open() || t >= impl_->clock.latest()) return {Time::never(), Time::never()};
  // A later reading never has an earlier instant, so a span that closes after `t` closes later than what is
  // shown at `t`; but where clocks are changed it may, even so, have closed, or be nothing, or touch the one
  // before.
  WallSpan wall = impl_->closing_after(impl_->clock.wall(t).seconds);
  Span span{impl_->instant(wall.open), impl_->instant(wall.close)};
  while (span.close <= t || span.open == span.close) {
    if (!span.open.is_finite() && span.open > t) return span;
    wall = impl_->closing_after(wall.close);
    span = {impl_->instant(wall.open), impl_->instant(wall.close)};
  }
  while (span.close.is_finite()) {
    wall = impl_->closing_after(wall.close);
    if (impl_->instant(wall.open) > span.close) break;
    span.close = impl_->instant(wall.close);
  }
  return span;
}

bool Calendar::open_at(Time t) const {
  return span_closing_after(t).open <= t && t.is_finite();
}

Time Calendar::next_change(Time t) const {
  const Span span = span_closing_after(t);
  return span.open <= t ? span.close : span.open;
}

Time Calendar::next_open(Time t) const {
  return std::max(t, span_closing_after(t).open);
}

Duration Calendar::open_between(Time a, Time b) const {
  if (b <= a || never_open()) return Duration{};
  if (impl_->always()) return b - a;
  if (!b.is_finite()) return Duration::infinite();
  b = std::min(b, impl_->clock.latest());
  Duration total;
  while (a < b) {
    const double weeks = impl_->plain_weeks(a, b);
    total += Duration::seconds(weeks * static_cast<double>(impl_->open_per_week));
    a += Duration::seconds(weeks * static_cast<double>(week_length));
    const Span span = span_closing_after(a);
    if (span.open >= b) break;
    total += std::min(span.close, b) - std::max(span.open, a);
    a = span.close;
  }
  return total;
}

Time Calendar::add_open(Time start, Duration business) const {
  assert(!std::isnan(business.in_seconds()));
  if (business <= Duration{}) return start;
  if (impl_->always()) return start + business;
  if (never_open() || !start.is_finite() || !business.is_finite()) return Time::never();
  const Duration per_week = Duration::seconds(static_cast<double>(impl_->open_per_week));
  const Time latest = impl_->clock.latest();
  Time t = start;
  for (;;) {
    // Some work must be left after the weeks skipped: it is finished at a closing time, not a week after `t`.
    const double most = std::ceil(business / per_week) - 1.0;
    if (most >= 1.0) {
      const double weeks = std::min(most, impl_->plain_weeks(t, latest));
      business -= per_week * weeks;
      t += Duration::seconds(weeks * static_cast<double>(week_length));
    }
    const Span span = span_closing_after(t);
    if (!span.open.is_finite() && span.open > t) return Time::never();
    t = std::max(t, span.open);
    if (business <= span.close - t) return t + business;
    business -= span.close - t;
    t = span.close;
  }
}

CalendarCursor::CalendarCursor(const Calendar& calendar)
    : calendar_(calendar), span_(calendar.span_closing_after(Time{})) {}

void CalendarCursor::find_span() {
  span_ = calendar_.span_closing_after(now_);
}

}  // namespace mainstay::work
