#pragma once
// A text as it was given: is it text at all, where in it is a byte, and how does one quote from it in a message?

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "schema/diagnostics.hpp"

namespace YAML {
struct Mark;
}

namespace mainstay::scenario {

// Nowhere in particular in a file, or in what was given under another name (`--set teams.dba.staff=4`).
inline schema::Place whole_of(std::string name) {
  return {std::make_shared<const std::string>(std::move(name)), 0, 0};
}

std::string in_quotes(std::string_view text);
// A text that may be long, with its end left out.
std::string quote(std::string_view text);
// "; first at FILE:LINE:COLUMN", where that is known.
std::string first_at(const schema::Place& place);

// Finds places in a text, which must outlive it. Those asked for in the order of the text are found fast, even where it
// is one long line.
class Places {
 public:
  Places(std::string_view text, schema::Place base) : text_(text), base_(std::move(base)) {}

  // All of this text is one value given elsewhere, and stands there.
  void fix() { fixed_ = true; }

  // The place of a byte of the text on line `line`, counted from 0, that begins at byte `start`.
  schema::Place at(std::size_t byte, std::size_t start, int line);
  schema::Place at(const YAML::Mark& mark);
  schema::Place at(std::size_t byte);
  schema::Place whole() const { return base_; }

 private:
  std::string_view text_;
  schema::Place base_;
  bool fixed_ = false;
  int line_ = -1;
  std::size_t byte_ = 0;
  int column_ = 1;
};

// The length of the UTF-8 character that text begins with (RFC 3629, section 4), 0 where it is none.
std::size_t character_length(std::string_view text);

// Whether all of it is text: UTF-8, without control characters, with line ends that editors count too. Says where not.
bool check_text(std::string_view text, Places& places, schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
