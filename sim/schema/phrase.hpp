#pragma once
// A phrase is how the language writes a law, a profile or a schedule on one line:
// `lognormal(median 2 h; p90 8 h)`, `mixture(90 % exponential(mean 1 h); 10 % 24 h)`, `4 h`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"

namespace mainstay::schema {

struct MAINSTAY_API Phrase {
  struct Argument {
    std::string text;     // as written, trimmed: `median 2 h`, `90 % exponential(mean 1 h)`
    std::size_t offset;   // of its first character in the phrase
    // The leading word (letters, digits, `_`, starting with a letter, and followed by a space and a value): `median`;
    // else empty.
    std::string_view name() const;
    // What follows the leading word, or the whole text where there is none: `2 h`.
    std::string_view value() const;
    std::size_t value_offset() const;
  };
  std::string head;               // `lognormal`; or the whole text of a phrase without parentheses
  bool is_call = false;           // has parentheses
  std::vector<Argument> arguments;

  // The argument of that name, or nullptr.
  const Argument* find(std::string_view name) const;
};

struct PhraseError {
  std::size_t offset;  // in the text
  std::string message;
};

// Splits at the top level's semicolons; nested phrases stay whole, to be parsed in their turn. A parenthesis that does
// not close or was never opened, text after the closing one, a missing name before it, an empty argument, a semicolon
// outside or a comma inside (at any depth) is an error that says so. `f()` has no arguments.
MAINSTAY_API std::optional<PhraseError> parse_phrase(std::string_view text, Phrase& out);

// The text with the named parameter's value replaced (`lognormal(median 2 h; p90 8 h)`, `median`, `3 h`); `path` may
// reach into nested laws by their names (`truncated(weibull(shape 2; mean 4 h); max 72 h)`: `weibull.shape`).
// Empty where the phrase has no such parameter, or two nested laws of that name, or where the result would not be a
// phrase with the same parameters (`value` is `3 h; p90 9 h`).
MAINSTAY_API std::optional<std::string> replace_parameter(std::string_view text, std::string_view path,
                                                          std::string_view value);

}  // namespace mainstay::schema
