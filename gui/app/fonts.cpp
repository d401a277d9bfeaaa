#include "app/fonts.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

namespace mainstay::gui::app {
namespace {

struct Family {
  const char* regular;
  const char* strong;
  float size;  // how high its letters are, against Inter's
};

constexpr Family families[] = {
    {"/usr/share/fonts/opentype/inter/Inter-Regular.otf", "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf", 1.0f},
    {"/usr/share/fonts/truetype/inter/Inter-Regular.ttf", "/usr/share/fonts/truetype/inter/Inter-SemiBold.ttf", 1.0f},
    {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf", 0.95f},
    {"/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf", "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf", 1.0f},
    {"/usr/share/fonts/TTF/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf", 0.95f},
};

// Latin and what we write beside it: dashes, quotes, the ellipsis, arrows, signs of mathematics.
constexpr ImWchar ranges[] = {0x0020, 0x017F, 0x0370, 0x03FF, 0x2010, 0x2027, 0x2030, 0x203A, 0x20AC, 0x20AC,
                              0x2190, 0x2199, 0x2200, 0x226F, 0x25A0, 0x25FF, 0x2713, 0x2717, 0};

void make_digits_equal(ImFont& font) {
  float widest = 0.0f;
  for (ImWchar c = '0'; c <= '9'; ++c)
    if (const auto* g = font.FindGlyphNoFallback(c)) widest = std::max(widest, g->AdvanceX);
  if (widest == 0.0f) return;
  for (ImWchar c = '0'; c <= '9'; ++c) {
    auto* g = const_cast<ImFontGlyph*>(font.FindGlyphNoFallback(c));
    if (g == nullptr) continue;
    const float shift = std::round((widest - g->AdvanceX) / 2.0f);
    g->X0 += shift;
    g->X1 += shift;
    g->AdvanceX = widest;
    font.IndexAdvanceX[c] = widest;
  }
}

}  // namespace

plot::Fonts load_fonts(float pixels) {
  ImGuiIO& io = ImGui::GetIO();
  io.Fonts->Clear();
  io.Fonts->TexDesiredWidth = pixels > 24.0f ? 4096 : 2048;
  const Family* family = nullptr;
  std::error_code code;
  for (const auto& f : families)
    if (family == nullptr && std::filesystem::exists(f.regular, code) && std::filesystem::exists(f.strong, code)) family = &f;
  plot::Fonts fonts;
  ImFontConfig config;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = true;
  const auto add = [&](const char* file, float size) {
    ImFont* font = family == nullptr ? nullptr : io.Fonts->AddFontFromFileTTF(file, std::round(size * family->size), &config, ranges);
    if (font != nullptr) return font;
    ImFontConfig plain;
    plain.SizePixels = std::round(size);
    return io.Fonts->AddFontDefault(&plain);
  };
  const char* regular = family == nullptr ? "" : family->regular;
  const char* strong = family == nullptr ? "" : family->strong;
  fonts.body = add(regular, pixels);
  fonts.small = add(regular, pixels * 0.86f);
  fonts.strong = add(strong, pixels);
  fonts.title = add(strong, pixels * 1.2f);
  fonts.figure = add(strong, pixels * 1.75f);
  io.Fonts->Build();
  for (ImFont* f : {fonts.body, fonts.small, fonts.strong, fonts.title, fonts.figure}) make_digits_equal(*f);
  io.FontDefault = fonts.body;
  return fonts;
}

}  // namespace mainstay::gui::app
