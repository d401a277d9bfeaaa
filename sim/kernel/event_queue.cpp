#include "kernel/event_queue.hpp"

#include <stdexcept>

namespace mainstay::kernel {

EventQueue::Slot EventQueue::grow() {
  if (position_.size() >= max_slots)
    throw std::length_error("more than 16.7 million processes and timers live at once");
  position_.push_back(0);
  free_.reserve(position_.capacity());  // slots are freed as a simulation ends for want of memory, too
  return static_cast<Slot>(position_.size() - 1);
}

void EventQueue::make_room() {
  const std::uint32_t room = room_ == 0 ? 60 : 2 * room_;
  // Two places more than events, for the children of the last one.
  auto larger = std::make_unique_for_overwrite<Key[]>(std::size_t{room} + 4);
  if (heap_ != nullptr) std::copy_n(heap_.get(), size_ + std::size_t{1}, larger.get());
  std::fill(larger.get() + (heap_ == nullptr ? 0 : size_ + std::size_t{1}), larger.get() + room + 4, nothing);
  heap_ = std::move(larger);
  room_ = room;
}

void EventQueue::close_hole() {
  hole_ = false;
  const Key last = heap_[size_];
  heap_[size_--] = nothing;
  if (size_ > 0) sift_down(1, last);
}

void EventQueue::move(std::uint32_t at, Key key) {
  if (key < heap_[at])
    sift_up(at, key);
  else
    sift_down(at, key);
}

void EventQueue::take_out(Slot slot, std::uint32_t at) {
  position_[slot] = 0;
  const Key last = heap_[size_];
  heap_[size_--] = nothing;
  if (at <= size_) move(at, last);
}

}  // namespace mainstay::kernel
