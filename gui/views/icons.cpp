// The signs of the views, drawn by lines: there is no font that every system has them in.

#include <algorithm>

#include "views/widgets.hpp"

namespace mainstay::gui::views {

void draw_icon(ImDrawList* draw, Icon icon, ImVec2 at, float s, ImU32 colour) {
  const float w = std::max(1.0f, s * 0.085f);
  const auto p = [&](float x, float y) { return ImVec2(at.x + x * s, at.y + y * s); };
  const auto line = [&](float a, float b, float c, float d) { draw->AddLine(p(a, b), p(c, d), colour, w); };
  switch (icon) {
    case Icon::start:
      line(0.1f, 0.5f, 0.5f, 0.12f);
      line(0.5f, 0.12f, 0.9f, 0.5f);
      draw->AddRect(p(0.22f, 0.42f), p(0.78f, 0.88f), colour, s * 0.04f, 0, w);
      break;
    case Icon::overview:
      for (const auto& [x, y] : {std::pair{0.1f, 0.1f}, {0.56f, 0.1f}, {0.1f, 0.56f}, {0.56f, 0.56f}})
        draw->AddRect(p(x, y), p(x + 0.34f, y + 0.34f), colour, s * 0.06f, 0, w);
      break;
    case Icon::map:
      line(0.5f, 0.3f, 0.22f, 0.72f);
      line(0.5f, 0.3f, 0.78f, 0.72f);
      draw->AddCircleFilled(p(0.5f, 0.22f), s * 0.14f, colour, 16);
      draw->AddCircleFilled(p(0.2f, 0.78f), s * 0.14f, colour, 16);
      draw->AddCircleFilled(p(0.8f, 0.78f), s * 0.14f, colour, 16);
      break;
    case Icon::timeline:
      draw->AddRectFilled(p(0.1f, 0.16f), p(0.55f, 0.3f), colour, s * 0.05f);
      draw->AddRectFilled(p(0.35f, 0.43f), p(0.9f, 0.57f), colour, s * 0.05f);
      draw->AddRectFilled(p(0.2f, 0.7f), p(0.5f, 0.84f), colour, s * 0.05f);
      break;
    case Icon::distributions:
      for (const auto& [x, y] : {std::pair{0.1f, 0.62f}, {0.3f, 0.3f}, {0.5f, 0.15f}, {0.7f, 0.5f}})
        draw->AddRectFilled(p(x, y), p(x + 0.15f, 0.88f), colour);
      break;
    case Icon::compare:
      line(0.5f, 0.1f, 0.5f, 0.9f);
      line(0.15f, 0.28f, 0.6f, 0.28f);
      line(0.4f, 0.52f, 0.85f, 0.52f);
      line(0.1f, 0.76f, 0.45f, 0.76f);
      draw->AddCircleFilled(p(0.36f, 0.28f), s * 0.09f, colour, 12);
      draw->AddCircleFilled(p(0.64f, 0.52f), s * 0.09f, colour, 12);
      draw->AddCircleFilled(p(0.27f, 0.76f), s * 0.09f, colour, 12);
      break;
    case Icon::improvements:
      draw->AddRect(p(0.14f, 0.1f), p(0.86f, 0.9f), colour, s * 0.06f, 0, w);
      line(0.3f, 0.34f, 0.7f, 0.34f);
      line(0.3f, 0.52f, 0.7f, 0.52f);
      line(0.3f, 0.7f, 0.55f, 0.7f);
      break;
    case Icon::what_if:
      line(0.1f, 0.28f, 0.9f, 0.28f);
      line(0.1f, 0.72f, 0.9f, 0.72f);
      draw->AddCircleFilled(p(0.34f, 0.28f), s * 0.13f, colour, 16);
      draw->AddCircleFilled(p(0.66f, 0.72f), s * 0.13f, colour, 16);
      break;
  }
}

}  // namespace mainstay::gui::views
