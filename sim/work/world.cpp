#include "work/world.hpp"

namespace mainstay::work {

void Hold::release() {
  if (world_ == nullptr) return;
  std::exchange(world_, nullptr)->release(key_);
}

}  // namespace mainstay::work
