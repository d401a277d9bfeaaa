#pragma once
// Inside the store's HDF5 layer only: turning a status of the C API into a value or a Failure.

#include <cstddef>
#include <string>

#include "store/h5.hpp"

namespace mainstay::store::h5 {

// Throws a Failure that says what could not be done, with the innermost reason that HDF5 knows.
[[noreturn]] void fail(const std::string& doing);

template <class T>
T check(T status, const std::string& doing) {
  if (status < 0) fail(doing);
  return status;
}

// A file access list that writes to the disk.
Handle access_through(Disk& disk);

// The type of a text of fixed length, in UTF-8 and padded with zeros; of one byte where size is 0.
Handle text_type(std::size_t size);

}  // namespace mainstay::store::h5
