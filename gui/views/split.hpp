#pragma once
// Two panes that share a room; the user moves the border between them, and where it stands is remembered.

#include <imgui.h>

#include <string>

#include "model/session.hpp"

namespace mainstay::gui::views {

//   Split split(session, "map", Split::beside, width);
//   begin_panel("canvas", {split.first(), 0}); … end_panel();
//   split.grip();
//   begin_panel("details", {0, 0}); … end_panel();
class Split {
 public:
  enum Way { beside, below };
  // Of what is left of the region, `first` pixels are the first pane's until the user decides. The names of splits are
  // those of their views, and perhaps a part more.
  Split(model::Session& session, std::string name, Way way, float first);
  // The length of the first pane, in pixels.
  float first() const { return first_; }
  // The border, drawn in the gap after the first pane: dragging moves it, a double click puts it back.
  void grip();

 private:
  model::Session& session_;
  std::string name_;
  Way way_;
  ImVec2 start_;  // on the screen
  float room_, across_, gap_, first_;
};

}  // namespace mainstay::gui::views
