#include "flow.hpp"

#include <algorithm>
#include <cmath>

namespace mainstay::demand {

FlowMeasures::FlowMeasures(work::Board& b, const std::string& path) {
  const auto flow = [&](const char* what, const char* title, const char* share_of) {
    return &b.level({.path = path + what, .unit = Unit::flow, .title = title, .share_of = path + share_of, .adds_up = true});
  };
  offered_ = flow(".offered", "what is asked of it, by its demand", ".offered");
  served_ = flow(".served", "what it carries of its demand", ".offered");
  lost_ = flow(".lost", "what is neither carried nor waits", ".offered");
  queued_ = &b.level({.path = path + ".queued", .title = "what waits: the backlog", .adds_up = true});
  is_saturated_ = &b.level({.path = path + ".saturated", .title = "1 while as much or more is asked than it can carry", .adds_up = true});
  latency_ = &b.ratio({.path = path + ".latency", .unit = Unit::time, .title = "mean time to the answer, of what is served"});
  drain_time_ = &b.tally({.path = path + ".drain_time", .unit = Unit::time, .title = "from its return, or the end of saturation, until nothing waits"});
}

Flow::Flow(Estate& estate, Service& service, OfferedRate rate, Terms terms)
    : FlowMeasures(estate.board(), "services." + service.name()), estate_(estate), service_(service), rate_(rate),
      terms_(std::move(terms)), timer_(kernel::Timer::calling<&Flow::step>(estate.simulation(), this)) {
  offered_->set_curve([this](Time t) { return rate_.at(t); });
  saturation_ = estate.board().label("saturation");
  if (terms_.excess == Excess::wait) service.expect_catch_up();
}

void Flow::start() {
  for (Station& s : terms_.stations)
    s.up = static_cast<int>(std::count_if(s.units.begin(), s.units.end(), [](const estate::Node* n) { return n->is_up(); }));
  changed();
}

void Flow::unit_turned(std::size_t station, int change) {
  terms_.stations[station].up += change;
  changed();
}

void Flow::changed() {
  close();
  const bool up = service_.is_up();
  if (up && !was_up_) drains_since_ = now();
  if (!up) had_outage_ = true;
  was_up_ = up;
  rate_.set_factor(service_.demand_factor());
  capacity_ = carried();
  plan();
}

void Flow::step() {
  close();
  plan();
}

// Units that carry; where a recovery plan holds the service up elsewhere, its share of them all.
int Flow::servers_of(const Station& s) const {
  if (!service_.is_restored()) return s.up;
  return std::max(1, static_cast<int>(service_.capacity() * s.total() + 1e-9));
}

double Flow::carried() const {
  if (!service_.is_up()) return 0.0;
  double least = Duration::infinite().in_seconds();
  for (const Station& s : terms_.stations)
    least = std::min(least, service_.is_restored() ? service_.capacity() * s.capacity(s.total()) : s.capacity(s.up));
  return least;
}

// --- one piece ---

void Flow::plan() {
  from_ = now();
  rate_.begin_piece(from_);
  until_ = rate_.end_of_piece();
  const Time start = estate_.setting().start;
  if (from_ < start) until_ = std::min(until_, start);  // observations begin there
  end_ = End::as_planned;

  double first = rate_.within(from_);
  saturated_ = first > 0.0 && first >= capacity_;
  if (rate_.curves() && capacity_ > 0.0 && std::isfinite(capacity_)) {
    const Time x = crossing(from_, until_);
    if (x > from_)
      until_ = x;
    else
      saturated_ = rate_.within(from_ + (until_ - from_) / 2.0) >= capacity_;
  }
  waits_ = terms_.excess == Excess::wait && (saturated_ || backlog_ > 0.0);
  is_full_ = waits_ && saturated_ && terms_.room && backlog_ >= *terms_.room;
  if (waits_ && !is_full_) {
    const double target = saturated_ ? terms_.room.value_or(Duration::infinite().in_seconds()) : 0.0;
    const Time reached = backlog_at(target, from_, until_);
    if (reached <= until_) {
      until_ = reached;
      end_ = saturated_ ? End::fills : End::empties;
    }
  }
  follow_backlog(from_);
  const double full = saturated_ ? 1.0 : 0.0;
  if (full != is_saturated_->value()) is_saturated_->set(full);
  // `close` tells these of pieces with a loss or a backlog alone: whatever came before, there was none until now.
  if (waits_ || saturated_ || lost_->value() > 0.0) {
    lost_->was(0.0, 0.0, 0.0);
    queued_->was(backlog_, backlog_, backlog_);
  }
  lost_to_ = {};
  if (const estate::Outage* outage = service_.outage())
    lost_to_ = outage->first.labels;
  else
    lost_to_.names[2] = saturation_;
  const double unserved = !service_.is_up() ? 1.0 : saturated_ && first > capacity_ ? 1.0 - capacity_ / first : 0.0;
  if (unserved != unserved_) service_.set_unserved(unserved_ = unserved);
  timer_.set(until_);
}

// What has flowed since the piece began.
void Flow::close() {
  const Time now_at = now();
  const double seconds = (now_at - from_).in_seconds();
  const double rate = seconds > 0.0 ? rate_.mean(from_, now_at) : 0.0;
  const double before = backlog_;
  double served = saturated_ ? std::min(rate, capacity_) : rate;
  if (waits_) {
    served = capacity_;
    if (!is_full_) backlog_ = std::max(0.0, before + (rate - capacity_) * seconds);
    // Exactly there, also where what was left is too little for time to pass.
    if (now_at >= until_ && end_ == End::empties) backlog_ = 0.0;
    if (now_at >= until_ && end_ == End::fills) backlog_ = *terms_.room;
    backlog_peak_ = std::max(backlog_peak_, backlog_);
  }
  if (!(seconds > 0.0)) return;
  const double lost = waits_ ? (is_full_ ? rate - capacity_ : 0.0) : rate - served;
  // Of a backlog that moves in a curve the mean is exact too.
  const bool curves = waits_ && !is_full_ && rate_.curves();
  const double queued = curves ? before + rate_.mean_amount(from_, now_at) - capacity_ * seconds / 2.0 : (before + backlog_) / 2.0;
  offered_->was(rate, rate, rate);
  served_->was(served, served, served);
  if (waits_ || saturated_) {
    lost_->was(lost, lost, lost, lost_to_);
    queued_->was(before, backlog_, queued);
  }
  // How long those wait whom a saturated service does serve, where the rest is lost, is not said by a flow.
  if (from_ >= estate_.setting().start && (waits_ || !saturated_)) {
    const double inside = served > 0.0 ? time_in_stations(waits_ ? 0.0 : rate, seconds) : 0.0;
    latency_->add((queued + served * inside) * seconds / 3600.0, served * seconds);
  }
  from_ = now_at;
}

// Through all stations, one after the other; without a queue where the backlog stands for it.
double Flow::time_in_stations(double rate, double length) const {
  double sum = 0.0;
  for (const Station& s : terms_.stations) sum += sojourn(s, servers_of(s), rate, length);
  return sum;
}

// The instant at which the rate passes the capacity; `from` if it does not, or right there.
Time Flow::crossing(Time from, Time to) const {
  // A profile may step at `to`.
  const Time last = from + (to - from) * (1.0 - 1e-9);
  const bool above = rate_.within(from) >= capacity_;
  if ((rate_.within(last) >= capacity_) == above) return from;
  double low = from.in_seconds();
  double high = last.in_seconds();
  for (int i = 0; i < 100 && high > low; ++i) {
    const double middle = low + (high - low) / 2.0;
    if (middle <= low || middle >= high) break;
    ((rate_.within(Time::at(Duration::seconds(middle))) >= capacity_) == above ? low : high) = middle;
  }
  constexpr double nothing = 1e-4;  // seconds
  return high - from.in_seconds() > nothing ? Time::at(Duration::seconds(high)) : from;
}

// When the backlog comes to `target`, towards which it moves; never, if not until `to`.
Time Flow::backlog_at(double target, Time from, Time to) const {
  if (!rate_.curves()) {
    const double slope = rate_.within(from) - capacity_;
    const double seconds = slope == 0.0 ? -1.0 : (target - backlog_) / slope;
    return seconds >= 0.0 ? from + Duration::seconds(seconds) : Time::never();
  }
  const auto left = [&](double t) {
    const Time at = Time::at(Duration::seconds(t));
    return at > from ? backlog_ + (rate_.mean(from, at) - capacity_) * (at - from).in_seconds() - target : backlog_ - target;
  };
  double low = from.in_seconds();
  double high = to.in_seconds();
  const bool above = backlog_ > target;
  if ((left(high) > 0.0) == above) return Time::never();
  for (int i = 0; i < 100; ++i) {
    const double middle = low + (high - low) / 2.0;
    if (middle <= low || middle >= high) break;
    ((left(middle) > 0.0) == above ? low : high) = middle;
  }
  return Time::at(Duration::seconds(high));
}

// --- the backlog's life ---

void Flow::follow_backlog(Time at) {
  const bool drains = !saturated_;
  if (waits_ && !in_backlog_) {
    in_backlog_ = true;
    backlog_peak_ = backlog_;
    backlog_began_ = at;
    drains_since_ = at;
    had_outage_ = !service_.is_up();
  } else if (in_backlog_ && !had_outage_ && is_saturated_->value() > 0.0 && drains) {
    drains_since_ = at;
  }
  if (waits_) return;
  if (in_backlog_ && backlog_peak_ > 0.0) drain_time_->add((at - drains_since_).in_seconds(), backlog_began_);
  in_backlog_ = false;
  had_outage_ = false;
  if (service_.is_up()) service_.mark(Stage::catch_up);
}

}  // namespace mainstay::demand
