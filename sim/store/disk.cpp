#include "store/disk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "store/error.hpp"

namespace mainstay::store {

Disk::Disk(std::string path) : path_(std::move(path)) {
  file_ = Descriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file_) throw system_error(path_, "be created", errno);
}

void Disk::fail(int error) {
  if (error_ == 0) error_ = error;
}

void Disk::write(std::uint64_t offset, const void* bytes, std::size_t size) {
  const char* from = static_cast<const char*>(bytes);
  const std::uint64_t end = offset + size;
  while (error_ == 0 && size > 0) {
    const ssize_t done = ::pwrite(file_.get(), from, size, static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) {
      fail(done < 0 ? errno : ENOSPC);
      break;
    }
    from += done, offset += static_cast<std::uint64_t>(done), size -= static_cast<std::size_t>(done);
  }
  if (size > 0) kept_.push_back({offset, std::vector<char>(from, from + size)});
  size_ = std::max(size_, end);
}

void Disk::read(std::uint64_t offset, void* bytes, std::size_t size) {
  char* to = static_cast<char*>(bytes);
  std::size_t have = 0;
  while (have < size) {
    const ssize_t done = ::pread(file_.get(), to + have, size - have, static_cast<off_t>(offset + have));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail(errno);
    if (done <= 0) break;
    have += static_cast<std::size_t>(done);
  }
  std::memset(to + have, 0, size - have);
  for (const Kept& kept : kept_) {
    const std::uint64_t begin = std::max(offset, kept.offset);
    const std::uint64_t end = std::min(offset + size, kept.offset + kept.bytes.size());
    if (begin < end)
      std::memcpy(to + (begin - offset), kept.bytes.data() + (begin - kept.offset), end - begin);
  }
}

void Disk::resize(std::uint64_t size) {
  if (error_ == 0 && ::ftruncate(file_.get(), static_cast<off_t>(size)) != 0) fail(errno);
  size_ = size;
}

void Disk::sync() {
  if (error_ == 0 && ::fsync(file_.get()) != 0) fail(errno);
}

}  // namespace mainstay::store
