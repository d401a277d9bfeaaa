#pragma once

#include <string>
#include <vector>

namespace mainstay::gui::app {

// Writes rows of red, green and blue, from the top. Empty if all went well, else why not; nothing half written is left.
std::string write_png(const std::string& file, int width, int height, const std::vector<unsigned char>& rgb);

}  // namespace mainstay::gui::app
