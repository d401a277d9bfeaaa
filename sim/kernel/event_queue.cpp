#include "kernel/event_queue.hpp"

#include <stdexcept>

namespace mainstay::kernel {

EventQueue::Slot EventQueue::grow() {
  if (position_.size() >= max_slots)
    throw std::length_error("more than 16.7 million processes and timers live at once");
  position_.push_back(0);
  return static_cast<Slot>(position_.size() - 1);
}

}  // namespace mainstay::kernel
