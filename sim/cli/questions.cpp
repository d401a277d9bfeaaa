#include "cli/questions.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "cli/study_answers.hpp"
#include "report/portfolio.hpp"
#include "report/precision.hpp"

namespace mainstay::cli {

using Across = work::MetricQuery::Across;
using schema::Diagnostics;
using schema::Place;

namespace {

std::string unit_across(const work::MetricQuery& query, const std::string& inner) {
  switch (query.across) {
    case Across::probability: return "%";
    case Across::peak: return "1";
    case Across::peak_time: return "h";
    default: return inner;
  }
}

std::string inner_unit(const work::MetricQuery& query, const experiment::Columns& columns) {
  for (const auto& c : columns.metrics)
    if (c.name == query.inner) return c.unit;
  return "1";
}

// Amounts must be in the unit of what they are compared with: the threshold within `P(…)`, and the figure itself.
void check_amounts(const work::MetricQuery& query, const std::string& inner, const std::string& amount, const Place& place,
                   const std::string& where, Diagnostics& diagnostics) {
  std::string error;
  if (query.across == Across::probability && !work::value_in_unit(query.threshold, inner, error))
    diagnostics.error(place, fmt::format("{}: {}: {}", where, query.text, error));
  if (!amount.empty() && !work::value_in_unit(amount, unit_across(query, inner), error))
    diagnostics.error(place, fmt::format("{}: {}: {}", where, query.text, error));
}

void check_expectations(const scenario::Scenario& scenario, const experiment::Columns& columns, Diagnostics& diagnostics) {
  std::string error;
  for (const auto& e : scenario.expectations)
    if (const auto query = work::parse_query(e.metric, error))
      check_amounts(*query, inner_unit(*query, columns), e.value, e.value_place, "expect", diagnostics);
}

void check_precision(const scenario::Scenario& scenario, const experiment::Columns& columns, Diagnostics& diagnostics) {
  const auto& precision = scenario.variants.front().run.precision;
  if (!precision) return;
  std::string error;
  const auto query = work::parse_query(precision->of, error);
  if (query && report::precision_in_unit(precision->within, unit_of(*query, columns), error)) return;
  diagnostics.error(precision->place, fmt::format("run.precision of {}: {}", precision->of, error));
}

// A study's metrics, in whichever variant has them.
class StudyCheck {
 public:
  StudyCheck(const scenario::Scenario& scenario, Diagnostics& diagnostics) : scenario_(scenario), diagnostics_(diagnostics) {}

  void check(const scenario::Study& s) {
    const std::string where = "studies." + s.name;
    if (!s.minimise.empty()) look(s.minimise, "", s.aim_place, where + ".minimise");
    if (!s.maximise.empty()) look(s.maximise, "", s.aim_place, where + ".maximise");
    for (std::size_t i = 0; i < s.require.size(); ++i) {
      std::string error;
      if (const auto c = report::parse_constraint(s.require[i], error))
        look(c->metric, c->limit, s.require_places[i], where + ".require");
      else
        diagnostics_.error(s.require_places[i], fmt::format("{}.require: {}", where, error));
    }
  }

 private:
  void look(const std::string& metric, const std::string& amount, const Place& place, const std::string& where) {
    std::string error;
    const auto query = work::parse_query(metric, error);
    std::optional<work::MetricPlan> plan;
    for (std::size_t v = 0; query && !plan && v < scenario_.variants.size(); ++v) {
      std::string why;
      plan = work::plan_metric(trial(v).board(), scenario_.variants[v].names, query->inner, why);
      if (v == 0) error = why;
    }
    if (plan)
      check_amounts(*query, plan->unit, amount, place, where, diagnostics_);
    else
      diagnostics_.error(place, fmt::format("{}: {}", where, error));
  }
  experiment::Trial& trial(std::size_t variant) {
    auto& made = trials_[variant];
    if (made == nullptr) made = std::make_unique<experiment::Trial>(scenario_.variants[variant], 0, std::vector<std::string>());
    return *made;
  }

  const scenario::Scenario& scenario_;
  Diagnostics& diagnostics_;
  std::map<std::size_t, std::unique_ptr<experiment::Trial>> trials_;
};

}  // namespace

std::string unit_of(const work::MetricQuery& query, const experiment::Columns& columns) {
  return unit_across(query, inner_unit(query, columns));
}

void check_questions(const scenario::Scenario& scenario, const experiment::Columns& columns, Diagnostics& diagnostics) {
  check_expectations(scenario, columns, diagnostics);
  check_precision(scenario, columns, diagnostics);
  StudyCheck studies(scenario, diagnostics);
  for (const auto& s : scenario.studies) studies.check(s);
  for (const auto& e : scenario.study_expectations) check_study_expectation(scenario, e, diagnostics);
}

std::vector<std::string> asked_by(const scenario::Scenario& scenario) {
  std::vector<std::string> out;
  const auto ask = [&](const std::string& metric) {
    if (std::find(out.begin(), out.end(), metric) == out.end()) out.push_back(metric);
  };
  for (const auto& e : scenario.expectations) ask(e.metric);
  if (const auto& precision = scenario.variants.front().run.precision) ask(precision->of);
  return out;
}

void check_scenario(const scenario::Scenario& scenario, Diagnostics& diagnostics) {
  const auto columns = experiment::find_columns(scenario, asked_by(scenario), diagnostics);
  if (!diagnostics.has_errors()) check_questions(scenario, columns, diagnostics);
}

}  // namespace mainstay::cli
