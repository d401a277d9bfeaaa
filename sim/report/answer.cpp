#include "report/answer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/format.hpp"

namespace mainstay::report {
namespace {

std::string figure(const Estimate& e, const Scale& scale) {
  std::string text = format_number(e, scale);
  const std::string bounds = format_bounds(e, scale);
  if (!bounds.empty()) text += " " + bounds;
  return scale.unit.empty() ? text : text + " " + scale.unit;
}

double low(const Estimate& e) { return e.interval ? e.interval->low : e.value; }
double high(const Estimate& e) { return e.interval ? e.interval->high : e.value; }

// Where too few trials observed anything nothing is decided.
bool decides(const Estimate& e) { return e.interval.has_value() || e.constant; }

std::string verdict(const Estimate& e, const Objective& o) {
  if (!o.target) return "";
  const bool met = o.more_is_better ? low(e) >= *o.target : high(e) <= *o.target;
  const bool missed = o.more_is_better ? high(e) < *o.target : low(e) > *o.target;
  return !decides(e) ? "undecided" : met ? "met" : missed ? "missed" : "undecided";
}

struct Groups {
  std::string better, worse, open;
};

void join(std::string& list, const std::string& one) { list += (list.empty() ? "" : ", ") + one; }

}  // namespace

std::vector<std::string> answer(const RunView& run, const Objective& objective, double confidence) {
  std::string error;
  const auto query = work::parse_query(objective.metric, error);
  if (!query) return {};
  std::vector<std::optional<Estimate>> all;
  double largest = 0.0;
  for (std::size_t v = 0; v < run.variants().size(); ++v) {
    all.push_back(estimate(run, v, *query, confidence, error));
    if (all.back() && all.back()->known) largest = std::max(largest, std::abs(all.back()->value));
  }
  if (all.empty() || !all[0] || !all[0]->known) return {};
  const Estimate& base = *all[0];
  const Scale scale = scale_for(largest, base.unit, run.currency());
  const auto said = [&](const Estimate& e) {
    const std::string v = verdict(e, objective);
    return figure(e, scale) + (v.empty() ? "" : ", " + v);
  };
  std::vector<std::string> lines = {fmt::format("{}: {}{}", objective.words, said(base), all.size() > 1 ? " in the baseline" : "")};
  Groups groups;
  for (std::size_t v = 1; v < all.size(); ++v) {
    if (!all[v] || !all[v]->known) continue;
    const Estimate& e = *all[v];
    const std::string one = fmt::format("{} {}", run.variants()[v], said(e));
    const bool above = decides(e) && decides(base) && low(e) > high(base);
    const bool below = decides(e) && decides(base) && high(e) < low(base);
    if (above || below)
      join(above == objective.more_is_better ? groups.better : groups.worse, one);
    else
      join(groups.open, run.variants()[v]);
  }
  if (!groups.better.empty()) lines.push_back("  better, beyond the intervals: " + groups.better);
  if (!groups.worse.empty()) lines.push_back("  worse, beyond the intervals: " + groups.worse);
  if (!groups.open.empty()) lines.push_back("  not told apart from the baseline: " + groups.open);
  return lines;
}

}  // namespace mainstay::report
