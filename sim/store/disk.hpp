#pragma once
// The bytes of a file that HDF5 writes, made so that a full disk cannot hurt the library: HDF5 1.10 cannot
// give up a file whose last writes fail (closing fails, the file stays open and the library tries again at
// exit). So a write that fails is remembered and kept in memory, HDF5 is told that all is well, and the owner
// asks error() afterwards.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "store/descriptor.hpp"

namespace mainstay::store {

class Disk {
 public:
  // Creates the file, or empties the one there. Throws StoreError.
  explicit Disk(std::string path);
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // The errno of the first operation that failed, or 0. Once it is set nothing more reaches the disk.
  int error() const { return error_; }

  void write(std::uint64_t offset, const void* bytes, std::size_t size);
  // Beyond the end, and where nothing could be read, there are zeros.
  void read(std::uint64_t offset, void* bytes, std::size_t size);
  void resize(std::uint64_t size);
  void sync();
  std::uint64_t size() const { return size_; }

 private:
  struct Kept {
    std::uint64_t offset;
    std::vector<char> bytes;
  };
  void fail(int error);

  std::string path_;
  Descriptor file_;
  int error_ = 0;
  std::uint64_t size_ = 0;
  std::vector<Kept> kept_;  // in the order written, so that later ones win
};

}  // namespace mainstay::store
