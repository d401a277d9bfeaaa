#pragma once
// Drives the window without a window: frames of ImGui with input put in by hand, and what they say read back from what
// they drew.

#include <imgui.h>

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "model/session.hpp"
#include "plot/theme.hpp"
#include "views/shell.hpp"

namespace mainstay::gui::testing {

// A piece of text as it stands on the screen, in pixels.
struct Words {
  std::string text;
  ImVec2 from, to;
  ImVec4 clip;       // what of the screen its window may draw on
  std::size_t list = 0;  // the window, in the order of drawing
  ImU32 colour = 0;

  ImVec2 middle() const { return {(from.x + to.x) / 2, (from.y + to.y) / 2}; }
  bool seen() const { return to.x > clip.x && from.x < clip.z && to.y > clip.y && from.y < clip.w; }
};

// A folder of its own, gone at the end.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Look {
  int width = 1280, height = 800;  // in points
  float scale = 1.0f;
  plot::Shade shade = plot::Shade::light;
};

class Driver {
 public:
  explicit Driver(Look look = {});
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  ~Driver();

  model::Session& session() { return *session_; }
  Folder& folder() { return folder_; }

  void frame();
  // Frames until nothing is left to be read and the layout has come to rest.
  void settle();
  // Opens a file and settles; shows a view if one is named.
  void open(const std::string& path, const std::string& view = "");
  void show(const std::string& view);
  // Frames until the run that the window started has ended.
  void wait_for_job();
  // Frames until something holds; false after a minute of nothing happening.
  bool wait_until(const std::function<bool()>& holds);

  void move(ImVec2 to);
  void click_at(ImVec2 at, int mouse_button = 0);
  void double_click(ImVec2 at);
  void drag(ImVec2 from, ImVec2 to);
  void wheel(ImVec2 at, float turns);
  void press(int key, bool ctrl = false);  // as GLFW numbers keys
  void type(const std::string& text);

  // Clicks on the words; false (and nothing done) if they are not to be seen. Those that are the whole of a text come
  // first, then those in what is drawn above the others.
  bool click(const std::string& words, int mouse_button = 0);
  std::optional<Words> find(const std::string& words) const;
  bool sees(const std::string& words) const { return find(words).has_value(); }
  const std::vector<Words>& words() const { return words_; }
  // All that is to be seen, a line each: for messages.
  std::string all() const;
  // Texts that stand on each other, and texts that are cut at the side: a line each, empty if all is well.
  std::string flaws() const;
  int vertices() const { return vertices_; }

 private:
  struct Alphabet;
  void read_back();

  Look look_;
  Folder folder_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool wake_ = false;
  ImGuiContext* context_ = nullptr;
  plot::Fonts fonts_;
  plot::Theme theme_;
  float pixels_ = 0.0f;
  double now_ = 0.0;
  int vertices_ = 0;
  std::vector<Words> words_;
  std::unique_ptr<Alphabet> alphabet_;  // of the fonts in use
  std::unique_ptr<model::Session> session_;
  std::unique_ptr<views::Shell> shell_;
};

// Keys as GLFW numbers them.
inline constexpr int key_escape = 256, key_enter = 257, key_tab = 258, key_right = 262, key_left = 263, key_down = 264, key_up = 265, key_f1 = 290;

// The run that every test of a view looks at (window.yaml, played by the command line).
std::string fixed_run();

}  // namespace mainstay::gui::testing
