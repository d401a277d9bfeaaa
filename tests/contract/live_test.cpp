// Parameters that change while a trial runs: exact answers, and what cannot be changed is said before anything runs.

#include <gtest/gtest.h>

#include "program.hpp"

namespace {

using namespace contract;

const std::string estate =
    "mainstay: 1\nrun: { for: 100 d, replications: 2 }\n"
    "teams:\n  desk: { staff: 1 }\n  dba: { staff: 2, skills: [database] }\n"
    "components:\n  box: { count: 2, failure: { every: 10 d, repair: 24 h } }\n  bare: {}\n";

Said play(const std::string& name, const std::string& change, const std::string& expect) {
  const std::string file = file_of(name + ".yaml", estate + "improvers:\n  better: { " + change + " }\nexpect:\n" + expect);
  return program("check --progress none " + file + " " + fixture("improver"));
}

std::string refused(const std::string& name, const std::string& change) {
  const std::string file = file_of(name + ".yaml", estate + "improvers:\n  better: { at: 50 d, set: { " + change + " } }\n");
  const Said said = program("validate " + file + " " + fixture("improver"));
  EXPECT_EQ(said.code, 3) << said.text;
  return said.text;
}

// Failures at 10, 21, 32 and 43 d take a day each; those at 54, 64.5, 75, 85.5 and 96 d half a day: 6.5 d, of two boxes.
TEST(Live, AShorterRepairHoldsForWhatComesAfter) {
  const Said said = play("shorter", "at: 50 d, set: { components.box.failure.repair.time: 12 h }",
                         "  components.box.downtime: 312 h\n  components.box.failures: 18\n");
  EXPECT_EQ(said.code, 0) << said.text;
  const Said lone = play("lone", "at: 50 d, set: { components.box.failure.repair: 12 h }", "  components.box.downtime: 312 h\n");
  EXPECT_EQ(lone.code, 0) << lone.text;
}

TEST(Live, OneMemberOfACountedNameCanChangeAlone) {
  const Said said = play("member", "at: 50 d, set: { components.box-1.failure.repair.time: 12 h }",
                         "  components.box.downtime: 372 h\n");  // 156 h and, of 9 failures of a day, 216 h
  EXPECT_EQ(said.code, 0) << said.text;
}

// The repair that began at 43 d was drawn as a day, and stays one.
TEST(Live, WorkAlreadyDrawnStaysAsDrawn) {
  const Said said = play("drawn", "at: 43.5 d, set: { components.box.failure.repair.time: 1 h }",
                         "  components.box.downtime.between(43 d; 53 d): 48 h\n");
  EXPECT_EQ(said.code, 0) << said.text;
}

TEST(Live, PeopleWhoJoinAreAtWorkAtOnce) {
  const Said said = play("staff", "at: 50 d, set: { teams.desk.staff: 3 }", "  teams.desk.scheduled.mean: 2\n  teams.desk.scheduled.max: 3\n");
  EXPECT_EQ(said.code, 0) << said.text;
}

TEST(Live, WhatIsReadOnceCannotChange) {
  const std::string text = refused("once", "components.box.failure.hidden: true");
  EXPECT_NE(text.find(":10:30: error"), std::string::npos) << text;
  EXPECT_NE(text.find("'components.box.failure.hidden': is read once, at the start: it cannot change in a run"), std::string::npos) << text;
}

TEST(Live, WhatIsNotThereIsSaidWithASuggestion) {
  EXPECT_NE(refused("slip", "components.box.failure.repare: 1 h").find("there is no key 'repare'; did you mean 'repair'?"), std::string::npos);
  EXPECT_NE(refused("nobody", "teams.desc.staff: 2").find("there is no 'desc' among `teams`; did you mean 'desk'?"), std::string::npos);
  EXPECT_NE(refused("bare", "components.bare.failure.repair.time: 2 h").find("'bare' has no `failure`"), std::string::npos);
  EXPECT_NE(refused("short", "teams.desk: 2").find("'teams.desk': is no parameter"), std::string::npos);
  EXPECT_NE(refused("skilled", "teams.dba.staff: 3").find("cannot change in a run where the team has `skills`"), std::string::npos);
}

TEST(Live, AValueThatDoesNotFitIsSaid) {
  EXPECT_NE(refused("unit", "components.box.failure.repair.time: 12").find("'12' has no unit"), std::string::npos);
  EXPECT_NE(refused("staff-text", "teams.desk.staff: many").find("error"), std::string::npos);
}

}  // namespace
