// `mainstay compare`: the variants of a run against its baseline.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/objectives.hpp"
#include "cli/output.hpp"
#include "cli/run_file.hpp"
#include "report/comparison.hpp"
#include "report/format.hpp"
#include "report/joined_runs.hpp"
#include "report/variant_cost.hpp"

namespace mainstay::cli {
namespace {

using report::Comparison;
using report::Finding;

constexpr const char* finding_names[] = {"better", "worse", "higher", "lower", "open", "same", "unknown"};
const char* name_of(Finding f) { return finding_names[static_cast<int>(f)]; }

constexpr int bar_width = 25;  // odd: zero stands in the middle

// The interval as a bar about zero, `reach` being the end of the scale: `·····├──●──┤│·····`.
std::string bar(const stats::Interval& i, double reach) {
  std::vector<const char*> cells(bar_width, "·");
  const auto cell = [&](double x) {
    const double place = (x / reach + 1.0) / 2.0 * (bar_width - 1);
    return static_cast<std::size_t>(std::clamp(std::lround(place), 0L, bar_width - 1L));
  };
  cells[bar_width / 2] = "│";
  for (std::size_t c = cell(i.low); c <= cell(i.high); ++c) cells[c] = "─";
  cells[cell(i.low)] = "├";
  cells[cell(i.high)] = "┤";
  if (i.contains(0.0)) cells[bar_width / 2] = "┼";
  cells[cell(i.estimate)] = "●";
  std::string out;
  for (const char* c : cells) out += c;
  return out;
}

std::string coloured(const std::string& text, Finding f, bool colour) {
  if (!colour || (f != Finding::better && f != Finding::worse)) return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", f == Finding::better ? 36 : 33, text);  // apart for every kind of eye
}

// The comparisons of one metric, which share a scale.
void print_metric(std::span<const Comparison> group, const std::string& currency, bool colour) {
  const Comparison& first = group.front();
  double reach = 0.0;
  std::size_t wide = 0;
  for (const auto& c : group) {
    wide = std::max(wide, c.variant.size() + (c.baseline == first.baseline ? 0 : c.baseline.size() + 4));
    if (c.difference)
      for (const double end : {c.difference->interval.low, c.difference->interval.high})
        if (std::isfinite(end)) reach = std::max(reach, std::abs(end));
  }
  fmt::print("\n{}   {}: {} {}\n", first.metric, first.baseline, report::format_estimate(first.of_baseline, currency),
             report::format_interval(first.of_baseline, currency));
  for (const auto& c : group) {
    const std::string name = c.baseline == first.baseline ? c.variant : c.variant + " vs " + c.baseline;
    if (!c.difference) {
      fmt::print("  {:<{}}  nothing can be said\n", name, wide);
    } else {
      const std::string interval = report::format_difference_interval(c, currency);
      fmt::print("  {:<{}}  {}  {:>14} {:<22} {:<8} r {:>5.2f}{}\n", name, wide,
                 reach > 0.0 ? bar(c.difference->interval, reach) : bar({}, 1.0), report::format_difference(c, currency), interval,
                 coloured(fmt::format("{:<8}", c.finding == Finding::open ? "-" : name_of(c.finding)), c.finding, colour),
                 c.difference->correlation,
                 c.replications_to_settle ? fmt::format("  (n = {})", report::about(*c.replications_to_settle)) : "");
    }
    for (const auto& w : c.warnings) fmt::print("  {:<{}}  note: {}\n", "", wide, w);
  }
}

// What a variant costs a year beside what it saves in downtime, where both are known. What happens in a time in which
// something is forced to happen is not what happens in a year, so it is left as observed.
void print_costs(const FileRun& run, const report::CompareOptions& options, bool forced) {
  const auto& header = run.reader().header();
  report::CompareOptions costs = options;
  costs.metrics = {"total.downtime_cost"};
  costs.all_pairs = false;
  std::erase_if(costs.variants, [&](const std::string& v) { return !run.find_variant(v); });
  if (costs.variants.empty() && !options.variants.empty()) return;   // all of another run
  std::string error;
  std::vector<report::VariantCost> all;
  bool any = false;
  for (std::size_t v = 0; v < header.variants.size(); ++v) any = all.emplace_back(report::cost_of(run, v)).known() || any;
  if (!any || !run.find_metric("total.downtime_cost")) return;
  const auto saved = report::compare(run, costs, error);
  if (!saved) return;
  fmt::print("\ncost beside benefit, {} (costs of the variant as given, and of its teams; no others)\n",
             forced ? "in the time observed, in which what is forced strikes once" : "a year");
  std::size_t wide = 0;
  for (const auto& c : *saved) wide = std::max(wide, c.variant.size());
  for (const auto& c : *saved) {
    const std::size_t which = *run.find_variant(c.variant);
    const auto& v = header.variants[which];
    const auto& cost = all[which];
    if (!c.difference) continue;
    const double year = forced ? 1.0 : 31536000.0 / v.horizon_seconds;
    report::Comparison yearly = c;
    for (double* x : {&yearly.difference->interval.estimate, &yearly.difference->interval.low, &yearly.difference->interval.high}) *x *= year;
    fmt::print("  {:<{}}  costs {:<20} downtime cost {} {}{}\n", c.variant, wide, cost.words(),
               report::format_difference(yearly, header.currency), report::format_difference_interval(yearly, header.currency),
               forced ? " in " + schema::format_duration(v.horizon_seconds) : "");
    for (const auto& team : cost.teams)
      fmt::print("  {:<{}}  {} costs {} {}{}\n", "", wide, team.name, report::format_value(std::abs(team.more) * year, "money", header.currency),
                 team.more > 0 ? "more" : "less", forced ? " in " + schema::format_duration(v.horizon_seconds) : "");
  }
}

nlohmann::json as_json(const Comparison& c) {
  nlohmann::json j = {{"metric", c.metric}, {"unit", c.unit}, {"baseline", c.baseline}, {"variant", c.variant},
                      {"finding", name_of(c.finding)}, {"paired", c.paired}, {"method", c.method}, {"warnings", c.warnings}};
  if (c.of_baseline.known) j["baseline_estimate"] = c.of_baseline.value;
  if (c.of_variant.known) j["variant_estimate"] = c.of_variant.value;
  if (!c.difference) return j;
  const auto& d = *c.difference;
  j["difference"] = number(d.interval.estimate);
  j["interval"] = bounds(d.interval);
  j["standard_error"] = number(d.standard_error);
  j["p_value"] = number(d.p_value);
  j["adjusted_p_value"] = number(c.adjusted_p);
  j["replications"] = d.pairs;
  j["correlation"] = d.correlation;
  j["variance_saved"] = number(d.variance_saved);
  if (d.relative) j["relative"] = {{"difference", number(d.relative->estimate)}, {"interval", bounds(*d.relative)}};
  if (c.replications_to_settle) j["replications_to_settle"] = *c.replications_to_settle;
  return j;
}

std::string as_csv(const std::vector<Comparison>& all) {
  std::string out = "metric,unit,baseline,variant,baseline_estimate,variant_estimate,difference,low,high,adjusted_p_value,finding,replications,correlation\n";
  for (const auto& c : all) {
    const std::string name = c.metric.find_first_of(",\"") == std::string::npos ? c.metric : "\"" + c.metric + "\"";
    out += fmt::format("{},{},{},{},{},{},", name, c.unit, c.baseline, c.variant, c.of_baseline.value, c.of_variant.value);
    if (c.difference)
      out += fmt::format("{},{},{},{},{},{},{}\n", c.difference->interval.estimate, c.difference->interval.low, c.difference->interval.high,
                         c.adjusted_p, name_of(c.finding), c.difference->pairs, c.difference->correlation);
    else
      out += fmt::format(",,,,{},,\n", name_of(c.finding));
  }
  return out;
}

report::Adjust adjust_of(const std::string& word) {
  if (word == "bonferroni") return report::Adjust::bonferroni;
  if (word == "holm") return report::Adjust::holm;
  if (word == "none") return report::Adjust::none;
  throw UsageError{fmt::format("--adjust takes bonferroni, holm or none, not '{}'", word)};
}

// A paragraph for each couple of variants: what is better, what is worse, and what nobody can tell yet.
void print_words(const std::vector<Comparison>& all, const std::string& currency) {
  std::vector<std::pair<std::string, std::string>> couples;
  for (const auto& c : all)
    if (std::find(couples.begin(), couples.end(), std::pair(c.variant, c.baseline)) == couples.end()) couples.emplace_back(c.variant, c.baseline);
  for (const auto& [variant, baseline] : couples) {
    fmt::print("\n{} against {}\n", variant, baseline);
    for (const Finding f : {Finding::better, Finding::worse, Finding::higher, Finding::lower, Finding::open, Finding::same, Finding::unknown})
      for (const auto& c : all)
        if (c.variant == variant && c.baseline == baseline && c.finding == f) fmt::print("  {}\n", report::in_words(c, currency));
  }
}

void print(const FileRun& run, const std::vector<Comparison>& all, const report::CompareOptions& options) {
  const auto& header = run.reader().header();
  fmt::print("{}\n", header.title);
  if (!header.question.empty()) fmt::print("{}\n", header.question);
  static constexpr const char* rules[] = {"which hold all together (Bonferroni)", "each on its own; findings by Holm's steps", "each on its own"};
  fmt::print("\n{} replications; {} {} with intervals at {:g} %, {}\n", run.reader().replications(), all.size(),
             all.size() == 1 ? "difference" : "differences", options.confidence * 100.0, rules[static_cast<int>(options.adjust)]);
  fmt::print("r: correlation between the replications of both; n: replications from which a difference as large would show\n");
  if (!run.reader().complete()) fmt::print("The run was interrupted; `mainstay run --resume` completes it.\n");
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    while (end < all.size() && all[end].metric == all[i].metric) ++end;
    print_metric(std::span(all).subspan(i, end - i), header.currency, use_colour(1));
    i = end;
  }
  const Objectives objectives = objectives_of(run);
  print_costs(run, options, !objectives.forced.empty());
  print_words(all, header.currency);
  for (const auto& sentence : objectives.forced) fmt::print("\n- {}\n", sentence);
}

// Another run beside the first, where one is given; which must be of the same scenario, length and versions.
class Second {
 public:
  Second(const Arguments& a, const FileRun& first, report::CompareOptions& options) {
    const auto files = a.list("run");
    if (files.size() < 2) return;
    run_ = std::make_unique<FileRun>(files[1]);
    const auto reasons = report::reasons_against(first, *run_);
    if (!reasons.empty()) throw Stop{invalid_input, fmt::format("{} and {} cannot be compared: {}", files[0], files[1], fmt::join(reasons, "; "))};
    joined_ = std::make_unique<report::JoinedRuns>(first, *run_, std::filesystem::path(files[1]).stem().string());
    if (!options.variants.empty()) return;
    for (std::size_t v = joined_->first_of_second(); v < joined_->variants().size(); ++v) options.variants.push_back(joined_->variants()[v]);
  }
  const report::RunView& view(const FileRun& first) const {
    if (joined_ != nullptr) return *joined_;
    return first;
  }

 private:
  std::unique_ptr<FileRun> run_;
  std::unique_ptr<report::JoinedRuns> joined_;
};

}  // namespace

int compare_command(const std::vector<std::string>& arguments) {
  Arguments a("compare", "RUN.h5 [OTHER.h5] [OPTIONS]",
              "Says what each variant of a run changes against the baseline, replication by replication: variants share\n"
              "their random numbers, so differences are surer than the figures themselves. A finding is printed only where\n"
              "the interval of the difference leaves zero out, with all comparisons made together accounted for.\n"
              "The variants of a second run are compared with the baseline of the first, where both are of one scenario.");
  a.positional("run", 2);
  a.add()("metric,m", po::value<std::vector<std::string>>()->value_name("NAME"), "compare this metric (may be repeated); functions across trials work too")
      ("baseline", po::value<std::string>()->value_name("NAME"), "the variant to compare with, instead of `baseline`")
      ("variant", po::value<std::vector<std::string>>()->value_name("NAME"), "only this variant (may be repeated)")
      ("all-pairs", "each variant against each other too")
      ("adjust", po::value<std::string>()->default_value("bonferroni")->value_name("HOW"), "for many comparisons: bonferroni, holm or none")
      ("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of all intervals together")
      ("csv", po::value<std::string>()->value_name("FILE"), "as CSV, to a file or `-`")("force", "overwrite that file")("json", "as JSON");
  a.examples({{"mainstay compare bank.h5", "the objectives, against the baseline"},
              {"mainstay compare bank.h5 -m services.payments.rto.met -m total.downtime_cost", "two questions"},
              {"mainstay compare bank.h5 four-dbas.h5", "a run against one that was made with --set"},
              {"mainstay compare bank.h5 --all-pairs --adjust holm", "which is better than which"}});
  if (!a.parse(arguments)) return well;
  if (a.list("run").empty() || a.list("run").size() > 2) throw UsageError{"compare takes one run file, or two; see `mainstay compare --help`"};
  report::CompareOptions options;
  options.metrics = a.list("metric");
  options.variants = a.list("variant");
  if (a.has("baseline")) options.baseline = a.get<std::string>("baseline");
  options.all_pairs = a.has("all-pairs");
  options.adjust = adjust_of(a.get<std::string>("adjust"));
  options.confidence = a.get<double>("confidence");
  if (!(options.confidence > 0.0 && options.confidence < 1.0)) throw UsageError{"--confidence takes a number between 0 and 1, as 0.95"};
  const FileRun run(a.list("run").front());
  const Second second(a, run, options);
  const report::RunView& view = second.view(run);
  if (view.variants().size() < 2) throw Stop{invalid_input, fmt::format("{} holds one variant: there is nothing to compare it with", a.list("run").front())};
  std::string error;
  const auto all = report::compare(view, options, error);
  if (!all) throw Stop{invalid_input, error};
  if (all->empty()) throw Stop{invalid_input, "the run has none of the metrics that are compared unasked; name some with --metric"};
  if (a.has("csv")) {
    const std::string file = a.get<std::string>("csv");
    write_output(file == "-" ? "" : file, a.has("force"), as_csv(*all));
  } else if (a.has("json")) {
    nlohmann::json j = {{"title", run.reader().header().title}, {"confidence", options.confidence}, {"adjust", a.get<std::string>("adjust")},
                        {"cautions", objectives_of(run).forced}, {"comparisons", nlohmann::json::array()}};
    for (const auto& c : *all) j["comparisons"].push_back(as_json(c));
    fmt::print("{}\n", j.dump(2));
  } else {
    print(run, *all, options);
  }
  return well;
}

}  // namespace mainstay::cli
