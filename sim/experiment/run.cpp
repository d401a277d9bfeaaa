#include "experiment/run.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

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

namespace {

// Results on their way from the workers to the one who takes them in order. Workers may be ahead only so far, so that
// memory does not grow with the number of trials.
class Belt {
 public:
  Belt(std::size_t first, std::size_t count, std::size_t ahead) : next_(first), taken_(first), count_(count), ahead_(ahead) {}

  // The next trial to run, or `count` when there is none left.
  std::size_t claim() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return ended_ || next_ >= count_ || next_ < taken_ + ahead_; });
    return ended_ || next_ >= count_ ? count_ : next_++;
  }
  void give(std::size_t i, TrialResult result) {
    std::lock_guard lock(mutex_);
    ready_.emplace(i, std::move(result));
    arrived_.notify_one();
  }
  // The next result in order; nothing when all that were claimed are taken and no more will come.
  std::optional<TrialResult> take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return ready_.contains(taken_) || (taken_ >= next_ && (ended_ || next_ >= count_)); });
    const auto found = ready_.find(taken_);
    if (found == ready_.end()) return std::nullopt;
    TrialResult out = std::move(found->second);
    ready_.erase(found);
    ++taken_;
    room_.notify_all();
    return out;
  }
  void end() {
    std::lock_guard lock(mutex_);
    ended_ = true;
    room_.notify_all();
    arrived_.notify_all();
  }
  std::size_t taken() {
    std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable arrived_;
  std::map<std::size_t, TrialResult> ready_;
  std::size_t next_;
  std::size_t taken_;
  std::size_t count_;
  std::size_t ahead_;
  bool ended_ = false;
};

}  // namespace

std::size_t run_all(const scenario::Scenario& scenario, const Columns& columns, const std::vector<TrialSpec>& trials,
                    const RunOptions& options, const std::function<bool(TrialResult&&)>& done) {
  Belt belt(options.first, trials.size(), 64 + 8 * static_cast<std::size_t>(options.workers));
  const auto work = [&] {
    for (;;) {
      if (options.stop != nullptr && options.stop->load()) belt.end();
      const std::size_t i = belt.claim();
      if (i >= trials.size()) return;
      belt.give(i, run_trial(scenario, trials[i].variant, trials[i].replication, columns));
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned w = 0; w < std::max(1u, options.workers); ++w) workers.emplace_back(work);
  try {
    while (auto result = belt.take())
      if (!done(std::move(*result))) break;
  } catch (...) {
    belt.end();
    throw;
  }
  belt.end();
  return belt.taken();
}

}  // namespace mainstay::experiment
