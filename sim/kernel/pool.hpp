#pragma once
// A pool: people or servers who do waiting work, in an order of one's choosing.
//
//   auto served = co_await pools.work(request);      // waits, is worked on, may be interrupted and resumed
//   Token crew = co_await acquire(pools, request);   // held until the token goes; nobody takes it away
//
// Work may name several pools in order of preference: the first that can takes it. Who is free and what waits is
// matched after everything else of an instant has happened; queues serve ties in order of arrival.

#include <algorithm>
#include <array>
#include <boost/intrusive/set_hook.hpp>
#include <memory>
#include <span>
#include <vector>

#include "kernel/process.hpp"
#include "kernel/signal.hpp"

namespace mainstay::kernel {

class Pool;
class Stream;
struct Job;

enum class Discipline {
  fifo,
  lifo,
  shortest,             // least work left
  earliest_due,
  random,
  priority,             // most urgent (lowest number) first; work begun is not interrupted
  preemptive_priority,  // ... is interrupted by more urgent work
  shared,               // all at once, each at an equal share (egalitarian processor sharing)
  first_ready,          // while someone is free, each kind of waiting work runs a clock; the first is taken
};

// What becomes of work in hand when its people are taken away (by urgent work, or by the end of their shift).
enum class Interrupted { resume, repeat, finish };

// What one piece of work asks for.
struct Request {
  Duration work;                          // hands-on time
  int priority = 5;                       // 1 is the most urgent
  Time due = Time::never();
  int people = 1;
  int skill = -1;                         // index among the pool's skills, or -1
  std::uint32_t kind = 0;                 // what counts as one kind of work for `first_ready`
  Duration patience = Duration::infinite();  // gives up if it has not begun by then
  void (*begun)(void*, const Job&) = nullptr;  // called as it is begun for the first time
  void* context = nullptr;                // for `begun`
  Duration* left_over = nullptr;          // told how much of the work was not done, where it is given up
  bool ignores_room = false;              // joins even where no waiting place is left; else it is rejected
};

enum class Outcome { done, gave_up, rejected };

struct Served {
  Outcome outcome = Outcome::done;
  Pool* by = nullptr;      // who did it
  Duration wait;           // until it was begun (or given up)
};

// People are classed by the sets of skills that they have; so many such classes a pool may have.
inline constexpr std::size_t most_skill_classes = 8;
using TakenPeople = std::array<std::uint16_t, most_skill_classes>;

struct QueueNode : boost::intrusive::set_base_hook<boost::intrusive::optimize_size<false>> {
  double key = 0.0;
  std::uint64_t sequence = 0;
  Job* job = nullptr;
  Pool* pool = nullptr;
  QueueNode* previous = nullptr;  // in order of service
  QueueNode* next = nullptr;
  std::size_t at = 0;      // its place where there is no order
  bool listed = false;
};

// A piece of work in a process's frame, while it waits and while it is done.
struct MAINSTAY_API Job : Wait {
  enum class State { idle, waiting, serving, granted, over };
  enum class Use { work, hold };

  Job(std::span<Pool* const> choice, const Request& asked, Use how) : pools(choice), request(asked), use(how) {}

  bool is_ready() const { return false; }
  void enlist(Control& c, int i);
  void finish();
  void leave();
  void set_timer(Time time);
  void clear_timer();
  void fire();
  void settle();

  std::span<Pool* const> pools;  // in order of preference; must outlive the job
  Request request;
  Use use;
  State state = State::idle;
  Outcome outcome = Outcome::done;
  Pool* server = nullptr;
  QueueNode* nodes = nullptr;    // one for each pool
  Simulation::Slot timer = EventQueue::no_slot;  // its own, where the process waits for other things too
  Duration left;                 // of the work
  Time enlisted;
  Time started;                  // last begun or resumed, or when who was called will be there
  Duration waited;               // until first begun
  bool begun = false;
  bool on_call = false;
  bool on_the_way = false;       // who was called is not there yet
  std::uint64_t sequence = 0;
  Job* previous = nullptr;       // among those being served
  Job* next = nullptr;
  TakenPeople taken = {};        // of each class of skills
};

// Who looks on: measures are kept outside the kernel.
class PoolListener {
 public:
  virtual void pool_changed(const Pool& pool) = 0;                 // busy, waiting or capacity
  virtual void work_begun(const Pool& pool, const Job& job) = 0;   // for the first time
  virtual void work_done(const Pool& pool, const Job& job) = 0;

 protected:
  ~PoolListener() = default;
};

// People held by a process; they go back when the token does.
class MAINSTAY_API Token {
 public:
  Token() = default;
  Token(Pool* pool, const Job& job);
  Token(Token&& other) noexcept { *this = std::move(other); }
  Token& operator=(Token&& other) noexcept;
  ~Token() { release(); }
  void release();
  explicit operator bool() const { return pool_ != nullptr; }
  Pool* pool() const { return pool_; }

 private:
  Pool* pool_ = nullptr;
  int people_ = 0;
  bool on_call_ = false;
  TakenPeople taken_ = {};
};

class MAINSTAY_API Pool final : public Dispatcher {
 public:
  static constexpr int unlimited = 1 << 30;

  struct Settings {
    int capacity = 1;
    int room = unlimited;  // waiting places
    Discipline discipline = Discipline::fifo;
    Interrupted interrupted = Interrupted::resume;
  };

  Pool(Simulation& simulation, const Settings& settings);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  Simulation& simulation() const { return simulation_; }
  std::span<Pool* const> alone() const { return {&self_, 1}; }

  int capacity() const { return capacity_; }
  // People at work, on call or not; where they are shared, no more than there are.
  int busy() const { return discipline_ == Discipline::shared ? std::min(busy_, capacity_) : busy_; }
  // Of those at work, who is not on shift: called from home, or still at it as the shift is over.
  int out_of_hours() const { return busy() - std::min(busy() - on_call_busy_, capacity_); }
  int waiting() const { return waiting_; }      // pieces of work
  int present() const { return serving_; }      // pieces of work in hand
  // Both numbers may be `unlimited`. Where all are served at once, those beyond the number of servers take the places.
  bool has_room() const {
    return discipline_ == Discipline::shared ? waiting_ + serving_ - capacity_ < room_
                                             : waiting_ - std::max(0, free_people()) < room_;
  }
  Signal& room_freed() { return room_freed_; }

  // How many are on shift, and how many more can be called. Whose place goes is interrupted, as set.
  void set_staff(int on_shift, int on_call = 0);
  // Total headcount by skill: class `mask` (bit i: has skill i) and how many; most skilled first, at most
  // `most_skill_classes` of them.
  void set_skills(const std::vector<std::pair<std::uint32_t, int>>& classes);
  // Called from home: for work of at least this urgency, after a delay.
  void set_on_call(int least_urgent, Duration (*delay)(void*), void* context);
  void set_ready_after(Duration (*draw)(void*), void* context);
  void set_random(Stream* stream) { stream_ = stream; }
  void set_listener(PoolListener* listener) { listener_ = listener; }

  void dispatch() override;

 private:
  friend struct Job;
  friend class Token;
  class Queue;
  struct Ready;

  int free_people() const { return capacity_ - (busy_ - on_call_busy_); }
  double key_of(const Job& job) const;
  void add(QueueNode& node);
  void remove(QueueNode& node);
  int able_to(int skill, bool on_call) const;
  bool fits(const Job& job) const;
  bool fits_on_call(const Job& job) const;
  bool can_preempt(const Job& next) const;
  Job* drawn() const;
  bool is_drawn() const { return discipline_ == Discipline::random || discipline_ == Discipline::shared; }
  bool serve_next();
  bool serve_on_call();
  bool preempt_for_next();
  void serve_ready();
  void begin(Job& job, bool on_call);
  void arrive(Job& job);
  void list(Job& job);    // among those being served
  void unlist(Job& job);
  void suspend(Job& job);
  void end(Job& job);
  void take(Job& job);
  void give_back(int people, const TakenPeople& taken, bool on_call);
  void called(Job& job, bool on_call);
  bool has_skill(const Job& job, int skill) const;
  Duration left_of(const Job& job) const;
  void changed();
  void tell_room();
  // People have become free: something that waits may begin.
  void ask_for_next() {
    if (waiting_ > 0) simulation_.request_dispatch(*this);
  }
  // With a skill: among those whose people have it.
  Job* least_important(int skill = -1) const;
  void interrupt_surplus();
  void share_now();
  void share_arrivals();
  void share_finished();

  Simulation& simulation_;
  Pool* self_ = this;
  bool choosing_ = false;
  Discipline discipline_;
  Interrupted interrupted_;
  int capacity_;
  int room_;
  int busy_ = 0;
  int serving_ = 0;
  int waiting_ = 0;
  int on_call_ = 0;
  int on_call_busy_ = 0;
  int on_call_for_ = 0;
  Duration (*on_call_delay_)(void*) = nullptr;
  void* on_call_context_ = nullptr;
  Duration (*ready_after_)(void*) = nullptr;
  void* ready_context_ = nullptr;
  struct Class {
    std::uint32_t mask;
    int total;
    int present;
    int busy;      // of those present
    int called;    // of those at home: at work all the same
  };
  std::vector<Class> classes_;
  Stream* stream_ = nullptr;
  PoolListener* listener_ = nullptr;
  std::unique_ptr<Queue> queue_;
  Job* first_serving_ = nullptr;
  Signal room_freed_;
  // Shared service: a time that runs as fast as each piece of work is served.
  double shared_time_ = 0.0;
  Time shared_since_;
  double shared_rate_ = 0.0;
  Timer shared_timer_;
  std::vector<std::unique_ptr<Ready>> ready_;
};

// Does the work: waits for people, is worked on, gives the outcome.
struct Working : Job {
  Working(std::span<Pool* const> choice, const Request& asked) : Job(choice, asked, Use::work) {}
  Served result() const { return {outcome, server, waited}; }
};
[[nodiscard]] inline Working work(std::span<Pool* const> pools, const Request& request) {
  return Working(pools, request);
}
[[nodiscard]] inline Working work(const Pool& pool, const Request& request) { return Working(pool.alone(), request); }

// Waits for people and holds them. An empty token: gave up, or was rejected.
struct Acquiring : Job {
  Acquiring(std::span<Pool* const> choice, const Request& asked) : Job(choice, asked, Use::hold) {}
  Token result() { return outcome == Outcome::done ? Token(server, *this) : Token(); }
};
[[nodiscard]] inline Acquiring acquire(std::span<Pool* const> pools, const Request& request) {
  return Acquiring(pools, request);
}
[[nodiscard]] inline Acquiring acquire(const Pool& pool, const Request& request) {
  return Acquiring(pool.alone(), request);
}

}  // namespace mainstay::kernel
