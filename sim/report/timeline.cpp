#include "report/timeline.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace mainstay::report {

namespace {

constexpr std::size_t most_told = 24;   // events of one sort and subject; more are routine
constexpr std::size_t most_lanes = 12;

bool is_outage_edge(const TraceRow& r) { return r.kind == "service" && (r.event == "outage begun" || r.event == "outage ended"); }
bool is_upkeep(const TraceRow& r) {
  return r.event.starts_with("maint") || r.event.starts_with("inspect") || r.reason == "maintenance" || r.reason == "inspection";
}

// What is counted together to find out what is routine: a kind of thing, and what befalls it. What concerns a service as
// a whole, a threat, a plan or a failover is never routine.
std::string sort_of(const TraceRow& r) {
  if (r.kind == "service" || r.kind == "threat" || r.kind == "plan" || r.kind == "group") return {};
  return r.kind + " " + r.subject + (is_upkeep(r) ? " upkeep" : "");
}

// Says nothing that another event of the same instant does not say better.
class Echoes {
 public:
  explicit Echoes(const std::vector<TraceRow>& rows) {
    for (const TraceRow& r : rows)
      if (says_state(r)) stated_.insert({r.time, r.kind, r.subject, turns_up(r)});
  }
  bool is_echo(const TraceRow& r) const {
    if (r.event == "recovered") return stated_.contains({r.time, r.kind, r.subject, true});
    if (r.event == "failover begun" || r.event == "switch failed") return false;
    if (r.kind == "group" && (r.event == "down" || r.event == "up")) return false;
    if (r.event != "down" && r.event != "up") return false;
    return (r.event == "down" && is_upkeep(r)) || stated_.contains({r.time, r.kind, r.subject, r.event == "up"});
  }

 private:
  static bool says_state(const TraceRow& r) {
    return r.event == "failed" || r.event == "repaired" || r.event == "maintained" || r.event == "inspected" || is_outage_edge(r);
  }
  static bool turns_up(const TraceRow& r) { return r.event != "failed" && r.event != "outage begun"; }
  std::set<std::tuple<double, std::string, std::string, bool>> stated_;
};

Tone tone_of(const TraceRow& r) {
  if (r.event == "outage begun" || r.event == "planned no longer" || r.event == "breached") return Tone::bad;
  if (r.event == "outage ended" || r.event == "recovered" || r.event == "restored") return Tone::good;
  if (r.event == "failed" || r.event == "down" || r.event == "switch failed" || r.event == "no standby" || r.event == "needs remedy" ||
      r.event == "away" || r.kind == "threat")
    return Tone::warning;
  if (r.kind == "plan" || r.event.ends_with("begun")) return Tone::action;
  return Tone::plain;
}

// The same thing happening to another at the same instant.
bool is_like(const TraceRow& a, const TraceRow& b) {
  return a.time == b.time && a.kind == b.kind && a.event == b.event && a.object == b.object && a.by == b.by && a.reason == b.reason &&
         a.value == b.value && a.number == 0 && b.number == 0 && (a.cause == b.cause || (a.cause == a.subject && b.cause == b.subject));
}

// Which services are down, as the rows go by.
class Lanes {
 public:
  Lanes(const std::vector<TraceRow>& rows, const TimelineChoice& choice) {
    std::map<std::string, double> open;
    for (const TraceRow& r : rows) {
      if (!is_outage_edge(r) || r.time > choice.to) continue;
      const auto add = [&] {
        if (services_.size() < most_lanes && std::find(services_.begin(), services_.end(), r.subject) == services_.end()) services_.push_back(r.subject);
      };
      if (r.event == "outage begun") open[r.subject] = r.time;
      if (r.time >= choice.from) add();
      if (r.event == "outage ended") open.erase(r.subject);
    }
    signs_.assign(services_.size(), ' ');
  }
  void pass(const TraceRow& r) {
    if (!is_outage_edge(r)) return;
    const bool began = r.event == "outage begun";
    if (began)
      since_[r.subject] = r.time;
    else
      since_.erase(r.subject);
    const auto lane = std::find(services_.begin(), services_.end(), r.subject);
    if (lane != services_.end()) signs_[static_cast<std::size_t>(lane - services_.begin())] = began ? 'v' : '^';
  }
  // The signs for the line of a row; edges become what follows them.
  std::string take() {
    std::string out = signs_;
    for (char& c : signs_) c = c == 'v' || c == '|' ? '|' : ' ';
    return out;
  }
  std::optional<double> age(double now) const {
    if (since_.empty()) return std::nullopt;
    double first = now;
    for (const auto& [service, begin] : since_) first = std::min(first, begin);
    return now - first;
  }
  const std::vector<std::string>& services() const { return services_; }

 private:
  std::vector<std::string> services_;
  std::string signs_;
  std::map<std::string, double> since_;
};

}  // namespace

bool is_chosen(const TraceRow& row, const TimelineChoice& choice) {
  if (row.time < choice.from || row.time > choice.to) return false;
  if (choice.only.empty()) return true;
  return std::any_of(choice.only.begin(), choice.only.end(), [&](const auto& o) {
    return o.first == row.kind && (o.second.empty() || o.second == row.subject);
  });
}

Timeline timeline(const std::vector<TraceRow>& rows, const TimelineChoice& choice) {
  const Echoes echoes(rows);
  Lanes lanes(rows, choice);
  const auto is_told = [&](const TraceRow& r) {
    if (!is_chosen(r, choice)) return false;
    if (choice.all) return true;
    const bool asked_for = !choice.only.empty();
    return !echoes.is_echo(r) && (asked_for || (r.event != "busy" && r.event != "on shift"));
  };
  std::map<std::string, std::size_t> often;
  for (const TraceRow& r : rows)
    if (is_told(r)) ++often[sort_of(r)];
  Timeline out;
  out.services = lanes.services();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const TraceRow& r = rows[i];
    // An outage that ends is as old as it got.
    std::optional<double> age = r.event == "outage ended" ? lanes.age(r.time) : std::nullopt;
    lanes.pass(r);
    if (!is_told(r)) continue;
    const std::string sort = sort_of(r);
    if (!choice.all && !sort.empty() && often[sort] > most_told) {
      out.routine.push_back({r.time, fmt::format("{} {} {}", r.kind, r.subject, r.event)});
      continue;
    }
    std::vector<const TraceRow*> together = {&r};
    while (!choice.all && !is_outage_edge(r) && i + 1 < rows.size() && is_told(rows[i + 1]) && is_like(r, rows[i + 1]) &&
           (sort_of(rows[i + 1]).empty() || often[sort_of(rows[i + 1])] <= most_told))
      together.push_back(&rows[++i]);
    if (!age) age = lanes.age(r.time);
    const std::string text = sentence(together);
    if (!text.empty()) out.lines.push_back({r.time, text, tone_of(r), age, lanes.take()});
  }
  return out;
}

}  // namespace mainstay::report
