#pragma once
// How the window looks: colours, fonts and distances. All distances derive from the font, so that one number scales
// everything. Colours that carry meaning are those of Okabe and Ito ("Color universal design", 2008), which
// people with any common colour blindness can tell apart; nothing is said by colour alone.

#include <imgui.h>

#include <array>
#include <cstddef>

namespace mainstay::gui::plot {

enum class Shade { light, dark };

struct Theme {
  Shade shade = Shade::light;
  ImU32 page = 0;       // behind everything
  ImU32 panel = 0;      // cards, plots
  ImU32 raised = 0;     // hovered, headers of tables
  ImU32 line = 0;       // borders
  ImU32 grid = 0;       // of plots
  ImU32 text = 0;
  ImU32 quiet = 0;      // secondary text
  ImU32 faint = 0;      // hints, ticks
  ImU32 accent = 0;
  ImU32 on_accent = 0;  // text on it
  ImU32 selected = 0;   // background of what is chosen
  ImU32 good = 0;
  ImU32 fair = 0;       // undecided
  ImU32 bad = 0;
  std::array<ImU32, 7> series{};  // one a variant, in order; then again

  ImU32 series_colour(std::size_t i) const { return series[i % series.size()]; }
};

// The fonts; any may be the same as another. Owned by the atlas of the context.
struct Fonts {
  ImFont* body = nullptr;
  ImFont* small = nullptr;
  ImFont* strong = nullptr;  // body, semibold
  ImFont* title = nullptr;
  ImFont* figure = nullptr;  // large numbers
};

Theme make_theme(Shade shade);

// What is in use; set once a frame by whoever owns the window.
const Theme& theme();
const Fonts& fonts();
void use(const Theme& theme, const Fonts& fonts);

// Gives ImGui's own widgets the colours of the theme, and distances of a font `em` pixels high.
void style_widgets(const Theme& theme, float em);

// The height of the body font: 1 em.
float em();
inline float em(float times) { return times * em(); }

ImU32 with_alpha(ImU32 colour, float alpha);
ImVec4 as_vec4(ImU32 colour);

}  // namespace mainstay::gui::plot
