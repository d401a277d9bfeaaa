#include "kernel/pool.hpp"

#include <algorithm>
#include <memory>

#include "kernel/pool_queue.hpp"

namespace mainstay::kernel {

Pool::Pool(Simulation& simulation, const Settings& settings)
    : simulation_(simulation),
      discipline_(settings.discipline),
      interrupted_(settings.interrupted),
      capacity_(settings.capacity),
      room_(settings.room),
      queue_(std::make_unique<Queue>(settings.discipline == Discipline::fifo)),
      shared_timer_(Timer::calling<&Pool::share_finished>(simulation, this)) {}

Pool::~Pool() = default;

// To those who wait outside until there is a place.
void Pool::tell_room() {
  if (room_freed_.has_waiters() && has_room()) room_freed_.raise();
}

void Pool::changed() {
  if (listener_ != nullptr) listener_->pool_changed(*this);
}

double Pool::key_of(const Job& job) const {
  switch (discipline_) {
    case Discipline::lifo: return -static_cast<double>(job.sequence);
    case Discipline::shortest: return job.left.in_seconds();
    case Discipline::earliest_due: return job.request.due.in_seconds();
    case Discipline::priority:
    case Discipline::preemptive_priority: return job.request.priority;
    case Discipline::first_ready: return job.request.kind;
    case Discipline::fifo:
    case Discipline::random:
    case Discipline::shared: break;
  }
  return 0.0;
}

void Pool::add(QueueNode& node) {
  node.sequence = node.job->sequence;
  node.key = key_of(*node.job);
  node.listed = true;
  queue_->add(node, is_drawn());
  ++waiting_;
}

void Pool::remove(QueueNode& node) {
  if (!node.listed) return;
  node.listed = false;
  queue_->remove(node, is_drawn());
  --waiting_;
  tell_room();
}

// What is still to do of work in hand.
Duration Pool::left_of(const Job& job) const {
  const Time now = simulation_.now();
  if (discipline_ == Discipline::shared)
    return Duration::seconds(std::max(0.0, job.nodes[0].key - shared_time_ - (now - shared_since_).in_seconds() * shared_rate_));
  return now > job.started ? job.left - (now - job.started) : job.left;
}

void Pool::begin(Job& job, bool on_call) {
  for (std::size_t k = 0; k < job.pools.size(); ++k) {
    job.pools[k]->remove(job.nodes[k]);
    if (job.pools[k] != this) job.pools[k]->changed();
  }
  job.on_call = on_call;
  job.server = this;
  take(job);
  ++serving_;
  job.started = simulation_.now();
  job.clear_timer();
  if (on_call) job.started += on_call_delay_(on_call_context_);
  if (job.started > simulation_.now()) {
    list(job);
    if (job.timer == EventQueue::no_slot)
      job.timer = simulation_.add_callback([](void* j) { static_cast<Job*>(j)->fire(); }, &job);
    job.on_the_way = true;
    job.set_timer(job.started);
  } else {
    arrive(job);
  }
  changed();
}

// Somebody is there: the work begins, or goes on.
void Pool::arrive(Job& job) {
  const bool was_called = job.on_the_way;
  job.on_the_way = false;
  if (!job.begun) {
    job.begun = true;
    job.waited = job.started - job.enlisted;
    if (listener_ != nullptr) listener_->work_begun(*this, job);
    if (job.request.begun != nullptr) job.request.begun(job.request.context, job);
    if (was_called && job.state != Job::State::serving) return;  // its own beginning took the people away
  }
  if (job.use == Job::Use::hold) {
    if (was_called) unlist(job);
    job.state = Job::State::granted;
    job.control->wake(job.index, &job);
  } else {
    if (!was_called) list(job);
    job.set_timer(job.started + job.left);
  }
}

void Pool::list(Job& job) {
  job.state = Job::State::serving;
  job.previous = nullptr;
  job.next = first_serving_;
  if (first_serving_ != nullptr) first_serving_->previous = &job;
  first_serving_ = &job;
}

void Pool::unlist(Job& job) {
  (job.previous != nullptr ? job.previous->next : first_serving_) = job.next;
  if (job.next != nullptr) job.next->previous = job.previous;
}

void Pool::suspend(Job& job) {
  job.clear_timer();
  job.on_the_way = false;
  job.left = interrupted_ == Interrupted::repeat ? job.request.work : left_of(job);
  end(job);
  job.state = Job::State::waiting;
  for (std::size_t k = 0; k < job.pools.size(); ++k) {
    job.pools[k]->add(job.nodes[k]);
    job.pools[k]->changed();
    simulation_.request_dispatch(*job.pools[k]);
  }
}

// Takes a piece of work out of service.
void Pool::end(Job& job) {
  --serving_;
  if (discipline_ == Discipline::shared) {
    --busy_;
    queue_->remove(job.nodes[0], false);
    share_now();
  } else {
    unlist(job);
    give_back(job.request.people, job.taken, job.on_call);
    job.on_call = false;
    job.taken.fill(0);
  }
  if (job.state == Job::State::over && listener_ != nullptr) listener_->work_done(*this, job);
  tell_room();
  changed();
  ask_for_next();
}

}  // namespace mainstay::kernel
