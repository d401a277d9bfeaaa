#pragma once
// A plot with two axes: draws its frame, grid and ticks as it is made, then what it is told to, clipped. Made and
// destroyed within one frame.
//
//   plot::Plot p("downtime", size, {.label = "Downtime", .unit = unit, .low = 0, .high = 40}, y_axis, &zoom);
//   p.bars(edges, heights, colour);
//   if (p.hovered()) …p.mouse_x()…

#include <imgui.h>

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "plot/decimate.hpp"
#include "plot/ticks.hpp"

namespace mainstay::gui::plot {

struct Axis {
  std::string label;
  Unit unit;
  Scale scale = Scale::linear;
  double low = 0.0, high = 1.0;  // what is shown unless the user zoomed; low < high
  bool time = false;             // hours since the start
  bool labels = true;
};

// What the user zoomed to; kept by the view from frame to frame. The wheel zooms at the pointer, dragging pans, a double
// click shows all again.
struct Zoom {
  bool x = false;
  double low = 0.0, high = 1.0;
};

class Plot {
 public:
  Plot(const char* id, ImVec2 size, Axis x, Axis y, Zoom* zoom = nullptr);
  Plot(const Plot&) = delete;
  Plot& operator=(const Plot&) = delete;
  ~Plot();

  // Data to pixels, and back.
  float px(double x) const;
  float py(double y) const;
  double at_px(float pixel) const;
  double at_py(float pixel) const;

  void line(std::span<const double> x, std::span<const double> y, ImU32 colour, float width = 1.6f);
  // Values at first, first + step …, of any number: the extremes of each column of pixels.
  void curve(const Pyramid& values, double first, double step, ImU32 colour);
  // Steps that rise at each x to y: an empirical distribution function.
  void stairs(std::span<const double> x, std::span<const double> y, ImU32 colour, float width = 1.6f);
  void band(std::span<const double> x, std::span<const double> low, std::span<const double> high, ImU32 colour);
  // edges.size() == heights.size() + 1. Bars stand on 0.
  void bars(std::span<const double> edges, std::span<const double> heights, ImU32 colour, bool outline = false);
  void point(double x, double y, ImU32 colour, float radius = 3.5f);
  // Words beside a point: of the places around it the first that no line, whisker or word drawn before goes through.
  void label(double x, double y, ImU32 colour, const std::string& words);
  void whisker_x(double y, double low, double high, ImU32 colour);
  void whisker_y(double x, double low, double high, ImU32 colour);
  // A line across, with a few words at its end.
  void vertical(double x, ImU32 colour, const std::string& words, bool dashed = true);
  void horizontal(double y, ImU32 colour, const std::string& words, bool dashed = true);
  void shade_x(double low, double high, ImU32 colour);

  bool hovered() const { return hovered_; }
  bool clicked() const { return clicked_; }
  double mouse_x() const { return at_px(ImGui::GetIO().MousePos.x); }
  double mouse_y() const { return at_py(ImGui::GetIO().MousePos.y); }
  // A thin line through the pointer.
  void crosshair();
  const Axis& x() const { return x_; }
  const Axis& y() const { return y_; }
  ImVec2 low_corner() const { return from_; }
  ImVec2 high_corner() const { return to_; }
  ImDrawList* draw() const { return draw_; }

 private:
  void interact(const char* id, Zoom* zoom);
  void draw_axes(const std::vector<Tick>& x, const std::vector<Tick>& y);
  // Words of several lines and points keep clear of each other by standing one below the other: where there is room.
  float clear_of_others(float from, float width, float y);
  bool is_clear(ImVec2 from, ImVec2 to) const;
  void polyline(const std::vector<ImVec2>& points, ImU32 colour, float width);

  Axis x_, y_;
  ImVec2 from_, to_;  // of the area of data
  ImVec2 outer_from_, outer_to_;
  ImDrawList* draw_;
  bool hovered_ = false, clicked_ = false;
  struct Taken {
    float from, to, y;
  };
  std::vector<Taken> labels_taken_;  // where words stand
  std::vector<std::pair<ImVec2, ImVec2>> segments_;  // of short lines and whiskers: what words keep clear of
};

// A line that is cut into dashes.
void dashed_line(ImDrawList* draw, ImVec2 a, ImVec2 b, ImU32 colour, float width);
// Text with the font of the theme, placed by its middle, its left or its right end (align 0.5, 0, 1), clipped to nothing.
void put_text(ImDrawList* draw, ImFont* font, ImVec2 at, float align, ImU32 colour, const std::string& text);
ImVec2 text_size(ImFont* font, const std::string& text);
// `text` cut with `…` where it would be wider than `width`.
std::string elided(ImFont* font, const std::string& text, float width);
std::string elided_before(ImFont* font, const std::string& text, float width);  // cut at its beginning

}  // namespace mainstay::gui::plot
