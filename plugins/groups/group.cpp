#include "group.hpp"

#include <algorithm>

namespace groups {

// --- measures ---

Measures::Measures(Board& b, const std::string& path, bool has_standbys, bool fails_back)
    : downtime_planned(&b.level({.path = path + ".downtime_planned", .unit = Unit::time, .title = "planned part of the downtime", .adds_up = true})),
      capacity(&b.level({.path = path + ".capacity", .unit = Unit::share, .title = "capacity that is up"}, 1.0)),
      recovery(b, path, estate::group_stages),
      outages(&b.counter({.path = path + ".outages", .title = "times that it went down"})),
      outage(&b.tally({.path = path + ".outage", .unit = Unit::time, .title = "length of an outage"})),
      first_outage(&b.ratio({.path = path + ".first_outage", .unit = Unit::time, .title = "time to the first outage that was not planned"})) {
  if (has_standbys) {
    failovers = &b.counter({.path = path + ".failovers", .title = "failovers begun"});
    failovers_failed = &b.counter({.path = path + ".failovers_failed", .title = "failovers that did not work", .share_of = path + ".failovers"});
    switch_time = &b.tally({.path = path + ".switch_time", .unit = Unit::time, .title = "from the failure of what served until a standby serves"});
  }
  if (fails_back)
    fail_backs = &b.counter({.path = path + ".fail_backs", .title = "times that the first member took over again"});
}

void Measures::add(const Component& group) {
  ++groups;
  capacity->add_member(group.labels());
}

// --- in common ---

Group::Group(Estate& estate, GroupSection& section, Component& self, Measures& measures)
    : estate_(estate), p_(section), self_(self), m_(measures) {
  for (const std::size_t i : section.members.indices) {
    members_.push_back(&estate.component(i));
    members_.back()->hear_changes([](void* g) { static_cast<Group*>(g)->note_member(); }, this);
  }
  self_.set_members(members_);
  self_.hear_changes([](void* g) { static_cast<Group*>(g)->note_state(); }, this);
  self_.set_response_changed([](void* g) { static_cast<Group*>(g)->follow_repair(); }, this);
  m_.add(self_);
}

int Group::up_count() const {
  return static_cast<int>(std::count_if(members_.begin(), members_.end(), [](const Component* m) { return m->is_up(); }));
}

work::Cause Group::cause_of(const std::vector<Component*>& members) const {
  const estate::Holding* earliest = nullptr;
  const estate::Holding* latest = nullptr;
  for (const Component* m : members)
    for (const estate::Holding& h : m->holdings()) {
      if (earliest == nullptr || h.since < earliest->since) earliest = &h;
      if (latest == nullptr || h.since > latest->since || (h.since == latest->since && h.key > latest->key)) latest = &h;
    }
  if (earliest == nullptr) return {members.front()->labels(), false};  // repaired, and starting up
  // Who is to blame came first; which time this is says what came last, for the first may still be there the next time.
  return {earliest->labels_at(now()), false, earliest->since == now() ? earliest->cause.later : 0, latest->cause.occurrence};
}

bool Group::is_planned(const std::vector<Component*>& members, int spare) const {
  const auto down_by = [&](bool planned) {
    const auto down = std::count_if(members.begin(), members.end(), [&](const Component* m) { return m->is_down_by(planned); });
    return down > spare;
  };
  return down_by(true) && (estate_.setting().planned_first || !down_by(false));
}

void Group::hold(work::Cause because, std::string_view phase, bool planned) {
  const Label label = phase.empty() ? 0 : estate_.board().label(phase);
  if (hold_ && label == phase_ && planned == held_as_planned_) return;
  phase_ = label;
  held_as_planned_ = planned;
  because.labels.names[3] = label;
  because.labels.names[4] = self_.labels().names[0];
  because.planned = planned;
  // The new one first: it must not be up between the two.
  hold_ = estate_.hold_down({self_.self()}, because);
}

void Group::let_go() { hold_.release(); }

void Group::need(const std::vector<Component*>& members) {
  for (Component* m : members)
    if (!m->is_up()) m->need();
}

void Group::note_member() {
  changed_.raise();
  note_capacity();
}

void Group::note_capacity() {
  const double now_is = capacity();
  if (now_is == capacity_) return;
  m_.capacity->add((now_is - capacity_) / m_.groups, self_.labels());
  capacity_ = now_is;
}

void Group::follow_repair() {
  if (self_.is_up() || stages_.has_seen_all()) return;
  estate::Response response;
  self_.respond(response);
  stages_.see(response, now());
}

void Group::mark(estate::Stage stage, Time since) {
  stages_.mark(stage, now());
  for (Service* s : estate_.services_on(self_.self()))
    if (s->outage() != nullptr && s->outage()->begin >= since) s->mark(stage);
}

// Called as what holds the group down changes, be it a member's failure or something that strikes the group as a whole.
void Group::note_state() {
  const bool up = self_.is_up();
  const auto& holdings = self_.holdings();
  const bool planned = !up && self_.is_down_by(true) && (estate_.setting().planned_first || !self_.is_down_by(false));
  if (was_up_ && !up) {
    down_since_ = now();
    held_since_.reset();
    first_cause_ = holdings.front().cause.labels;
    m_.outages->add(1.0, first_cause_);
    if (!planned && !any_outage_ && now() >= estate_.setting().start) {
      any_outage_ = true;
      m_.first_outage->add((now() - estate_.setting().start).in_hours(), 1.0);
    }
  } else if (!was_up_ && up) {
    m_.outage->add((now() - down_since_).in_seconds(), down_since_, first_cause_);
    if (held_since_) m_.recovery.add(stages_.parts(*held_since_, now()), now() - *held_since_, *held_since_, first_cause_);
  }
  // As with services: what a planned window begins counts from when it alone does not explain it any more.
  if (!up && !planned && (was_up_ || !held_since_)) {
    held_since_ = now();
    stages_.restart();
  }
  follow_repair();
  note_capacity();
  was_up_ = up;
  if (planned != planned_now_) m_.downtime_planned->add(planned ? 1.0 : -1.0, first_cause_);
  planned_now_ = planned;
}

// --- all active ---

double ActiveGroup::capacity() const {
  if (!self_.is_up() || up_count() < p_.at_least) return 0.0;
  return static_cast<double>(up_count()) / static_cast<double>(members_.size());
}

Process ActiveGroup::serve() {
  const int spare = static_cast<int>(members_.size()) - p_.at_least;
  for (;;) {
    if (up_count() >= p_.at_least) {
      let_go();
    } else {
      hold(cause_of(members_), "", is_planned(members_, spare));
      need(members_);
    }
    co_await changed_.next();
  }
}

}  // namespace groups
