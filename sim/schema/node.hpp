#pragma once
// A document as a tree: what was written, and where. No meaning yet: scalars are text.
//
// A `null` node stands where something was written that could not be read. It has been reported already, so whoever
// meets one says nothing more about it.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api.hpp"
#include "schema/diagnostics.hpp"

namespace mainstay::schema {

// The key of a map under which a bare value stands that has been given keys of its own. `repair: 4 h` is short for a
// task; once somebody asks for `repair.by: dba`, it becomes `repair: { .: 4 h, by: dba }`, and the reader puts the value
// of `.` into the field that the bare value stands for, unless that field is given too. Nobody can write this key.
inline constexpr std::string_view shorthand_key = ".";

class MAINSTAY_API Node {
 public:
  enum class Kind { null, scalar, list, map };
  struct Entry;

  Kind kind = Kind::null;
  std::string text;             // of a scalar
  bool quoted = false;          // a scalar in quotes: text, never a number or `none`
  Place place;                  // of the value
  std::vector<Node> items;      // of a list
  std::vector<Entry> entries;   // of a map, in the order written

  static Node scalar(std::string text, Place place);
  static Node map(Place place);

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_null() const { return kind == Kind::null; }
  // The bare word `none`, by which a value is taken away. In quotes it is a text like any other.
  bool is_none() const { return is_scalar() && !quoted && text == "none"; }
  // `{ value: LAW, source: ..., grade: ... }`: a value that says where it comes from, with at least its `value`.
  bool is_figure() const;

  const Node* find(std::string_view key) const;  // of a map; nullptr where absent
  Node* find(std::string_view key);
  // Replaces the value in place, or appends it; the place of a new key is that of its value.
  Node& set(std::string_view key, Node value);
  bool erase(std::string_view key);              // false where absent
};

struct Node::Entry {
  std::string key;
  Place key_place;
  Node value;
};

}  // namespace mainstay::schema
