#include "work/visit.hpp"

#include <algorithm>

namespace mainstay::work {

bool comes_after(const Step& step, int before) {
  return std::find(step.after_index.begin(), step.after_index.end(), before) != step.after_index.end();
}

bool may_block(World& world, const Step& step) {
  const auto& teams = step.task.by.teams;
  return std::any_of(teams.begin(), teams.end(), [&](std::size_t t) { return world.team(t).blocks_when_full(); });
}

bool may_be_blocked(World& world, const Steps& steps, int which) {
  const auto& ways = steps.steps.items[static_cast<std::size_t>(which)].value.then.ways;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& next = steps.steps.items[i].value;
    const bool leads_there = std::any_of(ways.begin(), ways.end(), [&](const Branch::Way& way) { return way.index == static_cast<int>(i); });
    if ((leads_there || comes_after(next, which)) && may_block(world, next)) return true;
  }
  return false;
}

kernel::Activity<> wait_for_room(World& world, Step& step) {
  const auto pools = step.task.by.pools(world);
  while (std::none_of(pools.begin(), pools.end(), [](const kernel::Pool* p) { return p->has_room(); })) {
    if (pools.size() == 1)
      co_await pools[0]->room_freed().next();
    else if (pools.size() == 2)
      co_await kernel::any_of(pools[0]->room_freed().next(), pools[1]->room_freed().next());
    else
      co_await kernel::any_of(pools[0]->room_freed().next(), pools[1]->room_freed().next(), pools[2]->room_freed().next());
  }
}

namespace {

// A task that somebody has in hand.
struct InHand {
  Effects& effects;
  Time begun = Time::never();
  const kernel::Pool* by = nullptr;
};

void take_in_hand(void* in_hand, const kernel::Job& job) {
  auto& own = *static_cast<InHand*>(in_hand);
  own.begun = job.started;
  own.by = job.server;
  own.effects.begin(job.started, job.server);
}

// With the people for as long as they are kept: a step that may be held up after its end.
kernel::Activity<Visit> visit_and_stay(World& world, Task& task, const Doing& doing) {
  Visit out;
  kernel::Simulation& simulation = world.simulation();
  const Time entered = simulation.now();
  out.done.begun = entered;
  out.done.work = doing.time ? *doing.time : task.time.draw(doing.occurrence);
  Effects effects(world, task, doing);
  InHand in_hand{effects};
  kernel::Request request = request_of(task, doing, out.done.work);
  request.begun = take_in_hand;
  request.context = &in_hand;
  if (!task.uses.is_empty()) {
    out.done.wait = co_await effects.gather(request.patience);
    request.patience -= out.done.wait;
    if (!effects.has_parts()) {
      out.done.outcome = kernel::Outcome::gave_up;
      co_return out;
    }
  }
  const auto pools = task.by.pools(world);
  const bool rejected =
      std::none_of(pools.begin(), pools.end(), [](const kernel::Pool* p) { return p->has_room(); });
  if (rejected) {
    out.done.outcome = kernel::Outcome::rejected;
    co_return out;
  }
  kernel::Token people = co_await kernel::acquire(pools, request);
  out.done.wait = simulation.now() - entered;
  out.done.begun = simulation.now();
  if (!people) {
    out.done.outcome = kernel::Outcome::gave_up;
    co_return out;
  }
  out.done.by = task.by.team_of(world, in_hand.by);
  out.done.lasted = out.done.work;
  co_await kernel::delay(out.done.work);
  out.held = std::move(people);
  co_return out;
}

}  // namespace

kernel::Activity<Visit> visit(World& world, Steps& steps, int which, const Journey& journey, const Doing& doing,
                              bool keep_people) {
  Visit out;
  kernel::Simulation& simulation = world.simulation();
  Step& step = steps.steps.items[static_cast<std::size_t>(which)].value;
  if (journey.admit != nullptr) {
    co_await journey.admit(journey.context, which, doing.occurrence);
  } else if (step.at) {
    const Time at = step.begins(simulation.now(), doing.occurrence);
    if (at > simulation.now()) co_await kernel::delay(at - simulation.now());
  }
  Task& task = step.task;
  if (!step.escalate) {
    if (keep_people && !task.by.is_empty()) co_return co_await visit_and_stay(world, task, doing);
    out.done = co_await perform(world, task, doing);
    co_return out;
  }
  const Time entered = simulation.now();
  out.done.begun = entered;
  out.done.work = doing.time ? *doing.time : task.time.draw(doing.occurrence);
  Effects effects(world, task, doing);
  Duration limit = step.escalate->after;
  kernel::Request request = request_of(task, doing, out.done.work);
  if (!task.uses.is_empty()) {
    out.done.wait = co_await effects.gather(std::min(limit, request.patience));
    out.done.begun = simulation.now();
    if (!effects.has_parts()) {
      out.escalated = limit <= request.patience;
      if (!out.escalated) out.done.outcome = kernel::Outcome::gave_up;
      out.done.work = Duration();
      co_return out;
    }
    limit -= out.done.wait;
    request.patience -= out.done.wait;
  }
  if (task.by.is_empty()) {
    effects.begin(simulation.now());
    out.escalated = limit < out.done.work;
    out.done.work = std::min(limit, out.done.work);
    out.done.lasted = out.done.work;
    co_await kernel::delay(out.done.work);
    co_return out;
  }
  InHand in_hand{effects};
  Duration left;
  request.begun = take_in_hand;
  request.context = &in_hand;
  request.left_over = &left;
  // What is done just as its time is over is done: the limit comes after the completions of its instant.
  auto first = co_await kernel::any_of(kernel::work(task.by.pools(world), request), kernel::arrival_after(limit));
  const bool is_done = first.index() == 1 && in_hand.begun.is_finite() && left <= kernel::rounding_at(simulation.now());
  if (first.index() == 1 && !is_done) {
    // Goes on without being done: what was worked on it counts, and so does the wait.
    out.escalated = true;
    out.done.work = out.done.work - left;
    out.done.wait = std::min(in_hand.begun, simulation.now()) - entered;
    out.done.by = task.by.team_of(world, in_hand.by);
  } else if (is_done) {
    out.done.wait = in_hand.begun - entered;
    out.done.by = task.by.team_of(world, in_hand.by);
  } else {
    const kernel::Served served = std::get<0>(first);
    out.done.outcome = served.outcome;
    out.done.wait += served.wait;
    out.done.by = task.by.team_of(world, served.by);
  }
  out.done.begun = entered + out.done.wait;
  out.done.lasted = simulation.now() - entered - out.done.wait;
  co_return out;
}

}  // namespace mainstay::work
