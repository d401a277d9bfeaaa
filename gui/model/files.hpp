#pragma once

#include <string>
#include <string_view>

namespace mainstay::gui::model {

// Writes a file whole or not at all: through a second one beside it that takes its name, so that a full disk loses
// nothing of what stood there. A device is written to as it is. Empty if all is well, else why not, with the path.
std::string write_file(const std::string& path, std::string_view bytes);

}  // namespace mainstay::gui::model
