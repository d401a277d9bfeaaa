#include "work/steps.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mainstay::schema {

bool Leaf<work::Branch>::read(work::Branch& out, const Node& node, Reader& reader) {
  out.ways.clear();
  if (node.is_scalar()) {
    out.ways.push_back({node.text, 1.0});
    return true;
  }
  if (!node.is_map()) {
    reader.error(node.place, "takes steps and their chances, `{ deploy: 90 %, refused: 10 % }`");
    return false;
  }
  bool good = true;
  double total = 0.0;
  for (const auto& entry : node.entries) {
    const auto share = reader.quantity(entry.value, Dimension::share);
    if (!share || *share < 0.0) {
      if (share) reader.error(entry.value.place, fmt::format("'{}' is negative", entry.value.text));
      good = false;
      continue;
    }
    total += *share;
    out.ways.push_back({entry.key, *share});
  }
  if (good && total > 1.0 + 1e-9) {
    reader.error(node.place, fmt::format("the chances add up to {} %", format_number(total * 100.0)));
    good = false;
  }
  return good;
}

}  // namespace mainstay::schema

namespace mainstay::work {

int Branch::draw(std::uint64_t occurrence) const {
  if (ways.empty()) return -1;
  if (ways.size() == 1 && ways[0].share >= 1.0) return ways[0].index;
  kernel::Stream own = stream.at(occurrence);
  double u = own.uniform();
  for (const Way& way : ways) {
    if (u < way.share) return way.index;
    u -= way.share;
  }
  // Shares that add up to all but rounding leave nothing over.
  double total = 0.0;
  for (const Way& way : ways) total += way.share;
  return total > 1.0 - 1e-9 ? ways.back().index : -1;
}

void Escalation::describe(schema::Fields<Escalation>& f) {
  f("after", &Escalation::after, "time in the step").required();
  f("to", &Escalation::to, "the step that it goes on to").required();
}

void Step::describe(schema::Fields<Step>& f) {
  f.include(&Step::task);
  f("after", &Step::after, "begins when all of these are done");
  f("then", &Step::then, "goes on to one of these by chance; the rest ends here");
  f("at", &Step::at, "waits for the clock first");
  f("hold", &Step::hold, "the SLA clock stands still meanwhile");
  f("escalate", &Step::escalate, "goes on to another step if it takes too long");
  f.shorthand("time");
}

Time Step::begins(Time now, std::uint64_t occurrence) const {
  if (!at) return now;
  return at->clock ? at->clock->next_or_at(now) : now + at->after_start.draw(occurrence);
}

void Steps::describe(schema::Fields<Steps>& f) {
  f("steps", &Steps::steps, "tasks by name");
  f("first", &Steps::first, "the step that begins, where that is not clear");
}

void Steps::connect(const schema::Node& node, schema::Reader& reader) {
  std::vector<std::string> names;
  for (const auto& s : steps.items) names.push_back(s.name);
  const schema::Node* list = node.is_map() ? node.find("steps") : nullptr;
  const auto place_of = [&](const std::string& step, const char* key) {
    const schema::Node* at = list == nullptr ? nullptr : list->find(step);
    const schema::Node* value = at == nullptr || !at->is_map() ? nullptr : at->find(key);
    return value != nullptr ? value->place : at != nullptr ? at->place : node.place;
  };
  const auto index = [&](const std::string& name, const schema::Place& place) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<int>(found - names.begin());
    reader.error(place, fmt::format("there is no step '{}'", name), schema::did_you_mean(name, names));
    return -1;
  };
  std::vector<bool> led_to(names.size(), false);
  for (auto& s : steps.items) {
    for (const auto& a : s.value.after) s.value.after_index.push_back(index(a, place_of(s.name, "after")));
    for (auto& way : s.value.then.ways) {
      way.index = index(way.step, place_of(s.name, "then"));
      if (way.index >= 0) led_to[static_cast<std::size_t>(way.index)] = true;
    }
    if (s.value.escalate) {
      s.value.escalate->index = index(s.value.escalate->to, place_of(s.name, "escalate"));
      if (s.value.escalate->index >= 0) led_to[static_cast<std::size_t>(s.value.escalate->index)] = true;
    }
    if (!s.value.after.empty()) one_at_a_time = false;
  }
  if (!first.empty()) {
    const int f = index(first, node.is_map() && node.find("first") != nullptr ? node.find("first")->place : node.place);
    if (f >= 0) begin.push_back(f);
  } else {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (steps.items[i].value.after.empty() && !led_to[i]) begin.push_back(static_cast<int>(i));
  }
  if (begin.size() != 1) one_at_a_time = false;
  if (!names.empty() && begin.empty())
    reader.error(node.place, "no step begins: each comes after another", "say `first: STEP`");
  // A circle of `after` never begins.
  std::vector<int> state(names.size(), 0);
  const auto circular = [&](auto& self, int i) -> bool {
    auto& mark = state[static_cast<std::size_t>(i)];
    if (mark != 0) return mark == 1;
    mark = 1;
    for (const int a : steps.items[static_cast<std::size_t>(i)].value.after_index)
      if (a >= 0 && self(self, a)) return true;
    mark = 2;
    return false;
  };
  for (std::size_t i = 0; i < names.size(); ++i)
    if (circular(circular, static_cast<int>(i))) {
      reader.error(place_of(names[i], "after"), fmt::format("step '{}' comes after itself", names[i]));
      return;
    }
}

// --- measures ---

StepMeasures::StepMeasures(Board& board, const Steps& steps, const std::string& path, const std::vector<Label>&) {
  for (const auto& s : steps.steps.items) {
    const std::string at = path + ".steps." + s.name;
    One one{};
    one.visits = &board.tally({.path = at + ".visits", .title = "times that the step was taken", .adds_up = true});
    one.visits->count_as_it_happens();
    one.open = &board.level({.path = at + ".open", .title = "in this step, waiting or being worked on", .adds_up = true});
    one.wait = &board.tally({.path = at + ".wait", .unit = Unit::time, .title = "wait for people in this step"});
    one.elapsed = &board.tally({.path = at + ".elapsed", .unit = Unit::time, .title = "time in this step"});
    one.reached =
        &board.tally({.path = at + ".reached", .unit = Unit::time, .title = "time from opening to the end of this step"});
    steps_.push_back(one);
  }
}

void StepMeasures::declare(Board& board, const std::string& path) {
  Steps any;
  any.steps.items.emplace_back().name = "*";
  StepMeasures(board, any, path);
}

void StepMeasures::add_visits(const std::vector<int>& visits) {
  for (std::size_t i = 0; i < steps_.size(); ++i) steps_[i].visits->add(visits[i]);
}

// --- on the way ---

namespace {

// Random numbers of one visit: of the item, the step's turn, never those of another.
std::uint64_t occurrence_of(std::uint64_t item, int turn) { return (item << 12) + static_cast<std::uint64_t>(turn) + 1; }

// Whether a pool that holds up the step before may have no room for this one.
bool may_block(World& world, const Step& step) {
  const auto& teams = step.task.by.teams;
  return std::any_of(teams.begin(), teams.end(), [&](std::size_t t) { return world.team(t).blocks_when_full(); });
}

bool comes_after(const Step& step, int before) {
  return std::find(step.after_index.begin(), step.after_index.end(), before) != step.after_index.end();
}

bool may_be_blocked(World& world, const Steps& steps, int which) {
  const auto& ways = steps.steps.items[static_cast<std::size_t>(which)].value.then.ways;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& next = steps.steps.items[i].value;
    const bool leads_there = std::any_of(ways.begin(), ways.end(), [&](const Branch::Way& way) { return way.index == static_cast<int>(i); });
    if ((leads_there || comes_after(next, which)) && may_block(world, next)) return true;
  }
  return false;
}

// Waits until the step has room. Of more than three teams, those after the third are looked at as one of these has.
kernel::Activity<> wait_for_room(World& world, Step& step) {
  const auto pools = step.task.by.pools(world);
  while (std::none_of(pools.begin(), pools.end(), [](const kernel::Pool* p) { return p->has_room(); })) {
    if (pools.size() == 1)
      co_await pools[0]->room_freed().next();
    else if (pools.size() == 2)
      co_await kernel::any_of(pools[0]->room_freed().next(), pools[1]->room_freed().next());
    else
      co_await kernel::any_of(pools[0]->room_freed().next(), pools[1]->room_freed().next(), pools[2]->room_freed().next());
  }
}

// One step, from entering to leaving it. What it gives back tells whether it was escalated.
struct Visit {
  Done done;
  bool escalated = false;
  kernel::Token held;  // people kept until the next step has room
};

// A task that somebody has in hand.
struct InHand {
  Effects& effects;
  Time begun = Time::never();
  const kernel::Pool* by = nullptr;
};

void take_in_hand(void* in_hand, const kernel::Job& job) {
  auto& own = *static_cast<InHand*>(in_hand);
  own.begun = job.started;
  own.by = job.server;
  own.effects.begin(job.started, job.server);
}

// With the people for as long as they are kept: a step that may be held up after its end.
kernel::Activity<Visit> visit_and_stay(World& world, Task& task, const Doing& doing) {
  Visit out;
  kernel::Simulation& simulation = world.simulation();
  const Time entered = simulation.now();
  out.done.begun = entered;
  out.done.work = doing.time ? *doing.time : task.time.draw(doing.occurrence);
  Effects effects(world, task, doing);
  InHand in_hand{effects};
  kernel::Request request = request_of(task, doing, out.done.work);
  request.begun = take_in_hand;
  request.context = &in_hand;
  if (!task.uses.is_empty()) {
    out.done.wait = co_await effects.gather(request.patience);
    request.patience -= out.done.wait;
    if (!effects.has_parts()) {
      out.done.outcome = kernel::Outcome::gave_up;
      co_return out;
    }
  }
  const auto pools = task.by.pools(world);
  const bool rejected =
      std::none_of(pools.begin(), pools.end(), [](const kernel::Pool* p) { return p->has_room(); });
  if (rejected) {
    out.done.outcome = kernel::Outcome::rejected;
    co_return out;
  }
  kernel::Token people = co_await kernel::acquire(pools, request);
  out.done.wait = simulation.now() - entered;
  out.done.begun = simulation.now();
  if (!people) {
    out.done.outcome = kernel::Outcome::gave_up;
    co_return out;
  }
  out.done.by = task.by.team_of(world, in_hand.by);
  out.done.lasted = out.done.work;
  co_await kernel::delay(out.done.work);
  out.held = std::move(people);
  co_return out;
}

kernel::Activity<Visit> visit(World& world, Steps& steps, int which, const Journey& journey, const Doing& doing,
                              bool keep_people) {
  Visit out;
  kernel::Simulation& simulation = world.simulation();
  Step& step = steps.steps.items[static_cast<std::size_t>(which)].value;
  if (journey.admit != nullptr) {
    co_await journey.admit(journey.context, which, doing.occurrence);
  } else if (step.at) {
    const Time at = step.begins(simulation.now(), doing.occurrence);
    if (at > simulation.now()) co_await kernel::delay(at - simulation.now());
  }
  Task& task = step.task;
  if (!step.escalate) {
    if (keep_people && !task.by.is_empty()) co_return co_await visit_and_stay(world, task, doing);
    out.done = co_await perform(world, task, doing);
    co_return out;
  }
  const Time entered = simulation.now();
  out.done.begun = entered;
  out.done.work = doing.time ? *doing.time : task.time.draw(doing.occurrence);
  Effects effects(world, task, doing);
  Duration limit = step.escalate->after;
  kernel::Request request = request_of(task, doing, out.done.work);
  if (!task.uses.is_empty()) {
    out.done.wait = co_await effects.gather(std::min(limit, request.patience));
    out.done.begun = simulation.now();
    if (!effects.has_parts()) {
      out.escalated = limit <= request.patience;
      if (!out.escalated) out.done.outcome = kernel::Outcome::gave_up;
      out.done.work = Duration();
      co_return out;
    }
    limit -= out.done.wait;
    request.patience -= out.done.wait;
  }
  if (task.by.is_empty()) {
    effects.begin(simulation.now());
    out.escalated = limit < out.done.work;
    out.done.work = std::min(limit, out.done.work);
    out.done.lasted = out.done.work;
    co_await kernel::delay(out.done.work);
    co_return out;
  }
  InHand in_hand{effects};
  Duration left;
  request.begun = take_in_hand;
  request.context = &in_hand;
  request.left_over = &left;
  auto first = co_await kernel::any_of(kernel::work(task.by.pools(world), request), kernel::delay(limit));
  if (first.index() == 1) {
    // Goes on without being done: what was worked on it counts, and so does the wait.
    out.escalated = true;
    out.done.work = out.done.work - left;
    out.done.wait = std::min(in_hand.begun, simulation.now()) - entered;
    out.done.by = task.by.team_of(world, in_hand.by);
  } else {
    const kernel::Served served = std::get<0>(first);
    out.done.outcome = served.outcome;
    out.done.wait += served.wait;
    out.done.by = task.by.team_of(world, served.by);
  }
  out.done.begun = entered + out.done.wait;
  out.done.lasted = simulation.now() - entered - out.done.wait;
  co_return out;
}

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
