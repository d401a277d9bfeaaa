#include "schema/suggestions.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "schema/phrase.hpp"

namespace mainstay::schema {
namespace {

std::vector<std::string> parameters_of(const Phrase& law) {
  std::vector<std::string> out;
  for (const auto& argument : law.arguments)
    if (const std::string_view name = argument.name(); !name.empty()) out.emplace_back(name);
  return out;
}

}  // namespace

std::string suggest_key(const Type& record, std::string_view key, std::span<const std::string> elsewhere) {
  constexpr std::size_t few = 12;
  std::vector<std::string> known;
  std::vector<std::string> synonyms;
  std::vector<std::string> meant;  // by the synonym of the same place
  for (const Field& f : record.fields) {
    known.push_back(f.name);
    for (const std::string& s : f.synonyms) {
      synonyms.push_back(s);
      meant.push_back(f.name);
    }
  }
  known.insert(known.end(), elsewhere.begin(), elsewhere.end());
  const auto named = [&](const std::string& synonym) -> std::string {
    const auto found = std::find(synonyms.begin(), synonyms.end(), synonym);
    return found == synonyms.end() ? std::string() : meant[static_cast<std::size_t>(found - synonyms.begin())];
  };
  std::string near = named(std::string(key));
  if (near.empty()) near = nearest(key, known);
  if (near.empty()) near = named(nearest(key, synonyms));
  return near.empty() ? did_you_mean(key, known, few) : fmt::format("did you mean '{}'?", near);
}

DeadEnd dead_end(std::string_view path, const Node& value, std::string_view key, bool further) {
  const std::string text = value.quoted ? fmt::format("\"{}\"", value.text) : value.text;
  DeadEnd out;
  Phrase law;
  if (!parse_phrase(value.text, law) && law.is_call) {
    const std::vector<std::string> known = parameters_of(law);
    const bool has = std::find(known.begin(), known.end(), key) != known.end();
    if (has && further)
      out.why = fmt::format("`{}` of the law '{}' is a value, and has nothing within it", key, text);
    else if (known.empty())
      out.why = fmt::format("is the law '{}', which has no parameter '{}'", text, key);
    else
      out.why = fmt::format("is the law '{}', which has no parameter '{}', only '{}'", text, key, fmt::join(known, "', '"));
    out.instead = fmt::format("set the law as a whole, as in `{}: {}`", path, text);
  } else {
    out.why = fmt::format("is the plain value '{}', which has nothing within it called '{}'", text, key);
    out.instead = fmt::format("set it as a whole, as in `{}: {}`", path, text);
  }
  return out;
}

}  // namespace mainstay::schema
