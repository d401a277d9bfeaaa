#include "scenario/text.hpp"

#include <yaml-cpp/mark.h>

#include <algorithm>

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Place;

std::string in_quotes(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string quote(std::string_view text) {
  constexpr std::size_t enough = 60;
  if (text.size() <= enough) return in_quotes(text);
  std::size_t end = enough;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u)
    --end;  // not within a character
  return in_quotes(std::string(text.substr(0, end)) + "...");
}

std::string first_at(const Place& place) {
  return place.line > 0 ? "; first at " + to_string(place) : std::string();
}

Place Places::at(std::size_t byte, std::size_t start, int line) {
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

Place Places::at(const YAML::Mark& mark) {
  if (mark.is_null()) return whole();
  return at(static_cast<std::size_t>(mark.pos), static_cast<std::size_t>(mark.pos - mark.column), mark.line);
}

Place Places::at(std::size_t byte) {
  const std::string_view before = text_.substr(0, byte);
  const std::size_t newline = before.rfind('\n');
  const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  return at(byte, newline == std::string_view::npos ? 0 : newline + 1, line);
}

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

}  // namespace mainstay::scenario
