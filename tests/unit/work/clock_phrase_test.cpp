#include "work/clock_phrase.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

ClockTimes times(const Texts& phrases, const CivilClock& clock = CivilClock()) {
  Texts errors;
  auto parsed = ClockTimes::parse(phrases, clock, errors);
  for (const std::string& error : errors) ADD_FAILURE() << error;
  return parsed.value();
}

// The next instants after the start, or those at it, as the clock shows them.
Texts following(const Texts& phrases, const CivilClock& clock, int count) {
  const ClockTimes t = times(phrases, clock);
  Texts result;
  Time now = t.next_or_at(Time{});
  for (int i = 0; i < count; ++i) {
    result.push_back(clock.format(now));
    if (now.is_finite()) now = t.next(now);
  }
  return result;
}

TEST(ClockTimes, ComeEveryDay) {
  EXPECT_EQ(following({"daily 02:00"}, CivilClock(), 3),
            (Texts{"Mon 2026-01-05 02:00", "Tue 2026-01-06 02:00", "Wed 2026-01-07 02:00"}));
  EXPECT_EQ(following({"daily 00:00"}, CivilClock(), 2),
            (Texts{"Mon 2026-01-05 00:00", "Tue 2026-01-06 00:00"}));
}

TEST(ClockTimes, ComeOnTheirDays) {
  EXPECT_EQ(following({"Tue 10:00"}, CivilClock(), 2),
            (Texts{"Tue 2026-01-06 10:00", "Tue 2026-01-13 10:00"}));
  EXPECT_EQ(following({"Sat-Mon 8:30"}, CivilClock(), 4),
            (Texts{"Mon 2026-01-05 08:30", "Sat 2026-01-10 08:30", "Sun 2026-01-11 08:30",
                   "Mon 2026-01-12 08:30"}));
  EXPECT_EQ(following({"Mon-Fri 08:30"}, CivilClock(), 6).back(), "Mon 2026-01-12 08:30");
  EXPECT_EQ(following({"Mon,Thu 22:00"}, CivilClock(), 2),
            (Texts{"Mon 2026-01-05 22:00", "Thu 2026-01-08 22:00"}));
}

TEST(ClockTimes, ComeInOrderHoweverTheyAreListed) {
  EXPECT_EQ(following({"Thu 22:00", "Mon 22:00", "2026-01-07 14:00", "Mon 22:00", "2026-01-08 22:00"},
                      CivilClock(), 5),
            (Texts{"Mon 2026-01-05 22:00", "Wed 2026-01-07 14:00", "Thu 2026-01-08 22:00",
                   "Mon 2026-01-12 22:00", "Thu 2026-01-15 22:00"}));
}

TEST(ClockTimes, ComeOnceWhereADateIsGiven) {
  EXPECT_EQ(following({"2026-03-01 14:00"}, CivilClock(), 2), (Texts{"Sun 2026-03-01 14:00", "never"}));
  EXPECT_EQ(following({"2025-03-01 14:00"}, CivilClock(), 1), (Texts{"never"}));
}

TEST(ClockTimes, TellLaterFromNotEarlier) {
  const ClockTimes t = times({"daily 02:00"});
  const Time two = Time::at(Duration::hours(2));
  const Duration blink = Duration::seconds(1e-6);
  EXPECT_EQ(t.next_or_at(two), two);
  EXPECT_EQ(t.next(two), two + Duration::days(1));
  EXPECT_EQ(t.next(two - blink), two);
  EXPECT_EQ(t.next_or_at(two - blink), two);
  EXPECT_EQ(t.next_or_at(two + blink), two + Duration::days(1));
  EXPECT_EQ(t.next(Time::never()), Time::never());
  EXPECT_EQ(t.next_or_at(Time::never()), Time::never());
}

TEST(ClockTimes, ComeAtTheFirstInstantAfterATimeThatDoesNotExist) {
  EXPECT_EQ(following({"daily 02:30"}, clock_in("Europe/Berlin", "2026-03-28 12:00"), 2),
            (Texts{"Sun 2026-03-29 03:00", "Mon 2026-03-30 02:30"}));
  const CivilClock clock = clock_in("Europe/Berlin", "2026-03-29 03:00");
  EXPECT_EQ(times({"daily 02:30"}, clock).next_or_at(Time{}),
            Time{});  // named by 02:30, though 03:00 is shown
}

TEST(ClockTimes, ComeTheFirstTimeOnlyWhereATimeComesTwice) {
  const CivilClock clock = clock_in("Europe/Berlin", "2026-10-25 00:00");
  const ClockTimes t = times({"daily 02:30"}, clock);
  EXPECT_EQ(t.next(Time{}), Time::at(Duration::hours(2.5)));
  EXPECT_EQ(t.next(Time::at(Duration::hours(2.5))), Time::at(Duration::hours(27.5)));
  EXPECT_EQ(t.next_or_at(Time::at(Duration::hours(3.25))), Time::at(Duration::hours(27.5)));
}

TEST(ClockTimes, ComeOnceWhereTwoNameTheSameInstant) {
  EXPECT_EQ(
      following({"Sun 02:10", "Sun 02:40", "Sun 03:00"}, clock_in("Europe/Berlin", "2026-03-28 12:00"), 2),
      (Texts{"Sun 2026-03-29 03:00", "Sun 2026-04-05 02:10"}));
}

TEST(ClockTimes, AreTheInstantsAtWhichTheClockFirstShowsThem) {
  for (const char* zone : {"Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "America/Havana"}) {
    for (const char* from : {"2024-03-01 00:00", "2024-10-01 00:00"}) {
      const CivilClock clock = clock_in(zone, from);
      const ClockTimes t = times({"daily 00:20", "Sun 01:40", "Mon-Sat 14:00", "Sun 02:15"}, clock);
      std::vector<Time> expected;  // from local dates alone
      for (std::int64_t day = clock.wall(Time{}).day() - 1; day < clock.wall(Time{}).day() + 41; ++day) {
        const bool sunday = local_date_time(WallTime{day * WallTime::day_length}).weekday == 6;
        for (const int minute : sunday ? std::vector<int>{20, 100, 135} : std::vector<int>{20, 840}) {
          expected.push_back(clock.instant(WallTime{day * WallTime::day_length + minute * 60}));
        }
      }
      expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
      for (double minute = 0.0; minute < 40 * 1440.0; minute += 5.0) {
        const Time now = Time::at(Duration::minutes(minute));
        ASSERT_EQ(t.next(now), *std::upper_bound(expected.begin(), expected.end(), now))
            << zone << clock.format(now);
        ASSERT_EQ(t.next_or_at(now), *std::lower_bound(expected.begin(), expected.end(), now))
            << zone << minute;
      }
    }
  }
}

TEST(ClockTimes, GoOnInTheYear3000) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const ClockTimes t = times({"daily 02:00"}, clock);
  const Time before_change = clock.instant(local("3000-03-29 02:00"));
  EXPECT_EQ(t.next(before_change) - before_change, Duration::hours(24.0));  // 03:00
  EXPECT_EQ(t.next(t.next(before_change)) - before_change, Duration::hours(47.0));
  EXPECT_EQ(t.next(Time::at(Duration::seconds(1e300))), Time::never());
}

TEST(ClockTimes, AreRefusedWithAReason) {
  struct Case {
    const char* phrase;
    const char* reason;
  };
  for (const Case& k : std::vector<Case>{
           {"", "'': a clock time such as 'daily 02:00' is expected"},
           {"22:00", "'22:00': a clock time follows a day or a date, as in 'daily 02:00'"},
           {"1320", "'1320': a clock time follows a day or a date, as in 'daily 02:00'"},
           {"daily", "'daily': it lacks a clock time such as '08:00' at its end"},
           {"daily 24:00", "'daily 24:00': '24:00' only ends a day; write '00:00' of the next day"},
           {"daily 25:00", "'daily 25:00': there is no clock time '25:00'; a day goes from 00:00 to 24:00"},
           {"daily noon", "'daily noon': a clock time such as '08:00' is expected where it says 'noon'"},
           {"Tues 10:00", "'Tues 10:00': unknown day 'Tues'; did you mean 'Tue'?"},
           {"Mon- 10:00", "'Mon- 10:00': a day such as 'Mon' is expected where it says '10:00'"},
           {"Mon-", "'Mon-': it lacks a day such as 'Mon' at its end"},
           {"every day 10:00", "'every day 10:00': unknown day 'every'; did you mean 'daily'?"},
           {"Mon 10:00-11:00",
            "'Mon 10:00-11:00': there is more than days and a time: '-11:00'; write several times as "
            "a list"},
           {"2026-02-30 10:00",
            "'2026-02-30 10:00': this is not a date and a time; write one like '2026-03-01 14:00'"},
           {"2026-03-01",
            "'2026-03-01': this is not a date and a time; write one like '2026-03-01 14:00'"}}) {
    Texts errors;
    EXPECT_FALSE(ClockTimes::parse({k.phrase}, CivilClock(), errors));
    EXPECT_EQ(errors, Texts{k.reason});
  }
}

TEST(ClockTimes, TellEveryErrorAtOnce) {
  Texts errors;
  EXPECT_FALSE(ClockTimes::parse({"Mo 10:00", "Tue 10:00", "Tue 10"}, CivilClock(), errors));
  EXPECT_EQ(errors, (Texts{"'Mo 10:00': unknown day 'Mo'; did you mean 'Mon'?",
                           "'Tue 10': '10' is not a clock time; write hours and minutes, as in '08:00'"}));
  errors.clear();
  EXPECT_FALSE(ClockTimes::parse({}, CivilClock(), errors));
  EXPECT_EQ(errors, Texts{"a clock time such as 'daily 02:00' is expected, but the list is empty"});
}

}  // namespace
}  // namespace mainstay::work
