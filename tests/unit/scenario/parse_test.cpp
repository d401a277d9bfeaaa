#include "scenario/parse.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace mainstay::scenario {
namespace {

using schema::Diagnostics;
using schema::Node;
using Lines = std::vector<std::string>;

Lines lines(const Diagnostics& diagnostics) {
  Lines result;
  for (const auto& d : diagnostics.sorted()) result.push_back(to_string(d));
  return result;
}

// What is said about a text, without suggestions, so that a test shows places and messages.
Lines errors(std::string_view text) {
  Diagnostics diagnostics;
  parse_text(text, "t", diagnostics);
  Lines result;
  for (auto d : diagnostics.sorted()) {
    d.suggestion.clear();
    result.push_back(to_string(d));
  }
  return result;
}

// All of it.
std::string only_error(std::string_view text) {
  Diagnostics diagnostics;
  parse_text(text, "t", diagnostics);
  const Lines all = lines(diagnostics);
  return all.size() == 1 ? all.front() : std::to_string(all.size()) + " diagnostics";
}

Node parsed(std::string_view text) {
  Diagnostics diagnostics;
  auto root = parse_text(text, "t", diagnostics);
  EXPECT_EQ(lines(diagnostics), Lines{}) << text;
  return root.value_or(Node{});
}

std::string place(const Node& node) {
  return std::to_string(node.place.line) + ":" + std::to_string(node.place.column);
}

// A directory of its own for each test, removed with it.
class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = std::filesystem::path(::testing::TempDir()) /
                 ("mainstay-parse-" + std::to_string(::getpid()) + "-" + test->name());
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    const auto path = directory_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::optional<ParsedFile> read(const std::string& name) {
    return parse_file(directory_ / name, diagnostics_);
  }
  // What has been said, with the directory left out.
  Lines said() const {
    Lines result;
    const std::string prefix = directory_.generic_string() + "/";
    for (std::string line : lines(diagnostics_)) {
      for (auto i = line.find(prefix); i != std::string::npos; i = line.find(prefix))
        line.erase(i, prefix.size());
      result.push_back(line);
    }
    return result;
  }

  std::filesystem::path directory_;
  Diagnostics diagnostics_;
};

TEST(ParseText, KeepsKeysValuesAndPlacesInOrder) {
  const Node root =
      parsed("mainstay: 1\nteams:\n  dba: { staff: 2, skills: [database, \"x\"] }\n  desk: {}\n");
  ASSERT_EQ(root.entries.size(), 2u);
  EXPECT_EQ(root.entries[1].key, "teams");
  EXPECT_EQ(root.entries[1].key_place.line, 2);
  const Node* dba = root.find("teams")->find("dba");
  ASSERT_NE(dba, nullptr);
  EXPECT_EQ(place(*dba), "3:8");
  EXPECT_EQ(*dba->place.file, "t");
  EXPECT_EQ(dba->find("staff")->text, "2");
  EXPECT_EQ(place(*dba->find("staff")), "3:17");
  const Node* skills = dba->find("skills");
  ASSERT_TRUE(skills->is_list());
  EXPECT_FALSE(skills->items[0].quoted);
  EXPECT_TRUE(skills->items[1].quoted);
  EXPECT_TRUE(root.find("teams")->find("desk")->is_map());
}

TEST(ParseText, CountsColumnsInCharacters) {
  const Node root = parsed("größe: { höhe: üä x, b: 2 }\r\nz: 1\r\n");
  EXPECT_EQ(place(*root.find("größe")->find("höhe")), "1:16");
  EXPECT_EQ(place(*root.find("größe")->find("b")), "1:25");
  EXPECT_EQ(place(*root.find("z")), "2:4");
}

TEST(ParseText, SkipsAByteOrderMark) {
  EXPECT_EQ(place(*parsed("\xEF\xBB\xBF"
                          "a: 1")
                       .find("a")),
            "1:4");
}

TEST(ParseText, TakesQuotedAndBlockTextAsText) {
  const Node root = parsed("a: \"none\"\nb: 'it''s'\nc: |\n  two\n  lines\nd: >-\n  folded\n  text\n");
  EXPECT_TRUE(root.find("a")->quoted);
  EXPECT_FALSE(root.find("a")->is_none());
  EXPECT_EQ(root.find("b")->text, "it's");
  EXPECT_EQ(root.find("c")->text, "two\nlines\n");
  EXPECT_TRUE(root.find("d")->quoted);
}

TEST(ParseText, JoinsAPlainPhraseOverLines) {
  EXPECT_EQ(parsed("a: lognormal(median 2 h;\n   p90 8 h)\n").find("a")->text,
            "lognormal(median 2 h; p90 8 h)");
}

TEST(ParseText, LeavesBooleansTimesAndNumbersAsText) {
  const Node root = parsed("a: yes\nb: 22:00\nc: 1e3\nd: 0x10\n");
  EXPECT_EQ(root.find("a")->text, "yes");
  EXPECT_EQ(root.find("b")->text, "22:00");
  EXPECT_EQ(root.find("d")->text, "0x10");
}

TEST(ParseText, ReportsAnchorsAliasesAndMergeKeysAndSaysLike) {
  const std::string instead =
      "; write `like: name` to start from another entity; quote a text that starts with '&' or '*'";
  Diagnostics diagnostics;
  const auto root = parse_text("a: &x { b: 1 }\nc: *x\nd:\n  <<: *x\n  e: 1\n", "t", diagnostics);
  EXPECT_EQ(
      lines(diagnostics),
      (Lines{"t:1:4: error: anchors ('&x') are not part of the language" + instead,
             "t:2:4: error: aliases ('*') are not part of the language" + instead,
             "t:4:3: error: merge keys ('<<') are not part of the language; write `like: name` to start "
             "from another entity",
             "t:4:7: error: aliases ('*') are not part of the language" + instead}));
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("a")->find("b")->text, "1");
  EXPECT_TRUE(root->find("c")->is_null());
  EXPECT_EQ(root->find("d")->entries.size(), 1u);
}

TEST(ParseText, SaysTheSameOfAnAliasThatYamlRefuses) {
  EXPECT_EQ(errors("a: *nowhere\n"), (Lines{"t:1:4: error: aliases ('*') are not part of the language"}));
  EXPECT_EQ(errors("a: * x\n"), (Lines{"t:1:5: error: aliases ('*') are not part of the language"}));
  EXPECT_EQ(errors("a: & x\n"), (Lines{"t:1:5: error: anchors ('&') are not part of the language"}));
}

TEST(ParseText, RefusesAnAliasBombWithoutExpandingIt) {
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 100; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + ", " + last + "]\n";
  }
  Diagnostics diagnostics;
  const auto root = parse_text(bomb, "t", diagnostics);
  EXPECT_EQ(diagnostics.error_count(), 100 + 2 * 99);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("a99")->items.size(), 2u);
  EXPECT_TRUE(root->find("a99")->items[0].is_null());
}

TEST(ParseText, RefusesAnAliasOfItself) {
  EXPECT_EQ(errors("a: &x [*x]\n"), (Lines{"t:1:4: error: anchors ('&x') are not part of the language",
                                           "t:1:8: error: aliases ('*') are not part of the language"}));
}

TEST(ParseText, ReportsTags) {
  const std::string what =
      "error: tags ('!') are not part of the language: what a value is follows from where it stands";
  EXPECT_EQ(errors("a: !!str 5\nb: !x {}\nc: ! y\nd: !!int \"3\"\ne: !z [1]\nf: !!null\n"),
            (Lines{"t:1:4: " + what, "t:2:4: " + what, "t:3:4: " + what, "t:4:4: " + what, "t:5:4: " + what,
                   "t:6:4: " + what}));
}

TEST(ParseText, ReportsADuplicateKeyWithBothPlaces) {
  EXPECT_EQ(only_error("teams:\n  dba: { staff: 1 }\n  desk: {}\n  dba: { staff: 2 }\n"),
            "t:4:3: error: 'dba' is written twice in the same map; first at t:2:3; keep one of them");
  std::string many = "teams:\n";
  for (int i = 0; i < 100; ++i) many += "  t" + std::to_string(i) + ": {}\n";
  EXPECT_EQ(only_error(many + "  t3: {}\n  u: {}\n"),
            "t:102:3: error: 't3' is written twice in the same map; first at t:5:3; keep one of them");
}

TEST(ParseText, AllowsTheSameKeyInDifferentMaps) {
  parsed("a: { x: 1, b: { x: 2 } }\nb: [{ x: 1 }, { x: 2 }]\n");
}

TEST(ParseText, ReportsASecondDocument) {
  EXPECT_EQ(only_error("a: 1\n---\nb: 2\n---\nc: 3\n"),
            "t:2:1: error: a second document starts here, but a scenario is one; remove the '---' or '...'");
  EXPECT_EQ(errors("a: 1\n...\n"), Lines{});
  EXPECT_EQ(errors("--- \na: 1\n"), Lines{});
}

TEST(ParseText, ReportsKeysThatAreNotWords) {
  EXPECT_EQ(errors("? [a, b]\n: 1\n? {c: 1}\n: 2\nd: 3\n"),
            (Lines{"t:1:3: error: a key is a word or a path, not a map or a list",
                   "t:3:3: error: a key is a word or a path, not a map or a list"}));
  EXPECT_EQ(errors("~: 1\nnull: 2\n: 3\n\"\": 4\n\".\": 5\n"),
            (Lines{"t:1:1: error: null is no name for a key", "t:2:1: error: null is no name for a key",
                   "t:3:1: error: a key is missing here", "t:4:1: error: '' is no name for a key",
                   "t:5:1: error: '.' is no name for a key"}));
}

TEST(ParseText, ReportsAKeyWithoutAValueButNotAnEmptyMap) {
  EXPECT_EQ(only_error("sites: { dc-a: {}, dc-b: [] }\nservices:\nteams: {}\n"),
            "t:2:1: error: 'services' has no value; write one, or {} for an entity or step without keys");
  EXPECT_EQ(errors("a: { k, l }\nb: { m: , n: 1 }\n"),
            (Lines{"t:1:6: error: 'k' has no value", "t:1:9: error: 'l' has no value",
                   "t:2:6: error: 'm' has no value"}));
  EXPECT_EQ(errors("a:\nnullable: 3\n"), (Lines{"t:1:1: error: 'a' has no value"}));
}

TEST(ParseText, ReportsNullWithThePlaceOfTheWord) {
  EXPECT_EQ(only_error("a:\n  b: null\n"),
            "t:2:6: error: 'b' is null, which means nothing here; leave it out; `none` takes away what is "
            "inherited");
  EXPECT_EQ(errors("a: ~\nb: [~, NULL]\n"),
            (Lines{"t:1:4: error: 'a' is null, which means nothing here",
                   "t:2:5: error: an item of this list is null, which means nothing here",
                   "t:2:8: error: an item of this list is null, which means nothing here"}));
}

TEST(ParseText, ReportsEmptyItems) {
  EXPECT_EQ(
      errors("a: [x, , y, ]\nb:\n  - x\n  -\n  - y\n"),
      (Lines{"t:1:8: error: an item of this list is empty", "t:4:3: error: an item of this list is empty"}));
}

TEST(ParseText, ReportsAPhraseCutByACommaOnceAndSaysWhy) {
  EXPECT_EQ(only_error("x: { time: f(a 1, b 2) }\n"),
            "t:1:12: error: parentheses do not close in 'f(a 1'; inside { } and [ ] a comma ends the value: "
            "use semicolons");
  EXPECT_EQ(errors("x: { time: f(a 1, b 2, c 3), by: dba, z }\n"),
            (Lines{"t:1:12: error: parentheses do not close in 'f(a 1'", "t:1:39: error: 'z' has no value"}));
  EXPECT_EQ(errors("x: [f(a 1, b 2), c, { t: g((h, i), j) }]\n"),
            (Lines{"t:1:5: error: parentheses do not close in 'f(a 1'",
                   "t:1:26: error: parentheses do not close in 'g((h'"}));
  EXPECT_EQ(errors("expect: { P(a, b): 3, P(c; d): 4 }\n"),
            (Lines{"t:1:11: error: parentheses do not close in 'P(a'"}));
}

TEST(ParseText, ReadsOnBehindAForgottenParenthesis) {
  Diagnostics diagnostics;
  const auto root = parse_text("x: { time: f(a 1, by: dba, k }\ny: f(a\n", "t", diagnostics);
  EXPECT_EQ(lines(diagnostics).size(), 3u);
  ASSERT_TRUE(root);
  EXPECT_TRUE(root->find("x")->find("time")->is_null());
  EXPECT_EQ(root->find("x")->find("by")->text, "dba");
  EXPECT_EQ(lines(diagnostics)[2],
            "t:2:4: error: parentheses do not close in 'f(a'; close them, or quote a text");
}

TEST(ParseText, AllowsParenthesesInQuotesAndClosedOnes) {
  parsed(
      "title: \"a (b\"\nx: { \"y (z\": 1, P(a > 0): 2, between(6 h; 12 h): f(g(h 1); i 2) }\nsmile: x )\n");
}

TEST(ParseText, ReportsAQuoteThatNeverCloses) {
  EXPECT_EQ(only_error("a: 1\nb: \"open\nc: 2\n"), "t:2:4: error: the quote that opens here does not close");
  EXPECT_EQ(only_error("b: 'it''s\nc: 2\n"), "t:1:4: error: the quote that opens here does not close");
  EXPECT_EQ(errors("b: \"a\\\"b\"\nc: 'it''s'\n"), Lines{});
}

TEST(ParseText, RefusesWhatIsNotText) {
  EXPECT_EQ(only_error(std::string_view("a: 1\nb: \0x\n", 10)),
            "t:2:4: error: this is not text: a control character (byte 0) stands here");
  EXPECT_EQ(only_error("a: 1\x04\n"),
            "t:1:5: error: this is not text: a control character (byte 4) stands here");
  for (const char* bytes : {"a: \xff", "a: \xc3", "a: \xc0\xaf", "a: \xe0\x80\x80", "a: \xed\xa0\x80",
                            "a: \xf4\x90\x80\x80", "a: \x80", "a: \xe2\x82 "}) {
    EXPECT_EQ(only_error(bytes),
              "t:1:4: error: this is not text: the bytes here are not UTF-8; save the file as UTF-8");
  }
  EXPECT_EQ(only_error("a: 1\rb: 2\n"),
            "t:1:5: error: a carriage return stands alone here; save the file with "
            "the line ends of Unix or Windows");
}

TEST(ParseText, RefusesAnEmptyFile) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n"}) {
    EXPECT_EQ(only_error(text),
              "t: error: there is nothing in this file; a scenario starts with `mainstay: 1`");
  }
}

TEST(ParseText, RefusesARootThatIsNoMap) {
  EXPECT_EQ(only_error("- a\n- b\n"), "t:1:1: error: a scenario is a map of sections (`teams: ...`)");
  EXPECT_EQ(only_error("\n  hello\n"), "t:2:3: error: a scenario is a map of sections (`teams: ...`)");
}

TEST(ParseText, ExplainsBrokenYamlAtItsPlace) {
  EXPECT_EQ(only_error("a: b: c\n"),
            "t:1:5: error: a ':' does not belong here; check the indentation; quote a text that holds ': '");
  EXPECT_EQ(only_error("a: 1\n\tb: 2\n"), "t:2:1: error: a tab indents this line; use spaces");
  EXPECT_EQ(only_error("a: %x\n"), "t:1:4: error: a value cannot start with '%'; quote it");
  EXPECT_EQ(only_error("a: @x\n"), "t:1:4: error: a value cannot start with '@'; quote it");
  EXPECT_EQ(only_error("a: > 4\n"),
            "t:1:6: error: nothing may follow '>' or '|' on its line; quote a text that "
            "starts with '>' or '|'");
  EXPECT_EQ(only_error("a: {x: 1}}\n"), "t:1:10: error: '}' closes what was not opened");
  EXPECT_EQ(only_error("a: [1, 2\nb: 1\n"),
            "t:2:2: error: the '[' of t:1:4 does not close before this; close it, or check the commas");
  EXPECT_EQ(only_error("a:\n  b: 1\n c: 2\n"),
            "t:3:2: error: this does not fit what stands before it; check the indentation and the quotes");
  EXPECT_EQ(only_error("a: - x\n"),
            "t:1:4: error: a list cannot start here; start it on a line of its own, or write [a, b]");
  EXPECT_EQ(only_error("a: \"\\q\"\n"), "t:1:7: error: this is not YAML: unknown escape character: q");
}

TEST(ParseText, ReportsSixErrorsInOnePass) {
  EXPECT_EQ(errors("teams:\n"
                   "  dba: &base { staff: 2 }\n"
                   "  dba: { staff: 3 }\n"
                   "components:\n"
                   "  db: { time: uniform(min 1 h, max 2 h) }\n"
                   "  app: !!map { site: dc-a }\n"
                   "sites:\n"
                   "services: { needs: null }\n"),
            (Lines{"t:2:8: error: anchors ('&base') are not part of the language",
                   "t:3:3: error: 'dba' is written twice in the same map; first at t:2:3",
                   "t:5:15: error: parentheses do not close in 'uniform(min 1 h'",
                   "t:6:8: error: tags ('!') are not part of the language: what a value is follows from "
                   "where it stands",
                   "t:7:1: error: 'sites' has no value",
                   "t:8:20: error: 'needs' is null, which means nothing here"}));
}

TEST(ParseText, LimitsDepthSizeAndTheNumberOfErrors) {
  EXPECT_EQ(errors("a: " + std::string(99, '[') + "x" + std::string(99, ']')), Lines{});
  EXPECT_EQ(errors("a: " + std::string(100, '[') + "x" + std::string(100, ']') + "\nb:\n"),
            (Lines{"t:1:103: error: maps and lists stand in each other more than 100 deep",
                   "t:2:1: error: 'b' has no value"}));
  EXPECT_EQ(errors("a: " + std::string(20000, '[')).size(), 1u);
  std::string nulls = "a:\n";
  for (int i = 0; i < 3000; ++i) nulls += "  - \n";
  Diagnostics diagnostics;
  parse_text(nulls, "t", diagnostics);
  EXPECT_EQ(diagnostics.error_count(), 1001);
  EXPECT_EQ(lines(diagnostics).back(),
            "t:1002:3: error: there are more than 1000 errors; the rest is not shown");
}

TEST(ParseText, AddsToWhatHasBeenReportedBefore) {
  Diagnostics diagnostics;
  diagnostics.error({}, "before");
  EXPECT_FALSE(parse_text("", "t", diagnostics));
  EXPECT_EQ(diagnostics.error_count(), 2);
}

TEST(ParseValue, ReadsScalarsListsAndMapsAtThePlaceGiven) {
  Diagnostics diagnostics;
  const schema::Place here{std::make_shared<const std::string>("--set a=b"), 0, 0};
  EXPECT_EQ(parse_value("lognormal(median 2 h; p90 8 h)", here, diagnostics)->text,
            "lognormal(median 2 h; p90 8 h)");
  EXPECT_EQ(parse_value("[a, 'b']", here, diagnostics)->items[1].quoted, true);
  const auto map = parse_value("{ time: 4 h, by: dba }", here, diagnostics);
  ASSERT_TRUE(map);
  EXPECT_EQ(to_string(map->find("by")->place), "--set a=b");
  EXPECT_EQ(lines(diagnostics), Lines{});
}

TEST(ParseValue, MakesTheSameChecks) {
  const schema::Place here{std::make_shared<const std::string>("--set"), 0, 0};
  const auto said = [&](std::string_view text) {
    Diagnostics diagnostics;
    EXPECT_FALSE(parse_value(text, here, diagnostics)) << text;
    const Lines all = lines(diagnostics);
    return all.empty() ? std::string("nothing") : all.front();
  };
  EXPECT_EQ(said(""), "--set: error: there is no value; `none` takes a value away");
  EXPECT_EQ(said("a: b"), "--set: error: a value that is a map or a list stands in { } or [ ]");
  EXPECT_EQ(said("- a"), "--set: error: a value that is a map or a list stands in { } or [ ]");
  EXPECT_EQ(said("f(a 1"), "--set: error: parentheses do not close in 'f(a 1'; close them, or quote a text");
  EXPECT_EQ(said("{ t: f(a 1, b 2) }"),
            "--set: error: parentheses do not close in 'f(a 1'; inside { } and [ ] a comma ends the value: "
            "use semicolons");
  EXPECT_EQ(said("{ a: 1, a: 2 }"), "--set: error: 'a' is written twice in the same map; keep one of them");
  EXPECT_EQ(said("!!int 3"),
            "--set: error: tags ('!') are not part of the language: what a value is follows from "
            "where it stands; remove the tag; quote a text that starts with '!'");
  EXPECT_EQ(said("{ a: 1"),
            "--set: error: the '{' does not close before this; close it, or check the commas");
  EXPECT_EQ(said("a\xff"),
            "--set: error: this is not text: the bytes here are not UTF-8; save the file as UTF-8");
}

TEST_F(Files, AreReadWithTheirTextsAsGiven) {
  const std::string text = "\xEF\xBB\xBFmainstay: 1\r\n# comment\r\n";
  const auto path = write("a.yaml", text);
  const auto file = read("a.yaml");
  EXPECT_EQ(said(), Lines{});
  ASSERT_TRUE(file);
  ASSERT_EQ(file->sources.size(), 1u);
  EXPECT_EQ(file->sources[0].first, path.generic_string());
  EXPECT_EQ(file->sources[0].second, text);
}

TEST_F(Files, ThatCannotBeReadSayWhy) {
  EXPECT_FALSE(read("missing.yaml"));
  EXPECT_EQ(said(), (Lines{"missing.yaml: error: cannot read 'missing.yaml': No such file or directory"}));
  diagnostics_ = {};
  EXPECT_FALSE(parse_file(directory_, diagnostics_));
  EXPECT_NE(lines(diagnostics_).front().find("is a directory, not a file"), std::string::npos);
}

TEST_F(Files, WithoutPermissionSaySo) {
  if (::geteuid() == 0) GTEST_SKIP() << "the superuser may read every file";
  std::filesystem::permissions(write("a.yaml", "a: 1\n"), std::filesystem::perms::none);
  EXPECT_FALSE(read("a.yaml"));
  EXPECT_EQ(said(), (Lines{"a.yaml: error: cannot read 'a.yaml': Permission denied"}));
}

TEST_F(Files, ThatAreTooLargeAreRefused) {
  std::filesystem::resize_file(write("a.yaml", "a: 1\n"), max_text_bytes + 1);
  EXPECT_FALSE(read("a.yaml"));
  EXPECT_EQ(
      said(),
      (Lines{
          "a.yaml: error: 'a.yaml' is too large: a scenario has at most 64 MiB, with all that it includes"}));
}

TEST_F(Files, IncludeOthersRelativeToThemselvesAndAddUp) {
  write("a.yaml", "mainstay: 1\ninclude: [parts/b.yaml]\nteams: { desk: {} }\ntitle: own\n");
  write("parts/b.yaml", "mainstay: 1\ninclude: c.yaml\nteams: { dba: {} }\nrun: { for: 1 year }\n");
  write("parts/c.yaml", "sites: { dc: {} }\nrun: { seed: 1 }\n");
  const auto file = read("a.yaml");
  EXPECT_EQ(said(), Lines{});
  ASSERT_TRUE(file);
  EXPECT_EQ(file->root.find("include"), nullptr);
  EXPECT_EQ(file->root.find("title")->text, "own");
  const Node* teams = file->root.find("teams");
  ASSERT_EQ(teams->entries.size(), 2u);
  EXPECT_EQ(teams->entries[0].key, "dba");
  EXPECT_EQ(teams->entries[1].key, "desk");
  EXPECT_EQ(file->root.find("run")->entries.size(), 2u);
  EXPECT_TRUE(file->root.find("sites")->find("dc")->is_map());
  ASSERT_EQ(file->sources.size(), 3u);
  EXPECT_EQ(file->sources[2].second, "sites: { dc: {} }\nrun: { seed: 1 }\n");
}

TEST_F(Files, ThatSayTheSameTwiceAreReportedWithBothPlaces) {
  write("a.yaml", "include: [b.yaml]\ntitle: mine\nteams:\n  dba: { staff: 1 }\nsites: 3\n");
  write("b.yaml", "title: yours\nteams: { dba: { staff: 2 } }\nsites: { dc: {} }\n");
  const auto file = read("a.yaml");
  EXPECT_EQ(
      said(),
      (Lines{"a.yaml:2:1: error: 'title' is written twice; first at b.yaml:1:1; keep one of them",
             "a.yaml:4:3: error: 'dba' of 'teams' is written twice; first at b.yaml:2:10; keep one of them, "
             "or start from it under another name with `like`",
             "a.yaml:5:1: error: 'sites' is written twice; first at b.yaml:3:1; keep one of them"}));
  ASSERT_TRUE(file);
}

TEST_F(Files, MayDifferInNothingAboutTheLanguage) {
  write("a.yaml", "mainstay: 1\ninclude: [b.yaml]\n");
  write("b.yaml", "mainstay: 2\n");
  read("a.yaml");
  EXPECT_EQ(said(),
            (Lines{"a.yaml:1:1: error: 'mainstay' is written twice; first at b.yaml:1:1; keep one of them"}));
}

TEST_F(Files, ThatIncludeEachOtherAreReported) {
  write("a.yaml", "include: [b.yaml]\n");
  write("b.yaml", "x: { y: 1 }\ninclude: [a.yaml]\n");
  read("a.yaml");
  EXPECT_EQ(said(),
            (Lines{"b.yaml:2:11: error: 'a.yaml' includes itself by way of this file; remove the line"}));
  diagnostics_ = {};
  write("c.yaml", "include: [./c.yaml]\n");
  read("c.yaml");
  EXPECT_EQ(said(),
            (Lines{"c.yaml:1:11: error: 'c.yaml' includes itself by way of this file; remove the line"}));
}

TEST_F(Files, ReachedTwiceAreReadOnce) {
  write("a.yaml", "include: [b.yaml, c.yaml, ./b.yaml]\n");
  write("b.yaml", "include: [d.yaml]\n");
  write("c.yaml", "include: [d.yaml]\n");
  write("d.yaml", "teams: { dba: {} }\n");
  const auto file = read("a.yaml");
  EXPECT_EQ(said(), Lines{});
  ASSERT_TRUE(file);
  EXPECT_EQ(file->sources.size(), 4u);
}

TEST_F(Files, ReportMissingIncludesAtTheirPlacesAndReadOn) {
  write("a.yaml", "include: [none.yaml, b.yaml, { c: 1 }]\nteams:\n");
  write("b.yaml", "x: { y: *z }\n");
  const auto file = read("a.yaml");
  EXPECT_EQ(
      said(),
      (Lines{"a.yaml:1:11: error: cannot read 'none.yaml': No such file or directory",
             "a.yaml:1:30: error: `include` takes a list of files; write `include: [estate.yaml]`",
             "a.yaml:2:1: error: 'teams' has no value; write one, or {} for an entity or step without keys",
             "b.yaml:1:9: error: aliases ('*') are not part of the language; write `like: name` to start "
             "from another entity; quote a text that starts with '&' or '*'"}));
  EXPECT_TRUE(file);
}

TEST_F(Files, CountTheirSizeTogether) {
  write("a.yaml", "include: [b.yaml, c.yaml]\n");
  std::filesystem::resize_file(write("c.yaml", ""), max_text_bytes);
  write("b.yaml", "x: 1\n");
  read("a.yaml");
  EXPECT_EQ(said(), (Lines{"a.yaml:1:19: error: 'c.yaml' is too large: a scenario has at most 64 MiB, with "
                           "all that it includes"}));
}

}  // namespace
}  // namespace mainstay::scenario
