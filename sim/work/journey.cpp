// The way through the steps: one after another, or several at once.

#include <algorithm>
#include <vector>

#include "work/steps.hpp"
#include "work/visit.hpp"

namespace mainstay::work {

namespace {

// Random numbers of one visit: of the item, the step's turn, never those of another.
std::uint64_t occurrence_of(std::uint64_t item, int turn) { return (item << 12) + static_cast<std::uint64_t>(turn) + 1; }

// A step that takes nothing and does nothing is an outcome.
bool is_outcome(const Task& task) { return task.by.is_empty() && !task.has_effects() && task.time.law().max() <= 0.0; }

void tell(World& world, const Doing& doing, Event event, const Done& done, Label object) {
  const Telling& t = doing.telling;
  world.board().story().tell({.kind = t.kind, .subject = t.subject, .event = event, .number = t.number, .object = object,
                              .by = done.by, .because = doing.because, .value = done.work.in_hours()});
}

// The step is entered: what its task tells is told of it.
void tell_of(World& world, const Journey& journey, const std::string& name, const Step& step, Doing& doing) {
  if (journey.doing.telling.begun == Event::none || !world.board().story().is_heard()) return;
  doing.telling.object = world.board().label(name);
  doing.telling.begun = is_outcome(step.task) ? Event::none : journey.doing.telling.begun;
}

void tell_end(World& world, const Journey& journey, const Steps& steps, const Step& step, const Doing& doing, const Done& done, bool escalated) {
  if (journey.doing.telling.begun == Event::none || !world.board().story().is_heard()) return;
  if (escalated) {
    const auto& to = steps.steps.items[static_cast<std::size_t>(step.escalate->index)];
    tell(world, doing, Event::escalated, {}, world.board().label(to.name));
  } else if (done.outcome == kernel::Outcome::done) {
    tell(world, doing, is_outcome(step.task) ? Event::reached : Event::step_done, done, doing.telling.object);
  }
}

void tell_left(const Journey& journey, int step, const Done& done) {
  if (journey.left != nullptr) journey.left(journey.context, step, done);
}

void note(const StepMeasures::One& m, const Journey& j, const Done& done, Time entered, Time now) {
  if (done.outcome != kernel::Outcome::rejected) m.wait->add(done.wait.in_seconds(), j.labels);
  m.elapsed->add((now - entered).in_seconds(), j.labels);
  if (done.outcome == kernel::Outcome::done) m.reached->add((now - j.born).in_seconds(), j.labels);
}

// Counts an item in a step for as long as this lives.
class Inside {
 public:
  Inside(Level& open, const Labels& labels, World& world) : open_(open), labels_(labels), world_(world) {
    open_.add(1.0, labels_);
  }
  ~Inside() {
    if (!world_.simulation().is_closing()) open_.add(-1.0, labels_);
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  Level& open_;
  const Labels& labels_;
  World& world_;
};

kernel::Activity<Arrived> one_after_another(World& world, Steps& steps, StepMeasures& measures, const Journey& journey) {
  Arrived out;
  std::vector<int> visits(steps.size(), 0);
  Doing doing = journey.doing;
  int at = steps.begin.front();
  while (at >= 0) {
    Step& step = steps.steps.items[static_cast<std::size_t>(at)].value;
    const StepMeasures::One& m = measures[at];
    doing.occurrence = occurrence_of(journey.item, out.visits);
    ++out.visits;
    ++visits[static_cast<std::size_t>(at)];
    out.last_step = at;
    m.visits->happen(1.0, journey.labels);
    if (journey.entered != nullptr) journey.entered(journey.context, at);
    tell_of(world, journey, steps.steps.items[static_cast<std::size_t>(at)].name, step, doing);
    if (step.hold && journey.held != nullptr) journey.held(journey.context, true);
    const Time entered = world.simulation().now();
    Visit v;
    int next = -1;
    {
      Inside inside(*m.open, journey.labels, world);
      const bool stays = may_be_blocked(world, steps, at);
      if (!step.at && !step.escalate && journey.admit == nullptr && !stays)
        v.done = co_await perform(world, step.task, doing);
      else
        v = co_await visit(world, steps, at, journey, doing, stays);
      if (v.done.outcome == kernel::Outcome::done)
        next = v.escalated ? step.escalate->index : step.then.draw(doing.occurrence);
      if (next >= 0) {
        // Stays where it is, with its people, until the next step has room.
        Step& after = steps.steps.items[static_cast<std::size_t>(next)].value;
        if (may_block(world, after)) co_await wait_for_room(world, after);
      }
      v.held.release();
    }
    if (step.hold && journey.held != nullptr) journey.held(journey.context, false);
    note(m, journey, v.done, entered, world.simulation().now());
    tell_end(world, journey, steps, step, doing, v.done, v.escalated);
    tell_left(journey, at, v.done);
    out.wait += v.done.wait;
    if (v.done.outcome == kernel::Outcome::done)
      out.work += v.done.work;
    else
      out.outcome = v.done.outcome;
    at = next;
  }
  measures.add_visits(visits);
  co_return out;
}

// Several at once: each runs as a process of its own.
class Network {
 public:
  Network(World& world, Steps& steps, StepMeasures& measures, const Journey& journey)
      : world_(world), steps_(steps), measures_(measures), journey_(journey), begun_(steps.size(), false),
        done_(steps.size(), false), started_(steps.size(), 0), visits_(steps.size(), 0) {}
  ~Network() {
    for (auto& p : running_) p.cancel();
  }
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  kernel::Simulation& simulation() { return world_.simulation(); }
  void start(int step) {
    ++active_;
    ++started_[static_cast<std::size_t>(step)];
    running_.push_back(run(step).spawn("step"));
  }
  void start_first(int step) {
    begin(step);
    start(step);
  }
  kernel::Signal& finished() { return finished_; }
  bool is_over() const { return active_ == 0; }
  Arrived& result() { return out_; }
  const std::vector<int>& visits() const { return visits_; }

 private:
  kernel::Process run(int at) {
    Step& step = steps_.steps.items[static_cast<std::size_t>(at)].value;
    const StepMeasures::One& m = measures_[at];
    Doing doing = journey_.doing;
    doing.occurrence = occurrence_of(journey_.item, at + 64 * started_[static_cast<std::size_t>(at)]);
    ++out_.visits;
    ++visits_[static_cast<std::size_t>(at)];
    m.visits->happen(1.0, journey_.labels);
    if (journey_.entered != nullptr) journey_.entered(journey_.context, at);
    tell_of(world_, journey_, steps_.steps.items[static_cast<std::size_t>(at)].name, step, doing);
    if (step.hold && journey_.held != nullptr) journey_.held(journey_.context, true);
    const Time entered = simulation().now();
    Visit v;
    std::vector<int> next;
    {
      Inside inside(*m.open, journey_.labels, world_);
      v = co_await visit(world_, steps_, at, journey_, doing, may_be_blocked(world_, steps_, at));
      if (v.done.outcome == kernel::Outcome::done) {
        next = what_follows(at, v.escalated ? step.escalate->index : step.then.draw(doing.occurrence));
        // Stays where it is, with its people, until all of the next steps have room.
        for (Step* full = first_full(next); full != nullptr; full = first_full(next)) co_await wait_for_room(world_, *full);
      }
      v.held.release();
    }
    if (step.hold && journey_.held != nullptr) journey_.held(journey_.context, false);
    note(m, journey_, v.done, entered, simulation().now());
    tell_end(world_, journey_, steps_, step, doing, v.done, v.escalated);
    tell_left(journey_, at, v.done);
    if (v.done.outcome == kernel::Outcome::done) out_.work += v.done.work;
    out_.wait += v.done.wait;
    out_.last_step = at;
    if (v.done.outcome != kernel::Outcome::done) out_.outcome = v.done.outcome;
    for (const int n : next) start(n);
    --active_;
    finished_.raise();
  }

  // It begins, perhaps once more: what comes after it, and after that, is then still to come.
  void begin(int step) {
    begun_[static_cast<std::size_t>(step)] = true;
    reopen(step);
  }
  void reopen(int step) {
    done_[static_cast<std::size_t>(step)] = false;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (!comes_after(steps_.steps.items[i].value, step)) continue;
      begun_[i] = false;
      reopen(static_cast<int>(i));
    }
  }

  // The step is done: what begins now, by chance (or -1) or because all that it comes after is done.
  std::vector<int> what_follows(int step, int by_chance) {
    std::vector<int> out;
    const auto add = [&](int next) {
      begin(next);
      out.push_back(next);
    };
    done_[static_cast<std::size_t>(step)] = true;
    if (by_chance >= 0) add(by_chance);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Step& next = steps_.steps.items[i].value;
      if (begun_[i] || !comes_after(next, step)) continue;
      if (std::all_of(next.after_index.begin(), next.after_index.end(), [&](int a) { return done_[static_cast<std::size_t>(a)]; }))
        add(static_cast<int>(i));
    }
    return out;
  }

  // Of these, the first that must be waited for; or nullptr.
  Step* first_full(const std::vector<int>& next) {
    for (const int n : next) {
      Step& step = steps_.steps.items[static_cast<std::size_t>(n)].value;
      const auto pools = step.task.by.pools(world_);
      if (may_block(world_, step) && std::none_of(pools.begin(), pools.end(), [](const kernel::Pool* p) { return p->has_room(); }))
        return &step;
    }
    return nullptr;
  }

  World& world_;
  Steps& steps_;
  StepMeasures& measures_;
  const Journey& journey_;
  std::vector<bool> begun_;   // since what it comes after has been
  std::vector<bool> done_;
  std::vector<int> started_;
  std::vector<int> visits_;
  std::vector<kernel::ProcessRef> running_;
  kernel::Signal finished_;
  Arrived out_;
  int active_ = 0;
};

kernel::Activity<Arrived> several_at_once(World& world, Steps& steps, StepMeasures& measures, const Journey& journey) {
  Network network(world, steps, measures, journey);
  for (const int s : steps.begin) network.start_first(s);
  while (!network.is_over()) co_await network.finished().next();
  measures.add_visits(network.visits());
  co_return network.result();
}

}  // namespace

kernel::Activity<Arrived> go_through(World& world, Steps& steps, StepMeasures& measures, const Journey& journey) {
  return steps.one_at_a_time && steps.begin.size() == 1 ? one_after_another(world, steps, measures, journey)
                                                        : several_at_once(world, steps, measures, journey);
}

}  // namespace mainstay::work
