#include "plot/theme.hpp"

#include <cmath>

namespace mainstay::gui::plot {
namespace {

Theme current_theme;
Fonts current_fonts;

constexpr ImU32 rgb(unsigned hex) { return IM_COL32((hex >> 16) & 255, (hex >> 8) & 255, hex & 255, 255); }

}  // namespace

Theme make_theme(Shade shade) {
  Theme t;
  t.shade = shade;
  if (shade == Shade::light) {
    t.page = rgb(0xF4F6F8);
    t.panel = rgb(0xFFFFFF);
    t.raised = rgb(0xEEF1F4);
    t.line = rgb(0xDDE2E8);
    t.grid = rgb(0xEBEEF2);
    t.text = rgb(0x18212B);
    t.quiet = rgb(0x55606E);
    t.faint = rgb(0x7B8794);
    t.accent = rgb(0x0072B2);
    t.on_accent = rgb(0xFFFFFF);
    t.selected = rgb(0xE1EEF7);
    t.good = rgb(0x00825F);
    t.fair = rgb(0x9A6700);
    t.bad = rgb(0xC24A00);
    t.series = {rgb(0x0072B2), rgb(0xD55E00), rgb(0x009E73), rgb(0xB5548A), rgb(0xC98A00), rgb(0x3D9BD6), rgb(0x5B6470)};
  } else {
    t.page = rgb(0x12161B);
    t.panel = rgb(0x1A2027);
    t.raised = rgb(0x242B34);
    t.line = rgb(0x2F3842);
    t.grid = rgb(0x262E37);
    t.text = rgb(0xE4E8ED);
    t.quiet = rgb(0xA5AFBA);
    t.faint = rgb(0x7F8B98);
    t.accent = rgb(0x56B4E9);
    t.on_accent = rgb(0x0C1720);
    t.selected = rgb(0x1D3648);
    t.good = rgb(0x2CC295);
    t.fair = rgb(0xE6B422);
    t.bad = rgb(0xF0803C);
    t.series = {rgb(0x56B4E9), rgb(0xF0803C), rgb(0x2CC295), rgb(0xD98BB6), rgb(0xE6B422), rgb(0x8AA4FF), rgb(0xA5AFBA)};
  }
  return t;
}

const Theme& theme() { return current_theme; }
const Fonts& fonts() { return current_fonts; }
void use(const Theme& theme, const Fonts& fonts) {
  current_theme = theme;
  current_fonts = fonts;
}

float em() { return current_fonts.body != nullptr ? current_fonts.body->FontSize : ImGui::GetFontSize(); }

ImU32 with_alpha(ImU32 colour, float alpha) {
  const auto a = static_cast<ImU32>(std::lround(static_cast<float>(colour >> IM_COL32_A_SHIFT) * alpha));
  return (colour & ~IM_COL32_A_MASK) | (a << IM_COL32_A_SHIFT);
}

ImVec4 as_vec4(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

void style_widgets(const Theme& t, float em) {
  ImGuiStyle& s = ImGui::GetStyle();
  s = ImGuiStyle();
  s.WindowPadding = {em * 0.9f, em * 0.8f};
  s.FramePadding = {em * 0.55f, em * 0.32f};
  s.ItemSpacing = {em * 0.6f, em * 0.45f};
  s.ItemInnerSpacing = {em * 0.4f, em * 0.3f};
  s.CellPadding = {em * 0.5f, em * 0.28f};
  s.IndentSpacing = em * 1.2f;
  s.ScrollbarSize = em * 0.75f;
  s.GrabMinSize = em * 0.8f;
  s.WindowRounding = s.ChildRounding = s.PopupRounding = em * 0.4f;
  s.FrameRounding = s.GrabRounding = em * 0.28f;
  s.ScrollbarRounding = em * 0.4f;
  s.TabRounding = em * 0.28f;
  s.WindowBorderSize = s.ChildBorderSize = s.PopupBorderSize = std::max(1.0f, std::round(em / 16.0f));
  s.FrameBorderSize = s.ChildBorderSize;
  s.AntiAliasedLinesUseTex = true;
  s.DisabledAlpha = 0.5f;
  const auto set = [&](ImGuiCol which, ImU32 colour) { s.Colors[which] = as_vec4(colour); };
  for (int i = 0; i < ImGuiCol_COUNT; ++i) set(i, t.raised);
  set(ImGuiCol_Text, t.text);
  set(ImGuiCol_TextDisabled, t.faint);
  set(ImGuiCol_WindowBg, t.page);
  set(ImGuiCol_ChildBg, 0);
  set(ImGuiCol_PopupBg, t.panel);
  set(ImGuiCol_Border, t.line);
  set(ImGuiCol_BorderShadow, 0);
  set(ImGuiCol_FrameBg, t.panel);
  set(ImGuiCol_FrameBgHovered, t.raised);
  set(ImGuiCol_FrameBgActive, t.raised);
  set(ImGuiCol_TitleBg, t.panel);
  set(ImGuiCol_TitleBgActive, t.panel);
  set(ImGuiCol_ScrollbarBg, 0);
  set(ImGuiCol_ScrollbarGrab, with_alpha(t.faint, 0.35f));
  set(ImGuiCol_ScrollbarGrabHovered, with_alpha(t.faint, 0.6f));
  set(ImGuiCol_ScrollbarGrabActive, with_alpha(t.faint, 0.8f));
  set(ImGuiCol_CheckMark, t.accent);
  set(ImGuiCol_SliderGrab, t.accent);
  set(ImGuiCol_SliderGrabActive, t.accent);
  set(ImGuiCol_Button, t.panel);
  set(ImGuiCol_ButtonHovered, t.raised);
  set(ImGuiCol_ButtonActive, t.selected);
  set(ImGuiCol_Header, t.selected);
  set(ImGuiCol_HeaderHovered, t.raised);
  set(ImGuiCol_HeaderActive, t.selected);
  set(ImGuiCol_Separator, t.line);
  set(ImGuiCol_SeparatorHovered, t.accent);
  set(ImGuiCol_SeparatorActive, t.accent);
  set(ImGuiCol_TableHeaderBg, t.raised);
  set(ImGuiCol_TableBorderStrong, t.line);
  set(ImGuiCol_TableBorderLight, t.grid);
  set(ImGuiCol_TableRowBg, 0);
  set(ImGuiCol_TableRowBgAlt, with_alpha(t.raised, 0.45f));
  set(ImGuiCol_TextSelectedBg, with_alpha(t.accent, 0.3f));
  set(ImGuiCol_NavHighlight, t.accent);
  set(ImGuiCol_DragDropTarget, t.accent);
  set(ImGuiCol_ModalWindowDimBg, IM_COL32(0, 0, 0, 90));
  set(ImGuiCol_PlotHistogram, t.accent);
}

}  // namespace mainstay::gui::plot
