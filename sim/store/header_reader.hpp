#pragma once
// Inside the store only: opening a run file with an error for everything that it may be instead, and reading
// what is known of a run before its first trial.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "store/error.hpp"
#include "store/h5.hpp"
#include "store/records.hpp"

namespace mainstay::store {

// Throws StoreError unless `path` is a regular file that can be read and begins as HDF5 does.
void check_readable(const std::string& path);

// Opens it and checks that it is a run file of a version that this program knows. Throws StoreError.
h5::Handle open_run(const std::string& path);

StoreError damaged_error(const std::string& path, const std::string& reason);

// These throw h5::Failure.
RunHeader read_header(const h5::Handle& file);
std::vector<std::pair<std::string, std::string>> read_pairs(const h5::Handle& parent,
                                                            const std::string& name);
std::vector<std::string> looked_up(const std::vector<std::uint32_t>& codes,
                                   const std::vector<std::string>& texts);

}  // namespace mainstay::store
