#include "cli/study_order.hpp"

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/memory_run.hpp"
#include "report/asked.hpp"
#include "schema/quantity.hpp"

namespace mainstay::cli {

Order order_of(const scenario::Study& study) {
  Order o;
  o.choice.aim = study.minimise.empty() ? report::Aim::highest : report::Aim::lowest;
  o.choice.objective = study.minimise.empty() ? study.maximise : study.minimise;
  for (const auto& text : study.require) {
    std::string error;
    const auto c = report::parse_constraint(text, error);
    if (!c) throw UsageError{"--require: " + error};
    o.choice.constraints.push_back(*c);
  }
  o.indifference = study.indifference;
  return o;
}

double budget_of(const std::string& text, double years) {
  std::string error;
  const auto q = schema::parse_quantity(text, error);
  if (q && q->dimension == schema::Dimension::money) return q->value;
  if (q && q->dimension == schema::Dimension::money_per_time) return q->value * 31536000.0 * years;
  throw UsageError{fmt::format("--budget takes an amount of money, or money per time, as '150000 EUR / year', not '{}'", text)};
}

std::vector<scenario::Factor> factors_of(const scenario::Study& study) {
  schema::Diagnostics diagnostics;
  auto out = scenario::parse_factors(study.vary, "vary", diagnostics);
  for (const auto& f : out)
    if (f.events) diagnostics.error(f.place, "a rate that is known by events is not for choosing", "write `1 to 5 by 1`, `1 h to 5 h`, or a list");
  stop_on_errors(diagnostics);
  return out;
}

void read_indifference(Order& order, const Job& job) {
  const MemoryRun empty(job, order.metrics());
  std::string error;
  const auto asked = report::ask_for_mean(empty, order.choice.objective, error);
  if (!asked) throw Stop{invalid_input, error};
  if (order.indifference.empty()) return;
  const auto x = work::value_in_unit(order.indifference, asked->unit, error);
  if (!x || !(*x > 0.0)) throw UsageError{fmt::format("--indifference: {}", x ? "takes an amount above 0" : error)};
  order.choice.indifference = *x;
}

void play_scenario(Order& order, const std::string& file, const scenario::Scenario& scenario, const std::string& budget) {
  const auto& run = scenario.variants.front().run;
  order.file = file;
  order.seed = static_cast<std::uint64_t>(run.seed);
  order.years = run.length.in_seconds() / 31536000.0;
  if (!budget.empty()) order.budget = budget_of(budget, order.years);
}

}  // namespace mainstay::cli
