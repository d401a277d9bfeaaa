#pragma once
// What a trial measures. Models declare measures by name (`tickets.p1.wait`) when they are built, and feed them as
// things happen; what is asked of a measure (`.p95`, `.over(4 h)`, `.by(dba)`, `.at(20 h)`) is attached before the
// run, so that nothing is kept that nobody wants.
//
// Units: times are fed in seconds and come out in hours; flows are fed per second; rates come out per hour.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "kernel/simulation.hpp"
#include "stats/histogram.hpp"
#include "stats/tally.hpp"
#include "work/label.hpp"
#include "work/story.hpp"

namespace mainstay::work {

using kernel::Duration;
using kernel::Time;

enum class MeasureKind { counter, tally, level, ratio };
enum class Unit { one, time, share, money, flow };  // flow: of a level alone, whose total is then an amount

struct Statistic {
  enum class Kind { value, total, count, mean, sd, min, max, quantile, over, rate, share, at };
  Kind kind = Kind::value;  // value: what the measure gives when nothing is asked
  double x = 0.0;           // the p of a quantile, the threshold of `over`, the seconds of `at`
};

// What one trial says of a metric: its weight is how much it rests on (observations, or hours of exposure); 0 where
// there was nothing to observe.
// But for a mean time between events (`Tally::come_between_events`): where none came, the value is the time without one,
// which the pooled ratio adds to that of the other trials.
struct MetricValue {
  double value = 0.0;
  double weight = 0.0;
};

struct MeasureInfo {
  std::string path;      // `tickets.p1.wait`
  MeasureKind kind = MeasureKind::counter;
  Unit unit = Unit::one;
  std::string title;     // `time from opening to the first hand on it`
  std::string share_of;  // the measure that `.share` divides by, or empty
  bool adds_up = false;  // over entities: sums (counts, downtime, cost) rather than weighted means
};

// Measures that say how the trials of a run are to be taken together.
inline constexpr const char* likelihood_measure = "total.likelihood";
inline constexpr const char* antithetic_measure = "total.antithetic";

class Board;
class Level;

// One measure, or a part of it: what matches a filter, within a window.
class MAINSTAY_API Measure {
 public:
  struct Filter {
    std::vector<std::vector<Label>> by;  // one of each set must be among the labels
    Time from;                           // of the observations' time
    Time to = Time::never();
    auto operator<=>(const Filter&) const = default;
  };

  Measure(Board& board, MeasureInfo info, Filter filter);
  virtual ~Measure() = default;
  Measure(const Measure&) = delete;
  Measure& operator=(const Measure&) = delete;

  const MeasureInfo& info() const { return info_; }
  // Its number on the board, in the order of declaration; of a part, 0.
  std::size_t index() const { return index_; }
  // The part of this measure that matches; made if it is new. Only before the run.
  Measure& part(const Filter& filter);
  const Measure& whole() const { return whole_ == nullptr ? *this : *whole_; }
  const Filter& filter() const { return filter_; }
  // What the statistic is in, as written beside the figure: `h`, `1 / h`, `%`.
  std::string unit_of(const Statistic& statistic) const;

  // Makes ready for a statistic; false where this kind of measure has none such.
  virtual bool want(const Statistic& statistic) = 0;
  virtual MetricValue evaluate(const Statistic& statistic) const = 0;

 protected:
  virtual std::unique_ptr<Measure> make_part(const Filter& filter) const = 0;
  bool matches(const Labels& labels) const;
  bool in_window() const;
  // The part of the observed time that falls into the window, in seconds.
  double exposure() const;
  double scale() const;  // from what is fed to what is shown

  Board& board_;
  MeasureInfo info_;
  Filter filter_;
  const Measure* whole_ = nullptr;
  std::vector<std::unique_ptr<Measure>> parts_;

 private:
  friend class Board;
  std::size_t index_ = 0;
};

// Things that happen, or amounts of them.
class MAINSTAY_API Counter final : public Measure {
 public:
  using Measure::Measure;
  void add(double amount = 1.0, const Labels& labels = {});
  // Beside what is added, so much for each hour of each one that `level` counts, on account of `labels`: the cost of
  // people on shift. `level` must outlive it. Only before the run, and before any part is made.
  void accrue(Level& level, double per_hour, const Labels& labels = {});
  bool want(const Statistic& statistic) override;
  MetricValue evaluate(const Statistic& statistic) const override;
  double total() const { return total_; }

 private:
  struct Accrual {
    Level* level;
    double per_hour;
    Labels labels;
  };
  std::unique_ptr<Measure> make_part(const Filter& filter) const override;
  void count(double amount);
  double accrued() const;
  double total_ = 0.0;
  double largest_ = 0.0;   // added at once
  std::vector<Accrual> accruals_;
};

class Level;

// Observations, one at a time: waits, durations.
class MAINSTAY_API Tally final : public Measure {
 public:
  using Measure::Measure;
  ~Tally() override;
  // An observation that is made now; it counts if the warm-up is over. Of a steady state, what ends in the observed time
  // is as what begins in it, and nothing is lost because it is still under way at the end.
  void add(double x, const Labels& labels = {});
  // The same, where what began before the end of the warm-up does not count.
  void add(double x, Time began, const Labels& labels = {});
  // Totals and rates count what happens in the observed time as it happens (`happen`), rather than what those amount
  // to whose observation is complete.
  void count_as_it_happens() { counts_as_it_happens_ = true; }
  void happen(double amount, const Labels& labels = {});
  bool want(const Statistic& statistic) override;
  MetricValue evaluate(const Statistic& statistic) const override;
  const stats::Tally& tally() const { return tally_; }
  // For times from one event to the next: the mean is the time at risk, in which events can come, over the events, so
  // that what is unfinished at either end of the observed time counts too. (The mean of the finished ones would be too
  // short, as long ones are cut most often.) All else is of the finished ones. The caller keeps the level: 1 at risk and
  // 0 if not, or of several members their share; and says `event` of each.
  Level& come_between_events();
  void event(const Labels& labels = {});

 private:
  std::unique_ptr<Measure> make_part(const Filter& filter) const override;
  void observe(double x);
  MetricValue mean_between_events() const;
  std::unique_ptr<Level> at_risk_owned_;
  Level* at_risk_ = nullptr;
  double events_ = 0.0;
  stats::Tally tally_;
  bool counts_as_it_happens_ = false;
  double happened_ = 0.0;
  std::unique_ptr<stats::Quantiles> quantiles_;
  struct Above {
    double x;
    double count;
  };
  std::vector<Above> above_;
};

// Told of every change of a level, as it comes.
class MAINSTAY_API LevelWatch {
 public:
  virtual void moved() = 0;

 protected:
  ~LevelWatch() = default;
};

// A value that holds for a time: how many are open, how many are down.
class MAINSTAY_API Level final : public Measure {
 public:
  using Measure::Measure;
  void add(double change, const Labels& labels = {});
  void set(double value) { add(value - value_); }
  // For a mean over members, of which each begins with the same value and feeds its share of the whole: a part that
  // names some of them is the mean over those. All are said before any part is made.
  void add_member(const Labels& labels) { members_.push_back(labels); }
  // How many members it is the mean of; 1 where none are said.
  double members() const { return members_.empty() ? named_ : static_cast<double>(members_.size()); }
  // For what moves between two changes: since the last one it went from `from` to `to`, where it is now, evenly but
  // for its mean, which need not be half-way; on account of `labels`.
  void was(double from, double to, double mean, const Labels& labels = {});
  // What it is at any instant of the time since its last change, for `.at(t)` of what moves in curves.
  void set_curve(std::function<double(Time)> exact) { exact_ = std::move(exact); }
  double value() const { return value_; }
  bool moves_in_curves() const { return exact_ != nullptr; }
  // `watch` must outlive it.
  void set_watch(LevelWatch& watch) { watch_ = &watch; }
  bool is_gate_open() const { return gate_; }
  // Time counts only while the gate is open (a service's agreed hours).
  void set_gate(bool open);
  bool want(const Statistic& statistic) override;
  MetricValue evaluate(const Statistic& statistic) const override;
  // Keeps the curve: the mean over each of `points` equal steps of the observed time.
  void keep_curve(std::size_t points);
  std::vector<float> curve() const;

 private:
  std::unique_ptr<Measure> make_part(const Filter& filter) const override;
  void pass();           // lets the time since the last change count
  void pass_until(Time now);
  // The same, where it moved to `to` meanwhile.
  void move_until(Time now, double to, double mean);
  void see_instants(Time until, double slope);
  void count_moving(double from, double to, double first, double last, double mean);
  void pass_curve(double from, double to, double first, double last);

  double value_ = 0.0;
  std::vector<Labels> members_;
  double share_ = 1.0;     // of a part: by this a change of the whole is one of the part
  double named_ = 1.0;     // of a part: so many members
  Time since_;
  std::function<double(Time)> exact_;
  LevelWatch* watch_ = nullptr;
  bool gate_ = true;
  double integral_ = 0.0;
  double square_ = 0.0;
  double open_ = 0.0;      // seconds counted
  double max_ = 0.0;
  struct Above {
    double x;
    double seconds;
  };
  std::vector<Above> above_;
  struct Instant {
    double at;
    double value;
    bool seen;
  };
  std::vector<Instant> instants_;
  std::vector<double> curve_;
  double curve_step_ = 0.0;
};

// So much of so much: a share that is not of things counted elsewhere.
class MAINSTAY_API Ratio final : public Measure {
 public:
  using Measure::Measure;
  void add(double part, double of, const Labels& labels = {});
  // Worked out at the end instead: `give` returns {part, of}.
  void set_source(std::function<std::pair<double, double>()> give) { give_ = std::move(give); }
  bool want(const Statistic& statistic) override;
  MetricValue evaluate(const Statistic& statistic) const override;

 private:
  std::unique_ptr<Measure> make_part(const Filter& filter) const override;
  double part_ = 0.0;
  double of_ = 0.0;
  std::function<std::pair<double, double>()> give_;
};

// All measures of a trial, and its story.
class MAINSTAY_API Board {
 public:
  // Observations count from `start` (the end of the warm-up) to `end`.
  Board(kernel::Simulation& simulation, Time start, Time end);
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;
  ~Board();

  Counter& counter(MeasureInfo info);
  Tally& tally(MeasureInfo info);
  Level& level(MeasureInfo info, double initial = 0.0);
  Ratio& ratio(MeasureInfo info);

  Label label(std::string_view name);               // interns
  Label find_label(std::string_view name) const;    // 0 where nobody has that name
  const std::string& name_of(Label label) const;    // empty for 0
  // Labels go from 1 to this one.
  Label last_label() const { return static_cast<Label>(labels_.size()); }

  Measure* find(std::string_view path) const;
  // Values that metrics may name, such as a service's targets: `services.bank.rto`, in seconds.
  void set_constant(const std::string& path, double value) { constants_[path] = value; }
  std::optional<double> constant(std::string_view path) const {
    const auto found = constants_.find(path);
    return found == constants_.end() ? std::nullopt : std::optional(found->second);
  }
  // The measure of that number, in the order of declaration.
  Measure& measure(std::size_t index) const { return *measures_.at(index); }
  // In the order of declaration.
  std::span<const std::unique_ptr<Measure>> measures() const { return measures_; }

  // For models that play what is rare more often than it is: the trial's likelihood as it should be over that as it is
  // played, multiplied up in logarithms. `expect_weights` while models are built makes it a measure, `likelihood_measure`;
  // the mean of it over trials is 1, and figures are those of products with it.
  void expect_weights() { expects_weights_ = true; }
  // Makes the measure, where it was expected; once all models are built.
  void measure_weights();
  void weigh(double log_ratio) { log_likelihood_ += log_ratio; }

  // What the models tell of the trial, if anybody listens.
  Story& story() { return story_; }

  kernel::Simulation& simulation() const { return simulation_; }
  Time now() const { return simulation_.now(); }
  Time start() const { return start_; }
  Time end() const { return end_; }
  void set_end(Time end) { end_ = end; }   // a trial that ended early

 private:
  template <class M>
  M& declare(MeasureInfo info);

  kernel::Simulation& simulation_;
  Story story_;
  Time start_;
  Time end_;
  std::vector<std::unique_ptr<Measure>> measures_;
  std::map<std::string, Measure*, std::less<>> by_path_;
  std::map<std::string, Label, std::less<>> labels_;
  std::vector<std::string> label_names_;
  std::map<std::string, double, std::less<>> constants_;
  double log_likelihood_ = 0.0;
  bool expects_weights_ = false;
};

}  // namespace mainstay::work
