#include "model/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

extern char** environ;

namespace mainstay::gui::model {
namespace {

constexpr std::size_t most_output = 1u << 30;  // a replayed month of a busy desk is 80 MB

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error(std::string("no pipe: ") + std::strerror(errno));
    read = ends[0];
    write = ends[1];
  }
};

}  // namespace

Child::Child(const std::vector<std::string>& arguments, std::function<void()> wake) : wake_(std::move(wake)) {
  Pipe out;
  Pipe err;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write, 1);
  posix_spawn_file_actions_adddup2(&actions, err.write, 2);
  std::vector<char*> argv;
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  const int failed = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(out.write);
  close(err.write);
  if (failed != 0) {
    close(out.read);
    close(err.read);
    throw std::runtime_error(arguments[0] + " cannot be started: " + std::strerror(failed));
  }
  out_ = out.read;
  err_ = err.read;
  thread_ = std::thread([this] { read(); });
}

Child::~Child() {
  const auto wait_until = [this](std::chrono::steady_clock::time_point end) {
    while (!exit_code() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return exit_code().has_value();
  };
  if (!exit_code()) {
    kill(pid_, SIGTERM);
    if (!wait_until(std::chrono::steady_clock::now() + std::chrono::seconds(2))) kill(pid_, SIGKILL);
  }
  thread_.join();
}

void Child::read() {
  pollfd ends[2] = {{out_, POLLIN, 0}, {err_, POLLIN, 0}};
  char buffer[16384];
  int open = 2;
  while (open > 0) {
    if (poll(ends, 2, -1) < 0 && errno != EINTR) break;
    for (auto& end : ends) {
      if (end.fd < 0 || end.revents == 0) continue;
      const ssize_t n = ::read(end.fd, buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        end.fd = -1;
        --open;
        continue;
      }
      const std::lock_guard lock(mutex_);
      const std::string_view got(buffer, static_cast<std::size_t>(n));
      if (&end == &ends[0]) {
        if (output_.size() < most_output) output_ += got;
        continue;
      }
      partial_ += got;
      for (std::size_t newline; (newline = partial_.find('\n')) != std::string::npos; partial_.erase(0, newline + 1))
        lines_.push_back(partial_.substr(0, newline));
    }
    if (wake_) wake_();
  }
  close(out_);
  close(err_);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  {
    const std::lock_guard lock(mutex_);
    if (!partial_.empty()) lines_.push_back(std::exchange(partial_, {}));
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  if (wake_) wake_();
}

std::vector<std::string> Child::take_lines() {
  const std::lock_guard lock(mutex_);
  return std::exchange(lines_, {});
}

std::string Child::output() const {
  const std::lock_guard lock(mutex_);
  return output_;
}

std::optional<int> Child::exit_code() const {
  const std::lock_guard lock(mutex_);
  return code_;
}

void Child::interrupt() {
  if (!exit_code()) kill(pid_, SIGINT);
}

std::string output_of(const std::vector<std::string>& arguments) {
  std::mutex mutex;
  std::condition_variable changed;
  bool woken = false;
  Child child(arguments, [&] {
    const std::lock_guard lock(mutex);
    woken = true;
    changed.notify_all();
  });
  while (!child.exit_code()) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return woken; });
    woken = false;
  }
  if (*child.exit_code() == 0) return child.output();
  std::string said;
  for (const auto& line : child.take_lines()) said += (said.empty() ? "" : "\n") + line;
  throw std::runtime_error(said.empty() ? arguments.front() + " failed" : said);
}

}  // namespace mainstay::gui::model
