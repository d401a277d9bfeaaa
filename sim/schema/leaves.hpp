#pragma once
// How plain values are read: numbers, text, truth, times, rates, shares, money, priorities, words, references.

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "schema/fields.hpp"
#include "schema/reader.hpp"
#include "schema/values.hpp"

namespace mainstay::schema {

// A reference to an entity of a kind (`Ref<Team>`): its number among those.
template <class Entity>
struct Ref {
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);
  std::size_t index = nobody;
  explicit operator bool() const { return index != nobody; }
};

// One or several; a counted name means all of its members.
template <class Entity>
struct Refs {
  std::vector<std::size_t> indices;
};

// A quantity leaf: `Value` holds it, `Get`/`Set` convert.
template <class T>
struct QuantityLeaf;

#define MAINSTAY_QUANTITY_LEAF(TYPE, NAME, DIMENSION, GET, MAKE, PRINT, LOWEST)                             \
  template <>                                                                                              \
  struct Leaf<TYPE> {                                                                                       \
    static constexpr const char* name = NAME;                                                               \
    static std::string meaning() { return describe(DIMENSION); }                                            \
    static std::string json_schema() { return R"({"type":["string","number"]})"; }                          \
    static bool read(TYPE& out, const Node& node, Reader& reader) {                                         \
      const auto v = reader.quantity(node, DIMENSION);                                                      \
      if (!v) return false;                                                                                 \
      if (*v < (LOWEST)) {                                                                                  \
        reader.error(node.place, "'" + node.text + "' is negative");                                        \
        return false;                                                                                       \
      }                                                                                                     \
      const double value = *v;                                                                              \
      out = MAKE;                                                                                           \
      return true;                                                                                          \
    }                                                                                                       \
    static std::string print(const TYPE& v) { return PRINT; }                                               \
    static bool number(const TYPE& v, double& out) {                                                        \
      out = GET;                                                                                            \
      return true;                                                                                          \
    }                                                                                                       \
  };

MAINSTAY_QUANTITY_LEAF(Duration, "duration", Dimension::time, v.in_seconds(), Duration::seconds(value),
                       format_duration(v.in_seconds()), 0.0)
MAINSTAY_QUANTITY_LEAF(Rate, "rate", Dimension::per_time, v.per_second, Rate{value},
                       format_number(v.per_second * 3600.0) + " / h", 0.0)
MAINSTAY_QUANTITY_LEAF(Share, "share", Dimension::share, v.value, Share{value}, format_number(v.value * 100.0) + " %",
                       0.0)
MAINSTAY_QUANTITY_LEAF(Money, "money", Dimension::money, v.amount, Money{value}, format_number(v.amount), -1e300)
MAINSTAY_QUANTITY_LEAF(MoneyRate, "money per time", Dimension::money_per_time, v.per_second, MoneyRate{value},
                       format_number(v.per_second * 3600.0) + " / h", -1e300)
MAINSTAY_QUANTITY_LEAF(Priority, "priority", Dimension::priority, v.level, Priority{static_cast<int>(value)},
                       "P" + std::to_string(v.level), 1.0)
MAINSTAY_QUANTITY_LEAF(double, "number", Dimension::number, v, value, format_number(v), -1e300)

#undef MAINSTAY_QUANTITY_LEAF

// Compounds over the time it is per: `3 % / month` is a factor of 1.03 a month.
template <>
struct Leaf<Growth> {
  static constexpr const char* name = "growth";
  static std::string meaning() { return describe(Dimension::share_per_time); }
  static std::string json_schema() { return R"({"type":"string"})"; }
  MAINSTAY_API static bool read(Growth& out, const Node& node, Reader& reader);
  static std::string print(const Growth& v) {
    return format_number(std::expm1(v.log_per_second * 31536000.0) * 100.0) + " % / year";
  }
};

template <>
struct Leaf<int> {
  static constexpr const char* name = "count";
  static std::string meaning() { return "a whole number"; }
  static std::string json_schema() { return R"({"type":"integer"})"; }
  static bool read(int& out, const Node& node, Reader& reader) {
    const auto v = reader.quantity(node, Dimension::number);
    if (!v) return false;
    if (*v != std::floor(*v) || std::abs(*v) > 1e9) {
      reader.error(node.place, "'" + node.text + "' is not a whole number");
      return false;
    }
    out = static_cast<int>(*v);
    return true;
  }
  static std::string print(const int& v) { return std::to_string(v); }
  static bool number(const int& v, double& out) {
    out = v;
    return true;
  }
};

template <>
struct Leaf<bool> {
  static constexpr const char* name = "truth";
  static std::string meaning() { return "`true` or `false`"; }
  static std::string json_schema() { return R"({"type":"boolean"})"; }
  static bool read(bool& out, const Node& node, Reader& reader) {
    if (node.is_scalar() && !node.quoted && (node.text == "true" || node.text == "false")) {
      out = node.text == "true";
      return true;
    }
    const bool in_quotes = node.is_scalar() && (node.text == "true" || node.text == "false");
    reader.error(node.place, in_quotes ? "\"" + node.text + "\" is a text"
                             : node.is_scalar() ? "'" + node.text + "' is neither `true` nor `false`"
                                                : "takes `true` or `false`",
                 in_quotes ? "remove the quotes" : "");
    return false;
  }
  static std::string print(const bool& v) { return v ? "true" : "false"; }
};

template <>
struct Leaf<std::string> {
  static constexpr const char* name = "text";
  static std::string meaning() { return "text"; }
  static std::string json_schema() { return R"({"type":["string","number"]})"; }
  static bool read(std::string& out, const Node& node, Reader& reader) {
    auto v = reader.text(node, "text");
    if (!v) return false;
    out = std::move(*v);
    return true;
  }
  static std::string print(const std::string& v) { return v; }
};

// An enumeration: specialise `Words<E>` with `static constexpr std::array words`, in the order of its values.
template <class E>
struct Words;

template <class E>
  requires std::is_enum_v<E>
struct Leaf<E> {
  static constexpr const char* name = "word";
  static std::string meaning() {
    std::string out = "one of ";
    for (const auto& w : Words<E>::words) out += (out.size() > 7 ? ", `" : "`") + std::string(w) + "`";
    return out;
  }
  static std::string json_schema() {
    std::string out = R"({"enum":[)";
    bool first = true;
    for (const auto& w : Words<E>::words) {
      out += (first ? "\"" : ",\"") + std::string(w) + "\"";
      first = false;
    }
    return out + "]}";
  }
  static bool read(E& out, const Node& node, Reader& reader) {
    const auto i = reader.word(node, Words<E>::words);
    if (!i) return false;
    out = static_cast<E>(*i);
    return true;
  }
  static std::string print(const E& v) { return std::string(Words<E>::words[static_cast<std::size_t>(v)]); }
};

// The entity of that name, or an error with a suggestion.
MAINSTAY_API bool read_ref(std::size_t& out, const char* kind, const Node& node, Reader& reader);
MAINSTAY_API bool read_refs(std::vector<std::size_t>& out, const char* kind, const Node& node, Reader& reader);

template <class Entity>
struct Leaf<Ref<Entity>> {
  static constexpr const char* name = "name";
  static std::string meaning() { return std::string("a name among `") + Entity::kind + "`"; }
  static std::string json_schema() { return R"({"type":"string"})"; }
  static bool read(Ref<Entity>& out, const Node& node, Reader& reader) {
    return read_ref(out.index, Entity::kind, node, reader);
  }
  static std::string print(const Ref<Entity>&) { return {}; }
};

template <class Entity>
struct Leaf<Refs<Entity>> {
  static constexpr const char* name = "names";
  static std::string meaning() { return std::string("one or several names among `") + Entity::kind + "`"; }
  static std::string json_schema() {
    return R"({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]})";
  }
  static bool read(Refs<Entity>& out, const Node& node, Reader& reader) {
    return read_refs(out.indices, Entity::kind, node, reader);
  }
  static std::string print(const Refs<Entity>&) { return {}; }
};

}  // namespace mainstay::schema
