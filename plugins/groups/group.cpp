#include "group.hpp"

#include <algorithm>

namespace groups {

// --- measures ---

Measures::Measures(Board& b, const std::string& path, bool has_standbys, bool fails_back)
    : downtime_planned(&b.level({.path = path + ".downtime_planned", .unit = Unit::time, .title = "planned part of the downtime", .adds_up = true})),
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

// --- in common ---

Group::Group(Estate& estate, GroupSection& section, Component& self, Measures& measures)
    : estate_(estate), p_(section), self_(self), m_(measures) {
  for (const std::size_t i : section.members.indices) {
    members_.push_back(&estate.component(i));
    members_.back()->hear_changes([](void* g) { static_cast<Group*>(g)->changed_.raise(); }, this);
  }
  self_.set_members(members_);
  self_.hear_changes([](void* g) { static_cast<Group*>(g)->note_state(); }, this);
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

// Called as what holds the group down changes, be it a member's failure or something that strikes the group as a whole.
void Group::note_state() {
  const bool up = self_.is_up();
  const auto& holdings = self_.holdings();
  const bool planned = !up && self_.is_down_by(true) && (estate_.setting().planned_first || !self_.is_down_by(false));
  if (was_up_ && !up) {
    down_since_ = now();
    first_cause_ = holdings.front().cause.labels;
    m_.outages->add(1.0, first_cause_);
    if (!planned && !any_outage_ && now() >= estate_.setting().start) {
      any_outage_ = true;
      m_.first_outage->add((now() - estate_.setting().start).in_hours(), 1.0);
    }
  } else if (!was_up_ && up) {
    m_.outage->add((now() - down_since_).in_seconds(), down_since_, first_cause_);
  }
  was_up_ = up;
  if (planned != planned_now_) m_.downtime_planned->add(planned ? 1.0 : -1.0, first_cause_);
  planned_now_ = planned;
}

// --- all active ---

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
