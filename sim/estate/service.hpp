#pragma once
// A service in one trial: up while its needs are met, measured against its targets, its outages recorded.

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "estate/node.hpp"
#include "estate/recovery.hpp"

namespace mainstay::estate {

// One outage, as it is recorded.
struct Outage {
  std::size_t service = 0;
  Time begin;
  Time end;
  bool censored = false;   // still open at the horizon
  bool planned = false;    // planned causes alone began it
  Time unplanned_from = Time::never();  // since when they alone do not explain it
  Cause first;             // of what held it down as it began, the earliest
  Cause trigger;           // the latest
  int overlapping = 0;     // how many causes held it down at most
  double cost = 0.0;
};

// What happens within one instant happens at once: an outage that ends and begins again at the same instant goes on, and
// so does the disruption. So outages and recoveries end as the instant does, once all else of it has happened.
class MAINSTAY_API Service final : public Node, private kernel::Dispatcher {
 public:
  Service(Estate& estate, Target self, const Entity<ServiceSpec>& entity);
  ~Service() override;

  const ServiceSpec& spec() const { return spec_; }
  double capacity() const override { return capacity_; }
  // The outage it is in, or nullptr.
  const Outage* outage() const { return outage_ && !up_ ? &*outage_ : nullptr; }
  // Up again in this very instant: should it go down before the instant is over, its outage goes on.
  bool outage_may_go_on() const { return outage_ && up_; }
  // Down, and its downtime is planned at present; and what is raised as that begins and ends.
  bool is_in_maintenance() const { return planned_now_; }
  kernel::Signal& maintenance_changed() { return maintenance_changed_; }
  // How old that outage is.
  Duration outage_age() const;
  // Raised as its capacity changes.
  kernel::Signal& capacity_changed() { return capacity_changed_; }

  // A recovery plan restores it at a capacity, until what it stands in for is repaired. False if it was repaired
  // before, or if another plan holds it up at that capacity or more.
  bool restore(double capacity);
  // Raised as what it needs brings it up again, also where a plan has held it up until then.
  kernel::Signal& repaired() { return repaired_; }
  // One holds it up at present.
  bool is_restored() const { return restored_.has_value(); }
  // A stage of the present recovery has ended; the first mark counts. Catching up comes after it: see
  // `expect_catch_up`.
  void mark(Stage stage);
  // A model of its demand will mark `catch_up` once what an outage left waiting is worked off; the stage lasts from
  // the recovery until then, the last one where outages came before it was. Without such a model it takes no time.
  void expect_catch_up() { expects_catch_up_ = true; }
  // A model of its demand knows the share that goes unserved: from the first call on, `users_lost` counts by that and
  // not by the capacity that is missing.
  void set_unserved(double share);

  // What its demand is multiplied by at present: the product of the factors in force, 1 without any.
  double demand_factor() const;
  void add_demand_factor(double factor);
  void remove_demand_factor(double factor);
  kernel::Signal& demand_factor_changed() { return demand_factor_changed_; }
  // Said while models are built: the model of its load follows the factor (it is a rate), and somebody means to multiply
  // it, whose path in the scenario this is. What multiplies where nobody follows would do nothing, silently.
  void follow_demand_factor() { follows_demand_factor_ = true; }
  void expect_demand_factor(std::string who) { multiplied_by_.push_back(std::move(who)); }
  std::span<const std::string> multiplied_in_vain() const {
    return follows_demand_factor_ ? std::span<const std::string>() : std::span<const std::string>(multiplied_by_);
  }

  void needs_changed();
  // Some cause among what it stands on has changed: what is planned and who is to blame may be others now.
  void recheck();
  bool is_down_by(bool planned) const override;
  double capacity_by(bool planned) const override;
  void collect(std::vector<const Holding*>& out) const override;
  // At any hour: whoever turns to it sees why it does not work.
  void need() override;
  void respond(Response& response) const override;
  // The repair of something that it stands on has come further.
  void follow_repair();
  // At the end of the trial: what is open is cut and flagged.
  void finish();

 private:
  void build(const Need& need, Gate& gate);
  void add_node(Node& node, Gate& gate);
  void causes_changed() override;
  void turned() override;
  void started();
  void update();
  void set_capacity(double capacity);
  bool base_is_up() const;
  // Up again at the least acceptable capacity.
  bool has_recovered() const;
  // Its users find what keeps it down, in the hours in which it has any.
  void find_failures();
  void settle_later();
  void dispatch() override;
  void settle();
  void begin_outage();
  void end_outage(bool censored);
  void attribute();
  // Whether the run takes for planned what these causes, each alone, would do.
  bool counts_as_planned(bool by_planned, bool by_unplanned) const;
  void hold_to_objectives();
  void objectives_at_end(bool censored);
  void breach(bool mtpd);
  void rto_passed() { breach(false); }
  void mtpd_passed() { breach(true); }
  void opening();
  double cost_until(Duration age) const;
  double cost_of(const Outage& outage) const;
  double delivered() const;

  struct Measures;
  ServiceSpec spec_;
  std::vector<std::unique_ptr<Gate>> gates_owned_;
  Gate* root_ = nullptr;
  kernel::Timer start_timer_;
  kernel::Timer rto_timer_;
  kernel::Timer mtpd_timer_;
  kernel::Timer hours_timer_;
  work::CalendarCursor hours_;
  bool starting_ = false;
  bool starting_planned_ = false;      // after planned downtime
  std::optional<double> restored_;     // the capacity at which a plan holds it up
  double capacity_ = 1.0;
  kernel::Signal capacity_changed_;
  std::vector<double> demand_factors_;
  kernel::Signal demand_factor_changed_;
  bool follows_demand_factor_ = false;
  std::vector<std::string> multiplied_by_;
  std::optional<Outage> outage_;
  std::optional<Time> disrupted_since_;  // not recovered: down, or below the MBCO since it was down
  std::optional<Time> held_since_;       // against the objectives: planned causes alone do not explain it any more
  RecoveryClock stages_;                 // of the recovery from that disruption
  kernel::Signal repaired_;
  bool is_repaired_ = false;             // in this instant, if nothing of it takes it down again
  bool caught_up_ = false;               // the same, and nothing was left waiting
  bool settles_next_ = false;            // others have been dispatched since that was asked for
  Time up_since_;
  Labels blamed_;                        // to whom downtime goes at present
  bool planned_now_ = false;
  kernel::Signal maintenance_changed_;
  bool expects_catch_up_ = false;
  std::optional<Time> recovered_at_;     // until it has caught up
  Labels recovered_from_;
  Time recovered_born_;
  std::size_t recovery_ = 0;             // the record of that recovery
  bool demand_is_modelled_ = false;
  bool any_outage_ = false;
  std::unique_ptr<Measures> m_;
};

}  // namespace mainstay::estate
