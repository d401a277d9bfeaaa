// Outages of a service: how they begin and end, whose they are, what they cost.

#include <algorithm>
#include <utility>

#include "estate/estate.hpp"
#include "estate/service_measures.hpp"

namespace mainstay::estate {

Duration Service::outage_age() const {
  return outage_ ? estate_.simulation().now() - outage_->begin : Duration();
}

namespace {

// A group is held down on account of whichever of its members' causes came first; what came last, and so took the group
// down, is the one whose occurrence the group's cause has. Phase and group stay as they are.
Cause trigger_of(Estate& estate, const Holding& last) {
  Cause out = last.cause;
  if (out.labels.names[4] == 0) return out;
  for (std::size_t i = 0; i < estate.group_count(); ++i) {
    if (estate.group(i).labels().names[0] != out.labels.names[4]) continue;
    for (const Component* member : estate.group(i).members())
      for (const Holding& h : member->holdings())
        if (h.cause.occurrence == out.occurrence) {
          const Label phase = out.labels.names[3];
          out.labels = h.cause.labels;
          out.labels.names[3] = phase;
          out.labels.names[4] = last.cause.labels.names[4];
        }
  }
  return out;
}

}  // namespace

void Service::begin_outage() {
  const Time now = estate_.simulation().now();
  std::vector<const Holding*> holding;
  collect(holding);
  Outage o;
  o.service = self_.index;
  o.begin = now;
  o.planned = is_down_by(true);
  if (!holding.empty()) {
    const auto earlier = [](const Holding* a, const Holding* b) { return a->since < b->since; };
    const Holding& first = **std::min_element(holding.begin(), holding.end(), earlier);
    o.first = first.cause;
    o.first.labels = first.labels_at(now);
    // The latest: of those that came at the same instant, the one that came last.
    const Holding* last = holding.front();
    for (const Holding* h : holding)
      if (h->since >= last->since && h->key >= last->key) last = h;
    o.trigger = trigger_of(estate_, *last);
    o.overlapping = static_cast<int>(holding.size());
  }
  outage_ = o;
  blamed_ = o.first.labels;
  m_->outages->add(1.0, o.first.labels);
  m_->triggered->add(1.0, o.trigger.labels);
  if (o.planned) m_->outages_planned->add(1.0, o.first.labels);
  m_->downtime->add(1.0, blamed_);
  if (!disrupted_since_) {
    disrupted_since_ = now;
    held_since_.reset();
    stages_.restart();
  }
  tell(work::Event::outage_begun, o.first.labels, o.first.labels.names[3], 0, o.planned ? 1.0 : 0.0);
  attribute();
  follow_repair();
  estate_.outage_begun(*this);
}

void Service::end_outage(bool censored) {
  if (!outage_) return;
  const Time now = estate_.simulation().now();
  outage_->end = now;
  outage_->censored = censored;
  m_->downtime->add(-1.0, blamed_);
  if (planned_now_) m_->downtime_planned->add(-1.0, blamed_);
  m_->agreed->set(1.0);
  if (std::exchange(planned_now_, false)) maintenance_changed_.raise();
  m_->agreed->set_gate(hours_.open());
  if (!censored) m_->outage->add((now - outage_->begin).in_seconds(), outage_->begin, outage_->first.labels);
  outage_->cost = cost_of(*outage_);
  if (!censored) tell(work::Event::outage_ended, outage_->first.labels, 0, 0, (now - outage_->begin).in_hours());
  if (m_->cost != nullptr) m_->cost->add(outage_->cost, outage_->first.labels);
  estate_.outage_ended(*this, *outage_);
  outage_.reset();
}

void Service::recheck() {
  find_failures();
  if (!outage_ || up_) {
    hold_to_objectives();
    return;
  }
  const bool was_planned = !outage_->unplanned_from.is_finite();
  attribute();
  follow_repair();
  if (!was_planned || !outage_->unplanned_from.is_finite()) return;
  tell(work::Event::unplanned, outage_->first.labels, 0, 0, outage_age().in_hours());
  estate_.outage_unplanned(*this);
}

bool Service::counts_as_planned(bool by_planned, bool by_unplanned) const {
  return by_planned && (estate_.setting().planned_first || !by_unplanned);
}

// Whose the downtime is at present, and whether it is planned.
void Service::attribute() {
  std::vector<const Holding*> holding;
  collect(holding);
  outage_->overlapping = std::max(outage_->overlapping, static_cast<int>(holding.size()));
  // The first cause stays; the phase of a failover moves on.
  Labels now_blamed = outage_->first.labels;
  const Holding* earliest = nullptr;
  for (const Holding* h : holding)
    if (h->cause.labels.names[3] != 0 && (earliest == nullptr || h->since < earliest->since)) earliest = h;
  if (earliest != nullptr) now_blamed.names[3] = earliest->cause.labels.names[3];
  const bool planned = counts_as_planned(is_down_by(true), is_down_by(false));
  if (now_blamed.names != blamed_.names) {
    m_->downtime->add(-1.0, blamed_);
    if (planned_now_) m_->downtime_planned->add(-1.0, blamed_);
    blamed_ = now_blamed;
    m_->downtime->add(1.0, blamed_);
    if (planned_now_) m_->downtime_planned->add(1.0, blamed_);
  }
  if (planned != planned_now_) {
    m_->downtime_planned->add(planned ? 1.0 : -1.0, blamed_);
    planned_now_ = planned;
    maintenance_changed_.raise();
  }
  // Planned time is no part of what was agreed.
  m_->agreed->set_gate(hours_.open() && !planned);
  m_->agreed->set(0.0);
  if (!planned) outage_->unplanned_from = std::min(outage_->unplanned_from, estate_.simulation().now());
  hold_to_objectives();
}

// --- cost ---

double Service::cost_until(Duration age) const {
  double sum = 0.0;
  double rate = 0.0;
  for (std::size_t i = 0; i < spec_.downtime_cost.size(); ++i) {
    const CostBand& band = spec_.downtime_cost[i];
    if (age <= band.from + kernel::rounding_at(estate_.simulation().now())) break;
    if (band.rate) rate = band.rate->per_second;
    const Duration to = i + 1 < spec_.downtime_cost.size() ? std::min(age, spec_.downtime_cost[i + 1].from) : age;
    sum += band.once.amount + (to - band.from).in_seconds() * rate;
  }
  return sum;
}

// What falls into the observed time; ages count from the beginning of the outage all the same.
double Service::cost_of(const Outage& outage) const {
  const Time from = std::max(outage.begin, estate_.setting().start);
  return std::max(0.0, cost_until(outage.end - outage.begin) -
                           (from > outage.begin ? cost_until(from - outage.begin) : 0.0));
}

}  // namespace mainstay::estate
