#include "model/tasks.hpp"

namespace mainstay::gui::model {

Tasks::Tasks(std::function<void()> wake) : wake_(std::move(wake)), thread_([this] { loop(); }) {}

Tasks::~Tasks() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();  // before what waits is dropped: it may hold the last reference to a file that is being read
}

void Tasks::run(std::string title, Work work) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(title), std::move(work)});
  }
  changed_.notify_all();
}

bool Tasks::publish() {
  std::deque<Publish> ready;
  {
    const std::lock_guard lock(mutex_);
    ready.swap(done_);
  }
  for (auto& p : ready)
    if (p) p();
  return !ready.empty();
}

bool Tasks::idle() const {
  const std::lock_guard lock(mutex_);
  return waiting_.empty() && !running_ && done_.empty();
}

std::string Tasks::title() const {
  const std::lock_guard lock(mutex_);
  return running_ ? title_ : std::string();
}

void Tasks::finish() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !done_.empty() || (waiting_.empty() && !running_); });
      if (done_.empty()) return;
    }
    publish();
  }
}

void Tasks::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (stop_) return;
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    title_ = job.title;
    running_ = true;
    lock.unlock();
    Publish publish = job.work();
    job.work = nullptr;  // what it held is released here, where readers belong
    lock.lock();
    running_ = false;
    done_.push_back(std::move(publish));
    lock.unlock();
    changed_.notify_all();
    if (wake_) wake_();
    lock.lock();
  }
}

}  // namespace mainstay::gui::model
