#pragma once
// One component on its way through life: up, failed, repaired, inspected, maintained.

#include <map>
#include <memory>
#include <string>

#include "hastening.hpp"

namespace failure {

// Of one component, or of all of a counted name together.
struct Measures {
  Measures(work::Board& board, const std::string& path);
  Counter* failures;
  Tally* time_to_detect;
  Tally* time_to_restore;
  Tally* repair_wait;
  Counter* maintenances;
  Counter* inspections;
  Counter* found;
};

class Life {
 public:
  Life(Estate& estate, Component& component, Measures& measures);
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  // Said while the model binds, before `start`.
  void set(FailureSection& section);
  void set(InspectionSection& section);
  void set(MaintenanceSection& section);
  void start();
  // Said once all models are built: its hazards are changed by that, where its law has any.
  void hasten(Hastening& hastening);
  // Draws what is left of its life anew, given its age, whenever that is raised; false where its law does not let it.
  bool draw_anew_at(Signal& signal);
  // Weighs what it has lived through since it last began to wait for a failure.
  void settle(bool failed = false);

  kernel::Simulation& simulation() const { return estate_.simulation(); }

 private:
  Time now() const { return simulation().now(); }
  kernel::Clock& failure_clock() const;
  Labels because_of(const char* reason) const;
  // `begun`: what is told as the work begins.
  Doing doing_for(const Labels& because, Event begun) const;

  Process live();
  // Failures that come by the clock or from a file.
  Process come_by_the_clock();
  kernel::Clock::Elapse next_failure();
  bool is_thinned_out();
  double age() const { return (failure_clock().reading() - new_at_).in_seconds(); }
  // The law of its time to failure; a plain rate is an exponential one.
  const kernel::Distribution& law() const { return rate_law_ ? *rate_law_ : failure_->source.every->law(); }
  bool be_struck(const Labels& because);
  void repair_begins() { component_.set_repair(Component::Repair::begun); }
  // Somebody sees that it has failed, if it has.
  void find();
  Activity<> fail(bool was_struck);
  // Gives the team that did it, if any.
  Activity<Label> repair(const Labels& because, std::uint64_t occurrence, Time failed_at);

  Process inspect();

  // Waits until maintenance is due and can be begun; false when none will come any more.
  Activity<bool> maintenance_due();
  bool is_put_off_by_repair() const;
  Process keep_up();
  Process maintain();
  void maintenance_begun();

  Estate& estate_;
  Component& component_;
  Measures& m_;
  FailureSection* failure_ = nullptr;
  InspectionSection* inspection_ = nullptr;
  MaintenanceSection* maintenance_ = nullptr;
  std::unique_ptr<Arrivals> arrivals_;
  std::unique_ptr<Arrivals> upkeep_;
  std::unique_ptr<Arrivals> checks_;

  Signal struck_;              // by a threat, by a task, or as its trace says
  Labels struck_by_;
  work::Arrival arrival_;      // what the trace says of it
  Signal failing_;             // it has just failed
  Signal found_;               // a hidden failure was seen
  Signal restored_;
  Signal ticket_closed_;
  Signal renewed_;             // as good as new: by a repair, or by maintenance
  Signal maintenance_begins_;  // and takes it down
  bool failed_ = false;
  bool seen_ = false;
  bool in_maintenance_ = false;
  std::uint64_t maintained_ = 0;   // how often it has been
  Hastening* hastening_counts_ = nullptr;          // hears of its failures
  Hastening* hastening_ = nullptr;                 // changes its hazards
  Signal* redrawn_ = nullptr;                      // draws what is left of its life anew
  std::optional<kernel::Distribution> rate_law_;   // of a `rate`, where that is done
  std::optional<double> waiting_since_;            // its age as it drew what is left of its life
  double waiting_factor_ = 1.0;
  std::uint64_t life_ = 0;         // keys the life at hand, if maintenance or a strike began it
  Duration new_at_;            // reading of its failure clock when it was as new
};

}  // namespace failure
