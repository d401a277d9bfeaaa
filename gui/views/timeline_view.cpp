#include "views/timeline_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "views/split.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

namespace {

ImU32 tone_colour(report::Tone tone) {
  switch (tone) {
    case report::Tone::bad: return theme().bad;
    case report::Tone::good: return theme().good;
    case report::Tone::warning: return theme().fair;
    case report::Tone::action: return theme().accent;
    case report::Tone::plain: break;
  }
  return theme().text;
}

// Of those that observed the metric, from the best to the worst.
std::vector<std::uint32_t> ranked(const model::Distribution& d) {
  auto out = d.replication;
  if (report::better_direction(d.metric) == report::Better::higher) std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace

void TimelineView::forget() {
  shown_ = nullptr;
  zoomed_ = playing_ = false;
  selected_.reset();
}

void TimelineView::draw(model::Session& session) {
  choose_replication(session);
  auto& choice = session.choice;
  const model::Prepared<model::Timeline>* prepared =
      choice.replication_chosen ? &session.run()->timeline(session.places().program, choice.variant, choice.replication) : nullptr;
  const model::Timeline* timeline = prepared != nullptr ? prepared->get() : nullptr;
  controls(session, timeline);
  if (prepared == nullptr) return empty_state("Reading …", "");
  if (!show_state(*prepared)) return;
  if (shown_ != timeline) {
    shown_ = timeline;
    choice.hours = timeline->from;
    select(session, *timeline, longest_outage(*timeline));
  }
  show(session, *timeline);
}

// Before one is chosen: the worst, which is the one to understand.
void TimelineView::choose_replication(model::Session& session) {
  auto& run = *session.run();
  auto& choice = session.choice;
  if (choice.replication_chosen) return;
  if (choice.metric < run.header().metrics.size()) {
    const auto& d = run.distribution(choice.variant, choice.metric);
    if (!d.ready && d.error.empty()) return;
    const auto order = ranked(d.value);
    if (!order.empty()) choice.replication = order.back();
  }
  choice.replication_chosen = true;
}

// What is to be understood first.
std::optional<TimelineView::Selected> TimelineView::longest_outage(const model::Timeline& timeline) {
  std::optional<Selected> out;
  double longest = 0.0;
  for (std::size_t l = 0; l < timeline.lanes.size(); ++l)
    for (std::size_t b = 0; b < timeline.lanes[l].bars.size(); ++b) {
      const auto& bar = timeline.lanes[l].bars[b];
      if (bar.kind != model::Bar::Kind::outage || bar.to - bar.from <= longest) continue;
      longest = bar.to - bar.from;
      out = Selected{l, b};
    }
  return out;
}

void TimelineView::select(model::Session& session, const model::Timeline& timeline, std::optional<Selected> what) {
  selected_ = what;
  if (!what) return;
  const auto& lane = timeline.lanes[what->lane];
  const auto& bar = lane.bars[what->bar];
  story_ = model::story_of(timeline, lane, bar);
  session.choice.hours = bar.from;
}

void TimelineView::controls(model::Session& session, const model::Timeline* timeline) {
  auto& run = *session.run();
  auto& choice = session.choice;
  const auto go = [&](std::uint32_t replication) {
    choice.replication = replication;
    choice.replication_chosen = true;
  };
  const std::uint32_t first = run.header().first_replication;
  const std::uint64_t count = choice.variant < run.facts().replications.size() ? run.facts().replications[choice.variant] : 0;
  if (button("<", false, choice.replication > first)) go(choice.replication - 1);
  tooltip("the replication before");
  ImGui::SameLine(0, em(0.2f));
  ImGui::SetNextItemWidth(em(8.5f));
  int shown = static_cast<int>(choice.replication);
  if (ImGui::InputInt("##replication", &shown, 0, 0, ImGuiInputTextFlags_EnterReturnsTrue) && count > 0)
    go(static_cast<std::uint32_t>(std::clamp<std::int64_t>(shown, first, static_cast<std::int64_t>(first + count) - 1)));
  tooltip(fmt::format("replication, {} to {}", first, first + (count > 0 ? count - 1 : 0)));
  ImGui::SameLine(0, em(0.2f));
  if (button(">", false, choice.replication + 1 < first + count)) go(choice.replication + 1);
  tooltip("the replication after");
  ImGui::SameLine(0, em(1.2f));
  if (choice.metric < run.header().metrics.size()) {
    const auto& d = run.distribution(choice.variant, choice.metric);
    const auto order = d.ready ? ranked(d.value) : std::vector<std::uint32_t>();
    for (const auto& [label, share] : {std::pair{"Worst", 1.0}, {"Median", 0.5}, {"Best", 0.0}}) {
      const auto place = order.empty() ? 0 : static_cast<std::size_t>(std::lround(share * static_cast<double>(order.size() - 1)));
      if (button(label, false, !order.empty())) go(order[place]);
      ImGui::SameLine(0, em(0.3f));
    }
    quiet("in");
    ImGui::SameLine(0, em(0.5f));
    metric_choice("##metric", run, choice.metric, std::clamp(ImGui::GetContentRegionAvail().x - em(11), em(7), em(19)));
    ImGui::SameLine(0, em(1.2f));
  }
  if (button(playing_ ? "Pause" : "Play", false, timeline != nullptr)) playing_ = !playing_;
  tooltip("moves the cursor through what is seen");
  ImGui::SameLine(0, em(0.3f));
  if (button("Show all", false, zoomed_)) zoomed_ = false;
  ImGui::Dummy({0, em(0.1f)});
}

void TimelineView::show(model::Session& session, const model::Timeline& timeline) {
  if (timeline.failed) {
    begin_panel("failed", {0, em(2.6f)});
    text_cut(fonts().strong, theme().bad, "This trial failed: " + timeline.error);
    end_panel();
  }
  if (timeline.lanes.empty() && timeline.teams.empty()) return empty_state("Nothing happened in this replication", "No outage, ticket, change or plan, and nobody at work.");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float below = std::max(em(9), room.y * 0.27f);
  Split split(session, "timeline", Split::below, std::max(em(8), room.y - below - ImGui::GetStyle().ItemSpacing.y));
  begin_panel("lanes", {0, split.first()});
  const ImVec2 corner = ImGui::GetWindowPos();
  const ImVec2 size = ImGui::GetWindowSize();
  lanes(session, timeline, ImGui::GetContentRegionAvail());
  export_menu("lanes-export", session, corner, {corner.x + size.x, corner.y + size.y}, fmt::format("timeline-{}", session.choice.replication), [&timeline] {
    std::string out = "group,name,from_hours,to_hours,number,what\r\n";
    for (const auto& l : timeline.lanes)
      for (const auto& b : l.bars) out += fmt::format("{},{},{},{},{},{}\r\n", model::csv_field(l.group), model::csv_field(l.name), b.from, b.to, b.number, model::csv_field(b.label));
    return out;
  });
  end_panel();
  split.grip();
  begin_panel("story", {0, 0});
  story(session, timeline);
  end_panel();
  play(session, timeline);
}

void TimelineView::story(model::Session& session, const model::Timeline& timeline) {
  if (!selected_ || selected_->lane >= timeline.lanes.size() || selected_->bar >= timeline.lanes[selected_->lane].bars.size()) {
    text(fonts().strong, theme().text, "The story so far");
    ImGui::SameLine();
    text_cut(fonts().small, theme().faint, "click a bar for its causes; drag along the ruler to move in time");
    return story_lines(timeline.story, session.choice.hours);
  }
  const auto& lane = timeline.lanes[selected_->lane];
  const auto& bar = lane.bars[selected_->bar];
  const float left = em(19);
  ImGui::BeginChild("##facts", {left, 0});
  for (const auto& [name, value] : model::facts_of(lane, bar)) {
    label_before(theme().faint, name, em(4));
    text_cut(fonts().body, theme().text, value);
  }
  label_before(theme().faint, "Began", em(4));
  quiet(plot::time_label(bar.from, 48.0));
  if (button("Zoom to it")) {
    const double length = std::max(bar.to - bar.from, 0.05);
    from_ = std::max(timeline.from, bar.from - length * 0.25);
    to_ = std::min(timeline.to, bar.to + length * 0.75);
    zoomed_ = true;
  }
  ImGui::SameLine();
  if (button("Whole story")) selected_.reset();
  ImGui::EndChild();
  ImGui::SameLine();
  ImGui::BeginGroup();
  story_lines(story_, std::nullopt);
  ImGui::EndGroup();
}

void TimelineView::story_lines(const std::vector<report::StoryLine>& lines, std::optional<double> until) {
  if (lines.empty()) return quiet("The trace says nothing more.");
  ImGui::BeginChild("##lines", {0, 0});
  const float line = ImGui::GetTextLineHeightWithSpacing();
  if (until) {
    const auto now = std::upper_bound(lines.begin(), lines.end(), *until, [](double t, const report::StoryLine& l) { return t < l.time; }) - lines.begin();
    ImGui::SetScrollY(std::max(0.0f, line * static_cast<float>(now) - ImGui::GetWindowHeight() * 0.6f));
  }
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(lines.size()), line);
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const auto& l = lines[static_cast<std::size_t>(i)];
      const bool past = !until || l.time <= *until;
      label_before(theme().faint, plot::time_label(l.time, 48.0), em(6));
      text_cut(fonts().body, past ? tone_colour(l.tone) : plot::with_alpha(theme().faint, 0.7f), l.text);
    }
  ImGui::EndChild();
}

}  // namespace mainstay::gui::views
