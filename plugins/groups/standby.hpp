#pragma once
// One at work, the others standing by: who serves, and what happens between its failure and the next one's serving.

#include "group.hpp"

namespace groups {

class StandbyGroup;

// Who uses the components that stand by in several groups: whoever comes first has it, until it serves elsewhere no more.
class Sharing {
 public:
  explicit Sharing(std::size_t components) : places_(components) {}
  // Throws std::runtime_error where they cannot share it.
  void join(const Component& member, StandbyGroup& group);
  bool is_free(const Component& member, const StandbyGroup& group) const;
  void take(const Component& member, StandbyGroup& group) { place(member).user = &group; }
  // The others that wait for it hear of it.
  void give_back(const Component& member, const StandbyGroup& group);

 private:
  struct Place {
    std::vector<StandbyGroup*> groups;
    StandbyGroup* user = nullptr;
  };
  Place& place(const Component& c) { return places_[c.self().index]; }
  std::vector<Place> places_;    // of each component
};

class StandbyGroup final : public Group {
 public:
  StandbyGroup(Estate& estate, GroupSection& section, Component& self, Measures& measures, Sharing& sharing);
  Process serve() override;
  bool begins_with(const Component& member) const { return members_.front() == &member; }
  double standby_rate() const { return p_.standby_rate(); }
  void look_again() { changed_.raise(); }

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

  // The first that is up and serves no other group.
  Component* first_ready() const;
  // Those that serve no other group.
  std::vector<Component*> own_members() const;
  void activate(Component& member);
  // It is to serve, and is no other group's from now on; nullptr: nobody is.
  void claim(Component* member);
  void failover_failed(const Labels& because);
  static Label label_of(const Component& c) { return c.labels().names[0]; }
  // As what a task of the failover is told when somebody begins it.
  Event begun_event(const Task& task) const;
  void takes_over(Component& member, Time failed_at, const Labels& because);
  // Members that would have taken over before `next`, had they been up.
  void try_those_before(const Component& next);
  Time next_fail_back() const;

  Sharing& sharing_;
  Component* active_ = nullptr;
  Component* claimed_ = nullptr;
  Component* next_ = nullptr;    // who is to serve, during a failover
  bool begun_ = false;           // somebody is at work on the task at hand
  bool failing_back_ = false;
  Time failed_at_;
  // Random numbers belong to what made it fail over or back, and to the attempt: a variant in which other failovers came
  // before draws the same ones. 0: the next of their streams.
  std::uint64_t attempt_ = 0;
  std::uint64_t attempt_back_ = 0;
  kernel::Outcome outcome_ = kernel::Outcome::done;
};

}  // namespace groups
