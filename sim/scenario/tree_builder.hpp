#pragma once
// From YAML's events to nodes. What YAML accepts silently though it means something else is found here.

#include <yaml-cpp/eventhandler.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scenario/parse.hpp"
#include "scenario/text.hpp"

namespace mainstay::scenario {

inline constexpr const char* instead_of_alias =
    "write `like: name` to start from another entity; quote a text that starts with '&' or '*'";

// Thrown through YAML's reader to end it early, once what is wrong has been reported.
struct Stop {
  bool usable;  // what has been read so far is a whole document
};

// Hears one text's events; its text and places must outlive it.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, Places& places, schema::Diagnostics& diagnostics)
      : text_(text), places_(places), diagnostics_(diagnostics) {}

  std::optional<schema::Node> root;
  bool root_is_block = false;  // written without { } or [ ]

  void error(const schema::Place& place, std::string message, std::string suggestion = {}) {
    if (reported_ > max_reported) return;
    if (++reported_ > max_reported) {
      message = "there are more than " + std::to_string(max_reported) + " errors; the rest is not shown";
      suggestion.clear();
    }
    diagnostics_.error(place, std::move(message), std::move(suggestion));
  }

  // The innermost map or list that is open, where reading has stopped.
  const schema::Node* innermost() const { return frames_.empty() ? nullptr : &frames_.back().node; }
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
    open(schema::Node::Kind::list, mark, tag, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    open(schema::Node::Kind::map, mark, tag, style);
  }
  void OnMapEnd() override { close(); }

 private:
  // What a null node stands for.
  enum class Null { no, missing, word, reported };

  struct Frame {
    schema::Node node;
    bool flow = false;     // within { } or [ ]
    bool has_key = false;  // of a map: `key` waits for its value
    bool key_reported = false;
    bool key_quoted = false;
    schema::Node::Entry key;
    int open = 0;                                 // parentheses that the value before has left open
    std::unordered_map<std::string, schema::Place> keys;  // of a map, once it is large
  };

  bool count_value();
  schema::Place dash_before(std::size_t byte, const YAML::Mark& mark);
  void check_tag(const YAML::Mark& mark, const std::string& tag, bool is_scalar);
  void check_quote(const YAML::Mark& mark, const schema::Place& place);
  void open(schema::Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::EmitterStyle::value style);
  void close();
  void deliver(schema::Node node, Null null = Null::no);
  void add_item(Frame& frame, schema::Node node, Null null);
  void take_key(Frame& frame, schema::Node node, Null null);
  void add_entry(Frame& frame, schema::Node node, Null null);
  static bool continues(Frame& frame, const std::string& key, const schema::Node* value, Null null);
  bool left_open(Frame* frame, const std::string& text, const schema::Place& place);
  void check_null(Null null, bool flow, const std::string& whose, const schema::Place& place);
  bool check_key(const Frame& frame, const schema::Node::Entry& key);
  std::optional<schema::Place> written_before(Frame& frame, const schema::Node::Entry& key);

  std::string_view text_;
  Places& places_;
  schema::Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::size_t reported_ = 0;
  std::size_t values_ = 0;
  std::size_t skipped_ = 0;  // maps and lists open below the deepest that is read
};

}  // namespace mainstay::scenario
