#pragma once

#include <optional>
#include <string>

namespace mainstay::gui::app {

struct Options {
  std::string file;        // a run or a scenario to open
  std::string screenshot;  // a picture of one view, then the end
  std::string view;
  std::string metric, variant;
  int frames = 4;
  int width = 0, height = 0;  // 0: as remembered
  float scale = 0.0f;
  std::string theme;          // empty: as remembered
};

// Nothing if there is nothing to do (help, version: printed), or if the arguments are wrong (then `code` is 2, and the
// reason was printed).
std::optional<Options> parse_options(int argc, char** argv, int& code);

}  // namespace mainstay::gui::app
