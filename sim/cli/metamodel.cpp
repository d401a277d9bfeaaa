// `mainstay metamodel`: about what the answer would be between the points of a sweep, without playing anything.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/played_points.hpp"
#include "cli/run_file.hpp"
#include "report/asked.hpp"
#include "report/format.hpp"
#include "scenario/patch.hpp"
#include "schema/diagnostics.hpp"
#include "schema/quantity.hpp"
#include "stats/metamodel.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;

// Where a model that leaves each point out foretells less of what differs between points, it says nothing.
constexpr double least_q_squared = 0.5;
constexpr std::size_t most_points = 1000;

// A parameter that the sweep varied, in one unit.
struct Axis {
  std::string path;
  schema::Dimension dimension = schema::Dimension::number;
  double low = 0.0, high = 0.0;         // of the points, in seconds, fractions, money
  std::string low_text, high_text;      // as written
};

struct Sweep {
  std::vector<Axis> axes;
  stats::Points points;                 // in the cube of the axes
  std::vector<double> answers, noise;
};

// The paths that take more than one value among the points; all points must name them.
std::vector<std::string> varied_paths(const std::vector<PlayedPoint>& points) {
  std::vector<std::string> out;
  for (const auto& [path, value] : points.front().patches) {
    const auto differs = [&](const PlayedPoint& point) {
      const auto at = std::find_if(point.patches.begin(), point.patches.end(), [&](const auto& p) { return p.first == path; });
      if (at == point.patches.end()) throw Stop{invalid_input, fmt::format("the variants of this run do not all set '{}': a metamodel is made of a sweep (`mainstay run --vary`)", path)};
      return at->second != value;
    };
    if (std::any_of(points.begin(), points.end(), differs)) out.push_back(path);
  }
  if (out.empty()) throw Stop{invalid_input, "the variants of this run vary nothing: a metamodel is made of a sweep (`mainstay run --vary`)"};
  return out;
}

double number_of(const std::string& path, const std::string& text, std::optional<schema::Dimension> dimension) {
  std::string error;
  const auto q = schema::parse_quantity(text, error);
  if (!q) throw Stop{invalid_input, fmt::format("{}: '{}' is no number: between words or laws there is nothing", path, text)};
  if (dimension && q->dimension != *dimension) throw Stop{invalid_input, fmt::format("{}: '{}' has another unit than the points of the sweep", path, text)};
  return q->value;
}

Sweep sweep_of(const FileRun& run, const report::Asked& asked) {
  const std::vector<PlayedPoint> points = points_in(run);
  if (points.empty()) throw Stop{invalid_input, "the run holds no sweep: `mainstay run --vary` makes one"};
  if (points.size() > most_points) throw Stop{invalid_input, fmt::format("the run holds {} points; a metamodel takes up to {}", points.size(), most_points)};
  Sweep out;
  std::vector<std::vector<double>> values(points.size());
  for (const auto& path : varied_paths(points)) {
    Axis axis{.path = path};
    std::optional<schema::Dimension> dimension;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto& text = std::find_if(points[i].patches.begin(), points[i].patches.end(), [&](const auto& p) { return p.first == path; })->second;
      const double x = number_of(path, text, dimension);
      if (!dimension) {
        std::string error;
        dimension = axis.dimension = schema::parse_quantity(text, error)->dimension;
      }
      if (i == 0 || x < axis.low) std::tie(axis.low, axis.low_text) = std::pair(x, text);
      if (i == 0 || x > axis.high) std::tie(axis.high, axis.high_text) = std::pair(x, text);
      values[i].push_back(x);
    }
    out.axes.push_back(std::move(axis));
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    const report::Samples s = report::independent(run, points[i].variant, report::outcomes(run, points[i].variant, asked));
    const auto answer = report::pooled(s, 0, s.values.size());
    const auto noise = report::noise_of(s);
    if (!answer || !noise) throw Stop{invalid_input, fmt::format("'{}' was observed in fewer than two replications of '{}'", asked.query.inner, run.variants()[points[i].variant])};
    for (std::size_t d = 0; d < out.axes.size(); ++d) values[i][d] = (values[i][d] - out.axes[d].low) / (out.axes[d].high - out.axes[d].low);
    out.points.push_back(values[i]);
    out.answers.push_back(*answer);
    out.noise.push_back(*noise);
  }
  return out;
}

// What is asked, in the cube; every axis needs a value within its range.
std::vector<double> place_of(const Arguments& a, const std::vector<Axis>& axes) {
  std::vector<std::optional<double>> at(axes.size());
  std::vector<std::string> paths;
  for (const auto& x : axes) paths.push_back(x.path);
  for (const auto& text : a.list("at")) {
    const auto parts = scenario::split_assignment(text);
    if (!parts) throw UsageError{fmt::format("--at '{}' is not PATH=VALUE", text)};
    const auto found = std::find(paths.begin(), paths.end(), parts->first);
    if (found == paths.end()) throw Stop{invalid_input, fmt::format("the sweep did not vary '{}'; {}", parts->first, schema::did_you_mean(parts->first, paths))};
    const auto d = static_cast<std::size_t>(found - paths.begin());
    const double x = number_of(axes[d].path, parts->second, axes[d].dimension);
    const double slack = 1e-9 * (axes[d].high - axes[d].low);
    if (x < axes[d].low - slack || x > axes[d].high + slack)
      throw Stop{invalid_input, fmt::format("{}: {} lies outside of the sweep, {} to {}: nothing is known there; play it", axes[d].path, parts->second, axes[d].low_text, axes[d].high_text)};
    at[d] = std::clamp((x - axes[d].low) / (axes[d].high - axes[d].low), 0.0, 1.0);
  }
  std::vector<double> out;
  for (std::size_t d = 0; d < axes.size(); ++d) {
    if (!at[d]) throw UsageError{fmt::format("--at says nothing of '{}', which the sweep varied from {} to {}", axes[d].path, axes[d].low_text, axes[d].high_text)};
    out.push_back(*at[d]);
  }
  return out;
}

json as_json(const std::string& metric, const Sweep& sweep, const stats::Metamodel& model, const std::string& unit, const std::optional<stats::Interval>& answer,
             double confidence) {
  const auto& v = model.validation();
  json j = {{"metric", metric}, {"unit", unit}, {"points", sweep.points.size()}, {"factors", json::array()},
            {"validation", {{"q_squared", v.q_squared}, {"root_mean_square", v.root_mean_square}, {"covered", v.covered}, {"inflation", v.inflation}}}};
  for (std::size_t d = 0; d < sweep.axes.size(); ++d)
    j["factors"].push_back({{"path", sweep.axes[d].path}, {"low", sweep.axes[d].low_text}, {"high", sweep.axes[d].high_text}, {"length", model.lengths()[d]}});
  if (answer) j["answer"] = {{"estimate", answer->estimate}, {"interval", {answer->low, answer->high}}, {"confidence", confidence}};
  return j;
}

void print(const Arguments& a, const std::string& metric, const Sweep& sweep, const stats::Metamodel& model, const std::string& unit,
           const std::string& currency, const std::optional<stats::Interval>& answer, double confidence) {
  const auto shown = [&](const stats::Interval& i) {
    const report::Estimate e{.value = i.estimate, .known = true, .interval = i, .trials = 2, .constant = false, .method = {}, .unit = unit};
    return report::format_estimate(e, currency) + " " + report::format_interval(e, currency);
  };
  if (answer) {
    for (const auto& at : a.list("at")) fmt::print("{}\n", at);
    fmt::print("{} is about {} at {:g} %\n\n", metric, shown(*answer), confidence * 100.0);
  } else {
    fmt::print("{} over a sweep; ask with --at 'PATH=VALUE'\n\n", metric);
  }
  const auto& v = model.validation();
  fmt::print("A Gaussian process through {} points. Each foretold from the others: {:.1f} % of what differs (Q²), off by {} in the root mean square,\n"
             "{:.0f} % within their 95 % interval{}.\n",
             sweep.points.size(), v.q_squared * 100.0, report::format_value(v.root_mean_square, unit, currency), v.covered * 100.0,
             v.inflation > 1.0 ? fmt::format("; so intervals are made {:.2f} times as wide", v.inflation) : "");
  for (std::size_t d = 0; d < sweep.axes.size(); ++d)
    fmt::print("  {}: {} to {}{}\n", sweep.axes[d].path, sweep.axes[d].low_text, sweep.axes[d].high_text,
               model.lengths()[d] > 10.0 ? ", hardly matters" : fmt::format(", bends over {:.2g} of its range", model.lengths()[d]));
}

}  // namespace

int metamodel_command(const std::vector<std::string>& arguments) {
  Arguments a("metamodel", "RUN.h5 --metric NAME [--at PATH=VALUE ...] [OPTIONS]",
              "Says at once about what a metric would be between the points of a sweep, with an interval, from a Gaussian process\n"
              "through what was played. It is tried on each point, left out of the others, and refuses where that goes wrong, or\n"
              "where it is asked outside of the sweep's range.");
  a.positional("run", 1);
  a.add()("metric,m", po::value<std::string>()->value_name("NAME"), "a mean, a share, a total, or P(…)")
      ("at", po::value<std::vector<std::string>>()->value_name("PATH=VALUE"), "where, of each parameter that was varied (may be repeated)")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of the interval")("json", "as JSON");
  a.examples({{"mainstay run bank.yaml --vary 'teams.dba.staff: 1 to 9 by 1' --vary 'groups.db.switch: 1 min to 30 min' --design 'lhs 60' -o sweep.h5",
               "a sweep to make it of"},
              {"mainstay metamodel sweep.h5 -m services.payments.downtime", "is it any good?"},
              {"mainstay metamodel sweep.h5 -m services.payments.downtime --at teams.dba.staff=5 --at 'groups.db.switch=4 min'", "about what if?"}});
  if (!a.parse(arguments)) return well;
  if (a.list("run").size() != 1) throw UsageError{"metamodel takes one run file; see `mainstay metamodel --help`"};
  if (!a.has("metric")) throw UsageError{"metamodel takes a --metric, as in `--metric services.payments.downtime`"};
  const std::string metric = a.get<std::string>("metric");
  const double confidence = confidence_of(a);
  const FileRun run(a.list("run").front());
  std::string error;
  const auto asked = report::ask_for_mean(run, metric, error);
  if (!asked) throw Stop{invalid_input, error};
  const Sweep sweep = sweep_of(run, *asked);
  std::vector<double> place;
  if (a.has("at")) place = place_of(a, sweep.axes);
  const auto model = stats::Metamodel::fit(sweep.points, sweep.answers, sweep.noise);
  if (!model)
    throw Stop{invalid_input, fmt::format("no metamodel comes of {} points over {} {}: there must be {} at least, and '{}' must vary", sweep.points.size(),
                                          sweep.axes.size(), sweep.axes.size() == 1 ? "parameter" : "parameters", sweep.axes.size() + 3, metric)};
  const auto& v = model->validation();
  std::optional<stats::Interval> answer;
  if (!place.empty()) {
    if (v.q_squared < least_q_squared)
      throw Stop{check_failed, fmt::format("each point foretold from the others, the model explains {:.0f} % of what differs: too little to answer from; "
                                           "more points or more replications would help", std::max(0.0, v.q_squared) * 100.0)};
    answer = model->predict(place, confidence);
  }
  if (a.has("json"))
    fmt::print("{}\n", as_json(metric, sweep, *model, asked->unit, answer, confidence).dump(2));
  else
    print(a, metric, sweep, *model, asked->unit, run.currency(), answer, confidence);
  return well;
}

}  // namespace mainstay::cli
