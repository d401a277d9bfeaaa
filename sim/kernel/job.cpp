#include <utility>

#include "kernel/pool.hpp"

namespace mainstay::kernel {

void Job::enlist(Control& c, int i) {
  Simulation& simulation = c.simulation();
  index = i;
  withdraw = [](Wait& w) { static_cast<Job&>(w).leave(); };
  enlisted = simulation.now();
  left = request.work;
  c.listen(*this);
  bool room = request.ignores_room;
  for (Pool* pool : pools) room = room || pool->has_room();
  if (!room) {
    outcome = Outcome::rejected;
    state = State::over;
    server = pools.front();
    c.wake(index);
    return;
  }
  state = State::waiting;
  sequence = simulation.next_arrival();
  nodes = static_cast<QueueNode*>(simulation.frames().take(sizeof(QueueNode) * pools.size()));
  for (std::size_t k = 0; k < pools.size(); ++k) {
    auto* node = new (&nodes[k]) QueueNode;
    node->job = this;
    pools[k]->add(*node);
    pools[k]->changed();
    simulation.request_dispatch(*pools[k]);
  }
  const bool has_none = request.patience <= Duration();
  if (!c.waits_for_one() || has_none)
    timer = simulation.add_callback([](void* job) { static_cast<Job*>(job)->fire(); }, this);
  if (has_none)
    simulation.schedule(timer, simulation.now(), Phase::observation);
  else if (request.patience.is_finite())
    set_timer(simulation.now() + request.patience);
}

void Job::set_timer(Time time) {
  if (timer == EventQueue::no_slot)
    control->wake_at(time, index);
  else
    control->simulation().schedule(timer, time, Phase::completion);
}

void Job::clear_timer() {
  if (timer == EventQueue::no_slot)
    control->unschedule();
  else
    control->simulation().cancel(timer);
}

// Its own timer: the work is done, patience is at its end, or who was called is there.
void Job::fire() {
  if (on_the_way) {
    server->arrive(*this);
    return;
  }
  if (state == State::waiting && request.patience <= Duration()) {
    // Who begins at once does not wait: work is handed out before what has no patience goes.
    for (std::size_t k = 0; k < pools.size() && !begun; ++k) pools[k]->dispatch();
    if (begun || on_the_way) return;
  }
  settle();
  control->wake(index);
}

void Job::settle() {
  if (state == State::serving) {
    state = State::over;
    server->end(*this);
  } else if (state == State::waiting) {
    outcome = Outcome::gave_up;
    server = pools.front();
    waited = control->now() - enlisted;
  }
}

// The process resumes with this wait's result.
void Job::finish() {
  settle();
  if (state == State::granted) state = State::over;  // the token answers for them from here
  control->withdraw_all();
}

// The process no longer waits for it: it resumed, another wait came first, or it ends.
void Job::leave() {
  Simulation& simulation = control->simulation();
  const State was = state;
  state = State::over;
  if (was == State::waiting) {
    for (std::size_t k = 0; k < pools.size(); ++k) {
      pools[k]->remove(nodes[k]);
      pools[k]->changed();
      simulation.request_dispatch(*pools[k]);  // what stood behind it may be able to begin
    }
  } else if (was == State::serving) {
    clear_timer();
    left = server->left_of(*this);
    state = State::serving;  // it was not done
    server->end(*this);
    state = State::over;
  } else if (was == State::granted) {
    Token(server, *this).release();
  }
  if (request.left_over != nullptr && (was == State::waiting || was == State::serving)) *request.left_over = left;
  if (timer != EventQueue::no_slot) {
    simulation.remove_slot(timer);
    timer = EventQueue::no_slot;
  }
  if (nodes != nullptr) {
    FramePool::give_back(nodes, sizeof(QueueNode) * pools.size());
    nodes = nullptr;
  }
}

// --- tokens ---

Token::Token(Pool* pool, const Job& job)
    : pool_(pool), people_(job.request.people), on_call_(job.on_call), taken_(job.taken) {}

Token& Token::operator=(Token&& other) noexcept {
  if (this != &other) {
    release();
    pool_ = std::exchange(other.pool_, nullptr);
    people_ = other.people_;
    on_call_ = other.on_call_;
    taken_ = other.taken_;
  }
  return *this;
}

void Token::release() {
  if (pool_ == nullptr) return;
  Pool* pool = std::exchange(pool_, nullptr);
  --pool->serving_;
  pool->give_back(people_, taken_, on_call_);
  pool->tell_room();
  pool->changed();
  pool->ask_for_next();
}

}  // namespace mainstay::kernel
