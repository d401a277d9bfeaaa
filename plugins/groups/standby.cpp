#include "standby.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

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

// --- members of several groups ---

void Sharing::join(const Component& member, StandbyGroup& group) {
  auto& groups = place(member).groups;
  for (const StandbyGroup* other : groups) {
    if (other->begins_with(member) || group.begins_with(member))
      throw std::runtime_error("groups." + group.name() + ".members: '" + member.name() + "' is the first to serve in '" +
                               (other->begins_with(member) ? other->name() : group.name()) + "', and can be no standby of another group");
    if (other->standby_rate() != group.standby_rate())
      throw std::runtime_error("groups." + group.name() + ".members: '" + member.name() + "' stands by in '" + other->name() +
                               "' too, and would age at another rate there");
  }
  groups.push_back(&group);
}

bool Sharing::is_free(const Component& member, const StandbyGroup& group) const {
  const StandbyGroup* user = places_[member.self().index].user;
  return user == nullptr || user == &group;
}

void Sharing::give_back(const Component& member, const StandbyGroup& group) {
  Place& p = place(member);
  if (p.user != &group) return;
  p.user = nullptr;
  for (StandbyGroup* other : p.groups)
    if (other != &group) other->look_again();
}

Component* StandbyGroup::first_ready() const {
  const auto ready = [&](const Component* m) { return m->is_up() && sharing_.is_free(*m, *this); };
  const auto found = std::find_if(members_.begin(), members_.end(), ready);
  return found == members_.end() ? nullptr : *found;
}

std::vector<Component*> StandbyGroup::own_members() const {
  std::vector<Component*> out;
  std::copy_if(members_.begin(), members_.end(), std::back_inserter(out), [&](const Component* m) { return sharing_.is_free(*m, *this); });
  return out;
}

void StandbyGroup::claim(Component* member) {
  if (claimed_ != nullptr && claimed_ != member && claimed_ != active_) sharing_.give_back(*claimed_, *this);
  claimed_ = member;
  if (member != nullptr) sharing_.take(*member, *this);
}

// --- who serves ---

StandbyGroup::StandbyGroup(Estate& estate, GroupSection& section, Component& self, Measures& measures, Sharing& sharing)
    : Group(estate, section, self, measures), sharing_(sharing) {
  for (const Component* m : members_) sharing.join(*m, *this);
  activate(*members_.front());
}

void StandbyGroup::activate(Component& member) {
  if (active_ != nullptr && active_ != &member) sharing_.give_back(*active_, *this);
  active_ = &member;
  claim(&member);
  for (Component* m : members_)
    if (sharing_.is_free(*m, *this)) m->set_ageing(m == active_ ? 1.0 : p_.standby_rate());
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
  attempt_ = cause.occurrence;
  if (active_ == members_.front()) attempt_back_ = attempt_ == 0 ? 0 : kernel::mix64(attempt_);
  const bool planned = is_planned(failed, 0);
  bool detected = takes_nothing(p_.detect);
  bool by_hand = false;  // the failover did not work
  for (;;) {
    next_ = active_->is_up() ? active_ : first_ready();
    if (next_ == nullptr) {
      co_await wait_for_repair();
      co_return;
    }
    if (next_ == active_) {  // back before anybody switched
      claim(active_);
      let_go();
      co_return;
    }
    if (!detected) {
      hold(cause, detect_phase, planned);
      const Ended ended = co_await carry_out(*p_.detect, because, [](const StandbyGroup& g) {
        return g.active_->is_up() || g.first_ready() == nullptr;
      });
      detected = ended != Ended::stopped;
      if (detected) mark(estate::Stage::detect, failed_at_);
      if (detected) self_.tell(Event::detected, because);
      continue;
    }
    claim(next_);
    need(failed);
    try_those_before(*next_);
    if (attempt_ != 0) ++attempt_;
    if (!by_hand) {
      m_.failovers->add(1.0, because);
      self_.tell(Event::failover_begun, because, label_of(*next_));
      by_hand = attempt_ == 0 ? !p_.success.draw() : !p_.success.draw(attempt_);
      if (by_hand) failover_failed(because);
    }
    std::optional<Task>& task = by_hand ? p_.manual : p_.switch_over;
    if (by_hand && !task) {
      hold(cause, manual_phase, planned);
      while (!active_->is_up() && first_ready() != nullptr) co_await changed_.next();
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
  claim(active_);
  const Cause because = cause_of(own_members());
  self_.tell(Event::no_standby, because.labels);
  while (first_ready() == nullptr) {
    const auto own = own_members();
    hold(because, no_standby_phase, is_planned(own, static_cast<int>(own.size()) - 1));
    need(own);
    co_await changed_.next();
  }
  activate(*first_ready());
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
  doing.occurrence = attempt_;
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
    mark(estate::Stage::mobilise, failed_at_);
  }
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
  attempt_ = attempt_back_ == 0 ? 0 : ++attempt_back_;
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
