#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mainstay::gui::model {

// Writes a file whole or not at all: through a second one beside it that takes its name, so that a full disk loses
// nothing of what stood there. A device is written to as it is. Empty if all is well, else why not, with the path.
std::string write_file(const std::string& path, std::string_view bytes);

// All bytes of a regular file; nothing if it cannot be read, and then `error` says why, with the path.
std::optional<std::string> read_file(const std::string& path, std::string& error);

// Gives a file that somebody else keeps (and may be editing) other bytes: only while it still holds `before`, and is
// meant to be written. It keeps its rights, and stays where a link points. Empty if all is well, else why not, with the
// path; the file is then as it was.
std::string replace_file(const std::string& path, std::string_view before, std::string_view bytes);

}  // namespace mainstay::gui::model
