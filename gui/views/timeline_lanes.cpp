// The lanes of the timeline, and how they are moved and enlarged.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plot/ticks.hpp"
#include "views/timeline_view.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;
using plot::with_alpha;

namespace {

constexpr double play_seconds = 20.0;  // for what is seen

struct Look {
  ImU32 fill, text;
};

Look look_of(model::Bar::Kind kind) {
  using Kind = model::Bar::Kind;
  const auto& t = theme();
  switch (kind) {
    case Kind::outage: return {t.bad, t.on_accent};
    case Kind::planned: return {with_alpha(t.faint, 0.45f), t.text};
    case Kind::down: return {with_alpha(t.bad, 0.55f), t.text};
    case Kind::threat: return {t.series[3], t.on_accent};
    case Kind::deciding: return {with_alpha(t.accent, 0.25f), t.text};
    case Kind::plan: return {with_alpha(t.accent, 0.6f), t.text};
    case Kind::restored: return {t.good, t.on_accent};
    case Kind::step: return {with_alpha(t.accent, 0.35f), t.text};
    case Kind::ticket: return {with_alpha(t.series[0], 0.6f), t.text};
    case Kind::change: return {with_alpha(t.series[4], 0.75f), t.text};
    case Kind::failed: return {with_alpha(t.bad, 0.8f), t.text};
  }
  return {t.faint, t.text};
}

float row_height() { return em(0.95f); }
float label_width() { return em(10.5f); }

}  // namespace

float TimelineView::Axis::x(double hours_) const {
  return static_cast<float>(std::clamp(left + (hours_ - from) / (to - from) * static_cast<double>(right - left), -1e5, 1e5));
}

double TimelineView::Axis::hours(float x_) const { return from + static_cast<double>(x_ - left) / static_cast<double>(std::max(1.0f, right - left)) * (to - from); }

void TimelineView::play(model::Session& session, const model::Timeline& timeline) {
  const double from = zoomed_ ? from_ : timeline.from;
  const double to = zoomed_ ? to_ : timeline.to;
  if (!playing_) return;
  double& now = session.choice.hours;
  if (now < from || now >= to) now = from;
  now += (to - from) / play_seconds * static_cast<double>(std::min(0.1f, ImGui::GetIO().DeltaTime));
  if (now >= to) {
    now = to;
    playing_ = false;
  }
  session.animate();
}

void TimelineView::zoom(const model::Timeline& timeline, const Axis& axis) {
  const ImGuiIO& io = ImGui::GetIO();
  double from = axis.from, to = axis.to;
  bool changed = false;
  // With Shift the wheel moves the lanes, as it does elsewhere without.
  if (ImGui::IsItemHovered() && io.KeyShift && io.MouseWheel != 0.0f) ImGui::SetScrollY(ImGui::GetScrollY() - io.MouseWheel * em(4));
  if (ImGui::IsItemHovered() && io.MouseWheel != 0.0f && !io.KeyShift) {
    const double at = axis.hours(io.MousePos.x);
    const double factor = std::pow(0.8, io.MouseWheel);
    from = at - (at - from) * factor;
    to = at + (to - at) * factor;
    changed = true;
  }
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, em(0.3f)) && io.MouseDelta.x != 0.0f) {
    const double by = axis.hours(io.MousePos.x) - axis.hours(io.MousePos.x - io.MouseDelta.x);
    from -= by;
    to -= by;
    changed = true;
  }
  if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) zoomed_ = changed = false;
  if (!changed) return;
  const double least = 1.0 / 60.0;
  const double whole = std::max(least, timeline.to - timeline.from);
  const double width = std::clamp(to - from, least, whole);
  from_ = std::clamp(from, timeline.from, timeline.to - width);
  to_ = from_ + width;
  zoomed_ = width < whole * 0.9999;
}

void TimelineView::ruler(model::Session& session, const model::Timeline& timeline, const Axis& axis, float height) {
  const auto& t = theme();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("##ruler", {ImGui::GetContentRegionAvail().x, height});
  if (ImGui::IsItemActive()) session.choice.hours = std::clamp(axis.hours(ImGui::GetIO().MousePos.x), timeline.from, timeline.to);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  float free_from = -1e9f;
  for (const auto& tick : plot::time_ticks(axis.from, axis.to, std::max(2, static_cast<int>((axis.right - axis.left) / em(6))))) {
    const float x = axis.x(tick.at);
    draw->AddLine({x, at.y + height - em(0.3f)}, {x, at.y + height}, t.faint, em(0.07f));
    const float half = plot::text_size(fonts().small, tick.label).x / 2;
    const float middle = std::clamp(x, axis.left + half, axis.right - half);
    if (middle - half < free_from) continue;
    plot::put_text(draw, fonts().small, {middle, at.y}, 0.5f, t.quiet, tick.label);
    free_from = middle + half + em(0.5f);
  }
  plot::put_text(draw, fonts().small, {at.x, at.y}, 0.0f, t.accent, plot::time_label(session.choice.hours, 48.0));
  draw->AddLine({axis.left, at.y + height}, {axis.right, at.y + height}, t.line);
}

void TimelineView::lanes(model::Session& session, const model::Timeline& timeline, ImVec2 size) {
  const auto& t = theme();
  Axis axis;
  axis.left = ImGui::GetCursorScreenPos().x + label_width();
  axis.right = ImGui::GetCursorScreenPos().x + size.x - ImGui::GetStyle().ScrollbarSize - em(0.3f);
  axis.from = zoomed_ ? from_ : timeline.from;
  axis.to = zoomed_ ? to_ : std::max(timeline.to, timeline.from + 1e-6);
  ruler(session, timeline, axis, em(1.6f));
  ImGui::BeginChild("##lanes", {0, 0}, false, ImGuiWindowFlags_NoScrollWithMouse);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 from = ImGui::GetWindowPos();
  const ImVec2 to{from.x + ImGui::GetWindowWidth(), from.y + ImGui::GetWindowHeight()};
  for (const auto& tick : plot::time_ticks(axis.from, axis.to, std::max(2, static_cast<int>((axis.right - axis.left) / em(6)))))
    draw->AddLine({axis.x(tick.at), from.y}, {axis.x(tick.at), to.y}, t.grid);
  if (axis.from < 0.0) draw->AddRectFilled({axis.left, from.y}, {std::min(axis.right, axis.x(0.0)), to.y}, with_alpha(t.raised, 0.7f));  // the warm-up
  hovered_.reset();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  float y = start.y + em(0.2f);
  std::string group;
  const auto heading_of = [&](const std::string& name) {
    plot::put_text(draw, fonts().small, {start.x, y}, 0.0f, t.faint, name);
    y += em(1.15f);
  };
  // People stand above changes and tickets, of which there may be very many.
  bool people = false;
  const auto show_people = [&] {
    if (!people && !timeline.teams.empty()) heading_of("People at work");
    for (const auto& team : timeline.teams)
      if (!people) y = draw_team(team, axis, session.choice.hours, y);
    people = true;
  };
  for (std::size_t l = 0; l < timeline.lanes.size(); ++l) {
    const auto& next = timeline.lanes[l].group;
    if (next == "Changes" || next == "Tickets") show_people();
    if (next != group) heading_of(group = next);
    y = draw_lane(session, timeline, l, axis, y);
  }
  show_people();
  const float x = std::round(axis.x(session.choice.hours));
  if (x >= axis.left && x <= axis.right) draw->AddLine({x, from.y}, {x, to.y}, t.accent, em(0.09f));
  ImGui::InvisibleButton("##area", {std::max(1.0f, ImGui::GetContentRegionAvail().x), std::max(1.0f, y - start.y)});
  zoom(timeline, axis);
  if (ImGui::IsItemHovered() && hovered_) {
    const auto& lane = timeline.lanes[hovered_->lane];
    const auto& bar = lane.bars[hovered_->bar];
    ImGui::BeginTooltip();
    text(fonts().strong, t.text, lane.name);
    if (!bar.label.empty()) quiet(bar.label);
    quiet(fmt::format("{}, for {}", plot::time_label(bar.from, 48.0), report::format_span(bar.to - bar.from)));
    ImGui::EndTooltip();
  }
  const ImVec2 moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left);
  if (ImGui::IsItemDeactivated() && std::abs(moved.x) + std::abs(moved.y) < em(0.3f)) {
    select(session, timeline, hovered_);
    if (hovered_) {
      const auto& lane = timeline.lanes[hovered_->lane];
      if (lane.kind == "service" || lane.kind == "component" || lane.kind == "threat" || lane.kind == "plan") session.choice.entity = lane.name;
    }
  }
  ImGui::EndChild();
}

float TimelineView::draw_lane(model::Session& session, const model::Timeline& timeline, std::size_t l, const Axis& axis, float y) {
  const auto& t = theme();
  const auto& lane = timeline.lanes[l];
  const float height = row_height();
  const float below = y + height * static_cast<float>(lane.rows) + em(0.3f);
  const ImVec2 top = ImGui::GetWindowPos();
  if (below < top.y || y > top.y + ImGui::GetWindowHeight()) return below;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const bool chosen = !lane.name.empty() && session.choice.entity == lane.name;
  plot::put_text(draw, chosen ? fonts().strong : fonts().body, {axis.left - label_width() + em(0.6f), y - em(0.05f)}, 0.0f, chosen ? t.accent : t.text,
                 plot::elided(chosen ? fonts().strong : fonts().body, lane.name, label_width() - em(1.2f)));
  draw->AddLine({axis.left, below - em(0.15f)}, {axis.right, below - em(0.15f)}, t.grid);
  draw->PushClipRect({axis.left, top.y}, {axis.right, top.y + ImGui::GetWindowHeight()}, true);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  std::vector<float> drawn_to(lane.rows, -1e9f);
  for (std::size_t b = 0; b < lane.bars.size(); ++b) {
    const auto& bar = lane.bars[b];
    if (bar.from > axis.to) break;
    if (bar.to < axis.from) continue;
    const float a = std::max(axis.x(bar.from), axis.left - em(1));
    const float z = std::max(std::min(axis.x(bar.to), axis.right + em(1)), a + std::max(1.5f, em(0.15f)));
    const float row = y + height * static_cast<float>(bar.row);
    if (mouse.x >= a - 1 && mouse.x <= z + 1 && mouse.y >= row && mouse.y < row + height) hovered_ = Selected{l, b};
    if (z <= drawn_to[bar.row]) continue;  // nothing of it would be seen
    const bool free = a >= drawn_to[bar.row] - 1.0f;  // beyond the last row bars lie on each other
    drawn_to[bar.row] = z;
    const Look look = look_of(bar.kind);
    const bool is = selected_ && selected_->lane == l && selected_->bar == b;
    draw->AddRectFilled({a, row}, {z, row + height - em(0.15f)}, look.fill, em(0.12f));
    if (is) draw->AddRect({a - 1, row - 1}, {z + 1, row + height - em(0.15f) + 1}, t.text, em(0.15f), 0, em(0.1f));
    const float visible = std::min(z, axis.right) - std::max(a, axis.left);
    if (free && visible > em(2.5f) && plot::text_size(fonts().small, bar.label).x < visible - em(0.4f))
      plot::put_text(draw, fonts().small, {std::max(a, axis.left) + em(0.2f), row - em(0.02f)}, 0.0f, look.text, bar.label);
  }
  draw->PopClipRect();
  return below;
}

namespace {

std::string at_work(const model::TeamLane& team, double hours) {
  const double busy = team.busy.value_at(hours), on_shift = std::min(1e6, team.on_shift.value_at(hours));
  if (on_shift >= 0.5) return fmt::format("{} of {} at work", plot::fixed(busy, 0), plot::fixed(on_shift, 0));
  return busy >= 0.5 ? plot::fixed(busy, 0) + " at work out of hours" : "off shift";
}

}  // namespace

float TimelineView::draw_team(const model::TeamLane& team, const Axis& axis, double now_at, float y) {
  const auto& t = theme();
  const float height = em(2.2f);
  const float below = y + height + em(0.4f);
  const ImVec2 top = ImGui::GetWindowPos();
  if (below < top.y || y > top.y + ImGui::GetWindowHeight()) return below;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const double most = std::max({1.0, team.busy.most, team.on_shift.most});
  const float base = y + height;
  const auto level = [&](double v) { return base - static_cast<float>(std::min(v, most) / most) * height; };
  const float left = axis.left - label_width() + em(0.6f);
  plot::put_text(draw, fonts().body, {left, y}, 0.0f, t.text, plot::elided(fonts().body, team.name, label_width() - em(1.2f)));
  plot::put_text(draw, fonts().small, {left, y + em(1.1f)}, 0.0f, t.faint, at_work(team, now_at));
  draw->AddLine({axis.left, base}, {axis.right, base}, t.line);
  // For each column of pixels the most that were at work in it.
  const auto steps = [&](const model::StepCurve& curve, auto put) {
    std::size_t next = static_cast<std::size_t>(std::upper_bound(curve.at.begin(), curve.at.end(), axis.from) - curve.at.begin());
    double now = next == 0 ? 0.0 : curve.value[next - 1];
    for (float x = axis.left; x < axis.right; x += 1.0f) {
      const double end = axis.hours(x + 1.0f);
      double highest = now;
      for (; next < curve.at.size() && curve.at[next] < end; ++next) highest = std::max(highest, now = curve.value[next]);
      put(x, highest);
    }
  };
  steps(team.busy, [&](float x, double v) {
    if (v > 0.0) draw->AddRectFilled({x, level(v)}, {x + 1.0f, base}, with_alpha(t.accent, 0.55f));
  });
  float before = -1.0f;
  steps(team.on_shift, [&](float x, double v) {
    const float now = level(v);
    if (before >= 0.0f && now != before) draw->AddLine({x, before}, {x, now}, t.faint);
    draw->AddRectFilled({x, now}, {x + 1.0f, now + 1.0f}, t.faint);
    before = now;
  });
  return below;
}

}  // namespace mainstay::gui::views
