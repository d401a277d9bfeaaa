#include "kernel/simulation.hpp"

#include <cassert>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "kernel/process.hpp"

namespace mainstay::kernel {

Simulation::~Simulation() { close(); }

void Simulation::run_until(Time end) {
  run_all(end);
  if (!stopped_ && end.is_finite() && now_ < end) now_ = end;
}

void Simulation::run_before(Time end) {
  assert(end > Time());
  run_all(Time::at(Duration::seconds(std::nextafter(end.in_seconds(), 0.0))));
  if (!stopped_ && end.is_finite()) now_ = end;
}

void Simulation::run_all(Time end) {
  assert(!running_);
  running_ = true;
  const Time free_until = runs_on_ ? end : no_time;
  while (!stopped_) {
    if (to_dispatch_ != nullptr && queue_.is_all_after(now_)) {
      run_dispatch();
      continue;
    }
    Time next;
    const Slot slot = queue_.pop_until(end, next);
    if (slot == EventQueue::no_slot) break;
    count_event(next);
    runs_free_until_ = to_dispatch_ == nullptr ? free_until : no_time;
    fire(slot);
  }
  running_ = false;
}

void Simulation::check_progress() {
  until_check_ = most_at_once;
  events_ += most_at_once;
  if (now_ == last_checked_)
    fail(std::make_exception_ptr(std::runtime_error(
             "millions of events at one instant: something goes round in a circle in which no time passes")), {});
  last_checked_ = now_;
}

void Simulation::run_dispatch() {
  // Dispatching may ask for more of the same instant: those come in the next round.
  Dispatcher* dispatcher = std::exchange(to_dispatch_, nullptr);
  runs_free_until_ = no_time;  // what is started here must not let time pass
  while (dispatcher != nullptr) {
    Dispatcher& one = *dispatcher;
    dispatcher = one.next_;
    one.awaits_dispatch_ = false;
    one.dispatch();
  }
}

void Simulation::close() {
  closing_ = true;
  stop();
  while (latest_ != nullptr) {
    Control& control = *latest_;
    control.end();
    control.destroy();
  }
  to_dispatch_ = nullptr;
}

void Simulation::fail(std::exception_ptr exception, std::string_view process, std::string_view signal) {
  stop();
  if (failed_) return;  // the first one is the cause
  failed_ = true;
  failure_ = {std::move(exception), std::string(process), std::string(signal), now_};
}

void Control::destroy() {
  std::coroutine_handle<Process::promise_type>::from_promise(static_cast<Process::promise_type&>(*this)).destroy();
}

void OnInterrupt::nothing_to_take_back(Wait&) {}

void Control::tell_joiners() {
  while (joiners_ != nullptr) {
    Done* joiner = joiners_;
    if (simulation_->is_closing()) {
      joiners_ = joiner->next_;  // nobody is woken any more
      joiner->ref_.control_ = nullptr;
    } else {
      joiner->control->wake(joiner->index);  // withdraws itself from the list
    }
  }
}

bool ProcessRef::is_alive() const {
  return simulation_ != nullptr && control_ != nullptr && simulation_->generation(slot_) == generation_;
}

bool ProcessRef::interrupt() {
  if (!is_alive()) return false;
  for (const Wait* wait = control_->waits_; wait != nullptr; wait = wait->sibling)
    if (wait->withdraw == &OnInterrupt::nothing_to_take_back) {
      control_->wake(wait->index);
      return true;
    }
  return false;
}

void ProcessRef::cancel() {
  if (!is_alive()) return;
  Control& control = *control_;
  control.end();
  control.destroy();
}

void Done::leave() {
  if (ref_.control_ == nullptr) return;
  for (Done** at = &ref_.control_->joiners_; *at != nullptr; at = &(*at)->next_)
    if (*at == this) {
      *at = next_;
      return;
    }
}

}  // namespace mainstay::kernel
