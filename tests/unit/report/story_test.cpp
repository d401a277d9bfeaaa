#include "report/story.hpp"

#include <gtest/gtest.h>

#include "report/timeline.hpp"

namespace mainstay::report {
namespace {

TEST(Story, SpansAreSaidInTheTwoUnitsThatMatter) {
  EXPECT_EQ(format_span(0.0), "0 s");
  EXPECT_EQ(format_span(45.0 / 3600.0), "45 s");
  EXPECT_EQ(format_span(2.0 + 10.0 / 60.0), "2 h 10 min");
  EXPECT_EQ(format_span(76.5), "3 d 4 h");
}

TEST(Story, SaysWhoDoesWhatToWhom) {
  EXPECT_EQ(sentence({.kind = "component", .subject = "db-a", .event = "repair begun", .by = "dba"}), "dba begins to repair db-a");
  EXPECT_EQ(sentence({.kind = "component", .subject = "db-a", .event = "failed", .cause = "db-a", .reason = "storm"}), "db-a fails, struck by storm");
  EXPECT_EQ(sentence({.kind = "service", .subject = "bank", .event = "outage begun", .object = "switch", .cause = "db-a", .reason = "failure"}),
            "bank is DOWN: db-a by failure (switch)");
  EXPECT_EQ(sentence({.kind = "service", .subject = "bank", .event = "planned no longer", .value = 4.0}),
            "bank is still down, which is not planned any more, after 4 h");
  EXPECT_EQ(sentence({.kind = "ticket", .subject = "p1", .number = 12, .event = "handed off", .object = "desk", .by = "dba"}),
            "ticket p1 #12 goes from desk to dba");
  EXPECT_EQ(sentence({.kind = "component", .subject = "db-a", .event = "an event of a later version"}), "");
}

std::vector<TraceRow> failing(int components) {
  std::vector<TraceRow> out;
  for (int i = 1; i <= components; ++i)
    out.push_back({.time = 1.0, .kind = "component", .subject = "app-" + std::to_string(i), .event = "down", .cause = "", .reason = "storm"});
  return out;
}

TEST(Timeline, TellsTogetherWhatHappensToManyAtOnce) {
  const Timeline t = timeline(failing(5), {});
  ASSERT_EQ(t.lines.size(), 1u);
  EXPECT_EQ(t.lines[0].text, "app-1, app-2, app-3 and 2 more go down: storm");
  EXPECT_EQ(timeline(failing(5), {.all = true}).lines.size(), 5u);
}

TEST(Timeline, CountsWhatHappensTooOftenAndLosesNothing) {
  std::vector<TraceRow> rows;
  for (int i = 0; i < 100; ++i) rows.push_back({.time = i * 1.0, .kind = "ticket", .subject = "p3", .number = 1u, .event = "opened", .value = 3});
  const Timeline t = timeline(rows, {});
  EXPECT_TRUE(t.lines.empty());
  EXPECT_EQ(t.routine.size(), 100u);
  EXPECT_EQ(timeline(rows, {.all = true}).lines.size(), 100u);
  EXPECT_EQ(timeline(rows, {.from = 10.0, .to = 19.0, .all = true}).lines.size(), 10u);
}

TEST(Timeline, CountsFromTheBeginningOfTheOutage) {
  const std::vector<TraceRow> rows = {{.time = 1.0, .kind = "service", .subject = "bank", .event = "outage begun"},
                                      {.time = 2.0, .kind = "plan", .subject = "move", .event = "declared", .object = "bank"},
                                      {.time = 3.0, .kind = "service", .subject = "bank", .event = "outage ended", .value = 2.0},
                                      {.time = 4.0, .kind = "threat", .subject = "fire", .event = "struck"}};
  const Timeline t = timeline(rows, {});
  ASSERT_EQ(t.lines.size(), 4u);
  EXPECT_EQ(t.services, std::vector<std::string>{"bank"});
  EXPECT_EQ(t.lines[0].lanes + t.lines[1].lanes + t.lines[2].lanes + t.lines[3].lanes, "v|^ ");
  EXPECT_DOUBLE_EQ(*t.lines[1].outage_age, 1.0);
  EXPECT_DOUBLE_EQ(*t.lines[2].outage_age, 2.0);
  EXPECT_FALSE(t.lines[3].outage_age);
}

}  // namespace
}  // namespace mainstay::report
