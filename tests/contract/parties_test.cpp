// Contracts between plugins: who provides is built first; what does not fit is a diagnostic that says who has what.

#include <gtest/gtest.h>

#include "program.hpp"

namespace {

using namespace contract;

Said check(const std::string& name, const std::string& sections, const std::string& plugins, const std::string& expect = "") {
  const std::string file = file_of(name + ".yaml", head + sections + (expect.empty() ? "" : "expect:\n" + expect));
  return program((expect.empty() ? "validate " : "check --progress none ") + file + plugins);
}

// By name `a-asks` comes before `z-answers`; its contract puts it behind.
TEST(Contracts, AreAnsweredByWhoIsBuiltFirst) {
  const Said said = check("answered", "asks:\n  a: {}\nanswers:\n  b: {}\n", " " + fixture("asks") + " " + fixture("answers"),
                          "  parties.a-asks.answer: 42\n");
  EXPECT_EQ(said.code, 0) << said.text;
}

TEST(Contracts, ThatNobodyProvidesAreAnError) {
  const Said said = check("nobody", "asks:\n  a: {}\n", " " + fixture("asks"));
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_NE(said.text.find("error: the plugin 'a-asks' needs the contract 'answer/1'; no plugin that was found provides it"), std::string::npos) << said.text;
}

TEST(Contracts, WhoseProviderIsNotInUseAreAnError) {
  const Said said = check("unused", "asks:\n  a: {}\n", " " + fixture("asks") + " " + fixture("answers"));
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_NE(said.text.find("'z-answers' provides it, but the scenario has none of its sections"), std::string::npos) << said.text;
}

TEST(Contracts, OfAnotherVersionAreAnError) {
  const Said said = check("version", "asks:\n  a: {}\nanswers:\n  b: {}\n", " " + fixture("asks-newer") + " " + fixture("answers"));
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_NE(said.text.find("needs the contract 'answer/2'; 'z-answers' provides 'answer/1': one of the two is of another version"), std::string::npos) << said.text;
}

TEST(Contracts, ProvidedTwiceAreAnError) {
  const Said said = check("twice", "answers:\n  b: {}\nmore:\n  c: {}\n", " " + fixture("answers") + " " + fixture("answers-too"));
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_NE(said.text.find("the plugins 'answers-too' and 'z-answers' both provide the contract 'answer/1'"), std::string::npos) << said.text;
}

TEST(Contracts, InACircleAreAnError) {
  const Said said = check("circle", "ra:\n  a: {}\nrb:\n  b: {}\n", " " + fixture("round-a") + " " + fixture("round-b"));
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_NE(said.text.find("plugins need each other's contracts in a circle: 'round-a' needs 'round-b' needs 'round-a'"), std::string::npos) << said.text;
}

TEST(Sections, ThatTwoPluginsReadAreAnErrorWhereTheyOccur) {
  const std::string both = " " + fixture("answers") + " " + fixture("clash");
  const Said said = check("clash", "answers:\n  b: {}\n", both);
  EXPECT_EQ(said.code, 3) << said.text;
  EXPECT_NE(said.text.find("answers.b is read by two plugins: 'clash' ("), std::string::npos) << said.text;
  EXPECT_NE(said.text.find("leave one of them out"), std::string::npos) << said.text;
  EXPECT_EQ(check("no-clash", "", both).code, 0);
}

}  // namespace
