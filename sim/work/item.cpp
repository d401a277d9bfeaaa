#include "work/item.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "work/pool.hpp"

namespace mainstay::work {

void ServiceTargets::describe(schema::Fields<ServiceTargets>& f) {
  f("respond", &ServiceTargets::respond, "within which the first hands are on it");
  f("resolve", &ServiceTargets::resolve, "within which it is closed");
  f("calendar", &ServiceTargets::calendar, "the agreed time, in which these run");
  f("service", &ServiceTargets::service, "they stand still while this service is down as planned");
  f.check<check>();
}

void ServiceTargets::check(const ServiceTargets& targets, const schema::Node& node, schema::Reader& reader) {
  if (targets.service && !targets.respond && !targets.resolve)
    reader.error(node.place, "`service` stops the clocks of `respond` and `resolve`, and there is neither");
}

void check_item(const Source& source, const Task& task, const Steps& steps, const std::string& what, const schema::Node& node,
                schema::Reader& reader) {
  check_clock(source, what, node, reader);
  refuse_self(task.strikes, task.takes_down, what, node, reader);
  const schema::Node* list = node.is_map() ? node.find("steps") : nullptr;
  for (const auto& s : steps.steps.items) {
    const schema::Node* step = list == nullptr || !list->is_map() ? nullptr : list->find(s.name);
    refuse_self(s.value.task.strikes, s.value.task.takes_down, what, step == nullptr ? node : *step, reader);
  }
}

namespace {

Labels with_team(Labels labels, Label team) {
  labels.names[3] = team;
  return labels;
}

}  // namespace

ItemMeasures::ItemMeasures(Board& b, const std::string& path, const std::string& many, const Parts& parts)
    : opened_(b.counter({.path = path + ".opened", .title = many + " opened"})),
      closed_(b.counter({.path = path + ".closed", .title = many + " closed", .share_of = path + ".opened"})),
      rejected_(b.counter({.path = path + ".rejected", .title = many + " that found no waiting place", .share_of = path + ".opened"})),
      abandoned_(b.counter({.path = path + ".abandoned", .title = many + " given up while they waited", .share_of = path + ".opened"})),
      open_(b.level({.path = path + ".open", .title = many + " open", .adds_up = true})),
      wait_(b.tally({.path = path + ".wait", .unit = Unit::time, .title = "wait for people, of all who waited or were served"})),
      wait_served_(b.tally({.path = path + ".wait_served", .unit = Unit::time, .title = "wait for people, of those served"})),
      wait_positive_(b.tally({.path = path + ".wait.positive", .unit = Unit::time, .title = "wait for people, of those who waited at all"})),
      elapsed_(b.tally({.path = path + ".elapsed", .unit = Unit::time, .title = "elapsed time from opening to closing"})),
      work_(b.tally({.path = path + ".work", .unit = Unit::time, .title = "hands-on time"})),
      visits_(b.tally({.path = path + ".visits", .title = "steps taken"})),
      hand_offs_(b.tally({.path = path + ".hand_offs", .title = "transfers from one team to another"})),
      ping_pong_(b.tally({.path = path + ".ping_pong", .title = "transfers back to the team before"})) {
  if (parts.takes_down) {
    down_ = &b.tally({.path = path + ".down", .unit = Unit::time, .title = "time that one takes something down, of those that do"});
    down_->count_as_it_happens();
  }
  work_.count_as_it_happens();
  if (parts.merges) merged_ = &b.tally({.path = path + ".merged", .title = "arrivals in each"});
  respond_ = objective(b, path, "respond", parts.respond);
  resolve_ = objective(b, path, "resolve", parts.resolve);
}

ItemMeasures::Objective ItemMeasures::objective(Board& b, const std::string& path, const char* what,
                                                const std::optional<Duration>& target) {
  if (!target) return {};
  Objective o;
  o.met = &b.ratio({.path = path + "." + what + ".met", .title = std::string("share within the target to ") + what});
  o.overdue = &b.counter({.path = path + "." + what + ".overdue", .title = std::string("open at the end and later than the target to ") + what});
  b.set_constant(path + "." + what, target->in_seconds());
  return o;
}

ItemDesk::ItemDesk(World& world, std::string path, const std::string& many, Source& source, const Task& task,
                   const Steps& steps, const ServiceTargets& targets)
    : ItemMeasures(world.board(), path, many,
                   {.takes_down = steps.size() > 0 || task.has_effects(),
                    .merges = source.merge.has_value(),
                    .respond = targets.respond,
                    .resolve = targets.resolve}),
      world_(world),
      path_(std::move(path)),
      name_(path_.substr(path_.find('.') + 1)),
      source_(source),
      task_(task),
      steps_(steps),
      targets_(targets),
      calendar_(world.setting().calendars[targets.calendar.index]),
      arrivals_(world, source, nullptr),
      step_measures_(world.board(), steps, path_),
      label_(world.board().label(name_)),
      kind_(many == "changes" ? Teller::change : Teller::ticket),
      needs_people_(!task.by.is_empty()) {
  for (const auto& step : steps.steps.items) needs_people_ = needs_people_ || !step.value.task.by.is_empty();
}

void ItemDesk::declare(Board& board, const std::string& path, const std::string& many) {
  ItemMeasures(board, path, many, {});
  StepMeasures::declare(board, path);
}

// --- coming in ---

void ItemDesk::start(void* context, Take take) {
  context_ = context;
  take_ = take;
  if (targets_.service) heed_maintenance().spawn(name_);
  if (!source_.is_given()) return;
  if (source_.population)
    for (int i = 0; i < *source_.population; ++i) member().spawn(name_);
  else
    arrive().spawn(name_);
}

kernel::Process ItemDesk::arrive() {
  for (;;) {
    const auto arrival = co_await arrivals_.next();
    if (!arrival) co_return;
    for (int n = arrivals_.size(); n > 0; --n) take_(context_, *arrival);
  }
}

kernel::Process ItemDesk::member() {
  for (;;) {
    const auto arrival = co_await arrivals_.next();
    if (!arrival) co_return;
    const kernel::ProcessRef item = take_(context_, *arrival);
    co_await item.done();
  }
}

kernel::Process ItemDesk::heed_maintenance() {
  for (;;) {
    look_at_maintenance();
    co_await world_.maintenance_changed(targets_.service->index).next();
  }
}

void ItemDesk::look_at_maintenance() {
  const bool now = world_.in_maintenance(targets_.service->index);
  if (now == in_maintenance_) return;
  in_maintenance_ = now;
  for (Item* item = first_; item != nullptr; item = item->next) hold(*item, now);
}

bool ItemDesk::joins() {
  if (!source_.merge) return false;
  const Merge& merge = *source_.merge;
  const Time now = simulation().now();
  if (merged_here_ > 0 && now - merging_since_ <= merge.within) {
    ++merged_here_;
    world_.board().story().tell({.kind = kind_, .subject = label_, .event = Event::joined, .number = count_,
                                 .value = static_cast<double>(merged_here_)});
    if (merge.since == Since::last) merging_since_ = now;
    return true;
  }
  if (merged_here_ > 0) merged_->add(merged_here_);
  merged_here_ = 1;
  merging_since_ = now;
  return false;
}

void ItemDesk::admit(Item& item, const Arrival& arrival, std::optional<int> priority) {
  item.number = ++count_;
  item.opened = simulation().now();
  item.time = arrival.time;
  item.priority = arrival.priority ? *arrival.priority
                  : priority       ? *priority
                  : task_.priority ? task_.priority->draw(item.number).level
                                   : 5;
  item.desk = this;
}

// --- on its way ---

void ItemDesk::open(Item& item) {
  static constexpr std::array<const char*, 10> words = {"P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"};
  item.next = first_;
  if (first_ != nullptr) first_->previous = &item;
  first_ = &item;
  item.labels = item.because;
  item.labels.names[4] = world_.board().label(words[static_cast<std::size_t>(std::clamp(item.priority, 0, 9))]);
  opened_.add(1.0, item.labels);
  tell(item, Event::opened, 0, item.priority);
  if (in_maintenance_) hold(item, true);
}

void ItemDesk::tell(const Item& item, Event event, Label object, double value) const {
  world_.board().story().tell({.kind = kind_, .subject = label_, .event = event, .number = item.number, .object = object,
                               .because = item.because, .value = value});
}

Telling ItemDesk::telling_of(const Item& item) const {
  return {.kind = kind_, .subject = label_, .number = item.number, .begun = Event::step_begun, .last_by = &item.last_by};
}

Doing ItemDesk::doing_of(Item& item, const Labels& because) const {
  Doing doing;
  doing.because = because;
  doing.priority = item.priority;
  doing.priority_is_settled = steps_.size() == 0;  // drawn as it was opened, or from a trace; a step may have its own
  doing.due = targets_.resolve ? calendar_.add_open(item.opened, *targets_.resolve) : Time::never();
  doing.kind = label_;
  doing.occurrence = item.number;
  doing.time = item.time;
  doing.telling = telling_of(item);
  if (targets_.respond || item.begun != nullptr) {
    doing.context = &item;
    doing.begun = [](void* context, const Task& task, Time at) {
      auto& own = *static_cast<Item*>(context);
      if (!task.by.is_empty() || !own.desk->needs_people_) own.desk->work_begun(own, at);
    };
  }
  return doing;
}

Journey ItemDesk::journey_of(Item& item, const Doing& doing, std::uint64_t key) const {
  Journey j;
  j.doing = doing;
  j.item = key;
  j.born = item.opened;
  j.labels = item.labels;
  j.context = &item;
  j.left = &ItemDesk::step_left;
  j.held = [](void* context, bool on) {
    auto& own = *static_cast<Item*>(context);
    own.desk->hold(own, on);
  };
  return j;
}

void ItemDesk::step_left(void* item, int step, const Done& done) {
  auto& own = *static_cast<Item*>(item);
  const Task& task = own.desk->steps_.steps.items[static_cast<std::size_t>(step)].value.task;
  own.desk->touched(own, done, !task.takes_down.is_empty());
}

void ItemDesk::work_begun(Item& item, Time at) {
  if (targets_.respond) touch(item, at);
  if (const auto tell_of_it = std::exchange(item.begun, nullptr); tell_of_it != nullptr) tell_of_it(item.begun_context);
}

void ItemDesk::touched(Item& item, const Done& done, bool took_down) {
  if (done.outcome == kernel::Outcome::done && (done.by != 0 || !needs_people_)) touch(item, done.begun);
  if (took_down) {
    item.down += done.lasted;
    down_->happen(done.lasted.in_seconds(), item.labels);
  }
  if (done.outcome == kernel::Outcome::done) work_.happen(done.work.in_seconds(), with_team(item.labels, done.by));
  if (done.by == 0) return;
  if (item.last_by != 0 && done.by != item.last_by) {
    ++item.hand_offs;
    if (done.by == item.before_last_by) ++item.ping_pong;
    item.before_last_by = item.last_by;
  }
  item.last_by = done.by;
}

// Met or missed at that instant: what comes later, a pause or the end of the trial, changes nothing.
void ItemDesk::touch(Item& item, Time at) {
  if (item.first_touch.is_finite()) return;
  item.first_touch = at;
  if (respond_.met != nullptr)
    respond_.met->add(on_the_clock(item, at) <= *targets_.respond ? 1.0 : 0.0, 1.0, item.labels);
}

void ItemDesk::hold(Item& item, bool on) {
  const Time now = simulation().now();
  item.holds += on ? 1 : -1;
  if (on) {
    if (item.holds > 1) return;
    item.held_since = now;
    tell(item, Event::held);
  } else if (item.holds == 0) {
    item.paused += calendar_.open_between(item.held_since, now);
    item.held_since = Time::never();
    tell(item, Event::resumed);
  }
}

Duration ItemDesk::on_the_clock(const Item& item, Time until) const {
  Duration paused = item.paused;
  if (item.held_since.is_finite()) paused += calendar_.open_between(item.held_since, until);
  return calendar_.open_between(item.opened, until) - paused;
}

// --- its end ---

void ItemDesk::unlink(Item& item) {
  (item.previous != nullptr ? item.previous->next : first_) = item.next;
  if (item.next != nullptr) item.next->previous = item.previous;
}

void ItemDesk::end(Item& item, const Arrived& a) {
  unlink(item);
  const Time now = simulation().now();
  const bool done = a.outcome == kernel::Outcome::done;
  tell(item, done ? Event::closed : a.outcome == kernel::Outcome::rejected ? Event::rejected : Event::given_up, 0,
       (now - item.opened).in_hours());
  if (done) {
    closed_.add(1.0, item.labels);
    touch(item, now);  // where nobody was needed on its way, closing it is the answer
  }
  if (a.outcome == kernel::Outcome::rejected) rejected_.add(1.0, item.labels);
  if (a.outcome == kernel::Outcome::gave_up) abandoned_.add(1.0, item.labels);
  if (a.outcome != kernel::Outcome::rejected) {
    wait_.add(a.wait.in_seconds(), item.labels);
    if (a.wait > Duration()) wait_positive_.add(a.wait.in_seconds(), item.labels);
  }
  if (done) {
    wait_served_.add(a.wait.in_seconds(), item.labels);
    elapsed_.add((now - item.opened).in_seconds(), item.labels);
    work_.add(a.work.in_seconds(), with_team(item.labels, item.last_by));
    visits_.add(a.visits, item.labels);
    hand_offs_.add(item.hand_offs, item.labels);
    ping_pong_.add(item.ping_pong, item.labels);
  }
  if (down_ != nullptr && item.down > Duration()) down_->add(item.down.in_seconds(), item.labels);
  if (resolve_.met != nullptr && done)
    resolve_.met->add(on_the_clock(item, now) <= *targets_.resolve ? 1.0 : 0.0, 1.0, item.labels);
}

void ItemDesk::finish() {
  const Time now = simulation().now();
  if (merged_here_ > 0) merged_->add(merged_here_);  // the last one, which no other followed
  merged_here_ = 0;
  for (const Item* item = first_; item != nullptr; item = item->next) {
    const auto late = [&](const std::optional<Duration>& target) { return target && on_the_clock(*item, now) > *target; };
    if (respond_.overdue != nullptr && !item->first_touch.is_finite() && late(targets_.respond)) respond_.overdue->add(1.0, item->labels);
    if (resolve_.overdue != nullptr && late(targets_.resolve)) resolve_.overdue->add(1.0, item->labels);
  }
}

}  // namespace mainstay::work
