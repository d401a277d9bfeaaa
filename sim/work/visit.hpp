#pragma once
// One step of a journey, from entering to leaving it, and the rooms that it must wait for. Of this room alone.

#include "kernel/pool.hpp"
#include "kernel/process.hpp"
#include "work/steps.hpp"
#include "work/task.hpp"
#include "work/world.hpp"

namespace mainstay::work {

// Of the step's `after`.
bool comes_after(const Step& step, int before);
// Whether a pool that holds up the step before may have no room for this one.
bool may_block(World& world, const Step& step);
// Whether any of the steps that follow this one may.
bool may_be_blocked(World& world, const Steps& steps, int which);
// Waits until the step has room. Of more than three teams, those after the third are looked at as one of these has.
kernel::Activity<> wait_for_room(World& world, Step& step);

// What one gives back tells whether it was escalated.
struct Visit {
  Done done;
  bool escalated = false;
  kernel::Token held;  // people kept until the next step has room
};
// With `keep_people`, those who worked on it stay with it: it may be held up after its end.
kernel::Activity<Visit> visit(World& world, Steps& steps, int which, const Journey& journey, const Doing& doing,
                              bool keep_people);

}  // namespace mainstay::work
