#include "scenario/live_paths.hpp"

#include <fmt/format.h>

#include "estate/spec.hpp"
#include "scenario/patch.hpp"
#include "schema/suggestions.hpp"

namespace mainstay::scenario {

using schema::Field;
using schema::Node;
using schema::Reader;
using schema::Type;

namespace {

const Type* core_type(std::string_view kind) {
  if (kind == "teams") return &schema::type_of<estate::TeamSpec>();
  if (kind == "components") return &schema::type_of<estate::ComponentSpec>();
  if (kind == "services") return &schema::type_of<estate::ServiceSpec>();
  return nullptr;
}

// On its way down a path: the type that it is at, and what the document says there (nullptr: nothing).
struct Step {
  const Type* type = nullptr;
  const Field* field = nullptr;
  const Node* node = nullptr;
};

// Through what only wraps a value. False where it is not there: it cannot change then.
bool unwrap(Step& s) {
  while (s.type->kind == Type::Kind::optional || s.type->kind == Type::Kind::list) {
    if (s.node == nullptr) return false;
    s.type = s.type->element;
  }
  if (s.type->kind == Type::Kind::leaf && s.type->within != nullptr && s.type->change == nullptr) s.type = s.type->within;
  return true;
}

// One key down; a message where that leads nowhere.
std::string go(Step& s, const std::string& key) {
  if (!unwrap(s)) return "it is not given, so there is nothing that could change";
  if (s.type->kind == Type::Kind::named) {
    s = {s.type->element, nullptr, s.node == nullptr ? nullptr : s.node->find(key)};
    return s.node == nullptr ? fmt::format("there is no '{}'", key) : std::string();
  }
  const Field* field = s.type->find(key);
  if (field == nullptr) {
    const std::string hint = schema::suggest_key(*s.type, key);
    return fmt::format("there is no key '{}'{}", key, hint.empty() ? "" : "; " + hint);
  }
  const Node* below = s.node != nullptr && s.node->is_map() ? s.node->find(key) : nullptr;
  const bool lone = s.type->shorthand == key && s.node != nullptr && !s.node->is_map();
  s = {field->type, field, lone ? s.node : below};
  return {};
}

}  // namespace

std::optional<schema::LiveTargets::Found> LivePaths::find(std::string_view path, const schema::Place& place, Reader& reader) const {
  const auto refuse = [&](const std::string& why, std::string hint = {}) {
    reader.error(place, fmt::format("'{}': {}", path, why), std::move(hint));
    return std::nullopt;
  };
  const auto parts = split_path(path, place, reader.diagnostics());
  if (!parts) return std::nullopt;
  if (parts->size() < 3) return refuse("is no parameter", "write it as in `teams.dba.staff`");
  const std::string& kind = (*parts)[0];
  const std::string& name = (*parts)[1];
  const auto members = reader.names().members(kind, name);
  if (members.empty()) return refuse(fmt::format("there is no '{}' among `{}`", name, kind), schema::did_you_mean(name, reader.names().candidates(kind)));
  const Node* section = root_.find(kind);
  Found out;
  for (const std::size_t member : members) {
    const std::string& own = reader.names().all(kind)[member];
    Step step{core_type(kind), nullptr, section == nullptr ? nullptr : section->find(own)};
    if (const auto* s = registry_.section(kind + ".*")) step.type = s->type->type;
    std::size_t at = 2;
    if (const auto* s = registry_.section(kind + ".*." + (*parts)[2])) {
      step = {s->type->type, nullptr, step.node != nullptr && step.node->is_map() ? step.node->find((*parts)[2]) : nullptr};
      if (step.node == nullptr) return refuse(fmt::format("'{}' has no `{}`", own, (*parts)[2]));
      ++at;
    }
    if (step.type == nullptr) return refuse("is no parameter");
    std::string full = kind + "." + own + (at == 3 ? "." + (*parts)[2] : "");
    for (; at < parts->size(); ++at) {
      if (const std::string why = go(step, (*parts)[at]); !why.empty()) return refuse(why);
      full += "." + (*parts)[at];
    }
    // A map may be meant by its lone value: `repair` by its `time`.
    while (unwrap(step) && step.type->kind == Type::Kind::record && !step.type->shorthand.empty()) {
      full += "." + step.type->shorthand;
      go(step, step.type->shorthand);
    }
    if (!unwrap(step)) return refuse("it is not given, so there is nothing that could change");
    if (step.type->kind != Type::Kind::leaf || step.type->change == nullptr) return refuse("is read once, at the start: it cannot change in a run");
    const Node* entity = section->find(own);
    if (kind == "teams" && parts->back() == "staff" && entity->is_map() && entity->find("skills") != nullptr)
      return refuse("cannot change in a run where the team has `skills`");
    out.paths.push_back(full);
    out.field = step.field;
    out.type = step.type;
    asked_.push_back(std::move(full));
  }
  return out;
}

}  // namespace mainstay::scenario
