#pragma once
// A run as reports see it: what was kept of each trial, in memory or in a run file.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mainstay::report {

struct Column {
  std::string name;
  std::string unit;
  std::string kind;
  std::string title;
};

// One metric of one variant: an entry per trial, in trial order. What failed has the value NaN and the weight 0.
struct Samples {
  std::vector<double> values;
  std::vector<double> weights;
};

// A curve per trial.
struct Curves {
  std::size_t points = 0;
  std::vector<float> values;      // trial by trial
  double step_hours = 0.0;
};

// With which random numbers, from when and for how long the trials of a variant were played.
struct Clock {
  std::uint64_t seed = 0;
  std::string start;              // wall clock at the start of the warm-up
  double horizon_seconds = 0.0;
  double warm_up_seconds = 0.0;
  // Whether it was the same length of time, with the same warm-up.
  bool same_time(const Clock& other) const { return horizon_seconds == other.horizon_seconds && warm_up_seconds == other.warm_up_seconds; }
  // Whether replication i of both shares its random numbers and its time, so that they pair.
  bool pairs(const Clock& other) const { return seed == other.seed && start == other.start && same_time(other); }
};

class RunView {
 public:
  virtual ~RunView() = default;
  virtual const std::vector<std::string>& variants() const = 0;
  virtual const std::vector<Column>& metrics() const = 0;
  virtual Samples samples(std::size_t variant, std::size_t metric) const = 0;
  virtual std::optional<Curves> curves(std::size_t variant, const std::string& name) const = 0;
  // The same of all where nobody knows.
  virtual Clock clock(std::size_t /*variant*/) const { return {}; }
  // Whether the variant costs less than nothing, so that `total.cost` can be negative; true where nobody knows.
  virtual bool may_save(std::size_t /*variant*/) const { return true; }
  // `EUR`, or empty where no money was named.
  virtual const std::string& currency() const = 0;

  std::optional<std::size_t> find_variant(const std::string& name) const;
  std::optional<std::size_t> find_metric(const std::string& name) const;
};

}  // namespace mainstay::report
