#pragma once
// Signals (something happened; everybody who waits hears it), stores (things handed from process to process) and
// clocks that run only some of the time.

#include <deque>

#include "kernel/process.hpp"

namespace mainstay::kernel {

// Waiters leave in the order in which they came.
class MAINSTAY_API Signal {
 public:
  struct Next : Wait {
    explicit Next(Signal& signal) : signal_(&signal) {}
    bool is_ready() const { return false; }
    void enlist(Control& c, int i) {
      index = i;
      withdraw = [](Wait& w) { static_cast<Next&>(w).leave(); };
      c.listen(*this);
      previous_ = signal_->last_;
      next_ = nullptr;
      (previous_ != nullptr ? previous_->next_ : signal_->first_) = this;
      signal_->last_ = this;
    }
    void finish() {}
    void result() {}
    void leave() {
      (previous_ != nullptr ? previous_->next_ : signal_->first_) = next_;
      (next_ != nullptr ? next_->previous_ : signal_->last_) = previous_;
    }

    Signal* signal_;
    Next* previous_ = nullptr;
    Next* next_ = nullptr;
  };

  Signal() = default;
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  // The next time that it is raised.
  [[nodiscard]] Next next() { return Next(*this); }
  void raise() {
    while (first_ != nullptr) first_->control->wake(first_->index);
  }
  bool has_waiters() const { return first_ != nullptr; }

 private:
  Next* first_ = nullptr;
  Next* last_ = nullptr;
};

// Hands things from those who put to those who get, in order; `get` waits while it is empty.
template <class T>
class Store {
 public:
  explicit Store(Simulation& simulation) : simulation_(simulation) {}
  Simulation& simulation() const { return simulation_; }
  void put(T item) {
    items_.push_back(std::move(item));
    arrived_.raise();
  }
  [[nodiscard]] Activity<T> get() {
    while (items_.empty()) co_await arrived_.next();
    T item = std::move(items_.front());
    items_.pop_front();
    co_return item;
  }
  std::size_t size() const { return items_.size(); }

 private:
  Simulation& simulation_;
  std::deque<T> items_;
  Signal arrived_;
};

// Time that passes at a rate of its own: 1 as the calendar, 0 while it stands still, 0.3 for a warm standby.
// `co_await clock.elapse(d)` waits until d has passed on this clock; when the rate changes, what is left goes on at
// the new rate.
class MAINSTAY_API Clock {
 public:
  struct Elapse : Wait {
    Elapse(Clock& clock, Duration duration) : clock_(&clock), left_(duration) {}
    bool is_ready() const { return false; }
    void enlist(Control& c, int i) {
      index = i;
      withdraw = [](Wait& w) { static_cast<Elapse&>(w).leave(); };
      c.listen(*this);
      clock_->add(*this);
    }
    void finish() {}
    void result() {}
    void leave() { clock_->remove(*this); }

    Clock* clock_;
    Duration left_;
    Elapse* previous_ = nullptr;
    Elapse* next_ = nullptr;
    Simulation::Slot slot_ = EventQueue::no_slot;
  };

  explicit Clock(Simulation& simulation, double rate = 1.0)
      : simulation_(&simulation), rate_(rate), since_(simulation.now()) {}
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  double rate() const { return rate_; }
  void set_rate(double rate);
  // What it shows: time passed on it so far.
  Duration reading() const { return reading_ + (simulation_->now() - since_) * rate_; }
  [[nodiscard]] Elapse elapse(Duration duration) { return Elapse(*this, duration); }

 private:
  friend struct Elapse;
  void add(Elapse& wait);
  void remove(Elapse& wait);
  void schedule(Elapse& wait);

  Simulation* simulation_;
  double rate_;
  Time since_;         // of the last change of rate
  Duration reading_;   // then
  Elapse* first_ = nullptr;
};

}  // namespace mainstay::kernel
