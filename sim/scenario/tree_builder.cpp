#include "scenario/tree_builder.hpp"

#include <yaml-cpp/mark.h>

#include <algorithm>

namespace mainstay::scenario {

using schema::Node;
using schema::Place;

namespace {

// ---- Parentheses: how many stay open at the end of a text, and how many close that were not opened in it?

struct Parentheses {
  int open = 0;
  int stray = 0;
};

Parentheses parentheses(std::string_view text) {
  Parentheses p;
  for (const char c : text) {
    if (c == '(') ++p.open;
    if (c == ')') p.open > 0 ? --p.open : ++p.stray;
  }
  return p;
}

// Does the text at a place say `~` or `null`, rather than nothing?
bool is_null_word(std::string_view text) {
  std::size_t length = 0;
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (text.starts_with(word)) length = word.size();
  }
  if (length == 0) return false;
  return text.size() == length ||
         std::string_view(" \t\r\n,]}:").find(text[length]) != std::string_view::npos;
}

}  // namespace

bool TreeBuilder::count_value() {
  if (skipped_ > 0) return false;
  if (++values_ <= max_values) return true;
  error(places_.whole(), "there are more than " + std::to_string(max_values) + " keys and values");
  throw Stop{false};
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (!root) return;
  error(places_.at(mark), "a second document starts here, but a scenario is one",
        "remove the '---' or '...'");
  throw Stop{true};
}

void TreeBuilder::check_tag(const YAML::Mark& mark, const std::string& tag, bool is_scalar) {
  const auto byte = static_cast<std::size_t>(mark.pos);
  const bool bare = tag == "!" && byte < text_.size() && text_[byte] == '!';
  if (tag == "?" || (tag == "!" && is_scalar && !bare)) return;  // "!" is also how a quoted scalar is marked
  error(places_.at(mark),
        "tags ('!') are not part of the language: what a value is follows from where it stands",
        "remove the tag; quote a text that starts with '!'");
}

// YAML's reader takes the end of the file for the closing quote, and swallows all that follows an open one.
void TreeBuilder::check_quote(const YAML::Mark& mark, const Place& place) {
  const auto start = static_cast<std::size_t>(mark.pos);
  if (start >= text_.size() || (text_[start] != '"' && text_[start] != '\'')) return;
  const char q = text_[start];
  for (std::size_t i = start + 1; i < text_.size(); ++i) {
    if (text_[i] == '\\' && q == '"') {
      ++i;
    } else if (text_[i] == q) {
      if (q == '"' || i + 1 >= text_.size() || text_[i + 1] != q) return;
      ++i;  // '' is a quote within quotes
    }
  }
  error(place, "the quote that opens here does not close");
  throw Stop{false};
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t) {
  if (!count_value()) return;
  const std::size_t byte = std::min(text_.size(), static_cast<std::size_t>(std::max(mark.pos, 0)));
  const Frame* frame = frames_.empty() ? nullptr : &frames_.back();
  const bool is_word = is_null_word(text_.substr(byte));
  Node node;
  if (frame != nullptr && frame->has_key && !is_word) {
    node.place = frame->key.key_place;  // YAML gives the place of what follows
  } else if (frame != nullptr && frame->node.is_list() && !frame->flow && !is_word) {
    node.place = dash_before(byte, mark);
  } else {
    node.place = places_.at(mark);
  }
  deliver(std::move(node), is_word ? Null::word : Null::missing);
}

// The place of the dash of an empty item, where YAML gives that of what follows it.
Place TreeBuilder::dash_before(std::size_t byte, const YAML::Mark& mark) {
  const std::string_view before = text_.substr(0, byte);
  const std::size_t dash = before.rfind('-');
  if (dash == std::string_view::npos || reported_ > max_reported) return places_.at(mark);
  const auto between =
      static_cast<int>(std::count(before.begin() + static_cast<std::ptrdiff_t>(dash), before.end(), '\n'));
  const std::size_t newline = before.rfind('\n', dash);
  return places_.at(dash, newline == std::string_view::npos ? 0 : newline + 1, mark.line - between);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  if (!count_value()) return;
  Node node;
  node.place = places_.at(mark);
  error(node.place, "aliases ('*') are not part of the language", instead_of_alias);
  deliver(std::move(node), Null::reported);
}

void TreeBuilder::OnAnchor(const YAML::Mark& mark, const std::string& name) {
  if (skipped_ > 0) return;
  error(places_.at(mark), "anchors ('&" + name + "') are not part of the language", instead_of_alias);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       const std::string& value) {
  if (!count_value()) return;
  Node node = Node::scalar(value, places_.at(mark));
  node.quoted = tag == "!";
  check_tag(mark, tag, true);
  if (tag != "?" && tag != "!" && value.empty()) {
    node.kind = Node::Kind::null;  // a tag without a value
    deliver(std::move(node), Null::reported);
    return;
  }
  if (node.quoted) check_quote(mark, node.place);
  deliver(std::move(node));
}

void TreeBuilder::open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
                   YAML::EmitterStyle::value style) {
  if (!count_value()) {
    ++skipped_;
    return;
  }
  Frame frame;
  frame.node.kind = kind;
  frame.node.place = places_.at(mark);
  frame.flow = style == YAML::EmitterStyle::Flow || (!frames_.empty() && frames_.back().flow);
  check_tag(mark, tag, false);
  if (frames_.empty()) root_is_block = !frame.flow;
  if (frames_.size() < max_depth) {
    frames_.push_back(std::move(frame));
    return;
  }
  error(frame.node.place,
        "maps and lists stand in each other more than " + std::to_string(max_depth) + " deep");
  ++skipped_;
  frame.node.kind = Node::Kind::null;
  deliver(std::move(frame.node), Null::reported);
}

void TreeBuilder::close() {
  if (skipped_ > 0) {
    --skipped_;
    return;
  }
  Node node = std::move(frames_.back().node);
  frames_.pop_back();
  deliver(std::move(node));
}

void TreeBuilder::deliver(Node node, Null null) {
  if (frames_.empty()) {
    if (null == Null::no && node.is_scalar() && !node.quoted && left_open(nullptr, node.text, node.place)) {
      node.kind = Node::Kind::null;
    }
    root = std::move(node);
    return;
  }
  Frame& frame = frames_.back();
  if (frame.node.is_list()) {
    add_item(frame, std::move(node), null);
  } else if (frame.has_key) {
    add_entry(frame, std::move(node), null);
  } else {
    take_key(frame, std::move(node), null);
  }
}

// Reports parentheses that do not close in a plain scalar, and remembers them: what follows in the same { }
// or [ ] belongs to it.
bool TreeBuilder::left_open(Frame* frame, const std::string& text, const Place& place) {
  const int count = parentheses(text).open;
  if (count == 0) return false;
  const bool flow = frame != nullptr && frame->flow;
  if (flow) frame->open = count;
  error(place, "parentheses do not close in " + quote(text),
        flow ? "inside { } and [ ] a comma ends the value: use semicolons" : "close them, or quote a text");
  return true;
}

// Is this the rest of a phrase that a comma has cut in two (`{ time: f(a 1, b 2), by: x }`)? `value` is null
// in a list, whose item is the key.
bool TreeBuilder::continues(Frame& frame, const std::string& key, const Node* value, Null null) {
  if (frame.open == 0) return false;
  std::string_view text;
  if (value != nullptr && value->is_scalar() && !value->quoted) text = value->text;
  bool closes = false;
  int still_open = frame.open;
  for (const std::string_view part : {std::string_view(key), text}) {
    const Parentheses p = parentheses(part);
    closes = closes || p.stray > 0;
    still_open = std::max(0, still_open - p.stray) + p.open;
  }
  // A key with a value of its own is no rest: the parenthesis was forgotten.
  const bool is_rest = value == nullptr || null == Null::missing || closes;
  frame.open = is_rest ? still_open : 0;
  return is_rest;
}

void TreeBuilder::check_null(Null null, bool flow, const std::string& whose, const Place& place) {
  if (null == Null::missing) {
    error(place, whose + " has no value",
          flow ? "write `key: value`; inside { } a comma ends a value, so quote a text that holds one"
               : "write one, or {} for an entity or step without keys");
  } else if (null == Null::word) {
    error(place, whose + " is null, which means nothing here",
          "leave it out; `none` takes away what is inherited");
  }
}

void TreeBuilder::add_item(Frame& frame, Node node, Null null) {
  const bool plain = node.is_scalar() && !node.quoted;
  if (plain && continues(frame, node.text, nullptr, null)) return;
  frame.open = 0;
  if (null == Null::missing) {
    error(node.place, "an item of this list is empty", "write one between the commas or behind the dash");
    return;
  }
  check_null(null, frame.flow, "an item of this list", node.place);
  if (plain && left_open(&frame, node.text, node.place)) node.kind = Node::Kind::null;
  frame.node.items.push_back(std::move(node));
}

void TreeBuilder::take_key(Frame& frame, Node node, Null null) {
  frame.has_key = true;
  frame.key_reported = true;
  frame.key_quoted = node.quoted;
  if (null == Null::reported) return;
  if (null == Null::missing) {
    error(node.place, "a key is missing here", "write `key: value`");
  } else if (null == Null::word) {
    error(node.place, "null is no name for a key", "quote it");
  } else if (!node.is_scalar()) {
    error(node.place, "a key is a word or a path, not a map or a list");
  } else {
    frame.key_reported = false;
    frame.key = {std::move(node.text), std::move(node.place), {}};
  }
}

bool TreeBuilder::check_key(const Frame& frame, const Node::Entry& key) {
  if (key.key == "<<" && !frame.key_quoted) {
    error(key.key_place, "merge keys ('<<') are not part of the language",
          "write `like: name` to start from another entity");
  } else if (key.key.empty() || key.key == schema::shorthand_key) {
    error(key.key_place, quote(key.key) + " is no name for a key");
  } else {
    return true;
  }
  return false;
}

// The place of the same key in the same map, if any. A small map is looked through, which is cheaper.
std::optional<Place> TreeBuilder::written_before(Frame& frame, const Node::Entry& key) {
  constexpr std::size_t small = 16;
  const auto& entries = frame.node.entries;
  if (entries.size() < small) {
    const auto same =
        std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.key == key.key; });
    return same == entries.end() ? std::nullopt : std::optional(same->key_place);
  }
  if (frame.keys.empty()) {
    for (const Node::Entry& entry : entries) frame.keys.emplace(entry.key, entry.key_place);
  }
  const auto [same, is_new] = frame.keys.emplace(key.key, key.key_place);
  return is_new ? std::nullopt : std::optional(same->second);
}

void TreeBuilder::add_entry(Frame& frame, Node node, Null null) {
  frame.has_key = false;
  if (frame.key_reported) return;
  Node::Entry entry = std::move(frame.key);
  if (continues(frame, entry.key, &node, null)) return;
  if (!frame.key_quoted && left_open(&frame, entry.key, entry.key_place)) {
    if (frame.flow && node.is_scalar() && !node.quoted)
      frame.open = std::max(0, frame.open - parentheses(node.text).stray);
    return;
  }
  if (!check_key(frame, entry)) return;
  if (const auto before = written_before(frame, entry)) {
    error(entry.key_place, quote(entry.key) + " is written twice in the same map" + first_at(*before),
          "keep one of them");
    if (frame.flow && node.is_scalar() && !node.quoted) frame.open = parentheses(node.text).open;
    return;
  }
  check_null(null, frame.flow, quote(entry.key), null == Null::missing ? entry.key_place : node.place);
  if (node.is_scalar() && !node.quoted && left_open(&frame, node.text, node.place))
    node.kind = Node::Kind::null;
  entry.value = std::move(node);
  frame.node.entries.push_back(std::move(entry));
}

}  // namespace mainstay::scenario
