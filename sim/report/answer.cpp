#include "report/answer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/comparison.hpp"
#include "report/format.hpp"

namespace mainstay::report {
namespace {

std::string number(const Estimate& e, const Scale& scale) {
  return format_number(e, scale) + (scale.unit.empty() ? "" : " " + scale.unit);
}

std::string figure(const Estimate& e, const Scale& scale) {
  const std::string bounds = format_bounds(e, scale);
  return number(e, scale) + (bounds.empty() ? "" : " " + bounds);
}

double low(const Estimate& e) { return e.interval ? e.interval->low : e.value; }
double high(const Estimate& e) { return e.interval ? e.interval->high : e.value; }

// Where too few trials observed anything nothing is decided.
bool decides(const Estimate& e) { return e.interval.has_value() || e.constant; }

std::string verdict(const Estimate& e, const Objective& o) {
  if (!o.target) return "";
  const bool at_least = better_direction(o.metric) != Better::lower;
  const bool met = at_least ? low(e) >= *o.target : high(e) <= *o.target;
  const bool missed = at_least ? high(e) < *o.target : low(e) > *o.target;
  return !decides(e) ? ", undecided" : met ? ", met" : missed ? ", missed" : ", undecided";
}

// `warm-standby 95.0 %, met (+43 pp [26, 59])`
std::string changed(const Comparison& c, const Objective& objective, const Scale& scale, const std::string& currency) {
  return fmt::format("{} {}{} ({} {})", c.variant, number(c.of_variant, scale), verdict(c.of_variant, objective), format_difference(c, currency),
                     format_difference_interval(c, currency));
}

struct Kind {
  const char* words;
  std::vector<Finding> findings;
  bool with_figures;
};

std::vector<std::string> answer(const RunView& run, const Objective& objective, const std::vector<Comparison>& all, double confidence) {
  static const std::vector<Kind> kinds = {{"better", {Finding::better, Finding::higher}, true},
                                          {"worse", {Finding::worse, Finding::lower}, true},
                                          {"no difference shown", {Finding::open, Finding::unknown}, false},
                                          {"the same in every replication", {Finding::same}, false}};
  std::string error;
  const auto query = work::parse_query(objective.metric, error);
  const auto base = query ? estimate(run, 0, *query, confidence, error) : std::nullopt;
  if (!base || !base->known) return {};
  double largest = std::abs(base->value);
  for (const Comparison& c : all) largest = std::max(largest, c.of_variant.known ? std::abs(c.of_variant.value) : 0.0);
  const Scale scale = scale_for(largest, base->unit, run.currency());
  std::vector<std::string> lines = {
      fmt::format("{}: {}{}{}", objective.words, figure(*base, scale), verdict(*base, objective), all.empty() ? "" : " in the baseline")};
  for (const Kind& kind : kinds) {
    std::vector<std::string> some;
    for (const Comparison& c : all)
      if (c.of_variant.known && std::find(kind.findings.begin(), kind.findings.end(), c.finding) != kind.findings.end())
        some.push_back(kind.with_figures ? changed(c, objective, scale, run.currency()) : c.variant);
    if (!some.empty()) lines.push_back(fmt::format("  {}: {}", kind.words, fmt::join(some, ", ")));
  }
  return lines;
}

}  // namespace

std::vector<std::string> answers(const RunView& run, const std::vector<Objective>& objectives, double confidence) {
  CompareOptions options;
  options.confidence = confidence;
  std::vector<Objective> held;
  for (const auto& o : objectives)
    if (run.find_metric(o.metric)) held.push_back(o);
  for (const auto& o : held) options.metrics.push_back(o.metric);
  if (held.empty()) return {};  // no metric would mean all
  std::string error;
  const auto compared = compare(run, options, error);
  std::vector<std::string> out;
  for (const auto& o : held) {
    std::vector<Comparison> own;
    for (const Comparison& c : compared.value_or(std::vector<Comparison>{}))
      if (c.metric == o.metric) own.push_back(c);
    for (auto& line : answer(run, o, own, confidence)) out.push_back(std::move(line));
  }
  return out;
}

}  // namespace mainstay::report
