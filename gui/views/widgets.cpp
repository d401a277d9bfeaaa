#include "views/widgets.hpp"

#include <fmt/format.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;
using plot::with_alpha;

void begin_panel(const char* id, ImVec2 size, bool scroll) {
  ImGui::PushStyleColor(ImGuiCol_ChildBg, theme().panel);
  // The arrows go through the panels as if there were none.
  ImGui::BeginChild(id, size, true, ImGuiWindowFlags_NavFlattened | (scroll ? 0 : ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse));
  ImGui::PopStyleColor();
}

void end_panel() { ImGui::EndChild(); }

namespace {

float lower_by() { return std::round(fonts().body->Ascent - fonts().small->Ascent); }

}  // namespace

void label_before(ImU32 colour, const std::string& words, float width) {
  const float from = ImGui::GetCursorPosX(), top = ImGui::GetCursorPosY();
  ImGui::SetCursorPosY(top + lower_by());
  text(fonts().small, colour, words);
  ImGui::SameLine();
  ImGui::SetCursorPos({from + width, top});
}

void text(ImFont* font, ImU32 colour, const std::string& words) {
  // Small letters in a table stand on the line of those in the cells beside them.
  if (font == fonts().small && ImGui::GetCurrentTable() != nullptr) ImGui::SetCursorPosY(ImGui::GetCursorPosY() + lower_by());
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  ImGui::TextUnformatted(words.data(), words.data() + words.size());
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void heading(const std::string& words) {
  text(fonts().strong, theme().text, words);
  ImGui::Dummy({0, em(0.1f)});
}

void text_cut(ImFont* font, ImU32 colour, const std::string& words, float width) {
  if (width <= 0.0f) width = ImGui::GetContentRegionAvail().x;
  const std::string shown = plot::elided(font, words, width);
  text(font, colour, shown);
  if (shown != words) tooltip(words);
}

void text_cut_before(ImFont* font, ImU32 colour, const std::string& words) {
  const std::string shown = plot::elided_before(font, words, ImGui::GetContentRegionAvail().x);
  text(font, colour, shown);
  if (shown != words) tooltip(words);
}

void text_wrapped(ImFont* font, ImU32 colour, const std::string& words, float width) {
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  ImGui::PushTextWrapPos(width > 0.0f ? ImGui::GetCursorPosX() + width : 0.0f);
  ImGui::TextUnformatted(words.data(), words.data() + words.size());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void tooltip(const std::string& words) {
  if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled) || words.empty()) return;
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(em(26));
  ImGui::TextUnformatted(words.data(), words.data() + words.size());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

void empty_state(const std::string& headline, const std::string& advice) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float width = std::min(room.x, em(34));
  // What takes more room than there is stands from the top on, and is moved.
  if (!advice.empty() && fonts().body->CalcTextSizeA(fonts().body->FontSize, FLT_MAX, width, advice.c_str()).y > room.y * 0.55f) {
    begin_panel("said", {0, 0}, true);
    heading(headline);
    text_wrapped(fonts().body, theme().quiet, advice);
    return end_panel();
  }
  ImGui::SetCursorPos({ImGui::GetCursorPosX() + (room.x - width) / 2.0f, ImGui::GetCursorPosY() + std::max(em(1), room.y * 0.35f)});
  ImGui::BeginGroup();
  const float indent = std::max(0.0f, (width - plot::text_size(fonts().title, headline).x) / 2.0f);
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + indent);
  text(fonts().title, theme().text, headline);
  const float free = std::max(0.0f, (width - plot::text_size(fonts().body, advice).x) / 2.0f);
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + free);
  text_wrapped(fonts().body, theme().quiet, advice, width - free);
  ImGui::EndGroup();
}

bool show_state(bool ready, const std::string& error) {
  if (ready) return true;
  if (!error.empty())
    empty_state("This cannot be shown", error);
  else
    empty_state("Reading …", "");
  return false;
}

void focus_ring() {
  if (!ImGui::IsItemFocused() || ImGui::GetCurrentContext()->NavDisableHighlight) return;
  ImGui::GetWindowDrawList()->AddRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), theme().accent, em(0.3f), 0, em(0.1f));
}

bool button(const char* label, bool primary, bool enabled) {
  const auto& t = theme();
  if (!enabled) ImGui::BeginDisabled();
  if (primary) {
    ImGui::PushStyleColor(ImGuiCol_Button, t.accent);
    ImGui::PushStyleColor(ImGuiCol_ButtonHovered, with_alpha(t.accent, 0.85f));
    ImGui::PushStyleColor(ImGuiCol_ButtonActive, with_alpha(t.accent, 0.7f));
    ImGui::PushStyleColor(ImGuiCol_Text, t.on_accent);
  }
  const bool pressed = ImGui::Button(label);
  if (primary) ImGui::PopStyleColor(4);
  if (!enabled) ImGui::EndDisabled();
  return pressed && enabled;
}

bool segmented(const char* id, const std::vector<std::string>& labels, int& chosen) {
  const auto& t = theme();
  bool changed = false;
  ImGui::PushID(id);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {-1.0f, 0.0f});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool is = chosen == static_cast<int>(i);
    if (i > 0) ImGui::SameLine();
    if (is) {
      ImGui::PushStyleColor(ImGuiCol_Button, t.selected);
      ImGui::PushStyleColor(ImGuiCol_ButtonHovered, t.selected);
      ImGui::PushStyleColor(ImGuiCol_Text, t.accent);
    }
    if (ImGui::Button(labels[i].c_str())) {
      changed = !is;
      chosen = static_cast<int>(i);
    }
    if (is) ImGui::PopStyleColor(3);
  }
  ImGui::PopStyleVar();
  ImGui::PopID();
  return changed;
}

void chip(const std::string& words, ImU32 colour) {
  const ImVec2 size = plot::text_size(fonts().small, words);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float pad = em(0.4f);
  const float height = size.y + em(0.2f);
  const float top = at.y + std::max(0.0f, (ImGui::GetTextLineHeight() - height) / 2.0f);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled({at.x, top}, {at.x + size.x + pad * 2, top + height}, with_alpha(colour, 0.13f), height / 2);
  plot::put_text(draw, fonts().small, {at.x + pad, top + em(0.1f)}, 0.0f, colour, words);
  ImGui::Dummy({size.x + pad * 2, std::max(height, ImGui::GetTextLineHeight())});
}

bool begin_table(const char* id, std::span<const Head> heads, ImGuiTableFlags more) {
  if (!ImGui::BeginTable(id, static_cast<int>(heads.size()), ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_PadOuterX | more)) return false;
  for (const auto& h : heads) ImGui::TableSetupColumn(h.name, 0, h.weight);
  ImGui::PushFont(fonts().small);
  ImGui::PushStyleColor(ImGuiCol_Text, theme().faint);
  ImGui::PushStyleColor(ImGuiCol_TableHeaderBg, theme().panel);
  ImGui::TableHeadersRow();
  ImGui::PopStyleColor(2);
  ImGui::PopFont();
  return true;
}

void variant_cell(model::Session& session, std::size_t variant) {
  const auto& info = session.run()->header().variants[variant];
  ImGui::PushID(static_cast<int>(variant));
  const std::string shown = plot::elided(fonts().body, info.name, ImGui::GetContentRegionAvail().x);
  if (ImGui::Selectable("##variant", variant == session.choice.variant)) session.choice.variant = variant;
  const std::string changes = model::changes_of(session.run()->header(), variant);
  tooltip(shown == info.name ? changes : info.name + "\n" + changes);
  ImGui::SameLine(0, 0);
  text(fonts().body, theme().text, shown);
  ImGui::PopID();
}

void verdict_chip(const report::Comparison& c, const std::string& currency) {
  chip(plot::elided(fonts().small, model::verdict(c), ImGui::GetContentRegionAvail().x - em(1)), finding_colour(c.finding));
  std::string words = sentence(c, currency);
  for (const auto& w : c.warnings) words += "\nNote: " + w;
  tooltip(words);
}

void variant_legend(ImDrawList* draw, const model::OpenRun& run, const std::vector<std::size_t>& variants, const std::vector<std::size_t>& same, ImVec2 at, float width) {
  const float end = at.x + width;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const std::size_t v = variants[i];
    std::string name = plot::elided(fonts().small, run.header().variants[v].name, em(12));
    if (same[i] < i) name += fmt::format(" (same as {})", run.header().variants[variants[same[i]]].name);
    const float wide = plot::text_size(fonts().small, name).x;
    if (at.x + wide + em(1) > end) break;
    draw->AddCircleFilled({at.x + em(0.3f), at.y + em(0.45f)}, em(0.24f), theme().series_colour(v), 16);
    plot::put_text(draw, fonts().small, {at.x + em(0.8f), at.y}, 0.0f, theme().quiet, name);
    at.x += wide + em(1.8f);
  }
}

float width_among(const std::vector<std::size_t>& same, std::size_t curve) {
  const auto upon = static_cast<float>(std::count(same.begin() + static_cast<std::ptrdiff_t>(curve) + 1, same.end(), same[curve]));
  return (same[curve] < curve ? 2.8f : 1.8f) + 4.4f * upon;
}

bool metric_choice(const char* id, model::OpenRun& run, std::size_t& metric, float width) {
  bool changed = false;
  const auto& all = run.header().metrics;
  const std::string shown = metric < all.size() ? all[metric].name : "choose a metric";
  ImGui::SetNextItemWidth(width);
  ImGui::SetNextWindowSizeConstraints({std::max(width, em(30)), em(6)}, {std::max(width, em(46)), em(26)});
  if (!ImGui::BeginCombo(id, shown.c_str(), ImGuiComboFlags_HeightLargest)) return false;
  static char filter[96] = "";
  if (ImGui::IsWindowAppearing()) {
    filter[0] = '\0';
    ImGui::SetKeyboardFocusHere();
  }
  ImGui::SetNextItemWidth(-1);
  const bool take_first = ImGui::InputTextWithHint("##filter", "part of a name", filter, sizeof filter, ImGuiInputTextFlags_EnterReturnsTrue);
  std::vector<std::size_t> found;
  for (std::size_t m = 0; m < all.size(); ++m)
    if (filter[0] == '\0' || all[m].name.find(filter) != std::string::npos || all[m].title.find(filter) != std::string::npos) found.push_back(m);
  if (ImGui::BeginChild("##list", {0, em(20)})) {
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(found.size()));
    while (clipper.Step())
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
        const std::size_t m = found[static_cast<std::size_t>(i)];
        if (ImGui::Selectable(all[m].name.c_str(), m == metric)) {
          changed = m != metric;
          metric = m;
          ImGui::CloseCurrentPopup();
        }
        tooltip(all[m].title);
      }
  }
  ImGui::EndChild();
  if (take_first && !found.empty()) {
    changed = metric != found.front();
    metric = found.front();
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndCombo();
  return changed;
}

bool variant_choice(const char* id, model::OpenRun& run, std::size_t& variant, float width) {
  bool changed = false;
  const auto& all = run.header().variants;
  ImGui::SetNextItemWidth(width);
  if (!ImGui::BeginCombo(id, variant < all.size() ? all[variant].name.c_str() : "–")) return false;
  for (std::size_t v = 0; v < all.size(); ++v)
    if (ImGui::Selectable(all[v].name.c_str(), v == variant)) {
      changed = v != variant;
      variant = v;
    }
  ImGui::EndCombo();
  return changed;
}

void interval_bar(double value, double interval_low, double interval_high, double low, double high, ImU32 colour, ImVec2 size, double mark, bool from_zero) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy(size);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const auto& t = theme();
  const float thickness = em(0.42f);
  const float middle = at.y + size.y / 2.0f;
  const float left = at.x + em(0.3f);
  const float right = at.x + size.x - em(0.3f);
  const auto x = [&](double v) {
    return static_cast<float>(left + std::clamp((v - low) / std::max(1e-300, high - low), 0.0, 1.0) * static_cast<double>(right - left));
  };
  draw->AddLine({left, middle}, {right, middle}, t.line, em(0.07f));
  if (std::isfinite(mark) && mark >= low && mark <= high)
    plot::dashed_line(draw, {x(mark), at.y}, {x(mark), at.y + size.y}, t.faint, em(0.09f));
  if (!std::isfinite(value)) return;
  const float zero = x(std::max(low, 0.0));
  if (from_zero) draw->AddRectFilled({std::min(zero, x(value)), middle - thickness / 2}, {std::max(zero, x(value)), middle + thickness / 2}, with_alpha(colour, 0.28f), em(0.1f));
  if (std::isfinite(interval_low) && std::isfinite(interval_high)) {
    draw->AddLine({x(interval_low), middle}, {x(interval_high), middle}, colour, em(0.14f));
    for (const double end : {interval_low, interval_high}) {
      if (end < low || end > high) continue;
      draw->AddLine({x(end), middle - em(0.22f)}, {x(end), middle + em(0.22f)}, colour, em(0.1f));
    }
  }
  draw->AddCircleFilled({x(value), middle}, em(0.24f), colour, 16);
}

ImU32 finding_colour(report::Finding finding) {
  switch (finding) {
    case report::Finding::better: return theme().good;
    case report::Finding::worse: return theme().bad;
    case report::Finding::higher:
    case report::Finding::lower: return theme().accent;
    default: return theme().quiet;
  }
}

ImU32 chance_colour(const report::Estimate& e) {
  if (!e.known || !e.interval) return theme().quiet;
  return e.interval->low >= 0.9 ? theme().good : e.interval->high < 0.5 ? theme().bad : theme().accent;
}

}  // namespace mainstay::gui::views
