// Of a plot: points, lines across, and the words beside them, which keep clear of each other.

#include <algorithm>
#include <cmath>

#include "plot/plot.hpp"
#include "plot/theme.hpp"

namespace mainstay::gui::plot {

void Plot::point(double x, double y, ImU32 colour, float radius) {
  draw_->AddCircleFilled({px(x), py(y)}, radius * em() / 16.0f, colour, 0);
}

// Whether a box is free of the words and lines drawn so far. (Liang and Barsky's clipping, ACM Trans. Graphics 3, 1984.)
bool Plot::is_clear(ImVec2 from, ImVec2 to) const {
  if (from.x < from_.x || to.x > to_.x || from.y < from_.y || to.y > to_.y) return false;
  for (const auto& t : labels_taken_)
    if (from.x < t.to && to.x > t.from && from.y < t.y + fonts().small->FontSize && to.y > t.y) return false;
  return std::none_of(segments_.begin(), segments_.end(), [&](const auto& s) {
    float enters = 0.0f, leaves = 1.0f;
    const auto cut = [&](float at, float by, float low, float high) {
      if (by == 0.0f) return at > low && at < high;
      const float a = (low - at) / by, b = (high - at) / by;
      enters = std::max(enters, std::min(a, b));
      leaves = std::min(leaves, std::max(a, b));
      return true;
    };
    return cut(s.first.x, s.second.x - s.first.x, from.x, to.x) && cut(s.first.y, s.second.y - s.first.y, from.y, to.y) && enters < leaves;
  });
}

void Plot::label(double x, double y, ImU32 colour, const std::string& words) {
  ImFont* font = fonts().small;
  const ImVec2 size = text_size(font, words);
  const ImVec2 at{px(x), py(y)};
  const float right = at.x + em(0.6f), left = at.x - em(0.6f) - size.x;
  const float above = at.y - em(0.4f) - size.y, below = at.y + em(0.4f);
  const bool near_end = at.x > (from_.x + to_.x) / 2.0f;
  ImVec2 place{near_end ? left : right, clear_of_others(near_end ? left : right, size.x, at.y - em(1.0f))};
  labels_taken_.pop_back();
  const float a = near_end ? left : right, b = near_end ? right : left;
  for (const ImVec2 p : {ImVec2{a, above}, ImVec2{a, below}, ImVec2{b, above}, ImVec2{b, below}, ImVec2{a, above - em(0.8f)}, ImVec2{a, below + em(0.8f)}})
    if (const float air = em(0.15f); is_clear({p.x - air, p.y - air}, {p.x + size.x + air, p.y + size.y + air})) {
      place = p;
      break;
    }
  labels_taken_.push_back({place.x, place.x + size.x, place.y});
  put_text(draw_, font, place, 0.0f, colour, words);
}

void Plot::whisker_x(double y, double low, double high, ImU32 colour) {
  const float p = py(y);
  const float w = em(0.1f);
  draw_->AddLine({px(low), p}, {px(high), p}, colour, w);
  for (const double end : {low, high}) draw_->AddLine({px(end), p - em(0.25f)}, {px(end), p + em(0.25f)}, colour, w);
}

void Plot::whisker_y(double x, double low, double high, ImU32 colour) {
  const float p = px(x);
  const float w = em(0.1f);
  draw_->AddLine({p, py(low)}, {p, py(high)}, colour, w);
  segments_.emplace_back(ImVec2{p, py(low)}, ImVec2{p, py(high)});
  for (const double end : {low, high}) draw_->AddLine({p - em(0.25f), py(end)}, {p + em(0.25f), py(end)}, colour, w);
}

float Plot::clear_of_others(float from, float width, float y) {
  const float line = fonts().small->FontSize;
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& t : labels_taken_)
      if (from < t.to + em(0.4f) && from + width > t.from - em(0.4f) && std::abs(y - t.y) < line) {
        y = t.y + line * 1.15f;
        moved = true;
      }
  }
  labels_taken_.push_back({from, from + width, y});
  return y;
}

void Plot::vertical(double x, ImU32 colour, const std::string& words, bool dashed) {
  if (!std::isfinite(x) || x < x_.low || x > x_.high) return;
  const float p = std::round(px(x));
  if (dashed)
    dashed_line(draw_, {p, from_.y}, {p, to_.y}, colour, em(0.09f));
  else
    draw_->AddLine({p, from_.y}, {p, to_.y}, colour, em(0.09f));
  if (words.empty()) return;
  ImFont* font = fonts().small;
  const float width = text_size(font, words).x;
  const bool left = p + width + em(0.6f) > to_.x;
  const float from = left ? p - width - em(0.3f) : p + em(0.3f);
  const float y = clear_of_others(from, width, from_.y + em(0.15f));
  draw_->AddRectFilled({from - em(0.15f), y}, {from + width + em(0.15f), y + font->FontSize}, with_alpha(theme().panel, 0.8f));
  put_text(draw_, font, {from, y}, 0.0f, colour, words);
}

void Plot::horizontal(double y, ImU32 colour, const std::string& words, bool dashed) {
  if (!std::isfinite(y) || y < y_.low || y > y_.high) return;
  const float p = std::round(py(y));
  if (dashed)
    dashed_line(draw_, {from_.x, p}, {to_.x, p}, colour, em(0.09f));
  else
    draw_->AddLine({from_.x, p}, {to_.x, p}, colour, em(0.09f));
  segments_.emplace_back(ImVec2{from_.x, p}, ImVec2{to_.x, p});
  ImFont* font = fonts().small;
  const float above = p - font->FontSize * 1.1f;
  const ImVec2 at{to_.x - em(0.3f), above < from_.y ? p + em(0.1f) : above};
  const float width = text_size(font, words).x;
  if (!words.empty()) draw_->AddRectFilled({at.x - width - em(0.15f), at.y}, {at.x + em(0.15f), at.y + font->FontSize}, with_alpha(theme().panel, 0.8f));
  put_text(draw_, font, at, 1.0f, colour, words);
}

void Plot::shade_x(double low, double high, ImU32 colour) {
  draw_->AddRectFilled({px(low), from_.y}, {px(high), to_.y}, colour);
}

void Plot::crosshair() {
  if (!hovered_) return;
  const float p = std::round(ImGui::GetIO().MousePos.x);
  draw_->AddLine({p, from_.y}, {p, to_.y}, with_alpha(theme().faint, 0.7f), std::max(1.0f, em(1.0f / 16)));
}

}  // namespace mainstay::gui::plot
