// `mainstay replay`: one trial's story, exactly as it happened in the batch, on a timeline.

#include <unistd.h>

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/replayed.hpp"
#include "cli/run_file.hpp"
#include "report/format.hpp"
#include "report/timeline.hpp"
#include "schema/quantity.hpp"
#include "store/error.hpp"

namespace mainstay::cli {
namespace {

using plugin_api::Table;

// A table by the names of its columns.
class Columns {
 public:
  Columns(const experiment::TrialResult& trial, const std::string& name) {
    for (const Table& t : trial.tables)
      if (t.name == name) table_ = &t;
  }
  std::size_t rows() const {
    if (table_ == nullptr) return 0;
    return table_->columns[0].type == plugin_api::Column::Type::text ? table_->texts[0].size() : table_->numbers[0].size();
  }
  double number(const char* column, std::size_t row) const { return table_->numbers[index(column)][row]; }
  const std::string& text(const char* column, std::size_t row) const { return table_->texts[index(column)][row]; }
  const Table* table() const { return table_; }

 private:
  std::size_t index(const char* column) const {
    const auto& all = table_->columns;
    return static_cast<std::size_t>(std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.name == column; }) - all.begin());
  }
  const Table* table_ = nullptr;
};

std::vector<report::TraceRow> trace_of(const experiment::TrialResult& trial) {
  const Columns c(trial, "trace");
  std::vector<report::TraceRow> out;
  for (std::size_t i = 0; i < c.rows(); ++i)
    out.push_back({c.number("time", i), c.text("kind", i), c.text("subject", i), static_cast<std::uint64_t>(c.number("number", i)), c.text("event", i),
                   c.text("object", i), c.text("by", i), c.text("cause", i), c.text("reason", i), c.number("value", i)});
  return out;
}

std::vector<report::RecoveryRow> recoveries_of(const experiment::TrialResult& trial) {
  static constexpr const char* stages[] = {"detect", "declare", "mobilise", "restore", "verify", "catch_up"};
  const Columns c(trial, "recoveries");
  std::vector<report::RecoveryRow> out;
  const auto known = [](double x) { return std::isnan(x) ? std::nullopt : std::optional(x); };
  for (std::size_t i = 0; i < c.rows(); ++i) {
    report::RecoveryRow r{c.text("service", i), c.number("begin", i), c.number("end", i), c.number("censored", i) > 0, c.number("planned", i) > 0,
                          known(c.number("rto", i)), {}};
    for (std::size_t s = 0; s < r.stages.size(); ++s) r.stages[s] = known(c.number(stages[s], i));
    out.push_back(std::move(r));
  }
  return out;
}

// Simulated time as the scenario's wall clock shows it.
class Clock {
 public:
  explicit Clock(const scenario::Variant& variant) : setting_(variant.setting) {}
  work::LocalDateTime local(double hours) const { return setting_.clock.local(setting_.start + kernel::Duration::seconds(std::round(hours * 3.6e6) / 1e3)); }
  std::string time(double hours) const {
    const auto t = local(hours);
    return fmt::format("{:02}:{:02}:{:02}", t.hour, t.minute, t.second);
  }
  std::string date(double hours) const {
    static constexpr const char* days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const auto t = local(hours);
    return fmt::format("{} {:04}-{:02}-{:02}", days[t.weekday], t.year, t.month, t.day);
  }
  // `2026-03-12 09:00`, or `40 d`: so long after the start of the observed time.
  double hours(const std::string& option, const std::string& text) const {
    if (const auto wall = work::parse_local(text)) return (setting_.clock.instant(*wall) - setting_.start).in_hours();
    std::string error;
    const auto length = schema::parse_quantity(text, error);
    if (!length || length->dimension != schema::Dimension::time) throw UsageError{fmt::format("--{} takes a date and time ('2026-03-12 09:00') or a length from the start ('40 d'), not '{}'", option, text)};
    return length->value / 3600.0;
  }

 private:
  const work::Setting& setting_;
};

struct Paint {
  bool colour;
  std::string operator()(report::Tone tone, const std::string& text) const {
    if (!colour) return text;
    switch (tone) {
      case report::Tone::bad: return "\033[1;31m" + text + "\033[0m";
      case report::Tone::good: return "\033[32m" + text + "\033[0m";
      case report::Tone::warning: return "\033[33m" + text + "\033[0m";
      case report::Tone::action: return "\033[36m" + text + "\033[0m";
      case report::Tone::plain: break;
    }
    return text;
  }
  std::string bold(const std::string& text) const { return colour ? "\033[1m" + text + "\033[0m" : text; }
};

// `+0:04:30`.
std::string age_text(const std::optional<double>& age) {
  if (!age) return "";
  const auto s = std::llround(*age * 3600.0);
  return fmt::format("+{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

// `ticket p3 opened 12 times, closed 11 times; component db-a maintained twice`.
std::string counted(const std::map<std::string, int>& counts, std::size_t most) {
  std::string out;
  std::string last;
  std::size_t shown = 0;
  for (const auto& [what, n] : counts) {
    if (shown++ == most) return out + fmt::format("; and {} more", counts.size() - most);
    const auto space = what.find(' ', what.find(' ') + 1);
    const std::string subject = what.substr(0, space);
    out += out.empty() ? "" : subject == last ? ", " : "; ";
    out += fmt::format("{}{} {}", subject == last ? "" : subject + ": ", n, what.substr(space + 1));
    last = subject;
  }
  return out;
}

void print_timeline(const report::Timeline& t, const Clock& clock, const Paint& paint) {
  if (!t.services.empty()) {
    fmt::print("\nLanes, from the left:");
    for (std::size_t i = 0; i < t.services.size(); ++i) fmt::print("{} {}", i == 0 ? "" : ",", t.services[i]);
    fmt::print(" (v goes down, | is down, ^ comes up); +h:mm:ss counts from the beginning of the outage.\n");
  }
  std::string day;
  auto routine = t.routine.begin();
  for (const auto& line : t.lines) {
    const std::string date = clock.date(line.time);
    if (date != day) {
      day = date;
      while (routine != t.routine.end() && routine->time < line.time && clock.date(routine->time) != day) ++routine;
      std::map<std::string, int> counts;
      for (auto r = routine; r != t.routine.end() && clock.date(r->time) == day; ++r) ++counts[r->what];
      fmt::print("\n{}\n", paint.bold(day));
      if (!counts.empty()) fmt::print("  {:8}  (also that day: {})\n", "", counted(counts, 8));
    }
    fmt::print("  {}  {:>10} {} {}\n", clock.time(line.time), age_text(line.outage_age), line.lanes, paint(line.tone, line.text));
  }
  if (t.lines.empty()) fmt::print("\nNothing happened that is to be told.\n");
  if (t.routine.empty()) return;
  std::map<std::string, int> counts;
  for (const auto& r : t.routine) ++counts[r.what];
  fmt::print("\nNot told one by one (see --all): {}.\n", counted(counts, 24));
}

// The outages' account: how long each recovery took, of what that was made, and what was promised.
void print_recoveries(const std::vector<report::RecoveryRow>& all, double from, double to, const Clock& clock, const Paint& paint) {
  std::vector<const report::RecoveryRow*> told;
  for (const auto& r : all)
    if (r.end >= from && r.begin <= to) told.push_back(&r);
  if (told.empty()) {
    fmt::print("\nNo service was disrupted.\n");
    return;
  }
  std::size_t wide = 7;
  for (const auto* r : told) wide = std::max(wide, r->service.size());
  fmt::print("\n{}\n", paint.bold("Recoveries"));
  fmt::print("  {:<{}}  {:<20} {:>12} {:>12} {:>12} {:>12} {:>12} {:>12} {:>12}  {}\n", "service", wide, "down since", "recovery", "detect", "declare", "mobilise",
             "restore", "verify", "catch up", "against its RTO");
  for (const auto* r : told) {
    const double length = r->end - r->begin;
    std::string verdict;
    if (r->planned)
      verdict = "planned";
    else if (!r->rto)
      verdict = "no RTO";
    else if (length > *r->rto)
      verdict = fmt::format("MISSED {} by {}", report::format_span(*r->rto), report::format_span(length - *r->rto));
    else
      verdict = r->censored ? "open, not late yet" : fmt::format("met {}", report::format_span(*r->rto));
    if (r->censored) verdict += "; not recovered at the end";
    const bool missed = verdict.starts_with("MISSED");
    fmt::print("  {:<{}}  {:<20} {:>12}", r->service, wide, clock.date(r->begin) + " " + clock.time(r->begin).substr(0, 5), report::format_span(length));
    for (const auto& s : r->stages) fmt::print(" {:>12}", s ? (*s > 0.0 ? report::format_span(*s) : "-") : "?");
    fmt::print("  {}\n", missed ? paint(report::Tone::bad, verdict) : verdict);
  }
}

void print_metrics(const Job& job, const experiment::TrialResult& trial, const std::vector<std::string>& asked) {
  std::size_t wide = 6;
  const auto is_shown = [&](std::size_t m) {
    const auto& name = job.columns.metrics[m].name;
    return trial.values[m].weight > 0.0 && (asked.empty() || std::find(asked.begin(), asked.end(), name) != asked.end());
  };
  for (std::size_t m = 0; m < trial.values.size(); ++m)
    if (is_shown(m)) wide = std::max(wide, job.columns.metrics[m].name.size());
  fmt::print("\nMetrics of this trial\n");
  for (std::size_t m = 0; m < trial.values.size(); ++m)
    if (is_shown(m))
      fmt::print("  {:<{}}  {}\n", job.columns.metrics[m].name, wide, report::format_value(trial.values[m].value, job.columns.metrics[m].unit, job.scenario->currency));
}

nlohmann::json as_json(const Table& table) {
  nlohmann::json rows = nlohmann::json::array();
  const bool first_is_text = table.columns[0].type == plugin_api::Column::Type::text;
  const std::size_t n = first_is_text ? table.texts[0].size() : table.numbers[0].size();
  for (std::size_t i = 0; i < n; ++i) {
    nlohmann::json row;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      row[table.columns[c].name] = table.columns[c].type == plugin_api::Column::Type::text ? nlohmann::json(table.texts[c][i]) : number(table.numbers[c][i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

struct Told {
  const Replayable& from;
  const Replayed& replayed;
  const scenario::Variant& variant;
  std::uint32_t replication;
  report::TimelineChoice choice;
};

nlohmann::json as_json(const Told& told, const std::vector<report::TraceRow>& rows, bool with_series) {
  const Job& job = told.from.job;
  const auto& trial = told.replayed.trial;
  const Clock clock(told.variant);
  nlohmann::json j = {{"title", job.scenario->title}, {"variant", told.variant.name}, {"replication", told.replication},
                      {"seed", static_cast<std::uint64_t>(told.variant.run.seed)}, {"time_zone", job.scenario->timezone},
                      {"start", clock.date(0.0) + " " + clock.time(0.0)}, {"failed", trial.failed}, {"events_played", trial.events},
                      {"fingerprint", fmt::format("{:016x}", trial.fingerprint)}, {"compared_with", told.replayed.compared},
                      {"differences", told.replayed.differences}, {"trace", nlohmann::json::array()}};
  if (trial.failed) j["error"] = trial.error;
  for (const auto& r : rows) {
    if (!report::is_chosen(r, told.choice)) continue;
    j["trace"].push_back({{"time", r.time}, {"at", clock.date(r.time) + " " + clock.time(r.time)}, {"kind", r.kind}, {"subject", r.subject}, {"number", r.number},
                          {"event", r.event}, {"object", r.object}, {"by", r.by}, {"cause", r.cause}, {"reason", r.reason}, {"value", number(r.value)},
                          {"text", report::sentence(r)}});
  }
  for (const Table& t : trial.tables)
    if (t.name != "trace") j["records"][t.name] = as_json(t);
  if (trial.failed) return j;
  for (std::size_t m = 0; m < trial.values.size(); ++m)
    j["metrics"].push_back({{"name", job.columns.metrics[m].name}, {"unit", job.columns.metrics[m].unit}, {"value", number(trial.values[m].value)},
                            {"weight", number(trial.values[m].weight)}});
  if (with_series)
    for (std::size_t s = 0; s < trial.series.size(); ++s)
      if (!trial.series[s].empty())
        j["series"].push_back({{"name", job.columns.series[s].name}, {"step", told.variant.run.length.in_hours() / static_cast<double>(trial.series[s].size())},
                               {"values", trial.series[s]}});
  return j;
}

void print_series(const Told& told) {
  const auto& columns = told.from.job.columns.series;
  const Clock clock(told.variant);
  for (std::size_t s = 0; s < columns.size(); ++s) {
    const auto& curve = told.replayed.trial.series[s];
    if (curve.empty()) continue;
    const double step = told.variant.run.length.in_hours() / static_cast<double>(curve.size());
    fmt::print("\n{}, as it changes (means over {})\n", columns[s].name, report::format_span(step));
    for (std::size_t p = 0; p < curve.size(); ++p) {
      const double at = static_cast<double>(p) * step;
      if ((p > 0 && curve[p] == curve[p - 1]) || at < told.choice.from || at > told.choice.to) continue;
      fmt::print("  {} {}  {:.4g}\n", clock.date(at), clock.time(at), curve[p]);
    }
  }
}

// What was played, and whether it is the same as in the batch.
void print_heading(const Told& told, const Paint& paint) {
  const auto& header = *told.from.job.scenario;
  const auto& trial = told.replayed.trial;
  fmt::print("{}\n", paint.bold(header.title));
  fmt::print("Replication {} of variant '{}', seed {:.0f}; times are those of {}.\n", told.replication, told.variant.name, told.variant.run.seed, header.timezone);
  if (told.replayed.differences.empty())
    fmt::print("Fingerprint {:016x}, {} events and {} metrics are bit for bit those of {}.\n", trial.fingerprint, trial.events, told.from.job.columns.metrics.size(), told.replayed.compared);
}

report::TimelineChoice choice_of(const Arguments& a, const Clock& clock) {
  report::TimelineChoice out;
  out.all = a.has("all");
  if (a.has("from")) out.from = clock.hours("from", a.get<std::string>("from"));
  if (a.has("to")) out.to = clock.hours("to", a.get<std::string>("to"));
  if (out.from > out.to) throw UsageError{"--from is later than --to"};
  const std::vector<std::string> kinds(work::teller_words.begin(), work::teller_words.end());
  for (const auto& text : a.list("only")) {
    const auto slash = text.find('/');
    std::string kind = text.substr(0, slash);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end() && kind.ends_with('s')) kind.pop_back();
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      throw UsageError{fmt::format("--only takes KIND or KIND/NAME, and there is no kind '{}'; {}", kind, schema::did_you_mean(kind, kinds))};
    out.only.emplace_back(kind, slash == std::string::npos ? "" : text.substr(slash + 1));
  }
  return out;
}

Pick pick_of(const Arguments& a) {
  Pick out;
  const int asked = static_cast<int>(a.has("replication")) + static_cast<int>(a.has("worst")) + static_cast<int>(a.has("best")) + static_cast<int>(a.has("median"));
  if (asked > 1) throw UsageError{"--replication, --worst, --best and --median each pick a trial: give one of them"};
  if (a.has("replication")) out.replication = a.get<std::uint32_t>("replication");
  for (const auto& [name, how] : {std::pair("worst", Pick::How::worst), std::pair("best", Pick::How::best), std::pair("median", Pick::How::median)})
    if (a.has(name)) {
      out.how = how;
      out.metric = a.get<std::string>(name);
    }
  return out;
}

std::size_t variant_of(const Arguments& a, const scenario::Scenario& s) {
  const auto asked = a.list("variant");
  if (asked.size() > 1) throw UsageError{"replay plays one variant: give one --variant"};
  if (asked.empty()) return 0;
  std::vector<std::string> names;
  for (std::size_t v = 0; v < s.variants.size(); ++v) {
    if (s.variants[v].name == asked.front()) return v;
    names.push_back(s.variants[v].name);
  }
  throw Stop{invalid_input, fmt::format("there is no variant '{}'; {}", asked.front(), schema::did_you_mean(asked.front(), names))};
}

int differ(const Told& told) {
  constexpr std::size_t shown = 10;
  const auto& all = told.replayed.differences;
  fmt::print(stderr, "mainstay: this is not what happened in {}:\n", told.replayed.compared);
  for (std::size_t i = 0; i < std::min(shown, all.size()); ++i) fmt::print(stderr, "  {}\n", all[i]);
  if (all.size() > shown) fmt::print(stderr, "  and {} more differences\n", all.size() - shown);
  if (told.from.run && told.from.run->header().program_version != MAINSTAY_VERSION)
    fmt::print(stderr, "  It was played by version {} of this program, which is {}.\n", told.from.run->header().program_version, MAINSTAY_VERSION);
  return check_failed;
}

int tell(const Told& told, const Arguments& a) {
  const auto rows = trace_of(told.replayed.trial);
  const bool is_same = told.replayed.differences.empty();
  if (a.has("json")) {
    fmt::print("{}\n", as_json(told, rows, a.has("series")).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return is_same ? well : differ(told);
  }
  const Paint paint{use_colour(STDOUT_FILENO)};
  const Clock clock(told.variant);
  print_heading(told, paint);
  print_timeline(report::timeline(rows, told.choice), clock, paint);
  if (told.replayed.trial.failed)
    fmt::print("\n{}\n", paint(report::Tone::bad, "The trial failed: " + told.replayed.trial.error));
  else
    print_recoveries(recoveries_of(told.replayed.trial), told.choice.from, told.choice.to, clock, paint);
  if (!told.replayed.trial.failed && (a.has("metrics") || a.has("metric"))) print_metrics(told.from.job, told.replayed.trial, a.list("metric"));
  if (!told.replayed.trial.failed && a.has("series")) print_series(told);
  std::fflush(stdout);
  return is_same ? well : differ(told);
}

}  // namespace

int replay_command(const std::vector<std::string>& arguments) {
  Arguments a("replay", "RUN.h5|SCENARIO [OPTIONS]",
              "Plays one trial once more and tells its story: what failed, who repaired it, how long each service was down and\n"
              "why. From a run file it is held against what the batch kept: fingerprint, every metric, every record. A\n"
              "difference is an error. Replications count from 0.");
  a.positional("run", 1);
  a.add()("replication,r", po::value<std::uint32_t>()->value_name("N"), "this one; without any, the first")
      ("worst", po::value<std::string>()->value_name("METRIC"), "the one in which the metric is worst: least availability or share met, most of anything else")
      ("best", po::value<std::string>()->value_name("METRIC"), "the one in which it is best")
      ("median", po::value<std::string>()->value_name("METRIC"), "the one in the middle")
      ("from", po::value<std::string>()->value_name("WHEN"), "tell it from then on: '2026-03-12 09:00', or '40 d' from the start")
      ("to", po::value<std::string>()->value_name("WHEN"), "tell it until then")
      ("only", po::value<std::vector<std::string>>()->value_name("KIND[/NAME]"), "only of these: 'service', 'ticket/p1', 'team/dba' (may be repeated)")
      ("all", "tell each event, however often it happens")("metrics", "the metrics of the trial at the end")
      ("metric,m", po::value<std::vector<std::string>>()->value_name("NAME"), "this metric at the end (may be repeated)")
      ("series", "its curves, where the run records them")("json", "all of it as JSON");
  add_scenario_options(a);
  a.examples({{"mainstay replay bank.h5 --worst services.payments.downtime", "what happened in the worst year?"},
              {"mainstay replay bank.h5 --variant warm-standby -r 17 --only service --only plan", "the same chance with warm standby"},
              {"mainstay replay bank.yaml -r 3 --from '2026-03-12' --to '2026-03-14' --all", "two days, event by event"}});
  if (!a.parse(arguments)) return well;
  if (a.list("run").size() != 1) throw UsageError{"replay takes one run file or scenario; see `mainstay replay --help`"};
  const std::string path = a.list("run").front();
  const bool from_run = is_run_file(path);
  if (from_run)
    for (const char* other : {"set", "seed", "replications"})
      if (a.has(other)) throw UsageError{fmt::format("a run is replayed as it was: --{} goes with a scenario", other)};
  const Pick pick = pick_of(a);
  const Replayable from = from_run ? open_run(path, a) : open_scenario(path, a);
  const std::size_t v = variant_of(a, *from.job.scenario);
  const auto& variant = from.job.scenario->variants[v];
  const auto choice = choice_of(a, Clock(variant));
  const std::uint32_t replication = picked(from, v, pick);
  return tell({from, replay(from, v, replication), variant, replication, choice}, a);
}

}  // namespace mainstay::cli
