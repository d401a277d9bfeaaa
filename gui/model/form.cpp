#include "model/form.hpp"

#include <yaml-cpp/yaml.h>

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace mainstay::gui::model {
namespace {

using Json = nlohmann::json;

const std::set<std::string> not_asked = {"mainstay", "title", "question", "include", "variants", "expect", "timezone", "currency"};

class Maker {
 public:
  Maker(const Json& schema, Form& out) : schema_(schema), out_(out) {}

  void scenario(const YAML::Node& root) {
    for (const auto& section : root) {
      const std::string name = section.first.Scalar();
      if (not_asked.contains(name) || !section.second.IsMap()) continue;
      const Json* declared = property(&schema_, name);
      const Json* entity = declared != nullptr && declared->contains("additionalProperties") && (*declared)["additionalProperties"].is_object() ? &(*declared)["additionalProperties"] : nullptr;
      if (entity == nullptr) {
        whole(name, "", section.second, declared);
        continue;
      }
      for (const auto& e : section.second) whole(name, e.first.Scalar(), e.second, entity);
    }
  }

 private:
  // Follows `$ref`.
  const Json* resolved(const Json* s) const {
    for (int depth = 0; s != nullptr && depth < 20; ++depth) {
      const auto ref = s->find("$ref");
      if (ref == s->end() || !ref->is_string()) return s;
      const std::string name = ref->get<std::string>();
      const auto defs = schema_.find("$defs");
      if (!name.starts_with("#/$defs/") || defs == schema_.end() || !defs->contains(name.substr(8))) return nullptr;
      s = &(*defs)[name.substr(8)];
    }
    return s;
  }
  // The declaration of a key, in the schema itself or in one of those it may be any of.
  const Json* property(const Json* s, const std::string& key) const {
    s = resolved(s);
    if (s == nullptr) return nullptr;
    if (const auto p = s->find("properties"); p != s->end() && p->contains(key)) return &(*p)[key];
    if (const auto any = s->find("anyOf"); any != s->end())
      for (const auto& part : *any)
        if (const Json* found = property(&part, key)) return found;
    return nullptr;
  }
  // The words that are meant, where nothing but words are.
  void words(const Json* s, std::vector<std::string>& into) const {
    s = resolved(s);
    if (s == nullptr) return;
    if (const auto e = s->find("enum"); e != s->end())
      for (const auto& w : *e)
        if (w.is_string()) into.push_back(w.get<std::string>());
    if (s->value("type", Json()) == "boolean") into.insert(into.end(), {"true", "false"});
    if (const auto any = s->find("anyOf"); any != s->end())
      for (const auto& part : *any) words(&part, into);
  }

  void whole(const std::string& section, const std::string& entity, const YAML::Node& value, const Json* declared) {
    const std::string path = entity.empty() ? section : section + "." + entity;
    Field base;
    base.section = section;
    base.entity = entity;
    const std::size_t before = out_.fields.size();
    walk(base, path, "", value, declared);
    missing(base, path, value, declared);
    if (out_.fields.size() == before) return;
  }

  void walk(const Field& base, const std::string& path, const std::string& label, const YAML::Node& value, const Json* declared) {
    const bool is_figure = value.IsMap() && value["value"];
    if (value.IsMap() && !is_figure) {
      for (const auto& e : value) {
        const std::string key = e.first.Scalar();
        const Json* below = property(declared, key);
        const Json* s = resolved(declared);
        if (below == nullptr && s != nullptr && s->contains("additionalProperties") && (*s)["additionalProperties"].is_object()) below = &(*s)["additionalProperties"];
        walk(base, path + "." + key, label.empty() ? key : label + "." + key, e.second, below);
      }
      return;
    }
    Field f = base;
    f.path = path;
    f.label = label.empty() ? base.entity : label;
    const YAML::Node shown = is_figure ? value["value"] : value;
    f.value = written(shown);
    if (is_figure && value["source"] && value["source"].IsScalar()) f.source = value["source"].Scalar();
    if (is_figure && value["grade"] && value["grade"].IsScalar()) f.grade = value["grade"].Scalar();
    describe(f, declared);
    out_.fields.push_back(std::move(f));
  }

  // What an entity could have and has not; only on its first level, for there is no end below.
  void missing(const Field& base, const std::string& path, const YAML::Node& value, const Json* declared) {
    const Json* s = resolved(declared);
    if (s == nullptr || !value.IsMap()) return;
    const auto all = s->find("properties");
    if (all == s->end()) return;
    for (const auto& [key, below] : all->items()) {
      if (value[key]) continue;
      Field f = base;
      f.path = path + "." + key;
      f.label = key;
      f.is_set = false;
      describe(f, &below);
      out_.fields.push_back(std::move(f));
    }
  }

  void describe(Field& f, const Json* declared) const {
    if (declared == nullptr) return;
    if (const auto t = declared->find("title"); t != declared->end() && t->is_string()) f.type = t->get<std::string>();
    if (const auto d = declared->find("description"); d != declared->end() && d->is_string()) f.meaning = d->get<std::string>();
    if (const auto m = declared->find("minimum"); m != declared->end() && m->is_number()) f.minimum = m->get<double>();
    if (const auto m = declared->find("maximum"); m != declared->end() && m->is_number()) f.maximum = m->get<double>();
    // `none` takes a value away, which is nothing to choose.
    words(declared, f.choices);
    std::erase(f.choices, "none");
    for (const char* grade : {"measured", "estimated", "assumed"}) std::erase(f.choices, grade);
    if (f.type.empty() || (f.type != "word" && f.type != "truth")) f.choices.clear();
  }

  static std::string written(const YAML::Node& value) {
    if (value.IsScalar()) return value.Scalar();
    YAML::Emitter out;
    out.SetSeqFormat(YAML::Flow);
    out.SetMapFormat(YAML::Flow);
    out << value;
    std::string text = out.c_str();
    for (char& c : text)
      if (c == '\n') c = ' ';
    return text;
  }

  const Json& schema_;
  Form& out_;
};

}  // namespace

Form make_form(const std::string& resolved, const std::string& schema) {
  Form out;
  const auto declared = Json::parse(schema, nullptr, false);
  if (!declared.is_object()) throw std::runtime_error("what `mainstay schema` wrote cannot be read");
  try {
    const YAML::Node root = YAML::Load(resolved);
    if (!root.IsMap()) throw std::runtime_error("it is no map of sections");
    Maker(declared, out).scenario(root);
  } catch (const std::exception& e) {
    throw std::runtime_error(fmt::format("the scenario in this run cannot be read: {}", e.what()));
  }
  return out;
}

}  // namespace mainstay::gui::model
