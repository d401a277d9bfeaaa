#include "report/precision.hpp"

#include <fmt/format.h>

#include "report/format.hpp"
#include "schema/quantity.hpp"

namespace mainstay::report {

std::optional<stats::Precision> precision_in_unit(const std::string& within, const std::string& unit, std::string& error) {
  const auto quantity = schema::parse_quantity(within, error);
  if (!quantity) return std::nullopt;
  if (quantity->dimension == schema::Dimension::share) return stats::Precision{.relative = quantity->value};
  const auto absolute = work::value_in_unit(within, unit, error);
  if (!absolute) return std::nullopt;
  return stats::Precision{.absolute = *absolute};
}

Attained attained(const RunView& run, std::size_t variant, const Goal& goal) {
  Attained out{run.variants()[variant], {}, false};
  std::string error;
  if (const auto e = estimate(run, variant, goal.query, goal.confidence, error)) out.estimate = *e;
  out.reached = out.estimate.interval && stats::is_reached(goal.precision, *out.estimate.interval);
  return out;
}

std::string describe(const RunView& run, const Goal& goal) {
  std::string out = fmt::format("Precision asked of {}: within {} at {:g} % (looks at 30 replications and every tenth more).\n",
                                goal.query.text, goal.within, goal.confidence * 100.0);
  for (std::size_t v = 0; v < run.variants().size(); ++v) {
    const Attained a = attained(run, v, goal);
    out += fmt::format("  {}: {} {}, {}\n", a.variant, format_estimate(a.estimate, run.currency()),
                       format_interval(a.estimate, run.currency()), a.reached ? "reached" : "NOT reached");
  }
  return out;
}

}  // namespace mainstay::report
