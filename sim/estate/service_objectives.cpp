// Disruptions of a service, held against its objectives, and the parts of its recoveries.

#include "estate/estate.hpp"
#include "estate/service_measures.hpp"

namespace mainstay::estate {

// What a planned window begins is held against nobody until planned causes alone no longer explain it, be the service
// down or below what counts as recovered; then it is as if it began in that instant, and nothing stops it but recovery.
void Service::hold_to_objectives() {
  if (!disrupted_since_ || held_since_ || has_recovered()) return;
  const double least = spec_.targets.mbco ? spec_.targets.mbco->value : 0.0;
  const bool planned = outage_ ? planned_now_ : counts_as_planned(capacity_by(true) < least, capacity_by(false) < least);
  if (planned) return;
  const Time now = estate_.simulation().now();
  held_since_ = now;
  stages_.restart();
  if (!any_outage_ && now >= estate_.setting().start) {
    any_outage_ = true;
    m_->first_outage->add((now - estate_.setting().start).in_hours(), 1.0);
    estate_.first_outage_of(*this);
  }
  const Time just_after = now + kernel::rounding_at(now);  // what is back exactly in time breaches nothing
  if (spec_.targets.rto) rto_timer_.set(just_after + *spec_.targets.rto);
  if (spec_.targets.mtpd) mtpd_timer_.set(just_after + *spec_.targets.mtpd);
}

void Service::breach(bool mtpd) {
  if (!held_since_) return;
  tell(work::Event::breached, blamed_, estate_.board().label(mtpd ? "mtpd" : "rto"), 0,
       (estate_.simulation().now() - *held_since_).in_hours());
  if (*held_since_ < estate_.setting().start) return;  // as with what is met: what began in the warm-up is not judged
  auto& o = mtpd ? m_->mtpd : m_->rto;
  o.breaches->add(1.0, blamed_);
  if (o.first_breach->evaluate({}).weight > 0.0) return;
  const Time at = *held_since_ + (mtpd ? *spec_.targets.mtpd : *spec_.targets.rto);
  o.first_breach->add((at - estate_.setting().start).in_hours(), 1.0);
}

void Service::objectives_at_end(bool censored) {
  rto_timer_.cancel();
  mtpd_timer_.cancel();
  const Time now = estate_.simulation().now();
  const bool planned = !held_since_;
  const Time born = held_since_.value_or(*disrupted_since_);
  const Duration age = now - born;
  Recovery record{self_.index, born, now, censored, planned, {}};
  if (planned || censored) recovery_ = estate_.note_recovery(record);
  if (planned) return;
  const auto judge = [&](Measures::Objective& o, const std::optional<Duration>& target) {
    if (!target || born < estate_.setting().start) return;
    const bool met = age <= *target + kernel::rounding_at(now);
    if (censored && met) {
      o.censored->add();
      return;
    }
    o.met->add(met ? 1.0 : 0.0, 1.0, blamed_);
    if (!met) o.excess->add((age - *target).in_seconds(), born, blamed_);
  };
  judge(m_->rto, spec_.targets.rto);
  judge(m_->mtpd, spec_.targets.mtpd);
  if (censored) return;
  const RecoveryClock::Parts parts = stages_.parts(born, now);
  constexpr auto last = static_cast<std::size_t>(Stage::catch_up);
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (i != last || !expects_catch_up_) record.stages[i] = parts[i];
  recovery_ = estate_.note_recovery(record);
  m_->recovery->add(parts, age, born, blamed_);
  if (!expects_catch_up_) {
    m_->recovery->add_catch_up(Duration(), born, blamed_);
    return;
  }
  recovered_at_ = now;
  recovered_from_ = blamed_;
  recovered_born_ = born;
}

void Service::mark(Stage stage) {
  if (has_recovered()) {
    caught_up_ = caught_up_ || stage == Stage::catch_up;
    return;
  }
  if (stage == Stage::catch_up && recovered_at_) {
    const Duration lasted = estate_.simulation().now() - *recovered_at_;
    estate_.note_caught_up(recovery_, lasted);
    tell(work::Event::stage_ended, {}, estate_.board().label("catch_up"), 0, lasted.in_hours());
    m_->recovery->add_catch_up(lasted, recovered_born_, recovered_from_);
    recovered_at_.reset();
  }
  if (stage == Stage::catch_up) return;
  if (!disrupted_since_) return;
  const Time now = estate_.simulation().now();
  if (!stages_.mark(stage, now)) return;
  tell(work::Event::stage_ended, {}, estate_.board().label(stage_names[static_cast<std::size_t>(stage)]), 0,
       (now - held_since_.value_or(*disrupted_since_)).in_hours());
}

}  // namespace mainstay::estate
