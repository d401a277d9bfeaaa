#include "work/pool.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace mainstay::schema {

bool Leaf<work::Staff>::read(work::Staff& out, const Node& node, Reader& reader) {
  out = {};
  if (node.is_scalar() && node.text == "unlimited") {
    out.unlimited = true;
    return true;
  }
  if (node.is_map()) {
    bool good = true;
    for (const auto& entry : node.entries) {
      work::Staff::Shift shift{0, 0};
      Node name = Node::scalar(entry.key, entry.key_place);
      good = read_ref(shift.calendar, work::CalendarName::kind, name, reader) && good;
      good = Leaf<int>::read(shift.people, entry.value, reader) && good;
      if (good && shift.people < 0) {
        reader.error(entry.value.place, "must be at least 0");
        good = false;
      }
      out.shifts.push_back(shift);
    }
    return good;
  }
  if (!Leaf<int>::read(out.people, node, reader)) return false;
  if (out.people < 0) {
    reader.error(node.place, "must be at least 0");
    return false;
  }
  return true;
}

}  // namespace mainstay::schema

namespace mainstay::work {

namespace {

void check_pool(const PoolSpec& spec, const schema::Node& node, schema::Reader& reader) {
  if (spec.discipline == kernel::Discipline::first_ready && node.is_map() && node.find("ready_after") == nullptr)
    reader.error(node.place, "`first ready` needs `ready_after`: how long each kind of waiting work takes to be ready");
}

int headcount(const Staff& staff) {
  if (staff.unlimited) return kernel::Pool::unlimited;
  if (staff.shifts.empty()) return staff.people;
  int sum = 0;
  for (const auto& s : staff.shifts) sum += s.people;
  return sum;
}

// Skills as classes of people who have the same ones, most skilled first. Different skills are spread over different
// people as far as there are enough of them: who has two of them is not said.
std::vector<std::pair<std::uint32_t, int>> skill_classes(const std::vector<Team::Skill>& skills, int people) {
  std::vector<std::uint32_t> person(static_cast<std::size_t>(std::min(people, 10000)), 0u);
  std::size_t next = 0;
  for (const auto& skill : skills)
    for (int n = 0; n < std::min(skill.people, static_cast<int>(person.size())); ++n)
      person[next++ % person.size()] |= 1u << skill.index;
  std::map<std::uint32_t, int> count;
  for (const std::uint32_t mask : person) ++count[mask];
  std::vector<std::pair<std::uint32_t, int>> out(count.begin(), count.end());
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    const int x = __builtin_popcount(a.first);
    const int y = __builtin_popcount(b.first);
    return x != y ? x > y : a.first < b.first;
  });
  return out;
}

}  // namespace

void PoolSpec::describe(schema::Fields<PoolSpec>& f) {
  f("staff", &PoolSpec::staff, "how many can work at once").not_called({"people", "size", "capacity", "headcount", "members"});
  f("calendar", &PoolSpec::calendar, "when they work; outside it, work in hand waits and goes on later");
  f("room", &PoolSpec::room, "waiting places; who finds none is rejected").range(0, 1e9);
  f("when_full", &PoolSpec::when_full, "`block` holds the step before until there is room");
  f("discipline", &PoolSpec::discipline, "the order in which waiting work is taken up");
  f("ready_after", &PoolSpec::ready_after, "for `first ready`: the clock that each kind of waiting work runs");
  f("interrupted", &PoolSpec::interrupted, "what becomes of work in hand when its people are taken away");
  f.check<check_pool>();
}

std::size_t Team::skill_sets(const std::vector<Skill>& skills, const Staff& staff) {
  return skills.empty() ? 0 : skill_classes(skills, headcount(staff)).size();
}

void OnCall::describe(schema::Fields<OnCall>& f) {
  f("delay", &OnCall::delay, "from the call to the first hand on it").required();
  f("for", &OnCall::least_urgent, "the least urgent priority that they are called for");
  f.shorthand("delay");
}

TeamMeasures::TeamMeasures(Board& b, const std::string& path, Waits waits, bool costs)
    : busy_(b.level({.path = path + ".busy", .title = "people at work", .adds_up = true})),
      waiting_(b.level({.path = path + ".waiting", .title = "pieces of work that wait", .adds_up = true})),
      scheduled_(b.level({.path = path + ".scheduled", .title = "people on shift", .adds_up = true})),
      out_of_hours_(b.level({.path = path + ".out_of_hours", .title = "people at work outside their shift: called, on the way too, or not done as it ended", .adds_up = true})),
      wait_(waits == Waits::left_to_owner ? nullptr
                                          : &b.tally({.path = path + ".wait", .unit = Unit::time, .title = "wait of work until it is begun"})),
      done_(b.counter({.path = path + ".done", .title = "pieces of work done"})),
      utilisation_(b.ratio({.path = path + ".utilisation", .title = "share of the scheduled time at work; work outside the shift is apart"})) {
  if (waits == Waits::left_to_owner)
    saturated_ = &b.level({.path = path + ".saturated", .title = "1 while no server is free, closed and down included", .adds_up = true});
  if (costs) cost_ = &b.counter({.path = path + ".cost", .unit = Unit::money, .title = "cost of the scheduled time"});
}

Team::Team(World& world, const PoolSpec& spec, const std::string& path, std::optional<OnCall> on_call,
           const std::vector<Skill>& skills, double cost_per_second, Waits waits)
    : TeamMeasures(world.board(), path, waits, cost_per_second > 0.0),
      world_(world),
      when_full_(spec.when_full),
      calendar_(spec.calendar.index),
      pool_(world.simulation(), {.capacity = headcount(spec.staff),
                                 .room = spec.room.value_or(kernel::Pool::unlimited),
                                 .discipline = spec.discipline,
                                 .interrupted = spec.interrupted}),
      headcount_(headcount(spec.staff)),
      on_call_(std::move(on_call)),
      ready_after_(spec.ready_after),
      random_(world.stream(path + ".discipline")),
      // After completions: work that ends exactly at closing time is finished then.
      shift_timer_(kernel::Timer::calling<&Team::change_shift>(world.simulation(), this, kernel::Phase::arrival)),
      label_(world.board().label(path.substr(path.find('.') + 1))),
      cost_per_hour_(cost_per_second * 3600.0) {
  utilisation_.set_source([this] {
    const Statistic total{Statistic::Kind::total, 0.0};
    const double scheduled = scheduled_.evaluate(total).value;
    const double on_shift = busy_.evaluate(total).value - out_of_hours_.evaluate(total).value;
    return std::pair(std::max(0.0, on_shift), headcount_ >= kernel::Pool::unlimited ? 0.0 : scheduled);
  });
  if (cost_ != nullptr) charge(*cost_);
  if (on_call_)
    pool_.set_on_call(
        on_call_->least_urgent.level, [](void* law) { return static_cast<Random<Duration>*>(law)->draw(); },
        &on_call_->delay);
  if (spec.discipline == kernel::Discipline::first_ready)
    pool_.set_ready_after([](void* law) { return static_cast<Random<Duration>*>(law)->draw(); }, &ready_after_);
  pool_.set_random(&random_);
  if (!skills.empty()) pool_.set_skills(skill_classes(skills, headcount_));
  plan_shifts(spec.staff);
  pool_.set_listener(this);
  change_shift();
}

bool Team::never_makes_wait() const {
  if (headcount_ < kernel::Pool::unlimited || shifts_.size() != 1) return false;
  const CalendarCursor& cursor = shifts_.front().cursor;
  return cursor.open() && cursor.next_change() == Time::never();
}

void Team::charge(Counter& to) {
  if (cost_per_hour_ <= 0.0) return;
  Labels own;
  own.names[3] = label_;
  // Nobody can say how many of an unlimited staff are on shift: those at work are paid.
  to.accrue(headcount_ >= kernel::Pool::unlimited ? busy_ : scheduled_, cost_per_hour_, own);
}

void Team::plan_shifts(const Staff& staff) {
  const auto& calendars = world_.setting().calendars;
  shifts_.clear();
  for (const auto& shift : staff.shifts) shifts_.push_back({CalendarCursor(calendars[shift.calendar]), shift.people});
  if (staff.shifts.empty()) shifts_.push_back({CalendarCursor(calendars[calendar_]), headcount_});
}

void Team::set_staff(const Staff& staff) {
  headcount_ = headcount(staff);
  plan_shifts(staff);
  change_shift();
}

void Team::change_shift() {
  const Time now = world_.simulation().now();
  Time next = Time::never();
  for (Shift& shift : shifts_) {
    shift.cursor.advance_to(now);
    next = std::min(next, shift.cursor.next_change());
  }
  apply_staff();
  shift_timer_.set(next);
}

void Team::apply_staff() {
  long on_shift = 0;
  for (const Shift& shift : shifts_) on_shift += shift.cursor.open() ? shift.people : 0;
  if (away_ > 0) on_shift = 0;
  if (share_ <= 0.0) on_shift = 0;
  if (share_ < 1.0 && on_shift > 0 && on_shift < kernel::Pool::unlimited)
    on_shift = std::max(1L, static_cast<long>(share_ * static_cast<double>(on_shift) + 1e-9));
  const int present = static_cast<int>(std::min<long>(on_shift, kernel::Pool::unlimited));
  if (present != scheduled_.value()) tell(Event::on_shift, present);
  scheduled_.set(present);
  pool_.set_staff(present, away_ > 0 || !on_call_ ? 0 : headcount_ - present);
  look_for_saturation();
}

void Team::look_for_saturation() {
  if (saturated_ == nullptr) return;
  const double full = pool_.busy() >= pool_.capacity() ? 1.0 : 0.0;
  if (full != saturated_->value()) saturated_->set(full);
}

void Team::tell(Event event, double value) {
  if (wait_ != nullptr) world_.board().story().tell({.kind = Teller::team, .subject = label_, .event = event, .value = value});
}

void Team::keep_away(bool away) {
  away_ += away ? 1 : -1;
  if (away_ == (away ? 1 : 0)) tell(away ? Event::away : Event::back, 0.0);
  apply_staff();
}

void Team::set_share(double share) {
  if (share == share_) return;
  share_ = share;
  apply_staff();
}

void Team::pool_changed(const kernel::Pool& pool) {
  if (pool.busy() != busy_.value()) {
    busy_.set(pool.busy());
    tell(Event::busy, pool.busy());
  }
  if (pool.out_of_hours() != out_of_hours_.value()) out_of_hours_.set(pool.out_of_hours());
  if (pool.waiting() != waiting_.value()) waiting_.set(pool.waiting());
  look_for_saturation();
}

void Team::work_begun(const kernel::Pool&, const kernel::Job& job) {
  if (wait_ != nullptr) wait_->add(job.waited.in_seconds());
}

void Team::work_done(const kernel::Pool&, const kernel::Job&) { done_.add(); }

}  // namespace mainstay::work
