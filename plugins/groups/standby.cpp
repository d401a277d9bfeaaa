#include "standby.hpp"

namespace groups {

namespace {

constexpr const char* detect_phase = "detect";
constexpr const char* switch_phase = "switch";
constexpr const char* manual_phase = "manual";
constexpr const char* no_standby_phase = "no standby";

// No task at all, or one that takes no time, nobody and has no effect: it is over as it begins.
bool takes_nothing(const std::optional<Task>& task) {
  return !task || (task->by.is_empty() && !task->has_effects() && task->time.law().max() <= 0.0);
}

}  // namespace

StandbyGroup::StandbyGroup(Estate& estate, GroupSection& section, Component& self, Measures& measures)
    : Group(estate, section, self, measures) {
  activate(*members_.front());
}

void StandbyGroup::activate(Component& member) {
  active_ = &member;
  for (Component* m : members_) m->set_ageing(m == active_ ? 1.0 : p_.standby_rate());
}

Process StandbyGroup::serve() {
  for (;;) {
    if (!active_->is_up()) {
      co_await take_over();
      continue;
    }
    const Time back = next_fail_back();
    if (back <= now()) {
      co_await fail_back();
      continue;
    }
    co_await any_of(changed_.next(), delay(back - now()));
  }
}

// --- failover ---

Activity<> StandbyGroup::take_over() {
  failed_at_ = now();
  const std::vector<Component*> failed = {active_};
  const Cause cause = cause_of(failed);
  const Labels& because = cause.labels;
  const bool planned = is_planned(failed, 0);
  bool detected = takes_nothing(p_.detect);
  bool by_hand = false;  // the failover did not work
  for (;;) {
    next_ = first_up();
    if (next_ == nullptr) {
      co_await wait_for_repair();
      co_return;
    }
    if (next_ == active_ || active_->is_up()) {  // back before anybody switched
      let_go();
      co_return;
    }
    if (!detected) {
      hold(cause, detect_phase, planned);
      const Ended ended = co_await carry_out(*p_.detect, because, [](const StandbyGroup& g) {
        return g.active_->is_up() || g.first_up() == nullptr;
      });
      detected = ended != Ended::stopped;
      if (detected) mark(estate::Stage::detect);
      if (detected) self_.tell(Event::detected, because);
      continue;
    }
    need(failed);
    try_those_before(*next_);
    if (!by_hand) {
      m_.failovers->add(1.0, because);
      self_.tell(Event::failover_begun, because, label_of(*next_));
      by_hand = !p_.success.draw();
      if (by_hand) failover_failed(because);
    }
    std::optional<Task>& task = by_hand ? p_.manual : p_.switch_over;
    if (by_hand && !task) {
      hold(cause, manual_phase, planned);
      while (!active_->is_up() && first_up() != nullptr) co_await changed_.next();
      continue;
    }
    if (takes_nothing(task)) {
      takes_over(*next_, failed_at_, because);
      co_return;
    }
    hold(cause, by_hand ? manual_phase : switch_phase, planned);
    const Ended ended = co_await carry_out(*task, because, [](const StandbyGroup& g) {
      return !g.next_->is_up() || (g.active_->is_up() && !g.begun_);
    });
    if (ended == Ended::done) {
      takes_over(*next_, failed_at_, because);
      co_return;
    }
    if (ended == Ended::given_up && by_hand) {
      co_await changed_.next();
    } else if (!by_hand && (ended == Ended::given_up || !next_->is_up())) {
      failover_failed(because);
      by_hand = ended == Ended::given_up;
    }
  }
}

Activity<> StandbyGroup::wait_for_repair() {
  const Cause because = cause_of(members_);
  const int spare = static_cast<int>(members_.size()) - 1;
  self_.tell(Event::no_standby, because.labels);
  while (first_up() == nullptr) {
    hold(because, no_standby_phase, is_planned(members_, spare));
    need(members_);
    co_await changed_.next();
  }
  activate(*first_up());
  let_go();
}

void StandbyGroup::failover_failed(const Labels& because) {
  m_.failovers_failed->add(1.0, because);
  self_.tell(Event::switch_failed, because, label_of(*next_));
}

void StandbyGroup::takes_over(Component& member, Time failed_at, const Labels& because) {
  activate(member);
  let_go();
  self_.tell(Event::switched, because, label_of(member), 0, (now() - failed_at).in_hours());
  m_.switch_time->add((now() - failed_at).in_seconds(), failed_at, because);
}

// Whoever was due and is not there is looked at: that is how a hidden failure of a standby comes to light.
void StandbyGroup::try_those_before(const Component& next) {
  for (Component* m : members_) {
    if (m == &next) return;
    if (!m->is_up()) m->need();
  }
}

// --- the tasks ---

Activity<StandbyGroup::Ended> StandbyGroup::carry_out(Task& task, Labels because, Stop stop) {
  begun_ = false;
  kernel::ProcessRef doing = work_on(task, because).spawn(name());
  while (doing.is_alive()) {
    if (stop(*this)) {
      doing.cancel();
      co_return Ended::stopped;
    }
    co_await any_of(doing.done(), changed_.next());
  }
  co_return outcome_ == kernel::Outcome::done ? Ended::done : Ended::given_up;
}

Process StandbyGroup::work_on(Task& task, Labels because) {
  Doing doing;
  doing.owner = self_.self();
  doing.because = because;
  doing.kind = estate_.board().label(self_.family());
  // Noticing is not yet working on it.
  if (!p_.detect || &task != &*p_.detect)
    doing.begun = [](void* g, const Task&, Time) { static_cast<StandbyGroup*>(g)->task_begun(); };
  doing.context = this;
  doing.telling = {.kind = Teller::group, .subject = label_of(self_), .object = failing_back_ ? label_of(*members_.front()) : next_ != nullptr ? label_of(*next_) : 0,
                   .begun = begun_event(task)};
  const work::Done done = co_await work::perform(estate_, task, doing);
  outcome_ = done.outcome;
}

Event StandbyGroup::begun_event(const Task& task) const {
  if (failing_back_) return Event::fail_back_begun;
  if (p_.detect && &task == &*p_.detect) return Event::none;
  return p_.manual && &task == &*p_.manual ? Event::manual_begun : Event::switch_begun;
}

void StandbyGroup::task_begun() {
  begun_ = true;
  if (failing_back_) {
    Labels because = self_.labels();
    because.names[2] = estate_.board().label("fail back");
    hold({because, false}, switch_phase, p_.fail_back.how == FailBack::How::calendar);
  } else {
    mark(estate::Stage::mobilise);
  }
}

// Of the services that went down with the group.
void StandbyGroup::mark(estate::Stage stage) {
  for (Service* s : estate_.services_on(self_.self()))
    if (s->outage() != nullptr && s->outage()->begin >= failed_at_) s->mark(stage);
}

// --- back to the first ---

Time StandbyGroup::next_fail_back() const {
  const Component& first = *members_.front();
  if (active_ == &first || !first.is_up()) return Time::never();
  switch (p_.fail_back.how) {
    case FailBack::How::at_once: return now();
    case FailBack::How::calendar: return estate_.setting().calendars[p_.fail_back.calendar].next_open(now());
    default: return Time::never();
  }
}

Activity<> StandbyGroup::fail_back() {
  Component& first = *members_.front();
  m_.fail_backs->add();
  if (takes_nothing(p_.switch_over)) {
    activate(first);
    self_.tell(Event::failed_back, {}, label_of(first));
    co_return;
  }
  Labels because = self_.labels();
  because.names[2] = estate_.board().label("fail back");
  failing_back_ = true;
  const Ended ended = co_await carry_out(*p_.switch_over, because, [](const StandbyGroup& g) {
    return !g.members_.front()->is_up() || (!g.active_->is_up() && !g.begun_);
  });
  failing_back_ = false;
  if (ended == Ended::done) {
    activate(first);
    self_.tell(Event::failed_back, {}, label_of(first));
  }
  // What is still down is for `take_over` to hold: it must not be up in between.
  if (active_->is_up())
    let_go();
  else if (ended != Ended::done)
    co_return;
  if (ended == Ended::given_up) co_await changed_.next();
}

}  // namespace groups
