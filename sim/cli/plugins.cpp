// `mainstay plugins`: the process models that were found, and what each reads and measures.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "schema/quantity.hpp"

namespace mainstay::cli {
namespace {

using Json = nlohmann::ordered_json;
using schema::Type;
constexpr const char* measure_kinds[] = {"count", "observations", "level", "ratio"};

// --- as JSON ---

Json type_as_json(const Type& type, int depth);

Json fields_as_json(const Type& type, int depth) {
  Json out = Json::array();
  for (const auto& f : type.fields) {
    Json one = {{"key", f.name}, {"meaning", f.doc}, {"required", f.required}};
    if (!f.default_text.empty() && !f.required) one["default"] = f.default_text;
    if (f.has_range) one["range"] = {f.low, f.high};
    one.update(type_as_json(*f.type, depth));
    out.push_back(std::move(one));
  }
  return out;
}

Json type_as_json(const Type& type, int depth) {
  switch (type.kind) {
    case Type::Kind::leaf: return {{"type", type.leaf_name}, {"takes", type.meaning}};
    case Type::Kind::optional: return type_as_json(*type.element, depth);
    case Type::Kind::list: return {{"type", "list"}, {"of", type_as_json(*type.element, depth)}};
    case Type::Kind::named: return {{"type", "map by name"}, {"of", type_as_json(*type.element, depth)}};
    case Type::Kind::record: break;
  }
  Json out = {{"type", "map"}};
  if (!type.shorthand.empty()) out["alone_means"] = type.shorthand;
  if (depth > 0) out["keys"] = fields_as_json(type, depth - 1);
  return out;
}

Json as_json(const plugin_host::Plugin& p) {
  const auto& d = p.declaration;
  Json sections = Json::array();
  for (const auto& s : d.sections()) {
    Json one = {{"path", s.path}, {"meaning", s.doc}};
    if (!s.type->shorthand.empty()) one["alone_means"] = s.type->shorthand;
    one["keys"] = fields_as_json(*s.type, 4);
    sections.push_back(std::move(one));
  }
  Json metrics = Json::array();
  for (const auto& m : d.measures())
    metrics.push_back({{"name", m.info.path}, {"unit", m.unit}, {"kind", measure_kinds[static_cast<int>(m.info.kind)]}, {"meaning", m.info.title}});
  return {{"name", p.name}, {"version", p.version}, {"file", p.file.string()}, {"summary", d.summary()},
          {"provides", d.provides()}, {"needs", d.needs()}, {"sections", std::move(sections)}, {"metrics", std::move(metrics)}};
}

// --- for people ---

std::string type_for_people(const Type& type) {
  switch (type.kind) {
    case Type::Kind::leaf: return type.meaning;
    case Type::Kind::optional: return type_for_people(*type.element);
    case Type::Kind::list: return "one, or a list of: " + type_for_people(*type.element);
    case Type::Kind::named: return "a map by name; each: " + type_for_people(*type.element);
    case Type::Kind::record: break;
  }
  return type.shorthand.empty() ? "a map" : fmt::format("a map, or its `{}` alone", type.shorthand);
}

// Breaks between words, with an indent.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width = 100) {
  std::string out(indent, ' ');
  std::size_t column = indent;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (column > indent && column + 1 + end - at > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out.append(text, at, end - at);
    column += end - at;
    at = end + 1;
  }
  return out;
}

void print_fields(const Type& type, std::size_t depth) {
  for (const auto& f : type.fields) {
    const Type* inner = f.type;
    while (inner->element != nullptr) inner = inner->element;
    const bool is_map = inner->kind == Type::Kind::record;
    std::string terms = type_for_people(*f.type);
    if (f.has_range) terms += fmt::format("; from {} to {}", schema::format_number(f.low), schema::format_number(f.high));
    if (f.required) terms += "; required";
    if (!f.required && !f.default_text.empty() && !is_map) terms += "; default " + f.default_text;
    const std::size_t indent = 2 + 2 * depth;
    fmt::print("{:{}}{}\n{}\n{}\n", "", indent, f.name, wrapped(f.doc, indent + 4), wrapped(terms, indent + 4));
    if (is_map && depth < 3) print_fields(*inner, depth + 1);
  }
}

void describe(const plugin_host::Plugin& p) {
  const auto& d = p.declaration;
  fmt::print("{} {}: {}\n  {}\n", p.name, p.version, d.summary(), p.file.string());
  for (const auto& c : d.provides()) fmt::print("  provides the contract {}\n", c);
  for (const auto& c : d.needs()) fmt::print("  needs the contract {}\n", c);
  for (const auto& s : d.sections()) {
    const std::string alone = s.type->shorthand.empty() ? "" : fmt::format(" (a lone value is its `{}`)", s.type->shorthand);
    fmt::print("\n{}: {}{}\n", s.path, s.doc, alone);
    print_fields(*s.type, 0);
  }
  if (!d.measures().empty()) fmt::print("\nMetrics (`*` is a name; `mainstay metrics SCENARIO` lists those of a scenario):\n");
  for (const auto& m : d.measures())
    fmt::print("  {:<36} {:<6} {:<13} {}\n", m.info.path, m.unit, measure_kinds[static_cast<int>(m.info.kind)], m.info.title);
}

void print_list(const plugin_host::Registry& registry) {
  for (const auto& p : registry.plugins()) {
    std::string sections;
    for (const auto& s : p->declaration.sections()) sections += (sections.empty() ? "" : ", ") + s.path;
    fmt::print("{:<12} {:<6} {}\n{:<19} reads {}\n{:<19} {}\n", p->name, p->version, p->declaration.summary(), "", sections, "", p->file.string());
  }
}

void print_folders(const std::vector<std::string>& given) {
  const auto path = plugin_host::search_path(given);
  fmt::print(stderr, "no plugin was found in:\n");
  for (const auto& folders : {path.asked_for, path.standard})
    for (const auto& f : folders) fmt::print(stderr, "  {}\n", f.string());
}

}  // namespace

int plugins_command(const std::vector<std::string>& arguments) {
  Arguments a("plugins", "list | describe NAME [OPTIONS]", "The process models: which were found, where, and what their sections may hold.");
  a.positional("what", -1);
  a.add()("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)")("json", "as JSON");
  a.examples({{"mainstay plugins list", "what was found, and where plugins are looked for"}, {"mainstay plugins describe tickets", "the keys of its sections, and its metrics"}});
  if (!a.parse(arguments)) return well;
  const auto what = a.list("what");
  if (what.empty() || (what[0] != "list" && what[0] != "describe") || what.size() != (what[0] == "list" ? 1u : 2u))
    throw UsageError{"plugins takes `list`, or `describe NAME`; see `mainstay plugins --help`"};
  const auto registry = load_plugins(a);
  if (what[0] == "list") {
    Json list = Json::array();
    for (const auto& p : registry.plugins()) {
      Json sections = Json::array();
      for (const auto& s : p->declaration.sections()) sections.push_back(s.path);
      list.push_back({{"name", p->name}, {"version", p->version}, {"file", p->file.string()}, {"summary", p->declaration.summary()}, {"sections", std::move(sections)}});
    }
    if (a.has("json"))
      fmt::print("{}\n", list.dump(2));
    else
      print_list(registry);
    for (const auto& r : registry.refused())
      if (!r.asked_for) fmt::print(stderr, "not used: {}: {}\n", r.file.string(), r.why);
    for (const auto& c : registry.clashes())
      fmt::print(stderr, "'{}' is read by '{}' and by '{}'\n", c.path, c.first->name, c.second->name);
    if (registry.plugins().empty()) print_folders(a.list("plugin-dir"));
    return well;
  }
  const auto* plugin = registry.find(what[1]);
  if (plugin == nullptr) {
    std::vector<std::string> names;
    for (const auto& p : registry.plugins()) names.push_back(p->name);
    const std::string hint = schema::did_you_mean(what[1], names);
    throw Stop{invalid_input, fmt::format("there is no plugin '{}'{}", what[1], hint.empty() ? "; `mainstay plugins list` shows those that were found" : "; " + hint)};
  }
  if (a.has("json"))
    fmt::print("{}\n", as_json(*plugin).dump(2));
  else
    describe(*plugin);
  return well;
}

}  // namespace mainstay::cli
