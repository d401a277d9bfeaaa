#pragma once
// Signals (something happened; everybody who waits hears it), stores (things handed from process to process) and
// clocks that run only some of the time.

#include <vector>

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

// Hands things from those who put to those who get, in order; `co_await store.get()` waits while it is empty. What is
// put while somebody waits is promised to the first of them, so that who asks later in the same instant does not take it.
template <class T>
class Store {
 public:
  struct Get : Wait {
    explicit Get(Store& store) : store_(&store) {}
    bool is_ready() const { return store_->size() > store_->promised_; }
    void enlist(Control& c, int i) {
      index = i;
      withdraw = [](Wait& w) { static_cast<Get&>(w).leave(); };
      c.listen(*this);
      store_->list(*this);
    }
    void finish() {
      if (!promised_) return;
      promised_ = false;
      --store_->promised_;
      control->withdraw_all();
    }
    T result() { return store_->take(); }
    void leave() {
      if (listed_) store_->unlist(*this);
      if (!promised_) return;
      promised_ = false;  // it goes before it took what was promised to it: that is the next one's
      --store_->promised_;
      store_->promise();
    }

    Store* store_;
    Get* previous_ = nullptr;
    Get* next_ = nullptr;
    bool listed_ = false;
    bool promised_ = false;
  };

  explicit Store(Simulation& simulation) : simulation_(simulation) {}
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  Simulation& simulation() const { return simulation_; }
  void put(T item) {
    if (size() > mask_) [[unlikely]]
      make_room();
    items_[end_++ & mask_] = std::move(item);
    if (first_ != nullptr) promise();
  }
  [[nodiscard]] Get get() { return Get(*this); }
  std::size_t size() const { return end_ - first_item_; }

 private:
  static constexpr std::size_t least_room = 8;  // a power of two, as all of them

  void promise() {
    if (first_ == nullptr || size() <= promised_) return;
    Get& get = *first_;
    unlist(get);
    get.promised_ = true;
    ++promised_;
    get.control->wake(get.index, &get);
  }
  void list(Get& get) {
    get.previous_ = last_;
    get.next_ = nullptr;
    (last_ != nullptr ? last_->next_ : first_) = &get;
    last_ = &get;
    get.listed_ = true;
  }
  void unlist(Get& get) {
    (get.previous_ != nullptr ? get.previous_->next_ : first_) = get.next_;
    (get.next_ != nullptr ? get.next_->previous_ : last_) = get.previous_;
    get.listed_ = false;
  }
  T take() { return std::move(items_[first_item_++ & mask_]); }
  // Twice as much, so that nothing is allocated once the store has been as full as it gets.
  void make_room() {
    std::vector<T> wider(2 * items_.size());
    const std::size_t n = size();
    for (std::size_t i = 0; i < n; ++i) wider[i] = std::move(items_[(first_item_ + i) & mask_]);
    items_.swap(wider);
    mask_ = items_.size() - 1;
    first_item_ = 0;
    end_ = n;
  }

  Simulation& simulation_;
  std::vector<T> items_ = std::vector<T>(least_room);  // a ring
  std::size_t mask_ = least_room - 1;
  std::size_t first_item_ = 0;  // numbers that go on for ever; in the ring by their lower bits
  std::size_t end_ = 0;
  std::size_t promised_ = 0;  // of those left, to who has been woken and has not yet resumed
  Get* first_ = nullptr;      // of those who wait
  Get* last_ = nullptr;
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
