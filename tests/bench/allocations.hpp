#pragma once
// Counts what the program takes from the heap. Include it in one source file of a program: it replaces the global
// operator new, also for the libraries that the program loads.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace mainstay::bench {

inline std::atomic<std::uint64_t> allocation_count{0};
inline std::atomic<std::uint64_t> allocated_bytes{0};  // ever, what was given back included

inline std::uint64_t allocations() { return allocation_count.load(std::memory_order_relaxed); }

inline void* allocate(std::size_t bytes, std::size_t alignment) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  allocated_bytes.fetch_add(bytes, std::memory_order_relaxed);
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* p = alignment <= alignof(std::max_align_t) ? std::malloc(bytes) : std::aligned_alloc(alignment, rounded);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}

}  // namespace mainstay::bench

// The array forms call these.
void* operator new(std::size_t bytes) { return mainstay::bench::allocate(bytes, 1); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return mainstay::bench::allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
