#include "work/civil_time.hpp"

// Whether the library reads the system's database is part of its binary interface. Its CMake target says so;
// where that is not in use, it is what Linux distributions build.
#ifndef USE_OS_TZDB
#define USE_OS_TZDB 1
#define ONLY_C_LOCALE 1
#define HAS_STRING_VIEW 1
#endif
#include <date/tz.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace mainstay::work {

using kernel::Duration;
using kernel::Time;

namespace {

constexpr std::int64_t day_length = WallTime::day_length;
constexpr int days_in_cycle = 146097;  // the Gregorian calendar, weekdays included, recurs after 400 years
constexpr std::int64_t cycle_length = days_in_cycle * day_length;
constexpr std::int64_t limit = 2500 * cycle_length;  // a million years
constexpr std::int64_t widest_offset = 26 * 3600;    // no clock was ever further from UTC
constexpr std::int64_t endless = std::int64_t{1} << 60;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
constexpr std::int64_t floor_mod(std::int64_t a, std::int64_t b) {
  return a - floor_div(a, b) * b;
}

// Days are counted in years that begin on 1 March: the leap day is then the last of its year, and the same
// date is always the same number of days after the year's start.
struct MarchDate {
  std::int64_t year;
  int day;  // days since 1 March
};

constexpr int days_before_month(int months_since_march) {
  return (153 * months_since_march + 2) / 5;
}

constexpr std::int64_t march_first(std::int64_t year) {  // in days since 1970-01-01
  const std::int64_t cycle = floor_div(year, 400);
  const std::int64_t y = year - cycle * 400;
  constexpr std::int64_t epoch = 719468;  // from 1 March of the year 0 to 1970-01-01
  return cycle * days_in_cycle + y * 365 + y / 4 - y / 100 - epoch;
}

MarchDate march_date(std::int64_t day) {
  const std::int64_t cycle = floor_div(day - march_first(0), days_in_cycle);
  const std::int64_t in_cycle = day - march_first(cycle * 400);
  std::int64_t year = cycle * 400 + std::min<std::int64_t>(in_cycle / 365, 399);
  if (march_first(year) > day) --year;  // leap days made the guess a year late
  return {year, static_cast<int>(day - march_first(year))};
}

std::int64_t day_number(int year, int month, int day) {
  const int months_since_march = (month + 9) % 12;
  return march_first(month < 3 ? year - 1 : year) + days_before_month(months_since_march) + day - 1;
}

int weekday_of(std::int64_t day) {
  return static_cast<int>(floor_mod(day + 3, 7));
}  // 1970-01-01 was a Thursday

struct Change {
  std::int64_t at;      // seconds of UTC since 1970-01-01 00:00
  std::int64_t offset;  // of local time from UTC, in seconds, from then on
};

// A change that comes every year: on the first `weekday` on or after a day of the year, at a time of that
// day.
class YearlyChange {
 public:
  // Takes in a change that did come; false where it does not fit those taken in before.
  bool fits(std::int64_t offset_before, const Change& change) {
    const std::int64_t local = change.at + offset_before;
    const std::int64_t day = floor_div(local, day_length);
    const MarchDate date = march_date(day);
    const int low = seen_ ? std::min(first_day_, date.day) : date.day;
    const int high = seen_ ? std::max(last_day_, date.day) : date.day;
    if (high - low > 6) return false;
    const YearlyChange with(low, high, weekday_of(day), local - day * day_length, offset_before,
                            change.offset);
    if (seen_ && !same_but_for_days(with)) return false;
    *this = with;
    return true;
  }

  // Whether the first day it may come on is known for sure: it came on every day of the week that begins
  // there.
  bool is_settled() const { return seen_ && last_day_ - first_day_ == 6; }

  Change in(std::int64_t year) const {
    const std::int64_t first = march_first(year) + first_day_;
    const std::int64_t day = first + floor_mod(weekday_ - weekday_of(first), 7);
    return {day * day_length + time_of_day_ - offset_before_, offset_after_};
  }

  YearlyChange() = default;

 private:
  YearlyChange(int first_day, int last_day, int weekday, std::int64_t time_of_day, std::int64_t before,
               std::int64_t after)
      : seen_(true),
        first_day_(first_day),
        last_day_(last_day),
        weekday_(weekday),
        time_of_day_(time_of_day),
        offset_before_(before),
        offset_after_(after) {}

  bool same_but_for_days(const YearlyChange& o) const {
    return weekday_ == o.weekday_ && time_of_day_ == o.time_of_day_ && offset_before_ == o.offset_before_ &&
           offset_after_ == o.offset_after_;
  }

  bool seen_ = false;
  int first_day_ = 0;  // since 1 March
  int last_day_ = 0;
  int weekday_ = 0;
  std::int64_t time_of_day_ = 0;  // by the clock before the change
  std::int64_t offset_before_ = 0;
  std::int64_t offset_after_ = 0;
};

std::int64_t year_of(const Change& change) {
  return march_date(floor_div(change.at, day_length)).year;
}

// Where the last changes recur yearly, adds those of the 400 years that follow. The table must begin with the
// offset that holds before all changes. Returns whether it added any.
bool extend_by_a_cycle(std::vector<Change>& changes) {
  constexpr std::int64_t last_tabled_year = 2037;  // a zone whose changes end before has given them up
  const std::size_t known = changes.size();
  if (known < 3 || year_of(changes.back()) < last_tabled_year) return false;
  std::array<YearlyChange, 2> yearly;  // the last change's like, and that of the other of the year
  for (std::size_t i = known - 1; i >= 1; --i) {
    if (!yearly[(known - 1 - i) % 2].fits(changes[i - 1].offset, changes[i])) break;
  }
  if (!yearly[0].is_settled() || !yearly[1].is_settled()) return false;
  const Change last = changes.back();
  for (std::int64_t year = year_of(last); changes.back().at < last.at + cycle_length; ++year) {
    std::array<Change, 2> pair{yearly[1].in(year), yearly[0].in(year)};
    if (pair[0].at > pair[1].at) std::swap(pair[0], pair[1]);
    for (const Change& change : pair) {
      if (change.at > changes.back().at) changes.push_back(change);
    }
  }
  return true;
}

bool is_listed(std::string_view name) {
  // Not names of places: what this machine is set to, and the database's variants with leap seconds and
  // without.
  return name != "localtime" && name != "posixrules" && name != "Factory" && name.substr(0, 6) != "posix/" &&
         name.substr(0, 6) != "right/";
}

const date::time_zone* find_zone(std::string_view name) {
  if (!is_listed(name)) return nullptr;
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {  // no such zone, or no database
    return nullptr;
  }
}

std::vector<Change> changes_of(const date::time_zone& zone) {
  const date::sys_seconds start{std::chrono::seconds(day_number(1800, 1, 1) * day_length)};
  const date::sys_seconds stop{std::chrono::seconds(day_number(3000, 1, 1) * day_length)};
  date::sys_info info = zone.get_info(start);
  std::vector<Change> changes{{-endless, info.offset.count()}};
  while (info.end < stop) {
    info = zone.get_info(info.end);
    const std::int64_t offset = info.offset.count();  // a change of the zone's name alone does not count
    if (offset != changes.back().offset) changes.push_back({info.begin.time_since_epoch().count(), offset});
  }
  return changes;
}

struct Segment {
  std::int64_t begin, end;  // in seconds of UTC since 1970-01-01 00:00
  std::int64_t offset;
};

bool read_digits(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool read_one_of(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::string_view without_blanks_around(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::int64_t WallTime::day() const {
  return floor_div(seconds, day_length);
}

WallTime WallTime::start_of_week() const {
  const std::int64_t d = day();
  return {(d - weekday_of(d)) * day_length};
}

WallTime wall_time(const LocalDateTime& local) {
  assert(local.month >= 1 && local.month <= 12 && local.day >= 1 && local.day <= 31);
  return {day_number(local.year, local.month, local.day) * day_length + local.hour * 3600 +
          local.minute * 60 + local.second};
}

LocalDateTime local_date_time(WallTime wall) {
  const std::int64_t day = wall.day();
  const MarchDate date = march_date(day);
  const int months_since_march = (5 * date.day + 2) / 153;
  const int second_of_day = static_cast<int>(wall.seconds - day * day_length);
  LocalDateTime local;
  local.month = (months_since_march + 2) % 12 + 1;
  local.year = static_cast<int>(date.year) + (local.month < 3 ? 1 : 0);
  local.day = date.day - days_before_month(months_since_march) + 1;
  local.hour = second_of_day / 3600;
  local.minute = second_of_day / 60 % 60;
  local.second = second_of_day % 60;
  local.weekday = weekday_of(day);
  return local;
}

std::optional<LocalDateTime> parse_local(std::string_view text) {
  text = without_blanks_around(text);
  LocalDateTime read;
  if (!read_digits(text, 4, read.year) || !read_one_of(text, "-") || !read_digits(text, 2, read.month) ||
      !read_one_of(text, "-") || !read_digits(text, 2, read.day)) {
    return std::nullopt;
  }
  if (!text.empty()) {
    if (!read_one_of(text, " T")) return std::nullopt;
    if (!read_digits(text, 2, read.hour) || !read_one_of(text, ":") || !read_digits(text, 2, read.minute)) {
      return std::nullopt;
    }
    if (!text.empty() && (!read_one_of(text, ":") || !read_digits(text, 2, read.second))) return std::nullopt;
  }
  const bool in_range = read.month >= 1 && read.month <= 12 && read.day >= 1 && read.day <= 31;
  if (!text.empty() || !in_range || read.hour > 23 || read.minute > 59 || read.second > 59)
    return std::nullopt;
  const LocalDateTime made = local_date_time(wall_time(read));
  if (made.day != read.day) return std::nullopt;  // such as 30 February
  return made;
}

std::vector<std::string> zone_names() {
  std::vector<std::string> names{"UTC"};
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      if (is_listed(zone.name())) names.push_back(zone.name());
    }
  } catch (const std::runtime_error&) {  // no database
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool zone_exists(std::string_view name) {
  return name == "UTC" || find_zone(name) != nullptr;
}

struct CivilClock::Impl {
  std::string zone;
  std::int64_t origin = 0;      // when simulated time starts, in seconds of UTC since 1970-01-01 00:00
  std::vector<Change> changes;  // the first stands for all time before the second
  std::int64_t recurs_from =
      endless;  // from here on changes recur after 400 years, and the table has them all

  static std::shared_ptr<Impl> make(std::string_view zone) {
    auto impl = std::make_shared<Impl>();
    impl->zone = std::string(zone);
    if (zone == "UTC") {
      impl->changes = {{-endless, 0}};
      return impl;
    }
    const date::time_zone* found = find_zone(zone);
    if (found == nullptr) return nullptr;
    impl->changes = changes_of(*found);
    const std::int64_t last = impl->changes.back().at;
    if (extend_by_a_cycle(impl->changes)) impl->recurs_from = last;
    return impl;
  }

  Segment segment_at(std::int64_t utc) const {
    std::int64_t shift = 0;
    if (utc >= recurs_from) shift = (utc - recurs_from) / cycle_length * cycle_length;
    auto next = std::upper_bound(changes.begin() + 1, changes.end(), utc - shift,
                                 [](std::int64_t v, const Change& c) { return v < c.at; });
    const std::int64_t end = next == changes.end() ? endless : next->at + shift;
    --next;
    return {next->at + shift, end, next->offset};
  }

  // The first instant, in seconds of UTC, at which the clock shows `wall` or, if it never does, more.
  std::int64_t utc_of(std::int64_t wall) const {
    Segment segment = segment_at(wall - widest_offset);
    while (wall - segment.offset >= segment.end) segment = segment_at(segment.end);
    return std::max(wall - segment.offset, segment.begin);
  }

  std::int64_t utc_of(Time t) const {
    assert(!std::isnan(t.in_seconds()));
    const double utc = std::floor(t.in_seconds()) + static_cast<double>(origin);
    return static_cast<std::int64_t>(
        std::clamp(utc, -static_cast<double>(limit), static_cast<double>(limit)));
  }

  Time time_of(std::int64_t utc) const {
    return Time::at(Duration::seconds(static_cast<double>(std::clamp(utc, -limit, limit) - origin)));
  }
};

CivilClock::CivilClock(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

CivilClock::CivilClock() {
  auto impl = Impl::make("UTC");
  impl->origin = day_number(2026, 1, 5) * day_length;
  impl_ = std::move(impl);
}

std::optional<CivilClock> CivilClock::make(std::string_view zone, const LocalDateTime& from) {
  auto impl = Impl::make(zone);
  if (!impl) return std::nullopt;
  impl->origin = impl->utc_of(wall_time(from).seconds);
  return CivilClock(std::move(impl));
}

std::optional<CivilClock> CivilClock::in_zone(std::string_view zone) const {
  auto impl = Impl::make(zone);
  if (!impl) return std::nullopt;
  impl->origin = impl_->origin;
  return CivilClock(std::move(impl));
}

const std::string& CivilClock::zone() const {
  return impl_->zone;
}

WallTime CivilClock::wall(Time t) const {
  const std::int64_t utc = impl_->utc_of(t);
  return {utc + impl_->segment_at(utc).offset};
}

LocalDateTime CivilClock::local(Time t) const {
  return local_date_time(wall(t));
}

Time CivilClock::instant(WallTime wall) const {
  return impl_->time_of(impl_->utc_of(std::clamp(wall.seconds, -2 * limit, 2 * limit)));
}

Time CivilClock::instant(const LocalDateTime& local) const {
  return instant(wall_time(local));
}

CivilClock::Stretch CivilClock::unchanged_around(Time t) const {
  const Segment segment = impl_->segment_at(impl_->utc_of(t));
  return {impl_->time_of(segment.begin), segment.end >= limit ? Time::never() : impl_->time_of(segment.end)};
}

std::string CivilClock::format(Time t) const {
  if (!std::isfinite(t.in_seconds())) return "never";
  static constexpr std::array<const char*, 7> names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const LocalDateTime l = local(Time::at(Duration::seconds(std::round(t.in_seconds()))));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s %04d-%02d-%02d %02d:%02d",
                names[static_cast<std::size_t>(l.weekday)], l.year, l.month, l.day, l.hour, l.minute);
  return text.data();
}

Time CivilClock::latest() const {
  return impl_->time_of(limit);
}

}  // namespace mainstay::work
