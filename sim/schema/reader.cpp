#include "schema/reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "schema/suggestions.hpp"

namespace mainstay::schema {

// --- names ---

std::size_t Names::add(const std::string& kind, const std::string& name) {
  Kind& k = kinds_[kind];
  const std::size_t index = k.names.size();
  k.names.push_back(name);
  k.index.emplace(name, index);
  return index;
}

void Names::add_group(const std::string& kind, const std::string& name, std::vector<std::size_t> members) {
  Kind& k = kinds_[kind];
  for (const std::size_t m : members) k.family[k.names[m]] = name;
  k.groups[name] = std::move(members);
}

std::optional<std::size_t> Names::find(std::string_view kind, std::string_view name) const {
  const auto k = kinds_.find(kind);
  if (k == kinds_.end()) return std::nullopt;
  const auto i = k->second.index.find(name);
  if (i == k->second.index.end()) return std::nullopt;
  return i->second;
}

std::vector<std::size_t> Names::members(std::string_view kind, std::string_view name) const {
  const auto k = kinds_.find(kind);
  if (k == kinds_.end()) return {};
  if (const auto g = k->second.groups.find(name); g != k->second.groups.end()) return g->second;
  if (const auto i = k->second.index.find(name); i != k->second.index.end()) return {i->second};
  return {};
}

bool Names::is_group(std::string_view kind, std::string_view name) const {
  const auto k = kinds_.find(kind);
  return k != kinds_.end() && k->second.groups.find(name) != k->second.groups.end();
}

const std::vector<std::string>& Names::all(std::string_view kind) const {
  static const std::vector<std::string> none;
  const auto k = kinds_.find(kind);
  return k == kinds_.end() ? none : k->second.names;
}

std::vector<std::string> Names::candidates(std::string_view kind) const {
  std::vector<std::string> out = all(kind);
  if (const auto k = kinds_.find(kind); k != kinds_.end())
    for (const auto& [name, members] : k->second.groups) out.push_back(name);
  return out;
}

std::string Names::family(std::string_view kind, std::string_view name) const {
  if (const auto k = kinds_.find(kind); k != kinds_.end())
    if (const auto f = k->second.family.find(name); f != k->second.family.end()) return f->second;
  return std::string(name);
}

// --- reading ---

std::filesystem::path Reader::file(std::string_view name) {
  std::filesystem::path path = folder_ / std::filesystem::path(name);
  if (std::find(files_.begin(), files_.end(), path) == files_.end()) files_.push_back(path);
  return path;
}

void Reader::error(const Place& place, const std::string& what, std::string suggestion) {
  diagnostics_.error(place, path_.empty() ? what : fmt::format("{}: {}", path_, what), std::move(suggestion));
}

void Reader::warning(const Place& place, const std::string& what, std::string suggestion) {
  diagnostics_.warning(place, path_.empty() ? what : fmt::format("{}: {}", path_, what), std::move(suggestion));
}

bool Reader::read(const Type& type, void* out, const Node& node, std::string path,
                  std::span<const std::string> elsewhere) {
  std::string outer = std::exchange(path_, std::move(path));
  const bool good = read_value(type, out, node, elsewhere);
  path_ = std::move(outer);
  return good;
}

bool Reader::read_value(const Type& type, void* out, const Node& node, std::span<const std::string> elsewhere) {
  if (node.is_null()) return false;  // what left it empty has been said
  switch (type.kind) {
    case Type::Kind::leaf: return read_leaf(type, out, node);
    case Type::Kind::record: return read_record(type, out, node, elsewhere);
    case Type::Kind::optional:
      if (node.is_scalar() && !node.quoted && node.text == "none" && type.element->kind == Type::Kind::record)
        return true;
      return read_value(*type.element, type.append(out, {}), node, elsewhere);
    case Type::Kind::list: {
      bool good = true;
      if (!node.is_list()) return read_value(*type.element, type.append(out, {}), node, {});
      for (const Node& item : node.items) good = read_value(*type.element, type.append(out, {}), item, {}) && good;
      return good;
    }
    case Type::Kind::named: {
      if (!node.is_map()) {
        error(node.place, "takes a map of names");
        return false;
      }
      bool good = true;
      for (const auto& entry : node.entries)
        good = read(*type.element, type.append(out, entry.key), entry.value, path_ + "." + entry.key) && good;
      return good;
    }
  }
  return false;
}

bool Reader::read_leaf(const Type& type, void* out, const Node& node) {
  const Node* value = &node;
  LedgerEntry entry{path_, {}, {}, "assumed"};
  const auto is_beside = [](const Node::Entry& e) { return e.key == "source" || e.key == "grade"; };
  if (node.is_map() && !node.entries.empty() && std::all_of(node.entries.begin(), node.entries.end(), is_beside)) {
    error(node.place, "says where it comes from, but not what it is: `value` is missing", "as in `{ value: 4 h, source: … }`");
    return false;
  }
  if (node.is_map() && node.find("value") != nullptr) {
    value = node.find("value");
    for (const auto& e : node.entries) {
      if (e.key == "source" && e.value.is_scalar()) {
        entry.source = e.value.text;
      } else if (e.key == "grade") {
        static constexpr std::string_view grades[] = {"measured", "estimated", "assumed"};
        if (const auto g = word(e.value, grades)) entry.grade = std::string(grades[*g]);
      } else if (e.key != "value") {
        error(e.key_place, fmt::format("unknown key '{}' beside `value`", e.key),
              did_you_mean(e.key, {"value", "source", "grade"}));
      }
    }
  }
  // A patch led into a lone value that is short for a map: `by: dba` with `by.people`. The key itself wins.
  Node spelled_out;
  if (!type.shorthand.empty() && value->is_map() && value->find(shorthand_key) != nullptr) {
    spelled_out = *value;
    if (spelled_out.find(type.shorthand) != nullptr)
      spelled_out.erase(shorthand_key);
    else
      std::find_if(spelled_out.entries.begin(), spelled_out.entries.end(), [](const auto& e) { return e.key == shorthand_key; })->key = type.shorthand;
    value = &spelled_out;
  }
  // A patch led into what is written as text, and the text has no such part.
  if (const Node* bare = value->is_map() && type.within == nullptr ? value->find(shorthand_key) : nullptr) {
    const Node* text = bare->is_figure() ? bare->find("value") : bare;
    for (const auto& e : value->entries)
      if (e.key != shorthand_key && text->is_scalar()) {
        const DeadEnd end = dead_end(path_, *text, e.key, e.value.is_map());
        error(e.key_place, end.why, end.instead);
      }
    if (text->is_scalar()) return false;
  }
  if (!type.read(out, *value, *this)) return false;
  entry.value = value->is_scalar() ? value->text : type.print(out);
  ledger_.push_back(std::move(entry));
  return true;
}

bool Reader::read_field(const Field& field, void* record, const Node& node) {
  void* member = static_cast<std::byte*>(record) + field.offset;
  const bool good = read(*field.type, member, node, path_.empty() ? field.name : path_ + "." + field.name);
  if (!good || !field.has_range) return good;
  const bool is_optional = field.type->kind == Type::Kind::optional;
  const Type& type = is_optional ? *field.type->element : *field.type;
  if (type.number == nullptr || (is_optional && field.type->count(member) == 0)) return good;
  double value = 0.0;
  if (type.number(is_optional ? field.type->at(member, 0) : member, value) && !(value >= field.low && value <= field.high)) {
    const std::string outer = path_;
    path_ += "." + field.name;
    const auto written = [&](double x) { return type.leaf_name == "share" ? format_number(100.0 * x) + " %" : format_number(x); };
    error(node.place, value < field.low ? fmt::format("must be at least {}", written(field.low))
                                        : fmt::format("must be at most {}", written(field.high)));
    path_ = outer;
    return false;
  }
  return true;
}

bool Reader::read_record(const Type& type, void* out, const Node& node, std::span<const std::string> elsewhere) {
  std::vector<std::string> known;
  for (const Field& f : type.fields) known.push_back(f.name);
  known.insert(known.end(), elsewhere.begin(), elsewhere.end());
  bool good = true;
  if (!node.is_map() || (node.find("value") != nullptr && type.find("value") == nullptr)) {
    const Field* lone = type.shorthand.empty() ? nullptr : type.find(type.shorthand);
    if (lone == nullptr) {
      error(node.place, "takes a map of keys", did_you_mean("", known));
      return false;
    }
    good = read_field(*lone, out, node);
  } else {
    for (const auto& entry : node.entries) {
      if (entry.key == shorthand_key && node.find(type.shorthand) != nullptr) continue;  // the key itself wins
      const std::string& key = entry.key == shorthand_key ? type.shorthand : entry.key;
      if (const Field* field = type.find(key)) {
        good = read_field(*field, out, entry.value) && good;
      } else if (std::find(elsewhere.begin(), elsewhere.end(), key) == elsewhere.end()) {
        error(entry.key_place, fmt::format("unknown key '{}'", entry.key), suggest_key(type, entry.key, elsewhere));
        good = false;
      }
    }
    for (const Field& field : type.fields)
      if (field.required && node.find(field.name) == nullptr &&
          !(field.name == type.shorthand && node.find(shorthand_key) != nullptr)) {
        error(node.place, fmt::format("needs '{}' ({})", field.name, field.doc));
        good = false;
      }
  }
  if (good) {
    const int before = diagnostics_.error_count();
    for (const Type::Check& c : type.checks) c.check(static_cast<const std::byte*>(out) + c.offset, node, *this);
    good = diagnostics_.error_count() == before;
  }
  return good;
}

// --- values ---

std::optional<double> Reader::quantity(const Node& node, Dimension dimension) {
  if (!node.is_scalar() || node.quoted) {
    if (!node.is_scalar()) {
      error(node.place, "takes " + describe(dimension));
      return std::nullopt;
    }
  }
  std::string why;
  const auto q = parse_quantity(node.text, why);
  if (!q) {
    error(node.place, why, "expected " + describe(dimension));
    return std::nullopt;
  }
  if (q->dimension == Dimension::money || q->dimension == Dimension::money_per_time) {
    if (!currency_.empty() && q->currency != currency_)
      error(node.place, fmt::format("is in {}, but the scenario's currency is {}", q->currency, currency_));
  }
  if (q->dimension == dimension) return q->value;
  const bool plain = q->dimension == Dimension::number;
  if (plain && dimension == Dimension::share) return q->value;  // a factor
  // Nothing is nothing in any unit of time or money.
  if (plain && dimension != Dimension::priority)
    error(node.place, fmt::format("'{}' has no unit", node.text), "expected " + describe(dimension));
  else
    error(node.place, fmt::format("'{}' is {}", node.text, describe(q->dimension)), "expected " + describe(dimension));
  return std::nullopt;
}

std::optional<std::string> Reader::text(const Node& node, std::string_view what) {
  if (node.is_scalar()) return node.text;
  error(node.place, fmt::format("takes {}", what));
  return std::nullopt;
}

std::optional<std::size_t> Reader::word(const Node& node, std::span<const std::string_view> words) {
  std::vector<std::string> known(words.begin(), words.end());
  if (!node.is_scalar()) {
    error(node.place, "takes a word", did_you_mean("", known));
    return std::nullopt;
  }
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == node.text) return i;
  std::string list;
  for (const auto& w : known) list += (list.empty() ? "`" : ", `") + w + "`";
  const std::string near = nearest(node.text, known);
  error(node.place, fmt::format("'{}' is none of {}", node.text, list),
        near.empty() ? std::string() : fmt::format("did you mean '{}'?", near));
  return std::nullopt;
}

// --- walking ---

void visit_leaves(const Type& type, void* object, const std::string& path, void* context,
                  void (*visit)(void*, const Type&, void*, const std::string&)) {
  switch (type.kind) {
    case Type::Kind::leaf: visit(context, type, object, path); return;
    case Type::Kind::record:
      for (const Field& f : type.fields)
        visit_leaves(*f.type, static_cast<std::byte*>(object) + f.offset,
                     path.empty() ? f.name : path + "." + f.name, context, visit);
      return;
    case Type::Kind::optional:
    case Type::Kind::list:
    case Type::Kind::named:
      for (std::size_t i = 0; i < type.count(object); ++i) {
        std::string inner = path;
        if (type.kind == Type::Kind::named) inner += "." + std::string(type.name_at(object, i));
        if (type.kind == Type::Kind::list) inner += "." + std::to_string(i + 1);
        visit_leaves(*type.element, type.at(object, i), inner, context, visit);
      }
      return;
  }
}

void bind_leaves(const Type& type, void* object, const std::string& path, const Binding& binding) {
  visit_leaves(type, object, path, const_cast<Binding*>(&binding),
               [](void* context, const Type& leaf, void* value, const std::string& where) {
                 if (leaf.bind != nullptr) leaf.bind(value, where, *static_cast<Binding*>(context));
               });
}

}  // namespace mainstay::schema
