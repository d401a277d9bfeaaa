#include "scenario/parse.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <system_error>
#include <unordered_map>

namespace mainstay::scenario {
namespace {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

std::string in_quotes(std::string_view text) {
  return "'" + std::string(text) + "'";
}

// A text that may be long, with its end left out.
std::string quote(std::string_view text) {
  constexpr std::size_t enough = 60;
  if (text.size() <= enough) return in_quotes(text);
  std::size_t end = enough;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u)
    --end;  // not within a character
  return in_quotes(std::string(text.substr(0, end)) + "...");
}

// "; first at FILE:LINE:COLUMN", where that is known.
std::string first_at(const Place& place) {
  return place.line > 0 ? "; first at " + to_string(place) : std::string();
}

// ---- Text: is it text at all, and where in it is a byte?

class Places {
 public:
  Places(std::string_view text, Place base) : text_(text), base_(std::move(base)) {}

  // All of this text is one value given elsewhere, and stands there.
  void fix() { fixed_ = true; }

  // The place of a byte of the text on line `line`, counted from 0, that begins at byte `start`.
  Place at(std::size_t byte, std::size_t start, int line) {
    if (fixed_) return base_;
    // A file may be one long line: count on from the last place where that is possible.
    if (line != line_ || byte < byte_) {
      line_ = line;
      byte_ = start;
      column_ = 1;
    }
    for (; byte_ < byte && byte_ < text_.size(); ++byte_) {
      if ((static_cast<unsigned char>(text_[byte_]) & 0xC0u) != 0x80u) ++column_;
    }
    return {base_.file, line + 1, column_};
  }

  Place at(const YAML::Mark& mark) {
    if (mark.is_null()) return whole();
    return at(static_cast<std::size_t>(mark.pos), static_cast<std::size_t>(mark.pos - mark.column),
              mark.line);
  }

  Place at(std::size_t byte) {
    const std::string_view before = text_.substr(0, byte);
    const std::size_t newline = before.rfind('\n');
    const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    return at(byte, newline == std::string_view::npos ? 0 : newline + 1, line);
  }

  Place whole() const { return base_; }

 private:
  std::string_view text_;
  Place base_;
  bool fixed_ = false;
  int line_ = -1;
  std::size_t byte_ = 0;
  int column_ = 1;
};

// The length of the UTF-8 character that text begins with (RFC 3629, section 4), 0 where it is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;   // no longer than need be
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;  // no surrogates, not past U+10FFFF
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return 0;
  }
  return length;
}

bool check_text(std::string_view text, Places& places, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text.substr(i));
    if (length == 0) {
      diagnostics.error(places.at(i), "this is not text: the bytes here are not UTF-8",
                        "save the file as UTF-8");
      return false;
    }
    const char c = text[i];
    // A carriage return alone is a line end to YAML but not to editors: places would be wrong.
    const bool lone_return = c == '\r' && text.substr(i, 2) != "\r\n";
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (lone_return || control) {
      diagnostics.error(places.at(i),
                        lone_return ? "a carriage return stands alone here"
                                    : "this is not text: a control character (byte " +
                                          std::to_string(static_cast<unsigned>(c)) + ") stands here",
                        lone_return ? "save the file with the line ends of Unix or Windows" : "");
      return false;
    }
    i += length;
  }
  return true;
}

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

// ---- From YAML's events to nodes

// Thrown through YAML's reader to end it early, once what is wrong has been reported.
struct Stop {
  bool usable;  // what has been read so far is a whole document
};

class Builder final : public YAML::EventHandler {
 public:
  Builder(std::string_view text, Places& places, Diagnostics& diagnostics)
      : text_(text), places_(places), diagnostics_(diagnostics) {}

  std::optional<Node> root;
  bool root_is_block = false;  // written without { } or [ ]

  void error(const Place& place, std::string message, std::string suggestion = {}) {
    if (reported_ > max_reported) return;
    if (++reported_ > max_reported) {
      message = "there are more than " + std::to_string(max_reported) + " errors; the rest is not shown";
      suggestion.clear();
    }
    diagnostics_.error(place, std::move(message), std::move(suggestion));
  }

  // The innermost map or list that is open, where reading has stopped.
  const Node* innermost() const { return frames_.empty() ? nullptr : &frames_.back().node; }
  bool too_deep() const { return skipped_ > 0; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override;
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    open(Node::Kind::list, mark, tag, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    open(Node::Kind::map, mark, tag, style);
  }
  void OnMapEnd() override { close(); }

 private:
  // What a null node stands for.
  enum class Null { no, missing, word, reported };

  struct Frame {
    Node node;
    bool flow = false;     // within { } or [ ]
    bool has_key = false;  // of a map: `key` waits for its value
    bool key_reported = false;
    bool key_quoted = false;
    Node::Entry key;
    int open = 0;                                 // parentheses that the value before has left open
    std::unordered_map<std::string, Place> keys;  // of a map, once it is large
  };

  bool count_value();
  Place dash_before(std::size_t byte, const YAML::Mark& mark);
  void check_tag(const YAML::Mark& mark, const std::string& tag, bool is_scalar);
  void check_quote(const YAML::Mark& mark, const Place& place);
  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::EmitterStyle::value style);
  void close();
  void deliver(Node node, Null null = Null::no);
  void add_item(Frame& frame, Node node, Null null);
  void take_key(Frame& frame, Node node, Null null);
  void add_entry(Frame& frame, Node node, Null null);
  static bool continues(Frame& frame, const std::string& key, const Node* value, Null null);
  bool left_open(Frame* frame, const std::string& text, const Place& place);
  void check_null(Null null, bool flow, const std::string& whose, const Place& place);
  bool check_key(const Frame& frame, const Node::Entry& key);
  std::optional<Place> written_before(Frame& frame, const Node::Entry& key);

  std::string_view text_;
  Places& places_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::size_t reported_ = 0;
  std::size_t values_ = 0;
  std::size_t skipped_ = 0;  // maps and lists open below the deepest that is read
};

const char* const instead_of_alias =
    "write `like: name` to start from another entity; quote a text that starts with '&' or '*'";

bool Builder::count_value() {
  if (skipped_ > 0) return false;
  if (++values_ <= max_values) return true;
  error(places_.whole(), "there are more than " + std::to_string(max_values) + " keys and values");
  throw Stop{false};
}

void Builder::OnDocumentStart(const YAML::Mark& mark) {
  if (!root) return;
  error(places_.at(mark), "a second document starts here, but a scenario is one",
        "remove the '---' or '...'");
  throw Stop{true};
}

void Builder::check_tag(const YAML::Mark& mark, const std::string& tag, bool is_scalar) {
  const auto byte = static_cast<std::size_t>(mark.pos);
  const bool bare = tag == "!" && byte < text_.size() && text_[byte] == '!';
  if (tag == "?" || (tag == "!" && is_scalar && !bare)) return;  // "!" is also how a quoted scalar is marked
  error(places_.at(mark),
        "tags ('!') are not part of the language: what a value is follows from where it stands",
        "remove the tag; quote a text that starts with '!'");
}

// YAML's reader takes the end of the file for the closing quote, and swallows all that follows an open one.
void Builder::check_quote(const YAML::Mark& mark, const Place& place) {
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

void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t) {
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
Place Builder::dash_before(std::size_t byte, const YAML::Mark& mark) {
  const std::string_view before = text_.substr(0, byte);
  const std::size_t dash = before.rfind('-');
  if (dash == std::string_view::npos || reported_ > max_reported) return places_.at(mark);
  const auto between =
      static_cast<int>(std::count(before.begin() + static_cast<std::ptrdiff_t>(dash), before.end(), '\n'));
  const std::size_t newline = before.rfind('\n', dash);
  return places_.at(dash, newline == std::string_view::npos ? 0 : newline + 1, mark.line - between);
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  if (!count_value()) return;
  Node node;
  node.place = places_.at(mark);
  error(node.place, "aliases ('*') are not part of the language", instead_of_alias);
  deliver(std::move(node), Null::reported);
}

void Builder::OnAnchor(const YAML::Mark& mark, const std::string& name) {
  if (skipped_ > 0) return;
  error(places_.at(mark), "anchors ('&" + name + "') are not part of the language", instead_of_alias);
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
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

void Builder::open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
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

void Builder::close() {
  if (skipped_ > 0) {
    --skipped_;
    return;
  }
  Node node = std::move(frames_.back().node);
  frames_.pop_back();
  deliver(std::move(node));
}

void Builder::deliver(Node node, Null null) {
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
bool Builder::left_open(Frame* frame, const std::string& text, const Place& place) {
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
bool Builder::continues(Frame& frame, const std::string& key, const Node* value, Null null) {
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

void Builder::check_null(Null null, bool flow, const std::string& whose, const Place& place) {
  if (null == Null::missing) {
    error(place, whose + " has no value",
          flow ? "write `key: value`; inside { } a comma ends a value, so quote a text that holds one"
               : "write one, or {} for an entity or step without keys");
  } else if (null == Null::word) {
    error(place, whose + " is null, which means nothing here",
          "leave it out; `none` takes away what is inherited");
  }
}

void Builder::add_item(Frame& frame, Node node, Null null) {
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

void Builder::take_key(Frame& frame, Node node, Null null) {
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

bool Builder::check_key(const Frame& frame, const Node::Entry& key) {
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
std::optional<Place> Builder::written_before(Frame& frame, const Node::Entry& key) {
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

void Builder::add_entry(Frame& frame, Node node, Null null) {
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

// ---- YAML's own errors, in words that help

std::pair<std::string, std::string> explain(const YAML::Exception& e, std::string_view text,
                                            const Node* innermost) {
  namespace Msg = YAML::ErrorMsg;
  const auto byte = static_cast<std::size_t>(std::max(e.mark.pos, 0));
  const std::string here =
      byte < text.size() ? quote(text.substr(byte, character_length(text.substr(byte)))) : "'?'";
  const auto is = [&](const char* message) { return e.msg == message; };
  if (is(Msg::UNKNOWN_TOKEN)) return {"a value cannot start with " + here, "quote it"};
  if (is(Msg::ANCHOR_NOT_FOUND) || is(Msg::CHAR_IN_ANCHOR) || is(Msg::MULTIPLE_ANCHORS)) {
    return {"anchors ('&') are not part of the language", instead_of_alias};
  }
  if (is(Msg::ALIAS_NOT_FOUND) || is(Msg::CHAR_IN_ALIAS) || is(Msg::UNKNOWN_ANCHOR) ||
      is(Msg::ALIAS_CONTENT)) {
    return {"aliases ('*') are not part of the language", instead_of_alias};
  }
  if (is(Msg::CHAR_IN_BLOCK))
    return {"nothing may follow '>' or '|' on its line", "quote a text that starts with '>' or '|'"};
  if (is(Msg::MAP_VALUE))
    return {"a ':' does not belong here", "check the indentation; quote a text that holds ': '"};
  if (is(Msg::TAB_IN_INDENTATION)) return {"a tab indents this line", "use spaces"};
  if (is(Msg::FLOW_END)) return {here + " closes what was not opened", ""};
  if (is(Msg::BLOCK_ENTRY))
    return {"a list cannot start here", "start it on a line of its own, or write [a, b]"};
  if (is(Msg::END_OF_MAP_FLOW) || is(Msg::END_OF_SEQ_FLOW)) {
    const char* bracket = is(Msg::END_OF_MAP_FLOW) ? "'{'" : "'['";
    const std::string opened =
        innermost == nullptr || innermost->place.line == 0 ? "" : to_string(innermost->place);
    return {std::string("the ") + bracket + (opened.empty() ? "" : " of " + opened) +
                " does not close before this",
            "close it, or check the commas"};
  }
  if (is(Msg::END_OF_MAP) || is(Msg::END_OF_SEQ)) {
    return {"this does not fit what stands before it", "check the indentation and the quotes"};
  }
  return {"this is not YAML: " + e.msg, ""};
}

// Runs the text through YAML's reader; false where its grammar is broken.
bool read(std::string_view text, Builder& builder, Places& places) {
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
  } catch (const Stop& stop) {
    return stop.usable;
  } catch (const YAML::Exception& e) {
    // YAML's reader has a limit of depth too; by then ours has been reported.
    if (builder.too_deep()) return false;
    const auto [message, suggestion] = explain(e, text, builder.innermost());
    builder.error(places.at(e.mark), message, suggestion);
    return false;
  }
  return true;
}

// ---- Files

class Reader {
 public:
  // With `texts`, these are taken for the files in the order in which they are read.
  explicit Reader(Diagnostics& diagnostics, const std::vector<std::string>* texts = nullptr)
      : diagnostics_(diagnostics), texts_(texts) {}
  std::vector<std::pair<std::string, std::string>> sources;

  // The tree of a file with all that it includes. `asked_at` is where an include names it.
  std::optional<Node> file(const std::filesystem::path& path, const Place& asked_at);

 private:
  std::optional<std::string> text_of(const std::filesystem::path& path, const Place& asked_at);
  void include(const Node& names, const std::filesystem::path& from, Node& into);
  void include_one(const Node& name, const std::filesystem::path& from, Node& into);
  void join(Node& into, Node&& from);
  void join_section(Node& into, Node&& from, const std::string& section);

  Diagnostics& diagnostics_;
  const std::vector<std::string>* texts_;
  std::size_t bytes_ = 0;
  std::vector<std::filesystem::path> open_;  // from the scenario down to the file being read
  std::set<std::filesystem::path> asked_;    // by any include
};

std::optional<std::string> Reader::text_of(const std::filesystem::path& path, const Place& asked_at) {
  const std::string name = in_quotes(path.generic_string());
  if (texts_ != nullptr) {
    if (sources.size() < texts_->size()) return (*texts_)[sources.size()];
    diagnostics_.error(asked_at, name + " was not kept");
    return std::nullopt;
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    diagnostics_.error(asked_at, name + " is a directory, not a file");
    return std::nullopt;
  }
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::string text;
  char buffer[1 << 16];
  while (stream && text.size() + bytes_ <= max_text_bytes) {
    stream.read(buffer, sizeof buffer);
    text.append(buffer, static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.is_open() || stream.bad()) {
    const std::string why = errno == 0 ? "unknown" : std::generic_category().message(errno);
    diagnostics_.error(asked_at, "cannot read " + name + ": " + why);
    return std::nullopt;
  }
  bytes_ += text.size();
  if (bytes_ > max_text_bytes) {
    diagnostics_.error(asked_at, name + " is too large: a scenario has at most " +
                                     std::to_string(max_text_bytes >> 20) +
                                     " MiB, with all that it includes");
    return std::nullopt;
  }
  return text;
}

std::optional<Node> Reader::file(const std::filesystem::path& path, const Place& asked_at) {
  auto text = text_of(path, asked_at);
  if (!text) return std::nullopt;
  const std::string name = path.generic_string();
  sources.emplace_back(name, std::move(*text));
  std::optional<Node> own = parse_text(sources.back().second, name, diagnostics_);
  if (!own) return std::nullopt;
  const Node* found = own->find("include");
  if (found == nullptr) return own;

  const Node names = *found;
  own->erase("include");
  Node joined = Node::map(own->place);
  std::error_code error;
  open_.push_back(std::filesystem::weakly_canonical(path, error));
  include(names, path, joined);
  open_.pop_back();
  join(joined, std::move(*own));
  return joined;
}

void Reader::include(const Node& names, const std::filesystem::path& from, Node& into) {
  if (names.is_list()) {
    for (const Node& name : names.items) include_one(name, from, into);
  } else {
    include_one(names, from, into);
  }
}

void Reader::include_one(const Node& name, const std::filesystem::path& from, Node& into) {
  if (name.is_null()) return;
  if (!name.is_scalar() || name.text.empty()) {
    diagnostics_.error(name.place, "`include` takes a list of files", "write `include: [estate.yaml]`");
    return;
  }
  const std::filesystem::path path = (from.parent_path() / name.text).lexically_normal();
  std::error_code error;
  const std::filesystem::path identity = std::filesystem::weakly_canonical(path, error);
  if (std::find(open_.begin(), open_.end(), identity) != open_.end()) {
    diagnostics_.error(name.place, in_quotes(path.generic_string()) + " includes itself by way of this file",
                       "remove the line");
    return;
  }
  if (open_.size() >= max_depth) {
    diagnostics_.error(name.place,
                       "files include each other more than " + std::to_string(max_depth) + " deep");
    return;
  }
  if (!asked_.insert(identity).second) return;
  auto included = file(path, name.place);
  if (included) join(into, std::move(*included));
}

void Reader::join(Node& into, Node&& from) {
  for (Node::Entry& entry : from.entries) {
    const auto present = std::find_if(into.entries.begin(), into.entries.end(),
                                      [&](const Node::Entry& e) { return e.key == entry.key; });
    if (present == into.entries.end()) {
      into.entries.push_back(std::move(entry));
      continue;
    }
    const bool same_version = entry.key == "mainstay" && present->value.text == entry.value.text;
    if (present->value.is_null() || entry.value.is_null() || same_version) continue;
    if (present->value.is_map() && entry.value.is_map()) {
      join_section(present->value, std::move(entry.value), entry.key);
    } else {
      diagnostics_.error(entry.key_place,
                         quote(entry.key) + " is written twice" + first_at(present->key_place),
                         "keep one of them");
    }
  }
}

void Reader::join_section(Node& into, Node&& from, const std::string& section) {
  std::unordered_map<std::string, Place> places;
  for (const Node::Entry& entry : into.entries) places.emplace(entry.key, entry.key_place);
  for (Node::Entry& entry : from.entries) {
    const auto [same, is_new] = places.emplace(entry.key, entry.key_place);
    if (is_new) {
      into.entries.push_back(std::move(entry));
    } else {
      diagnostics_.error(entry.key_place,
                         quote(entry.key) + " of '" + section + "' is written twice" + first_at(same->second),
                         "keep one of them, or start from it under another name with `like`");
    }
  }
}

}  // namespace

std::optional<Node> parse_text(std::string_view text, std::string name, Diagnostics& diagnostics) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Places places(text, {std::make_shared<const std::string>(std::move(name)), 0, 0});
  if (text.size() > max_text_bytes) {
    diagnostics.error(places.whole(), "this is too large: a scenario has at most " +
                                          std::to_string(max_text_bytes >> 20) + " MiB");
    return std::nullopt;
  }
  if (!check_text(text, places, diagnostics)) return std::nullopt;
  Builder builder(text, places, diagnostics);
  const int before = diagnostics.error_count();
  if (!read(text, builder, places)) return std::nullopt;
  if (!builder.root || (builder.root->is_null() && diagnostics.error_count() == before)) {
    builder.error(places.whole(), "there is nothing in this file", "a scenario starts with `mainstay: 1`");
    return std::nullopt;
  }
  if (builder.root->is_map()) return std::move(builder.root);
  if (builder.root->is_null()) return std::nullopt;
  builder.error(builder.root->place, "a scenario is a map of sections (`teams: ...`)", "");
  return std::nullopt;
}

std::optional<ParsedFile> parse_file(const std::filesystem::path& path, Diagnostics& diagnostics) {
  Reader reader(diagnostics);
  auto root = reader.file(path, {std::make_shared<const std::string>(path.generic_string()), 0, 0});
  if (!root) return std::nullopt;
  return ParsedFile{std::move(*root), std::move(reader.sources)};
}

std::optional<ParsedFile> parse_texts(const std::filesystem::path& path, const std::vector<std::string>& texts,
                                      Diagnostics& diagnostics) {
  Reader reader(diagnostics, &texts);
  auto root = reader.file(path, {std::make_shared<const std::string>(path.generic_string()), 0, 0});
  if (!root) return std::nullopt;
  return ParsedFile{std::move(*root), std::move(reader.sources)};
}

std::optional<Node> parse_value(std::string_view text, const Place& place, Diagnostics& diagnostics) {
  Places places(text, place);
  places.fix();
  if (!check_text(text, places, diagnostics)) return std::nullopt;
  Builder builder(text, places, diagnostics);
  const int before = diagnostics.error_count();
  if (!read(text, builder, places)) return std::nullopt;
  if (!builder.root || (builder.root->is_null() && diagnostics.error_count() == before)) {
    builder.error(place, "there is no value", "`none` takes a value away");
    return std::nullopt;
  }
  if ((builder.root->is_map() || builder.root->is_list()) && builder.root_is_block) {
    builder.error(place, "a value that is a map or a list stands in { } or [ ]", "");
    return std::nullopt;
  }
  if (diagnostics.error_count() > before) return std::nullopt;
  return std::move(builder.root);
}

}  // namespace mainstay::scenario
