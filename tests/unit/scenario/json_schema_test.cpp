#include "scenario/json_schema.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "work/task.hpp"

namespace mainstay::scenario {
namespace {

using nlohmann::json;
using schema::Fields;

enum class Colour { red, green };

struct Inner {
  schema::Duration within;
  schema::Share share;
  static void describe(Fields<Inner>& f) {
    f("within", &Inner::within, "how long at the most").required();
    f("share", &Inner::share, "of all of them").range(0, 1);
    f.shorthand("within");
  }
};

// `lamps`: a section of a plugin, with one of everything.
struct Lamp {
  static constexpr const char* path = "lamps.*";
  static constexpr const char* doc = "what gives light";
  Colour colour = Colour::green;
  int bulbs = 3;
  bool dimmed = false;
  std::vector<std::string> labels;
  std::optional<Inner> warranty;
  schema::Named<Inner> parts;
  schema::Money price;
  static void describe(Fields<Lamp>& f);
};

struct Shade {
  static constexpr const char* path = "lamps.*.shade";
  static constexpr const char* doc = "what it is covered with";
  work::Task change;
  static void describe(Fields<Shade>& f) { f("change", &Shade::change, "putting on another").required(); }
};

}  // namespace
}  // namespace mainstay::scenario

template <>
struct mainstay::schema::Words<mainstay::scenario::Colour> {
  static constexpr std::array<std::string_view, 2> words = {"red", "light green"};
};

namespace mainstay::scenario {
namespace {

void Lamp::describe(Fields<Lamp>& f) {
  f("colour", &Lamp::colour, "of its light").required();
  f("bulbs", &Lamp::bulbs, "how many it has").range(1, 12);
  f("dimmed", &Lamp::dimmed, "gives less light");
  f("labels", &Lamp::labels, "what is written on it");
  f("warranty", &Lamp::warranty, "what is promised");
  f("parts", &Lamp::parts, "what it is made of");
  f("price", &Lamp::price, "of one");
}

json made() {
  plugin_api::Declaration declaration;
  declaration.section<Lamp>();
  declaration.section<Shade>();
  std::vector<const plugin_api::SectionType*> sections;
  for (const auto& s : declaration.sections()) sections.push_back(&s);
  return json::parse(json_schema(sections));
}

// What a value at a `$ref` must be.
const json& resolved(const json& schema, const json& at) {
  return at.contains("$ref") ? schema.at("$defs").at(at.at("$ref").get<std::string>().substr(8)) : at;
}

// All that a value may be, references resolved.
std::vector<json> choices(const json& schema, const json& at) {
  const json& here = resolved(schema, at);
  if (!here.contains("anyOf")) return {here};
  std::vector<json> out;
  for (const json& one : here.at("anyOf"))
    for (json& c : choices(schema, one)) out.push_back(std::move(c));
  return out;
}

bool may_be(const json& schema, const json& at, const json& wanted) {
  const auto all = choices(schema, at);
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

const json& lamp(const json& schema) { return schema.at("$defs").at("entity-lamps"); }

// The choice that is a map with this key.
json map_with(const json& schema, const json& at, const std::string& key) {
  for (const json& c : choices(schema, at))
    if (c.contains("properties") && c.at("properties").contains(key)) return c;
  return {};
}

TEST(JsonSchema, SaysWhichDraftItIsInAndRefusesUnknownSections) {
  const json s = made();
  EXPECT_EQ(s.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(s.at("additionalProperties"), false);
  for (const char* section : {"run", "calendars", "sites", "teams", "components", "services", "variants", "expect", "lamps"})
    EXPECT_TRUE(s.at("properties").contains(section)) << section;
}

TEST(JsonSchema, DemandsTheVersionUnlessItMayStandInAnIncludedFile) {
  const json s = made();
  EXPECT_EQ(s.at("then").at("required"), json({"mainstay"}));
  EXPECT_EQ(s.at("if").at("not").at("required"), json({"include"}));
}

TEST(JsonSchema, HasEachDeclaredKeyWithItsWordsUnitAndDefault) {
  const json s = made();
  const json& keys = lamp(s).at("properties");
  EXPECT_EQ(keys.at("bulbs").at("default"), 3);
  EXPECT_EQ(keys.at("bulbs").at("minimum"), 1);
  EXPECT_EQ(keys.at("bulbs").at("maximum"), 12);
  EXPECT_EQ(keys.at("bulbs").at("description"), "how many it has\n\na whole number; default 3");
  EXPECT_EQ(keys.at("dimmed").at("default"), false);
  // Without a currency an amount would not be read: it stands in the description only.
  EXPECT_FALSE(keys.at("price").contains("default"));
  EXPECT_EQ(s.at("properties").at("run").at("properties").at("from").at("default"), "2026-01-05 00:00");
}

TEST(JsonSchema, OffersTheWordsOfAnEnumeration) {
  const json s = made();
  EXPECT_TRUE(may_be(s, lamp(s).at("properties").at("colour"), {{"enum", {"red", "light green"}}}));
}

TEST(JsonSchema, RefusesUnknownKeysOfEntitiesAndWithinThem) {
  const json s = made();
  EXPECT_EQ(lamp(s).at("additionalProperties"), false);
  EXPECT_EQ(map_with(s, lamp(s).at("properties").at("warranty"), "within").at("additionalProperties"), false);
}

TEST(JsonSchema, AllowsLikeAndCountInEntities) {
  const json s = made();
  for (const char* entity : {"entity-lamps", "entity-teams", "entity-components", "entity-services", "entity-sites"}) {
    const json& keys = s.at("$defs").at(entity).at("properties");
    EXPECT_TRUE(keys.contains("like") && keys.contains("count")) << entity;
  }
  EXPECT_FALSE(s.at("properties").at("run").at("properties").contains("like"));
}

TEST(JsonSchema, DemandsRequiredKeysOnlyOfWhatIsLikeNothing) {
  const json s = made();
  EXPECT_FALSE(lamp(s).contains("required"));
  EXPECT_EQ(lamp(s).at("if").at("not").at("required"), json({"like"}));
  const json& then = lamp(s).at("then");
  EXPECT_EQ(then.at("required"), json({"colour"}));
  EXPECT_EQ(then.at("properties").at("shade").at("required"), json({"change"}));
  // A map of a shorthand's own figure, `{ value: 2 d }`, has no `within`, and needs none.
  const json& warranty = then.at("properties").at("warranty");
  EXPECT_EQ(warranty.at("if").at("not").at("required"), json({"value"}));
  EXPECT_EQ(warranty.at("then").at("required"), json({"within"}));
}

TEST(JsonSchema, TakesAFigureWithItsSourceWhereverALeafStands) {
  const json s = made();
  for (const char* key : {"bulbs", "colour", "price", "warranty", "labels"}) {
    const json figure = map_with(s, lamp(s).at("properties").at(key), "value");
    ASSERT_TRUE(figure.is_object()) << key;
    EXPECT_EQ(figure.at("required"), json({"value"})) << key;
    EXPECT_EQ(figure.at("additionalProperties"), false) << key;
    EXPECT_EQ(resolved(s, figure.at("properties").at("grade")).at("enum"), json({"measured", "estimated", "assumed"})) << key;
  }
}

TEST(JsonSchema, TakesALoneValueForARecordThatHasAShorthand) {
  const json s = made();
  EXPECT_TRUE(may_be(s, lamp(s).at("properties").at("warranty"), {{"type", {"string", "number"}}}));
}

TEST(JsonSchema, TakesOneOrAListWhereAListIsRead) {
  const json s = made();
  const json& labels = lamp(s).at("properties").at("labels");
  EXPECT_TRUE(may_be(s, labels, {{"type", {"string", "number"}}}));
  const auto all = choices(s, labels);
  EXPECT_TRUE(std::any_of(all.begin(), all.end(), [](const json& c) { return c.value("type", json()) == "array" && c.contains("items"); }));
}

TEST(JsonSchema, DescribesMapsByNameByTheirElement) {
  const json s = made();
  json parts;
  for (const json& c : choices(s, lamp(s).at("properties").at("parts")))
    if (c.contains("additionalProperties")) parts = c.at("additionalProperties");
  EXPECT_TRUE(map_with(s, parts, "share").is_object());
}

TEST(JsonSchema, TakesNoneForWhatIsInheritedAndNotElsewhere) {
  const json s = made();
  EXPECT_TRUE(may_be(s, lamp(s).at("properties").at("bulbs"), {{"const", "none"}}));
  EXPECT_FALSE(may_be(s, s.at("properties").at("run").at("properties").at("replications"), {{"const", "none"}}));
}

TEST(JsonSchema, PutsSectionsWithinEntitiesWhereTheyStand) {
  const json s = made();
  const json shade = map_with(s, lamp(s).at("properties").at("shade"), "change");
  EXPECT_EQ(lamp(s).at("properties").at("shade").at("description"), Shade::doc);
  EXPECT_TRUE(map_with(s, shade.at("properties").at("change"), "takes_down").is_object());
  EXPECT_FALSE(s.at("properties").contains("shade"));
}

TEST(JsonSchema, DefinesTheTaskThatLeavesReferTo) {
  const json s = made();
  const json task = map_with(s, {{"$ref", "#/$defs/task"}}, "time");
  for (const char* key : {"time", "by", "priority", "takes_down"}) EXPECT_TRUE(task.at("properties").contains(key)) << key;
}

// `takes_down: db`, `{ site: dc-a }`, and lists of both.
TEST(JsonSchema, TakesASiteAmongWhatIsTakenDown) {
  const json targets = made().at("$defs").at("targets").at("anyOf");
  const auto is_site = [](const json& one) { return one.contains("properties") && one.at("properties").contains("site"); };
  bool alone = false, listed = false;
  for (const json& one : targets) {
    alone = alone || is_site(one);
    if (one.value("type", json()) != "array") continue;
    for (const json& item : one.at("items").at("anyOf")) listed = listed || is_site(item);
  }
  EXPECT_TRUE(alone && listed) << targets.dump();
}

TEST(JsonSchema, RefersOnlyToWhatItDefines) {
  const json s = made();
  int found = 0;
  const auto visit = [&](const auto& self, const json& at) -> void {
    if (at.is_object() && at.contains("$ref") && at.at("$ref").is_string()) {
      ++found;
      EXPECT_TRUE(s.at("$defs").contains(at.at("$ref").get<std::string>().substr(8))) << at.at("$ref");
    }
    if (at.is_structured())
      for (const json& inner : at) self(self, inner);
  };
  visit(visit, s);
  EXPECT_GT(found, 100);
}

}  // namespace
}  // namespace mainstay::scenario
