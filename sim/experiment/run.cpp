#include "experiment/run.hpp"

#include <algorithm>

#include "experiment/in_order.hpp"
namespace mainstay::experiment {

std::vector<TrialSpec> plan(const scenario::Scenario& scenario) {
  std::vector<TrialSpec> out;
  int most = 0;
  for (const auto& v : scenario.variants) most = std::max(most, v.run.replications);
  for (int r = 0; r < most; ++r)
    for (std::size_t v = 0; v < scenario.variants.size(); ++v)
      if (r < scenario.variants[v].run.replications)
        out.push_back({static_cast<std::uint32_t>(v), static_cast<std::uint32_t>(r)});
  return out;
}

std::size_t run_all(const scenario::Scenario& scenario, const Columns& columns, const std::vector<TrialSpec>& trials,
                    const RunOptions& options, const std::function<bool(TrialResult&&)>& done) {
  return in_order<TrialResult>(options.first, trials.size(), options.workers, options.stop,
                               [&](std::size_t i) { return run_trial(scenario, trials[i].variant, trials[i].replication, columns); }, done);
}

}  // namespace mainstay::experiment
