#include "model/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/format.hpp"

namespace mainstay::gui::model {
namespace {

constexpr std::size_t most_bars = 20'000;  // of a lane
constexpr std::size_t most_rows = 12;

// The rows of one table that belong to a replication, column by column.
class Rows {
 public:
  Rows(const RunSource& run, std::size_t variant, const std::string& table, std::uint32_t replication) : run_(run), variant_(variant) {
    const auto found = run.find_table(table);
    if (!found) return;
    table_ = *found;
    const auto all = run.reader().table_replications(variant, table_);
    const auto [from, to] = std::equal_range(all.begin(), all.end(), replication);
    first_ = static_cast<std::uint64_t>(from - all.begin());
    size_ = static_cast<std::size_t>(to - from);
  }
  std::size_t size() const { return size_; }
  // NaN where the column is not there, so that tables of other versions can be read.
  std::vector<double> numbers(const std::string& column) const {
    const auto c = run_.find_column(table_, column);
    if (!c || size_ == 0) return std::vector<double>(size_, std::nan(""));
    const auto cells = run_.reader().table_column(variant_, table_, *c, first_, size_);
    if (const auto* d = std::get_if<std::vector<double>>(&cells)) return *d;
    if (const auto* i = std::get_if<std::vector<std::int64_t>>(&cells)) return {i->begin(), i->end()};
    return std::vector<double>(size_, std::nan(""));
  }
  std::vector<std::string> texts(const std::string& column) const {
    const auto c = run_.find_column(table_, column);
    if (!c || size_ == 0) return std::vector<std::string>(size_);
    const auto cells = run_.reader().table_column(variant_, table_, *c, first_, size_);
    if (const auto* t = std::get_if<std::vector<std::string>>(&cells)) return *t;
    return std::vector<std::string>(size_);
  }

 private:
  const RunSource& run_;
  std::size_t variant_;
  std::size_t table_ = 0, size_ = 0;
  std::uint64_t first_ = 0;
};

std::string hours(double h) { return report::format_value(h, "h", ""); }

void fact(Bar& bar, const std::string& name, const std::string& value) {
  if (!value.empty()) bar.facts.emplace_back(name, value);
}
void time_fact(Bar& bar, const std::string& name, double h) {
  if (std::isfinite(h)) bar.facts.emplace_back(name, hours(h));
}

Lane& lane_of(std::vector<Lane>& lanes, const std::string& group, const std::string& name) {
  for (auto& l : lanes)
    if (l.group == group && l.name == name) return l;
  lanes.push_back({group, name, 1, {}, 0});
  return lanes.back();
}

void put(Lane& lane, Bar bar) {
  if (lane.bars.size() < most_bars)
    lane.bars.push_back(std::move(bar));
  else
    ++lane.left_out;
}

void add_outages(std::vector<Lane>& lanes, const Rows& rows, double end, const std::string& currency) {
  const auto service = rows.texts("service");
  const auto begin = rows.numbers("begin");
  const auto finish = rows.numbers("end");
  const auto censored = rows.numbers("censored");
  const auto planned = rows.numbers("planned");
  const auto cause = rows.texts("first_cause");
  const auto phase = rows.texts("phase");
  const auto trigger = rows.texts("trigger");
  const auto overlapping = rows.numbers("overlapping");
  const auto cost = rows.numbers("cost");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Bar bar;
    bar.from = begin[i];
    bar.to = std::isfinite(finish[i]) ? finish[i] : end;
    bar.kind = planned[i] > 0.0 ? Bar::Kind::planned : Bar::Kind::outage;
    bar.label = cause[i].empty() ? "outage" : cause[i];
    fact(bar, "First cause", cause[i]);
    if (trigger[i] != cause[i]) fact(bar, "Trigger", trigger[i]);
    fact(bar, "Phase", phase[i]);
    fact(bar, "Lasted", hours(bar.to - bar.from) + (censored[i] > 0.0 ? ", cut off by the end" : ""));
    if (overlapping[i] > 1.0) fact(bar, "Causes that overlapped", fmt::format("{:.0f}", overlapping[i]));
    if (std::isfinite(cost[i]) && cost[i] != 0.0) fact(bar, "Cost", report::format_value(std::round(cost[i]), "money", currency));
    fact(bar, "Planned", planned[i] > 0.0 ? "yes" : "no");
    put(lane_of(lanes, "Services", service[i]), std::move(bar));
  }
}

void add_plans(std::vector<Lane>& lanes, const Rows& rows, double end) {
  const auto plan = rows.texts("plan");
  const auto service = rows.texts("service");
  const auto outage = rows.numbers("outage");
  const auto declared = rows.numbers("declared");
  const auto ended = rows.numbers("ended");
  const auto outcome = rows.texts("outcome");
  const auto work = rows.numbers("work");
  const auto wait = rows.numbers("wait");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Bar bar;
    bar.from = declared[i];
    bar.to = std::isfinite(ended[i]) ? ended[i] : end;
    bar.kind = outcome[i] == "restored" ? Bar::Kind::restored : Bar::Kind::plan;
    bar.label = outcome[i];
    fact(bar, "Service", service[i]);
    if (std::isfinite(outage[i])) fact(bar, "Declared", hours(declared[i] - outage[i]) + " after the service went down");
    fact(bar, "Outcome", outcome[i]);
    fact(bar, "Took", hours(bar.to - bar.from));
    time_fact(bar, "Work", work[i]);
    time_fact(bar, "Waiting for people", wait[i]);
    put(lane_of(lanes, "Plans", plan[i]), std::move(bar));
  }
}

void add_items(std::vector<Lane>& lanes, const Rows& rows, double end, bool changes) {
  const auto kind = rows.texts("kind");
  const auto number = rows.numbers("number");
  const auto opened = rows.numbers("opened");
  const auto closed = rows.numbers("closed");
  const auto priority = rows.numbers("priority");
  const auto outcome = rows.texts("outcome");
  const auto work = rows.numbers("work");
  const auto wait = rows.numbers("wait");
  const auto step = rows.texts("last_step");
  const auto failed = rows.numbers("failed");
  const auto down = rows.numbers("down");
  const auto hand_offs = rows.numbers("hand_offs");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Bar bar;
    bar.from = opened[i];
    bar.to = std::isfinite(closed[i]) ? closed[i] : end;
    bar.kind = !changes ? Bar::Kind::ticket : failed[i] > 0.0 ? Bar::Kind::failed : Bar::Kind::change;
    bar.label = std::isfinite(number[i]) ? fmt::format("{} {:.0f}", kind[i], number[i]) : kind[i];
    if (std::isfinite(priority[i])) fact(bar, "Priority", fmt::format("P{:.0f}", priority[i]));
    fact(bar, "Outcome", outcome[i].empty() ? "still open" : outcome[i]);
    fact(bar, "Last step", step[i]);
    fact(bar, "Open for", hours(bar.to - bar.from));
    time_fact(bar, "Work", work[i]);
    time_fact(bar, "Waiting", wait[i]);
    if (down[i] > 0.0) time_fact(bar, "Took its service down for", down[i]);
    if (failed[i] > 0.0) fact(bar, "Failed", "yes");
    if (hand_offs[i] > 0.0) fact(bar, "Hand-offs", fmt::format("{:.0f}", hand_offs[i]));
    put(lane_of(lanes, changes ? "Changes" : "Tickets", kind[i]), std::move(bar));
  }
}

// Each bar goes into the first row that is free; beyond `most_rows` they share the last.
void pack(Lane& lane) {
  std::stable_sort(lane.bars.begin(), lane.bars.end(), [](const Bar& a, const Bar& b) { return a.from < b.from; });
  std::vector<double> free_at;
  for (auto& bar : lane.bars) {
    auto row = static_cast<std::size_t>(std::find_if(free_at.begin(), free_at.end(), [&](double t) { return t <= bar.from; }) - free_at.begin());
    if (row == free_at.size() && row < most_rows) free_at.push_back(0.0);
    row = std::min(row, most_rows - 1);
    free_at[row] = std::max(free_at[row], bar.to);
    bar.row = row;
  }
  lane.rows = std::max<std::size_t>(1, free_at.size());
}

// People at work and pieces of work that wait, of each team, and the capacity of services.
void add_curves(Timeline& out, const RunSource& run, std::size_t variant, std::size_t trial) {
  const auto& series = run.reader().header().series;
  for (std::size_t s = 0; s < series.size(); ++s) {
    const std::string& name = series[s].name;
    const bool shown = (name.starts_with("teams.") && (name.ends_with(".busy") || name.ends_with(".waiting"))) ||
                       (name.starts_with("services.") && name.ends_with(".capacity"));
    if (!shown || out.curves.size() >= 24) continue;
    const auto values = run.reader().series(variant, s);
    if (trial >= values.trials) continue;
    LaneCurve curve;
    curve.name = name;
    curve.unit = series[s].unit;
    curve.start_hours = (values.start_seconds - run.reader().header().variants[variant].warm_up_seconds) / 3600.0;
    curve.step_hours = values.step_seconds / 3600.0;
    const auto from = values.values.begin() + static_cast<std::ptrdiff_t>(trial * values.points);
    curve.values.assign(from, from + static_cast<std::ptrdiff_t>(values.points));
    out.curves.push_back(std::move(curve));
  }
}

}  // namespace

Timeline make_timeline(const RunSource& run, std::size_t variant, std::uint32_t replication) {
  Timeline out;
  const auto& header = run.reader().header();
  out.variant = variant;
  out.replication = replication;
  out.hours = header.variants[variant].horizon_seconds / 3600.0;
  const auto trials = run.reader().trials(variant);
  const auto at = std::find(trials.replication.begin(), trials.replication.end(), replication);
  if (at == trials.replication.end()) {
    out.missing = fmt::format("This variant has no replication {}.", replication);
    return out;
  }
  const auto trial = static_cast<std::size_t>(at - trials.replication.begin());
  out.failed = trials.status[trial] != 0;
  out.error = trials.error[trial];
  if (header.tables.empty() && header.series.empty())
    out.missing = "This run kept figures only. With `record: tickets` in the scenario's `run:` it keeps outages, plans, changes and tickets too.";
  add_outages(out.lanes, Rows(run, variant, "outages", replication), out.hours, header.currency);
  add_plans(out.lanes, Rows(run, variant, "plans", replication), out.hours);
  add_items(out.lanes, Rows(run, variant, "changes", replication), out.hours, true);
  add_items(out.lanes, Rows(run, variant, "tickets", replication), out.hours, false);
  for (auto& lane : out.lanes) pack(lane);
  add_curves(out, run, variant, trial);
  return out;
}

Ranking make_ranking(const RunSource& run, std::size_t variant) {
  Ranking out;
  // The first of these that varies.
  std::vector<std::string> wanted = {"total.downtime_cost"};
  for (const auto& m : run.metrics())
    if (m.name.starts_with("services.") && m.name.ends_with(".downtime")) wanted.push_back(m.name);
  for (const auto& m : run.metrics())
    if (m.name.ends_with(".elapsed.mean") || m.name.ends_with(".wait.mean")) wanted.push_back(m.name);
  const auto trials = run.reader().trials(variant);
  for (const auto& name : wanted) {
    const auto metric = run.find_metric(name);
    if (!metric) continue;
    const auto samples = run.samples(variant, *metric);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < samples.values.size(); ++i)
      if (std::isfinite(samples.values[i])) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return samples.values[a] < samples.values[b]; });
    if (order.size() > 1 && samples.values[order.front()] == samples.values[order.back()]) continue;
    out.metric = name;
    out.title = run.metrics()[*metric].title;
    out.unit = run.metrics()[*metric].unit;
    for (const std::size_t i : order) {
      out.replication.push_back(trials.replication[i]);
      out.value.push_back(samples.values[i]);
    }
    return out;
  }
  out.replication = trials.replication;
  out.value.assign(out.replication.size(), 0.0);
  return out;
}

}  // namespace mainstay::gui::model
