// `mainstay adjust`: the same figures from the same trials, surer: control variates whose mean is known.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/run_file.hpp"
#include "report/asked.hpp"
#include "report/format.hpp"
#include "scenario/parse.hpp"
#include "schema/quantity.hpp"
#include "stats/variance_reduction.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;

struct Control {
  report::Asked asked;
  std::optional<double> mean;   // as given; nothing: known from the scenario
};

struct Adjusted {
  std::string variant;
  report::Estimate plain;
  stats::Controlled controlled;
  std::vector<double> means;    // of the controls
};

// `threats.storm.strikes: 2`, or the name alone.
Control control_of(const FileRun& run, const std::string& text) {
  Control out;
  const std::size_t colon = text.find(": ");
  std::string error;
  const auto asked = report::ask_for_mean(run, text.substr(0, colon), error);
  if (!asked) throw Stop{invalid_input, "--control: " + error};
  out.asked = *asked;
  if (colon == std::string::npos) return out;
  out.mean = work::value_in_unit(text.substr(colon + 2), asked->unit, error);
  if (!out.mean) throw UsageError{fmt::format("--control '{}': {}", text, error)};
  return out;
}

// What comes at a plain rate comes rate times length often, in the mean.
double known_mean(const FileRun& run, std::size_t variant, const std::string& metric) {
  const std::size_t dot = metric.find('.');
  const std::size_t last = metric.rfind('.');
  const std::string kind = metric.substr(0, dot), measure = metric.substr(last + 1);
  const bool counts = (kind == "threats" && measure == "strikes") || ((kind == "tickets" || kind == "changes") && measure == "opened");
  if (counts && dot < last) {
    schema::Diagnostics none;
    const auto root = scenario::parse_text(run.reader().resolved_scenario(variant), "scenario", none);
    const auto* section = root ? root->find(kind) : nullptr;
    const auto* entity = section != nullptr ? section->find(metric.substr(dot + 1, last - dot - 1)) : nullptr;
    const bool plain = entity != nullptr && entity->is_map() && std::none_of(entity->entries.begin(), entity->entries.end(), [](const auto& e) {
      return e.key == "profile" || e.key == "growth" || e.key == "clock" || e.key == "size" || e.key == "merge" || e.key == "forced" || e.key == "stress";
    });
    const auto* rate = plain ? entity->find("rate") : nullptr;
    if (rate != nullptr && rate->is_figure()) rate = rate->find("value");
    std::string error;
    if (rate != nullptr && rate->is_scalar())
      if (const auto q = schema::parse_quantity(rate->text, error); q && q->dimension == schema::Dimension::per_time)
        return q->value * run.reader().header().variants[variant].horizon_seconds;
  }
  throw Stop{invalid_input, fmt::format("the mean of '{}' in '{}' is not known from a plain rate; give it, as in --control '{}: 12.5'", metric, run.variants()[variant], metric)};
}

// A mean that the trials contradict would bias what it is used for.
void check_mean(const std::string& variant, const Control& control, const std::vector<double>& values, double mean) {
  const auto seen = stats::student_interval(values, 0.9999);
  if (!seen || seen->contains(mean)) return;
  throw Stop{invalid_input, fmt::format("'{}' has a mean of {:.6g} in '{}' (99.99 % interval {:.6g} to {:.6g}), not {:.6g}: a wrong mean would make the figure wrong",
                                        control.asked.query.text, seen->estimate, variant, seen->low, seen->high, mean)};
}

std::vector<double> values_of(const FileRun& run, std::size_t variant, const report::Asked& asked) {
  const report::Samples s = report::independent(run, variant, report::outcomes(run, variant, asked));
  for (std::size_t i = 0; i < s.values.size(); ++i)
    if (std::isnan(s.values[i]) || s.weights[i] != s.weights.front() || s.weights[i] == 0.0)
      throw Stop{invalid_input, fmt::format("'{}' does not weigh the same in every replication of '{}': controls are for totals, shares of time and `P(…)`",
                                            asked.query.text, run.variants()[variant])};
  return s.values;
}

Adjusted adjust(const FileRun& run, std::size_t variant, const report::Asked& asked, const std::vector<Control>& controls, double confidence) {
  Adjusted out;
  out.variant = run.variants()[variant];
  std::string error;
  out.plain = report::estimate(run, variant, asked.query, confidence, error).value_or(report::Estimate{});
  const auto values = values_of(run, variant, asked);
  std::vector<std::vector<double>> rows;
  for (const auto& c : controls) {
    rows.push_back(values_of(run, variant, c.asked));
    out.means.push_back(c.mean ? *c.mean : known_mean(run, variant, c.asked.query.inner));
    check_mean(out.variant, c, rows.back(), out.means.back());
  }
  const auto found = stats::control_variates(values, rows, out.means, confidence);
  if (!found)
    throw Stop{invalid_input, fmt::format("the controls do not vary in '{}', depend on each other, or there are too few replications ({})", out.variant, values.size())};
  out.controlled = *found;
  return out;
}

}  // namespace

int adjust_command(const std::vector<std::string>& arguments) {
  Arguments a("adjust", "RUN.h5 --metric NAME --control NAME[: MEAN] [OPTIONS]",
              "The same figure from the same trials, surer: what comes oftener than its rate by chance (storms, tickets) drags\n"
              "the figure with it, and is set right by regression on its known mean (control variates). What comes at a plain\n"
              "rate has a known mean; others can be given one, which the trials must not contradict.");
  a.positional("run", 1);
  a.add()("metric,m", po::value<std::string>()->value_name("NAME"), "a total, a share of time, or P(…)")
      ("control", po::value<std::vector<std::string>>()->value_name("NAME: MEAN"), "a metric with a known mean: 'threats.storm.strikes', 'threats.storm.strikes: 2' (may be repeated)")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of the intervals, each on its own")("json", "as JSON");
  a.examples({{"mainstay adjust bank.h5 -m total.downtime_cost --control threats.bad-patch.strikes", "the rate of the threat is known"},
              {"mainstay adjust bank.h5 -m services.payments.downtime --control 'components.app.failures: 4.05'", "a mean known otherwise"}});
  if (!a.parse(arguments)) return well;
  if (a.list("run").size() != 1) throw UsageError{"adjust takes one run file; see `mainstay adjust --help`"};
  if (!a.has("metric") || !a.has("control")) throw UsageError{"adjust takes a --metric and at least one --control"};
  const double confidence = confidence_of(a);
  const FileRun run(a.list("run").front());
  std::string error;
  const auto asked = report::ask_for_mean(run, a.get<std::string>("metric"), error);
  if (!asked) throw Stop{invalid_input, error};
  std::vector<Control> controls;
  for (const auto& text : a.list("control")) controls.push_back(control_of(run, text));
  json j = {{"metric", asked->query.text}, {"unit", asked->unit}, {"confidence", confidence}, {"variants", json::array()}};
  if (!a.has("json")) fmt::print("{}, at {:g} %\n", asked->query.text, confidence * 100.0);
  std::size_t wide = 7;
  for (const auto& v : run.variants()) wide = std::max(wide, v.size());
  for (std::size_t v = 0; v < run.variants().size(); ++v) {
    const Adjusted one = adjust(run, v, *asked, controls, confidence);
    const auto& i = one.controlled.interval;
    if (a.has("json")) {
      j["variants"].push_back({{"variant", one.variant}, {"plain", one.plain.value}, {"adjusted", i.estimate}, {"interval", {i.low, i.high}},
                               {"variance_saved", one.controlled.variance_saved}, {"coefficients", one.controlled.coefficients}, {"means", one.means}});
      if (one.plain.interval) j["variants"].back()["plain_interval"] = {one.plain.interval->low, one.plain.interval->high};
      continue;
    }
    const report::Estimate shown{.value = i.estimate, .known = true, .interval = i, .trials = one.plain.trials, .constant = false, .method = {}, .unit = asked->unit};
    fmt::print("  {:<{}}  {:>14} {:<24} adjusted {:>14} {:<24} {}\n", one.variant, wide, report::format_estimate(one.plain, run.currency()),
               report::format_interval(one.plain, run.currency()), report::format_estimate(shown, run.currency()), report::format_interval(shown, run.currency()),
               one.controlled.variance_saved > 1.0 ? fmt::format("as from {:.2f} times the trials", one.controlled.variance_saved) : "nothing saved");
  }
  if (a.has("json")) fmt::print("{}\n", j.dump(2));
  return well;
}

}  // namespace mainstay::cli
