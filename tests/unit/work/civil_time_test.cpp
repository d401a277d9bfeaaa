#include "work/civil_time.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace mainstay::work {
namespace {

using kernel::Duration;
using kernel::Time;

LocalDateTime local(const std::string& text) {
  return parse_local(text).value();
}

CivilClock clock_in(const std::string& zone, const std::string& from = "2026-01-05 00:00") {
  return CivilClock::make(zone, local(from)).value();
}

Time hours(double h) {
  return Time::at(Duration::hours(h));
}

double hours_of_day(const CivilClock& clock, const std::string& date, const std::string& next) {
  return (clock.instant(local(next)) - clock.instant(local(date))).in_hours();
}

TEST(LocalDateTime, ReadsDatesAndTimes) {
  EXPECT_EQ(local("2026-01-05"), (LocalDateTime{2026, 1, 5, 0, 0, 0, 0}));
  EXPECT_EQ(local(" 2026-03-01 14:05 "), (LocalDateTime{2026, 3, 1, 14, 5, 0, 6}));
  EXPECT_EQ(local("2024-02-29T23:59:58"), (LocalDateTime{2024, 2, 29, 23, 59, 58, 3}));
}

TEST(LocalDateTime, RefusesWhatIsNotADateAndTime) {
  for (const char* text :
       {"", "2026", "2026-1-5", "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10",
        "2026-01-00", "2026-01-05 24:00", "2026-01-05 12:60", "2026-01-05 12", "2026-01-05 12:00:60",
        "2026-01-05 12:00 h", "05.01.2026", "2026-01-05  12:00", "2026-01-05 12:00:"}) {
    EXPECT_FALSE(parse_local(text)) << text;
  }
}

TEST(LocalDateTime, Has1January2026OnAThursday) {
  EXPECT_EQ(local("2026-01-01").weekday, 3);
}

TEST(LocalDateTime, GoesToAWallTimeAndBackOnEveryDayOfAThousandYears) {
  LocalDateTime expected = local("1599-12-31");
  std::int64_t day = wall_time(expected).day();
  const auto length = [](int year, int month) {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : lengths[month - 1];
  };
  while (expected.year < 2600) {
    const LocalDateTime made = local_date_time(WallTime{day * WallTime::day_length});
    ASSERT_EQ(made, expected) << day;
    ASSERT_EQ(wall_time(expected).day(), day);
    ++day;
    expected.weekday = (expected.weekday + 1) % 7;
    if (++expected.day > length(expected.year, expected.month)) {
      expected.day = 1;
      if (++expected.month > 12) expected.month = 1, ++expected.year;
    }
  }
}

TEST(WallTime, BeginsItsWeekOnMonday) {
  EXPECT_EQ(wall_time(local("2026-01-11 23:59:59")).start_of_week(), wall_time(local("2026-01-05")));
  EXPECT_EQ(wall_time(local("2026-01-12 00:00")).start_of_week(), wall_time(local("2026-01-12")));
  EXPECT_EQ(wall_time(local("1969-12-31 12:00")).start_of_week(), wall_time(local("1969-12-29")));
}

TEST(CivilClock, IsUtcFromTheFirstMondayOf2026ByDefault) {
  const CivilClock clock;
  EXPECT_EQ(clock.zone(), "UTC");
  EXPECT_EQ(clock.format(Time{}), "Mon 2026-01-05 00:00");
  EXPECT_EQ(clock.format(hours(8.0)), "Mon 2026-01-05 08:00");
  EXPECT_EQ(clock.unchanged_around(Time{}).end, Time::never());
}

TEST(CivilClock, WritesInstantsToTheMinute) {
  const CivilClock clock;
  EXPECT_EQ(clock.format(Time::at(Duration::seconds(59.0))), "Mon 2026-01-05 00:00");
  EXPECT_EQ(clock.format(Time::at(Duration::seconds(8 * 3600.0 - 1e-6))), "Mon 2026-01-05 08:00");
  EXPECT_EQ(clock.format(Time::never()), "never");
}

TEST(CivilClock, ShowsFractionsOfASecondRoundedDown) {
  const CivilClock clock;
  EXPECT_EQ(clock.local(Time::at(Duration::seconds(59.9))).second, 59);
  EXPECT_EQ(clock.local(Time::at(Duration::seconds(-0.1))), local("2026-01-04 23:59:59"));
}

TEST(CivilClock, HasDaysOf23And25HoursInBerlinIn2026) {
  const CivilClock clock = clock_in("Europe/Berlin");
  EXPECT_EQ(hours_of_day(clock, "2026-03-28", "2026-03-29"), 24.0);
  EXPECT_EQ(hours_of_day(clock, "2026-03-29", "2026-03-30"), 23.0);
  EXPECT_EQ(hours_of_day(clock, "2026-10-25", "2026-10-26"), 25.0);
  EXPECT_EQ(hours_of_day(clock, "2026-10-26", "2026-10-27"), 24.0);
}

TEST(CivilClock, HasAWindowFromTwoToFourOfOneAndOfThreeHours) {
  const CivilClock clock = clock_in("Europe/Berlin");
  EXPECT_EQ(hours_of_day(clock, "2026-03-29 02:00", "2026-03-29 04:00"), 1.0);
  EXPECT_EQ(hours_of_day(clock, "2026-10-25 02:00", "2026-10-25 04:00"), 3.0);
}

TEST(CivilClock, TakesTheFirstInstantAfterALocalTimeThatDoesNotExist) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const Time change = clock.instant(local("2026-03-29 03:00"));
  for (const char* text : {"2026-03-29 02:00", "2026-03-29 02:30", "2026-03-29 02:59:59"}) {
    EXPECT_EQ(clock.instant(local(text)), change) << text;
  }
  EXPECT_EQ(clock.local(change - Duration::seconds(1.0)), local("2026-03-29 01:59:59"));
  EXPECT_EQ(clock.local(change), local("2026-03-29 03:00"));
}

TEST(CivilClock, TakesTheFirstOfALocalTimeThatComesTwice) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const Time first = clock.instant(local("2026-10-25 02:30"));
  EXPECT_EQ((first - clock.instant(local("2026-10-25 01:30"))).in_hours(), 1.0);
  EXPECT_EQ(clock.local(first), local("2026-10-25 02:30"));
  EXPECT_EQ(clock.local(first + Duration::hours(1.0)), local("2026-10-25 02:30"));
  EXPECT_EQ(clock.instant(local("2026-10-25 03:00")) - first, Duration::hours(1.5));
}

TEST(CivilClock, StartsAtTheFirstInstantAfterALocalStartThatDoesNotExist) {
  const CivilClock clock = clock_in("Europe/Berlin", "2026-03-29 02:15");
  EXPECT_EQ(clock.format(Time{}), "Sun 2026-03-29 03:00");
}

TEST(CivilClock, PutsClocksForwardInTheSouthernSpring) {
  const CivilClock clock = clock_in("Australia/Sydney");
  EXPECT_EQ(hours_of_day(clock, "2026-04-05", "2026-04-06"), 25.0);
  EXPECT_EQ(hours_of_day(clock, "2026-10-04", "2026-10-05"), 23.0);
}

TEST(CivilClock, ChangesClocksByHalfAnHourOnLordHoweIsland) {
  const CivilClock clock = clock_in("Australia/Lord_Howe");
  EXPECT_EQ(hours_of_day(clock, "2026-04-05", "2026-04-06"), 24.5);
  EXPECT_EQ(hours_of_day(clock, "2026-10-04", "2026-10-05"), 23.5);
}

TEST(CivilClock, LacksTheDayThatSamoaSkipped) {
  const CivilClock clock = clock_in("Pacific/Apia", "2011-12-29 00:00");
  EXPECT_EQ(clock.format(hours(23.0)), "Thu 2011-12-29 23:00");
  EXPECT_EQ(clock.format(hours(24.0)), "Sat 2011-12-31 00:00");
  EXPECT_EQ(clock.instant(local("2011-12-30 12:00")), hours(24.0));
}

TEST(CivilClock, KeepsOneInstantAcrossZones) {
  const CivilClock berlin = clock_in("Europe/Berlin");
  const CivilClock kolkata = berlin.in_zone("Asia/Kolkata").value();
  EXPECT_EQ(kolkata.format(Time{}), "Mon 2026-01-05 04:30");
  const Time summer = berlin.instant(local("2026-07-01 12:00"));
  EXPECT_EQ(kolkata.format(summer), "Wed 2026-07-01 15:30");
  EXPECT_EQ(kolkata.instant(local("2026-07-01 15:30")), summer);
}

TEST(CivilClock, TellsHowLongAClockIsNotChanged) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const auto winter = clock.unchanged_around(Time{});
  EXPECT_EQ(clock.format(winter.end), "Sun 2026-03-29 03:00");
  EXPECT_EQ(clock.format(winter.begin), "Sun 2025-10-26 02:00");
  const auto summer = clock.unchanged_around(winter.end);
  EXPECT_EQ(summer.begin, winter.end);
  EXPECT_EQ(clock.format(summer.end), "Sun 2026-10-25 02:00");
}

TEST(CivilClock, ReturnsToEveryInstantOrItsFirstTwin) {
  for (const char* zone :
       {"Europe/Berlin", "Africa/Cairo", "America/Havana", "Pacific/Chatham", "America/Nuuk"}) {
    const CivilClock clock = clock_in(zone, "2023-12-31 00:00");
    double last = -1.0;
    int twins = 0;
    for (double t = 0.0; t < 400 * 86400.0; t += 900.0) {
      const double back = clock.instant(clock.local(Time::at(Duration::seconds(t)))).in_seconds();
      ASSERT_TRUE(back == t || back == t - 3600.0) << zone << ' ' << t;
      twins += back == t ? 0 : 1;
      last = std::max(last, back);
    }
    EXPECT_EQ(twins, 4) << zone;  // one hour, in quarters
    EXPECT_GT(last, 399 * 86400.0);
  }
}

TEST(CivilClock, NeverTakesALaterReadingToAnEarlierInstant) {
  for (const char* zone : {"Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo"}) {
    const CivilClock clock = clock_in(zone);
    Time last = clock.instant(local("2026-01-01"));
    for (std::int64_t s = wall_time(local("2026-01-01")).seconds; s < wall_time(local("2027-01-01")).seconds;
         s += 600) {
      const Time now = clock.instant(WallTime{s});
      ASSERT_LE(last, now) << zone << ' ' << s;
      last = now;
    }
    EXPECT_GT(last, hours(8000.0));
  }
}

// Rules beyond the years that the database lists: the last Sundays of March and October 3000 are the 30th and
// the 26th; in 2996 the second Sunday of March and the first of November are the 13th and the 6th, in New
// York.
TEST(CivilClock, LetsTheLastYearlyChangesRecurForEver) {
  const CivilClock berlin = clock_in("Europe/Berlin");
  EXPECT_EQ(hours_of_day(berlin, "3000-03-30", "3000-03-31"), 23.0);
  EXPECT_EQ(hours_of_day(berlin, "3000-10-26", "3000-10-27"), 25.0);
  EXPECT_EQ(hours_of_day(berlin, "3000-03-29", "3000-03-30"), 24.0);
  const CivilClock york = clock_in("America/New_York");
  EXPECT_EQ(hours_of_day(york, "2996-03-13", "2996-03-14"), 23.0);
  EXPECT_EQ(hours_of_day(york, "2996-11-06", "2996-11-07"), 25.0);
  EXPECT_EQ(york.local(york.instant(local("2996-07-01 12:00"))), local("2996-07-01 12:00"));
}

TEST(CivilClock, ChangesTwiceInEachOfTenThousandYears) {
  const CivilClock clock = clock_in("Europe/Berlin");
  Time t{};
  int changes = 0;
  while (clock.local(t).year < 12026) {
    const auto stretch = clock.unchanged_around(t);
    ASSERT_GT(stretch.end, t);
    ASSERT_EQ(clock.local(stretch.end).weekday, 6);
    t = stretch.end;
    ++changes;
  }
  EXPECT_EQ(changes, 20001);  // the last is the first of the year 12026
}

TEST(CivilClock, ShowsNoChangesWhereAZoneHasGivenThemUp) {
  const CivilClock clock = clock_in("Asia/Kolkata");
  EXPECT_EQ(clock.unchanged_around(Time{}).end, Time::never());
  EXPECT_EQ(clock.format(clock.instant(local("3000-07-01 09:30"))), "Tue 3000-07-01 09:30");
}

TEST(CivilClock, StaysSoundAtInstantsBeyondAllPlans) {
  const CivilClock clock = clock_in("Europe/Berlin");
  const Time huge = Time::at(Duration::seconds(1e300));
  EXPECT_EQ(clock.wall(huge), clock.wall(clock.latest()));
  EXPECT_GT(clock.local(huge).year, 900000);
  EXPECT_LT(clock.local(Time::at(Duration::seconds(-1e300))).year, -900000);
}

TEST(CivilClock, KnowsZonesByName) {
  EXPECT_TRUE(zone_exists("UTC"));
  EXPECT_TRUE(zone_exists("Europe/Berlin"));
  for (const char* name : {"", "Europe/Belrin", "europe/berlin", "localtime", "right/UTC", "../etc"}) {
    EXPECT_FALSE(zone_exists(name)) << name;
    EXPECT_FALSE(CivilClock::make(name, local("2026-01-05"))) << name;
  }
  EXPECT_FALSE(CivilClock().in_zone("Mars/Olympus"));
}

TEST(CivilClock, ListsZonesThatCanAllBeMade) {
  const std::vector<std::string> names = zone_names();
  EXPECT_GT(names.size(), 300u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  for (const char* name : {"UTC", "Europe/Berlin", "Asia/Kolkata"}) {
    EXPECT_TRUE(std::binary_search(names.begin(), names.end(), name)) << name;
  }
  for (const std::string& name : names) EXPECT_TRUE(CivilClock().in_zone(name)) << name;
}

}  // namespace
}  // namespace mainstay::work
