#include "model/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace mainstay::gui::model {
namespace {

constexpr std::size_t most_bars = 20'000;  // of a lane
constexpr std::size_t most_lanes = 60;     // of a group
constexpr std::size_t most_rows = 8;

using Kind = Bar::Kind;

// Bars as events open and close them.
class Lanes {
 public:
  explicit Lanes(double end) : end_(end) {}

  void begin(const char* group, const report::TraceRow& r, Kind kind, std::string label, const std::string& part = "") {
    Bar bar{r.time, end_, 0, kind, true, std::move(label), r.number};
    open_[key(r, part)] = {group, r.kind, r.subject, std::move(bar)};
  }
  // Changes what is open, without ending it.
  Bar* open(const report::TraceRow& r, const std::string& part = "") {
    const auto found = open_.find(key(r, part));
    return found == open_.end() ? nullptr : &found->second.bar;
  }
  void end(const report::TraceRow& r, const std::string& part = "") {
    const auto found = open_.find(key(r, part));
    if (found == open_.end()) return;
    found->second.bar.to = r.time;
    found->second.bar.open = false;
    put(std::move(found->second));
    open_.erase(found);
  }
  std::vector<Lane> take() {
    for (auto& [k, pending] : open_) put(std::move(pending));
    open_.clear();
    for (auto& lane : lanes_) pack(lane);
    static const std::vector<std::string> order = {"Services", "Components", "Threats", "Plans", "Changes", "Tickets"};
    const auto place = [&](const Lane& l) { return std::find(order.begin(), order.end(), l.group) - order.begin(); };
    std::stable_sort(lanes_.begin(), lanes_.end(), [&](const Lane& a, const Lane& b) { return place(a) != place(b) ? place(a) < place(b) : a.name < b.name; });
    return std::move(lanes_);
  }

 private:
  struct Pending {
    std::string group, kind, name;
    Bar bar;
  };
  static std::string key(const report::TraceRow& r, const std::string& part) { return fmt::format("{}\n{}\n{}\n{}", r.kind, r.subject, r.number, part); }

  void put(Pending p) {
    auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& l) { return l.kind == p.kind && l.name == p.name; });
    if (lane == lanes_.end()) {
      if (static_cast<std::size_t>(std::count_if(lanes_.begin(), lanes_.end(), [&](const Lane& l) { return l.group == p.group; })) >= most_lanes) return;
      lanes_.push_back({p.group, p.kind, p.name, 1, {}, 0});
      lane = lanes_.end() - 1;
    }
    if (lane->bars.size() < most_bars)
      lane->bars.push_back(std::move(p.bar));
    else
      ++lane->left_out;
  }
  // Each bar goes into the first row that is free; beyond the last they share it.
  static void pack(Lane& lane) {
    std::stable_sort(lane.bars.begin(), lane.bars.end(), [](const Bar& a, const Bar& b) { return a.from < b.from; });
    std::vector<double> free_at;
    for (auto& bar : lane.bars) {
      auto row = static_cast<std::size_t>(std::find_if(free_at.begin(), free_at.end(), [&](double t) { return t <= bar.from; }) - free_at.begin());
      if (row == free_at.size() && row < most_rows) free_at.push_back(bar.from);
      row = std::min(row, most_rows - 1);
      free_at[row] = std::max(free_at[row], bar.to);
      bar.row = row;
    }
    lane.rows = std::max<std::size_t>(1, free_at.size());
  }

  double end_;
  std::map<std::string, Pending> open_;
  std::vector<Lane> lanes_;
};

// `db-a by failure`; the reason alone where it is its own.
std::string why(const report::TraceRow& r) {
  if (r.cause.empty() || r.cause == r.subject) return r.reason;
  return r.reason.empty() || r.reason == r.cause ? r.cause : r.cause + " by " + r.reason;
}

void take_service(Lanes& lanes, const report::TraceRow& r) {
  if (r.event == "outage begun") lanes.begin("Services", r, r.value > 0.0 ? Kind::planned : Kind::outage, why(r));
  if (r.event == "planned no longer") {
    lanes.end(r);
    lanes.begin("Services", r, Kind::outage, why(r));
  }
  if (r.event == "outage ended") lanes.end(r);
}

void take_component(Lanes& lanes, const report::TraceRow& r) {
  if (r.event == "down") lanes.begin("Components", r, r.value > 0.0 ? Kind::planned : Kind::down, why(r));
  if (r.event == "up") lanes.end(r);
}

void take_threat(Lanes& lanes, const report::TraceRow& r) {
  if (r.event == "struck") lanes.begin("Threats", r, Kind::threat, r.subject);
  if (r.event == "over") lanes.end(r);
}

void take_plan(Lanes& lanes, const report::TraceRow& r) {
  if (r.event == "decision begun") lanes.begin("Plans", r, Kind::deciding, "deciding");
  if (r.event == "declared") {
    lanes.end(r);
    lanes.begin("Plans", r, Kind::plan, "declared");
  }
  if (r.event == "restored" || r.event == "abandoned") {
    if (Bar* bar = lanes.open(r)) {
      bar->label = r.event;
      if (r.event == "restored") bar->kind = Kind::restored;
    }
    lanes.end(r);
  }
  if (r.event == "step begun") lanes.begin("Plans", r, Kind::step, r.object, r.object);
  if (r.event == "step done") lanes.end(r, r.object);
}

void take_item(Lanes& lanes, const report::TraceRow& r, bool change) {
  const char* group = change ? "Changes" : "Tickets";
  if (r.event == "opened") lanes.begin(group, r, change ? Kind::change : Kind::ticket, fmt::format("{} {}", r.subject, r.number));
  Bar* bar = lanes.open(r);
  if (bar == nullptr) return;
  if (r.event == "needs remedy" || r.event == "given up") bar->kind = Kind::failed;
  if (r.event == "closed" || r.event == "given up" || r.event == "rejected") lanes.end(r);
}

void take_team(std::vector<TeamLane>& teams, const report::TraceRow& r) {
  if (r.event != "busy" && r.event != "on shift") return;
  auto team = std::find_if(teams.begin(), teams.end(), [&](const TeamLane& t) { return t.name == r.subject; });
  if (team == teams.end()) team = teams.insert(teams.end(), TeamLane{r.subject, {}, {}});
  StepCurve& curve = r.event == "busy" ? team->busy : team->on_shift;
  curve.at.push_back(r.time);
  curve.value.push_back(r.value);
  if (r.value < 1e9) curve.most = std::max(curve.most, r.value);
}

}  // namespace

double StepCurve::value_at(double hours) const {
  const auto next = std::upper_bound(at.begin(), at.end(), hours);
  return next == at.begin() ? 0.0 : value[static_cast<std::size_t>(next - at.begin()) - 1];
}

Timeline make_timeline(std::vector<report::TraceRow> trace, double hours) {
  Timeline out;
  out.to = hours;
  Lanes lanes(hours);
  for (const auto& r : trace) {
    out.from = std::min(out.from, r.time);
    if (r.kind == "service") take_service(lanes, r);
    if (r.kind == "component") take_component(lanes, r);
    if (r.kind == "threat") take_threat(lanes, r);
    if (r.kind == "plan") take_plan(lanes, r);
    if (r.kind == "ticket" || r.kind == "change") take_item(lanes, r, r.kind == "change");
    if (r.kind == "team") take_team(out.teams, r);
  }
  out.lanes = lanes.take();
  out.story = report::timeline(trace, {}).lines;
  out.trace = std::make_shared<const std::vector<report::TraceRow>>(std::move(trace));
  return out;
}

std::vector<report::StoryLine> story_of(const Timeline& timeline, const Lane& lane, const Bar& bar) {
  report::TimelineChoice choice;
  choice.from = bar.from - 1e-9;
  choice.to = bar.to + 1e-9;
  if (lane.kind == "ticket" || lane.kind == "change") {
    std::vector<report::StoryLine> out;
    for (const auto& r : *timeline.trace) {
      if (r.kind != lane.kind || r.subject != lane.name || r.number != bar.number) continue;
      const std::string words = report::sentence(r);
      if (!words.empty()) out.push_back({r.time, words, report::Tone::plain, std::nullopt, ""});
    }
    return out;
  }
  choice.only = {{lane.kind, lane.name}};
  if (lane.kind == "service" || lane.kind == "threat") choice.only.insert(choice.only.end(), {{"component", ""}, {"group", ""}, {"threat", ""}, {"plan", ""}});
  if (lane.kind == "threat") choice.only.emplace_back("service", "");
  return report::timeline(*timeline.trace, choice).lines;
}

std::vector<std::pair<std::string, std::string>> facts_of(const Lane& lane, const Bar& bar) {
  std::vector<std::pair<std::string, std::string>> out;
  static constexpr const char* kinds[] = {"outage", "planned outage", "down", "threat", "decision about a plan", "plan", "plan that restored", "step of a plan", "ticket", "change", "failed"};
  out.emplace_back("What", fmt::format("{}: {}", lane.name, kinds[static_cast<int>(bar.kind)]));
  if (!bar.label.empty()) out.emplace_back(bar.kind == Kind::outage || bar.kind == Kind::down || bar.kind == Kind::planned ? "Cause" : "Which", bar.label);
  out.emplace_back("Lasted", report::format_span(bar.to - bar.from) + (bar.open ? ", cut off by the end" : ""));
  return out;
}

}  // namespace mainstay::gui::model
