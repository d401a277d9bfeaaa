#pragma once
// What follows what: tasks by name. A ticket goes from step to step by chance; a recovery plan works on several at
// once, each when those before it are done.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "work/source.hpp"
#include "work/task.hpp"

namespace mainstay::work {

// `{ deploy: 90 %, refused: 10 % }`: to one of these by chance, and the rest ends here.
struct MAINSTAY_API Branch {
  struct Way {
    std::string step;
    double share;
    int index = -1;  // of the step, once all are known
  };
  std::vector<Way> ways;
  kernel::TrialStream stream;
  // The step to go on to, or -1.
  int draw(std::uint64_t occurrence) const;
};

struct MAINSTAY_API Escalation {
  Duration after;      // of elapsed time in the step
  std::string to;
  int index = -1;
  static void describe(schema::Fields<Escalation>& f);
};

struct MAINSTAY_API Step {
  Task task;
  std::vector<std::string> after;
  Branch then;
  std::optional<Schedule> at;
  bool hold = false;
  std::optional<Escalation> escalate;

  std::vector<int> after_index;
  static void describe(schema::Fields<Step>& f);
  // By its `at`, the first instant from `now` on; `now` where it has none.
  Time begins(Time now, std::uint64_t occurrence) const;
};

struct MAINSTAY_API Steps {
  schema::Named<Step> steps;
  std::string first;

  std::vector<int> begin;       // what starts at once
  bool one_at_a_time = true;    // no `after`, one start

  static void describe(schema::Fields<Steps>& f);
  // Resolves names; says what is wrong with them.
  void connect(const schema::Node& node, schema::Reader& reader);
  std::size_t size() const { return steps.items.size(); }
};

// True for each step that every item goes through, whatever the chances give. A loop is left some day; a step that
// another escalates to is not certain. Names must be resolved. Giving up and being rejected are not looked at.
MAINSTAY_API std::vector<bool> certain_steps(const Steps& steps);

// The measures of each step of one kind of ticket, change or plan.
class MAINSTAY_API StepMeasures {
 public:
  // `path`: of the entity, as in `tickets.p1`.
  StepMeasures(Board& board, const Steps& steps, const std::string& path, const std::vector<Label>& labels = {});
  // For a declaration: those of any step, `tickets.*.steps.*`.
  static void declare(Board& board, const std::string& path);
  struct One {
    Tally* visits;
    Level* open;
    Tally* wait;
    Tally* elapsed;
    Tally* reached;
  };
  const One& operator[](int step) const { return steps_[static_cast<std::size_t>(step)]; }
  // As an item ends: how often it was at each step.
  void add_visits(const std::vector<int>& visits);

 private:
  std::vector<One> steps_;
};

// One item on its way through steps.
struct MAINSTAY_API Journey {
  Doing doing;
  std::uint64_t item = 0;          // keys its random numbers
  Time born;
  Labels labels;
  // Told as things happen; all may be absent.
  void* context = nullptr;
  void (*entered)(void* context, int step) = nullptr;
  // Waits until the step may begin, instead of waiting for its `at` alone.
  kernel::Activity<> (*admit)(void* context, int step, std::uint64_t occurrence) = nullptr;
  void (*left)(void* context, int step, const Done& done) = nullptr;
  void (*held)(void* context, bool on) = nullptr;
};

struct Arrived {
  kernel::Outcome outcome = kernel::Outcome::done;
  int last_step = -1;
  Duration work;                   // hands-on, over all steps
  Duration wait;                   // for people, over all steps
  int visits = 0;
};

// Goes through the steps until nothing is left to do. `journey` and `steps` must live until then.
MAINSTAY_API kernel::Activity<Arrived> go_through(World& world, Steps& steps, StepMeasures& measures,
                                                  const Journey& journey);

}  // namespace mainstay::work

namespace mainstay::schema {

template <>
struct Leaf<work::Branch> {
  static constexpr const char* name = "branch";
  static std::string meaning() { return "steps and their chances, `{ deploy: 90 %, refused: 10 % }`, or one step"; }
  static std::string json_schema() {
    return R"({"anyOf":[{"type":"string"},{"type":"object","additionalProperties":{"type":["string","number"]}}]})";
  }
  MAINSTAY_API static bool read(work::Branch& out, const Node& node, Reader& reader);
  static std::string print(const work::Branch&) { return {}; }
  static void bind(work::Branch& v, std::string_view path, const Binding& b) {
    v.stream = work::stream_of(b, path);
  }
};

}  // namespace mainstay::schema
