#pragma once
// One trial's clock, event loop and processes. A Simulation is used by one thread, shares nothing, and resumes
// processes only from its loop. What is still suspended when it is destroyed is destroyed with it.

#include <coroutine>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "kernel/event_queue.hpp"
#include "kernel/frame_pool.hpp"
#include "kernel/time.hpp"

namespace mainstay::kernel {

class Control;
class Process;
class ProcessRef;

// Something that hands out waiting work once everything else of an instant has happened.
class MAINSTAY_API Dispatcher {
 public:
  virtual void dispatch() = 0;

 protected:
  ~Dispatcher() = default;

 private:
  friend class Simulation;
  bool awaits_dispatch_ = false;
  Dispatcher* next_ = nullptr;  // of those that await it
};

// Why a run ended early: the exception of a process or of a handler of a signal, or a circle without end.
struct Failure {
  std::exception_ptr exception;
  std::string process;   // or whose handler it was; empty for the circle, which may be of several
  std::string signal;    // that the handler heard; empty for a process
  Time time;
};

class MAINSTAY_API Simulation {
 public:
  using Slot = EventQueue::Slot;
  using Callback = void (*)(void*);

  Simulation() = default;
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;
  ~Simulation();

  Time now() const { return now_; }

  // Runs all events up to and including `end`, then sets the clock to `end`. An exception that leaves a process ends
  // the run: it is kept in `failure()`. So is a circle in which no time passes, after some millions of events.
  void run_until(Time end);
  // The same, but for what would happen at `end` itself, which does not happen any more: what is observed from one
  // instant to another has its begin, and not its end. `end` must be later than 0.
  void run_before(Time end);
  // Ends the run after the event at hand.
  void stop() {
    stopped_ = true;
    runs_free_until_ = no_time;
  }
  bool is_stopped() const { return stopped_; }
  // Destroys everything suspended, latest first. From here on nothing can be spawned, woken or dispatched.
  void close();
  bool is_closing() const { return closing_; }

  // A process goes straight on where its own next event is the next of all; off, each event takes its way through the
  // queue. The same happens either way, at the same times and by the same count: this is for tests to show it.
  void set_runs_on(bool on) { runs_on_ = on; }

  const Failure* failure() const { return failed_ ? &failure_ : nullptr; }

  // Events taken from the queue so far, and a hash of their times: equal runs have equal fingerprints.
  std::uint64_t events() const { return events_ - until_check_; }
  std::uint64_t fingerprint() const { return fingerprint_; }

  // Starts a process: at once when called from within the run, else as its first event at the present instant.
  ProcessRef spawn(Process process, std::string_view name = {});

  // Calls `dispatcher.dispatch()` once, after the last event of this instant.
  void request_dispatch(Dispatcher& dispatcher) {
    if (dispatcher.awaits_dispatch_ || closing_) return;
    dispatcher.awaits_dispatch_ = true;
    dispatcher.next_ = nullptr;
    (to_dispatch_ != nullptr ? last_to_dispatch_->next_ : to_dispatch_) = &dispatcher;
    last_to_dispatch_ = &dispatcher;
    runs_free_until_ = no_time;
  }

  // --- for timers and waits ---
  Slot add_callback(Callback callback, void* object) {
    const Slot slot = queue_.add_slot();
    if (slot >= handlers_.size()) [[unlikely]]
      handlers_.resize(slot + 1);
    handlers_[slot].callback = callback;
    handlers_[slot].object = object;
    return slot;
  }
  Slot add_process(std::coroutine_handle<> handle) { return add_callback(nullptr, handle.address()); }
  void remove_slot(Slot slot) {
    queue_.cancel(slot);
    ++handlers_[slot].generation;
    queue_.free_slot(slot);
  }
  void set_handle(Slot slot, std::coroutine_handle<> handle) { handlers_[slot].object = handle.address(); }
  void schedule(Slot slot, Time time, Phase phase) { queue_.schedule(slot, time, phase); }
  void cancel(Slot slot) { queue_.cancel(slot); }
  bool is_pending(Slot slot) const { return queue_.is_pending(slot); }
  // The slot must be pending.
  Time time_of(Slot slot) const { return queue_.time_of(slot); }
  // Counts what joins any queue, so that ties are served by arrival across pools; from 1.
  std::uint64_t next_arrival() { return ++arrivals_; }
  std::uint32_t generation(Slot slot) const { return handlers_[slot].generation; }
  FramePool& frames() { return frames_; }
  void fail(std::exception_ptr exception, std::string_view process, std::string_view signal = {});
  void link(Control& control);
  void unlink(Control& control);

  // The process resumed by the loop may go straight on if nothing else happens before its own next event. Never
  // within a nested start: the starter has not finished its instant.
  bool advance_if_next(Time time) {
    if (time > runs_free_until_ || !queue_.is_all_after(time)) return false;
    count_event(time);
    return true;
  }

 private:
  static constexpr Time no_time = Time::at(Duration::seconds(-1.0));
  static constexpr std::uint64_t most_at_once = std::uint64_t{1} << 24;  // events of one instant; at most twice as many
  struct Handler {
    Callback callback = nullptr;  // nullptr: `object` is the address of a coroutine to resume
    void* object = nullptr;
    std::uint32_t generation = 0;
  };

  void count_event(Time time) {
    now_ = time;
    fingerprint_ = (fingerprint_ ^ std::bit_cast<std::uint64_t>(time.in_seconds())) * 0x9e3779b97f4a7c15u;
    fingerprint_ ^= fingerprint_ >> 29;
    if (--until_check_ == 0) [[unlikely]]
      check_progress();
  }
  void check_progress();
  void run_all(Time end);
  void fire(Slot slot) {
    // Read before the call, which may make the vector grow.
    const Callback callback = handlers_[slot].callback;
    void* const object = handlers_[slot].object;
    if (callback == nullptr)
      std::coroutine_handle<>::from_address(object).resume();
    else
      callback(object);
  }
  void run_dispatch();

  EventQueue queue_;
  std::vector<Handler> handlers_;
  Dispatcher* to_dispatch_ = nullptr;  // the first of them, in the order in which they asked
  Dispatcher* last_to_dispatch_ = nullptr;
  Time now_;
  // Until when the process at hand may let time pass by itself: the end of the run, or not at all where it was started
  // from within another, something is to be dispatched in this instant, or the run has been stopped.
  Time runs_free_until_ = no_time;
  bool runs_on_ = true;
  bool running_ = false;
  bool stopped_ = false;
  bool closing_ = false;
  bool failed_ = false;
  // Counted down to the next look whether time still passes: one instruction does both.
  std::uint64_t events_ = most_at_once;       // so far, by the next look
  std::uint64_t until_check_ = most_at_once;
  std::uint64_t fingerprint_ = 0;
  Time last_checked_ = no_time;
  std::uint64_t arrivals_ = 0;
  FramePool frames_;
  Control* latest_ = nullptr;  // list of living processes
  Failure failure_;
};

// Calls back at a time of one's choosing; moving and cancelling it is cheap. Lives as long as its owner.
class MAINSTAY_API Timer {
 public:
  Timer(Simulation& simulation, Simulation::Callback callback, void* object, Phase phase = Phase::completion)
      : simulation_(simulation), slot_(simulation.add_callback(callback, object)), phase_(phase) {}
  // A timer that calls `(object->*Member)()`.
  template <auto Member, class T>
  static Timer calling(Simulation& simulation, T* object, Phase phase = Phase::completion) {
    return Timer(
        simulation, [](void* o) { (static_cast<T*>(o)->*Member)(); }, object, phase);
  }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { simulation_.remove_slot(slot_); }

  void set(Time time) {
    if (time.is_finite())
      simulation_.schedule(slot_, time, phase_);
    else
      simulation_.cancel(slot_);
  }
  void cancel() { simulation_.cancel(slot_); }
  bool is_pending() const { return simulation_.is_pending(slot_); }

 private:
  Simulation& simulation_;
  Simulation::Slot slot_;
  Phase phase_;
};

}  // namespace mainstay::kernel
