// `mainstay summary`: what a run says, read from its file.

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/objectives.hpp"
#include "cli/run_file.hpp"
#include "cli/summary.hpp"
#include "report/asked.hpp"
#include "report/format.hpp"
#include "report/table.hpp"

namespace mainstay::cli {
namespace {

// What a summary shows without being asked, in this order. Kinds of which nothing serves anybody (components, threats)
// are shown where there is nothing else.
struct MainMetrics {
  const char* kind;
  std::vector<const char*> endings;
};

const std::vector<MainMetrics>& main_metrics() {
  static const std::vector<MainMetrics> all = {
      {"services",
       {"rto.met", "mtpd.met", "mbco.met", "recovery_time.mean", "recovery_time.detect.mean", "recovery_time.declare.mean",
        "recovery_time.mobilise.mean", "recovery_time.restore.mean", "recovery_time.verify.mean", "recovery_time.catch_up.mean", "data_loss.mean",
        "availability_agreed", "outages", "downtime", "downtime_planned", "lost", "users_lost", "cost"}},
      {"plans", {"declared", "restored"}},
      {"requests", {"opened", "rejected", "abandoned", "wait.mean", "elapsed.mean", "elapsed.p95"}},
      {"tickets", {"opened", "respond.met", "resolve.met", "resolve.overdue", "elapsed.mean", "elapsed.p95"}},
      {"changes", {"opened", "closed", "failed", "elapsed.mean"}},
      {"teams", {"utilisation", "wait.mean"}},
      {"total", {"cost"}},
  };
  return all;
}
const std::vector<MainMetrics>& metrics_of_parts() {
  static const std::vector<MainMetrics> all = {
      {"groups", {"availability", "outages"}}, {"components", {"availability", "failures", "time_to_restore.mean"}}, {"threats", {"strikes"}}};
  return all;
}

// `services.shop` of `services.shop.rto.met`; `total` of `total.cost`; nothing of what a function stands around.
std::string entity_of(const std::string& metric) {
  if (metric.find_first_of("( ") != std::string::npos && metric.find('(') < metric.find('.')) return "";
  const auto first = metric.find('.');
  if (metric.starts_with("total.")) return "total";
  const auto second = first == std::string::npos ? first : metric.find('.', first + 1);
  return second == std::string::npos ? "" : metric.substr(0, second);
}

std::vector<std::string> chosen(const FileRun& run, const std::vector<MainMetrics>& wanted) {
  std::vector<std::string> out;
  for (const auto& [kind, endings] : wanted) {
    std::vector<std::string> entities;
    for (const auto& m : run.metrics()) {
      const std::string entity = entity_of(m.name);
      if (entity.substr(0, entity.find('.')) == kind && std::find(entities.begin(), entities.end(), entity) == entities.end()) entities.push_back(entity);
    }
    for (const auto& entity : entities)
      for (const char* ending : endings)
        if (run.find_metric(entity + "." + ending)) out.push_back(entity + "." + ending);
  }
  return out;
}

// Why a figure is shown: it was asked for, it is one of the main ones, or the scenario's `expect` names it.
enum class Why { asked, main, expected };

struct Named {
  std::string name;
  Why why;
};

std::vector<Named> names_of(const FileRun& run, const SummaryOptions& options) {
  std::vector<Named> out;
  const auto add = [&](const std::vector<std::string>& names, Why why) {
    for (const auto& name : names)
      if (std::none_of(out.begin(), out.end(), [&](const Named& n) { return n.name == name; })) out.push_back({name, why});
  };
  add(options.asked, Why::asked);
  if (options.only_asked) return out;
  if (options.all || options.json) {
    std::vector<std::string> all;
    for (const auto& m : run.metrics()) all.push_back(m.name);
    add(all, Why::main);
  } else {
    auto main = chosen(run, main_metrics());
    if (std::none_of(main.begin(), main.end(), [](const auto& n) { return !n.starts_with("total.") && !n.starts_with("teams."); })) {
      const auto parts = chosen(run, metrics_of_parts());
      main.insert(main.begin(), parts.begin(), parts.end());
    }
    add(main, Why::main);
  }
  add(options.expected, Why::expected);
  return out;
}

// `100 replications of 1 a after 30 d of warm-up`, of one variant.
std::string extent(const store::RunReader& run, std::size_t variant) {
  const auto& v = run.header().variants[variant];
  const auto n = run.replications(variant);
  return fmt::format("{} {} of {}{}", n, n == 1 ? "replication" : "replications", schema::format_duration(v.horizon_seconds),
                     v.warm_up_seconds > 0 ? fmt::format(" after {} of warm-up", schema::format_duration(v.warm_up_seconds)) : "");
}

// The same of the run, one line a variant where they differ; what follows goes on from there.
std::string extent(const store::RunReader& run) {
  std::string all;
  bool alike = true;
  for (std::size_t v = 0; v < run.header().variants.size(); ++v) {
    alike = alike && extent(run, v) == extent(run, 0);
    all += fmt::format("{}: {}\n", run.header().variants[v].name, extent(run, v));
  }
  return alike ? extent(run, 0) + "; " : all;
}

// `2 series, and records of 86 outages and 31 plans`; empty where there are only metrics.
std::string holdings(const store::RunReader& run) {
  const auto& h = run.header();
  std::vector<std::string> records;
  for (std::size_t t = 0; t < h.tables.size(); ++t) {
    std::uint64_t rows = 0;
    for (std::size_t v = 0; v < h.variants.size(); ++v) rows += run.table_rows(v, t);
    records.push_back(h.tables[t].name == "trace" ? fmt::format("a trace of {} events", rows) : fmt::format("{} {}", rows, h.tables[t].name));
  }
  std::string out;
  if (!h.series.empty()) out = fmt::format("{} series", h.series.size());
  if (!records.empty()) out += fmt::format("{}records: {}", out.empty() ? "" : ", and ", fmt::join(records, ", "));
  return out;
}

struct Line {
  std::string metric;
  std::vector<std::optional<report::Estimate>> by_variant;
  Why why = Why::main;
};

// The lines of what is worth one: a metric that nobody asked for is left out where it is zero, or was never observed.
std::vector<Line> lines_of(const FileRun& run, const SummaryOptions& options) {
  std::vector<Line> lines;
  const auto names = names_of(run, options);
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string error;
    const auto query = work::parse_query(names[i].name, error);
    if (!query) throw Stop{invalid_input, error};
    Line line{query->text, {}, names[i].why};
    bool any = line.why != Why::main || options.all || options.json;
    for (std::size_t v = 0; v < run.variants().size(); ++v) {
      auto e = report::estimate(run, v, *query, options.confidence, error);
      if (!e && line.why == Why::asked) {
        std::vector<std::string> known;
        for (const auto& m : run.metrics()) known.push_back(m.name);
        const std::string near = schema::did_you_mean(query->inner, known);
        throw Stop{invalid_input, fmt::format("{}; {}", error, near.empty() ? fmt::format("it is kept where `mainstay run -m '{}'` asks for it", query->inner) : near)};
      }
      any = any || (e && e->known && e->value != 0.0);
      line.by_variant.push_back(e);
    }
    if (any) lines.push_back(std::move(line));
  }
  return lines;
}

std::size_t failed_trials_of(const FileRun& run) {
  std::size_t failed = 0;
  for (std::size_t v = 0; v < run.variants().size(); ++v)
    for (const auto s : run.reader().trials(v).status) failed += s == 1 ? 1 : 0;
  return failed;
}

void print_json(const FileRun& run, const SummaryOptions& options) {
  const auto& header = run.reader().header();
  nlohmann::json j = {{"title", header.title}, {"question", header.question}, {"replications", run.reader().replications()},
                      {"confidence", options.confidence}, {"currency", header.currency}, {"failed_trials", failed_trials_of(run)},
                      {"variants", nlohmann::json::array()}, {"metrics", nlohmann::json::array()}};
  for (std::size_t v = 0; v < run.variants().size(); ++v)
    j["variants"].push_back({{"name", run.variants()[v]}, {"replications", run.reader().replications(v)},
                             {"patch", header.variants[v].patch}, {"cost", header.variants[v].cost},
                             {"horizon_hours", header.variants[v].horizon_seconds / 3600.0}, {"warm_up_hours", header.variants[v].warm_up_seconds / 3600.0}});
  if (!header.warm_up_by.empty()) j["warm_up_by"] = header.warm_up_by;
  j["complete"] = run.reader().complete();
  j["series"] = header.series.size();
  j["records"] = nlohmann::json::object();
  for (std::size_t t = 0; t < header.tables.size(); ++t) {
    std::uint64_t rows = 0;
    for (std::size_t v = 0; v < header.variants.size(); ++v) rows += run.reader().table_rows(v, t);
    j["records"][header.tables[t].name] = rows;
  }
  if (const auto goal = run.goal()) {
    j["precision"] = {{"of", goal->query.text}, {"within", goal->within}, {"confidence", goal->confidence}, {"reached", nlohmann::json::object()}};
    for (std::size_t v = 0; v < run.variants().size(); ++v) j["precision"]["reached"][run.variants()[v]] = report::attained(run, v, *goal).reached;
  }
  const Objectives objectives = objectives_of(run);
  j["cautions"] = objectives.cautions;
  j["targets"] = objectives.targets;
  for (const auto& l : lines_of(run, options))
    for (std::size_t v = 0; v < l.by_variant.size(); ++v) {
      const auto& e = l.by_variant[v];
      if (!e) continue;
      nlohmann::json one = {{"metric", l.metric}, {"variant", run.variants()[v]}, {"unit", e->unit}, {"trials", e->trials}, {"method", e->method}};
      if (e->known) one["estimate"] = e->value;
      if (e->interval) one["interval"] = {e->interval->low, e->interval->high};
      j["metrics"].push_back(std::move(one));
    }
  fmt::print("{}\n", j.dump(2));
}

// The next blank that is not in brackets: an interval stays on one line.
std::size_t next_break(const std::string& text, std::size_t from) {
  std::size_t to = text.find(' ', from);
  const std::size_t open = text.find('[', from);
  if (open != std::string::npos && open < to && text.find(']', open) != std::string::npos) to = text.find(' ', text.find(']', open));
  return std::min(to, text.size());
}

// Breaks a paragraph at blanks; each line after the first begins with `indent` blanks.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::string out = text.substr(0, std::min(text.find_first_not_of(' '), text.size()));
  std::size_t at = 0;
  for (std::size_t from = out.size(); from < text.size();) {
    const std::size_t to = next_break(text, from);
    if (at > 0 && at + 1 + (to - from) > width) {
      out += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (at > 0) {
      out += ' ';
      ++at;
    }
    out += text.substr(from, to - from);
    at += to - from;
    from = to + 1;
  }
  return out;
}

// What $COLUMNS says, else the terminal, else 0: no limit.
std::size_t table_width() {
  if (const char* columns = std::getenv("COLUMNS"); columns != nullptr && std::atoi(columns) > 0) return static_cast<std::size_t>(std::atoi(columns));
  winsize size{};
  return is_terminal(1) && ioctl(1, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void print_variants(const store::RunHeader& header) {
  if (header.variants.size() < 2) return;
  std::size_t wide = 0;
  for (const auto& v : header.variants) wide = std::max(wide, v.name.size());
  fmt::print("\n{:<{}}  the scenario as it stands\n", header.variants[0].name, wide);
  for (std::size_t v = 1; v < header.variants.size(); ++v) {
    const auto& variant = header.variants[v];
    std::vector<std::string> said;
    for (std::size_t from = 0; from < variant.patch.size();) {
      const std::size_t to = std::min(variant.patch.find('\n', from), variant.patch.size());
      // How often is told above, and is no part of what it changes.
      if (variant.patch.compare(from, 16, "run.replications") != 0) said.push_back(variant.patch.substr(from, to - from));
      from = to + 1;
    }
    if (!variant.cost.empty()) said.push_back("costs " + variant.cost);
    for (std::size_t i = 0; i < said.size(); ++i) {
      constexpr std::size_t most = 100;
      const std::string text = said[i].size() > most ? said[i].substr(0, most) + " ..." : said[i];
      fmt::print("{:<{}}  {}\n", i == 0 ? variant.name : "", wide, text);
    }
  }
}

void print_answers(const FileRun& run, const Objectives& objectives, double confidence) {
  const auto lines = report::answers(run, objectives.questions, confidence);
  if (!lines.empty()) fmt::print("\n");
  for (const auto& line : lines) fmt::print("{}\n", wrapped(line, 118, 4));
}

void print_table(const FileRun& run, const Objectives& objectives, const SummaryOptions& options, const std::vector<Line>& lines) {
  std::vector<report::TableSection> sections;
  const auto section = [&](const std::string& title) -> report::TableSection& {
    for (auto& s : sections)
      if (s.title == title) return s;
    sections.push_back({title, {}});
    return sections.back();
  };
  for (const auto& l : lines) {
    const bool main = l.why == Why::main;
    const std::string entity = main ? entity_of(l.metric) : "";
    const std::string heading = main ? entity : l.why == Why::expected ? "also expected by the scenario (`mainstay check` judges)" : "asked for";
    const auto target = objectives.targets.find(l.metric);
    section(options.only_asked ? "" : heading)
        .rows.push_back({entity.empty() ? l.metric : l.metric.substr(entity.size() + 1), target == objectives.targets.end() ? "" : target->second, l.by_variant,
                         main && l.metric.find(".recovery_time.") != std::string::npos && !l.metric.ends_with(".recovery_time.mean"),
                         l.metric.ends_with(".users_lost") ? "user" : ""});
  }
  const auto table = report::format_table(sections, run.variants(), run.currency(), table_width());
  fmt::print("\n{}", table.text);
  std::string legend;
  if (table.repeats) legend += "=  as the baseline, to the digits shown. ";
  if (table.unknown) legend += "-  nothing observed. ";
  if (table.exact) legend += "No interval: all replications say the same, or too few say anything. ";
  if (table.extreme) legend += "max( ), min( ): an extreme of the trials has no interval; with more of them it lies further out.";
  if (!legend.empty()) fmt::print("\n{}\n", wrapped(legend, 118, 0));
}

// Of trials that were played otherwise than they come, and what that does not bear.
std::vector<std::string> cautions_of_weights(const FileRun& run, const std::vector<Line>& lines) {
  constexpr std::size_t most = 5;
  std::vector<std::string> out;
  for (std::size_t v = 0; v < run.variants().size(); ++v) {
    if (!report::is_weighed(run, v)) continue;
    out.push_back(fmt::format("'{}' plays what is rare more often than it comes, and weighs each trial by its likelihood (`total.likelihood`).", run.variants()[v]));
    for (const auto& l : lines)
      if (const auto& e = l.by_variant[v]; e && e->known && !e->interval && out.size() < most) out.push_back(fmt::format("{} of '{}': {}.", l.metric, run.variants()[v], e->method));
  }
  return out;
}

void print_cautions(const FileRun& run, const Objectives& objectives, const std::vector<Line>& lines) {
  std::vector<std::string> all = objectives.cautions;
  for (auto& c : cautions_of_weights(run, lines)) all.push_back(std::move(c));
  if (run.variants().size() > 1)
    all.push_back("Intervals in the table are each variant's own. The variants share random numbers, so two that overlap may still differ: "
                  "`mainstay compare RUN` tells them apart.");
  if (!run.reader().complete()) all.push_back("The run was interrupted; `mainstay run --resume` completes it.");
  if (run.reader().replications() == 1) all.push_back("One replication says nothing of chance: there are no intervals.");
  if (const auto failed = failed_trials_of(run); failed > 0) all.push_back(fmt::format("{} trials failed and are left out.", failed));
  if (!all.empty()) fmt::print("\n");
  for (const auto& c : all) fmt::print("{}\n", wrapped("- " + c, 118, 2));
}

}  // namespace

void print_summary(const FileRun& run, const SummaryOptions& options) {
  if (options.json) return print_json(run, options);
  const auto& header = run.reader().header();
  const Objectives objectives = objectives_of(run);
  const auto lines = lines_of(run, options);
  fmt::print("{}\n", header.title);
  if (!header.question.empty()) fmt::print("{}\n", wrapped(header.question, 118, 0));
  fmt::print("\n{}[intervals] at {:g} %\n", extent(run.reader()), options.confidence * 100.0);
  if (!header.warm_up_by.empty()) fmt::print("Warm-up found by {}.\n", header.warm_up_by);
  if (const auto goal = run.goal()) fmt::print("{}", report::describe(run, *goal));
  if (const std::string held = holdings(run.reader()); !held.empty()) fmt::print("Also holds {}; see `mainstay export` and `mainstay replay`.\n", held);
  if (!options.only_asked) {
    print_variants(header);
    print_answers(run, objectives, options.confidence);
  }
  if (lines.empty() && failed_trials_of(run) > 0)
    fmt::print("\nNo trial came to its end: nothing observed.\n");
  else
    print_table(run, objectives, options, lines);
  print_cautions(run, objectives, lines);
  if (!options.only_asked && !options.all && lines.size() < run.metrics().size())
    fmt::print("\n{} more metrics were kept: `mainstay summary RUN --all`, or `-m NAME` for one.\n", run.metrics().size() - lines.size());
}

int summary_command(const std::vector<std::string>& arguments) {
  Arguments a("summary", "RUN.h5 [OPTIONS]", "Says what a run came to: each metric with its interval, the variants side by side.");
  a.positional("run", 1);
  a.add()("metric,m", po::value<std::vector<std::string>>()->value_name("NAME"), "only this metric (may be repeated); functions across trials work too")
      ("all", "every metric that was kept")("confidence", po::value<double>()->default_value(0.95, "0.95")->value_name("C"), "of the intervals")("json", "as JSON");
  a.examples({{"mainstay summary bank.h5", "the main figures"},
              {"mainstay summary bank.h5 -m 'P(services.payments.outages > 0)' -m services.payments.outage.p95", "two questions"}});
  if (!a.parse(arguments)) return well;
  if (a.list("run").size() != 1) throw UsageError{"summary takes one run file; see `mainstay summary --help`"};
  const FileRun run(a.list("run").front());
  const auto asked = a.list("metric");
  print_summary(run, {.asked = asked, .only_asked = !asked.empty(), .all = a.has("all"), .confidence = confidence_of(a), .json = a.has("json")});
  return well;
}

}  // namespace mainstay::cli
