#include "scenario/assumptions.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "schema/phrase.hpp"
#include "schema/quantity.hpp"

namespace mainstay::scenario {

using schema::Dimension;
using schema::Node;

namespace {

// `then` holds chances that go together: they add up, and one of them cannot be moved alone.
constexpr std::array<std::string_view, 15> not_assumed = {"mainstay", "title",    "question", "run",          "timezone", "currency", "include", "then",
                                                          "expect",   "calendars", "variants", "improvements", "studies",  "targets",  "priority"};
// Laws that give amounts; those of counts cannot be stretched.
constexpr std::array<std::string_view, 17> laws = {"exponential", "lognormal", "weibull",   "gamma",     "erlang", "hyperexponential",
                                                   "uniform",     "triangular", "pert",     "empirical", "mixture", "truncated",
                                                   "normal",      "beta",       "pareto",   "shifted",   "scaled"};

template <class List>
bool is_among(const List& list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

bool is_law(const std::string& text) {
  schema::Phrase phrase;
  return !schema::parse_phrase(text, phrase) && phrase.is_call && is_among(laws, phrase.head);
}

bool is_amount(const std::string& text) {
  std::string error;
  const auto q = schema::parse_quantity(text, error);
  if (!q || q->value == 0.0 || q->dimension == Dimension::number || q->dimension == Dimension::priority) return false;
  return q->dimension != Dimension::share || (q->value > 0.0 && q->value < 1.0);
}

void walk(const Node& node, const std::string& path, std::vector<Assumption>& out) {
  const Node* value = node.is_figure() ? node.find("value") : &node;
  if (value->is_scalar()) {
    if (value->quoted || !(is_amount(value->text) || is_law(value->text))) return;
    Assumption a{path, value->text, "assumed", ""};
    if (node.is_figure()) {
      if (const Node* grade = node.find("grade"); grade != nullptr && grade->is_scalar()) a.grade = grade->text;
      if (const Node* source = node.find("source"); source != nullptr && source->is_scalar()) a.source = source->text;
    }
    out.push_back(std::move(a));
    return;
  }
  for (const auto& e : node.entries)
    if (!is_among(not_assumed, e.key)) walk(e.value, path.empty() ? e.key : path + "." + e.key, out);
}

}  // namespace

std::vector<Assumption> assumptions_of(const Node& root) {
  std::vector<Assumption> out;
  walk(root, "", out);
  return out;
}

Factor factor_around(const Assumption& a, double spread) {
  Factor out;
  out.path = a.path;
  out.place.file = std::make_shared<const std::string>(a.path);
  out.low = 1.0 - spread;
  out.high = 1.0 + spread;
  if (is_law(a.value)) {
    out.before = "scaled(" + a.value + "; by ";
    out.after = ")";
    return out;
  }
  double number = 0.0;
  const auto [end, code] = std::from_chars(a.value.data(), a.value.data() + a.value.size(), number);
  std::string rest(end, a.value.data() + a.value.size());
  std::string error;
  const auto quantity = schema::parse_quantity(a.value, error);
  if (quantity && quantity->dimension == Dimension::share && quantity->value > 0.5) {
    out.low = (1.0 - (1.0 - quantity->value) * (1.0 + spread)) * 100.0;
    out.high = (1.0 - (1.0 - quantity->value) * (1.0 - spread)) * 100.0;
    rest = " %";
  } else {
    out.low *= number;
    out.high *= number;
  }
  // `1 / 50 years` goes on to be a rate: only its numerator is stretched.
  out.unit = rest;
  return out;
}

}  // namespace mainstay::scenario
