#include "kernel/frame_pool.hpp"

#include <new>

namespace mainstay::kernel {

void* FramePool::take_new(std::size_t bytes, std::size_t size_class) {
  std::byte* raw = nullptr;
  if (size_class >= classes) {
    raw = static_cast<std::byte*>(::operator new(bytes + header));
  } else {
    const std::size_t need = size_class * grain;
    if (cursor_ == nullptr || static_cast<std::size_t>(slab_end_ - cursor_) < need) {
      slabs_.push_back(std::make_unique<std::byte[]>(slab_bytes));
      cursor_ = slabs_.back().get();
      slab_end_ = cursor_ + slab_bytes;
    }
    raw = cursor_;
    cursor_ += need;
  }
  auto* head = reinterpret_cast<Header*>(raw);
  head->pool = this;
  head->size_class = size_class;
  return raw + header;
}

}  // namespace mainstay::kernel
