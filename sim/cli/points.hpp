#pragma once
// Plays a scenario at points that a method has chosen, each a set of patches: for sensitivity, and for metamodels. Points
// are loaded some at a time, so that thousands need no more memory than a hundred.

#include <functional>
#include <string>
#include <vector>

#include "cli/prepare.hpp"
#include "report/asked.hpp"

namespace mainstay::cli {

class PointPlayer {
 public:
  // `overrides` as on the command line, without a sweep; the warm-up must be known.
  PointPlayer(std::string file, const plugin_host::Registry& registry, scenario::Overrides overrides, std::string metric,
              unsigned workers);

  // What each replication of each point says to the metric. Point i plays `count` replications from `first(i)` on. A
  // point that no scenario comes of, or a trial that fails, ends it: throws Stop. `seen` hears how many points are done.
  std::vector<report::Observed> play(const std::vector<scenario::SweepPoint>& points, std::size_t count,
                                     const std::function<std::size_t(std::size_t)>& first, const std::function<void(std::size_t)>& seen);
  // Known after the first point was played.
  const std::string& unit() const { return unit_; }

 private:
  std::string file_;
  const plugin_host::Registry& registry_;
  scenario::Overrides overrides_;
  std::string metric_;
  unsigned workers_;
  std::string unit_;
};

}  // namespace mainstay::cli
