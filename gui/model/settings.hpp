#pragma once
// What the window remembers from one time to the next.

#include <map>
#include <string>
#include <vector>

namespace mainstay::gui::model {

struct Settings {
  std::vector<std::string> recent;  // absolute paths, the last one first
  std::string theme = "light";
  float zoom = 1.0f;  // of the font
  int width = 1280, height = 800;
  std::map<std::string, float> panes;  // by the name of a split: the share of its first pane, as the user has moved it
  std::string view = "overview";  // of a run, the last one looked at

  void remember(const std::string& path);
  bool operator==(const Settings&) const = default;
};

// A file that is not there, or that is damaged, gives the defaults: settings are never worth an error.
Settings load_settings(const std::string& file);
// Through a second file, so that a full disk loses nothing. False if it could not be written.
bool save_settings(const Settings& settings, const std::string& file);

}  // namespace mainstay::gui::model
