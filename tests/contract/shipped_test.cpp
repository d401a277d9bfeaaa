// Each plugin that comes with the program: describes itself, and is built and taken down cleanly by every scenario.

#include <gtest/gtest.h>

#include <set>

#include "experiment/trial.hpp"
#include "program.hpp"

namespace {

using namespace mainstay;

const plugin_host::Registry& shipped() {
  static const plugin_host::Registry all = [] {
    plugin_host::Registry r;
    r.load_folder(PLUGINS, true);
    r.index();
    return r;
  }();
  return all;
}

void expect_described(const schema::Type& type, const std::string& path) {
  for (const auto& f : type.fields) {
    EXPECT_FALSE(f.doc.empty()) << path << "." << f.name;
    const schema::Type* t = f.type;
    while (t->element != nullptr) t = t->element;
    if (t->kind == schema::Type::Kind::leaf)
      EXPECT_FALSE(t->meaning.empty()) << path << "." << f.name;
    else
      expect_described(*t, path + "." + f.name);
  }
}

TEST(Shipped, PluginsSayWhatTheyReadAndMeasure) {
  EXPECT_TRUE(shipped().refused().empty());
  EXPECT_TRUE(shipped().clashes().empty());
  std::vector<std::string> names;
  for (const auto& p : shipped().plugins()) {
    names.push_back(p->name);
    EXPECT_FALSE(p->version.empty()) << p->name;
    EXPECT_FALSE(p->declaration.summary().empty()) << p->name;
    EXPECT_FALSE(p->declaration.sections().empty()) << p->name;
    EXPECT_FALSE(p->declaration.measures().empty()) << p->name;
    for (const auto& s : p->declaration.sections()) {
      EXPECT_FALSE(s.doc.empty()) << s.path;
      expect_described(*s.type, s.path);
    }
    for (const auto& m : p->declaration.measures()) {
      EXPECT_FALSE(m.info.title.empty()) << m.info.path;
      EXPECT_FALSE(m.unit.empty()) << m.info.path;
      EXPECT_NE(m.info.path.find(".*"), std::string::npos) << m.info.path;
    }
    EXPECT_EQ(p->file.stem(), p->name) << "a plugin is called as its file";
  }
  for (const char* name : {"changes", "demand", "failure", "groups", "plans", "requests", "threats", "tickets"})
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
}

// Building a trial checks that every measure is declared; together the scenarios use every plugin.
TEST(Shipped, PluginsAreBuiltAndTakenDownByEveryScenario) {
  std::set<std::string> built;
  int scenarios = 0;
  for (const char* folder : {SOURCE "/scenarios", SOURCE "/tests/scenario"})
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".yaml") continue;
      schema::Diagnostics diagnostics;
      const auto scenario = scenario::load(entry.path(), shipped(), {}, diagnostics);
      for (const auto& d : diagnostics.sorted())
        if (d.severity == schema::Severity::error) ADD_FAILURE() << schema::to_string(d);
      if (scenario == nullptr) continue;
      experiment::find_columns(*scenario, {}, diagnostics);
      for (const auto& d : diagnostics.sorted())
        if (d.severity == schema::Severity::error) ADD_FAILURE() << schema::to_string(d);
      for (const auto* p : scenario->variants.front().models) built.insert(p->name);
      ++scenarios;
    }
  EXPECT_GT(scenarios, 20);
  for (const auto& p : shipped().plugins()) EXPECT_TRUE(built.contains(p->name)) << p->name << " is used by no scenario";
}

}  // namespace
