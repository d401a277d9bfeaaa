// Whether a process goes straight on or takes its way through the queue makes no difference but for the time it takes.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kernel/pool.hpp"
#include "kernel/random.hpp"
#include "kernel/signal.hpp"

namespace mainstay::kernel {
namespace {

// Everything that makes time pass, mixed by chance; times are whole seconds, so that much happens at once.
class Town {
 public:
  Town(std::uint64_t seed, bool runs_on)
      : stream_(seed), desk_(simulation_, {.capacity = 2}), store_(simulation_), clock_(simulation_) {
    simulation_.set_runs_on(runs_on);
  }
  ~Town() { simulation_.close(); }  // while what its processes wait for is still there
  Simulation& simulation() { return simulation_; }
  std::vector<std::string> play(double until) {
    for (int i = 0; i < 6; ++i) wanderer(i).spawn("wanderer");
    for (int i = 0; i < 2; ++i) taker(i).spawn("taker");
    simulation_.run_until(Time::at(Duration::seconds(until)));
    return log_;
  }

 private:
  Duration some(std::uint64_t most) { return Duration::seconds(static_cast<double>(stream_.below(most + 1))); }
  void say(const std::string& what) {
    log_.push_back(what + "@" + std::to_string(simulation_.now().in_seconds()));
  }
  Activity<int> rests() {
    co_await delay(some(3));
    co_await delay(some(3));
    co_return static_cast<int>(stream_.below(10));
  }
  // Started from within another: its time must not pass under that one.
  Process child(int of) {
    co_await delay(some(2));
    say("child " + std::to_string(of));
    store_.put(of);
    if (stream_.below(3) == 0) bell_.raise();
  }
  Process wanderer(int i) {
    for (;;) {
      const std::string name = std::to_string(i);
      switch (stream_.below(7)) {
        case 0:
          co_await delay(some(9));
          break;
        case 1:
          child(i).spawn("child");
          say("parent " + name);
          break;
        case 2: {
          const Served served = co_await work(desk_, Request{.work = some(4), .patience = some(3)});
          say((served.outcome == Outcome::done ? "served " : "left ") + name);
          break;
        }
        case 3: {
          const Token token = co_await acquire(desk_, Request{});
          co_await delay(some(3));
          break;
        }
        case 4: {
          const auto first = co_await any_of(bell_.next(), delay(some(5)));
          say("heard " + std::to_string(first.index()) + name);
          break;
        }
        case 5:
          say("rested " + std::to_string(co_await rests()));
          break;
        default:
          clock_.set_rate(stream_.below(2) == 0 ? 1.0 : 0.5);
          co_await any_of(clock_.elapse(some(3)), delay(some(6)));
      }
      co_await delay(some(3));
      say("wandered " + name);
    }
  }
  Process taker(int i) {
    for (;;) {
      const int item = co_await store_.get();
      say("taker " + std::to_string(i) + " has " + std::to_string(item));
      co_await delay(some(4));
    }
  }

  Simulation simulation_;
  Stream stream_;
  Pool desk_;
  Store<int> store_;
  Clock clock_;
  Signal bell_;
  std::vector<std::string> log_;
};

TEST(RunsOn, ChangesNothingButTheTimeItTakes) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Town with(seed, true);
    Town without(seed, false);
    const auto a = with.play(500);
    const auto b = without.play(500);
    const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    ASSERT_TRUE(differ.first == a.end() && differ.second == b.end())
        << "seed " << seed << " after " << differ.first - a.begin() << " entries: "
        << (differ.first == a.end() ? "nothing" : *differ.first) << " and not "
        << (differ.second == b.end() ? "nothing" : *differ.second);
    EXPECT_EQ(with.simulation().events(), without.simulation().events()) << "seed " << seed;
    EXPECT_EQ(with.simulation().fingerprint(), without.simulation().fingerprint()) << "seed " << seed;
    EXPECT_GT(with.simulation().events(), 500u);
  }
}

// The run ends at the same instant, in the middle of what would have gone straight on.
TEST(RunsOn, NeverBeyondTheEndOfTheRun) {
  Town with(7, true);
  Town without(7, false);
  EXPECT_EQ(with.play(33.5), without.play(33.5));
  EXPECT_EQ(with.simulation().now(), Time::at(Duration::seconds(33.5)));
  EXPECT_EQ(with.simulation().events(), without.simulation().events());
}

}  // namespace
}  // namespace mainstay::kernel
