#pragma once
// How long something takes, by whom, and what it does to the estate meanwhile. A repair, a ticket's step, a change,
// an inspection, a switch, a step of a recovery plan: all are tasks.

#include <optional>
#include <string>
#include <vector>

#include "work/law.hpp"
#include "work/pool.hpp"
#include "work/stock.hpp"
#include "work/world.hpp"

namespace mainstay::work {

// `dba`, `[network-ops, dba]` (in order of preference), or `{ team: dba, people: 2, skill: database }`.
struct MAINSTAY_API Assignment {
  std::vector<std::size_t> teams;
  int people = 1;
  int skill = -1;
  bool is_empty() const { return teams.empty(); }
  // The pools of these teams in this trial; asked the first time.
  std::span<kernel::Pool* const> pools(World& world);
  // The team whose pool that is; 0 where it is none of these.
  Label team_of(World& world, const kernel::Pool* pool);

 private:
  std::vector<kernel::Pool*> pools_;
};

// Who there is, for the tasks that ask for people as they are read.
class Workforce {
 public:
  static constexpr std::string_view context = "workforce";
  // A task at `reader`'s path asks for these, at this place of the file.
  virtual void is_asked_for(const Assignment& people, const schema::Place& place, schema::Reader& reader) const = 0;

 protected:
  ~Workforce() = default;
};

// `db-a`, `[db-a, db-b]`, `{ site: dc-a }`, `self`.
struct MAINSTAY_API Targets {
  bool self = false;
  std::vector<Target> targets;
  bool is_empty() const { return !self && targets.empty(); }
  // With `self` put in.
  std::vector<Target> of(const std::optional<Target>& owner) const;
};

// What a task or a threat strikes must be what fails by itself.
MAINSTAY_API void check_strikes(const Targets& strikes, const schema::Node& node, schema::Reader& reader);
// `self` among what it `strikes` or `takes_down` is nothing where who does it is not part of the estate; `what` is `a ticket`.
MAINSTAY_API void refuse_self(const Targets& strikes, const Targets& takes_down, const std::string& what, const schema::Node& node,
                              schema::Reader& reader);

struct MAINSTAY_API Task {
  schema::Live<Random<Duration>> time;       // work already drawn stays as drawn
  Assignment by;
  std::optional<Random<schema::Priority>> priority;
  std::optional<Random<Duration>> patience;
  Targets strikes;
  Targets takes_down;
  bool planned = false;
  std::optional<schema::Ref<TicketName>> opens;
  Uses uses;

  static void describe(schema::Fields<Task>& f);
  bool has_effects() const { return !strikes.is_empty() || !takes_down.is_empty() || opens.has_value(); }
};

// As what a task is told in the story of the trial: `begun` happens to the subject as somebody begins it.
struct Telling {
  Teller kind{};
  Label subject = 0;
  std::uint64_t number = 0;
  Label object = 0;
  Event begun = Event::none;                 // none: nobody tells of it
  const Label* last_by = nullptr;            // whoever worked on it before: a change of teams is told, too
};

// On whose behalf a task is done.
struct MAINSTAY_API Doing {
  std::optional<Target> owner;               // what `self` means
  Labels because;                            // whose doing it is: for outages and tickets that it causes
  int priority = 5;                          // where the task says none
  bool priority_is_settled = false;          // whatever the task says: its law has been drawn from, or overruled
  Time due = Time::never();
  std::uint32_t kind = 0;                    // what counts as one kind of work for `first ready`
  std::uint64_t occurrence = 0;              // keys its random numbers; 0: the next ones of the stream
  std::optional<Duration> time;              // instead of the task's law
  // Called as it is begun, before its effects: hands are on it from `at` on.
  void (*begun)(void*, const Task& task, Time at) = nullptr;
  void* context = nullptr;                   // for `begun`
  Telling telling;
};

struct Done {
  kernel::Outcome outcome = kernel::Outcome::done;
  Duration wait;                             // until it was begun, or given up
  Duration work;                             // hands-on time
  Duration lasted;                           // from its beginning to its end, interruptions included
  Time begun;                                // its beginning, or when it was given up
  Label by = 0;                              // the team
};

// The effects of a task under way: begins them, and ends them at the end of its scope.
class MAINSTAY_API Effects {
 public:
  Effects(World& world, const Task& task, const Doing& doing) : world_(world), task_(task), doing_(doing) {}
  Effects(const Effects&) = delete;
  Effects& operator=(const Effects&) = delete;
  kernel::Simulation& simulation() const { return world_.simulation(); }
  // Waits for the parts that the task uses, no longer than this; gives how long it waited.
  kernel::Activity<Duration> gather(Duration longest);
  bool has_parts() const { return parts_.missing() == nullptr; }
  // Hands are on it from `at` on: of the pool `by`, or of nobody.
  void begin(Time at, const kernel::Pool* by = nullptr);
  void end() { hold_.release(); }
  // Lets them begin as this piece of work does. Must live until then.
  void begin_with(kernel::Request& request);
  // Whether there is anything to begin.
  bool matter() const;

 private:
  void tell(const kernel::Pool* by) const;
  World& world_;
  const Task& task_;
  const Doing& doing_;
  Hold hold_;
  Parts parts_;
};

// What the task asks of its pools.
MAINSTAY_API kernel::Request request_of(Task& task, const Doing& doing, Duration work);

// Does a task from first to last; `doing` must live until it is done.
MAINSTAY_API kernel::Activity<Done> perform(World& world, Task& task, const Doing& doing);

}  // namespace mainstay::work

namespace mainstay::schema {

template <>
struct Leaf<work::Assignment> {
  static constexpr const char* name = "team";
  static constexpr const char* shorthand = "team";
  static std::string meaning() {
    return "a team, a list of teams in order of preference, or `{ team: dba, people: 2, skill: database }`";
  }
  static std::string json_schema() {
    return R"({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}},{"type":"object"}]})";
  }
  MAINSTAY_API static bool read(work::Assignment& out, const Node& node, Reader& reader);
  static std::string print(const work::Assignment& v) { return v.is_empty() ? "nobody" : "a team"; }
};

template <>
struct Leaf<work::Targets> {
  static constexpr const char* name = "targets";
  static std::string meaning() { return "components, groups, services or teams by name, `{ site: dc-a }`, or `self`"; }
  static std::string json_schema() {
    const std::string site = R"({"type":"object","properties":{"site":{"type":"string"}},"required":["site"],"additionalProperties":false})";
    return R"({"anyOf":[{"type":"string"},)" + site + R"(,{"type":"array","items":{"anyOf":[{"type":"string"},)" + site + "]}}]}";
  }
  MAINSTAY_API static bool read(work::Targets& out, const Node& node, Reader& reader);
  static std::string print(const work::Targets& v) { return v.is_empty() ? "nothing" : "targets"; }
};

}  // namespace mainstay::schema
