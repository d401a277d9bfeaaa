// What is no plugin for this program is refused with a message, and the program goes on without it.

#include <algorithm>
#include <gtest/gtest.h>

#include "program.hpp"

namespace {

using namespace contract;

struct Bad {
  const char* name;
  std::vector<const char*> said;
};

class Refused : public testing::TestWithParam<Bad> {};

TEST_P(Refused, IsNamedWithItsReasonAndTheRestIsUsed) {
  const auto& [name, said] = GetParam();
  const Said list = program("plugins list " + fixture(name));
  EXPECT_EQ(list.code, 0) << list.text;
  EXPECT_NE(list.text.find(std::string("contract/") + name + "/" + name + ".so"), std::string::npos) << list.text;
  for (const char* s : said) EXPECT_NE(list.text.find(s), std::string::npos) << s << "\n" << list.text;
  EXPECT_NE(list.text.find("failure "), std::string::npos) << list.text;
  // A scenario that does not need it is played all the same, with a warning.
  const std::string file = file_of(std::string(name) + ".yaml", head);
  const Said valid = program("validate " + file + " " + fixture(name));
  EXPECT_EQ(valid.code, 0) << valid.text;
  EXPECT_NE(valid.text.find("is not used"), std::string::npos) << valid.text;
  // One that needs it is not.
  const std::string needs = file_of(std::string(name) + "-needed.yaml", head + "odd:\n  one: {}\n");
  const Said missing = program("validate " + needs + " " + fixture(name));
  EXPECT_EQ(missing.code, 3) << missing.text;
  EXPECT_NE(missing.text.find(":7:1: error: unknown section 'odd'"), std::string::npos) << missing.text;
}

INSTANTIATE_TEST_SUITE_P(Each, Refused,
                         testing::Values(Bad{"wrong-magic", {"is not a Mainstay plugin"}},
                                         Bad{"wrong-api", {"was built for plugin interface 99", "this is 1", "rebuild it"}},
                                         Bad{"wrong-size", {"descriptor of 12 bytes", "rebuild it"}},
                                         Bad{"wrong-fingerprint", {"was built as 'mainstay-9.9', this is 'mainstay-"}},
                                         Bad{"other-edition", {"was built as 'mainstay-", " 000000000000 ", "rebuild it"}},
                                         Bad{"no-descriptor", {"exports no `mainstay_plugin`"}},
                                         Bad{"lacks-a-symbol", {"undefined symbol: there_is_no_such_function"}},
                                         Bad{"aborts-at-load", {"crashes as it is loaded (Aborted)"}},
                                         Bad{"faults-at-load", {"crashes as it is loaded"}},
                                         Bad{"exits-at-load", {"ends the process as it is loaded"}},
                                         Bad{"throws-in-describe", {"threw as it described itself: there is no paper left"}}),
                         [](const auto& one) {
                           std::string name = one.param.name;
                           std::erase(name, '-');
                           return name;
                         });

TEST(RefusedFile, ThatIsNoLibrary) {
  const auto folder = std::filesystem::path(file_of("x", "")).parent_path() / "text";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "poem.so") << "Shall I compare thee to a shared object?";
  const Said list = program("plugins list --plugin-dir " + folder.string());
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.text.find("poem.so is not used: "), std::string::npos) << list.text;
  EXPECT_NE(list.text.find("file too short"), std::string::npos) << list.text;
}

TEST(RefusedFile, ThatIsCutShort) {
  const auto folder = std::filesystem::path(file_of("x", "")).parent_path() / "cut";
  std::filesystem::create_directories(folder);
  const std::string whole = text_of(FIXTURES "/good/good.so");
  ASSERT_GT(whole.size(), 8000u);
  // Early, as what is built for a debugger holds little that is loaded, and that comes first.
  for (const std::size_t size : {std::size_t{0}, std::size_t{40}, std::size_t{3000}, std::min(whole.size() / 8, std::size_t{8000})}) {
    std::ofstream(folder / "cut.so") << whole.substr(0, size);
    const Said list = program("plugins list --plugin-dir " + folder.string());
    EXPECT_EQ(list.code, 0) << size << "\n" << list.text;
    EXPECT_NE(list.text.find("cut.so is not used: "), std::string::npos) << size << "\n" << list.text;
  }
}

TEST(RefusedFile, FolderThatIsNotThere) {
  const Said list = program("plugins list --plugin-dir /nowhere/at/all");
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.text.find("/nowhere/at/all is not used: cannot be read: No such file or directory"), std::string::npos) << list.text;
}

TEST(Loaded, FromTheEnvironmentToo) {
  setenv("MAINSTAY_PLUGIN_PATH", "/nowhere:" FIXTURES "/good", 1);
  const Said list = program("plugins list");
  unsetenv("MAINSTAY_PLUGIN_PATH");
  EXPECT_NE(list.text.find("contract/good/good.so"), std::string::npos) << list.text;
}

TEST(Loaded, ButUnusedLeavesNoTraceInARun) {
  const std::string file = file_of("trace.yaml", head);
  const Said with = program("check " + file + " --json --progress none " + fixture("good"));
  const Said without = program("check " + file + " --json --progress none");
  EXPECT_EQ(with.text, without.text);
  EXPECT_EQ(program("metrics " + file + " " + fixture("good")).text, program("metrics " + file).text);
}

TEST(UnknownName, OfAPluginIsSaidWithASuggestion) {
  const Said said = program("plugins describe ticket");
  EXPECT_EQ(said.code, 3);
  EXPECT_NE(said.text.find("there is no plugin 'ticket'; did you mean 'tickets'?"), std::string::npos) << said.text;
}

TEST(MissingPlugin, OfTheLanguageIsNamedByItsSection) {
  // The program by itself, in a folder without plugins.
  const auto folder = std::filesystem::path(file_of("x", "")).parent_path() / "alone";
  std::filesystem::create_directories(folder / "lib");
  std::filesystem::create_directories(folder / "bin");
  std::filesystem::copy_file(PROGRAM, folder / "bin/mainstay", std::filesystem::copy_options::overwrite_existing);
  const std::string file = file_of("missing.yaml", head);
  std::FILE* pipe = popen((folder.string() + "/bin/mainstay validate " + file + " 2>&1").c_str(), "r");
  std::string text;
  char buffer[1024];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  EXPECT_EQ(WEXITSTATUS(pclose(pipe)), 3);
  EXPECT_NE(text.find(":4:10: error: 'failure' is read by the plugin 'failure', which was not found"), std::string::npos) << text;
}

}  // namespace
