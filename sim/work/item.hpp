#pragma once
// What tickets and changes have in common: each kind has a source, is measured, and is held to what was agreed; each
// single one is opened, waits for people, is worked on step by step, and ends. The model that it belongs to says how.

#include <memory>
#include <optional>
#include <string>

#include "work/calendar.hpp"
#include "work/source.hpp"
#include "work/steps.hpp"
#include "work/task.hpp"

namespace mainstay::work {

// What is agreed for a kind of ticket or change.
struct MAINSTAY_API ServiceTargets {
  std::optional<Duration> respond;
  std::optional<Duration> resolve;
  schema::Ref<CalendarName> calendar{0};
  std::optional<schema::Ref<ServiceName>> service;
  static void describe(schema::Fields<ServiceTargets>& f);
  static void check(const ServiceTargets& targets, const schema::Node& node, schema::Reader& reader);
};

// What tickets and changes have in common in what they may say; `what` is `a ticket`.
MAINSTAY_API void check_item(const Source& source, const Task& task, const Steps& steps, const std::string& what, const schema::Node& node,
                             schema::Reader& reader);

class ItemDesk;

// One ticket or change; lives in the frame of its process.
struct MAINSTAY_API Item {
  std::uint64_t number = 0;             // among its kind, from 1
  Time opened;
  int priority = 5;
  Labels because;                       // whose doing it is
  Labels labels;                        // the same, with its priority
  std::optional<Duration> time;         // from a trace, instead of the task's law
  void (*begun)(void*) = nullptr;       // called as somebody begins to work on it, once
  void* begun_context = nullptr;

  Time first_touch = Time::never();
  Label last_by = 0;                    // the team that worked on it last
  Label before_last_by = 0;
  int hand_offs = 0;
  int ping_pong = 0;
  Duration down;                        // what its tasks took down, added up
  int holds = 0;                        // steps that it is on hold in, and maintenance
  Time held_since = Time::never();
  Duration paused;                      // agreed time on hold
  ItemDesk* desk = nullptr;
  Item* previous = nullptr;             // of those open
  Item* next = nullptr;
};

// What is measured of one kind of item.
class MAINSTAY_API ItemMeasures {
 public:
  // What only some kinds have.
  struct Parts {
    bool takes_down = true;
    bool merges = true;
    std::optional<Duration> respond = Duration();  // the targets
    std::optional<Duration> resolve = Duration();
  };
  // `path` is where they stand (`tickets.p1`; `tickets.*` for a declaration), `many` what they are called in titles.
  ItemMeasures(Board& board, const std::string& path, const std::string& many, const Parts& parts);

 protected:
  struct Objective {
    Ratio* met = nullptr;
    Counter* overdue = nullptr;
  };
  Counter& opened_;
  Counter& closed_;
  Counter& rejected_;
  Counter& abandoned_;
  Level& open_;
  Tally& wait_;
  Tally& wait_served_;
  Tally& wait_positive_;
  Tally& elapsed_;
  Tally& work_;
  Tally& visits_;
  Tally& hand_offs_;
  Tally& ping_pong_;
  Tally* down_ = nullptr;
  Tally* merged_ = nullptr;
  Objective respond_;
  Objective resolve_;

 private:
  static Objective objective(Board& board, const std::string& path, const char* what, const std::optional<Duration>& target);
};

// Where items of one kind come in and are counted, in one trial.
class MAINSTAY_API ItemDesk : private ItemMeasures {
 public:
  // `path` is where its measures stand (`tickets.p1`), `many` what they are called in titles (`tickets`). The task, the
  // steps, the source and the targets must outlive the desk.
  ItemDesk(World& world, std::string path, const std::string& many, Source& source, const Task& task, const Steps& steps,
           const ServiceTargets& targets);
  ItemDesk(const ItemDesk&) = delete;
  ItemDesk& operator=(const ItemDesk&) = delete;

  // For a declaration: all that a desk at this path (`tickets.*`) may measure.
  static void declare(Board& board, const std::string& path, const std::string& many);

  kernel::Simulation& simulation() const { return world_.simulation(); }
  const std::string& name() const { return name_; }
  Label label() const { return label_; }
  StepMeasures& steps() { return step_measures_; }

  // Lets items come as the source says. Of a population, each member's next one counts from the end of its last.
  using Take = kernel::ProcessRef (*)(void* context, const Arrival& arrival);
  void start(void* context, Take take);
  // Where the source merges: true if what comes now is part of an item that came before.
  bool joins();

  // A new item: gets its number, the present time, and a priority (its own law's, unless the trace has one).
  void admit(Item& item, const Arrival& arrival, std::optional<int> priority = std::nullopt);
  // Its process has begun, and the item stays where it is from here on. Opens it for the measures.
  void open(Item& item);
  // What its tasks do is done on its behalf, for `because`, with its priority and due time.
  Doing doing_of(Item& item, const Labels& because) const;
  // A way through the steps that tells the desk what happens; `key` is of its random numbers, its context the item.
  Journey journey_of(Item& item, const Doing& doing, std::uint64_t key) const;
  static void step_left(void* item, int step, const Done& done);
  // Hands are on it from `at` on.
  void work_begun(Item& item, Time at);
  // A task of it has been done.
  void touched(Item& item, const Done& done, bool took_down);
  // While it is on hold, its targets' clocks stand still. For each reason to begin one there is an end.
  void hold(Item& item, bool on);
  // Counts it as open, or no longer.
  void count_open(const Item& item, bool is_open) { open_.add(is_open ? 1.0 : -1.0, item.labels); }
  // It is closed, though it may come back: only the count.
  void count_closed(const Item& item) {
    closed_.add(1.0, item.labels);
    tell(item, Event::closed, 0, (simulation().now() - item.opened).in_hours());
  }
  // What happens to it, for the story of the trial.
  void tell(const Item& item, Event event, Label object = 0, double value = 0.0) const;
  // It is over.
  void end(Item& item, const Arrived& arrived);
  // At the end of the trial: what is open and late.
  void finish();

  // Agreed time from opening to `until`, without what it was on hold.
  Duration on_the_clock(const Item& item, Time until) const;

 private:
  kernel::Process arrive();
  kernel::Process member();
  // The clocks of all that is open stand still while the service of the targets is in planned maintenance.
  kernel::Process heed_maintenance();
  void look_at_maintenance();
  void unlink(Item& item);
  Telling telling_of(const Item& item) const;
  // Somebody has it in hand for the first time.
  void touch(Item& item, Time at);

  World& world_;
  std::string path_;
  std::string name_;
  Source& source_;
  const Task& task_;
  const Steps& steps_;
  const ServiceTargets& targets_;
  const Calendar& calendar_;
  Arrivals arrivals_;
  StepMeasures step_measures_;
  Label label_;
  Teller kind_;
  bool needs_people_ = false;           // for some of its tasks
  std::uint64_t count_ = 0;
  Item* first_ = nullptr;
  bool in_maintenance_ = false;         // the service of the targets
  void* context_ = nullptr;
  Take take_ = nullptr;
  // The item that merges what comes.
  int merged_here_ = 0;
  Time merging_since_;
};

}  // namespace mainstay::work
