#pragma once
// A run as reports see it: what was kept of each trial, in memory or in a run file.

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

class RunView {
 public:
  virtual ~RunView() = default;
  virtual const std::vector<std::string>& variants() const = 0;
  virtual const std::vector<Column>& metrics() const = 0;
  virtual Samples samples(std::size_t variant, std::size_t metric) const = 0;
  virtual std::optional<Curves> curves(std::size_t variant, const std::string& name) const = 0;
  // Whether replication i of both was played with the same random numbers over the same time, so that they pair.
  virtual bool pairs(std::size_t /*variant*/, std::size_t /*other*/) const { return true; }
  // Whether both were played over the same length of time, with the same warm-up.
  virtual bool same_time(std::size_t /*variant*/, std::size_t /*other*/) const { return true; }
  // Whether the variant costs less than nothing, so that `total.cost` can be negative; true where nobody knows.
  virtual bool may_save(std::size_t /*variant*/) const { return true; }
  // `EUR`, or empty where no money was named.
  virtual const std::string& currency() const = 0;

  std::optional<std::size_t> find_variant(const std::string& name) const;
  std::optional<std::size_t> find_metric(const std::string& name) const;
};

}  // namespace mainstay::report
