#pragma once
// A view draws a part of what is open, and asks the session for changes. It keeps what only it needs to know.

#include <imgui.h>

#include "model/session.hpp"

namespace mainstay::gui::views {

enum class Icon { start, overview, map, timeline, distributions, compare, improvements, what_if };

class View {
 public:
  View() = default;
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  virtual ~View() = default;

  virtual const char* name() const = 0;   // as on the command line: `overview`
  virtual const char* title() const = 0;  // as people read it: `Overview`
  virtual Icon icon() const = 0;
  virtual bool needs_run() const { return true; }
  // Into the region that is left of the current window.
  virtual void draw(model::Session& session) = 0;
  // Another run was opened, or none is.
  virtual void forget() {}
};

}  // namespace mainstay::gui::views
