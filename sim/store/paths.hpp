#pragma once
// What a run file's name stands for before it is written, and putting a finished file in its place.

#include <string>

namespace mainstay::store {

// Throws StoreError if no run file could be written at `path`: its folder is missing, something other than a
// file stands there, or a file does and may not be replaced.
void check_target(const std::string& path, bool may_replace);

bool file_exists(const std::string& path);

// Renames a file, durably. Without `may_replace` a file at `to` is never lost, even if it came there a moment
// ago.
void put_in_place(const std::string& from, const std::string& to, bool may_replace);

// Makes new names in the folder of `path` survive a power failure, where the file system can do that.
void sync_folder_of(const std::string& path);

// The first of NAME.h5, NAME-2.h5, NAME-3.h5 ... at which neither a run nor the journal of one stands. `path`
// is the first of them.
std::string next_free_path(const std::string& path);

}  // namespace mainstay::store
