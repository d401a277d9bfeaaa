#pragma once
// Work on several threads whose results are taken in its order, whatever the number of workers.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace mainstay::experiment {

// Results on their way from the workers to the one who takes them in order. Workers may be ahead only so far, so that
// memory does not grow with the number of trials.
template <class Result>
class Belt {
 public:
  Belt(std::size_t first, std::size_t count, std::size_t ahead) : next_(first), taken_(first), count_(count), ahead_(ahead) {}

  // The next trial to run, or `count` when there is none left.
  std::size_t claim() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return ended_ || next_ >= count_ || next_ < taken_ + ahead_; });
    return ended_ || next_ >= count_ ? count_ : next_++;
  }
  void give(std::size_t i, Result result) {
    std::lock_guard lock(mutex_);
    ready_.emplace(i, std::move(result));
    arrived_.notify_one();
  }
  // The next result in order; nothing when all that were claimed are taken and no more will come.
  std::optional<Result> take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return ready_.contains(taken_) || (taken_ >= next_ && (ended_ || next_ >= count_)); });
    const auto found = ready_.find(taken_);
    if (found == ready_.end()) return std::nullopt;
    Result out = std::move(found->second);
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
  std::map<std::size_t, Result> ready_;
  std::size_t next_;
  std::size_t taken_;
  std::size_t count_;
  std::size_t ahead_;
  bool ended_ = false;
};

// Calls `work(i)` for each i from `first` to `count` on the workers, and `done` with what each gave, in order, on the calling
// thread. If `done` returns false or throws, or `stop` is set from outside, what is at hand is finished and no more begun.
// `work` must not throw. Returns how many are done, those before `first` included.
template <class Result, class Work, class Done>
std::size_t in_order(std::size_t first, std::size_t count, unsigned workers, const std::atomic<bool>* stop, const Work& work, const Done& done) {
  Belt<Result> belt(first, count, 64 + 8 * static_cast<std::size_t>(workers));
  const auto loop = [&] {
    for (;;) {
      if (stop != nullptr && stop->load()) belt.end();
      const std::size_t i = belt.claim();
      if (i >= count) return;
      belt.give(i, work(i));
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned w = 0; w < std::max(1u, workers); ++w) threads.emplace_back(loop);
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
