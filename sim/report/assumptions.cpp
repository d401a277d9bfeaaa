#include "report/assumptions.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>

namespace mainstay::report {
namespace {

// A number in it, and none of the run's own: what somebody may have measured.
bool is_figure(const store::Assumption& a) {
  static constexpr const char* others[] = {"run.", "calendars.", "expect", "title", "question"};
  if (std::any_of(std::begin(others), std::end(others), [&](const char* o) { return a.path.starts_with(o); })) return false;
  if (a.path.find(".targets.") != std::string::npos || a.path.ends_with(".by") || a.path.ends_with(".site")) return false;
  return std::isdigit(static_cast<unsigned char>(a.value.empty() ? ' ' : a.value.front())) != 0 || a.value.find('(') != std::string::npos;
}

}  // namespace

std::vector<store::Assumption> figures(const std::vector<store::Assumption>& ledger) {
  std::vector<store::Assumption> out;
  for (const auto& a : ledger) {
    if (!is_figure(a)) continue;
    out.push_back(a);
    if (a.grade != "measured" && a.grade != "estimated") out.back().grade = "assumed";
  }
  const auto rank = [](const store::Assumption& a) { return a.grade == "measured" ? 2 : a.grade == "estimated" ? 1 : 0; };
  std::stable_sort(out.begin(), out.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return out;
}

Grades grades(const std::vector<store::Assumption>& ledger) {
  Grades g;
  for (const auto& a : figures(ledger)) ++(a.grade == "measured" ? g.measured : a.grade == "estimated" ? g.estimated : g.assumed);
  return g;
}

}  // namespace mainstay::report
