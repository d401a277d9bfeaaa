#include "schema/diagnostics.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace mainstay::schema {
namespace {

std::string_view file_of(const Place& place) {
  return place.file ? std::string_view(*place.file) : std::string_view();
}

std::string lower(std::string_view word) {
  std::string result(word);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// The restricted Damerau-Levenshtein distance, by three rows of its table.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

// `components.db-3.failure: ...` as `components.db-.failure: ...`: members of a counted entity have the same text, and what is
// wrong with one of them need not be said of each.
std::string without_member(const std::string& message) {
  const std::size_t name = message.find('.');
  const std::size_t end = std::min(message.find_first_of(".:", name == std::string::npos ? name : name + 1), message.size());
  const std::size_t dash = message.rfind('-', end);
  if (name == std::string::npos || dash == std::string::npos || dash < name || dash + 1 == end) return message;
  if (message.find_first_not_of("0123456789", dash + 1) < end) return message;
  return message.substr(0, dash + 1) + message.substr(end);
}

}  // namespace

void Diagnostics::error(const Place& place, std::string message, std::string suggestion) {
  items_.push_back({Severity::error, place, std::move(message), std::move(suggestion)});
  ++errors_;
}

void Diagnostics::warning(const Place& place, std::string message, std::string suggestion) {
  items_.push_back({Severity::warning, place, std::move(message), std::move(suggestion)});
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::map<std::string_view, std::size_t> seen;
  std::vector<std::pair<std::size_t, const Diagnostic*>> order;
  order.reserve(items_.size());
  for (const Diagnostic& item : items_) {
    const auto file = seen.try_emplace(file_of(item.place), seen.size()).first;
    order.emplace_back(file->second, &item);
  }
  const auto where = [](const auto& entry) {
    return std::tuple(entry.first, entry.second->place.line, entry.second->place.column);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto& a, const auto& b) { return where(a) < where(b); });

  std::vector<Diagnostic> result;
  std::set<std::tuple<Severity, std::string, std::string_view>> said;  // at one place
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || where(order[i]) != where(order[i - 1])) said.clear();
    const Diagnostic& item = *order[i].second;
    if (said.insert({item.severity, without_member(item.message), item.suggestion}).second) result.push_back(item);
  }
  return result;
}

void Diagnostics::append(const Diagnostics& other) {
  const std::vector<Diagnostic> copy = other.items_;  // `other` may be this very list
  items_.insert(items_.end(), copy.begin(), copy.end());
  errors_ += other.errors_;
}

std::string to_string(const Place& place) {
  std::string result(file_of(place));
  if (result.empty() || place.line <= 0) return result;
  result += ':' + std::to_string(place.line);
  if (place.column > 0) result += ':' + std::to_string(place.column);
  return result;
}

std::string to_string(const Diagnostic& d) {
  std::string result = to_string(d.place);
  if (!result.empty()) result += ": ";
  result += d.severity == Severity::error ? "error: " : "warning: ";
  result += d.message;
  if (!d.suggestion.empty()) result += "; " + d.suggestion;
  return result;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string wanted = lower(word);
  const std::size_t limit = std::clamp<std::size_t>(wanted.size() / 3, 1, 3);
  std::size_t best = limit + 1;
  std::string result;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(candidate.size(), wanted.size());
    const std::size_t shorter = std::min(candidate.size(), wanted.size());
    if (longer - shorter >= best) continue;
    const std::size_t d = distance(wanted, lower(candidate));
    // With every letter changed, nothing of the word is left to resemble it.
    if (d < best && d < longer) {
      best = d;
      result = candidate;
    }
  }
  return result;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates, std::size_t few) {
  const std::string near = nearest(word, candidates);
  if (!near.empty()) return "did you mean '" + near + "'?";
  if (candidates.empty() || candidates.size() > few) return {};
  std::string result = candidates.size() == 1 ? "known here: " : "known here are: ";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i > 0) result += ", ";
    result += "'" + candidates[i] + "'";
  }
  return result;
}

}  // namespace mainstay::schema
