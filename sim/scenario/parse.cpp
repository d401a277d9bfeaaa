#include "scenario/parse.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "scenario/text.hpp"
#include "scenario/tree_builder.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;
using schema::Place;

namespace {

// YAML's own errors, in words that help.

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
bool read_yaml(std::string_view text, TreeBuilder& builder, Places& places) {
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

// All of a text; false where no tree came of it, which has been said. `nothing` is what is said of an empty one.
bool read(std::string_view text, TreeBuilder& builder, Places& places, Diagnostics& diagnostics, const char* nothing,
          const char* suggestion) {
  if (!check_text(text, places, diagnostics)) return false;
  const int before = diagnostics.error_count();
  if (!read_yaml(text, builder, places)) return false;
  if (builder.root && !(builder.root->is_null() && diagnostics.error_count() == before)) return true;
  builder.error(places.whole(), nothing, suggestion);
  return false;
}

}  // namespace

std::optional<Node> parse_text(std::string_view text, std::string name, Diagnostics& diagnostics) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Places places(text, whole_of(std::move(name)));
  if (text.size() > max_text_bytes) {
    diagnostics.error(places.whole(), "this is too large: a scenario has at most " +
                                          std::to_string(max_text_bytes >> 20) + " MiB");
    return std::nullopt;
  }
  TreeBuilder builder(text, places, diagnostics);
  if (!read(text, builder, places, diagnostics, "there is nothing in this file", "a scenario starts with `mainstay: 1`"))
    return std::nullopt;
  if (builder.root->is_map()) return std::move(builder.root);
  if (builder.root->is_null()) return std::nullopt;
  builder.error(builder.root->place, "a scenario is a map of sections (`teams: ...`)", "");
  return std::nullopt;
}

std::optional<Node> parse_value(std::string_view text, const Place& place, Diagnostics& diagnostics) {
  Places places(text, place);
  places.fix();
  TreeBuilder builder(text, places, diagnostics);
  const int before = diagnostics.error_count();
  if (!read(text, builder, places, diagnostics, "there is no value", "`none` takes a value away")) return std::nullopt;
  if ((builder.root->is_map() || builder.root->is_list()) && builder.root_is_block) {
    builder.error(place, "a value that is a map or a list stands in { } or [ ]", "");
    return std::nullopt;
  }
  if (diagnostics.error_count() > before) return std::nullopt;
  return std::move(builder.root);
}

}  // namespace mainstay::scenario
