#pragma once
// What groups of all modes have in common: they hold themselves down while they do not serve, and measure it.

#include <memory>
#include <optional>
#include <vector>

#include "section.hpp"

namespace groups {

// Of one group, or of all of a counted name together. What the estate measures of every node (availability, down,
// downtime, up_time) stands beside these.
struct Measures {
  Measures(Board& board, const std::string& path, bool has_standbys = true, bool fails_back = true);
  // Another group that they are of.
  void add(const Component& group);
  Level* downtime_planned;
  Level* capacity;
  double groups = 0.0;
  estate::RecoveryMeasures recovery;
  Counter* outages;
  Tally* outage;
  Ratio* first_outage;
  Counter* failovers = nullptr;         // of groups with standbys
  Counter* failovers_failed = nullptr;
  Tally* switch_time = nullptr;
  Counter* fail_backs = nullptr;        // of those that fail back
};

class Group {
 public:
  Group(Estate& estate, GroupSection& section, Component& self, Measures& measures);
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  virtual ~Group() = default;

  virtual Process serve() = 0;
  // What it gives of what it could.
  virtual double capacity() const { return self_.is_up() ? 1.0 : 0.0; }
  kernel::Simulation& simulation() const { return estate_.simulation(); }
  const std::string& name() const { return self_.name(); }

 protected:
  Time now() const { return estate_.simulation().now(); }
  int up_count() const;
  // The earliest of the causes that hold these down.
  work::Cause cause_of(const std::vector<Component*>& members) const;
  // Whether the downtime of so many members is planned, where no more than `spare` may be down.
  bool is_planned(const std::vector<Component*>& members, int spare) const;
  // Holds the group down from now on for this cause in this phase, and no other any more.
  void hold(work::Cause because, std::string_view phase, bool planned);
  void let_go();
  // Somebody turns to these, and sees failures that were hidden.
  static void need(const std::vector<Component*>& members);

  Estate& estate_;
  GroupSection& p_;
  Component& self_;
  Measures& m_;
  std::vector<Component*> members_;
  // A stage of its recovery has ended, and of those of the services that have gone down since then.
  void mark(estate::Stage stage, Time since);
  Signal changed_;               // a member has gone up or down, or what holds it down has changed

 private:
  void note_member();
  void note_state();
  void note_capacity();
  void follow_repair();
  Hold hold_;
  Label phase_ = 0;              // of what is held
  bool held_as_planned_ = false;
  bool was_up_ = true;
  bool planned_now_ = false;
  bool any_outage_ = false;
  Time down_since_;
  std::optional<Time> held_since_;   // planned causes alone do not explain it any more
  estate::RecoveryClock stages_;
  double capacity_ = 1.0;
  Labels first_cause_;
};

// All at work.
class ActiveGroup final : public Group {
 public:
  using Group::Group;
  Process serve() override;
  double capacity() const override;
};

}  // namespace groups
