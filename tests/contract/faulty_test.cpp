// A model that fails: what can be known before the run is one diagnostic; what happens in a trial is that trial's, with
// its time, its process or plugin and its message, and the batch goes on.

#include <gtest/gtest.h>

#include "program.hpp"

namespace {

using namespace contract;

Said run(const std::string& name, const std::string& fault) {
  const std::string file = file_of(name + ".yaml", head + "faults:\n  one: { " + fault + " }\nexpect:\n  services.shop.outages: { baseline: 9.5 }\n");
  return program("check " + file + " --progress none -j 2 " + fixture("faulty"));
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST(Faulty, IsFineWhereNothingGoesWrong) {
  const Said said = run("fine", "where: nowhere");
  EXPECT_NE(said.code, 4) << said.text;
  EXPECT_NE(said.code, 3) << said.text;
}

TEST(Faulty, ThrowingInItsConstructorIsOneDiagnostic) {
  const Said said = run("constructor", "where: constructor");
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_EQ(count(said.text, "error: variant 'baseline' cannot be built: plugin 'faulty' as it was built: as it was told"), 1u) << said.text;
}

TEST(Faulty, ThatMeasuresWhatItHasNotDeclaredIsOneDiagnostic) {
  const Said said = run("undeclared", "where: undeclared");
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_EQ(count(said.text, "plugin 'faulty' measures 'faults.secret', which it does not declare"), 1u) << said.text;
}

TEST(Faulty, ThatProvidesWhatItHasNotDeclaredIsOneDiagnostic) {
  const Said said = run("contract", "where: contract");
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_EQ(count(said.text, "plugin 'faulty' as it was built: provides the contract 'tickets.desk/1', but its declaration does not say so"), 1u) << said.text;
}

TEST(Faulty, ThrowingAsItStartsFailsTheTrials) {
  const Said said = run("start", "where: start");
  EXPECT_EQ(said.code, 4) << said.text;
  EXPECT_NE(said.text.find("20 of 20 trials failed; the first: variant 'baseline', replication 0: plugin 'faulty' as it started: as it was told"), std::string::npos) << said.text;
}

TEST(Faulty, ThrowingAsItFinishesFailsTheTrials) {
  const Said said = run("finish", "where: finish");
  EXPECT_EQ(said.code, 4) << said.text;
  EXPECT_NE(said.text.find("plugin 'faulty' as it finished: as it was told"), std::string::npos) << said.text;
}

TEST(Faulty, ThrowingInAProcessFailsItsTrialAndTheBatchGoesOn) {
  const Said said = run("process", "where: process, at: 30 h, chance: 30 %");
  EXPECT_EQ(said.code, 4) << said.text;
  EXPECT_NE(said.text.find(" of 20 trials failed; the first: variant 'baseline', replication 0: process 'one' at Tue 2026-01-06 06:00"), std::string::npos) << said.text;
  EXPECT_NE(said.text.find("the disk is full of water"), std::string::npos) << said.text;
  EXPECT_EQ(said.text.find("20 of 20 trials"), std::string::npos) << said.text;
  EXPECT_NE(said.text.find("services.shop.outages"), std::string::npos) << "what the others say is still told\n" << said.text;
}

TEST(Faulty, ThrowingWhatIsNoExceptionIsRecordedToo) {
  const Said said = run("unknown", "where: unknown");
  EXPECT_EQ(said.code, 4) << said.text;
  EXPECT_NE(said.text.find("process 'one' at Mon 2026-01-05 01:00: an exception of no known kind"), std::string::npos) << said.text;
}

// The component fails after a day: the process of `failure` emits, but the fault is the hearer's.
TEST(Faulty, ThrowingInAHandlerIsReportedAgainstItsOwner) {
  const Said said = run("handler", "where: handler");
  EXPECT_EQ(said.code, 4) << said.text;
  EXPECT_NE(said.text.find("plugin 'faulty', as it heard 'outage.began/1', at Tue 2026-01-06 00:00: as it was told"), std::string::npos) << said.text;
}

}  // namespace
