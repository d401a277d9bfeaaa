// `mainstay importance`: what each cause is worth, by playing the scenario without it.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/points.hpp"
#include "cli/waves.hpp"
#include "report/format.hpp"
#include "scenario/parse.hpp"
#include "scenario/patch.hpp"
#include "stats/comparison.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;
using scenario::SweepPoint;

constexpr int bar_width = 30;

// What is taken away: `components.db-a.failure`, `threats.flood`, `changes.release`.
struct Cause {
  std::string path;
  std::optional<stats::Difference> change;   // without it, less as it is
};

struct Answer {
  std::string metric, unit, currency;
  std::size_t replications = 0;
  double confidence = 0.95;
  report::Estimate as_it_is;
  std::vector<Cause> causes;                 // the greatest change first
  std::vector<std::string> left_out;         // without which the scenario cannot be played
};

// What says when something comes.
constexpr const char* sources[] = {"rate", "every", "at", "trace", "population"};

// The paths that say when a component fails by itself: of its own or of what it is like; none where it only fails as it is
// struck.
std::vector<std::string> failures_of(const schema::Node& components, const std::string& name, const schema::Node& component) {
  const std::string path = "components." + name + ".failure";
  const schema::Node* from = &component;
  for (int depth = 0; depth < 50 && from != nullptr && from->is_map(); ++depth) {
    if (const schema::Node* failure = from->find("failure")) {
      if (!failure->is_map()) return {path};
      std::vector<std::string> out;
      for (const char* s : sources)
        if (failure->find(s) != nullptr) out.push_back(path + "." + s);
      return out;
    }
    const schema::Node* like = from->find("like");
    from = like != nullptr && like->is_scalar() ? components.find(like->text) : nullptr;
  }
  return {};
}

// What can be taken away, each with the paths that do it.
struct Removal {
  std::string name;
  std::vector<std::string> paths;
};

std::vector<Removal> removals_in(const schema::Node& root, const std::vector<std::string>& only) {
  std::vector<Removal> out;
  for (const auto& section : root.entries)
    for (const auto& entity : section.value.is_map() ? section.value.entries : std::vector<schema::Node::Entry>()) {
      if (section.key == "components")
        if (auto paths = failures_of(section.value, entity.key, entity.value); !paths.empty()) out.push_back({"components." + entity.key + ".failure", std::move(paths)});
      if (section.key == "threats" || section.key == "changes") out.push_back({section.key + "." + entity.key, {section.key + "." + entity.key}});
    }
  if (!only.empty())
    std::erase_if(out, [&](const Removal& r) { return std::none_of(only.begin(), only.end(), [&](const auto& o) { return (r.name + ".").starts_with(o + "."); }); });
  return out;
}

SweepPoint without(const Removal& r) {
  schema::Place place;
  place.file = std::make_shared<const std::string>("without " + r.name);
  schema::Diagnostics none;
  SweepPoint out{.name = r.name};
  for (const auto& path : r.paths) out.patches.push_back({path, place, *scenario::patch_value("none", place, none)});
  return out;
}

// What refers to it (a variant, an expectation) may make the scenario wrong without it.
bool can_be_played(const std::string& file, const plugin_host::Registry& registry, scenario::Overrides overrides, const Removal& r) {
  overrides.variants = {r.name};
  overrides.points = {without(r)};
  schema::Diagnostics ignored;
  return scenario::load(file, registry, overrides, ignored) != nullptr;
}

Answer analyse(PointPlayer& player, const std::string& metric, const std::vector<Removal>& removals, std::size_t replications, double confidence) {
  std::vector<SweepPoint> points(1);
  for (const auto& r : removals) points.push_back(without(r));
  StatusLine status(true);
  const auto seen = player.play(points, replications, [](std::size_t) { return std::size_t{0}; },
                                [&](std::size_t done) { status.show(fmt::format("{} of {} points", done, points.size())); });
  Answer out{.metric = metric, .unit = player.unit(), .replications = replications, .confidence = confidence};
  const auto& all = seen[0].outcomes;
  const auto value = report::pooled(all, 0, all.values.size());
  if (!value) throw Stop{invalid_input, fmt::format("'{}' observed nothing; play more replications with -n", metric)};
  out.as_it_is.value = *value;
  out.as_it_is.known = true;
  out.as_it_is.unit = out.unit;
  out.as_it_is.trials = replications;
  out.as_it_is.interval = stats::ratio_interval(all.values, all.weights, confidence);
  const double own = 1.0 - (1.0 - confidence) / static_cast<double>(std::max<std::size_t>(1, removals.size()));
  for (std::size_t i = 0; i < removals.size(); ++i) out.causes.push_back({removals[i].name, report::mean_difference(seen[0], seen[i + 1], own)});
  std::stable_sort(out.causes.begin(), out.causes.end(), [](const Cause& a, const Cause& b) {
    const auto size = [](const Cause& c) { return c.change ? std::abs(c.change->interval.estimate) : -1.0; };
    return size(a) > size(b);
  });
  return out;
}

bool is_shown(const Cause& c) { return c.change && !c.change->interval.contains(0.0); }

void print(const Answer& a) {
  const auto estimate = [&](const stats::Interval& i) {
    return report::Estimate{.value = i.estimate, .known = true, .interval = i, .trials = 2, .constant = false, .method = {}, .unit = a.unit};
  };
  fmt::print("{} is {} {}; the scenario without each cause in turn, {} replications, the same random numbers;\n"
             "changes at {:g} %, which hold together\n\n",
             a.metric, report::format_estimate(a.as_it_is, a.currency), report::format_interval(a.as_it_is, a.currency), a.replications, a.confidence * 100.0);
  std::size_t wide = 5;
  double reach = 0.0;
  for (const auto& c : a.causes) {
    wide = std::max(wide, c.path.size());
    if (c.change) reach = std::max(reach, std::abs(c.change->interval.estimate));
  }
  fmt::print("{:<{}}  {:<{}}  {:>16} {:<28} {:>8}\n", "without", wide, "", bar_width, "change", "", "of it");
  for (const auto& c : a.causes) {
    if (!c.change) {
      fmt::print("{:<{}}  too little was observed\n", c.path, wide);
      continue;
    }
    const double x = c.change->interval.estimate;
    const auto cells = reach > 0.0 ? static_cast<std::size_t>(std::lround(std::abs(x) / reach * bar_width)) : 0;
    std::string bar;
    for (std::size_t i = 0; i < bar_width; ++i) bar += i < cells ? "█" : "·";
    const std::string sign = x > 0.0 ? "+" : "";
    const std::string share = a.as_it_is.value != 0.0 ? fmt::format("{:+.1f} %", x / std::abs(a.as_it_is.value) * 100.0) : "";
    const bool nothing = c.change->interval.half_width() == 0.0 && x == 0.0;
    fmt::print("{:<{}}  {}  {:>16} {:<28} {:>8}  {}\n", c.path, wide, bar, sign + report::format_estimate(estimate(c.change->interval), a.currency),
               nothing ? "" : report::format_interval(estimate(c.change->interval), a.currency), nothing ? "" : share,
               nothing ? "the same in every trial" : is_shown(c) ? "" : "not shown");
  }
  if (!a.left_out.empty()) fmt::print("\nnote: the scenario is none without {}: something else refers to it\n", fmt::join(a.left_out, ", "));
  fmt::print("\nWhat two causes do together is in both of their changes, or in neither: they need not add up.\n{} trials\n", (a.causes.size() + 1) * a.replications);
}

json as_json(const Answer& a) {
  json j = {{"metric", a.metric}, {"unit", a.unit}, {"replications", a.replications}, {"confidence", a.confidence}, {"as_it_is", estimate_as_json(a.as_it_is)}, {"causes", json::array()}, {"left_out", a.left_out}};
  for (const auto& c : a.causes) {
    json one = {{"without", c.path}, {"change", nullptr}, {"shown", is_shown(c)}};
    if (c.change) one["change"] = {{"estimate", number(c.change->interval.estimate)}, {"interval", bounds(c.change->interval)}};
    j["causes"].push_back(std::move(one));
  }
  return j;
}

}  // namespace

int importance_command(const std::vector<std::string>& arguments) {
  Arguments a("importance", "SCENARIO --metric NAME [OPTIONS]",
              "Says what each cause is worth: the scenario is played without the failures of each component, without each\n"
              "threat and without each kind of change, with the same random numbers, and the metric compared. That is what\n"
              "could be gained at most by mending the cause, with all that hangs on it: people that are free again, queues\n"
              "that do not form. (`components.NAME.importance` counts how often it was the first cause.)");
  a.positional("scenario", 1);
  a.add()("metric,m", po::value<std::string>()->value_name("NAME"), "the answer: a mean, a share, a total, or P(…)")
      ("only", po::value<std::vector<std::string>>()->value_name("PATH"), "only causes below this path: 'threats' (may be repeated)")
      ("replications,n", po::value<int>()->value_name("N"), "of each (default: the scenario's)")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of the intervals, together")
      ("set", po::value<std::vector<std::string>>()->value_name("PATH=VALUE"), "changes the scenario (may be repeated)")
      ("seed", po::value<double>()->value_name("N"), "of the random numbers, instead of the scenario's")
      ("jobs,j", po::value<unsigned>()->default_value(default_workers())->value_name("N"), "threads")
      ("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"), "looks for plugins here first (may be repeated)")("json", "as JSON");
  a.examples({{"mainstay importance bank.yaml -m services.payments.downtime", "what is behind the downtime?"},
              {"mainstay importance bank.yaml -m total.downtime_cost --only threats", "which threat costs most?"}});
  if (!a.parse(arguments)) return well;
  if (a.list("scenario").size() != 1) throw UsageError{"importance takes one scenario; see `mainstay importance --help`"};
  if (!a.has("metric")) throw UsageError{"importance takes a --metric, as in `--metric services.payments.downtime`"};
  const std::string file = a.list("scenario").front();
  const std::string metric = a.get<std::string>("metric");
  const unsigned workers = workers_of(a);
  const auto registry = load_plugins(a);
  scenario::Overrides overrides;
  overrides.set = a.list("set");
  if (a.has("seed")) overrides.seed = a.get<double>("seed");
  std::string by;
  scenario::Overrides alone = overrides;
  alone.variants = {"baseline"};
  const Job job = prepare(settle_warm_up(load_scenario(file, registry, alone), registry, alone, workers, by), {metric}, experiment::Keep::asked);
  const auto& run = job.scenario->variants.front().run;
  if (!by.empty()) overrides.warm_up = run.warm_up.length;
  schema::Diagnostics said_before;
  const auto parsed = scenario::parse_file(file, said_before);
  if (!parsed) throw Stop{invalid_input, fmt::format("{} cannot be read", file)};
  auto removals = removals_in(parsed->root, a.list("only"));
  if (removals.empty()) throw Stop{invalid_input, "the scenario has no such causes: no component fails by itself, and there are no threats or changes"};
  std::vector<std::string> left_out;
  std::erase_if(removals, [&](const Removal& r) {
    const bool no = !can_be_played(file, registry, overrides, r);
    if (no) left_out.push_back(r.name);
    return no;
  });
  PointPlayer player(file, registry, overrides, metric, workers);
  Answer answer = analyse(player, metric, removals, count_of(a, "replications", 2, static_cast<std::size_t>(run.replications)), confidence_of(a));
  answer.left_out = std::move(left_out);
  answer.currency = job.scenario->currency;
  if (a.has("json"))
    fmt::print("{}\n", as_json(answer).dump(2));
  else
    print(answer);
  return well;
}

}  // namespace mainstay::cli
