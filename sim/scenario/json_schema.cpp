#include "scenario/json_schema.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "estate/spec.hpp"
#include "scenario/expand.hpp"
#include "scenario/scenario.hpp"
#include "scenario/studies.hpp"
#include "work/task.hpp"

namespace mainstay::scenario {
namespace {

using Json = nlohmann::ordered_json;
using schema::Field;
using schema::Type;
using Kind = Type::Kind;

// What one value may be: any of these. `text` says that one of them is any text, so that `none` is among them already.
struct Choices {
  std::vector<Json> any;
  bool text = false;
  void add(const Choices& more) {
    for (const Json& one : more.any)
      if (std::find(any.begin(), any.end(), one) == any.end()) any.push_back(one);
    text = text || more.text;
  }
  Json json() const { return any.size() == 1 ? any.front() : Json{{"anyOf", any}}; }
};

bool takes_text(const Json& s) {
  if (s.contains("enum") || s.contains("const") || s.contains("$ref") || s.contains("pattern")) return false;
  if (s.contains("anyOf")) return std::any_of(s["anyOf"].begin(), s["anyOf"].end(), takes_text);
  if (!s.contains("type")) return true;
  return s["type"] == "string" || (s["type"].is_array() && std::find(s["type"].begin(), s["type"].end(), "string") != s["type"].end());
}

Json reference(const std::string& name) { return {{"$ref", "#/$defs/" + name}}; }

Json described(const std::string& title, const std::string& text, const Json& json) {
  Json out = {{"title", title}, {"description", text}};
  out.update(json);
  return out;
}

// Demands what `then` says of maps without this key.
void add_unless(Json& schema, const char* key, Json then) {
  schema["if"]["not"]["required"] = Json::array({key});
  schema["then"] = std::move(then);
}

const Type& innermost(const Type& type) {
  const Type* t = &type;
  while (t->element != nullptr) t = t->element;
  return *t;
}

// What a leaf's meaning gives as an example: "a length of time, as in `4 h`".
Json examples_in(std::string_view meaning) {
  constexpr std::string_view before = "as in `";
  Json out = Json::array();
  for (auto at = meaning.find(before); at != meaning.npos; at = meaning.find(before, at + 1)) {
    const auto from = at + before.size();
    const std::string_view one = meaning.substr(from, meaning.find('`', from) - from);
    if (!one.starts_with('{') && !one.starts_with('[')) out.push_back(one);
  }
  return out;
}

// A default as it would be written; null where its text is only for people (`a law`, an amount without a currency).
Json default_of(const Field& field, const Type& leaf) {
  const std::string& text = field.default_text;
  if (field.required || text.empty() || field.type != &leaf) return nullptr;
  static const std::set<std::string> words = {"duration", "rate", "share", "chance", "growth", "priority", "word", "date and time", "warm-up"};
  if (leaf.leaf_name == "truth") return text == "true";
  if (leaf.leaf_name == "law" && text == "a law") return nullptr;
  const Json number = Json::parse(text, nullptr, false);
  if (number.is_number()) return leaf.leaf_name.starts_with("money") ? Json(nullptr) : number;
  return words.contains(leaf.leaf_name) || leaf.leaf_name == "law" ? Json(text) : Json(nullptr);
}

std::string description_of(const Field& field, const Type& leaf) {
  std::string out = field.doc;
  if (leaf.kind == Kind::leaf && leaf.meaning != leaf.leaf_name) out += "\n\n" + leaf.meaning;
  if (leaf.kind == Kind::leaf && !field.default_text.empty() && !field.required) out += "; default " + field.default_text;
  return out;
}

std::string def_name(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '-');
  return text;
}

// `inherits` below: within an entity, which may be like another, every key may be left out, and `none` takes away what is
// inherited. What an entity needs that is like no other is said once for all of it, by `needs`.
class Maker {
 public:
  explicit Maker(const std::vector<const plugin_api::SectionType*>& sections) : sections_(sections) {}
  Json whole();

 private:
  struct Core {
    const char* name;
    const char* doc;
    const Type* type;
  };

  Choices value(const Type& type, bool inherits);
  Choices leaf(const Type& type);
  Json object(const Type& type, bool inherits);
  Json property(const Field& field, bool inherits);
  Json needs(const Type& type);
  Json entity(const std::string& section, const Type* type, const std::string& doc);
  Json entities(const std::string& section, const Type* type, const std::string& doc);
  void add_top_level(Json& properties);
  std::string define(const std::string& name, Json json);

  const std::vector<const plugin_api::SectionType*>& sections_;
  Json defs_ = Json::object();
  std::map<std::string, std::string> known_;  // of definitions, by text: each plugin has types of its own
};

std::string Maker::define(const std::string& name, Json json) {
  const auto [at, fresh] = known_.emplace(name + json.dump(), name);
  if (!fresh) return at->second;
  std::string own = name;
  for (int n = 2; defs_.contains(own); ++n) own = fmt::format("{}-{}", name, n);
  at->second = own;
  defs_[own] = std::move(json);
  return own;
}

// A leaf is its value, or `{ value, source, grade }`.
Choices Maker::leaf(const Type& type) {
  Json own = Json::parse(type.json_schema, nullptr, false);
  if (!own.is_object() || own.empty()) own = {{"type", {"string", "number", "boolean", "array", "object"}}};
  const bool text = takes_text(own);
  Json figure = {{"type", "object"},
                 {"properties", {{"value", own}, {"source", reference("source")}, {"grade", reference("grade")}}},
                 {"required", Json::array({"value"})},
                 {"additionalProperties", false}};
  Choices any;
  if (own.size() == 1 && own.contains("anyOf"))
    for (const Json& one : own["anyOf"]) any.any.push_back(one);
  else
    any.any.push_back(std::move(own));
  any.any.push_back(std::move(figure));
  Json json = Json::object();  // what it means stands where it is used: editors show the innermost text that there is
  if (Json examples = examples_in(type.meaning); text && !examples.empty()) json["examples"] = std::move(examples);
  json.update(any.json());
  return {{reference(define(def_name(type.leaf_name), std::move(json)))}, text};
}

Choices Maker::value(const Type& type, bool inherits) {
  Choices out;
  switch (type.kind) {
    case Kind::leaf: out = leaf(type); break;
    case Kind::record:
      out.any.push_back(object(type, inherits));
      if (const Field* lone = type.find(type.shorthand)) out.add(value(*lone->type, inherits));
      break;
    case Kind::optional:
      out = value(*type.element, inherits);
      if (type.element->kind == Kind::record && !out.text) out.add({{reference("none")}, true});
      break;
    case Kind::list:
      out = value(*type.element, inherits);
      out.add({{Json{{"type", "array"}, {"items", value(*type.element, false).json()}}}, false});
      break;
    case Kind::named:
      out.any.push_back({{"type", "object"}, {"additionalProperties", value(*type.element, inherits).json()}});
      break;
  }
  if (inherits && !out.text) out.add({{reference("none")}, true});
  return out;
}

Json Maker::property(const Field& field, bool inherits) {
  const Type& inner = innermost(*field.type);
  Json out = described(inner.kind == Kind::leaf ? inner.leaf_name : field.name, description_of(field, inner), value(*field.type, inherits).json());
  const bool plain = inner.leaf_name == "number" || inner.leaf_name == "count" || inner.leaf_name == "share";
  if (field.has_range && plain && field.type->kind != Kind::list) {
    out["minimum"] = field.low;
    out["maximum"] = field.high;
  }
  if (Json usual = default_of(field, inner); !usual.is_null()) out["default"] = std::move(usual);
  return out;
}

Json Maker::object(const Type& type, bool inherits) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Field& f : type.fields) {
    properties[f.name] = property(f, inherits);
    if (f.required) required.push_back(f.name);
  }
  Json out = {{"type", "object"}, {"properties", std::move(properties)}};
  if (!inherits && !required.empty()) out["required"] = std::move(required);
  out["additionalProperties"] = false;
  return out;
}

// The keys that must be there, as deep as they are inherited; null where there are none.
Json Maker::needs(const Type& type) {
  if (type.kind == Kind::optional || type.kind == Kind::list) return needs(*type.element);
  if (type.kind == Kind::named) {
    Json inner = needs(*type.element);
    return inner.is_null() ? inner : Json{{"additionalProperties", std::move(inner)}};
  }
  Json required = Json::array();
  Json properties = Json::object();
  for (const Field& f : type.fields) {
    if (f.required) required.push_back(f.name);
    if (Json inner = needs(*f.type); !inner.is_null()) properties[f.name] = std::move(inner);
  }
  Json out = Json::object();
  if (!required.empty()) out["required"] = std::move(required);
  if (!properties.empty()) out["properties"] = std::move(properties);
  if (out.empty()) return nullptr;
  if (!out.contains("required") || type.shorthand.empty() || type.find("value") != nullptr) return out;
  Json guarded = Json::object();
  add_unless(guarded, "value", std::move(out));  // a lone figure is short for the whole
  return guarded;
}

// What stands in a section under a name: keys of the core or of the plugin whose section it is, and those of plugins
// that read something within.
Json Maker::entity(const std::string& section, const Type* type, const std::string& doc) {
  Json json = type == nullptr ? Json{{"type", "object"}, {"properties", Json::object()}} : object(*type, true);
  const std::string title = fmt::format("one of `{}`", section);
  json = described(title, doc, json);
  Json missing = type == nullptr ? Json(nullptr) : needs(*type);
  if (missing.is_null()) missing = Json::object();
  const std::string within = section + ".*.";
  for (const auto* s : sections_) {
    if (!s->path.starts_with(within)) continue;
    const std::string key = s->path.substr(within.size());
    json["properties"][key] = described(key, s->doc, value(*s->type, true).json());
    if (Json inner = needs(*s->type); !inner.is_null()) missing["properties"][key] = std::move(inner);
  }
  json["properties"]["like"] = reference("like");
  json["properties"]["count"] = reference("count-of-entities");
  if (!missing.empty()) {
    add_unless(json, "like", std::move(missing));
  }
  if (type == nullptr) return json;
  const Field* lone = type->find(type->shorthand);
  if (lone == nullptr) return json;
  Choices any{{std::move(json)}, false};
  any.add(value(*lone->type, true));
  return described(title, doc, any.json());
}

Json Maker::entities(const std::string& section, const Type* type, const std::string& doc) {
  const std::string name = "entity-" + section;
  defs_[name] = entity(section, type, doc);
  return {{"title", section},
          {"description", doc},
          {"type", "object"},
          {"propertyNames", {{"pattern", "^[A-Za-z0-9-]+$"}}},
          {"additionalProperties", reference(name)}};
}

void Maker::add_top_level(Json& p) {
  const auto text = [](const char* doc) { return Json{{"description", doc}, {"type", {"string", "number", "boolean"}}}; };
  const Json scalar = {{"type", {"string", "number", "boolean"}}};
  p["mainstay"] = {{"description", "version of the language"}, {"enum", {1, "1"}}, {"default", 1}};
  p["title"] = text("what this is, in one line");
  p["question"] = text("what we want to know");
  p["run"] = described("run", "how long, how often, and what is kept", object(run_type(), false));
  p["timezone"] = {{"description", "where the clocks of this scenario hang, as in `Europe/Berlin`"}, {"type", "string"}, {"default", "UTC"}};
  p["currency"] = {{"description", "of all amounts of money, as in `EUR`"}, {"type", "string"}, {"examples", {"EUR", "USD"}}};
  p["include"] = {{"description", "files whose sections are joined with these"},
                  {"anyOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}}}};
  const Core core[] = {
      {"calendars", "hours of a week; `always` is built in", &schema::type_of<estate::CalendarSpec>()},
      {"sites", "places that can be lost as a whole", &schema::type_of<estate::SiteSpec>()},
      {"teams", "who works: pools of people", &schema::type_of<estate::TeamSpec>()},
      {"parts", "spares, ordered anew as they are used", &schema::type_of<work::StockSpec>()},
      {"components", "what can fail and be repaired", &schema::type_of<estate::ComponentSpec>()},
      {"services", "what users get, and what must be up for it", &schema::type_of<estate::ServiceSpec>()}};
  for (const Core& c : core) p[c.name] = entities(c.name, c.type, c.doc);
  for (const auto* s : sections_) {
    const std::string head = s->path.substr(0, s->path.find('.'));
    if (s->path == head + ".*") p[head] = entities(head, s->type, s->doc);
  }
  // Of a section in which plugins read keys, but nobody the entity itself.
  for (const auto* s : sections_) {
    const std::string head = s->path.substr(0, s->path.find('.'));
    if (!p.contains(head)) p[head] = entities(head, nullptr, s->doc);
  }
  p["variants"] = {{"description", "what-ifs: the same scenario with patches; unpatched, it is the variant `baseline`"},
                   {"type", "object"}, {"additionalProperties", reference("variant")}};
  Json study = Json::object();
  for (const auto& [key, meaning] : study_keys()) study[key] = {{"description", meaning}, {"type", "string"}};
  study["vary"] = {{"description", study["vary"]["description"]}, {"type", "object"},
                   {"additionalProperties", {{"anyOf", {scalar, {{"type", "array"}, {"items", scalar}}}}}}};
  study["require"] = {{"description", study["require"]["description"]}, {"anyOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}}}};
  p["studies"] = {{"description", "questions for `mainstay optimise --study` and `mainstay run --study`"},
                  {"type", "object"},
                  {"additionalProperties", {{"type", "object"}, {"additionalProperties", false}, {"properties", study}}}};
  p["expect"] = {{"description", "figures that `mainstay check` compares: a metric and its value, or one for each variant"},
                 {"type", "object"},
                 {"additionalProperties", {{"anyOf", {scalar, {{"type", "object"}, {"additionalProperties", scalar}}}}}}};
}

Json Maker::whole() {
  defs_["none"] = {{"const", "none"}};
  defs_["source"] = {{"description", "where the figure comes from"}, {"type", {"string", "number", "boolean"}}};
  defs_["grade"] = {{"description", "how sure it is; what says nothing is assumed"}, {"enum", {"measured", "estimated", "assumed"}}};
  defs_["like"] = {{"description", "starts from another of the same section: what is not said here is as there"}, {"type", "string"}};
  defs_["count-of-entities"] = {{"description", "makes so many: `db` with a count of 3 is db-1, db-2 and db-3, and `db` means all of them"},
                                {"anyOf", {{{"type", "integer"}, {"minimum", 1}, {"maximum", max_count}}, reference("none")}}};
  Json& counts = defs_["count-of-entities"]["anyOf"];
  counts.push_back({{"type", "object"},
                    {"properties", {{"value", counts.front()}, {"source", reference("source")}, {"grade", reference("grade")}}},
                    {"required", {"value"}},
                    {"additionalProperties", false}});
  defs_["variant"] = {
      {"description", "patches, what they cost and who owns them"},
      {"type", "object"},
      {"properties",
       {{"set", {{"description", "paths and their new values, as in `teams.dba.staff: 3`; `none` takes away"}, {"type", "object"}}},
        {"cost", {{"description", "an amount of money, or money per time"}, {"type", "string"}, {"examples", Json::array({"95000 EUR / year"})}}},
        {"owner", {{"description", "who answers for it"}, {"type", {"string", "number", "boolean"}}}}}},
      {"additionalProperties", false}};
  const Type& task = schema::type_of<work::Task>();
  Choices any{{object(task, true)}, false};
  any.add(value(*task.find(task.shorthand)->type, true));
  defs_["task"] = described("task", "how long something takes, by whom, and what it does meanwhile; a lone value is its `time`", any.json());

  Json properties = Json::object();
  add_top_level(properties);
  Json out = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"$comment", fmt::format("made by `mainstay schema`, version {}", MAINSTAY_VERSION)},
              {"title", "Mainstay scenario"},
              {"description", "an organisation, what may happen to it, and what we want to know"},
              {"type", "object"},
              {"properties", std::move(properties)},
              {"additionalProperties", false},
              {"$defs", std::move(defs_)}};
  add_unless(out, "include", {{"required", Json::array({"mainstay"})}});  // else the version may stand in what is included
  return out;
}

}  // namespace

std::string json_schema(const std::vector<const plugin_api::SectionType*>& sections) {
  return Maker(sections).whole().dump(2) + "\n";
}

}  // namespace mainstay::scenario
