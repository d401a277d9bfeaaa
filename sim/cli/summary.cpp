// `mainstay summary`: what a run says, read from its file.

#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/run_file.hpp"
#include "cli/summary.hpp"
#include "report/format.hpp"

namespace mainstay::cli {
namespace {

// What a summary shows without being asked: what was asked for by `expect` comes first, then the main figures of each
// kind.
bool is_main(const std::string& name) {
  static constexpr const char* endings[] = {
      ".availability", ".downtime", ".outages",  ".rto.met",  ".mtpd.met", ".mbco.met", ".recovery_time.mean", ".cost",
      ".opened",       ".closed",   ".resolve.met", ".respond.met", ".elapsed.mean", ".elapsed.p95", ".utilisation",
      ".failed",       ".declared", ".restored", ".lost",     ".served",   ".wait.mean", ".strikes", ".users_lost", ".open.mean"};
  if (name.find(".steps.") != std::string::npos) return false;
  if (name.rfind("components.", 0) == 0) return name.ends_with(".failures");
  for (const char* e : endings)
    if (name.ends_with(e)) return true;
  return name.rfind("total.", 0) == 0;
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
};

}  // namespace

void print_summary(const FileRun& run, const std::vector<std::string>& asked, bool all, double confidence, bool json) {
  const auto& header = run.reader().header();
  std::vector<std::string> names = asked;
  if (names.empty())
    for (const auto& m : run.metrics())
      if (all || is_main(m.name)) names.push_back(m.name);
  std::vector<Line> lines;
  for (const auto& name : names) {
    std::string error;
    const auto query = work::parse_query(name, error);
    if (!query) throw Stop{invalid_input, error};
    Line line{query->text, {}};
    bool any = false;
    for (std::size_t v = 0; v < run.variants().size(); ++v) {
      auto e = report::estimate(run, v, *query, confidence, error);
      if (!e && !asked.empty()) {
        std::vector<std::string> known;
        for (const auto& m : run.metrics()) known.push_back(m.name);
        throw Stop{invalid_input, fmt::format("{}; {}", error, schema::did_you_mean(query->inner, known))};
      }
      any = any || (e && e->known && (e->value != 0.0 || !asked.empty() || all));
      line.by_variant.push_back(e);
    }
    if (any || all || !asked.empty()) lines.push_back(std::move(line));
  }
  if (json) {
    nlohmann::json j = {{"title", header.title}, {"question", header.question}, {"replications", run.reader().replications()}, {"confidence", confidence}, {"variants", nlohmann::json::array()}, {"metrics", nlohmann::json::array()}};
    for (std::size_t v = 0; v < run.variants().size(); ++v)
      j["variants"].push_back({{"name", run.variants()[v]}, {"replications", run.reader().replications(v)}});
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
    for (const auto& l : lines)
      for (std::size_t v = 0; v < l.by_variant.size(); ++v) {
        const auto& e = l.by_variant[v];
        if (!e) continue;
        nlohmann::json one = {{"metric", l.metric}, {"variant", run.variants()[v]}, {"unit", e->unit}, {"trials", e->trials}, {"method", e->method}};
        if (e->known) one["estimate"] = e->value;
        if (e->interval) one["interval"] = {e->interval->low, e->interval->high};
        j["metrics"].push_back(std::move(one));
      }
    fmt::print("{}\n", j.dump(2));
    return;
  }
  fmt::print("{}\n", header.title);
  if (!header.question.empty()) fmt::print("{}\n", header.question);
  fmt::print("\n{}intervals at {:g} %\n", extent(run.reader()), confidence * 100.0);
  if (run.reader().replications() == 1) fmt::print("One replication says nothing of chance: there are no intervals.\n");
  if (!header.warm_up_by.empty()) fmt::print("Warm-up found by {}.\n", header.warm_up_by);
  if (const auto goal = run.goal()) fmt::print("{}", report::describe(run, *goal));
  if (!run.reader().complete()) fmt::print("The run was interrupted; `mainstay run --resume` completes it.\n");
  if (const std::string held = holdings(run.reader()); !held.empty()) fmt::print("Also holds {}; see `mainstay export` and `mainstay replay`.\n", held);
  std::size_t wide = 6;
  for (const auto& l : lines) wide = std::max(wide, l.metric.size());
  const bool several = run.variants().size() > 1;
  fmt::print("\n{:<{}}", "", wide);
  if (several)
    for (const auto& v : run.variants()) fmt::print("  {:>34}", v);
  fmt::print("\n");
  for (const auto& l : lines) {
    fmt::print("{:<{}}", l.metric, wide);
    for (const auto& e : l.by_variant)
      fmt::print("  {:>34}", e ? report::format_estimate(*e, header.currency) + " " + report::format_interval(*e, header.currency) : "-");
    fmt::print("\n");
  }
  std::size_t failed = 0;
  for (std::size_t v = 0; v < run.variants().size(); ++v)
    for (const auto s : run.reader().trials(v).status) failed += s == 1 ? 1 : 0;
  if (failed > 0) fmt::print("\n{} trials failed and are left out.\n", failed);
}

int summary_command(const std::vector<std::string>& arguments) {
  Arguments a("summary", "RUN.h5 [OPTIONS]", "Says what a run came to: each metric with its interval, the variants side by side.");
  a.positional("run", 1);
  a.add()("metric,m", po::value<std::vector<std::string>>()->value_name("NAME"), "only this metric (may be repeated); functions across trials work too")
      ("all", "every metric that was kept")("confidence", po::value<double>()->default_value(0.95)->value_name("C"), "of the intervals")("json", "as JSON");
  a.examples({{"mainstay summary bank.h5", "the main figures"},
              {"mainstay summary bank.h5 -m 'P(services.payments.outages > 0)' -m services.payments.outage.p95", "two questions"}});
  if (!a.parse(arguments)) return well;
  if (a.list("run").size() != 1) throw UsageError{"summary takes one run file; see `mainstay summary --help`"};
  const FileRun run(a.list("run").front());
  print_summary(run, a.list("metric"), a.has("all"), confidence_of(a), a.has("json"));
  return well;
}

}  // namespace mainstay::cli
