#pragma once
// The window of the system: GLFW, an OpenGL 3 context, ImGui's backends.

#include <memory>
#include <string>
#include <vector>

#include "plot/theme.hpp"

struct GLFWwindow;

namespace mainstay::gui::app {

struct Picture {
  int width = 0, height = 0;
  std::vector<unsigned char> rgb;  // rows from the top
};

class Window {
 public:
  struct Options {
    int width = 1280, height = 800;  // in points
    float scale = 0.0f;              // pixels a point; 0: what the system says
    bool visible = true;
  };
  // Throws std::runtime_error with advice: no display, no OpenGL 3.
  explicit Window(const Options& options);
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window();

  bool open() const;
  void set_title(const std::string& title);
  // Waits for something to happen; at most `seconds` if that is above 0.
  void wait(double seconds);
  void poll();
  // May be called from any thread: ends a wait.
  static void wake();
  double time() const;
  // Files dropped since the last call.
  std::vector<std::string> take_dropped();
  // The size in points.
  std::pair<int, int> size() const;
  float scale() const { return scale_; }

  // Fonts and colours; cheap if nothing changed.
  void set_look(plot::Shade shade, float zoom);
  void begin_frame();
  // Draws what ImGui was told; a picture of it, if asked.
  void end_frame(Picture* picture);

 private:
  struct Target;
  void make_target();

  GLFWwindow* window_ = nullptr;
  float scale_ = 1.0f, font_pixels_ = 0.0f;
  plot::Fonts fonts_;
  plot::Theme theme_;
  bool styled_ = false, visible_ = true;
  std::vector<std::string> dropped_;
  std::unique_ptr<Target> target_;  // of a window that is not shown
};

}  // namespace mainstay::gui::app
