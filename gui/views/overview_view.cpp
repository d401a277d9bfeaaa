#include "views/overview_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/assumptions.hpp"
#include "views/exceedance_plot.hpp"
#include "views/split.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

void look_closer(model::Session& session, const std::string& metric) {
  const std::size_t m = session.run()->find_metric(metric);
  if (m == model::OpenRun::npos) return;
  session.choice.metric = m;
  session.show("distributions");
}

void change(const model::Card& card, const std::string& currency) {
  if (!card.change || !card.change->difference) return text(fonts().small, theme().faint, "");
  const auto& c = *card.change;
  const auto [by, interval] = difference(c, currency);
  const std::string words = c.finding == report::Finding::same ? "same as baseline" : c.finding == report::Finding::open ? by + " (not decided)" : by + " " + model::verdict(c);
  text_cut(fonts().small, finding_colour(c.finding), words);
  tooltip(fmt::format("against baseline: {} ({}), {} pairs", by, interval, plot::count(c.difference->pairs)));
}

// A share, with an interval, as a bar from 0 to 1, and its number beside it.
void chance_cell(const report::Estimate& e, float width) {
  if (!e.known) return quiet("–");
  const float number = em(4.2f);
  const ImU32 colour = chance_colour(e);
  const double low = e.interval ? e.interval->low : none;
  const double high = e.interval ? e.interval->high : none;
  interval_bar(e.value, low, high, 0.0, 1.0, colour, {width - number, ImGui::GetTextLineHeight()}, none, true);
  ImGui::SameLine(0, em(0.4f));
  text(fonts().strong, colour, percent(e.value));
  if (e.interval) tooltip(fmt::format("{} % to {} % of {} replications, {}", plot::fixed(low * 100, 1), plot::fixed(high * 100, 1), plot::count(e.trials), e.method));
}

}  // namespace

void OverviewView::draw(model::Session& session) {
  auto& run = *session.run();
  const auto& prepared = run.overview(session.choice.variant);
  if (!show_state(prepared)) return;
  ImGui::BeginChild("##overview", {0, 0}, false, ImGuiWindowFlags_NavFlattened);
  cards(session, prepared.value);
  services(session, prepared.value);
  const float third = std::floor((ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) * 0.66f);
  const float lines = static_cast<float>(run.header().variants.size());
  const float height = std::max({em(4.2f) + lines * em(2.05f), em(9.5f), ImGui::GetContentRegionAvail().y});
  Split split(session, "overview", Split::beside, third);
  begin_panel("variants", {split.first(), height});
  variants(session);
  end_panel();
  split.grip();
  begin_panel("assumptions", {0, height});
  assumptions(session);
  end_panel();
  ImGui::EndChild();
}

void OverviewView::cards(model::Session& session, const model::Overview& overview) {
  const auto& t = theme();
  const std::size_t count = std::min<std::size_t>(overview.cards.size(), 5);
  if (overview.failed > 0) {
    begin_panel("failed", {0, em(3.4f)});
    text(fonts().strong, t.bad, fmt::format("{} of {} trials failed and are left out", plot::count(overview.failed), plot::count(overview.replications)));
    text_cut(fonts().small, t.quiet, "the first: " + overview.first_error);
    end_panel();
  }
  if (count == 0) return;
  const float gap = ImGui::GetStyle().ItemSpacing.x;
  const float width = std::floor((ImGui::GetContentRegionAvail().x - gap * static_cast<float>(count - 1)) / static_cast<float>(count));
  const bool second = session.choice.variant > 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& card = overview.cards[i];
    if (i > 0) ImGui::SameLine();
    ImGui::PushID(static_cast<int>(i));
    begin_panel("card", {i + 1 < count ? width : 0.0f, em(7.1f)});  // the last one up to the edge, where all panels end
    text_cut(fonts().small, t.quiet, card.title);
    const auto f = figure(card.value, session.run()->currency());
    const float big = plot::text_size(fonts().figure, f.value).x;
    const bool fits = big <= ImGui::GetContentRegionAvail().x;
    text(fits ? fonts().figure : fonts().title, card.metric.empty() ? chance_colour(card.value) : t.text, f.value);
    text_cut(fonts().small, t.faint, f.interval);
    if (second)
      change(card, session.run()->currency());
    else
      text_cut(fonts().small, t.faint, card.note);
    end_panel();
    const bool hovered = ImGui::IsItemHovered();
    if (hovered && !card.metric.empty()) {
      const ImVec2 a = ImGui::GetItemRectMin();
      const ImVec2 b = ImGui::GetItemRectMax();
      ImGui::GetWindowDrawList()->AddRect(a, b, t.accent, ImGui::GetStyle().ChildRounding, 0, em(0.09f));
      tooltip(card.note + ". Click for its distribution.");
      if (ImGui::IsMouseReleased(ImGuiMouseButton_Left)) look_closer(session, card.metric);
    }
    ImGui::PopID();
  }
}

void OverviewView::services(model::Session& session, const model::Overview& overview) {
  std::size_t rows = 0;
  for (const auto& s : overview.services) rows += std::max<std::size_t>(1, s.targets.size());
  if (rows == 0) return;
  const float row = em(1.0f) + ImGui::GetStyle().CellPadding.y * 2;
  const float height = em(3.3f) + row * (static_cast<float>(rows) + 1.1f);
  begin_panel("services", {0, std::min(height, em(24))}, true);
  heading("Services against their objectives");
  static constexpr Head heads[] = {{"Service", 1.3f}, {"Objective", 1.1f}, {"", 1.2f}, {"Reached", 1.7f}, {"", 1.8f}, {"Chance that it holds throughout", 2.6f}};
  if (begin_table("##services", heads)) {
    for (const auto& s : overview.services) {
      bool first = true;
      const auto name = [&] {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        if (first) {
          ImGui::PushID(s.service.c_str());
          if (ImGui::Selectable(s.service.c_str(), session.choice.entity == s.service, ImGuiSelectableFlags_None)) session.choice.entity = s.service;
          ImGui::PopID();
          tooltip(fmt::format("{} outages in a replication, {} down", figure(s.outages, "").value, figure(s.downtime, "").value));
        }
        first = false;
      };
      if (s.targets.empty()) {
        name();
        ImGui::TableNextColumn();
        quiet("none set");
      }
      for (const auto& line : s.targets) {
        name();
        ImGui::TableNextColumn();
        text(fonts().body, theme().text, line.name);
        tooltip(line.meaning);
        ImGui::TableNextColumn();
        text_cut(fonts().body, theme().quiet, line.objective);
        ImGui::TableNextColumn();
        const auto f = figure(line.reached, session.run()->currency());
        text_cut(fonts().strong, theme().text, f.value);
        tooltip(f.interval);
        ImGui::TableNextColumn();
        text_cut(fonts().small, theme().faint, line.reached_label);
        ImGui::TableNextColumn();
        chance_cell(line.chance, ImGui::GetContentRegionAvail().x);
      }
    }
    ImGui::EndTable();
  }
  end_panel();
}

void OverviewView::variants(model::Session& session) {
  auto& run = *session.run();
  heading("Variants side by side");
  const auto& prepared = run.variant_lines();
  if (!show_state(prepared)) return;
  const auto& lines = prepared.value.lines;
  double most = 0.0;
  for (const auto& l : lines) most = std::max(most, !l.cost.known ? 0.0 : l.cost.interval ? std::min(l.cost.interval->high, l.cost.value * 3) : l.cost.value);
  std::vector<report::Estimate> costs;
  for (const auto& l : lines) costs.push_back(l.cost);
  const Column column = column_of(costs, run.currency());
  static constexpr Head heads[] = {{"Variant", 1.3f}, {"All objectives hold", 2.2f}, {"Total cost", 1.8f}, {"", 0.9f}};
  if (!begin_table("##variants", heads)) return;
  for (std::size_t v = 0; v < lines.size(); ++v) {
    const auto& line = lines[v];
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    variant_cell(session, v);
    ImGui::TableNextColumn();
    chance_cell(line.all_targets, ImGui::GetContentRegionAvail().x);
    ImGui::TableNextColumn();
    if (line.cost.known && most > 0.0)
      interval_bar(line.cost.value, line.cost.interval ? line.cost.interval->low : none, line.cost.interval ? line.cost.interval->high : none, 0.0, most, theme().accent,
                   {ImGui::GetContentRegionAvail().x, ImGui::GetTextLineHeight()}, none, true);
    ImGui::TableNextColumn();
    if (line.cost.known && prepared.value.has_cost) {
      const Figure f = figure(line.cost, column);
      const float width = plot::text_size(fonts().strong, f.value).x;
      ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0f, ImGui::GetContentRegionAvail().x - width));
      text_cut(fonts().strong, theme().text, f.value);
      tooltip(f.interval);
    }
  }
  ImGui::EndTable();
  // Where there is room: how bad it may get.
  const std::size_t metric = run.first_metric();
  if (metric == model::OpenRun::npos || ImGui::GetContentRegionAvail().y < em(12)) return;
  ImGui::Dummy({0, em(0.2f)});
  const auto& info = run.header().metrics[metric];
  text_cut(fonts().strong, theme().text, "Chance to exceed: " + (info.title.empty() ? info.name : info.title));
  exceedance_plot(session, metric, nullptr);
}

void OverviewView::assumptions(model::Session& session) {
  heading("How well the figures are known");
  const report::Grades grades = report::grades(session.run()->header().ledger);
  if (grades.all() == 0) return quiet("No figure went into the run that somebody might have measured.");
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = em(0.8f);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  float x = at.x;
  const std::pair<std::size_t, ImU32> parts[] = {{grades.measured, theme().good}, {grades.estimated, theme().accent}, {grades.assumed, plot::with_alpha(theme().faint, 0.45f)}};
  for (const auto& [n, colour] : parts) {
    const float w = width * static_cast<float>(n) / static_cast<float>(grades.all());
    if (w > 0.5f) draw->AddRectFilled({x, at.y}, {x + w - em(0.06f), at.y + height}, colour);
    x += w;
  }
  ImGui::Dummy({width, height + em(0.2f)});
  static constexpr const char* names[] = {"measured", "estimated", "assumed"};
  const float end = ImGui::GetCursorScreenPos().x + width;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string words = fmt::format("{} {}", parts[i].first, names[i]);
    if (i > 0) {
      ImGui::SameLine(0, em(1));
      if (ImGui::GetCursorScreenPos().x + em(1.1f) + plot::text_size(fonts().body, words).x > end) ImGui::NewLine();
    }
    const ImVec2 p = ImGui::GetCursorScreenPos();
    draw->AddRectFilled({p.x, p.y + em(0.2f)}, {p.x + em(0.65f), p.y + em(0.85f)}, parts[i].second);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + em(1.1f));
    quiet(words);
  }
  text_wrapped(fonts().small, theme().faint, fmt::format("of {} figures that went in. An answer is no better than they are.", grades.all()));
  least_known(report::figures(session.run()->header().ledger));
}

// The figures themselves, those known least first.
void OverviewView::least_known(const std::vector<store::Assumption>& figures) {
  if (ImGui::GetContentRegionAvail().y < em(5)) return;
  ImGui::Dummy({0, em(0.2f)});
  if (ImGui::BeginChild("##figures", {0, 0}, false, ImGuiWindowFlags_NavFlattened)) {
    static constexpr Head heads[] = {{"Figure", 1.9f}, {"Value", 1.2f}, {"Known", 0.8f}};
    if (begin_table("##figures", heads)) {
      ImGuiListClipper clipper;
      clipper.Begin(static_cast<int>(figures.size()));
      while (clipper.Step())
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
          const auto& f = figures[static_cast<std::size_t>(i)];
          ImGui::TableNextRow();
          ImGui::TableNextColumn();
          text_cut_before(fonts().small, theme().text, f.path);
          ImGui::TableNextColumn();
          text_cut(fonts().small, theme().quiet, plot::grouped(f.value));
          ImGui::TableNextColumn();
          text_cut(fonts().small, theme().faint, f.grade);
          if (!f.source.empty()) tooltip(f.source);
        }
      ImGui::EndTable();
    }
  }
  ImGui::EndChild();
}

}  // namespace mainstay::gui::views
