#include "kernel/frame_pool.hpp"

#include <new>

namespace mainstay::kernel {

namespace {
// What the allocator notes beside each of its blocks: with it, slabs of this size follow each other without a gap.
constexpr std::size_t allocator_overhead = 64;
}  // namespace

FramePool::~FramePool() {
  while (slabs_ != nullptr) {
    Slab* slab = slabs_;
    slabs_ = slab->older;
    ::operator delete(slab, std::align_val_t(slab_bytes));
  }
}

void* FramePool::take_new(std::size_t bytes, std::size_t size_class) {
  if (size_class >= classes) return ::operator new(bytes);
  const std::size_t need = size_class * grain;
  if (static_cast<std::size_t>(slab_end_ - cursor_) < need) {
    const std::size_t usable = slab_bytes - allocator_overhead;
    void* raw = ::operator new(usable, std::align_val_t(slab_bytes));
    slabs_ = new (raw) Slab{this, slabs_};
    cursor_ = static_cast<std::byte*>(raw) + sizeof(Slab);
    slab_end_ = static_cast<std::byte*>(raw) + usable;
  }
  void* block = cursor_;
  cursor_ += need;
  return block;
}

}  // namespace mainstay::kernel
