#include "remedy.hpp"

namespace mainstay::changes {

std::vector<bool> remedies(const work::Steps& steps) {
  std::vector<bool> out = work::certain_steps(steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const work::Task& task = steps.steps.items[i].value.task;
    const bool harms = (!task.takes_down.is_empty() && !task.planned) || !task.strikes.is_empty() || task.opens.has_value();
    out[i] = !out[i] && harms;
  }
  return out;
}

}  // namespace mainstay::changes
