// `mainstay risk`: how bad it can get, how often, and through what.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/output.hpp"
#include "cli/played_points.hpp"
#include "cli/run_file.hpp"
#include "report/format.hpp"
#include "report/risk.hpp"
#include "schema/diagnostics.hpp"
#include "schema/quantity.hpp"

namespace mainstay::cli {
namespace {

using nlohmann::json;
using report::Losses;
using report::Risk;

constexpr int bar_width = 40;
constexpr std::size_t causes_shown = 8;

struct OfVariant {
  std::string variant;
  Losses losses;
  Risk risk;
  std::optional<report::UncertainRisk> uncertain = std::nullopt;   // of all draws together; `risk` is theirs
};

struct Shown {
  std::string metric;
  std::string unit;
  std::string currency;
  std::string period;       // `1 year`: what a total is one of
  double confidence = 0.95;
  std::string value(double x) const { return report::format_value(std::abs(x) >= 100.0 ? std::round(x) : x, unit, currency); }
  std::string interval(const stats::Interval& i) const {
    return report::format_interval({.value = i.estimate, .known = true, .interval = i, .trials = 2, .constant = false, .method = {}, .unit = unit}, currency);
  }
  std::string estimate(const stats::Interval& i) const {
    return report::format_estimate({.value = i.estimate, .known = true, .interval = i, .trials = 2, .constant = false, .method = {}, .unit = unit}, currency);
  }
};

// The events behind a metric: outages, by what they cost or how long they were. Nothing where the run keeps none, or the
// metric is not made of outages.
class Events {
 public:
  Events(const FileRun& run, const std::string& metric) : reader_(run.reader()) {
    const auto& tables = reader_.header().tables;
    const auto found = std::find_if(tables.begin(), tables.end(), [](const auto& t) { return t.name == "outages"; });
    if (found == tables.end()) return;
    table_ = static_cast<std::size_t>(found - tables.begin());
    for (std::size_t c = 0; c < found->columns.size(); ++c) columns_.emplace_back(found->columns[c].name);
    const std::size_t last = metric.rfind('.');
    const std::string measure = last == std::string::npos ? metric : metric.substr(last + 1);
    if (metric == "total.downtime_cost" || metric == "total.cost") known_ = true;
    if (metric.starts_with("services.") && (measure == "cost" || measure == "downtime")) {
      known_ = true;
      service_ = metric.substr(9, last - 9);
      by_length_ = measure == "downtime";
    }
  }
  bool known() const { return known_; }

  std::vector<report::LossEvent> of(std::size_t variant) const {
    const std::uint64_t rows = reader_.table_rows(variant, table_);
    const auto trials = reader_.table_replications(variant, table_);
    const auto causes = reader_.table_codes(variant, table_, column("first_cause"), 0, rows);
    const auto services = reader_.table_codes(variant, table_, column("service"), 0, rows);
    const auto numbers = [&](const char* name) { return std::get<std::vector<double>>(reader_.table_column(variant, table_, column(name), 0, rows)); };
    std::vector<double> losses = by_length_ ? numbers("end") : numbers("cost");
    if (by_length_) {
      const auto begin = numbers("begin");
      for (std::size_t i = 0; i < losses.size(); ++i) losses[i] -= std::max(0.0, begin[i]);
    }
    std::vector<report::LossEvent> out;
    for (std::size_t i = 0; i < losses.size(); ++i)
      if (service_.empty() || reader_.labels()[services[i]] == service_)
        out.push_back({trials[i] - reader_.header().first_replication, causes[i], losses[i]});
    return out;
  }

 private:
  std::size_t column(const std::string& name) const {
    return static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), name) - columns_.begin());
  }
  const store::RunReader& reader_;
  std::size_t table_ = 0;
  std::vector<std::string> columns_;
  std::string service_;      // empty: all
  bool by_length_ = false;
  bool known_ = false;
};

std::string probability(double p) { return fmt::format("{:.4g} %", p * 100.0); }

// Dark up to the largest event, light up to the total, and `┃` where a tolerance ends.
std::string bar(const report::ExceedanceLevel& level, double reach, const std::vector<report::Tolerated>& tolerances) {
  std::vector<const char*> cells(bar_width + 1, " ");
  const auto cell = [&](double x) { return static_cast<std::size_t>(std::clamp(std::lround(x / reach * bar_width), 0L, static_cast<long>(bar_width))); };
  for (std::size_t c = 0; c < cell(level.total.estimate); ++c) cells[c] = "░";
  if (level.largest)
    for (std::size_t c = 0; c < cell(level.largest->estimate); ++c) cells[c] = "█";
  for (const auto& t : tolerances)
    if (t.tolerance.probability >= level.probability && t.tolerance.loss <= reach) cells[cell(t.tolerance.loss)] = "┃";
  std::string out;
  for (const char* c : cells) out += c;
  return out;
}

void print_curve(const OfVariant& v, const Shown& shown) {
  double reach = 0.0;
  for (const auto& level : v.risk.curve) reach = std::max(reach, level.total.estimate);
  fmt::print("\n{:>10}  {:<{}}  {:>16} {:<28}{}\n", "exceeded", v.losses.largest ? "█ largest event  ░ total" : "░ total", bar_width + 1, "total",
             fmt::format("at {:g} %", shown.confidence * 100.0), v.losses.largest ? "  largest event" : "");
  for (const auto& level : v.risk.curve)
    fmt::print("{:>10}  {}  {:>16} {:<28}{}\n", probability(level.probability), reach > 0.0 ? bar(level, reach, v.risk.tolerances) : std::string(bar_width + 1, ' '),
               shown.value(level.total.estimate), level.bounded ? shown.interval(level.total) : "too few trials to bound it",
               level.largest ? fmt::format("  {:>13}", shown.value(level.largest->estimate)) : "");
}

void print_causes(const OfVariant& v, const Shown& shown) {
  if (v.losses.causes.empty()) return;
  const auto& worst = v.risk.levels.back();
  std::size_t wide = 5;
  for (const auto& c : v.losses.causes) wide = std::max(wide, c.size());
  fmt::print("\n{:<{}}  {:>16} {:>7}  {:>16} {:>7}  {:>14}\n", "cause", wide, "mean", "", fmt::format("TVaR {:g} %", worst.p * 100.0), "", "largest events");
  const auto share = [](double part, double whole) { return whole != 0.0 ? fmt::format("{:.1f} %", part / whole * 100.0) : ""; };
  for (std::size_t c = 0; c < std::min(causes_shown, v.losses.causes.size()); ++c)
    fmt::print("{:<{}}  {:>16} {:>7}  {:>16} {:>7}  {:>14}\n", v.losses.causes[c], wide, shown.value(v.risk.of_mean[c]), share(v.risk.of_mean[c], v.risk.mean.estimate),
               shown.value(worst.of_total[c]), share(worst.of_total[c], worst.total.tail_value_at_risk), share(worst.of_largest[c], 1.0));
  if (v.losses.causes.size() > causes_shown) fmt::print("and {} more; --json has them all\n", v.losses.causes.size() - causes_shown);
}

const char* word(report::Kept kept) { return kept == report::Kept::yes ? "kept" : kept == report::Kept::no ? "NOT kept" : "undecided"; }

// What the draws say one by one.
void print(const report::UncertainRisk& u, const Risk& risk, const Shown& shown) {
  fmt::print("\n{} draws of what is assumed, by {} trials each: from the 5 % to the 95 % quantile of what each says by itself, its chance included\n", u.draws, u.trials);
  fmt::print("{:>10}  {:>16} {:>16}  {:>16} {:>16}\n", "level", "VaR from", "to", "TVaR from", "to");
  for (std::size_t i = 0; i < risk.levels.size(); ++i)
    fmt::print("{:>10}  {:>16} {:>16}  {:>16} {:>16}\n", probability(risk.levels[i].p), shown.value(u.value_at_risk[i].low), shown.value(u.value_at_risk[i].high),
               shown.value(u.tail[i].low), shown.value(u.tail[i].high));
  for (std::size_t i = 0; i < risk.tolerances.size(); ++i)
    fmt::print("tolerance {}: not kept in {:.3g} % of the draws\n", risk.tolerances[i].tolerance.text, u.over[i] * 100.0);
}

void print(const OfVariant& v, const Shown& shown) {
  fmt::print("\n{}: {} of {}, {} trials\n", v.variant, shown.metric, shown.period, v.risk.trials);
  fmt::print("  mean {} {}; no loss in {:.4g} %\n", shown.estimate(v.risk.mean), shown.interval(v.risk.mean), v.risk.chance_of_none * 100.0);
  print_curve(v, shown);
  fmt::print("\n{:>10}  {:>16} {:<28}  {:>16} {:<28}{}\n", "level", "VaR", "", "TVaR", "", v.losses.largest ? "  largest: VaR, TVaR" : "");
  for (const auto& l : v.risk.levels)
    fmt::print("{:>10}  {:>16} {:<28}  {:>16} {:<28}{}\n", probability(l.p), shown.value(l.total.value_at_risk.estimate), shown.interval(l.total.value_at_risk),
               shown.value(l.total.tail_value_at_risk), l.total.tail_interval ? shown.interval(*l.total.tail_interval) : "",
               l.largest ? fmt::format("  {}, {}", shown.value(l.largest->value_at_risk.estimate), shown.value(l.largest->tail_value_at_risk)) : "");
  print_causes(v, shown);
  for (const auto& t : v.risk.tolerances)
    fmt::print("\ntolerance {}: more than {} in {:.4g} % of trials [{:.3g}, {:.3g}]: {}\n", t.tolerance.text, shown.value(t.tolerance.loss),
               t.exceeded.estimate * 100.0, t.exceeded.low * 100.0, t.exceeded.high * 100.0, word(t.kept));
  if (v.uncertain) print(*v.uncertain, v.risk, shown);
  for (const auto& w : v.risk.warnings) fmt::print("note: {}\n", w);
}

json as_json(const stats::Interval& i) { return {{"estimate", number(i.estimate)}, {"interval", bounds(i)}}; }
json as_json(const stats::TailRisk& t) {
  json j = {{"value_at_risk", as_json(t.value_at_risk)}, {"tail_value_at_risk", {{"estimate", number(t.tail_value_at_risk)}}}, {"beyond", t.beyond}};
  if (t.tail_interval) j["tail_value_at_risk"]["interval"] = bounds(*t.tail_interval);
  return j;
}

json as_json(const OfVariant& v) {
  json j = {{"variant", v.variant}, {"trials", v.risk.trials}, {"mean", as_json(v.risk.mean)}, {"chance_of_none", v.risk.chance_of_none},
            {"levels", json::array()}, {"exceedance", json::array()}, {"causes", json::array()}, {"tolerances", json::array()}, {"warnings", v.risk.warnings}};
  for (const auto& l : v.risk.levels) {
    json one = {{"p", l.p}, {"total", as_json(l.total)}};
    if (l.largest) one["largest_event"] = as_json(*l.largest);
    j["levels"].push_back(std::move(one));
  }
  for (const auto& e : v.risk.curve) {
    json one = {{"probability", e.probability}, {"total", as_json(e.total)}};
    if (e.largest) one["largest_event"] = as_json(*e.largest);
    j["exceedance"].push_back(std::move(one));
  }
  for (std::size_t c = 0; c < v.losses.causes.size(); ++c) {
    json one = {{"cause", v.losses.causes[c]}, {"mean", v.risk.of_mean[c]}, {"tail", json::array()}};
    for (const auto& l : v.risk.levels) one["tail"].push_back({{"p", l.p}, {"of_tail_value_at_risk", l.of_total[c]}, {"share_of_largest_events", l.of_largest[c]}});
    j["causes"].push_back(std::move(one));
  }
  for (const auto& t : v.risk.tolerances)
    j["tolerances"].push_back({{"tolerance", t.tolerance.text}, {"probability", t.tolerance.probability}, {"loss", t.tolerance.loss},
                               {"exceeded", as_json(t.exceeded)}, {"kept", t.kept == report::Kept::yes ? json(true) : t.kept == report::Kept::no ? json(false) : json(nullptr)}});
  if (!v.uncertain) return j;
  const report::UncertainRisk& u = *v.uncertain;
  const auto range = [](const report::UncertainRisk::Range& r) { return json::array({number(r.low), number(r.high)}); };
  j["draws"] = u.draws;
  j["trials_of_each"] = u.trials;
  j["share_numbers"] = u.share_numbers;
  for (std::size_t i = 0; i < v.risk.levels.size(); ++i) {
    j["levels"][i]["total"]["value_at_risk"]["draws"] = range(u.value_at_risk[i]);
    j["levels"][i]["total"]["tail_value_at_risk"]["draws"] = range(u.tail[i]);
  }
  for (std::size_t i = 0; i < v.risk.tolerances.size(); ++i) j["tolerances"][i]["draws_over"] = u.over[i];
  return j;
}

// The whole empirical curve, a line an amount that occurred.
std::string as_csv(const std::vector<OfVariant>& all) {
  std::string out = "variant,of,loss,exceeded,low,high\n";
  for (const auto& v : all) {
    const auto add = [&](const char* of, const std::vector<stats::Exceedance>& curve) {
      for (const auto& e : curve) out += fmt::format("{},{},{},{},{},{}\n", v.variant, of, e.loss, e.probability.estimate, e.probability.low, e.probability.high);
    };
    add("total", v.risk.exceedance);
    add("largest event", v.risk.exceedance_of_largest);
  }
  return out;
}

report::Tolerance tolerance_of(const std::string& text, const std::string& unit) {
  const std::size_t colon = text.find(':');
  std::string error = "write it as in --tolerance '1 %: 500000 EUR'";
  if (colon != std::string::npos) {
    const auto p = work::value_in_unit(text.substr(0, colon), "%", error);
    const auto loss = p ? work::value_in_unit(text.substr(text.find_first_not_of(' ', colon + 1)), unit, error) : std::nullopt;
    if (p && loss && *p > 0.0 && *p < 1.0) return {*p, *loss, text};
  }
  throw UsageError{fmt::format("--tolerance '{}': {}", text, error)};
}

report::RiskOptions options_of(const Arguments& a, const std::string& unit) {
  report::RiskOptions out;
  out.confidence = confidence_of(a);
  for (const auto& t : a.list("tolerance")) out.tolerances.push_back(tolerance_of(t, unit));
  if (!a.has("level")) return out;
  out.levels.clear();
  for (const auto& text : a.list("level")) {
    std::string error;
    const auto p = work::value_in_unit(text, "%", error);
    if (!p || !(*p > 0.0 && *p < 1.0)) throw UsageError{fmt::format("--level takes a share between 0 and 100 %, as '99.5 %', not '{}'", text)};
    out.levels.push_back(*p);
  }
  std::sort(out.levels.begin(), out.levels.end());
  return out;
}

std::string metric_of(const Arguments& a, const FileRun& run) {
  if (a.has("metric")) return a.get<std::string>("metric");
  if (!run.currency().empty() && run.find_metric("total.downtime_cost")) return "total.downtime_cost";
  throw UsageError{"the run knows no costs; name a loss with --metric, as in `--metric services.payments.downtime`"};
}

OfVariant of_variant(const FileRun& run, std::size_t v, std::size_t metric, const Events& events, const report::RiskOptions& options) {
  const auto kept = events.known() ? events.of(v) : std::vector<report::LossEvent>();
  OfVariant out{run.variants()[v], report::losses_of(run.samples(v, metric), report::likelihood_of(run, v), events.known() ? &kept : nullptr, run.reader().labels()), {}};
  auto risk = report::risk_of(out.losses, options);
  if (!risk) throw Stop{invalid_input, fmt::format("'{}' has fewer than two trials: nothing can be said of risks", out.variant)};
  out.risk = std::move(*risk);
  return out;
}

// Each variant of a sweep a draw of what is not known; the scenario as it is, is none.
OfVariant of_draws(const FileRun& run, std::size_t metric, const report::RiskOptions& options) {
  std::vector<report::Draw> draws;
  for (const auto& p : points_in(run)) draws.push_back({run.samples(p.variant, metric), report::likelihood_of(run, p.variant), run.clock(p.variant)});
  if (draws.size() < 2) throw Stop{invalid_input, "--uncertain takes the points of a sweep for draws of what is not known: `mainstay run --vary 'threats.flood.rate: 2 in 80 years' --vary 'run.seed: 1 to 100 by 1' --design 'lhs 100'`"};
  if (const std::string note = report::note_of_times(run); !note.empty()) throw Stop{invalid_input, note};
  auto found = report::risk_of(draws, options);
  if (!found) throw Stop{invalid_input, "fewer than two trials went well in all draws: nothing can be said of risks"};
  OfVariant out{fmt::format("all {} draws", found->draws), {}, found->all, {}};
  out.uncertain = std::move(*found);
  return out;
}

std::vector<std::size_t> variants_of(const Arguments& a, const FileRun& run) {
  std::vector<std::size_t> out;
  for (const auto& name : a.list("variant")) {
    const auto v = run.find_variant(name);
    if (!v) throw Stop{invalid_input, fmt::format("the run holds no variant '{}'; {}", name, schema::did_you_mean(name, run.variants()))};
    out.push_back(*v);
  }
  if (out.empty()) out.push_back(0);
  return out;
}

}  // namespace

int risk_command(const std::vector<std::string>& arguments) {
  Arguments a("risk", "RUN.h5 [OPTIONS]",
              "Says how often a loss is greater than an amount (its exceedance curve), what the bad trials come to (VaR: the\n"
              "loss that is not exceeded with this probability; TVaR: the mean of those beyond), and which causes make them:\n"
              "for the total of each trial and for the largest single outage in it. Outages are known where the scenario\n"
              "says `record: outages` or more.");
  a.positional("run", 1);
  a.add()("metric,m", po::value<std::string>()->value_name("NAME"), "the loss; without it total.downtime_cost")
      ("variant", po::value<std::vector<std::string>>()->value_name("NAME"), "of this variant instead of the baseline (may be repeated)")
      ("level", po::value<std::vector<std::string>>()->value_name("P"), "VaR and TVaR at this level, as '99.5 %' (may be repeated)")
      ("tolerance", po::value<std::vector<std::string>>()->value_name("P: LOSS"), "what may be exceeded at most so often: '1 %: 500000 EUR' (may be repeated)")
      ("uncertain", "the points of a sweep are draws of what is not known, equally likely: the curve of all, and how far they lie apart")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of the intervals, each on its own")
      ("csv", po::value<std::string>()->value_name("FILE"), "the whole curve as CSV, to a file or `-`")("force", "overwrite that file")("json", "as JSON");
  a.examples({{"mainstay risk bank.h5 --tolerance '1 %: 500000 EUR'", "is a bad year bearable, and what makes it bad?"},
              {"mainstay risk bank.h5 --variant baseline --variant warm-standby --level '99.5 %'", "what a standby does to the tail"},
              {"mainstay risk bank.h5 -m services.payments.downtime --csv curve.csv", "the curve of hours, for a plot"},
              {"mainstay run bank.yaml --vary 'threats.flood.rate: 2 in 80 years' --vary 'run.seed: 1 to 100 by 1' --design 'lhs 100' -o draws.h5 && mainstay risk draws.h5 --uncertain",
               "carries along that the rate is known by two floods only"}});
  if (!a.parse(arguments)) return well;
  if (a.list("run").size() != 1) throw UsageError{"risk takes one run file; see `mainstay risk --help`"};
  const FileRun run(a.list("run").front());
  Shown shown;
  shown.metric = metric_of(a, run);
  std::string error;
  const auto asked = report::ask_for_losses(run, shown.metric, error);
  if (!asked) throw Stop{invalid_input, error};
  shown.unit = asked->unit;
  shown.currency = run.currency();
  const auto options = options_of(a, asked->unit);
  shown.confidence = options.confidence;
  const Events events(run, shown.metric);
  if (a.has("uncertain") && a.has("variant")) throw UsageError{"--uncertain is of all points of a sweep; --variant goes without it"};
  std::vector<OfVariant> all;
  if (a.has("uncertain"))
    all.push_back(of_draws(run, asked->metric, options));
  else
    for (const std::size_t v : variants_of(a, run)) all.push_back(of_variant(run, v, asked->metric, events, options));
  const auto& header = run.reader().header();
  shown.period = schema::format_duration(header.horizon_seconds);
  if (a.has("csv")) {
    const std::string file = a.get<std::string>("csv");
    write_output(file == "-" ? "" : file, a.has("force"), as_csv(all));
  } else if (a.has("json")) {
    json j = {{"title", header.title}, {"metric", shown.metric}, {"unit", shown.unit}, {"currency", shown.currency},
              {"confidence", options.confidence}, {"period_seconds", header.horizon_seconds}, {"variants", json::array()}};
    for (const auto& v : all) j["variants"].push_back(as_json(v));
    fmt::print("{}\n", j.dump(2));
  } else {
    fmt::print("{}\n", header.title);
    for (const auto& v : all) print(v, shown);
    if (!events.known() && !a.has("uncertain")) fmt::print("\nThe run keeps no outages behind this loss (`record: outages` does): no largest event, no causes.\n");
  }
  return well;
}

}  // namespace mainstay::cli
