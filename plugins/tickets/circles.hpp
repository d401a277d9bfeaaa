#pragma once
// Kinds of tickets that open each other for ever.

#include <cstddef>
#include <functional>
#include <vector>

#include "work/steps.hpp"
#include "work/task.hpp"

namespace mainstay::tickets {

// What one kind of ticket does.
struct Opener {
  const work::Task* task = nullptr;   // where there are no steps
  const work::Steps* steps = nullptr;
  bool merges = false;
};

// Whether nobody ever waits for people of the team of this index.
using NeverMakesWait = std::function<bool(std::size_t)>;

// Kinds of which each ticket opens one of the next kind, whatever chance gives, and one of the last kind one of the first:
// once there is one, there is one for ever. The first such circle, from its least kind on; empty where there is none. A
// kind whose tickets merge, or may be given up as they wait for people, ends a circle some day.
std::vector<std::size_t> endless_circle(const std::vector<Opener>& kinds, const NeverMakesWait& never_makes_wait);

}  // namespace mainstay::tickets
