#pragma once
// One at work, the others standing by: who serves, and what happens between its failure and the next one's serving.

#include "group.hpp"

namespace groups {

class StandbyGroup final : public Group {
 public:
  StandbyGroup(Estate& estate, GroupSection& section, Component& self, Measures& measures);
  Process serve() override;

 private:
  enum class Ended { done, stopped, given_up };
  using Stop = bool (*)(const StandbyGroup&);

  // From the failure of the active member until one serves again.
  Activity<> take_over();
  // Nobody is up: the first that comes back serves at once.
  Activity<> wait_for_repair();
  Activity<> fail_back();
  // Does a task of the failover, unless `stop` says so first.
  Activity<Ended> carry_out(Task& task, Labels because, Stop stop);
  Process work_on(Task& task, Labels because);
  void task_begun();

  void activate(Component& member);
  void failover_failed(const Labels& because);
  static Label label_of(const Component& c) { return c.labels().names[0]; }
  // As what a task of the failover is told when somebody begins it.
  Event begun_event(const Task& task) const;
  void takes_over(Component& member, Time failed_at, const Labels& because);
  // Members that would have taken over before `next`, had they been up.
  void try_those_before(const Component& next);
  Time next_fail_back() const;
  void mark(estate::Stage stage);

  Component* active_ = nullptr;
  Component* next_ = nullptr;    // who is to serve, during a failover
  bool begun_ = false;           // somebody is at work on the task at hand
  bool failing_back_ = false;
  Time failed_at_;
  kernel::Outcome outcome_ = kernel::Outcome::done;
};

}  // namespace groups
