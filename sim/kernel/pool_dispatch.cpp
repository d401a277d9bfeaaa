// Who does what next, by the discipline of the queue.

#include <algorithm>

#include "kernel/pool_queue.hpp"
#include "kernel/random.hpp"

namespace mainstay::kernel {

void Pool::dispatch() {
  switch (discipline_) {
    case Discipline::shared:
      if (waiting_ > 0) share_arrivals();
      return;
    case Discipline::first_ready:
      serve_ready();
      return;
    default: break;
  }
  while (waiting_ > 0 && free_people() > 0 && serve_next()) {
  }
  if (on_call_delay_ != nullptr)
    while (waiting_ > 0 && on_call_ > on_call_busy_ && serve_on_call()) {
    }
  if (discipline_ == Discipline::preemptive_priority && interrupted_ != Interrupted::finish)
    while (waiting_ > 0 && preempt_for_next()) {
    }
}

// Begins the next piece of work that can be begun; false where none can. Work for which the skill is not there does
// not hold up others; work that waits for several people does.
bool Pool::serve_next() {
  Job* chosen = nullptr;
  if (discipline_ == Discipline::random) {
    chosen = drawn();
  } else {
    for (QueueNode& node : queue_->in_order()) {
      if (fits(*node.job)) {
        chosen = node.job;
        break;
      }
      if (free_people() < node.job->request.people) return false;
    }
  }
  if (chosen == nullptr) return false;
  // A team that this work would rather have may have somebody free in this very instant.
  choosing_ = true;
  bool elsewhere = false;
  for (Pool* better : chosen->pools) {
    if (better == this) break;
    if (!better->choosing_ && better->fits(*chosen) && better->serve_next()) {
      elsewhere = true;
      break;
    }
  }
  choosing_ = false;
  if (!elsewhere) begin(*chosen, false);
  return true;
}

// Any of those waiting, all alike; where the skill for it is not there, any of those for whom it is.
Job* Pool::drawn() const {
  const auto& any = queue_->any();
  Job* job = any[stream_->below(any.size())]->job;
  if (fits(*job)) return job;
  if (free_people() < job->request.people) return nullptr;
  std::vector<Job*> able;
  for (const QueueNode* node : any)
    if (fits(*node->job)) able.push_back(node->job);
  return able.empty() ? nullptr : able[stream_->below(able.size())];
}

bool Pool::serve_on_call() {
  if (discipline_ == Discipline::random) {
    for (QueueNode* node : queue_->any())
      if (fits_on_call(*node->job)) return begin(*node->job, true), true;
    return false;
  }
  for (QueueNode& node : queue_->in_order())
    if (fits_on_call(*node.job)) return begin(*node.job, true), true;
  return false;
}

// Whether it could begin if all less urgent work were put aside.
bool Pool::can_preempt(const Job& next) const {
  const int skill = classes_.empty() ? -1 : next.request.skill;
  int people = free_people();
  std::array<int, most_skill_classes> able{};
  for (std::size_t k = 0; k < classes_.size(); ++k) able[k] = classes_[k].present - classes_[k].busy;
  for (const Job* job = first_serving_; job != nullptr; job = job->next) {
    if (job->on_call || job->request.priority <= next.request.priority) continue;
    people += job->request.people;
    for (std::size_t k = 0; k < classes_.size(); ++k) able[k] += job->taken[k];
  }
  if (people < next.request.people || capacity_ < next.request.people) return false;
  if (skill < 0) return true;
  int enough = 0;
  for (std::size_t k = 0; k < classes_.size(); ++k)
    if ((classes_[k].mask >> skill) & 1u) enough += std::max(0, able[k]);
  return enough >= next.request.people;
}

// Puts less urgent work aside for the most urgent that can begin by that, and begins it; false where there is none.
bool Pool::preempt_for_next() {
  const Job* least = least_important();
  if (least == nullptr) return false;
  Job* next = nullptr;
  for (QueueNode& node : queue_->in_order()) {
    if (node.job->request.priority >= least->request.priority) return false;
    if (can_preempt(*node.job)) {
      next = node.job;
      break;
    }
    if (classes_.empty()) return false;  // work that waits for several people holds up what is behind it
  }
  if (next == nullptr) return false;
  while (!fits(*next)) {
    const int skill = next->request.skill;
    const bool is_short_of_skill = !classes_.empty() && skill >= 0 && able_to(skill, false) < next->request.people;
    suspend(*least_important(is_short_of_skill ? skill : -1));
  }
  begin(*next, false);
  return true;
}

// --- the first ready ---

void Pool::set_ready_after(Duration (*draw)(void*), void* context) {
  ready_after_ = draw;
  ready_context_ = context;
}

void Pool::serve_ready() {
  if (free_people() <= 0) {
    for (auto& ready : ready_) ready->timer.cancel();
    return;
  }
  const auto& order = queue_->in_order();
  for (auto& ready : ready_) ready->waits = false;
  for (auto node = order.begin(); node != order.end();) {
    const std::uint32_t kind = node->job->request.kind;
    auto found = std::find_if(ready_.begin(), ready_.end(), [&](const auto& r) { return r->kind == kind; });
    if (found == ready_.end()) found = ready_.insert(ready_.end(), std::make_unique<Ready>(*this, kind));
    (*found)->waits = true;
    if (!(*found)->timer.is_pending()) (*found)->timer.set(simulation_.now() + ready_after_(ready_context_));
    while (node != order.end() && node->job->request.kind == kind) ++node;
  }
  for (auto& ready : ready_)
    if (!ready->waits) ready->timer.cancel();
}

void Pool::Ready::fire() {
  for (QueueNode& node : pool.queue_->in_order())
    if (node.job->request.kind == kind && pool.fits(*node.job)) {
      pool.begin(*node.job, false);
      break;
    }
  pool.simulation_.request_dispatch(pool);
}

}  // namespace mainstay::kernel
