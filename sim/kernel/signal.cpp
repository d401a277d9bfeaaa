#include "kernel/signal.hpp"

namespace mainstay::kernel {

void Clock::set_rate(double rate) {
  if (rate == rate_) return;
  const Time now = simulation_->now();
  const Duration passed = (now - since_) * rate_;
  reading_ += passed;
  since_ = now;
  for (Elapse* wait = first_; wait != nullptr; wait = wait->next_) wait->left_ -= passed;
  rate_ = rate;
  for (Elapse* wait = first_; wait != nullptr; wait = wait->next_) schedule(*wait);
}

void Clock::add(Elapse& wait) {
  // `left_` counts from the last change of rate, as that of the others does.
  wait.left_ += (simulation_->now() - since_) * rate_;
  wait.slot_ = simulation_->add_callback(
      [](void* w) {
        auto* elapse = static_cast<Elapse*>(w);
        elapse->control->wake(elapse->index);
      },
      &wait);
  wait.next_ = first_;
  if (first_ != nullptr) first_->previous_ = &wait;
  first_ = &wait;
  schedule(wait);
}

void Clock::remove(Elapse& wait) {
  (wait.previous_ != nullptr ? wait.previous_->next_ : first_) = wait.next_;
  if (wait.next_ != nullptr) wait.next_->previous_ = wait.previous_;
  simulation_->remove_slot(wait.slot_);
}

void Clock::schedule(Elapse& wait) {
  if (rate_ <= 0.0 || !wait.left_.is_finite()) {
    simulation_->cancel(wait.slot_);
    return;
  }
  const Time due = since_ + wait.left_ / rate_;
  simulation_->schedule(wait.slot_, std::max(due, simulation_->now()), Phase::completion);
}

}  // namespace mainstay::kernel
