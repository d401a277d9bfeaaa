#include "circles.hpp"

#include <algorithm>

namespace mainstay::tickets {

namespace {

// The kinds of which every ticket of this kind opens one.
std::vector<std::size_t> surely_opened(const Opener& k, const NeverMakesWait& never_makes_wait) {
  std::vector<std::size_t> out;
  bool may_be_given_up = false;
  const auto look_at = [&](const work::Task& task, bool is_certain) {
    const auto& teams = task.by.teams;  // who may choose waits only where all of them make him
    const bool may_wait = !teams.empty() && (task.by.skill >= 0 || std::none_of(teams.begin(), teams.end(), never_makes_wait));
    may_be_given_up = may_be_given_up || (task.patience && may_wait);
    if (is_certain && task.opens) out.push_back(task.opens->index);
  };
  if (k.steps->size() == 0) look_at(*k.task, true);
  const std::vector<bool> certain = work::certain_steps(*k.steps);
  for (std::size_t i = 0; i < certain.size(); ++i) look_at(k.steps->steps.items[i].value.task, certain[i]);
  if (may_be_given_up) out.clear();
  return out;
}

class Search {
 public:
  Search(const std::vector<Opener>& kinds, const NeverMakesWait& never_makes_wait)
      : state_(kinds.size(), State::fresh) {
    for (const Opener& k : kinds) {
      auto next = surely_opened(k, never_makes_wait);
      std::erase_if(next, [&](std::size_t n) { return kinds[n].merges; });
      next_.push_back(std::move(next));
    }
  }
  std::vector<std::size_t> find() {
    for (std::size_t k = 0; k < next_.size(); ++k)
      if (leads_back(k)) return std::move(circle_);
    return {};
  }

 private:
  enum class State { fresh, on_the_way, done };

  bool leads_back(std::size_t k) {
    way_.push_back(k);
    state_[k] = State::on_the_way;
    for (const std::size_t n : next_[k]) {
      if (state_[n] == State::on_the_way) {
        circle_.assign(std::find(way_.begin(), way_.end(), n), way_.end());
        std::rotate(circle_.begin(), std::min_element(circle_.begin(), circle_.end()), circle_.end());
        return true;
      }
      if (state_[n] == State::fresh && leads_back(n)) return true;
    }
    state_[k] = State::done;
    way_.pop_back();
    return false;
  }

  std::vector<std::vector<std::size_t>> next_;
  std::vector<State> state_;
  std::vector<std::size_t> way_;
  std::vector<std::size_t> circle_;
};

}  // namespace

std::vector<std::size_t> endless_circle(const std::vector<Opener>& kinds, const NeverMakesWait& never_makes_wait) {
  return Search(kinds, never_makes_wait).find();
}

}  // namespace mainstay::tickets
