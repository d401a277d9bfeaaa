#include "scenario/workforce.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mainstay::scenario {

namespace {

int headcount_of(const work::Staff& staff) {
  if (staff.unlimited) return kernel::Pool::unlimited;
  int sum = staff.shifts.empty() ? staff.people : 0;
  for (const auto& shift : staff.shifts) sum += shift.people;
  return sum;
}

// Of people who work by shifts, the most who are there at once at any time of the run.
int most_on_shift(const work::Staff& staff, const work::Setting& setting) {
  std::vector<work::CalendarCursor> cursors;
  for (const auto& shift : staff.shifts) cursors.emplace_back(setting.calendars[shift.calendar]);
  int most = 0;
  for (kernel::Time now; now <= setting.end;) {
    int there = 0;
    kernel::Time next = kernel::Time::never();
    for (std::size_t k = 0; k < cursors.size(); ++k) {
      cursors[k].advance_to(now);
      if (cursors[k].open()) there += staff.shifts[k].people;
      next = std::min(next, cursors[k].next_change());
    }
    most = std::max(most, there);
    now = next;
  }
  return most;
}

std::string there_are(int people) {
  return people == 0 ? "there is nobody" : people == 1 ? "there is 1" : fmt::format("there are {}", people);
}

}  // namespace

int Workforce::most_of(const estate::TeamSpec& team, int skill) const {
  const work::Staff& staff = team.pool.staff;
  const bool by_shift = !staff.shifts.empty() && !team.on_call;
  const int people = by_shift ? most_on_shift(staff, setting_) : headcount_of(staff);
  if (skill < 0) return people;
  for (const auto& s : team.skills.list)
    if (s.index == static_cast<std::size_t>(skill)) return s.people < 0 ? people : std::min(s.people, people);
  return 0;
}

void Workforce::is_asked_for(const work::Assignment& people, const schema::Place& place, schema::Reader& reader) const {
  const bool enough = std::any_of(people.teams.begin(), people.teams.end(), [&](std::size_t t) {
    return most_of(teams_[t].spec, people.skill) >= people.people;
  });
  if (!enough && !people.teams.empty()) wanting_.push_back({reader.path(), place, people});
}

void Workforce::report(const std::vector<std::string>& changing, schema::Diagnostics& diagnostics) const {
  for (const Wanting& w : wanting_) {
    const auto& first = teams_[w.people.teams.front()];
    const work::Staff& staff = first.spec.pool.staff;
    int most = 0;
    for (const std::size_t t : w.people.teams) most = std::max(most, most_of(teams_[t].spec, w.people.skill));
    const std::string what =
        fmt::format("{}: asks for {}{} of {}, and {}{}: it waits for ever", w.path, w.people.people, w.people.skill < 0 ? "" : " with that skill",
                    w.people.teams.size() == 1 ? first.name : "one of its teams", there_are(most), staff.shifts.empty() ? "" : " on shift at once");
    // A team of nobody, and one that shifts, a variant or a change in the run make too small, may be what is asked about.
    const bool may_change = std::any_of(w.people.teams.begin(), w.people.teams.end(), [&](std::size_t t) {
      return std::find(changing.begin(), changing.end(), "teams." + teams_[t].name + ".staff") != changing.end();
    });
    if (is_variant_ || may_change || !staff.shifts.empty() || headcount_of(staff) == 0)
      diagnostics.warning(w.place, what);
    else
      diagnostics.error(w.place, what);
  }
}

}  // namespace mainstay::scenario
