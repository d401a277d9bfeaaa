#include "views/map_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "views/split.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;
using plot::with_alpha;

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

ImU32 mixed(ImU32 a, ImU32 b, float share) {
  const ImVec4 x = plot::as_vec4(a), y = plot::as_vec4(b);
  const auto mix = [share](float p, float q) { return p + (q - p) * share; };
  return ImGui::ColorConvertFloat4ToU32({mix(x.x, y.x), mix(x.y, y.y), mix(x.z, y.z), 1.0f});
}

// `down`, `planned` or `up` at an instant; empty for what has no state. Of several members: how many are down.
std::string state_of(const model::Timeline& timeline, const model::Node& node, double hours) {
  using Kind = model::Node::Kind;
  if (node.kind == Kind::group || node.kind == Kind::team) return "";
  std::size_t down = 0, planned = 0;
  for (const auto& lane : timeline.lanes) {
    if (lane.kind != model::kind_name(node.kind)) continue;
    if (lane.name != node.name && std::find(node.members.begin(), node.members.end(), lane.name) == node.members.end()) continue;
    for (const auto& bar : lane.bars) {
      if (bar.from > hours) break;
      if (bar.to <= hours) continue;
      ++(bar.kind == model::Bar::Kind::planned ? planned : down);
      break;
    }
  }
  if (node.kind == Kind::threat || node.kind == Kind::plan) return down > 0 ? "going on" : "";
  if (down + planned == 0) return "up";
  if (node.members.size() > 1) return fmt::format("{} of {} down", down + planned, node.members.size());
  return down > 0 ? "down" : "planned";
}

}  // namespace

void MapView::forget() {
  fit_ = true;
  search_[0] = '\0';
}

bool MapView::matches(const model::Node& node) const {
  return search_[0] == '\0' || node.name.find(search_) != std::string::npos || std::any_of(node.members.begin(), node.members.end(), [&](const auto& m) { return m == search_; });
}

ImVec2 MapView::at(const model::Spot& spot) const {
  return {origin_.x + static_cast<float>(spot.x) * em() * zoom_, origin_.y + static_cast<float>(spot.y) * em() * zoom_};
}

void MapView::draw(model::Session& session) {
  auto& run = *session.run();
  controls(session);
  const auto& map = run.map();
  if (!show_state(map)) return;
  if (!run.estate().trouble.empty()) text_cut(fonts().small, theme().bad, run.estate().trouble);
  if (map.value.nodes.empty()) return empty_state("There is nothing to draw", "The scenario of this run names no services, components or threats.");
  const auto& figures = run.node_figures(session.choice.variant);
  const model::Prepared<model::Timeline>* timeline =
      mode_ == state && session.choice.replication_chosen ? &run.timeline(session.places().program, session.choice.variant, session.choice.replication) : nullptr;
  const Shown shown{map.value, figures.get(), timeline != nullptr ? timeline->get() : nullptr, run.estate().find(session.choice.entity).value_or(none)};
  const float side = em(18);
  Split split(session, "map", Split::beside, ImGui::GetContentRegionAvail().x - side - ImGui::GetStyle().ItemSpacing.x);
  begin_panel("canvas", {split.first(), 0});
  const ImVec2 corner = ImGui::GetWindowPos();
  const ImVec2 size = ImGui::GetWindowSize();
  canvas(session, shown, ImGui::GetContentRegionAvail());
  export_menu("map-export", session, corner, {corner.x + size.x, corner.y + size.y}, "map", nullptr);
  end_panel();
  split.grip();
  begin_panel("details", {0, 0}, true);
  details(session, shown);
  end_panel();
}

void MapView::controls(model::Session& session) {
  auto& choice = session.choice;
  segmented("mode", {"Importance", "Availability", "State"}, mode_);
  ImGui::SameLine(0, em(1.0f));
  ImGui::SetNextItemWidth(em(12));
  const bool entered = ImGui::InputTextWithHint("##search", "search", search_, sizeof search_, ImGuiInputTextFlags_EnterReturnsTrue);
  if (entered)
    for (const auto& n : session.run()->estate().nodes)
      if (search_[0] != '\0' && matches(n)) {
        choice.entity = n.name;
        break;
      }
  ImGui::SameLine(0, em(0.5f));
  if (button("Show all", false, !fit_)) fit_ = true;
  if (mode_ == state) {
    if (!choice.replication_chosen) {
      choice.replication = session.run()->header().first_replication;
      choice.replication_chosen = true;
    }
    const auto& info = session.run()->header().variants[choice.variant];
    ImGui::SameLine(0, em(1.0f));
    ImGui::SetNextItemWidth(std::max(em(6), ImGui::GetContentRegionAvail().x - em(0.5f)));
    auto hours = static_cast<float>(choice.hours);
    const std::string label = fmt::format("{}, replication {}", plot::time_label(choice.hours, 48.0), choice.replication);
    if (ImGui::SliderFloat("##hours", &hours, static_cast<float>(-info.warm_up_seconds / 3600.0), static_cast<float>(info.horizon_seconds / 3600.0), label.c_str())) choice.hours = hours;
  }
  ImGui::Dummy({0, em(0.1f)});
}

void MapView::move(const model::Map& map, ImVec2 from, ImVec2 size) {
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsItemHovered() && io.MouseWheel != 0.0f) {
    const float factor = std::clamp(zoom_ * std::pow(1.15f, io.MouseWheel), 0.15f, 4.0f) / zoom_;
    origin_ = {io.MousePos.x - (io.MousePos.x - origin_.x) * factor, io.MousePos.y - (io.MousePos.y - origin_.y) * factor};
    zoom_ *= factor;
    fit_ = false;
  }
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, em(0.3f))) {
    origin_ = {origin_.x + io.MouseDelta.x, origin_.y + io.MouseDelta.y};
    fit_ = false;
  }
  if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) fit_ = true;
  if (!fit_) return;
  const float wide = static_cast<float>(map.width) * em();
  const float high = static_cast<float>(map.height) * em();
  zoom_ = std::clamp(std::min(size.x / std::max(1.0f, wide), size.y / std::max(1.0f, high)), 0.15f, 1.2f);
  origin_ = {from.x + (size.x - wide * zoom_) / 2, from.y + (size.y - high * zoom_) / 2};
}

void MapView::canvas(model::Session& session, const Shown& shown, ImVec2 size) {
  const auto& t = theme();
  const auto& estate = session.run()->estate();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("##canvas", {std::max(1.0f, size.x), std::max(1.0f, size.y)});
  move(shown.map, from, size);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect(from, {from.x + size.x, from.y + size.y}, true);
  for (const auto& site : shown.map.sites) {
    const ImVec2 a = at(site.low), b = at(site.high);
    draw->AddRectFilled(a, b, with_alpha(t.raised, 0.55f), em(0.4f));
    draw->AddRect(a, b, t.line, em(0.4f));
    plot::put_text(draw, fonts().small, {(a.x + b.x) / 2, a.y + em(0.2f)}, 0.5f, t.faint, plot::elided(fonts().small, site.name, b.x - a.x));
  }
  draw_edges(estate, shown);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const model::MapNode* hovered = nullptr;
  for (const auto& n : shown.map.nodes) {
    const ImVec2 middle = at(n.middle);
    const float w = static_cast<float>(n.width) * em() * zoom_ / 2, h = static_cast<float>(n.height) * em() * zoom_ / 2;
    if (ImGui::IsItemHovered() && std::abs(mouse.x - middle.x) <= w && std::abs(mouse.y - middle.y) <= h) hovered = &n;
  }
  for (const auto& n : shown.map.nodes) draw_node(session, shown, n, &n == hovered);
  draw->PopClipRect();
  if (hovered != nullptr) {
    const auto& node = estate.nodes[hovered->node];
    ImGui::BeginTooltip();
    text(fonts().strong, t.text, node.name);
    quiet(fmt::format("{}{}{}", model::kind_name(node.kind), node.site.empty() ? "" : " at " + node.site, node.detail.empty() ? "" : ", " + node.detail));
    ImGui::EndTooltip();
  }
  const ImVec2 moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left);
  if (ImGui::IsItemDeactivated() && std::abs(moved.x) + std::abs(moved.y) < em(0.3f)) session.choice.entity = hovered == nullptr ? "" : estate.nodes[hovered->node].name;
}

void MapView::draw_edges(const model::Estate& estate, const Shown& shown) {
  const auto& t = theme();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  for (const auto& e : shown.map.edges) {
    const auto& edge = estate.edges[e.edge];
    const bool own = shown.selected == none || edge.from == shown.selected || edge.to == shown.selected;
    const ImU32 colour = with_alpha(edge.kind == model::Edge::Kind::strikes ? t.series[3] : edge.kind == model::Edge::Kind::restores ? t.good : t.faint, own ? 0.8f : 0.25f);
    const bool thick = own && shown.selected != none;
    for (std::size_t i = 0; i + 3 < e.bezier.size(); i += 3)
      draw->AddBezierCubic(at(e.bezier[i]), at(e.bezier[i + 1]), at(e.bezier[i + 2]), at(e.bezier[i + 3]), colour, em(thick ? 0.13f : 0.08f));
    if (e.label && zoom_ > 0.75f) plot::put_text(draw, fonts().small, {at(*e.label).x, at(*e.label).y - em(0.45f)}, 0.5f, own ? t.quiet : with_alpha(t.faint, 0.4f), edge.detail);
  }
}

void MapView::draw_node(model::Session& session, const Shown& shown, const model::MapNode& place, bool hovered) {
  using Kind = model::Node::Kind;
  const auto& t = theme();
  const auto& node = session.run()->estate().nodes[place.node];
  const ImVec2 middle = at(place.middle);
  const float w = static_cast<float>(place.width) * em() * zoom_ / 2, h = static_cast<float>(place.height) * em() * zoom_ / 2;
  const ImVec2 a{middle.x - w, middle.y - h}, b{middle.x + w, middle.y + h};
  std::string second = model::kind_name(node.kind);
  ImU32 fill = t.panel;
  if (mode_ == importance && shown.figures != nullptr && shown.figures->importance[place.node].known) {
    const auto& e = shown.figures->importance[place.node];
    fill = mixed(t.panel, t.bad, static_cast<float>(std::sqrt(std::clamp(e.value, 0.0, 1.0))) * 0.75f);
    second = figure(e, "").value;
  } else if (mode_ == availability && shown.figures != nullptr && shown.figures->availability[place.node].known) {
    const auto& e = shown.figures->availability[place.node];
    // From 100 % to 90 % the colours go from the panel's to the full one, by powers of ten of what is missing.
    const double missing = std::clamp(1.0 - e.value, 1e-5, 0.1);
    fill = mixed(t.panel, t.bad, static_cast<float>((5.0 + std::log10(missing)) / 4.0) * 0.75f);
    second = figure(e, "").value;
  } else if (mode_ == state && shown.timeline != nullptr) {
    const std::string now = state_of(*shown.timeline, node, session.choice.hours);
    if (!now.empty()) second = now;
    if (now.find("down") != std::string::npos || now == "going on") fill = mixed(t.panel, node.kind == Kind::plan ? t.accent : t.bad, 0.65f);
    if (now == "planned") fill = mixed(t.panel, t.faint, 0.45f);
    if (now == "up") fill = mixed(t.panel, t.good, 0.22f);
  }
  if (mode_ != state && node.kind == Kind::threat && shown.figures != nullptr && shown.figures->strikes[place.node].known)
    second = shown.figures->forced[place.node] ? "forced to strike" : figure(shown.figures->strikes[place.node], "").value;
  const bool quieter = !matches(node);
  const bool is = place.node == shown.selected;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float round = node.kind == Kind::plan || node.kind == Kind::threat ? h : node.kind == Kind::service ? em(0.5f) : em(0.15f);
  const ImU32 edge = is || hovered ? t.accent : node.kind == Kind::service ? t.text : node.kind == Kind::threat ? t.series[3] : node.kind == Kind::plan ? t.good : t.faint;
  draw->AddRectFilled(a, b, with_alpha(fill, quieter ? 0.35f : 1.0f), round);
  draw->AddRect(a, b, with_alpha(edge, quieter ? 0.3f : 1.0f), round, 0, em(is ? 0.16f : node.kind == Kind::service ? 0.12f : 0.07f));
  const ImU32 ink = quieter ? with_alpha(t.faint, 0.6f) : t.text;
  ImFont* font = zoom_ >= 0.95f ? fonts().body : fonts().small;
  const float line = font->FontSize;
  const bool two = h * 2 > line + fonts().small->FontSize + em(0.2f);
  if (h * 2 < line) return;  // the tooltip names it
  const std::string name = plot::elided(font, node.name, w * 2 - em(0.6f));
  plot::put_text(draw, font, {middle.x, two ? middle.y - line * 1.02f : middle.y - line / 2}, 0.5f, ink, name);
  if (two) plot::put_text(draw, fonts().small, {middle.x, middle.y + em(0.08f)}, 0.5f, quieter ? ink : t.quiet, plot::elided(fonts().small, second, w * 2 - em(0.6f)));
}

void MapView::details(model::Session& session, const Shown& shown) {
  auto& run = *session.run();
  const auto& estate = run.estate();
  if (shown.selected == none) {
    heading("Nothing is selected");
    return text_wrapped(fonts().body, theme().quiet,
                        "Click a node to see its figures and what hangs on it. The wheel zooms, dragging moves, a double click shows all. Importance is the share of all services' downtime "
                        "in outages that a component caused first. Of a threat is shown how often it strikes.");
  }
  const auto& node = estate.nodes[shown.selected];
  text_cut(fonts().title, theme().text, node.name);
  quiet(fmt::format("{}{}", model::kind_name(node.kind), node.site.empty() ? "" : " at " + node.site));
  if (!node.detail.empty()) text_cut(fonts().small, theme().faint, node.detail);
  ImGui::Dummy({0, em(0.3f)});
  const auto line = [&](const char* name, const report::Estimate& e) {
    if (!e.known) return;
    const auto f = figure(e, run.currency());
    text(fonts().small, theme().faint, name);
    text_cut(fonts().strong, theme().text, f.value);
    tooltip(f.interval);
    text_cut(fonts().small, theme().quiet, f.interval);
  };
  if (shown.figures != nullptr) {
    line("Availability", shown.figures->availability[shown.selected]);
    line("Importance", shown.figures->importance[shown.selected]);
    line(shown.figures->forced[shown.selected] ? "Strikes in a replication, where it is forced to" : "Strikes", shown.figures->strikes[shown.selected]);
  }
  const char* section = node.kind == model::Node::Kind::component ? "components" : node.kind == model::Node::Kind::group ? "groups" : "services";
  const std::size_t metric = run.find_metric(fmt::format("{}.{}.downtime", section, node.name));
  if (metric != model::OpenRun::npos && button("Downtime")) {
    session.choice.metric = metric;
    session.show("distributions");
  }
  const auto neighbours = [&](const char* title, bool from) {
    bool first = true;
    for (const auto& e : estate.edges) {
      if ((from ? e.from : e.to) != shown.selected) continue;
      if (first) {
        ImGui::Dummy({0, em(0.3f)});
        text(fonts().small, theme().faint, title);
        first = false;
      }
      const auto& other = estate.nodes[from ? e.to : e.from];
      static constexpr const char* verbs[2][4] = {{"needed by", "member of", "restored by", "struck by"}, {"needs", "has", "restores", "strikes"}};
      const std::string words = fmt::format("{} {}", verbs[from ? 1 : 0][static_cast<int>(e.kind)], other.name);
      if (ImGui::Selectable(plot::elided(fonts().body, words, ImGui::GetContentRegionAvail().x).c_str())) session.choice.entity = other.name;
    }
  };
  neighbours("Stands on or acts on", true);
  neighbours("Upon it", false);
}

}  // namespace mainstay::gui::views
