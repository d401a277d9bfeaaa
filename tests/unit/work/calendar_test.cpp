#include "work/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace mainstay::work {
namespace {

using kernel::Duration;
using kernel::Time;
using Texts = std::vector<std::string>;

LocalDateTime local(const std::string& text) {
  return parse_local(text).value();
}

CivilClock clock_in(const std::string& zone, const std::string& from = "2026-01-05 00:00") {
  return CivilClock::make(zone, local(from)).value();
}

Calendar calendar(const Texts& hours, const Texts& holidays = {}, const CivilClock& clock = CivilClock()) {
  Texts errors;
  auto made = Calendar::make(hours, holidays, clock, errors);
  for (const std::string& error : errors) ADD_FAILURE() << error;
  return made ? *made : Calendar::never();
}

std::string error_of(const Texts& hours, const Texts& holidays = {}) {
  Texts errors;
  EXPECT_FALSE(Calendar::make(hours, holidays, CivilClock(), errors));
  return errors.size() == 1 ? errors.front() : "there are " + std::to_string(errors.size()) + " errors";
}

Time hours(double h) {
  return Time::at(Duration::hours(h));
}
Time seconds(double s) {
  return Time::at(Duration::seconds(s));
}

// The instants at which it opens and closes in the next `count` spans, as the clock shows them.
Texts spans(const Calendar& c, const CivilClock& clock, Time from, int count) {
  Texts result;
  for (int i = 0; i < count; ++i) {
    const Calendar::Span span = c.span_closing_after(from);
    result.push_back(clock.format(span.open) + " - " + clock.format(span.close));
    from = span.close;
  }
  return result;
}

TEST(Calendar, GivesTheWaitsForOfficeHoursOfAUniformArrival) {
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"});
  double sum = 0.0;
  int none = 0, above_16 = 0, above_24 = 0;
  constexpr int minutes = 7 * 24 * 60;
  for (int i = 0; i < minutes; ++i) {  // the wait is linear within a minute: its middle is exact
    const Time t = seconds(i * 60.0 + 30.0);
    const double wait = (c.next_open(t) - t).in_hours();
    sum += wait;
    none += wait == 0.0 ? 1 : 0;
    above_16 += wait > 16.0 ? 1 : 0;
    above_24 += wait > 24.0 ? 1 : 0;
  }
  EXPECT_NEAR(sum / minutes, 15.238095238095237, 1e-12);
  EXPECT_NEAR(sum / (minutes - none), 20.0, 1e-12);
  EXPECT_DOUBLE_EQ(static_cast<double>(none) / minutes, 0.23809523809523808);
  EXPECT_DOUBLE_EQ(static_cast<double>(above_16) / minutes, 0.2857142857142857);
  EXPECT_DOUBLE_EQ(static_cast<double>(above_24) / minutes, 0.23809523809523808);
}

TEST(Calendar, FinishesWorkOfBusinessHoursWhenItShould) {
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"});
  const auto finish = [&](double start, double work) {
    return c.add_open(hours(start), Duration::hours(work));
  };
  EXPECT_EQ(finish(4 * 24 + 16, 6).in_seconds(), 182 * 3600.0);   // Friday 16:00
  EXPECT_EQ(finish(3 * 24 + 10, 20).in_seconds(), 182 * 3600.0);  // Thursday 10:00
  EXPECT_EQ(finish(9, 8).in_seconds(), 17 * 3600.0);              // at closing, not at the next opening
  EXPECT_EQ(finish(6 * 24 + 3, 1).in_seconds(), 178 * 3600.0);    // Sunday 03:00
}

TEST(Calendar, GivesTheElapsedTimeOfSixBusinessHours) {
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"});
  double sum = 0.0;
  int above_24 = 0;
  constexpr int minutes = 7 * 24 * 60;
  for (int i = 0; i < minutes; ++i) {
    const Time t = seconds(i * 60.0 + 30.0);
    const double elapsed = (c.add_open(t, Duration::hours(6)) - t).in_hours();
    sum += elapsed;
    above_24 += elapsed > 24.0 ? 1 : 0;
  }
  EXPECT_NEAR(sum / minutes, 25.80952380952381, 1e-12);
  EXPECT_DOUBLE_EQ(static_cast<double>(above_24) / minutes, 0.30952380952380953);
}

TEST(Calendar, CountsTheBusinessHoursOf2026) {
  const CivilClock clock = clock_in("UTC", "2026-01-01 00:00");
  const Calendar plain = calendar({"Mon-Fri 09:00-17:00"}, {}, clock);
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"}, {"2026-01-01", "2026-05-01", "2026-12-25"}, clock);
  const Time end = clock.instant(local("2027-01-01"));
  EXPECT_EQ(plain.open_between(Time{}, end), Duration::hours(2088.0));
  EXPECT_EQ(c.open_between(Time{}, end), Duration::hours(2064.0));
}

TEST(Calendar, FindsWhenBusinessHoursAreUpAcrossHolidays) {
  const CivilClock clock = clock_in("UTC", "2026-01-01 00:00");
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"}, {"2026-12-25", "2026-01-01", "2026-05-01"}, clock);
  const auto due = [&](const char* opened, double work) {
    return c.add_open(clock.instant(local(opened)), Duration::hours(work)).in_seconds() / 3600.0;
  };
  EXPECT_EQ(due("2026-12-24 15:00", 8), 8679.0);
  EXPECT_EQ(due("2026-04-30 16:30", 4), 2964.5);
  EXPECT_EQ(due("2026-05-02 12:00", 1), 2962.0);
}

TEST(Calendar, OpensAndClosesADayShiftAtItsTimes) {
  const Calendar c = calendar({"daily 09:00-17:00"});
  EXPECT_FALSE(c.open_at(hours(9.0) - Duration::seconds(1e-6)));
  EXPECT_TRUE(c.open_at(hours(9.0)));
  EXPECT_TRUE(c.open_at(hours(17.0) - Duration::seconds(1e-6)));
  EXPECT_FALSE(c.open_at(hours(17.0)));
  EXPECT_EQ(c.next_change(hours(0.0)), hours(9.0));
  EXPECT_EQ(c.next_change(hours(9.0)), hours(17.0));
  EXPECT_EQ(c.next_change(hours(17.0)), hours(33.0));
  EXPECT_EQ(c.next_open(hours(12.0)), hours(12.0));
  EXPECT_EQ(c.next_open(hours(17.0)), hours(33.0));
}

TEST(Calendar, ReadsEveryWayToSayHours) {
  const CivilClock clock;
  struct Case {
    const char* phrase;
    double open_per_week;
    const char* first;
  };
  for (const Case& k : std::vector<Case>{
           {"Mon-Fri 08:00-18:00", 50.0, "Mon 2026-01-05 08:00 - Mon 2026-01-05 18:00"},
           {"Sat 22:00-Sun 06:00", 8.0, "Sat 2026-01-10 22:00 - Sun 2026-01-11 06:00"},
           {"Sun 20:00-Mon 04:00", 8.0, "Sun 2026-01-04 20:00 - Mon 2026-01-05 04:00"},
           {"Fri 18:00-Mon 08:00", 62.0, "Fri 2026-01-02 18:00 - Mon 2026-01-05 08:00"},
           {"Sun 06:00-Sat 22:00", 160.0, "Sun 2026-01-04 06:00 - Sat 2026-01-10 22:00"},
           {"Tue 08:00-Tue 10:00", 2.0, "Tue 2026-01-06 08:00 - Tue 2026-01-06 10:00"},
           {"daily 09:00-17:00", 56.0, "Mon 2026-01-05 09:00 - Mon 2026-01-05 17:00"},
           {"daily 22:00-06:00", 56.0, "Sun 2026-01-04 22:00 - Mon 2026-01-05 06:00"},
           {"Mon,Wed,Fri 09:00-12:00", 9.0, "Mon 2026-01-05 09:00 - Mon 2026-01-05 12:00"},
           {"Mon-Tue,Sat 09:00-12:00", 9.0, "Mon 2026-01-05 09:00 - Mon 2026-01-05 12:00"},
           {"Sat-Mon 09:00-12:00", 9.0, "Mon 2026-01-05 09:00 - Mon 2026-01-05 12:00"},
           {"Sat 10:00-14:00", 4.0, "Sat 2026-01-10 10:00 - Sat 2026-01-10 14:00"},
           {"Mon 00:00-24:00", 24.0, "Mon 2026-01-05 00:00 - Tue 2026-01-06 00:00"},
           {" Mon - Fri  8:00 - 18:00 ", 50.0, "Mon 2026-01-05 08:00 - Mon 2026-01-05 18:00"}}) {
    const Calendar c = calendar({k.phrase});
    EXPECT_EQ(c.open_between(hours(0), hours(168)), Duration::hours(k.open_per_week)) << k.phrase;
    EXPECT_EQ(spans(c, clock, hours(0), 1).front(), k.first) << k.phrase;
    EXPECT_FALSE(c.is_always());
    EXPECT_FALSE(c.never_open());
  }
}

TEST(Calendar, IsAlwaysOpenHoweverThatIsSaid) {
  for (const Texts& said : std::vector<Texts>{{"always"},
                                              {"Mon-Sun 00:00-24:00"},
                                              {"daily 00:00-24:00"},
                                              {"Mon 08:00-Tue 10:00", "Tue 09:00-Mon 08:00"},
                                              {"daily 08:00-20:00", "daily 20:00-08:00"},
                                              {"Sat 10:00-14:00", "always"}}) {
    const Calendar c = calendar(said);
    EXPECT_TRUE(c.is_always()) << said.front();
    EXPECT_EQ(c.next_change(hours(5)), Time::never()) << said.front();
    EXPECT_EQ(c.add_open(hours(5), Duration::hours(1e6)), hours(5) + Duration::hours(1e6));
  }
}

TEST(Calendar, TakesHoursAndWaitsAsTheyAreIfAlwaysOpen) {
  const Calendar c = Calendar::always();
  EXPECT_TRUE(c.is_always());
  EXPECT_TRUE(c.open_at(hours(1e9)));
  EXPECT_EQ(c.next_open(seconds(0.3)), seconds(0.3));
  EXPECT_EQ(c.open_between(seconds(0.25), seconds(1e12)), Duration::seconds(1e12 - 0.25));
  EXPECT_EQ(c.open_between(hours(2), Time::never()), Duration::infinite());
  EXPECT_EQ(c.open_between(hours(2), hours(1)), Duration{});
}

TEST(Calendar, NeverOpensIfItIsNever) {
  const Calendar c = Calendar::never();
  EXPECT_TRUE(c.never_open());
  EXPECT_FALSE(c.is_always());
  EXPECT_FALSE(c.open_at(hours(9)));
  EXPECT_EQ(c.next_open(hours(9)), Time::never());
  EXPECT_EQ(c.next_change(hours(9)), Time::never());
  EXPECT_EQ(c.open_between(hours(0), Time::never()), Duration{});
  EXPECT_EQ(c.add_open(hours(9), Duration::hours(1)), Time::never());
  EXPECT_EQ(c.add_open(hours(9), Duration{}), hours(9));
}

TEST(Calendar, UnitesHoursThatOverlapOrTouch) {
  const CivilClock clock;
  const Calendar c = calendar({"Mon 10:00-14:00", "Mon 08:00-11:00", "Mon 14:00-16:00", "Sun 20:00-Mon 02:00",
                               "Mon 01:00-03:00", "Mon 12:00-13:00"});
  EXPECT_EQ(spans(c, clock, hours(0), 3), (Texts{"Sun 2026-01-04 20:00 - Mon 2026-01-05 03:00",
                                                 "Mon 2026-01-05 08:00 - Mon 2026-01-05 16:00",
                                                 "Sun 2026-01-11 20:00 - Mon 2026-01-12 03:00"}));
}

TEST(Calendar, ClosesAHolidayFromMidnightToMidnightAndNothingElse) {
  const CivilClock clock = clock_in("UTC", "2026-12-21 00:00");
  const Calendar night = calendar({"daily 22:00-06:00"}, {"2026-12-24"}, clock);
  EXPECT_EQ(
      spans(night, clock, hours(48), 4),
      (Texts{"Tue 2026-12-22 22:00 - Wed 2026-12-23 06:00", "Wed 2026-12-23 22:00 - Thu 2026-12-24 00:00",
             "Fri 2026-12-25 00:00 - Fri 2026-12-25 06:00", "Fri 2026-12-25 22:00 - Sat 2026-12-26 06:00"}));
  const Calendar days_on_end = calendar({"Mon 08:00-Fri 18:00"}, {"2026-12-23"}, clock);
  EXPECT_EQ(spans(days_on_end, clock, hours(0), 2), (Texts{"Mon 2026-12-21 08:00 - Wed 2026-12-23 00:00",
                                                           "Thu 2026-12-24 00:00 - Fri 2026-12-25 18:00"}));
}

TEST(Calendar, SkipsHolidaysInARowEvenAWholeYearOfThem) {
  const CivilClock clock;
  Texts holidays;
  for (std::int64_t day = wall_time(local("2026-01-06")).day(); day <= wall_time(local("2027-01-05")).day();
       ++day) {
    const LocalDateTime d = local_date_time(WallTime{day * WallTime::day_length});
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
    holidays.push_back(text);
  }
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"}, holidays);
  EXPECT_EQ(clock.format(c.add_open(hours(16), Duration::hours(2))), "Wed 2027-01-06 10:00");
  EXPECT_EQ(clock.format(c.next_open(hours(17))), "Wed 2027-01-06 09:00");
}

TEST(Calendar, MayBeOpenAllTheTimeButOnHolidays) {
  const CivilClock clock;
  const Calendar c = calendar({"always"}, {"2026-12-26", "2026-12-25", "2026-05-01", "2026-12-25"});
  EXPECT_FALSE(c.is_always());
  EXPECT_TRUE(c.open_at(hours(0)));
  EXPECT_EQ(clock.format(c.next_change(hours(0))), "Fri 2026-05-01 00:00");
  EXPECT_EQ(spans(c, clock, clock.instant(local("2026-05-01 12:00")), 2),
            (Texts{"Sat 2026-05-02 00:00 - Fri 2026-12-25 00:00", "Sun 2026-12-27 00:00 - never"}));
  EXPECT_EQ(c.open_between(hours(0), Time::at(Duration::days(365))), Duration::days(362));
  EXPECT_EQ(c.add_open(hours(0), Duration::days(400)), Time::at(Duration::days(403)));
  EXPECT_EQ(c.open_between(hours(0), Time::never()), Duration::infinite());
}

TEST(Calendar, KeepsWallClockHoursThroughChangesOfTheClock) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"}, {}, clock);
  for (const char* day : {"2026-03-27", "2026-03-30", "2026-10-23", "2026-10-26"}) {
    const Time midnight = clock.instant(local(day));
    EXPECT_EQ(clock.local(c.next_open(midnight)).hour, 9) << day;
    EXPECT_EQ(c.next_open(midnight) - midnight, Duration::hours(9.0)) << day;
  }
  const Time friday = clock.instant(local("2026-03-27 17:00"));
  EXPECT_EQ(c.next_open(friday) - friday, Duration::hours(63.0));
}

TEST(Calendar, HasAWindowOfOneAndOfThreeHoursWhereClocksAreChanged) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const Calendar c = calendar({"daily 02:00-04:00"}, {}, clock);
  const auto open_on = [&](const char* day, const char* next) {
    return c.open_between(clock.instant(local(day)), clock.instant(local(next)));
  };
  EXPECT_EQ(open_on("2026-03-28", "2026-03-29"), Duration::hours(2.0));
  EXPECT_EQ(open_on("2026-03-29", "2026-03-30"), Duration::hours(1.0));
  EXPECT_EQ(open_on("2026-10-25", "2026-10-26"), Duration::hours(3.0));
  EXPECT_EQ(open_on("2026-10-26", "2026-10-27"), Duration::hours(2.0));
}

TEST(Calendar, HasNoSpanWhereTheClockSkipsAllOfIt) {
  const CivilClock clock = clock_in("Europe/Berlin", "2026-03-28 00:00");
  const Calendar within = calendar({"daily 02:10-02:50"}, {}, clock);
  EXPECT_EQ(clock.format(within.next_open(hours(12))), "Mon 2026-03-30 02:10");
  const Calendar around = calendar({"Sun 00:00-02:10", "Sun 02:50-04:00"}, {}, clock);
  EXPECT_EQ(spans(around, clock, hours(0), 1).front(), "Sun 2026-03-29 00:00 - Sun 2026-03-29 04:00");
  EXPECT_EQ(around.open_between(hours(0), hours(72)), Duration::hours(3.0));
}

TEST(Calendar, ClosesTheFirstTimeItsClosingTimeComes) {
  const CivilClock clock = clock_in("Europe/Berlin", "2026-10-25 00:00");
  const Calendar c = calendar({"Sun 01:00-02:30"}, {}, clock);
  EXPECT_TRUE(c.open_at(hours(2.25)));
  EXPECT_FALSE(c.open_at(hours(2.5)));
  EXPECT_FALSE(c.open_at(hours(3.25)));  // 02:15 again
  EXPECT_EQ(clock.format(c.next_open(hours(3.25))), "Sun 2026-11-01 01:00");
}

TEST(Calendar, CountsHoursByTheClockOfItsOwnZone) {
  const CivilClock berlin = clock_in("Europe/Berlin");
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"}, {}, berlin.in_zone("Asia/Kolkata").value());
  EXPECT_EQ(berlin.format(c.next_open(hours(0))), "Mon 2026-01-05 04:30");
  EXPECT_EQ(berlin.format(c.add_open(hours(0), Duration::hours(8))), "Mon 2026-01-05 12:30");
}

// A calendar told minute by minute, from local dates alone.
class MinuteByMinute {
 public:
  struct Hours {
    int first_day, last_day;  // 0 is Monday
    int open, close;          // minutes of the day; past midnight if not later
  };

  MinuteByMinute(const CivilClock& clock, const std::vector<Hours>& hours, const Texts& holidays, int days)
      : open_(static_cast<std::size_t>(days) * 1440) {
    const std::int64_t first = clock.wall(Time{}).day();
    for (std::int64_t day = first - 2; day < first + days + 2; ++day) {
      const int weekday = local_date_time(WallTime{day * WallTime::day_length}).weekday;
      for (const Hours& h : hours) {
        if (weekday < h.first_day || weekday > h.last_day) continue;
        const std::int64_t close = h.close + (h.close <= h.open ? 1440 : 0);
        mark(clock.instant(WallTime{(day * 1440 + h.open) * 60}),
             clock.instant(WallTime{(day * 1440 + close) * 60}));
      }
    }
    for (std::size_t minute = 0; minute < open_.size(); ++minute) {
      LocalDateTime date = clock.local(Time::at(Duration::minutes(static_cast<double>(minute))));
      for (const std::string& holiday : holidays) {
        const LocalDateTime h = local(holiday);
        if (date.year == h.year && date.month == h.month && date.day == h.day) open_[minute] = 0;
      }
    }
  }

  int minutes() const { return static_cast<int>(open_.size()); }
  bool open(int minute) const { return open_[static_cast<std::size_t>(minute)] != 0; }

  double open_minutes(int a, int b) const {
    return static_cast<double>(std::count(open_.begin() + a, open_.begin() + b, char{1}));
  }

  // The first minute after `a` in which it is otherwise; or -1.
  int change(int a) const {
    for (int m = a + 1; m < minutes(); ++m) {
      if (open(m) != open(a)) return m;
    }
    return -1;
  }

 private:
  void mark(Time from, Time to) {
    const double last = std::min(to.in_seconds() / 60.0, static_cast<double>(open_.size()));
    for (double m = std::max(from.in_seconds() / 60.0, 0.0); m < last; m += 1.0)
      open_[static_cast<std::size_t>(m)] = 1;
  }

  std::vector<char> open_;
};

struct Against {
  const char* zone;
  const char* from;
  Texts hours;
  std::vector<MinuteByMinute::Hours> minutes;
  Texts holidays;
};

const std::vector<Against>& all_against() {
  static const std::vector<Against> all{
      {"UTC", "2026-01-05 00:00", {"Mon-Fri 08:00-18:00"}, {{0, 4, 480, 1080}}, {}},
      {"Europe/Berlin",
       "2026-03-10 00:00",
       {"Mon-Fri 08:00-18:00", "Sat 22:00-Sun 06:00"},
       {{0, 4, 480, 1080}, {5, 5, 1320, 360}},
       {"2026-03-18", "2026-03-29", "2026-04-03"}},
      {"Europe/Berlin",
       "2026-10-07 10:20",
       {"daily 02:00-04:00", "daily 02:30-03:15"},
       {{0, 6, 120, 240}, {0, 6, 150, 195}},
       {"2026-10-20"}},
      {"Europe/Berlin",
       "2026-10-07 00:00",
       {"daily 00:30-02:20", "daily 02:40-02:50"},
       {{0, 6, 30, 140}, {0, 6, 160, 170}},
       {}},
      {"Europe/Berlin",
       "2026-03-12 00:00",
       {"daily 00:30-02:20", "daily 02:40-03:00", "daily 03:00-03:05"},
       {{0, 6, 30, 140}, {0, 6, 160, 185}},
       {}},
      {"Australia/Sydney", "2026-03-20 00:00", {"daily 22:00-06:00"}, {{0, 6, 1320, 360}}, {"2026-04-05"}},
      {"Australia/Lord_Howe",
       "2026-09-15 00:00",
       {"daily 22:00-02:15", "Mon-Wed 09:00-12:00"},
       {{0, 6, 1320, 135}, {0, 2, 540, 720}},
       {"2026-10-04"}},
      {"Asia/Kolkata",
       "2026-06-01 00:00",
       {"Mon-Sat 09:30-17:45"},
       {{0, 5, 570, 1065}},
       {"2026-06-10", "2026-06-11"}},
      {"Africa/Cairo", "2024-04-12 00:00", {"daily 20:00-01:30"}, {{0, 6, 1200, 90}}, {"2024-04-26"}},
      {"America/Havana", "2024-10-20 00:00", {"daily 23:30-00:45"}, {{0, 6, 1410, 45}}, {"2024-11-02"}},
      {"Europe/Berlin",
       "2026-10-10 00:00",
       {"always"},
       {{0, 6, 0, 1440}},
       {"2026-10-25", "2026-10-26", "2026-11-01"}},
  };
  return all;
}

constexpr int month = 33;  // days that the comparisons cover

TEST(Calendar, IsOpenInTheMinutesItShouldBe) {
  for (const Against& a : all_against()) {
    const CivilClock clock = clock_in(a.zone, a.from);
    const MinuteByMinute truth(clock, a.minutes, a.holidays, month);
    const Calendar c = calendar(a.hours, a.holidays, clock);
    CalendarCursor cursor(c);
    int change = truth.change(0);
    for (int m = 0; m < truth.minutes(); ++m) {
      const Time t = Time::at(Duration::minutes(m));
      if (m == change) change = truth.change(m);
      ASSERT_EQ(c.open_at(t), truth.open(m)) << a.zone << ' ' << clock.format(t);
      ASSERT_EQ(c.open_at(t + Duration::seconds(59.5)), truth.open(m)) << a.zone << ' ' << clock.format(t);
      cursor.advance_to(t);
      ASSERT_EQ(cursor.open(), truth.open(m)) << a.zone << ' ' << clock.format(t);
      if (change < 0) continue;
      ASSERT_EQ(c.next_change(t), Time::at(Duration::minutes(change))) << a.zone << ' ' << clock.format(t);
      ASSERT_EQ(cursor.next_change(), Time::at(Duration::minutes(change)))
          << a.zone << ' ' << clock.format(t);
      ASSERT_EQ(c.next_open(t), truth.open(m) ? t : Time::at(Duration::minutes(change)));
      ASSERT_EQ(cursor.next_open(), c.next_open(t));
    }
  }
}

TEST(Calendar, CountsTheOpenMinutesBetweenAnyTwo) {
  std::mt19937_64 random(7);
  for (const Against& a : all_against()) {
    const CivilClock clock = clock_in(a.zone, a.from);
    const MinuteByMinute truth(clock, a.minutes, a.holidays, month);
    const Calendar c = calendar(a.hours, a.holidays, clock);
    for (int i = 0; i < 400; ++i) {
      int from = static_cast<int>(random() % static_cast<unsigned>(truth.minutes()));
      int to = static_cast<int>(random() % static_cast<unsigned>(truth.minutes()));
      if (from > to) std::swap(from, to);
      ASSERT_EQ(c.open_between(Time::at(Duration::minutes(from)), Time::at(Duration::minutes(to))),
                Duration::minutes(truth.open_minutes(from, to)))
          << a.zone << ' ' << from << ' ' << to;
    }
  }
}

TEST(Calendar, FinishesWorkAtTheFirstInstantWithThatMuchBusinessTimeBefore) {
  std::mt19937_64 random(11);
  for (const Against& a : all_against()) {
    const CivilClock clock = clock_in(a.zone, a.from);
    const MinuteByMinute truth(clock, a.minutes, a.holidays, month);
    const Calendar c = calendar(a.hours, a.holidays, clock);
    for (int i = 0; i < 400; ++i) {
      const int from = static_cast<int>(random() % static_cast<unsigned>(truth.minutes()));
      const int most = static_cast<int>(truth.open_minutes(from, truth.minutes()));
      if (most == 0) continue;
      const int work = 1 + static_cast<int>(random() % static_cast<unsigned>(most));
      int finish = from;
      for (int left = work; left > 0; ++finish) left -= truth.open(finish) ? 1 : 0;
      const Time start = Time::at(Duration::minutes(from));
      const Time end = c.add_open(start, Duration::minutes(work));
      ASSERT_EQ(end, Time::at(Duration::minutes(finish))) << a.zone << ' ' << from << ' ' << work;
      ASSERT_EQ(c.open_between(start, end), Duration::minutes(work)) << a.zone << ' ' << from;
    }
  }
}

TEST(Calendar, TakesBusinessTimeToAnInstantAndBackOverManyYears) {
  std::mt19937_64 random(13);
  std::uniform_real_distribution<double> up_to_one(0.0, 1.0);
  for (const Against& a : all_against()) {
    const Calendar c = calendar(a.hours, a.holidays, clock_in(a.zone, a.from));
    for (int i = 0; i < 100; ++i) {
      const Time start = Time::at(Duration::days(800.0 * up_to_one(random)));
      const Duration work = Duration::days(std::exp(8.0 * up_to_one(random)));  // a day to eight years, open
      const Time end = c.add_open(start, work);
      ASSERT_TRUE(end.is_finite());
      ASSERT_NEAR(c.open_between(start, end).in_seconds(), work.in_seconds(), 1e-5) << a.zone << ' ' << i;
      const Time between = start + (end - start) * up_to_one(random);
      ASSERT_NEAR((c.open_between(start, between) + c.open_between(between, end)).in_seconds(),
                  work.in_seconds(), 1e-5);
    }
  }
}

TEST(Calendar, OpensAsUsualInTheYear3000) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"}, {"3000-12-25"}, clock);
  EXPECT_EQ(
      spans(c, clock, clock.instant(local("3000-03-28 12:00")), 2),
      (Texts{"Fri 3000-03-28 09:00 - Fri 3000-03-28 17:00", "Mon 3000-03-31 09:00 - Mon 3000-03-31 17:00"}));
  const Time friday = clock.instant(local("3000-03-28 17:00"));
  EXPECT_EQ(c.next_open(friday) - friday, Duration::hours(63.0));  // a day of 23 hours between
  EXPECT_EQ(clock.format(c.next_open(clock.instant(local("3000-12-24 18:00")))), "Fri 3000-12-26 09:00");
  EXPECT_EQ(c.open_between(clock.instant(local("3000-01-01")), clock.instant(local("3001-01-01"))),
            Duration::hours(8.0 * 260));  // 261 weekdays, one a holiday
}

TEST(Calendar, CountsTenThousandYears) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"}, {}, clock);
  const Time end = Time::at(Duration::days(7.0 * 521775));
  const Duration open = c.open_between(Time{}, end);  // both in winter time, on Mondays
  EXPECT_EQ(clock.local(end).year, 12026);
  EXPECT_EQ(open, Duration::hours(40.0 * 521775));
  EXPECT_EQ(c.add_open(Time{}, open), end - Duration::hours(55.0));
}

TEST(Calendar, ClosesForGoodBeyondAllPlans) {
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"});
  const Time huge = seconds(1e300);
  EXPECT_FALSE(c.open_at(huge));
  EXPECT_EQ(c.next_open(huge), Time::never());
  EXPECT_EQ(c.next_change(Time::never()), Time::never());
  EXPECT_EQ(c.next_open(CivilClock().latest() - Duration::seconds(1.0)), Time::never());
  EXPECT_EQ(c.add_open(hours(0), Duration::hours(1e30)), Time::never());
  EXPECT_EQ(c.add_open(hours(0), Duration::infinite()), Time::never());
  EXPECT_EQ(c.add_open(Time::never(), Duration::hours(1)), Time::never());
  EXPECT_EQ(c.open_between(hours(0), Time::never()), Duration::infinite());
  EXPECT_NEAR(c.open_between(hours(0), huge) / Duration::days(365.2425), 1e6 * 40 / 168, 1e3);
}

TEST(Calendar, IsTheSameWithItsSpansWrittenDown) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const std::vector<Calendar> calendars = {
      calendar({"Mon-Fri 09:00-12:00", "Mon-Fri 13:00-17:00"}, {"2026-04-03", "2026-12-25"}, clock),
      calendar({"Sat 22:00-Sun 06:00", "daily 02:00-03:00"}, {}, clock), calendar({"always"}, {"2026-05-01"}, clock)};
  const Time end = hours(400 * 24);
  for (const Calendar& plain : calendars) {
    const Calendar tabled = plain.tabled(end);
    for (double h = -30.0; h < 420.0 * 24.0; h += 0.3571) {  // from before the start to beyond the table
      const Calendar::Span a = plain.span_closing_after(hours(h));
      const Calendar::Span b = tabled.span_closing_after(hours(h));
      ASSERT_EQ(a.open, b.open) << h;
      ASSERT_EQ(a.close, b.close) << h;
    }
    EXPECT_EQ(plain.add_open(hours(7), Duration::hours(900)), tabled.add_open(hours(7), Duration::hours(900)));
    EXPECT_EQ(plain.open_between(hours(7), end), tabled.open_between(hours(7), end));
  }
}

TEST(CalendarCursor, LeapsForwardAndStays) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const Calendar c = calendar({"Mon-Fri 09:00-17:00"}, {}, clock);
  CalendarCursor cursor(c);
  EXPECT_FALSE(cursor.open());
  EXPECT_EQ(cursor.next_change(), hours(9));
  cursor.advance_to(hours(9));
  cursor.advance_to(hours(9));
  EXPECT_TRUE(cursor.open());
  cursor.advance_to(clock.instant(local("2999-07-05 12:00")));  // a Friday
  EXPECT_TRUE(cursor.open());
  EXPECT_EQ(clock.format(cursor.next_change()), "Fri 2999-07-05 17:00");
  cursor.advance_to(cursor.next_change());
  EXPECT_FALSE(cursor.open());
  EXPECT_EQ(clock.format(cursor.next_open()), "Mon 2999-07-08 09:00");
}

TEST(CalendarCursor, NeedsNoChangeIfAlwaysOrNeverOpen) {
  CalendarCursor always(Calendar::always());
  CalendarCursor never(Calendar::never());
  always.advance_to(hours(1e6));
  never.advance_to(hours(1e6));
  EXPECT_TRUE(always.open());
  EXPECT_EQ(always.next_change(), Time::never());
  EXPECT_FALSE(never.open());
  EXPECT_EQ(never.next_open(), Time::never());
}

TEST(CalendarHours, AreRefusedWithAReason) {
  struct Case {
    const char* phrase;
    const char* reason;
  };
  for (const Case& k : std::vector<Case>{
           {"", "'': hours such as 'Mon-Fri 08:00-18:00', or 'always', are expected"},
           {"Mom-Fri 08:00-18:00", "'Mom-Fri 08:00-18:00': unknown day 'Mom'; did you mean 'Mon'?"},
           {"Monday 08:00-18:00", "'Monday 08:00-18:00': unknown day 'Monday'; did you mean 'Mon'?"},
           {"Mon-fri 08:00-18:00", "'Mon-fri 08:00-18:00': unknown day 'fri'; did you mean 'Fri'?"},
           {"Daily 08:00-18:00", "'Daily 08:00-18:00': unknown day 'Daily'; did you mean 'daily'?"},
           {"weekdays 08:00-18:00",
            "'weekdays 08:00-18:00': unknown day 'weekdays'; did you mean 'Mon-Fri'?"},
           {"Xyz 08:00-18:00",
            "'Xyz 08:00-18:00': unknown day 'Xyz'; the days are Mon, Tue, Wed, Thu, Fri, Sat, Sun "
            "and daily"},
           {"Mon-Fri 08:00-25:00",
            "'Mon-Fri 08:00-25:00': there is no clock time '25:00'; a day goes from 00:00 to 24:00"},
           {"Mon-Fri 08:60-18:00",
            "'Mon-Fri 08:60-18:00': there is no clock time '08:60'; a day goes from 00:00 to 24:00"},
           {"Mon-Fri 8-18",
            "'Mon-Fri 8-18': '8' is not a clock time; write hours and minutes, as in '08:00'"},
           {"Mon 24:00-08:00", "'Mon 24:00-08:00': '24:00' only ends a day; write '00:00' of the next day"},
           {"Mon-Fri", "'Mon-Fri': it lacks a clock time such as '08:00' at its end"},
           {"Mon-Fri 08:00",
            "'Mon-Fri 08:00': it does not say when it closes; write hours like 'Mon-Fri 08:00-18:00'"},
           {"Mon-Fri 08:00-", "'Mon-Fri 08:00-': it lacks a clock time such as '08:00' at its end"},
           {"08:00-18:00",
            "'08:00-18:00': hours begin with days, as in 'Mon-Fri 08:00-18:00' or 'daily 08:00-18:00'; "
            "all the time is 'always'"},
           {"Mon 18:00-Mon 08:00",
            "'Mon 18:00-Mon 08:00': it ends on the day it begins, but not after it begins"},
           {"daily 08:00-08:00",
            "'daily 08:00-08:00': it opens and closes at the same time; a whole day is '00:00-24:00'"},
           {"Mon-Fri 22:00-Sat 06:00",
            "'Mon-Fri 22:00-Sat 06:00': hours that end on a day of their own begin on one, "
            "as in 'Sat 22:00-Sun 06:00'"},
           {"Mon 08:00-12:00, Tue 08:00-12:00",
            "'Mon 08:00-12:00, Tue 08:00-12:00': there is more than one opening and closing: ', Tue "
            "08:00-12:00'; write "
            "several hours as a list, [Mon-Fri 08:00-18:00, Sat 10:00-14:00]"},
           {"Sat 22:00-Sin 06:00", "'Sat 22:00-Sin 06:00': unknown day 'Sin'; did you mean 'Sun'?"}}) {
    EXPECT_EQ(error_of({k.phrase}), k.reason);
  }
}

TEST(CalendarHours, MustBeThere) {
  EXPECT_EQ(error_of({}),
            "hours such as 'Mon-Fri 08:00-18:00', or 'always', are expected, but there are none");
}

TEST(CalendarHolidays, AreDates) {
  for (const char* text : {"2026-02-30", "25.12.2026", "2026-12-25 00:00", "Christmas", ""}) {
    EXPECT_EQ(error_of({"always"}, {text}),
              "'" + std::string(text) + "' is not a holiday; a holiday is a date, like '2026-12-25'");
  }
}

TEST(Calendar, TellsEveryErrorAtOnce) {
  Texts errors{"an earlier one"};
  EXPECT_FALSE(Calendar::make({"Mon 25:00-26:00", "Tue 08:00-10:00", "Mer 08:00-10:00"}, {"2026-13-01"},
                              CivilClock(), errors));
  EXPECT_EQ(errors.size(), 4u);
}

TEST(Calendar, OpensOnceWhereItsHoursNameDates) {
  const CivilClock clock = clock_in("Europe/Berlin", "2026-12-01 00:00");
  const Calendar freeze = calendar({"2026-12-20 18:00-2027-01-05 06:00"}, {}, clock);
  EXPECT_EQ(spans(freeze, clock, Time(), 1), Texts{"Sun 2026-12-20 18:00 - Tue 2027-01-05 06:00"});
  EXPECT_FALSE(freeze.never_open());
  EXPECT_FALSE(freeze.next_open(clock.instant(local("2027-01-05 06:00"))).is_finite());
  EXPECT_DOUBLE_EQ(freeze.open_between(Time(), Time::at(Duration::days(400))).in_hours(), 15.5 * 24.0);
  EXPECT_FALSE(freeze.add_open(Time(), Duration::days(16)).is_finite());
  EXPECT_EQ(clock.format(freeze.add_open(Time(), Duration::hours(7))), "Mon 2026-12-21 01:00");

  // Joined to the hours of every week, and open on a holiday.
  const Calendar office = calendar({"Mon-Fri 08:00-18:00", "2026-12-03 16:00-20:00", "2026-12-05 22:00-02:00", "2026-12-24", "2026-12-26-2026-12-27"},
                                   {"2026-12-24", "2026-12-25"}, clock);
  EXPECT_EQ(spans(office, clock, clock.instant(local("2026-12-03 00:00")), 3),
            (Texts{"Thu 2026-12-03 08:00 - Thu 2026-12-03 20:00", "Fri 2026-12-04 08:00 - Fri 2026-12-04 18:00",
                   "Sat 2026-12-05 22:00 - Sun 2026-12-06 02:00"}));
  EXPECT_EQ(spans(office, clock, clock.instant(local("2026-12-23 12:00")), 4),
            (Texts{"Wed 2026-12-23 08:00 - Wed 2026-12-23 18:00", "Thu 2026-12-24 00:00 - Fri 2026-12-25 00:00",
                   "Sat 2026-12-26 00:00 - Mon 2026-12-28 00:00", "Mon 2026-12-28 08:00 - Mon 2026-12-28 18:00"}));
  // 400 days have 57 weeks and a day, a Tuesday to begin with: 286 weekdays, less two holidays; 2 h of the Thursday, 4 h of the Saturday, three days.
  EXPECT_DOUBLE_EQ(office.open_between(Time(), clock.instant(local("2028-01-05 00:00"))).in_hours(), 284.0 * 10.0 + 2.0 + 4.0 + 72.0);
}

TEST(Calendar, SaysWhatIsWrongWithDatedHours) {
  EXPECT_EQ(error_of({"2026-12-20 18:00"}), "'2026-12-20 18:00': it does not say when it closes; write it like '2026-12-19 10:00-14:00'");
  EXPECT_EQ(error_of({"2026-13-20 18:00-20:00"}), "'2026-13-20 18:00-20:00': a date such as '2026-12-24' is expected where it says '2026-13-20 18:00-20:00'");
  EXPECT_EQ(error_of({"2026-12-20 18:00-2026-12-19 20:00"}), "'2026-12-20 18:00-2026-12-19 20:00': it closes before it opens");
  EXPECT_EQ(error_of({"2026-12-20 - noon"}), "'2026-12-20 - noon': a date is expected after '-', as in '2026-12-20-2026-12-31'");
}

}  // namespace
}  // namespace mainstay::work
