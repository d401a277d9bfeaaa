#include "life.hpp"

#include <algorithm>

namespace failure {

Measures::Measures(work::Board& b, const std::string& path)
    : failures(&b.counter({.path = path + ".failures", .title = "failures"})),
      time_to_detect(&b.tally({.path = path + ".time_to_detect", .unit = Unit::time, .title = "from failure to its being seen"})),
      time_to_restore(&b.tally({.path = path + ".time_to_restore", .unit = Unit::time, .title = "from failure to full restoration (MTRS)"})),
      repair_wait(&b.tally({.path = path + ".repair_wait", .unit = Unit::time, .title = "wait of a repair for parts and people"})),
      maintenances(&b.counter({.path = path + ".maintenances", .title = "maintenances done"})),
      inspections(&b.counter({.path = path + ".inspections", .title = "inspections done"})),
      found(&b.counter({.path = path + ".inspections.found", .title = "inspections that found a failure", .share_of = path + ".inspections"})) {}

Life::Life(Estate& estate, Component& component, Measures& measures) : estate_(estate), component_(component), m_(measures) {}

namespace {

// Its own clock where the section asks for it; `otherwise` where it says nothing.
kernel::Clock* own_clock(Component& component, const Source& source, kernel::Clock* otherwise) {
  using Kind = work::ClockChoice::Kind;
  const bool own = source.clock.kind == Kind::operating || source.clock.kind == Kind::age;
  return own ? &component.operating_clock() : otherwise;
}

}  // namespace

void Life::set(FailureSection& section) {
  failure_ = &section;
  arrivals_ = std::make_unique<Arrivals>(estate_, section.source, &component_.operating_clock());
  component_.set_struck([](void* l, const Labels& because) { return static_cast<Life*>(l)->be_struck(because); }, this);
  component_.set_needed([](void* l) { static_cast<Life*>(l)->find(); }, this);
}

void Life::set(InspectionSection& section) {
  inspection_ = &section;
  checks_ = std::make_unique<Arrivals>(estate_, section.source, own_clock(component_, section.source, nullptr));
}

void Life::set(MaintenanceSection& section) {
  maintenance_ = &section;
  upkeep_ = std::make_unique<Arrivals>(estate_, section.source, own_clock(component_, section.source, nullptr));
}

void Life::start() {
  if (failure_ != nullptr) {
    live().spawn(component_.name());
    if (failure_->source.at || failure_->source.trace) come_by_the_clock().spawn(component_.name());
  }
  if (maintenance_ != nullptr) keep_up().spawn(component_.name());
  if (inspection_ != nullptr) inspect().spawn(component_.name());
}

kernel::Clock& Life::failure_clock() const {
  return arrivals_ != nullptr && arrivals_->clock() != nullptr ? *arrivals_->clock() : estate_.calendar();
}

Labels Life::because_of(const char* reason) const {
  Labels because = component_.labels();
  because.names[2] = estate_.board().label(reason);
  return because;
}

Doing Life::doing_for(const Labels& because, Event begun) const {
  Doing doing{.owner = component_.self(), .because = because, .kind = estate_.board().label(component_.family())};
  doing.telling = {.kind = Teller::component, .subject = component_.labels().names[0], .begun = begun};
  return doing;
}

// --- failure and repair ---

Process Life::live() {
  for (;;) {
    while (in_maintenance_) co_await renewed_.next();
    bool struck = false;
    if (redrawn_ != nullptr) {
      const auto event = co_await any_of(next_failure(), struck_.next(), maintenance_begins_.next(), renewed_.next(), redrawn_->next());
      settle(event.index() == 0);
      if (event.index() >= 2) continue;
      struck = event.index() == 1;
    } else if (maintenance_ == nullptr) {
      const auto event = co_await any_of(next_failure(), struck_.next());
      struck = event.index() == 1;
    } else {
      const auto event = co_await any_of(next_failure(), struck_.next(), maintenance_begins_.next(), renewed_.next());
      if (event.index() >= 2) continue;
      struck = event.index() == 1;
    }
    if (!struck && is_thinned_out()) continue;
    co_await fail(struck);
  }
}

// Time on the failure clock until the next failure of its own. With minimal repair the law is that of the life that
// goes on: T given that T > age.
kernel::Clock::Elapse Life::next_failure() {
  kernel::Clock& clock = failure_clock();
  if (redrawn_ != nullptr) {
    kernel::Stream& stream = rate_law_ ? failure_->source.rate->stream : failure_->source.every->stream();
    waiting_since_ = age();
    waiting_factor_ = hastening_ != nullptr ? hastening_->factor() : 1.0;
    return clock.elapse(Duration::seconds(law().sample_above(stream, *waiting_since_, waiting_factor_) - *waiting_since_));
  }
  if (failure_->source.every) {
    auto& every = *failure_->source.every;
    // The life after the n-th maintenance, or after a strike, is the same in every variant, however often it failed before.
    if (failure_->renews) return clock.elapse(life_ != 0 ? every.draw(life_) : every.draw());
    const double age = (clock.reading() - new_at_).in_seconds();
    return clock.elapse(Duration::seconds(every.law().sample_above(every.stream(), age) - age));
  }
  if (failure_->source.rate)
    if (const auto next = arrivals_->wait(estate_.calendar())) return *next;
  return clock.elapse(Duration::infinite());
}

void Life::hasten(Hastening& hastening) {
  if (failure_ == nullptr || !hastening.concerns(component_)) return;
  // What may not be hastened still counts as failed.
  hastening_counts_ = &hastening;
  if (draw_anew_at(hastening.changed())) hastening_ = &hastening;
}

bool Life::draw_anew_at(Signal& signal) {
  if (failure_ == nullptr) return false;
  const Source& source = failure_->source;
  if (source.rate && source.profile.is_flat() && source.growth.log_per_second == 0.0 && source.rate->rate.per_second > 0.0)
    rate_law_ = kernel::Distribution::exponential(1.0 / source.rate->rate.per_second);
  if (!rate_law_ && !(source.every && source.every->law().has_density())) return false;
  redrawn_ = &signal;
  return true;
}

void Life::settle(bool failed) {
  if (waiting_since_ && waiting_factor_ != 1.0) estate_.board().weigh(log_ratio(law(), *waiting_since_, age(), waiting_factor_, failed));
  waiting_since_.reset();
}

// A rate that goes up and down does so by the calendar: what falls into time that its clock does not count is no
// failure, and less of it is while a standby ages more slowly.
bool Life::is_thinned_out() {
  const Source& source = failure_->source;
  if (!source.rate || (source.profile.is_flat() && source.growth.log_per_second == 0.0)) return false;
  const double counted = failure_clock().rate();
  return counted < 1.0 && failure_->source.rate->stream.uniform() >= counted;
}

Process Life::come_by_the_clock() {
  for (;;) {
    const auto arrival = co_await arrivals_->next();
    if (!arrival) co_return;
    if (!struck_.has_waiters()) continue;  // failed, or being maintained
    arrival_ = *arrival;
    struck_by_ = {};
    struck_.raise();
  }
}

// What has failed, or is being maintained, waits for no strike.
bool Life::be_struck(const Labels& because) {
  if (!struck_.has_waiters()) return false;
  struck_by_ = because;
  arrival_ = {};
  struck_.raise();
  return true;
}

// It may be needed in the very instant in which it fails, before anybody waits for its being found.
void Life::find() {
  if (!failed_ || seen_) return;
  seen_ = true;
  component_.set_repair(Component::Repair::waiting);
  found_.raise();
}

Activity<> Life::fail(bool was_struck) {
  const Time failed_at = now();
  const Label own_failure = estate_.board().label("failure");
  Labels because = because_of("failure");
  Cause cause{because, false};
  const auto striker = std::find_if(struck_by_.names.begin(), struck_by_.names.end(), [](Label l) { return l != 0; });
  if (was_struck && striker != struck_by_.names.end()) {
    because.names[2] = *striker;  // whoever struck
    because.names[5] = struck_by_.names[5];
    cause = {because, false, own_failure};
  }
  if (!was_struck) arrival_ = {};
  failed_ = true;
  seen_ = false;
  m_.failures->add(1.0, because);
  component_.tell(Event::failed, because, 0, 0, failure_->hidden ? 1.0 : 0.0);
  component_.set_repair(failure_->hidden ? Component::Repair::unseen : Component::Repair::waiting);
  Hold down = estate_.hold_down({component_.self()}, cause);
  // Its own failures draw one after the other; a strike has numbers of its own, or those without it would be others.
  const std::uint64_t occurrence = cause.later != 0 ? component_.holdings().back().cause.occurrence : 0;
  failing_.raise();
  if (hastening_counts_ != nullptr) hastening_counts_->failed();
  if (failure_->hidden) {
    if (!seen_) co_await found_.next();
    component_.tell(Event::detected, because, 0, 0, (now() - failed_at).in_hours());
  }
  seen_ = true;
  m_.time_to_detect->add((now() - failed_at).in_seconds(), failed_at, because);
  const Label by = co_await repair(because, occurrence, failed_at);
  if (failure_->renews) {
    new_at_ = failure_clock().reading();
    life_ = occurrence;
    renewed_.raise();
  }
  failed_ = false;
  component_.set_repair(Component::Repair::none);
  component_.tell(Event::repaired, because, 0, by, (now() - failed_at).in_hours());
  if (hastening_counts_ != nullptr) hastening_counts_->restored();
  down.release();
  m_.time_to_restore->add((now() - failed_at).in_seconds(), failed_at, because);
  restored_.raise();
}

Activity<Label> Life::repair(const Labels& because, std::uint64_t occurrence, Time failed_at) {
  Repair& repair = failure_->repair;
  if (failure_->opens) {
    work::Opening opening{.because = because};
    if (repair.how == Repair::How::ticket) {
      opening.repairs = component_.self();
      opening.begun = [](void* life) { static_cast<Life*>(life)->repair_begins(); };
      opening.closed = [](void* life) { static_cast<Life*>(life)->ticket_closed_.raise(); };
      opening.context = this;
    }
    estate_.open_ticket(failure_->opens->index, opening);
  }
  if (repair.how == Repair::How::ticket) {
    co_await ticket_closed_.next();
    co_return Label{0};
  }
  if (repair.how == Repair::How::work) {
    const Time asked = now();
    Doing doing = doing_for(because, Event::repair_begun);
    doing.occurrence = occurrence;
    doing.begun = [](void* life, const work::Task&, Time) { static_cast<Life*>(life)->repair_begins(); };
    doing.context = this;
    doing.time = arrival_.time;
    if (arrival_.priority) doing.priority = *arrival_.priority;
    Done done = co_await work::perform(estate_, repair.task, doing);
    while (done.outcome == Outcome::rejected) {
      // Turned away by a full team: what is broken is still there when a place is free.
      doing.time = done.work;
      co_await repair.task.by.pools(estate_).front()->room_freed().next();
      done = co_await work::perform(estate_, repair.task, doing);
    }
    m_.repair_wait->add((now() - asked - done.lasted).in_seconds(), failed_at, because);
    if (done.outcome == Outcome::done) co_return done.by;
  }
  co_await delay(Duration::infinite());
  co_return Label{0};
}

// --- inspection ---

// The interval counts from the end of the last inspection, and of the repair that it led to.
Process Life::inspect() {
  const Labels because = because_of("inspection");
  const Doing doing = doing_for(because, Event::inspection_begun);
  for (;;) {
    const auto arrival = co_await checks_->next();
    if (!arrival) co_return;
    if (!failed_ || !seen_) {
      const Done done = co_await work::perform(estate_, inspection_->task, doing);
      if (done.outcome != Outcome::done) continue;
      m_.inspections->add(1.0, because);
      const bool finds = failed_ && !seen_ && inspection_->success.draw();
      component_.tell(Event::inspected, because, 0, done.by, finds ? 1.0 : 0.0);
      if (!finds) continue;
      m_.found->add(1.0, because);
      find();
    }
    while (failed_) co_await restored_.next();
  }
}

// --- maintenance ---

// By the clock, what comes while it is failed is missed; by age, a repair that renews it starts the count anew. Else it
// stays due.
bool Life::is_put_off_by_repair() const {
  const Source& source = maintenance_->source;
  return source.at || source.trace || (source.clock.kind == work::ClockChoice::Kind::age && failure_->renews);
}

Activity<bool> Life::maintenance_due() {
  const Source& source = maintenance_->source;
  const bool by_age = source.clock.kind == work::ClockChoice::Kind::age && (source.every || source.rate);
  for (;;) {
    if (by_age) {
      const auto wait = upkeep_->wait(estate_.calendar());
      if (!wait) co_return false;
      const auto first = co_await any_of(*wait, renewed_.next());
      if (first.index() == 1) continue;  // new again: its age counts anew
    } else if (!co_await upkeep_->next()) {
      co_return false;
    }
    if (!failed_) co_return true;
    find();  // whoever comes to maintain it sees that it has failed
    if (is_put_off_by_repair()) continue;
    while (failed_) co_await restored_.next();
    co_return true;
  }
}

// It runs on until somebody is there; if it fails before that, the repair is first.
Process Life::keep_up() {
  while (co_await maintenance_due()) {
    for (;;) {
      ProcessRef work = maintain().spawn(component_.name());
      co_await any_of(work.done(), failing_.next());
      if (!work.is_alive()) break;
      work.cancel();
      while (failed_) co_await restored_.next();
      if (is_put_off_by_repair()) break;
    }
  }
}

Process Life::maintain() {
  const Labels because = because_of("maintenance");
  Doing doing = doing_for(because, Event::maintenance_begun);
  doing.begun = [](void* life, const work::Task&, Time) { static_cast<Life*>(life)->maintenance_begun(); };
  doing.context = this;
  const Done done = co_await work::perform(estate_, maintenance_->task, doing);
  if (done.outcome != Outcome::done) co_return;
  m_.maintenances->add(1.0, because);
  component_.tell(Event::maintained, because, 0, done.by, done.lasted.in_hours());
  if (failure_ != nullptr) {
    settle();
    new_at_ = failure_clock().reading();
  }
  ++maintained_;
  life_ = maintained_;
  in_maintenance_ = false;
  renewed_.raise();
}

// Down for it, it neither fails nor is struck.
void Life::maintenance_begun() {
  const auto& down = maintenance_->task.takes_down.of(component_.self());
  if (std::find(down.begin(), down.end(), component_.self()) == down.end()) return;
  in_maintenance_ = true;
  maintenance_begins_.raise();
}

}  // namespace failure
