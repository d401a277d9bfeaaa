#include "kernel/simulation.hpp"

#include <cassert>

#include "kernel/process.hpp"

namespace mainstay::kernel {

Simulation::~Simulation() { close(); }

void Simulation::run_until(Time end) {
  assert(depth_ == 0);
  end_ = end;
  while (!stopped_) {
    if (!to_dispatch_.empty() && (queue_.empty() || queue_.top_time() > now_)) {
      run_dispatch();
      continue;
    }
    if (queue_.empty()) break;
    const Time next = queue_.top_time();
    if (next > end) break;
    const Slot slot = queue_.pop();
    count_event(next);
    depth_ = 1;
    fire(slot);
    depth_ = 0;
  }
  if (!stopped_ && end.is_finite() && now_ < end) now_ = end;
}

void Simulation::run_dispatch() {
  // Dispatching may ask for more of the same instant: those come in the next round.
  std::vector<Dispatcher*> round;
  round.swap(to_dispatch_);
  depth_ = 2;  // what is started here must not let time pass
  for (Dispatcher* dispatcher : round) {
    dispatcher->awaits_dispatch_ = false;
    dispatcher->dispatch();
  }
  depth_ = 0;
  round.clear();
  if (to_dispatch_.empty()) to_dispatch_.swap(round);  // keeps its capacity: no allocation in steady state
}

void Simulation::close() {
  closing_ = true;
  stopped_ = true;
  while (latest_ != nullptr) {
    Control& control = *latest_;
    const auto root = control.root_;
    control.end();
    root.destroy();
  }
  to_dispatch_.clear();
}

ProcessRef Simulation::spawn(Process process, std::string_view name) {
  const auto handle = std::exchange(process.handle_, {});
  if (closing_) {
    handle.destroy();
    return {};
  }
  Control& control = handle.promise().own;
  control.begin(*this, handle);
  control.name_ = name;
  ProcessRef ref(control);
  if (depth_ == 0) {
    schedule(control.slot(), now_, Phase::completion);
  } else {
    ++depth_;
    handle.resume();
    --depth_;
  }
  return ref;
}

Simulation::Slot Simulation::add_callback(Callback callback, void* object) {
  const Slot slot = queue_.add_slot();
  if (slot >= handlers_.size()) handlers_.resize(slot + 1);
  handlers_[slot].callback = callback;
  handlers_[slot].object = object;
  return slot;
}

Simulation::Slot Simulation::add_process(std::coroutine_handle<> handle) {
  return add_callback(nullptr, handle.address());
}

void Simulation::remove_slot(Slot slot) {
  queue_.cancel(slot);
  ++handlers_[slot].generation;
  queue_.free_slot(slot);
}

void Simulation::fail(std::exception_ptr exception, std::string_view process, std::string_view signal) {
  stopped_ = true;
  if (failed_) return;  // the first one is the cause
  failed_ = true;
  failure_ = {std::move(exception), std::string(process), std::string(signal), now_};
}

void Simulation::link(Control& control) {
  control.older_ = latest_;
  if (latest_ != nullptr) latest_->newer_ = &control;
  latest_ = &control;
}

void Simulation::unlink(Control& control) {
  if (control.newer_ != nullptr)
    control.newer_->older_ = control.older_;
  else
    latest_ = control.older_;
  if (control.older_ != nullptr) control.older_->newer_ = control.newer_;
}

void Control::begin(Simulation& simulation, std::coroutine_handle<> root) {
  simulation_ = &simulation;
  root_ = root;
  slot_ = simulation.add_process(root);
  simulation.link(*this);
}

void Control::end() {
  withdraw_all();
  simulation_->unlink(*this);
  simulation_->remove_slot(slot_);
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
  if (!is_alive() || control_->interrupt_ == nullptr) return false;
  control_->wake(control_->interrupt_->index);
  return true;
}

void ProcessRef::cancel() {
  if (!is_alive()) return;
  const auto root = control_->root_;
  control_->end();
  root.destroy();
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
