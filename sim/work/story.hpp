#pragma once
// The story of a trial: what happens, as those tell it to whom it happens. Nothing is kept unless somebody listens, and
// listening changes no result: telling draws no random number and schedules nothing.
//
//   story().tell({.kind = Teller::component, .subject = name, .event = Event::failed, .because = because});

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "kernel/simulation.hpp"
#include "work/label.hpp"

namespace mainstay::work {

// Whose story it is.
enum class Teller : std::uint8_t { component, group, service, team, threat, plan, ticket, change };
inline constexpr auto teller_words = std::to_array<std::string_view>(
    {"component", "group", "service", "team", "threat", "plan", "ticket", "change"});

// What happens. docs/run-file.md says what `object`, `by` and `value` are for each: the words are a contract.
enum class Event : std::uint8_t {
  none,
  // components and groups
  down, up, failed, detected, repair_begun, repaired, inspection_begun, inspected, maintenance_begun, maintained,
  // groups
  failover_begun, switch_begun, switched, switch_failed, manual_begun, no_standby, fail_back_begun, failed_back,
  // services
  outage_begun, unplanned, outage_ended, stage_ended, capacity, recovered, breached, demand,
  // teams
  on_shift, busy, away, back,
  // threats
  struck, over,
  // plans
  decision_begun, declared, restored, abandoned,
  // tickets, changes, and the steps of plans
  opened, joined, step_begun, step_done, reached, handed_off, escalated, held, resumed, reopened, frozen, collided,
  needs_remedy, closed, given_up, rejected,
};
inline constexpr auto event_words = std::to_array<std::string_view>(
    {"", "down", "up", "failed", "detected", "repair begun", "repaired", "inspection begun", "inspected",
     "maintenance begun", "maintained",
     "failover begun", "switch begun", "switched", "switch failed", "manual begun", "no standby", "fail-back begun",
     "failed back",
     "outage begun", "planned no longer", "outage ended", "stage ended", "capacity", "recovered", "breached", "demand",
     "on shift", "busy", "away", "back",
     "struck", "over",
     "decision begun", "declared", "restored", "abandoned",
     "opened", "joined", "step begun", "step done", "reached", "handed off", "escalated", "held", "resumed", "reopened",
     "frozen", "collided", "needs remedy", "closed", "given up", "rejected"});
static_assert(teller_words.size() == static_cast<std::size_t>(Teller::change) + 1);
static_assert(event_words.size() == static_cast<std::size_t>(Event::rejected) + 1);

// One thing that happened.
struct Told {
  Teller kind{};
  Label subject = 0;           // to whom: `db-a`, `p1`
  Event event = Event::none;
  std::uint64_t number = 0;    // of a ticket or change, among its kind; 0 of anything else
  Label object = 0;            // with what: a step, a member, a service
  Label by = 0;                // the team
  Labels because;              // of whom, and why
  double value = 0.0;
  kernel::Time at;             // set as it is told
};

class MAINSTAY_API Story {
 public:
  explicit Story(kernel::Simulation& simulation) : simulation_(simulation) {}
  // From now on all is kept.
  void listen() { heard_ = true; }
  bool is_heard() const { return heard_; }
  void tell(const Told& told) {
    if (heard_) keep(told);
  }
  // In the order in which it was told, which is that of time.
  const std::vector<Told>& all() const { return told_; }

 private:
  void keep(const Told& told);
  kernel::Simulation& simulation_;
  bool heard_ = false;
  std::vector<Told> told_;
};

}  // namespace mainstay::work
