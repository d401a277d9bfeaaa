#pragma once
// All of the window: what is open at the top, the views at the left, the view in the middle, what is going on below; and
// what lies above it all: notices, the command palette, help.

#include <memory>
#include <string>
#include <vector>

#include "model/session.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

class Shell {
 public:
  Shell();
  // One frame, over the whole display. The session must be up to date.
  void draw(model::Session& session);
  std::vector<std::string> names() const;
  bool has(const std::string& name) const;

 private:
  View& current(const model::Session& session);
  void top_bar(model::Session& session, float height);
  void navigation(model::Session& session, float width);
  void status_bar(model::Session& session, float height);
  void notices(model::Session& session);
  void keys(model::Session& session);
  void palette(model::Session& session);
  void help();

  std::vector<std::unique_ptr<View>> views_;
  const model::OpenRun* last_run_ = nullptr;
  std::string last_path_;
  bool open_palette_ = false, open_help_ = false;
  char palette_text_[128] = "";
  int palette_at_ = 0;
};

std::vector<std::unique_ptr<View>> make_views();

}  // namespace mainstay::gui::views
