#pragma once
// The pending-event set: a binary heap that knows where each event stands, so that cancelling and rescheduling are
// as cheap as adding, and nothing dead ever stays in it.
//
// Who waits for an event owns a *slot*; a slot has at most one pending time. Events are ordered by time, then by
// phase (completions before arrivals), then by the sequence of scheduling.

#include <bit>
#include <cassert>
#include <cstdint>
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

  EventQueue() { heap_.resize(1); }

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

  // Sets or moves the slot's event. Times are never negative.
  void schedule(Slot slot, Time time, Phase phase = Phase::completion) {
    const Key key = make_key(time, phase, slot);
    const std::uint32_t at = position_[slot];
    if (at != 0) {
      fill_hole();
      const std::uint32_t where = position_[slot];
      if (key < heap_[where])
        sift_up(where, key);
      else
        sift_down(where, key);
    } else if (hole_) {
      hole_ = false;
      sift_down(1, key);
    } else {
      heap_.push_back(key);
      sift_up(static_cast<std::uint32_t>(heap_.size() - 1), key);
    }
  }

  // Nothing happens if the slot has no pending event.
  void cancel(Slot slot) {
    if (position_[slot] == 0) return;
    fill_hole();
    const std::uint32_t at = position_[slot];
    position_[slot] = 0;
    const Key last = heap_.back();
    heap_.pop_back();
    if (at == heap_.size()) return;
    if (last < heap_[at])
      sift_up(at, last);
    else
      sift_down(at, last);
  }

  bool empty() const { return heap_.size() - 1 == static_cast<std::size_t>(hole_); }
  std::size_t size() const { return heap_.size() - 1 - static_cast<std::size_t>(hole_); }

  // The time of the earliest event. The queue must not be empty.
  Time top_time() {
    fill_hole();
    return time_of(heap_[1]);
  }

  // Takes the earliest event out. The queue must not be empty. The root stays open until the next change, since
  // most events schedule another one: a new event then fills it without a separate removal.
  Slot pop() {
    fill_hole();
    const Slot slot = slot_of(heap_[1]);
    position_[slot] = 0;
    hole_ = true;
    return slot;
  }

  Time time_of_slot(Slot slot) {
    fill_hole();
    return position_[slot] == 0 ? Time::never() : time_of(heap_[position_[slot]]);
  }

 private:
  // Time in the upper half (the bits of a non-negative double order as the number does), then 2 bits of phase,
  // 38 of sequence, 24 of slot: one comparison without a branch.
  __extension__ typedef unsigned __int128 Key;

  Key make_key(Time time, Phase phase, Slot slot) {
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(time.in_seconds() + 0.0);
    assert(time.in_seconds() >= 0.0);
    const std::uint64_t order =
        (static_cast<std::uint64_t>(phase) << 62) | ((sequence_++ & ((std::uint64_t{1} << 38) - 1)) << 24) | slot;
    return (static_cast<Key>(bits) << 64) | order;
  }
  static Time time_of(Key key) {
    return Time::at(Duration::seconds(std::bit_cast<double>(static_cast<std::uint64_t>(key >> 64))));
  }
  static Slot slot_of(Key key) { return static_cast<Slot>(static_cast<std::uint64_t>(key) & 0xffffffu); }

  void place(std::uint32_t at, Key key) {
    heap_[at] = key;
    position_[slot_of(key)] = at;
  }

  void fill_hole() {
    if (!hole_) return;
    hole_ = false;
    const Key last = heap_.back();
    heap_.pop_back();
    if (heap_.size() > 1) sift_down(1, last);
  }

  void sift_up(std::uint32_t at, Key key) {
    while (at > 1) {
      const std::uint32_t parent = at / 2;
      if (!(key < heap_[parent])) break;
      place(at, heap_[parent]);
      at = parent;
    }
    place(at, key);
  }

  void sift_down(std::uint32_t at, Key key) {
    const auto end = static_cast<std::uint32_t>(heap_.size());
    for (;;) {
      std::uint32_t child = 2 * at;
      if (child + 1 >= end) {
        if (child < end && heap_[child] < key) {
          place(at, heap_[child]);
          at = child;
        }
        break;
      }
      if (8 * at < end) __builtin_prefetch(&heap_[8 * at]);
      child += static_cast<std::uint32_t>(heap_[child + 1] < heap_[child]);
      if (!(heap_[child] < key)) break;
      place(at, heap_[child]);
      at = child;
    }
    place(at, key);
  }

  Slot grow();

  std::vector<Key> heap_;                // 1-based; [0] is unused
  std::vector<std::uint32_t> position_;  // of each slot in the heap; 0 where it has no event
  std::vector<Slot> free_;
  std::uint64_t sequence_ = 0;
  bool hole_ = false;  // the root was taken out and not yet filled
};

}  // namespace mainstay::kernel
