#pragma once
// Who serves, in what order: the part of the language that `teams`, and `requests` of a service, have in common.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/pool.hpp"
#include "work/law.hpp"
#include "work/world.hpp"

namespace mainstay::work {

// `2`, `unlimited`, or `{ office: 6, night: 2 }` by calendar.
struct MAINSTAY_API Staff {
  struct Shift {
    std::size_t calendar;
    int people;
  };
  int people = 1;            // without shifts
  bool unlimited = false;
  std::vector<Shift> shifts;
};

enum class WhenFull { reject, block };

// How many, when, and in what order they take up work.
struct MAINSTAY_API PoolSpec {
  schema::Live<Staff> staff;
  schema::Ref<CalendarName> calendar{0};
  std::optional<int> room;
  WhenFull when_full = WhenFull::reject;
  kernel::Discipline discipline = kernel::Discipline::fifo;
  Random<Duration> ready_after;
  kernel::Interrupted interrupted = kernel::Interrupted::resume;

  static void describe(schema::Fields<PoolSpec>& f);
};

// Outside the calendar: `LAW`, or `{ delay: LAW, for: P3 }`.
struct MAINSTAY_API OnCall {
  Random<Duration> delay;
  schema::Priority least_urgent{2};
  static void describe(schema::Fields<OnCall>& f);
};

// Whether `wait` is measured here, as that of work as it is begun; who means something else by it measures it himself.
enum class Waits { measured, left_to_owner };

// What is measured of a pool; `path` is where it stands, as in `teams.dba`.
class MAINSTAY_API TeamMeasures {
 public:
  TeamMeasures(Board& board, const std::string& path, Waits waits, bool costs);

 protected:
  Level& busy_;
  Level& waiting_;
  Level& scheduled_;
  Level& out_of_hours_;
  Tally* wait_ = nullptr;
  Counter& done_;
  Ratio& utilisation_;
  Counter* cost_ = nullptr;
  Level* saturated_ = nullptr;   // of servers
};

// The people of a pool in one trial: staffed by the calendar, measured.
class MAINSTAY_API Team final : private TeamMeasures, public kernel::PoolListener {
 public:
  struct Skill {
    std::size_t index;
    int people;
  };
  Team(World& world, const PoolSpec& spec, const std::string& path, std::optional<OnCall> on_call,
       const std::vector<Skill>& skills, double cost_per_second, Waits waits = Waits::measured);
  // How many groups of people who can do the same these skills make: no more than `kernel::most_skill_classes`.
  static std::size_t skill_sets(const std::vector<Skill>& skills, const Staff& staff);
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  kernel::Pool& pool() { return pool_; }
  const kernel::Pool& pool() const { return pool_; }
  bool blocks_when_full() const { return when_full_ == WhenFull::block; }
  // Unlimited people at all hours: who asks for some has them at once.
  bool never_makes_wait() const;
  Label label() const { return label_; }
  // So many from now on; who has joined is at work at once, and who has left leaves work as at the end of a shift. Not
  // where some have skills of their own.
  void set_staff(const Staff& staff);
  // What its scheduled time costs counts there, too, on account of the team.
  void charge(Counter& to);
  // Keeps everybody from work until given back as often.
  void keep_away(bool away);
  // Only this share of those on shift are there: rounded down, but at least one unless it is 0.
  void set_share(double share);

  void pool_changed(const kernel::Pool& pool) override;
  void work_begun(const kernel::Pool& pool, const kernel::Job& job) override;
  void work_done(const kernel::Pool& pool, const kernel::Job& job) override;

 private:
  struct Shift {
    CalendarCursor cursor;
    int people;
  };
  void change_shift();
  void apply_staff();
  void look_for_saturation();
  void plan_shifts(const Staff& staff);
  // Teams tell of themselves; the servers of a service have nothing to tell.
  void tell(Event event, double value);

  World& world_;
  WhenFull when_full_;
  std::size_t calendar_;
  kernel::Pool pool_;
  std::vector<Shift> shifts_;
  int headcount_ = 0;
  int away_ = 0;
  double share_ = 1.0;
  std::optional<OnCall> on_call_;
  Random<Duration> ready_after_;
  kernel::TrialStream random_;
  kernel::Timer shift_timer_;
  Label label_;
  double cost_per_hour_;
};

}  // namespace mainstay::work

namespace mainstay::schema {

template <>
struct Words<kernel::Discipline> {
  static constexpr std::array<std::string_view, 9> words = {
      "fifo", "lifo", "shortest", "earliest due", "random", "priority", "preemptive priority", "shared", "first ready"};
};
template <>
struct Words<kernel::Interrupted> {
  static constexpr std::array<std::string_view, 3> words = {"resume", "repeat", "finish"};
};
template <>
struct Words<work::WhenFull> {
  static constexpr std::array<std::string_view, 2> words = {"reject", "block"};
};

template <>
struct Leaf<work::Staff> {
  static constexpr const char* name = "staff";
  static std::string meaning() { return "a number of people, `unlimited`, or a map by calendar, `{ office: 6, night: 2 }`"; }
  static std::string json_schema() {
    return R"({"anyOf":[{"type":"integer","minimum":0},{"const":"unlimited"},{"type":"object"}]})";
  }
  MAINSTAY_API static bool read(work::Staff& out, const Node& node, Reader& reader);
  static std::string print(const work::Staff& v) {
    return v.unlimited ? "unlimited" : v.shifts.empty() ? std::to_string(v.people) : "by calendar";
  }
  static bool number(const work::Staff& v, double& out) {
    out = v.people;
    return !v.unlimited && v.shifts.empty();
  }
};

}  // namespace mainstay::schema
