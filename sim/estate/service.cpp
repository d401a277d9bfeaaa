#include "estate/service.hpp"

#include <algorithm>
#include <utility>

#include "estate/estate.hpp"

namespace mainstay::estate {

using work::Counter;
using work::Level;
using work::Ratio;
using work::Tally;
using work::Unit;

struct Service::Measures {
  struct Objective {
    Ratio* met = nullptr;
    Counter* breaches = nullptr;
    Tally* excess = nullptr;
    Ratio* first_breach = nullptr;
    Counter* censored = nullptr;
  };
  Level* availability;
  Level* agreed;
  Level* down;
  Level* downtime;
  Level* downtime_planned;
  Counter* outages;
  Counter* outages_planned;
  Counter* triggered;
  Tally* outage;
  Tally* up_time;
  Level* at_risk;
  Ratio* first_outage;
  Level* capacity;
  Ratio* mbco_met = nullptr;
  Level* degraded = nullptr;
  Level* acceptable = nullptr;
  Objective rto;
  Objective mtpd;
  std::optional<RecoveryMeasures> recovery;
  Counter* cost = nullptr;
  Level* users_lost = nullptr;

  Measures(work::Board& b, const std::string& path, const ServiceSpec& spec) {
    availability = &b.level({.path = path + ".availability", .unit = Unit::share, .title = "share of the agreed time that it was up"}, 1.0);
    agreed = &b.level({.path = path + ".availability_agreed", .unit = Unit::share, .title = "availability without planned time"}, 1.0);
    down = &b.level({.path = path + ".down", .title = "1 while it is down", .adds_up = true});
    downtime = &b.level({.path = path + ".downtime", .unit = Unit::time, .title = "time down in the agreed hours", .adds_up = true});
    downtime_planned = &b.level({.path = path + ".downtime_planned", .unit = Unit::time, .title = "planned part of the downtime", .adds_up = true});
    outages = &b.counter({.path = path + ".outages", .title = "times that it went down"});
    outages_planned = &b.counter({.path = path + ".outages_planned", .title = "outages that planned causes alone began", .share_of = path + ".outages"});
    triggered = &b.counter({.path = path + ".triggered", .title = "outages, by their trigger", .share_of = path + ".outages"});
    outage = &b.tally({.path = path + ".outage", .unit = Unit::time, .title = "length of an outage"});
    up_time = &b.tally({.path = path + ".up_time", .unit = Unit::time, .title = "up time between outages (MTBF)"});
    at_risk = &up_time->come_between_events();
    first_outage = &b.ratio({.path = path + ".first_outage", .unit = Unit::time, .title = "time to the first outage that was not planned"});
    capacity = &b.level({.path = path + ".capacity", .unit = Unit::share, .title = "capacity that is up"}, 1.0);
    recovery.emplace(b, path, service_stages);
    const auto objective = [&](Objective& o, const std::string& name, const std::string& words) {
      o.met = &b.ratio({.path = path + "." + name + ".met", .title = "share of disruptions recovered within the " + words});
      o.breaches = &b.counter({.path = path + "." + name + ".breaches", .title = "disruptions that got older than the " + words});
      o.excess = &b.tally({.path = path + "." + name + ".excess", .unit = Unit::time, .title = "disrupted time beyond the " + words, .adds_up = true});
      o.first_breach = &b.ratio({.path = path + "." + name + ".first_breach", .unit = Unit::time, .title = "time to the first breach of the " + words});
      o.censored = &b.counter({.path = path + "." + name + ".censored", .title = "disruptions still open and younger than the " + words + " at the end"});
    };
    if (spec.targets.rto) objective(rto, "rto", "RTO");
    if (spec.targets.mtpd) objective(mtpd, "mtpd", "MTPD");
    if (spec.targets.mbco) {
      degraded = &b.level({.path = path + ".mbco.disrupted", .unit = Unit::time, .title = "time below full capacity", .adds_up = true});
      acceptable = &b.level({.path = path + ".mbco.acceptable", .unit = Unit::time, .title = "time below full capacity, at the MBCO or above", .adds_up = true});
      mbco_met = &b.ratio({.path = path + ".mbco.met", .title = "share of the disrupted time at or above the MBCO"});
      mbco_met->set_source([this] {
        const work::Statistic total{work::Statistic::Kind::total, 0.0};
        return std::pair(acceptable->evaluate(total).value, degraded->evaluate(total).value);
      });
    }
    if (!spec.downtime_cost.empty()) cost = &b.counter({.path = path + ".cost", .unit = Unit::money, .title = "cost of its downtime"});
    if (spec.users > 0.0) users_lost = &b.level({.path = path + ".users_lost", .unit = Unit::time, .title = "users times the agreed time that they went without (user-hours)", .adds_up = true});
  }
};

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

// --- the dependency tree ---

void Service::add_node(Node& node, Gate& gate) {
  node.watch(gate);
  gate.nodes_.push_back(&node);
  gate.add_input(node.is_up());
}

void Service::build(const Need& need, Gate& gate) {
  switch (need.kind) {
    case Need::Kind::node: add_node(estate_.node(need.node), gate); break;
    case Need::Kind::all: gate.least_ = static_cast<int>(need.of.size()); break;
    case Need::Kind::any: gate.least_ = 1; break;
    case Need::Kind::at_least:
      gate.least_ = need.least;
      gate.shares_capacity_ = true;
      break;
  }
  for (const Need& input : need.of) {
    if (input.kind == Need::Kind::node) {
      add_node(estate_.node(input.node), gate);
      continue;
    }
    gates_owned_.push_back(std::make_unique<Gate>(&gate, 0));
    Gate& inner = *gates_owned_.back();
    build(input, inner);
    gate.gates_.push_back(&inner);
    gate.add_input(inner.is_up());
  }
}

namespace {

void collect_from(const Gate& gate, std::vector<const Holding*>& out) {
  if (gate.is_up()) return;
  for (const Gate* g : gate.gates_) collect_from(*g, out);
  for (const Node* n : gate.nodes_)
    if (!n->is_up()) n->collect(out);
}

}  // namespace

bool Service::is_down_by(bool planned) const {
  if (starting_) return starting_planned_ == planned;
  return Node::is_down_by(planned) || root_->is_down_by(planned);
}

double Service::capacity_by(bool planned) const { return is_down_by(planned) ? 0.0 : root_->capacity_by(planned); }

void Service::collect(std::vector<const Holding*>& out) const {
  Node::collect(out);
  collect_from(*root_, out);
}

// --- hidden failures ---

namespace {

void need_all(const Gate& gate) {
  if (gate.is_up()) return;
  for (const Gate* g : gate.gates_) need_all(*g);
  for (Node* n : gate.nodes_)
    if (!n->is_up()) n->need();
}

}  // namespace

void Service::need() { need_all(*root_); }

namespace {

void respond_all(const Gate& gate, Response& response) {
  if (gate.is_up()) return;
  for (const Gate* g : gate.gates_) respond_all(*g, response);
  for (const Node* n : gate.nodes_)
    if (!n->is_up()) n->respond(response);
}

}  // namespace

// What holds it down itself is known; what is up again below is over.
void Service::respond(Response& response) const {
  if (!holdings_.empty()) response.found = true;
  if (root_->is_up())
    response.found = response.begun = true;
  else
    respond_all(*root_, response);
}

void Service::follow_repair() {
  if (!disrupted_since_ || up_ || stages_.has_seen_all()) return;
  Response response;
  respond(response);
  stages_.see(response, estate_.simulation().now());
}

// What stands by unseen while the others carry the service is not looked at.
void Service::find_failures() {
  if (hours_.open()) need_all(*root_);
}

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

void Service::set_unserved(double share) {
  demand_is_modelled_ = true;
  if (m_->users_lost != nullptr) m_->users_lost->set(spec_.users * share);
}

// --- outages ---

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
  planned_now_ = false;
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
  planned_now_ = false;
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
  }
  // Planned time is no part of what was agreed.
  m_->agreed->set_gate(hours_.open() && !planned);
  m_->agreed->set(0.0);
  if (!planned) outage_->unplanned_from = std::min(outage_->unplanned_from, estate_.simulation().now());
  hold_to_objectives();
}

// --- objectives ---

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

// --- demand ---

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

// --- agreed hours, cost ---

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

void Service::finish() {
  settle();
  if (disrupted_since_) {
    objectives_at_end(true);
    disrupted_since_.reset();
  }
  end_outage(true);
}

}  // namespace mainstay::estate
