#pragma once
// Owns a file descriptor of the system.

#include <unistd.h>

#include <utility>

namespace mainstay::store {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int file) : file_(file) {}
  Descriptor(Descriptor&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~Descriptor() { reset(); }

  int get() const { return file_; }
  explicit operator bool() const { return file_ >= 0; }
  void reset() {
    if (file_ >= 0) ::close(std::exchange(file_, -1));
  }

 private:
  int file_ = -1;
};

}  // namespace mainstay::store
