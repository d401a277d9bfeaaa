#include "schema/phrase.hpp"

#include <utility>

namespace mainstay::schema {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(char c) {
  return blanks.find(c) != std::string_view::npos;
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

// The part of text[from, to) without blanks at its ends, as its first and past-the-last index.
std::pair<std::size_t, std::size_t> trim(std::string_view text, std::size_t from, std::size_t to) {
  while (from < to && is_blank(text[from])) ++from;
  while (to > from && is_blank(text[to - 1])) --to;
  return {from, to};
}

// The length of the name that leads an argument, 0 where none does.
std::size_t name_length(std::string_view text) {
  if (text.empty() || !is_letter(text[0])) return 0;
  std::size_t end = 1;
  while (end < text.size() && is_word(text[end])) ++end;
  const std::size_t next = text.find_first_not_of(blanks, end);
  if (next == end || next == std::string_view::npos || text[next] == '(') return 0;
  return end;
}

// Where the parts of a phrase lie: its opening and closing parenthesis and the semicolons between its
// arguments.
struct Layout {
  std::size_t open = std::string_view::npos;
  std::size_t close = std::string_view::npos;
  std::vector<std::size_t> semicolons;
};

std::optional<PhraseError> lay_out(std::string_view text, Layout& out) {
  std::vector<std::size_t> opened;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (out.close != std::string_view::npos && !is_blank(c)) {
      return PhraseError{
          i, c == ')' ? "a parenthesis closes that was not opened" : "text follows the closing parenthesis"};
    }
    if (c == '(') {
      if (opened.empty()) out.open = i;
      opened.push_back(i);
    } else if (c == ')') {
      if (opened.empty()) return PhraseError{i, "a parenthesis closes that was not opened"};
      opened.pop_back();
      if (opened.empty()) out.close = i;
    } else if (c == ';') {
      if (opened.empty()) return PhraseError{i, "a semicolon stands outside parentheses"};
      if (opened.size() == 1) out.semicolons.push_back(i);
    } else if (c == ',' && !opened.empty()) {
      return PhraseError{
          i, "a comma stands in parentheses: semicolons part the parameters, a point the decimals"};
    }
  }
  if (!opened.empty()) return PhraseError{opened.back(), "parentheses do not close"};
  return std::nullopt;
}

// The last word of a head: of `90 % exponential` the law `exponential`.
std::string_view last_word(std::string_view head) {
  const std::size_t blank = head.find_last_of(blanks);
  return blank == std::string_view::npos ? head : head.substr(blank + 1);
}

std::string spliced(std::string_view text, std::size_t from, std::size_t length, std::string_view value) {
  std::string result(text.substr(0, from));
  result += value;
  result += text.substr(from + length);
  return result;
}

// The one argument that is a law of that name (`weibull(shape 2; mean 4 h)`, `90 % exponential(mean 1 h)`).
const Phrase::Argument* find_law(const Phrase& phrase, std::string_view name) {
  const Phrase::Argument* found = nullptr;
  for (const Phrase::Argument& argument : phrase.arguments) {
    Phrase law;
    if (parse_phrase(argument.value(), law) || !law.is_call || last_word(law.head) != name) continue;
    if (found != nullptr) return nullptr;
    found = &argument;
  }
  return found;
}

}  // namespace

std::string_view Phrase::Argument::name() const {
  return std::string_view(text).substr(0, name_length(text));
}

std::string_view Phrase::Argument::value() const {
  return std::string_view(text).substr(value_offset() - offset);
}

std::size_t Phrase::Argument::value_offset() const {
  const std::size_t length = name_length(text);
  return offset + (length == 0 ? 0 : text.find_first_not_of(blanks, length));
}

const Phrase::Argument* Phrase::find(std::string_view name) const {
  if (name.empty()) return nullptr;
  for (const Argument& argument : arguments) {
    if (argument.name() == name) return &argument;
  }
  return nullptr;
}

std::optional<PhraseError> parse_phrase(std::string_view text, Phrase& out) {
  out = {};
  Layout layout;
  if (auto error = lay_out(text, layout)) return error;
  out.is_call = layout.open != std::string_view::npos;
  const auto [first, last] = trim(text, 0, out.is_call ? layout.open : text.size());
  out.head = text.substr(first, last - first);
  if (out.head.empty()) {
    return PhraseError{first,
                       out.is_call ? "a name is missing before the parenthesis" : "there is nothing here"};
  }
  if (!out.is_call) return std::nullopt;

  std::size_t from = layout.open + 1;
  layout.semicolons.push_back(layout.close);
  for (const std::size_t end : layout.semicolons) {
    const auto [begin, past] = trim(text, from, end);
    if (begin == past) {
      if (layout.semicolons.size() == 1) break;
      return PhraseError{end, "a parameter is missing here"};
    }
    out.arguments.push_back({std::string(text.substr(begin, past - begin)), begin});
    from = end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> replace_parameter(std::string_view text, std::string_view path,
                                             std::string_view value) {
  Phrase phrase;
  Phrase replacement;
  if (parse_phrase(text, phrase) || !phrase.is_call || parse_phrase(value, replacement)) return std::nullopt;
  const std::size_t dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  const bool is_last = dot == std::string_view::npos;

  const Phrase::Argument* argument = phrase.find(name);
  if (argument != nullptr && is_last) {
    return spliced(text, argument->value_offset(), argument->value().size(), value);
  }
  if (argument == nullptr && !is_last) argument = find_law(phrase, name);
  if (argument == nullptr) return std::nullopt;
  const auto inner = replace_parameter(argument->value(), path.substr(dot + 1), value);
  if (!inner) return std::nullopt;
  return spliced(text, argument->value_offset(), argument->value().size(), *inner);
}

}  // namespace mainstay::schema
