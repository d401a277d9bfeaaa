// Shared service.
// All present are served at rate min(1, capacity / present). In the time that runs at that rate, a piece of work
// that arrives at v with work w is done at v + w, so one tree of marks is enough (as in Kleinrock's egalitarian
// processor sharing).

#include <algorithm>

#include "kernel/pool_queue.hpp"

namespace mainstay::kernel {

void Pool::share_now() {
  const Time now = simulation_.now();
  shared_time_ += (now - shared_since_).in_seconds() * shared_rate_;
  shared_since_ = now;
  shared_rate_ = serving_ == 0 ? 0.0 : std::min(1.0, static_cast<double>(capacity_) / serving_);
  if (shared_rate_ <= 0.0) {
    shared_timer_.cancel();
    return;
  }
  const double ahead = std::max(0.0, queue_->in_order().begin()->key - shared_time_);
  shared_timer_.set(now + Duration::seconds(ahead / shared_rate_));
}

// Takes in what has arrived.
void Pool::share_arrivals() {
  share_now();
  while (!queue_->any().empty()) {
    Job& job = *queue_->any().front()->job;
    for (std::size_t k = 0; k < job.pools.size(); ++k) job.pools[k]->remove(job.nodes[k]);
    job.clear_timer();
    job.server = this;
    job.state = Job::State::serving;
    job.begun = true;
    job.started = simulation_.now();
    job.waited = job.started - job.enlisted;
    ++serving_;
    ++busy_;
    job.nodes[0].key = shared_time_ + job.left.in_seconds();
    queue_->add(job.nodes[0], false);
    if (listener_ != nullptr) listener_->work_begun(*this, job);
    if (job.request.begun != nullptr) job.request.begun(job.request.context, job);
  }
  share_now();
  changed();
}

void Pool::share_finished() {
  QueueNode& node = *queue_->in_order().begin();
  Job& job = *node.job;
  // Exactly at its mark: what rounding left over must not be served again.
  shared_time_ = node.key;
  shared_since_ = simulation_.now();
  job.settle();
  job.control->wake(job.index);
}

}  // namespace mainstay::kernel
