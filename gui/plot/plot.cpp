#include "plot/plot.hpp"

#include <algorithm>
#include <cmath>

#include "plot/theme.hpp"

namespace mainstay::gui::plot {
namespace {

constexpr std::size_t points_at_once = 2000;  // indices of vertices have 16 bits

double forward(double v, Scale scale) { return scale == Scale::logarithmic ? std::log10(std::max(v, 1e-300)) : v; }
double back(double v, Scale scale) { return scale == Scale::logarithmic ? std::pow(10.0, v) : v; }

float clamp_pixel(double p) { return static_cast<float>(std::clamp(p, -1e5, 1e5)); }

void make_sound(Axis& a) {
  if (a.scale == Scale::logarithmic && !(a.low > 0.0)) a.low = a.high > 0.0 ? a.high * 1e-3 : 1e-3;
  if (!std::isfinite(a.low) || !std::isfinite(a.high)) a.low = 0.0, a.high = 1.0;
  if (!(a.low < a.high)) a.high = a.low == 0.0 ? 1.0 : a.low + std::abs(a.low) * 0.5;
}

std::vector<Tick> ticks_of(const Axis& a, int most) {
  return a.time ? time_ticks(a.low, a.high, most) : ticks(a.low, a.high, most, a.scale, a.unit);
}

std::string title_of(const Axis& a) {
  if (a.unit.name.empty() || a.time) return a.label;
  return a.label.empty() ? a.unit.name : a.label + " [" + a.unit.name + "]";
}

}  // namespace

void put_text(ImDrawList* draw, ImFont* font, ImVec2 at, float align, ImU32 colour, const std::string& text) {
  const float width = align == 0.0f ? 0.0f : text_size(font, text).x;
  draw->AddText(font, font->FontSize, {std::round(at.x - width * align), std::round(at.y)}, colour, text.data(), text.data() + text.size());
}

ImVec2 text_size(ImFont* font, const std::string& text) {
  return font->CalcTextSizeA(font->FontSize, 1e9f, 0.0f, text.data(), text.data() + text.size());
}

std::string elided(ImFont* font, const std::string& text, float width) {
  if (text_size(font, text).x <= width) return text;
  std::string out = text;
  while (!out.empty() && text_size(font, out + "…").x > width) {
    out.pop_back();
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
    if (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0xC0) out.pop_back();
  }
  return out + "…";
}

std::string elided_before(ImFont* font, const std::string& text, float width) {
  if (text_size(font, text).x <= width) return text;
  std::size_t from = 0;
  do {
    ++from;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  } while (from < text.size() && text_size(font, "…" + text.substr(from)).x > width);
  return "…" + text.substr(std::min(from, text.size()));
}

void dashed_line(ImDrawList* draw, ImVec2 a, ImVec2 b, ImU32 colour, float width) {
  const float length = std::hypot(b.x - a.x, b.y - a.y);
  if (!(length > 0.0f) || length > 1e5f) return;
  const float dash = em(0.35f);
  const ImVec2 d{(b.x - a.x) / length, (b.y - a.y) / length};
  for (float s = 0.0f; s < length; s += dash * 1.8f) {
    const float e = std::min(length, s + dash);
    draw->AddLine({a.x + d.x * s, a.y + d.y * s}, {a.x + d.x * e, a.y + d.y * e}, colour, width);
  }
}

Plot::Plot(const char* id, ImVec2 size, Axis x, Axis y, Zoom* zoom)
    : x_(std::move(x)), y_(std::move(y)), draw_(ImGui::GetWindowDrawList()) {
  make_sound(x_);
  make_sound(y_);
  if (zoom != nullptr && zoom->x && zoom->low < zoom->high) {
    x_.low = zoom->low;
    x_.high = zoom->high;
  }
  outer_from_ = ImGui::GetCursorScreenPos();
  outer_to_ = {outer_from_.x + std::max(size.x, em(8)), outer_from_.y + std::max(size.y, em(5))};
  ImFont* font = fonts().small;
  const float line = font->FontSize;
  // Margins follow from the labels: the widest of y decides the left one.
  const float top = outer_from_.y + (title_of(y_).empty() ? line * 0.7f : line * 1.7f);
  const float bottom = outer_to_.y - (x_.labels ? line * (title_of(x_).empty() ? 1.7f : 3.0f) : line * 0.4f);
  const auto y_ticks = ticks_of(y_, std::max(2, static_cast<int>((bottom - top) / (line * 2.6f))));
  float widest = 0.0f;
  for (const auto& t : y_ticks) widest = std::max(widest, text_size(font, t.label).x);
  from_ = {outer_from_.x + (y_.labels ? widest + line * 0.8f : line * 0.4f), top};
  to_ = {outer_to_.x - line * 0.8f, bottom};
  interact(id, zoom);
  draw_axes(ticks_of(x_, std::max(2, static_cast<int>((to_.x - from_.x) / (line * (x_.time ? 6.5f : 5.0f))))), y_ticks);
  draw_->PushClipRect({from_.x - 1.0f, from_.y - 1.0f}, {to_.x + 1.0f, to_.y + 1.0f}, true);
}

Plot::~Plot() { draw_->PopClipRect(); }

void Plot::interact(const char* id, Zoom* zoom) {
  ImGui::InvisibleButton(id, {outer_to_.x - outer_from_.x, outer_to_.y - outer_from_.y});
  const ImGuiIO& io = ImGui::GetIO();
  const bool inside = io.MousePos.x >= from_.x && io.MousePos.x <= to_.x && io.MousePos.y >= from_.y && io.MousePos.y <= to_.y;
  hovered_ = ImGui::IsItemHovered() && inside;
  const ImVec2 moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left);
  clicked_ = ImGui::IsItemDeactivated() && inside && std::abs(moved.x) + std::abs(moved.y) < em(0.3f);
  if (zoom == nullptr) return;
  const auto apply = [&](double low, double high) {
    if (!(low < high) || high - low < 1e-12 * std::max(1.0, std::abs(high))) return;
    *zoom = {true, back(low, x_.scale), back(high, x_.scale)};
  };
  const double low = forward(x_.low, x_.scale);
  const double high = forward(x_.high, x_.scale);
  if (hovered_ && io.MouseWheel != 0.0f) {
    const double at = forward(mouse_x(), x_.scale);
    const double factor = std::pow(0.85, io.MouseWheel);
    apply(at - (at - low) * factor, at + (high - at) * factor);
  }
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, em(0.3f)) && io.MouseDelta.x != 0.0f) {
    const double by = -io.MouseDelta.x / std::max(1.0f, to_.x - from_.x) * (high - low);
    apply(low + by, high + by);
  }
  if (hovered_ && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) zoom->x = false;
}

void Plot::draw_axes(const std::vector<Tick>& x, const std::vector<Tick>& y) {
  const Theme& t = theme();
  ImFont* font = fonts().small;
  const float line = font->FontSize;
  const float thin = std::max(1.0f, em(1.0f / 16));
  for (const auto& tick : y) {
    const float p = std::round(py(tick.at));
    draw_->AddLine({from_.x, p}, {to_.x, p}, t.grid, thin);
    if (y_.labels) put_text(draw_, font, {from_.x - line * 0.4f, p - line * 0.5f}, 1.0f, t.quiet, tick.label);
  }
  float free_from = -1e9f;
  for (const auto& tick : x) {
    const float p = std::round(px(tick.at));
    draw_->AddLine({p, from_.y}, {p, to_.y}, tick.label.empty() ? with_alpha(t.grid, 0.6f) : t.grid, thin);
    if (!x_.labels || tick.label.empty()) continue;
    const float half = text_size(font, tick.label).x / 2.0f;
    const float middle = std::clamp(p, outer_from_.x + half, outer_to_.x - half);
    if (middle - half < free_from) continue;
    put_text(draw_, font, {middle, to_.y + line * 0.35f}, 0.5f, t.quiet, tick.label);
    free_from = middle + half + line * 0.5f;
  }
  draw_->AddLine({from_.x, to_.y}, to_, t.faint, thin);
  if (x_.labels && !title_of(x_).empty())
    put_text(draw_, font, {(from_.x + to_.x) / 2.0f, to_.y + line * 1.65f}, 0.5f, t.faint, elided(font, title_of(x_), to_.x - outer_from_.x));
  put_text(draw_, font, {outer_from_.x, outer_from_.y + line * 0.1f}, 0.0f, t.faint, elided(font, title_of(y_), to_.x - outer_from_.x));
}

float Plot::px(double x) const {
  const double low = forward(x_.low, x_.scale);
  const double high = forward(x_.high, x_.scale);
  return clamp_pixel(from_.x + (forward(x, x_.scale) - low) / (high - low) * (to_.x - from_.x));
}

float Plot::py(double y) const {
  const double low = forward(y_.low, y_.scale);
  const double high = forward(y_.high, y_.scale);
  return clamp_pixel(to_.y - (forward(y, y_.scale) - low) / (high - low) * (to_.y - from_.y));
}

double Plot::at_px(float pixel) const {
  const double low = forward(x_.low, x_.scale);
  const double high = forward(x_.high, x_.scale);
  return back(low + (pixel - from_.x) / std::max(1.0f, to_.x - from_.x) * (high - low), x_.scale);
}

double Plot::at_py(float pixel) const {
  const double low = forward(y_.low, y_.scale);
  const double high = forward(y_.high, y_.scale);
  return back(low + (to_.y - pixel) / std::max(1.0f, to_.y - from_.y) * (high - low), y_.scale);
}

void Plot::polyline(const std::vector<ImVec2>& points, ImU32 colour, float width) {
  if (points.size() <= 64)
    for (std::size_t i = 0; i + 1 < points.size(); ++i) segments_.emplace_back(points[i], points[i + 1]);
  const float w = width * em() / 16.0f;
  for (std::size_t i = 0; i + 1 < points.size(); i += points_at_once - 1) {
    const std::size_t n = std::min(points_at_once, points.size() - i);
    draw_->AddPolyline(&points[i], static_cast<int>(n), colour, ImDrawFlags_None, w);
  }
}

void Plot::line(std::span<const double> x, std::span<const double> y, ImU32 colour, float width) {
  std::vector<ImVec2> points;
  const std::size_t n = std::min(x.size(), y.size());
  // Ascending x: what falls into one column of pixels is its first, least, greatest and last value.
  float column = -1e9f, low = 0.0f, high = 0.0f, last = 0.0f;
  const auto flush = [&] {
    if (points.empty() || column < -1e8f) return;
    if (low != points.back().y) points.push_back({column, low});
    if (high != points.back().y) points.push_back({column, high});
    if (last != points.back().y) points.push_back({column, last});
  };
  for (std::size_t i = 0; i < n; ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
      flush();
      polyline(points, colour, width);
      points.clear();
      column = -1e9f;
      continue;
    }
    const float a = px(x[i]);
    const float b = py(y[i]);
    if (n > 4000 && std::floor(a) == std::floor(column)) {
      low = std::min(low, b);
      high = std::max(high, b);
      last = b;
      continue;
    }
    flush();
    points.push_back({a, b});
    column = a;
    low = high = last = b;
  }
  flush();
  polyline(points, colour, width);
}

void Plot::curve(const Pyramid& values, double first, double step, ImU32 colour) {
  if (values.size() == 0 || !(step > 0.0)) return;
  const double per_pixel = (at_px(from_.x + 1.0f) - at_px(from_.x)) / step;
  if (per_pixel < 1.5) {
    const auto begin = static_cast<std::size_t>(std::max(0.0, std::floor((x_.low - first) / step) - 1.0));
    const auto end = std::min(values.size(), static_cast<std::size_t>(std::max(0.0, std::ceil((x_.high - first) / step) + 2.0)));
    std::vector<double> xs, ys;
    for (std::size_t i = begin; i < end; ++i) {
      xs.push_back(first + step * static_cast<double>(i));
      ys.push_back(static_cast<double>(values[i]));
    }
    line(xs, ys, colour);
    return;
  }
  const auto columns = columns_of(values, (x_.low - first) / step, per_pixel, static_cast<std::size_t>(to_.x - from_.x) + 1);
  std::vector<ImVec2> points;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (std::isnan(columns[c].low)) continue;
    const float a = from_.x + static_cast<float>(c);
    points.push_back({a, py(static_cast<double>(columns[c].low))});
    if (columns[c].high != columns[c].low) points.push_back({a, py(static_cast<double>(columns[c].high))});
  }
  polyline(points, colour, 1.2f);
}

void Plot::stairs(std::span<const double> x, std::span<const double> y, ImU32 colour, float width) {
  std::vector<double> xs, ys;
  const std::size_t n = std::min(x.size(), y.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) {
      xs.push_back(x[i]);
      ys.push_back(y[i - 1]);
    }
    xs.push_back(x[i]);
    ys.push_back(y[i]);
  }
  line(xs, ys, colour, width);
}

void Plot::band(std::span<const double> x, std::span<const double> low, std::span<const double> high, ImU32 colour) {
  const std::size_t n = std::min({x.size(), low.size(), high.size()});
  const ImDrawListFlags kept = draw_->Flags;
  draw_->Flags &= ~ImDrawListFlags_AntiAliasedFill;  // its fringes would show as seams
  std::size_t from = 0;
  for (std::size_t i = 1; i < n; ++i) {
    const float a = px(x[from]);
    const float b = px(x[i]);
    if (b - a < 1.0f && i + 1 < n) continue;
    if (b >= from_.x && a <= to_.x && std::isfinite(low[from]) && std::isfinite(low[i]))
      draw_->AddQuadFilled({a, py(low[from])}, {b, py(low[i])}, {b, py(high[i])}, {a, py(high[from])}, colour);
    from = i;
  }
  draw_->Flags = kept;
}

void Plot::bars(std::span<const double> edges, std::span<const double> heights, ImU32 colour, bool outline) {
  const float zero = y_.scale == Scale::logarithmic ? to_.y : py(0.0);
  for (std::size_t i = 0; i < heights.size() && i + 1 < edges.size(); ++i) {
    if (!(heights[i] > 0.0)) continue;
    float a = px(edges[i]);
    float b = px(edges[i + 1]);
    const float gap = b - a > em(0.4f) ? 1.0f : 0.0f;
    a += gap * 0.5f;
    b = std::max(a + 1.0f, b - gap * 0.5f);
    const float top = py(heights[i]);
    if (outline)
      draw_->AddRect({a, top}, {b, zero}, colour, 0.0f, 0, em(0.1f));
    else
      draw_->AddRectFilled({a, std::min(top, zero - 1.0f)}, {b, zero}, colour);
  }
}

}  // namespace mainstay::gui::plot
