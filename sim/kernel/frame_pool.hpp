#pragma once
// Memory for coroutine frames and other short-lived pieces of one trial: free lists by size, carved from slabs, all
// given back when the trial ends. Not thread-safe: each trial has its own.

#include <array>
#include <cstddef>
#include <cstdint>

#include "api.hpp"

namespace mainstay::kernel {

class MAINSTAY_API FramePool {
 public:
  FramePool() = default;
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;
  ~FramePool();

  // Aligned to 16 bytes.
  void* take(std::size_t bytes) {
    const std::size_t c = class_of(bytes);
    if (c >= classes || free_[c] == nullptr) return take_new(bytes, c);
    Free* block = free_[c];
    free_[c] = block->next;
    return block;
  }

  // `bytes` as it was taken. Finds the pool by itself: blocks lie in slabs, and slabs at multiples of their size.
  static void give_back(void* p, std::size_t bytes) noexcept {
    const std::size_t c = class_of(bytes);
    if (c >= classes) {
      ::operator delete(p);
      return;
    }
    const auto slab = reinterpret_cast<std::uintptr_t>(p) & ~(slab_bytes - 1);
    FramePool* pool = reinterpret_cast<Slab*>(slab)->pool;
    auto* block = static_cast<Free*>(p);
    block->next = pool->free_[c];
    pool->free_[c] = block;
  }

 private:
  static constexpr std::size_t grain = 16;
  static constexpr std::size_t classes = 257;  // blocks of up to 4 kB; larger ones come from the heap
  static constexpr std::uintptr_t slab_bytes = std::uintptr_t{1} << 16;
  struct alignas(grain) Slab {
    FramePool* pool;
    Slab* older;
  };
  struct Free {
    Free* next;
  };

  static constexpr std::size_t class_of(std::size_t bytes) { return (bytes + grain - 1) / grain; }
  void* take_new(std::size_t bytes, std::size_t size_class);

  std::array<Free*, classes> free_{};
  Slab* slabs_ = nullptr;
  std::byte* cursor_ = nullptr;
  std::byte* slab_end_ = nullptr;
};

}  // namespace mainstay::kernel
