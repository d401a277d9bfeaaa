#include "cli/study_answers.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/study_order.hpp"
#include "schema/quantity.hpp"
#include "work/metric.hpp"

namespace mainstay::cli {
namespace {

using schema::Dimension;

// In which a value is shown, and compared with what is expected; empty where it is not a number.
std::string unit_of_value(const std::string& text) {
  std::string error;
  const auto q = schema::parse_quantity(text, error);
  if (!q) return {};
  switch (q->dimension) {
    case Dimension::number: return "1";
    case Dimension::time: return "h";
    case Dimension::share: return "%";
    case Dimension::money: return "money";
    default: return {};
  }
}

double number_of(const std::string& text, const std::string& unit) {
  std::string error;
  const auto out = work::value_in_unit(text, unit, error);
  if (!out) throw Stop{invalid_input, error};
  return *out;
}

}  // namespace

void check_study_expectation(const scenario::Scenario& scenario, const scenario::StudyExpectation& expected, schema::Diagnostics& diagnostics) {
  const scenario::Study& study = scenario.studies[expected.study];
  const auto refuse = [&](const std::string& why, const std::string& advice) {
    diagnostics.error(expected.place, fmt::format("expect: {}: {}", expected.metric, why), advice);
  };
  if (study.minimise.empty() == study.maximise.empty()) return refuse("the study does not say what is best", "give it `minimise` or `maximise`");
  if (study.vary.size() != 1) return refuse("a best value is told where one thing is varied", "");
  schema::Diagnostics said_before;
  const auto factors = scenario::parse_factors(study.vary, "vary", said_before);
  if (said_before.has_errors()) return;
  const auto& levels = factors.front().levels;
  if (levels.empty()) return refuse("a best value is told of steps or of a list", "write `1 h to 5 h by 0.5 h`");
  const std::string unit = unit_of_value(levels.front());
  if (unit.empty() || std::any_of(levels.begin(), levels.end(), [&](const auto& l) { return unit_of_value(l) != unit; }))
    return refuse("what is varied is not a number, a time, a share or an amount of money", "");
  std::string error;
  if (!work::value_in_unit(expected.value, unit, error)) diagnostics.error(expected.value_place, fmt::format("expect: {}: {}", expected.metric, error));
}

report::Compared answer_of_study(const std::string& file, const plugin_host::Registry& registry, scenario::Overrides overrides, const Job& job,
                                 const scenario::StudyExpectation& expected, double confidence, unsigned workers) {
  const scenario::Scenario& scenario = *job.scenario;
  const scenario::Study& study = scenario.studies[expected.study];
  Order order = order_of(study);
  order.choice.confidence = confidence;
  play_scenario(order, file, scenario, study.budget);
  order.most = std::max<std::size_t>(2, static_cast<std::size_t>(scenario.variants.front().run.replications));
  order.first_look = std::min(order.first_look, order.most);
  const auto factors = factors_of(study);
  order.enumerate = factors.front().levels.size();
  overrides.warm_up = scenario.variants.front().run.warm_up.length;
  overrides.replications.reset();
  overrides.variants.clear();
  scenario::Overrides alone = overrides;
  alone.variants = {"baseline"};
  const Job of_baseline = prepare(load_scenario(file, registry, alone), order.metrics(), experiment::Keep::asked);
  read_indifference(order, of_baseline);
  const Result found = optimise(registry, overrides, Candidates({}, factors, order.years, order.budget), order, workers);

  report::Compared out{.expected = {expected.metric, "", expected.value}};
  const std::string unit = unit_of_value(factors.front().levels.front());
  out.value = number_of(expected.value, unit);
  out.estimate.unit = unit;
  out.estimate.trials = found.trials;
  out.estimate.method = "values not shown to be worse, with their neighbours";
  if (!found.selection.leader) {
    out.why = found.selection.none_feasible ? "no value meets the constraints" : "nothing was observed of the objective";
    return out;
  }
  std::vector<double> tried;
  for (const auto& l : factors.front().levels) tried.push_back(number_of(l, unit));
  std::sort(tried.begin(), tried.end());
  const auto value_of = [&](std::size_t candidate) { return number_of(found.names[candidate].substr(found.names[candidate].find('=') + 1), unit); };
  out.estimate.known = true;
  out.estimate.value = value_of(*found.selection.leader);
  double low = out.estimate.value, high = out.estimate.value;
  for (const auto& s : found.selection.standings)
    if (!s.beaten && s.feasible != report::Feasible::no) {
      low = std::min(low, value_of(s.candidate));
      high = std::max(high, value_of(s.candidate));
    }
  const auto below = std::lower_bound(tried.begin(), tried.end(), low);
  const auto above = std::upper_bound(tried.begin(), tried.end(), high);
  if (below != tried.begin()) low = *(below - 1);
  if (above != tried.end()) high = *above;
  out.estimate.interval = stats::Interval{out.estimate.value, low, high};
  const bool everything = low == tried.front() && high == tried.back() && tried.size() > 3;
  out.verdict = !out.estimate.interval->contains(out.value) ? report::Verdict::failed : everything ? report::Verdict::undecided : report::Verdict::passed;
  if (out.verdict == report::Verdict::failed) out.why = "the best value is another";
  if (out.verdict == report::Verdict::undecided) out.why = "no value is shown to be worse than another: more replications";
  return out;
}

}  // namespace mainstay::cli
