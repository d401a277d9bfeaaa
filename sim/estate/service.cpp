#include "estate/service.hpp"

#include <algorithm>
#include <utility>

#include "estate/estate.hpp"
#include "estate/service_measures.hpp"

namespace mainstay::estate {

Service::Service(Estate& estate, Target self, const Entity<ServiceSpec>& entity)
    : Node(estate, self, entity.name, entity.family),
      spec_(entity.spec),
      start_timer_(kernel::Timer::calling<&Service::started>(estate.simulation(), this)),
      // Last of all: what is recovered exactly at the objective has kept it.
      rto_timer_(kernel::Timer::calling<&Service::rto_passed>(estate.simulation(), this, kernel::Phase::observation)),
      mtpd_timer_(kernel::Timer::calling<&Service::mtpd_passed>(estate.simulation(), this, kernel::Phase::observation)),
      hours_timer_(kernel::Timer::calling<&Service::opening>(estate.simulation(), this)),
      hours_(estate.setting().calendars[entity.spec.hours.index]),
      m_(std::make_unique<Measures>(estate.board(), "services." + entity.name, entity.spec)) {
  gates_owned_.push_back(std::make_unique<Gate>(nullptr, 0));
  root_ = gates_owned_.back().get();
  root_->service_ = this;
  const std::string path = "services." + name_;
  if (spec_.targets.rto) estate.board().set_constant(path + ".rto", spec_.targets.rto->in_seconds());
  if (spec_.targets.rpo) estate.board().set_constant(path + ".rpo", spec_.targets.rpo->in_seconds());
  if (spec_.targets.mtpd) estate.board().set_constant(path + ".mtpd", spec_.targets.mtpd->in_seconds());
  if (spec_.needs) build(*spec_.needs, *root_);
  opening();
}

Service::~Service() = default;

// --- up and down ---

bool Service::base_is_up() const { return holdings_.empty() && root_->is_up(); }

void Service::needs_changed() {
  update();
  find_failures();
}
void Service::causes_changed() { update(); }

void Service::update() {
  const bool base = base_is_up();
  if (!base) {
    starting_ = is_repaired_ = false;
    start_timer_.cancel();
    set_up(restored_.has_value());
  } else if (!is_repaired_ && (!up_ || restored_)) {
    if (spec_.start_up > Duration() && !starting_) {
      starting_ = true;
      starting_planned_ = planned_now_;
      start_timer_.set(estate_.simulation().now() + spec_.start_up);
    } else if (spec_.start_up <= Duration()) {
      started();
      return;
    }
  }
  set_capacity(delivered());
}

void Service::started() {
  starting_ = false;
  is_repaired_ = true;
  set_up(true);
  set_capacity(delivered());
  settle_later();
}

double Service::delivered() const {
  if (!up_) return 0.0;
  return restored_ ? *restored_ : root_->capacity();
}

bool Service::restore(double capacity) {
  if ((base_is_up() && !starting_) || (restored_ && *restored_ >= capacity)) return false;
  restored_ = capacity;
  set_up(true);
  set_capacity(delivered());
  return true;
}

void Service::turned() {
  const Time now = estate_.simulation().now();
  const double sign = up_ ? -1.0 : 1.0;
  caught_up_ = false;
  if (!up_ && !outage_) {
    m_->up_time->add((now - up_since_).in_seconds(), up_since_);
    m_->up_time->event();
    begin_outage();
  }
  m_->availability->add(-sign);
  m_->at_risk->add(-sign);
  m_->down->add(sign, labels_);
  if (up_) up_since_ = now;
}

void Service::set_capacity(double capacity) {
  if (capacity != capacity_) {
    if (m_->users_lost != nullptr && !demand_is_modelled_) m_->users_lost->add(spec_.users * (capacity_ - capacity));
    m_->capacity->set(capacity);
    if (capacity > 0.0 && capacity_ > 0.0) tell(work::Event::capacity, {}, 0, 0, capacity);
    if (m_->degraded != nullptr) {
      m_->degraded->set(capacity < 1.0 ? 1.0 : 0.0);
      m_->acceptable->set(capacity < 1.0 && capacity >= spec_.targets.mbco->value ? 1.0 : 0.0);
    }
    capacity_ = capacity;
    capacity_changed_.raise();
    for (Gate* gate : gates_) gate->capacity_turned();   // of services that stand on it
  }
  if (outage_may_go_on() || has_recovered())
    settle_later();
  else if (!outage_)
    hold_to_objectives();
}

bool Service::has_recovered() const {
  return disrupted_since_ && up_ && capacity_ >= (spec_.targets.mbco ? spec_.targets.mbco->value : 0.0);
}

// --- at the end of the instant ---

void Service::settle_later() { estate_.simulation().request_dispatch(*this); }

// Work that is handed out in this instant may take it down again: that comes first.
void Service::dispatch() {
  settles_next_ = !settles_next_;
  if (settles_next_)
    settle_later();
  else
    settle();
}

void Service::settle() {
  const bool was_repaired = std::exchange(is_repaired_, false);
  if (was_repaired && restored_) {
    restored_.reset();
    set_capacity(delivered());
  }
  if (outage_may_go_on()) end_outage(false);
  if (has_recovered()) {
    tell(work::Event::recovered, {}, 0, 0, (estate_.simulation().now() - *disrupted_since_).in_hours());
    objectives_at_end(false);
    disrupted_since_.reset();
    if (std::exchange(caught_up_, false)) mark(Stage::catch_up);
  }
  if (!outage_) hold_to_objectives();
  if (was_repaired) repaired_.raise();
}

// --- demand ---

void Service::set_unserved(double share) {
  demand_is_modelled_ = true;
  if (m_->users_lost != nullptr) m_->users_lost->set(spec_.users * share);
}

double Service::demand_factor() const {
  double product = 1.0;
  for (const double f : demand_factors_) product *= f;
  return product;
}

void Service::add_demand_factor(double factor) {
  demand_factors_.push_back(factor);
  tell(work::Event::demand, {}, 0, 0, demand_factor());
  demand_factor_changed_.raise();
}

void Service::remove_demand_factor(double factor) {
  const auto found = std::find(demand_factors_.begin(), demand_factors_.end(), factor);
  if (found == demand_factors_.end()) return;
  demand_factors_.erase(found);
  tell(work::Event::demand, {}, 0, 0, demand_factor());
  demand_factor_changed_.raise();
}

// --- agreed hours ---

void Service::opening() {
  hours_.advance_to(estate_.simulation().now());
  const bool open = hours_.open();
  m_->availability->set_gate(open);
  m_->agreed->set_gate(open && !planned_now_);
  m_->downtime->set_gate(open);
  m_->downtime_planned->set_gate(open);
  if (m_->users_lost != nullptr) m_->users_lost->set_gate(open);
  hours_timer_.set(hours_.next_change());
  find_failures();
}

void Service::finish() {
  settle();
  if (disrupted_since_) {
    objectives_at_end(true);
    disrupted_since_.reset();
  }
  end_outage(true);
}

}  // namespace mainstay::estate
