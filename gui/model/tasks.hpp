#pragma once
// Work in the background: one thread, in the order asked. HDF5 serialises its callers anyway, and with one thread none
// of the readers needs a lock.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace mainstay::gui::model {

class Tasks {
 public:
  // What the frame thread does with the result.
  using Publish = std::function<void()>;
  // Runs in the background; must not throw: Shelf turns what is thrown into text.
  using Work = std::function<Publish()>;

  // `wake` is called from the background thread whenever there is something to publish.
  explicit Tasks(std::function<void()> wake = {});
  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;
  ~Tasks();  // lets the one at hand end, drops the others

  void run(std::string title, Work work);
  // Frame thread: takes over all that is ready. True if anything was.
  bool publish();
  // Nothing waits, nothing runs, all is published.
  bool idle() const;
  // Of what runs now; empty if nothing does.
  std::string title() const;
  // Blocks until everything asked so far, and what it led to, is published. For tests and pictures.
  void finish();

 private:
  struct Job {
    std::string title;
    Work work;
  };
  void loop();

  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::deque<Publish> done_;
  std::string title_;
  bool running_ = false, stop_ = false;
  std::thread thread_;
};

}  // namespace mainstay::gui::model
