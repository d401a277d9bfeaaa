#include "remedy.hpp"

#include <algorithm>

namespace mainstay::changes {

namespace {

// Whether a way from `from` to some end leads around `step`.
bool leads_around(const work::Steps& steps, int from, int step) {
  std::vector<bool> seen(steps.size(), false);
  std::vector<int> ahead = {from};
  while (!ahead.empty()) {
    const int at = ahead.back();
    ahead.pop_back();
    if (at < 0 || at == step || seen[static_cast<std::size_t>(at)]) continue;
    seen[static_cast<std::size_t>(at)] = true;
    const work::Step& s = steps.steps.items[static_cast<std::size_t>(at)].value;
    double leads_on = 0.0;
    for (const auto& way : s.then.ways) {
      leads_on += way.share;
      if (way.share > 0.0) ahead.push_back(way.index);
    }
    if (leads_on < 1.0 - 1e-9) return true;
    if (s.escalate) ahead.push_back(s.escalate->index);
  }
  return false;
}

}  // namespace

std::vector<bool> certain_steps(const work::Steps& steps) {
  std::vector<bool> certain(steps.size(), false);
  std::vector<int> starts = steps.begin;  // what is begun whatever happens
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (certain[i]) continue;
      const int step = static_cast<int>(i);
      const auto& after = steps.steps.items[i].value.after_index;
      const bool joins = !after.empty() &&
                         std::all_of(after.begin(), after.end(), [&](int a) { return a >= 0 && certain[static_cast<std::size_t>(a)]; });
      if (!joins && std::all_of(starts.begin(), starts.end(), [&](int s) { return leads_around(steps, s, step); })) continue;
      certain[i] = true;
      more = true;
      if (joins) starts.push_back(step);
    }
  }
  return certain;
}

std::vector<bool> remedies(const work::Steps& steps) {
  std::vector<bool> out = certain_steps(steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const work::Task& task = steps.steps.items[i].value.task;
    const bool harms = (!task.takes_down.is_empty() && !task.planned) || !task.strikes.is_empty() || task.opens.has_value();
    out[i] = !out[i] && harms;
  }
  return out;
}

}  // namespace mainstay::changes
