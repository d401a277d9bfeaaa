#pragma once
// Memory for coroutine frames and other short-lived pieces of one trial: free lists by size, carved from slabs, all
// given back when the trial ends. Not thread-safe: each trial has its own.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "api.hpp"

namespace mainstay::kernel {

class MAINSTAY_API FramePool {
 public:
  FramePool() = default;
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;

  // Aligned to 16 bytes; a header before the block remembers the pool, so that `give_back` needs no context.
  void* take(std::size_t bytes) {
    const std::size_t c = (bytes + header + grain - 1) / grain;
    if (c >= classes || free_[c] == nullptr) return take_new(bytes, c);
    Free* block = free_[c];
    free_[c] = block->next;
    auto* head = reinterpret_cast<Header*>(block);
    head->pool = this;
    head->size_class = c;
    return reinterpret_cast<std::byte*>(block) + header;
  }

  static void give_back(void* p) noexcept {
    auto* head = reinterpret_cast<Header*>(static_cast<std::byte*>(p) - header);
    FramePool* pool = head->pool;
    const std::size_t c = head->size_class;
    if (c >= classes) {
      ::operator delete(static_cast<void*>(head));
      return;
    }
    auto* block = reinterpret_cast<Free*>(head);
    block->next = pool->free_[c];
    pool->free_[c] = block;
  }

 private:
  static constexpr std::size_t grain = 64;
  static constexpr std::size_t classes = 64;  // blocks of up to 4 kB; larger ones come from the heap
  static constexpr std::size_t header = 16;
  static constexpr std::size_t slab_bytes = std::size_t{1} << 16;
  struct Header {
    FramePool* pool;
    std::size_t size_class;
  };
  struct Free {
    Free* next;
  };

  void* take_new(std::size_t bytes, std::size_t size_class);

  std::array<Free*, classes> free_{};
  std::vector<std::unique_ptr<std::byte[]>> slabs_;
  std::byte* cursor_ = nullptr;
  std::byte* slab_end_ = nullptr;
};

}  // namespace mainstay::kernel
