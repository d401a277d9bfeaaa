#pragma once
// When something comes: at random at a rate, after a law, by the clock, or from a file.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "work/clock_phrase.hpp"
#include "work/law.hpp"
#include "work/world.hpp"

namespace mainstay::work {

// `3 / h`: a Poisson process.
struct MAINSTAY_API RandomRate {
  schema::Rate rate;
  kernel::TrialStream stream;
};

// How a rate goes up and down, as a factor on it: `sine(period 24 h; amplitude 80 %)`, `file(data/week.csv)` with
// columns `hour_of_week,factor` (168 rows from Monday 00:00), `hour_of_day,factor`, `month,factor` or `at,factor`
// (steps at times after the start); or a list of these, multiplied.
class MAINSTAY_API Profile {
 public:
  bool is_flat() const { return parts_.empty(); }
  double factor(Time t, const Setting& setting) const;
  double largest() const { return largest_; }
  // The next instant at which the factor may change by a step; never for a smooth one.
  Time next_step(Time t, const Setting& setting) const;
  bool has_smooth_part() const;
  // Of its sines; infinite without any.
  Duration shortest_period() const;

  enum class Kind { sine, hour_of_week, hour_of_day, month, steps };
  struct Part {
    Kind kind;
    double period = 0.0;
    double amplitude = 0.0;
    std::vector<double> at;       // of steps, seconds from the start
    std::vector<double> factors;
  };
  void add(Part part);

 private:
  std::vector<Part> parts_;
  double largest_ = 1.0;
};

// `daily 02:00`, `[Mon 22:00, Thu 22:00]`, `2026-03-01 14:00`; or a law: once, that long after the start.
struct MAINSTAY_API Schedule {
  std::optional<ClockTimes> clock;
  Random<Duration> after_start;
};

struct MAINSTAY_API Trace {
  struct Row {
    Duration at;
    std::optional<Duration> time;
    std::optional<int> priority;
  };
  std::shared_ptr<const std::vector<Row>> rows;
};

// `calendar`, `operating`, `age`, `NAME up`, `NAME down`.
struct MAINSTAY_API ClockChoice {
  enum class Kind { unsaid, calendar, operating, age, up, down };
  Kind kind = Kind::unsaid;
  Target target;
};

enum class Since { first, last };
struct MAINSTAY_API Merge {
  Duration within;
  Since since = Since::last;
  static void describe(schema::Fields<Merge>& f);
};

struct MAINSTAY_API Source {
  std::optional<RandomRate> rate;
  Profile profile;
  schema::Growth growth;
  std::optional<Random<Duration>> every;
  std::optional<Schedule> at;
  std::optional<Trace> trace;
  std::optional<int> population;
  Random<double> size{1.0};
  std::optional<Merge> merge;
  ClockChoice clock;

  static void describe(schema::Fields<Source>& f);
  bool is_given() const { return rate || every || at || trace; }
};
// Of what has no operating time, and so no clock of its own; `what` is `a ticket`.
MAINSTAY_API void check_clock(const Source& source, const std::string& what, const schema::Node& node, schema::Reader& reader);

struct Arrival {
  std::optional<Duration> time;    // from a trace
  std::optional<int> priority;
};

// A source at work in one trial.
class MAINSTAY_API Arrivals {
 public:
  // `own` is the clock of the entity itself (`operating`, the default where given), or nullptr for the calendar.
  Arrivals(World& world, Source& source, kernel::Clock* own);
  // Waits for the next one, counted from now; nothing when no more will come.
  kernel::Activity<std::optional<Arrival>> next();
  // The same as something to wait for beside others: on its clock, from now. Only for what needs no thinning on a
  // clock of its own (`check` sees to that).
  std::optional<kernel::Clock::Elapse> wait(kernel::Clock& calendar);
  // How many come at once.
  int size();
  // The clock it runs on; nullptr is the calendar.
  kernel::Clock* clock() const { return clock_; }
  kernel::Simulation& simulation() const { return world_.simulation(); }

 private:
  Time next_by_rate();

  World& world_;
  Source& source_;
  kernel::Clock* clock_;
  std::size_t row_ = 0;
  bool came_ = false;
};

}  // namespace mainstay::work

namespace mainstay::schema {

template <>
struct Words<work::Since> {
  static constexpr std::array<std::string_view, 2> words = {"first", "last"};
};

#define MAINSTAY_CUSTOM_LEAF(TYPE, NAME, MEANING)                               \
  template <>                                                                   \
  struct Leaf<TYPE> {                                                           \
    static constexpr const char* name = NAME;                                   \
    static std::string meaning() { return MEANING; }                            \
    static std::string json_schema() { return "{}"; }                           \
    MAINSTAY_API static bool read(TYPE& out, const Node& node, Reader& reader); \
    static std::string print(const TYPE&) { return {}; }                        \
    MAINSTAY_API static void bind(TYPE& v, std::string_view path, const Binding& b); \
  };

MAINSTAY_CUSTOM_LEAF(work::RandomRate, "rate", "a rate at random, as in `3 / h`")
MAINSTAY_CUSTOM_LEAF(work::Profile, "profile",
                     "`sine(period 24 h; amplitude 80 %)`, `file(data/week.csv)`, or a list of these, multiplied")
MAINSTAY_CUSTOM_LEAF(work::Schedule, "clock times",
                     "`daily 02:00`, `[Mon 22:00, Thu 22:00]`, `2026-03-01 14:00`, or a law: once, that long after the start")
MAINSTAY_CUSTOM_LEAF(work::Trace, "trace", "a CSV file with a column `at`, and `time`, `priority` as needed")
MAINSTAY_CUSTOM_LEAF(work::ClockChoice, "clock", "`calendar`, `operating`, `age`, `NAME up` or `NAME down`")

#undef MAINSTAY_CUSTOM_LEAF

}  // namespace mainstay::schema
