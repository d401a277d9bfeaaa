#pragma once
// What can be up or down: components, groups that stand for components, and services; and the gates of a service's
// dependency tree between them. A change touches only what depends on it.

#include <optional>
#include <string>
#include <vector>

#include "estate/spec.hpp"
#include "kernel/signal.hpp"
#include "work/world.hpp"

namespace mainstay::estate {

using work::Cause;
using work::Label;
using work::Labels;

class Gate;
class Estate;

// One reason that holds a node down, since when.
struct MAINSTAY_API Holding {
  std::uint64_t key;
  Cause cause;
  Time since;
  // Whose doing what begins at that time is.
  Labels labels_at(Time time) const;
};

// How far somebody has come with what is down.
struct Response {
  bool found = false;   // it is known
  bool begun = false;   // and somebody works on it
};

class MAINSTAY_API Node {
 public:
  Node(Estate& estate, Target self, std::string name, std::string family);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;

  Target self() const { return self_; }
  const std::string& name() const { return name_; }
  const std::string& family() const { return family_; }
  Estate& estate() const { return estate_; }
  bool is_up() const { return up_; }
  // What it gives of what it could: all or nothing, but for a service that is degraded.
  virtual double capacity() const { return up_ ? 1.0 : 0.0; }
  // Raised as it goes up or down.
  kernel::Signal& went_up() { return went_up_; }
  kernel::Signal& went_down() { return went_down_; }
  // Runs while it is up, and while it is down.
  kernel::Clock& up_clock() { return up_clock_; }
  kernel::Clock& down_clock() { return down_clock_; }

  // Holds it down; the same key lets go. A cause that names no owner is its own.
  void hold(std::uint64_t key, const Cause& cause);
  void let_go(std::uint64_t key);
  const std::vector<Holding>& holdings() const { return holdings_; }
  // Its own name and its family's, for whom downtime is attributed to.
  const Labels& labels() const { return labels_; }

  void watch(Gate& gate) { gates_.push_back(&gate); }
  // Would it be down if only planned (or only unplanned) causes held? What starts up is down as it was before.
  virtual bool is_down_by(bool planned) const;
  // What it would give then.
  virtual double capacity_by(bool planned) const { return is_down_by(planned) ? 0.0 : 1.0; }
  // Adds the holdings that keep it down.
  virtual void collect(std::vector<const Holding*>& out) const;
  // Somebody turns to it and finds it down: failures that were hidden are then seen.
  virtual void need() = 0;
  // Adds how far somebody has come with it, while it is down.
  virtual void respond(Response& response) const = 0;

 protected:
  // The causes have changed.
  virtual void causes_changed() = 0;
  void set_up(bool up);
  virtual void turned() {}
  // Of the next cause with that reason.
  std::uint64_t next_occurrence(Label reason);

 public:
  // What happens to it, for the story of the trial. Kind and subject are its own.
  void tell(work::Event event, const Labels& because = {}, Label object = 0, Label by = 0, double value = 0.0) const;

 protected:
  Estate& estate_;
  Target self_;
  std::string name_;
  std::string family_;
  Labels labels_;
  std::vector<Holding> holdings_;
  bool last_was_planned_ = false;        // the cause that let go last
  struct Count {
    Label reason;
    std::uint64_t times;
  };
  std::vector<Count> counts_;            // how often each reason has held it down
  bool up_ = true;
  std::vector<Gate*> gates_;
  kernel::Signal went_up_;
  kernel::Signal went_down_;
  kernel::Clock up_clock_;
  kernel::Clock down_clock_;
};

// A place in a service's dependency tree: all, any, or at least k of its inputs.
class MAINSTAY_API Gate {
 public:
  Gate(Gate* parent, int least) : parent_(parent), least_(least) {}
  void add_input(bool up) {
    ++inputs_;
    up_inputs_ += up ? 1 : 0;
  }
  // An input has gone up or down, or has changed its capacity.
  void input_turned(bool up);
  void capacity_turned();
  bool is_up() const { return up_inputs_ >= least_; }
  double capacity() const;
  // Would it be down if only planned (or only unplanned) causes held, and what would it give?
  bool is_down_by(bool planned) const;
  double capacity_by(bool planned) const;

  Gate* parent_ = nullptr;
  int least_ = 0;
  int inputs_ = 0;
  int up_inputs_ = 0;
  bool shares_capacity_ = false;        // `at_least`: members up over members
  std::vector<Gate*> gates_;            // inputs that are gates
  std::vector<Node*> nodes_;            // inputs that are nodes
  class Service* service_ = nullptr;    // of the root

 private:
  double capacity_of(int up_inputs, double least, double most) const;
};

class MAINSTAY_API Component final : public Node {
 public:
  Component(Estate& estate, Target self, std::string name, std::string family, std::optional<std::size_t> site,
            Duration start_up, struct ComponentMeasures& measures);
  std::optional<std::size_t> site() const { return site_; }
  // Called when something strikes it; says whether that made it fail. Set by the model of its failures.
  void set_struck(bool (*struck)(void*, const Labels&), void* context) {
    struck_ = struck;
    struck_context_ = context;
  }
  // Called when somebody turns to it and finds it down: a hidden failure is then seen.
  void set_needed(void (*needed)(void*), void* context) {
    needed_ = needed;
    needed_context_ = context;
  }
  // A group that serves looks after its members by itself.
  void need() override {
    if (needed_ != nullptr) needed_(needed_context_);
  }
  void respond(Response& response) const override;
  // How far its repair has come; said by the model of its failures. What waits for it is told.
  enum class Repair { none, unseen, waiting, begun };
  void set_repair(Repair repair);
  // Of a group: the repair of a member has come further. Set by the model of groups.
  void set_response_changed(void (*changed)(void*), void* context) {
    response_changed_ = changed;
    response_context_ = context;
  }
  void response_changed() {
    if (response_changed_ != nullptr) response_changed_(response_context_);
  }
  bool can_be_struck() const;
  // Makes it fail, or each of a group's members; how many did. What has failed already is not touched.
  int strike(const Labels& because);
  // Its operating time: runs while it is up, as fast as it ages. A standby may age slower than what serves, or not at
  // all; `up_clock()` is calendar time all the same.
  kernel::Clock& operating_clock() { return operating_clock_; }
  void set_ageing(double rate);
  // Called at once when what holds it down changes, and when it comes up; in the order in which they asked.
  using ChangeListener = void (*)(void* context);
  void hear_changes(ChangeListener listener, void* context) { listeners_.push_back({listener, context}); }
  // What a group is made of; said by the model of groups. Empty for what is no group.
  const std::vector<Component*>& members() const { return members_; }
  bool is_down_by(bool planned) const override;
  void set_members(std::vector<Component*> members);
  // Those that it is a member of.
  const std::vector<Component*>& groups() const { return groups_; }

 protected:
  void causes_changed() override;
  void turned() override;

 private:
  void started();
  void tell_listeners();
  // Whose its downtime is: its own name, and what the earliest cause says of reason and phase.
  Labels blame() const;
  void attribute();
  std::optional<std::size_t> site_;
  Duration start_up_;
  kernel::Timer start_timer_;
  ComponentMeasures& measures_;
  Time up_since_;
  bool (*struck_)(void*, const Labels&) = nullptr;
  void* struck_context_ = nullptr;
  void (*needed_)(void*) = nullptr;
  void* needed_context_ = nullptr;
  kernel::Clock operating_clock_;
  double ageing_ = 1.0;
  struct Hearing {
    ChangeListener listener;
    void* context;
  };
  std::vector<Hearing> listeners_;
  std::vector<Component*> members_;
  std::vector<Component*> groups_;
  Repair repair_ = Repair::none;
  void (*response_changed_)(void*) = nullptr;
  void* response_context_ = nullptr;
  Labels blamed_;
};

// What is measured of a component, or of all of a counted name together.
struct ComponentMeasures {
  void add_member(const Labels& labels) {
    availability->add_member(labels);
    at_risk->add_member(labels);
  }
  work::Level* availability;
  work::Level* down;
  work::Level* downtime;
  work::Tally* up_time;
  work::Level* at_risk;   // of up_time
  double members;
  // Of all services' outages: those whose first cause it was, and their time.
  double caused_outages = 0.0;
  double caused_downtime = 0.0;
};

}  // namespace mainstay::estate
