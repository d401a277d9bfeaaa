#pragma once
// A child process whose output is read line by line in the background.

#include <sys/types.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace mainstay::gui::model {

class Child {
 public:
  // Starts arguments[0] with the others. `wake` is called from another thread when there is something new. Throws
  // std::runtime_error if it cannot be started.
  Child(const std::vector<std::string>& arguments, std::function<void()> wake);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  // asks it to end (SIGTERM, then SIGKILL after two seconds) and waits

  // Lines of standard error since the last call.
  std::vector<std::string> take_lines();
  // All of standard output so far.
  std::string output() const;
  // Nothing while it runs; 128 + n if signal n ended it.
  std::optional<int> exit_code() const;
  // As Ctrl-C does: a run keeps what it has and ends.
  void interrupt();

 private:
  void read();

  std::function<void()> wake_;
  pid_t pid_ = -1;
  int out_ = -1, err_ = -1;
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
  std::string output_, partial_;
  std::optional<int> code_;
  std::thread thread_;
};

// Waits for a program, and gives what it wrote to standard output. Throws std::runtime_error if it cannot be started or
// fails, with what it said to standard error.
std::string output_of(const std::vector<std::string>& arguments);

}  // namespace mainstay::gui::model
