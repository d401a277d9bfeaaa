#pragma once
// Processes: C++20 coroutines that live in simulated time.
//
//   Process life(Machine& machine) {                    // a member function of something with `simulation()`,
//     for (;;) {                                        // or a function whose first parameter is that
//       co_await delay(draw(machine.up_time));
//       ...
//     }
//   }
//   simulation.spawn(life(machine), "machine");
//
// A process waits for one thing (`co_await delay(d)`) or for the first of several (`co_await any_of(signal.next(),
// delay(d))`, a std::variant of what each gives). Waking a process withdraws all its waits at that instant, so that
// what comes later in the same instant goes to somebody else. Activities are parts of a process with a result.
//
// Awaitables are trivially destructible on purpose: g++ 12 destroys others twice in some co_await expressions.

#include <cassert>
#include <coroutine>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "kernel/simulation.hpp"

namespace mainstay::kernel {

class Control;

// One thing that a suspended process waits for; part of an awaitable in the process's frame.
struct Wait {
  Control* control = nullptr;
  Wait* sibling = nullptr;             // the next wait of the same process
  void (*withdraw)(Wait&) = nullptr;   // takes it back from whatever it is listed in
  int index = 0;                       // its place among the process's waits
};

// What the kernel knows of a living process: a part of its frame, so each byte counts.
class MAINSTAY_API Control {
 public:
  Simulation& simulation() const { return *simulation_; }
  Time now() const { return simulation_->now(); }
  Simulation::Slot slot() const { return slot_; }
  std::string_view name() const { return name_; }

  // Where to resume: the innermost coroutine that suspended.
  void suspend_in(std::coroutine_handle<> handle) { simulation_->set_handle(slot_, handle); }
  // Adds a wait, to be withdrawn when the process wakes.
  void listen(Wait& wait) {
    wait.control = this;
    wait.sibling = waits_;
    waits_ = &wait;
  }
  // Ends all waits now; the process resumes later in this instant and learns that wait `index` woke it. A wait that
  // was granted something is kept, so that it is given back if the process is cancelled before it resumes.
  void wake(int index, Wait* kept = nullptr) {
    while (waits_ != nullptr) {
      Wait* wait = waits_;
      waits_ = wait->sibling;
      if (wait != kept) wait->withdraw(*wait);
    }
    if (kept != nullptr) {
      kept->sibling = nullptr;
      waits_ = kept;
    }
    woken_by_ = static_cast<std::int16_t>(index);
    simulation_->schedule(slot_, simulation_->now(), Phase::completion);
  }
  void withdraw_all() {
    while (waits_ != nullptr) {
      Wait* wait = waits_;
      waits_ = wait->sibling;
      wait->withdraw(*wait);
    }
  }
  // The process's own event, where it waits for that alone.
  void sleep_until(Time time, Phase phase) {
    if (time.is_finite()) simulation_->schedule(slot_, time, phase);
  }
  // The process's own event: at most one time; the earliest wins.
  void wake_at(Time time, int index, Phase phase = Phase::completion) {
    if (simulation_->is_pending(slot_) && simulation_->time_of(slot_) <= time) return;
    woken_by_ = static_cast<std::int16_t>(index);
    if (time.is_finite()) simulation_->schedule(slot_, time, phase);
  }
  void unschedule() { simulation_->cancel(slot_); }
  int woken_by() const { return woken_by_; }
  // Waits for one thing alone, which may then use the process's own event.
  bool waits_for_one() const { return waits_for_one_; }
  void set_waits_for_one(bool one) { waits_for_one_ = one; }

 private:
  friend class Simulation;
  friend class Process;
  friend class ProcessRef;
  friend struct OnInterrupt;
  friend struct Done;

  void begin(std::coroutine_handle<> root);
  void end();
  void destroy();   // the process, where it stands
  void tell_joiners();

  Simulation* simulation_ = nullptr;
  Simulation::Slot slot_ = EventQueue::no_slot;
  std::int16_t woken_by_ = 0;
  bool waits_for_one_ = false;
  Wait* waits_ = nullptr;
  struct Done* joiners_ = nullptr;
  Control* older_ = nullptr;
  Control* newer_ = nullptr;
  std::string_view name_;
};

inline void Simulation::link(Control& control) {
  control.older_ = latest_;
  if (latest_ != nullptr) latest_->newer_ = &control;
  latest_ = &control;
}

inline void Simulation::unlink(Control& control) {
  if (control.newer_ != nullptr)
    control.newer_->older_ = control.older_;
  else
    latest_ = control.older_;
  if (control.older_ != nullptr) control.older_->newer_ = control.newer_;
}

inline void Control::begin(std::coroutine_handle<> root) {
  slot_ = simulation_->add_process(root);
  simulation_->link(*this);
}

inline void Control::end() {
  withdraw_all();
  simulation_->unlink(*this);
  simulation_->remove_slot(slot_);
  if (joiners_ != nullptr) tell_joiners();
}

// The simulation that a coroutine's first argument belongs to; its frame comes from there.
inline Simulation& simulation_of(Simulation& simulation) { return simulation; }
template <class T>
  requires requires(T& t) { { t.simulation() } -> std::convertible_to<Simulation&>; }
Simulation& simulation_of(T& t) {
  return t.simulation();
}

struct PromiseBase {
  Control* control = nullptr;

  template <class First, class... Rest>
  static void* operator new(std::size_t bytes, First& first, Rest&...) {
    return simulation_of(first).frames().take(bytes);
  }
  static void operator delete(void* p, std::size_t bytes) { FramePool::give_back(p, bytes); }
};

template <class P>
Control& control_of(std::coroutine_handle<P> handle) {
  return *handle.promise().control;
}

// --- awaiting ---

template <class W>
concept Waitable = requires(W w, Control& c) {
  { w.is_ready() } -> std::convertible_to<bool>;
  w.enlist(c, 0);
  w.result();
} && std::is_trivially_destructible_v<W>;

// Waits for one thing: W, or W& where it is a temporary of the co_await expression, which lives in the frame as it is.
template <class W>
  requires Waitable<std::remove_reference_t<W>>
class AwaitOne {
 public:
  explicit AwaitOne(std::remove_reference_t<W>& wait) : wait_(wait) {}
  bool await_ready() { return wait_.is_ready(); }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> handle) {
    Control& control = control_of(handle);
    if constexpr (requires { wait_.skip(control); })
      if (wait_.skip(control)) return false;
    control.suspend_in(handle);
    control.set_waits_for_one(true);
    wait_.enlist(control, 0);
    return true;
  }
  auto await_resume() {
    wait_.finish();
    return wait_.result();
  }

 private:
  W wait_;
};

// What a coroutine awaits, made ready for it.
template <class A>
decltype(auto) to_await(A&& awaited) {
  if constexpr (!Waitable<std::remove_cvref_t<A>>)
    return std::forward<A>(awaited);
  else if constexpr (std::is_lvalue_reference_v<A>)
    return AwaitOne<std::remove_cvref_t<A>>(awaited);
  else
    return AwaitOne<A&>(awaited);
}

struct Nothing {};

// Waits for the first of several; gives a variant of their results.
template <Waitable... W>
class AwaitAny {
 public:
  using Result = std::variant<std::conditional_t<std::is_void_v<decltype(std::declval<W>().result())>, Nothing,
                                                 decltype(std::declval<W>().result())>...>;
  explicit AwaitAny(W... waits) : waits_(waits...) {}
  bool await_ready() { return ready(std::index_sequence_for<W...>()); }
  template <class P>
  void await_suspend(std::coroutine_handle<P> handle) {
    control_ = &control_of(handle);
    control_->suspend_in(handle);
    control_->set_waits_for_one(false);
    enlist(std::index_sequence_for<W...>());
  }
  Result await_resume() {
    if (control_ != nullptr) ready_ = control_->woken_by();
    return pick(std::index_sequence_for<W...>());
  }

 private:
  template <std::size_t... I>
  bool ready(std::index_sequence<I...>) {
    return ((std::get<I>(waits_).is_ready() ? (ready_ = static_cast<int>(I), true) : false) || ...);
  }
  template <std::size_t... I>
  void enlist(std::index_sequence<I...>) {
    (std::get<I>(waits_).enlist(*control_, static_cast<int>(I)), ...);
  }
  template <std::size_t... I>
  Result pick(std::index_sequence<I...>) {
    std::optional<Result> out;
    (void)((ready_ == static_cast<int>(I) ? (emplace<I>(out), true) : false) || ...);
    return std::move(*out);
  }
  template <std::size_t I>
  void emplace(std::optional<Result>& out) {
    auto& wait = std::get<I>(waits_);
    wait.finish();
    if (control_ != nullptr) control_->withdraw_all();  // the others, where the process's own timer woke it
    if constexpr (std::is_void_v<decltype(wait.result())>) {
      wait.result();
      out.emplace(std::in_place_index<I>);
    } else {
      out.emplace(std::in_place_index<I>, wait.result());
    }
  }

  std::tuple<W...> waits_;
  Control* control_ = nullptr;
  int ready_ = -1;
};

template <Waitable... W>
[[nodiscard]] AwaitAny<W...> any_of(W... waits) {
  return AwaitAny<W...>(waits...);
}

// Lets time pass.
struct Delay {
  explicit Delay(Duration duration) : duration_(duration) {}
  bool is_ready() const { return false; }
  bool skip(Control& control) const {
    return control.simulation().advance_if_next(control.now() + duration_);
  }
  void enlist(Control& control, int index) {
    const Time end = control.now() + duration_;
    if (control.waits_for_one())
      control.sleep_until(end, phase_);
    else
      control.wake_at(end, index, phase_);
  }
  void finish() {}
  void result() {}

  Duration duration_;
  Phase phase_ = Phase::completion;
};
[[nodiscard]] inline Delay delay(Duration duration) { return Delay(duration); }
// The wait of a source for its next arrival: what it brings comes after the completions of that instant.
[[nodiscard]] inline Delay arrival_after(Duration duration) {
  Delay d(duration);
  d.phase_ = Phase::arrival;
  return d;
}

// Waits until somebody calls `interrupt()` on this process.
struct OnInterrupt : Wait {
  bool is_ready() const { return false; }
  void enlist(Control& c, int i) {
    index = i;
    withdraw = &nothing_to_take_back;
    c.listen(*this);
  }
  void finish() {}
  void result() {}
  // By which an interrupt knows it among the waits of a process.
  MAINSTAY_API static void nothing_to_take_back(Wait&);
};

// A process seen from outside. Stays valid, and says so, after the process has ended.
class MAINSTAY_API ProcessRef {
 public:
  ProcessRef() = default;
  bool is_alive() const;
  // Wakes the process if it waits for an interrupt; false if it does not.
  bool interrupt();
  // Destroys the process where it stands, which gives back what it holds. Not for the process at hand itself.
  void cancel();
  [[nodiscard]] struct Done done() const;

 private:
  friend class Simulation;
  friend struct Done;
  friend class Control;
  explicit ProcessRef(Control& control)
      : control_(&control), simulation_(&control.simulation()), slot_(control.slot()),
        generation_(control.simulation().generation(control.slot())) {}
  Control* control_ = nullptr;
  Simulation* simulation_ = nullptr;
  Simulation::Slot slot_ = EventQueue::no_slot;
  std::uint32_t generation_ = 0;
};

// Waits for the end of a process; at once if it has ended.
struct MAINSTAY_API Done : Wait {
  explicit Done(ProcessRef ref) : ref_(ref) {}
  bool is_ready() const { return !ref_.is_alive(); }
  void enlist(Control& c, int i) {
    index = i;
    withdraw = [](Wait& w) { static_cast<Done&>(w).leave(); };
    c.listen(*this);
    next_ = ref_.control_->joiners_;
    ref_.control_->joiners_ = this;
  }
  void finish() {}
  void result() {}
  void leave();

  ProcessRef ref_;
  Done* next_ = nullptr;
};
inline Done ProcessRef::done() const { return Done(*this); }

// A process: built by calling a coroutine, begun by spawning it.
class [[nodiscard]] Process {
 public:
  struct promise_type : PromiseBase, Control {
    template <class First, class... Rest>
    explicit promise_type(First& first, Rest&...) {
      control = this;
      simulation_ = &simulation_of(first);
    }
    Process get_return_object() { return Process(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct End {
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<promise_type> h) const noexcept {
          h.promise().end();
          h.destroy();
        }
        void await_resume() const noexcept {}
      };
      return End{};
    }
    void return_void() {}
    void unhandled_exception() { simulation().fail(std::current_exception(), name()); }
    template <class A>
    decltype(auto) await_transform(A&& awaited) {
      return to_await(std::forward<A>(awaited));
    }
  };

  Process(Process&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Process& operator=(Process&&) = delete;
  ~Process() {
    if (handle_) handle_.destroy();
  }
  ProcessRef spawn(std::string_view name = {}) && {
    Simulation& simulation = handle_.promise().simulation();
    return simulation.spawn(std::move(*this), name);
  }

 private:
  friend class Simulation;
  explicit Process(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

inline ProcessRef Simulation::spawn(Process process, std::string_view name) {
  const auto handle = std::exchange(process.handle_, {});
  if (closing_) {
    handle.destroy();
    return {};
  }
  Control& control = handle.promise();
  control.begin(handle);
  control.name_ = name;
  ProcessRef ref(control);
  if (!running_) {
    schedule(control.slot(), now_, Phase::completion);
  } else {
    const Time before = std::exchange(runs_free_until_, no_time);
    handle.resume();
    if (to_dispatch_ == nullptr && !stopped_) runs_free_until_ = before;
  }
  return ref;
}

// A part of a process, awaited by it, with a result.
template <class T = void>
class [[nodiscard]] Activity;

namespace detail {

template <class T>
struct ActivityResult {
  std::optional<T> value;
  void return_value(T v) { value.emplace(std::move(v)); }
  T take() { return std::move(*value); }
};
template <>
struct ActivityResult<void> {
  void return_void() {}
  void take() {}
};

}  // namespace detail

template <class T>
class [[nodiscard]] Activity {
 public:
  struct promise_type : PromiseBase, detail::ActivityResult<T> {
    std::coroutine_handle<> caller;
    std::exception_ptr exception;

    Activity get_return_object() { return Activity(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Back {
        bool await_ready() const noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) const noexcept {
          const auto caller = h.promise().caller;
          return caller ? caller : std::noop_coroutine();  // none: it has not waited, and Run goes on by itself
        }
        void await_resume() const noexcept {}
      };
      return Back{};
    }
    void unhandled_exception() { exception = std::current_exception(); }
    template <class A>
    decltype(auto) await_transform(A&& awaited) {
      return to_await(std::forward<A>(awaited));
    }
  };

  Activity(Activity&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Activity& operator=(Activity&&) = delete;
  ~Activity() {
    if (handle_) handle_.destroy();
  }

  class Run {
   public:
    explicit Run(std::coroutine_handle<promise_type> child) : child_(child) {}
    bool await_ready() const { return false; }
    // Resumed as a call, not by a transfer: a process that never waits (time runs on while nothing else is due) may
    // pass here millions of times, and only an optimising compiler makes a transfer that leaves nothing on the stack.
    template <class P>
    bool await_suspend(std::coroutine_handle<P> parent) {
      child_.promise().control = parent.promise().control;
      child_.resume();
      if (child_.done()) return false;
      child_.promise().caller = parent;
      return true;
    }
    T await_resume() {
      if (child_.promise().exception) std::rethrow_exception(child_.promise().exception);
      return child_.promise().take();
    }

   private:
    std::coroutine_handle<promise_type> child_;
  };
  Run operator co_await() && { return Run(handle_); }

 private:
  explicit Activity(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

}  // namespace mainstay::kernel
