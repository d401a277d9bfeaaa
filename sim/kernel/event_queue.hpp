#pragma once
// The pending-event set: a binary heap that knows where each event stands, so that cancelling and rescheduling are
// as cheap as adding, and nothing dead ever stays in it.
//
// Who waits for an event owns a *slot*; a slot has at most one pending time. Events are ordered by time, then by
// phase (completions before arrivals), then by the sequence of scheduling.

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "api.hpp"
#include "kernel/time.hpp"

namespace mainstay::kernel {

// What happens at one instant happens in this order; dispatch of waiting work comes after all of them.
enum class Phase : std::uint8_t { completion = 0, arrival = 1, observation = 2 };

class MAINSTAY_API EventQueue {
 public:
  using Slot = std::uint32_t;
  static constexpr Slot no_slot = 0xffffffffu;
  static constexpr std::size_t max_slots = std::size_t{1} << 24;

  EventQueue() { make_room(); }

  Slot add_slot() {
    if (!free_.empty()) {
      const Slot slot = free_.back();
      free_.pop_back();
      return slot;
    }
    return grow();
  }

  // The slot must not be pending.
  void free_slot(Slot slot) {
    assert(!is_pending(slot));
    free_.push_back(slot);
  }

  bool is_pending(Slot slot) const { return position_[slot] != 0; }

  // When the slot's event is. It must be pending.
  Time time_of(Slot slot) const { return time_of(heap_[position_[slot]]); }

  // Sets or moves the slot's event. Times are never negative.
  void schedule(Slot slot, Time time, Phase phase = Phase::completion) {
    const Key key = make_key(time, phase, slot);
    const std::uint32_t at = position_[slot];
    if (at != 0) [[unlikely]] {
      move(at, key);
    } else if (hole_) {
      hole_ = false;
      sift_down(1, key);
    } else {
      if (size_ == room_) [[unlikely]]
        make_room();
      sift_up(++size_, key);
    }
  }

  // Nothing happens if the slot has no pending event.
  void cancel(Slot slot) {
    const std::uint32_t at = position_[slot];
    if (at != 0) take_out(slot, at);
  }

  bool empty() const { return size_ == static_cast<std::uint32_t>(hole_); }
  std::size_t size() const { return size_ - static_cast<std::uint32_t>(hole_); }

  // Whether every event is later than `time`; also where there is none.
  bool is_all_after(Time time) const {
    const std::uint64_t first = hole_ ? std::min(bits_of(heap_[2]), bits_of(heap_[3])) : bits_of(heap_[1]);
    return first > bits_of(time);
  }

  // The time of the earliest event. The queue must not be empty.
  Time top_time() {
    fill_hole();
    return time_of(heap_[1]);
  }

  // Takes the earliest event out. The queue must not be empty. The root stays open until the next event comes, since
  // most events schedule another one, which then fills it without a separate removal.
  Slot pop() {
    fill_hole();
    return take_first();
  }
  // The same, if that is at `end` or before: its time is in `at` then. Otherwise `no_slot`.
  Slot pop_until(Time end, Time& at) {
    fill_hole();
    if (bits_of(heap_[1]) > bits_of(end)) return no_slot;  // also where there is `nothing`
    at = time_of(heap_[1]);
    return take_first();
  }

 private:
  // Time in the upper half (the bits of a non-negative double order as the number does), then 2 bits of phase,
  // 38 of sequence, 24 of slot: one comparison without a branch.
  __extension__ typedef unsigned __int128 Key;
  static constexpr Key nothing = ~Key{0};  // after every event

  static std::uint64_t bits_of(Time time) {
    assert(!std::signbit(time.in_seconds()));
    return std::bit_cast<std::uint64_t>(time.in_seconds());
  }
  static std::uint64_t bits_of(Key key) { return static_cast<std::uint64_t>(key >> 64); }
  Key make_key(Time time, Phase phase, Slot slot) {
    const std::uint64_t order =
        (static_cast<std::uint64_t>(phase) << 62) | ((sequence_++ & ((std::uint64_t{1} << 38) - 1)) << 24) | slot;
    return (static_cast<Key>(bits_of(time)) << 64) | order;
  }
  static Time time_of(Key key) {
    return Time::at(Duration::seconds(std::bit_cast<double>(bits_of(key))));
  }
  static Slot slot_of(Key key) { return static_cast<Slot>(static_cast<std::uint64_t>(key) & 0xffffffu); }

  void place(std::uint32_t at, Key key) {
    heap_[at] = key;
    position_[slot_of(key)] = at;
  }

  Slot take_first() {
    const Slot slot = slot_of(heap_[1]);
    position_[slot] = 0;
    heap_[1] = 0;
    hole_ = true;
    return slot;
  }

  void fill_hole() {
    if (hole_) close_hole();
  }

  void sift_up(std::uint32_t at, Key key) {
    while (at > 1) {
      const std::uint32_t parent = at / 2;
      const Key above = heap_[parent];
      if (!(key < above)) break;
      place(at, above);
      at = parent;
    }
    place(at, key);
  }

  // Beyond the last event there is `nothing`, so that no place needs to be asked whether it has two children.
  void sift_down(std::uint32_t at, Key key) {
    const Key* const heap = heap_.get();
    std::uint32_t child = 2 * at;
    while (child <= size_) {
      __builtin_prefetch(heap + std::size_t{4} * child);  // the children's children's children
      child += static_cast<std::uint32_t>(heap[child + 1] < heap[child]);
      const Key below = heap[child];
      if (!(below < key)) break;
      place(at, below);
      at = child;
      child = 2 * at;
    }
    place(at, key);
  }

  Slot grow();
  void make_room();
  void close_hole();
  void move(std::uint32_t at, Key key);
  void take_out(Slot slot, std::uint32_t at);

  std::unique_ptr<Key[]> heap_;          // 1-based; what lies beyond the last event is `nothing`
  std::uint32_t size_ = 0;               // of the heap, an open root included
  std::uint32_t room_ = 0;
  bool hole_ = false;                    // the root was taken out and not yet filled; it is 0 then, before every event
  std::uint64_t sequence_ = 0;
  std::vector<std::uint32_t> position_;  // of each slot in the heap; 0 where it has no event
  std::vector<Slot> free_;
};

}  // namespace mainstay::kernel
