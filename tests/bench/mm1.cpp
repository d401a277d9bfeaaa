// M/M/1 (lambda 0.9, mu 1) in several ways, one a run: how much a customer costs.
//
//   mm1 MODE CUSTOMERS (an even number)   ->   mode customers seconds pops allocations mean_wait
//
// `bare`: two processes and a store between them; `statistics`: the same, measured; `customer`: a process for each
// customer, who takes the server out of a store and puts it back; `acquire`: who acquires it from a pool, with all that
// a pool can do; `work`: who is worked on by the pool. `allocations` are those of the second half.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "allocations.hpp"
#include "kernel/pool.hpp"
#include "kernel/random.hpp"
#include "kernel/signal.hpp"
#include "stats/histogram.hpp"
#include "stats/level.hpp"
#include "stats/tally.hpp"

namespace {

using namespace mainstay;
using kernel::Duration;
using kernel::Process;
using kernel::Time;

constexpr double arrival_rate = 0.9;

// What all of them share: where the numbers come from, and when the second half begins.
class Bank {
 public:
  explicit Bank(std::uint64_t customers)
      : customers_(customers),
        between_(kernel::Stream::stream_key(1, 0, "between")),
        service_(kernel::Stream::stream_key(1, 0, "service")) {}

  kernel::Simulation& simulation() { return simulation_; }
  Time now() const { return simulation_.now(); }
  std::uint64_t customers() const { return customers_; }
  Duration between() { return Duration::seconds(between_.exponential() / arrival_rate); }
  Duration service() { return Duration::seconds(service_.exponential()); }
  void half_came() { allocated_before_ = bench::allocations(); }
  void waited(Duration wait) { total_wait_ += wait.in_seconds(); }
  double mean_wait() const { return total_wait_ / static_cast<double>(customers_); }
  std::uint64_t allocations() const { return bench::allocations() - allocated_before_; }

 private:
  kernel::Simulation simulation_;
  std::uint64_t customers_;
  kernel::Stream between_;
  kernel::Stream service_;
  std::uint64_t allocated_before_ = 0;
  double total_wait_ = 0.0;
};

struct Nothing {
  void queue(double, int) {}
  void busy(double, bool) {}
  void wait(double) {}
};

struct Everything {
  stats::Level queued;
  stats::Level serving;
  stats::Tally waits;
  stats::Quantiles quantiles;
  void queue(double t, int change) { queued.add(t, change); }
  void busy(double t, bool is) { serving.set(t, is ? 1.0 : 0.0); }
  void wait(double w) {
    waits.add(w);
    quantiles.add(w);
  }
};

template <class Measures>
class TwoProcesses : public Bank {
 public:
  explicit TwoProcesses(std::uint64_t customers) : Bank(customers), waiting_(simulation()) {}
  void run() {
    source().spawn("source");
    server().spawn("server");
    simulation().run_until(Time::never());
  }

 private:
  Process source() {
    for (int half = 0; half < 2; ++half) {
      for (std::uint64_t n = customers() / 2; n > 0; --n) {
        co_await kernel::delay(between());
        measures_.queue(now().in_seconds(), 1);
        waiting_.put(now());
      }
      if (half == 0) half_came();
    }
  }
  Process server() {
    for (std::uint64_t n = 0; n < customers(); ++n) {
      const Time came = co_await waiting_.get();
      const Duration wait = now() - came;
      waited(wait);
      measures_.queue(now().in_seconds(), -1);
      measures_.wait(wait.in_seconds());
      measures_.busy(now().in_seconds(), true);
      co_await kernel::delay(service());
      if (waiting_.size() == 0) measures_.busy(now().in_seconds(), false);
    }
  }
  kernel::Store<Time> waiting_;
  Measures measures_;
};

enum class How { takes, acquires, is_worked_on };

class ProcessPerCustomer : public Bank {
 public:
  ProcessPerCustomer(std::uint64_t customers, How how)
      : Bank(customers), how_(how), servers_(simulation()), desk_(simulation(), {}) {
    servers_.put(1);
  }
  void run() {
    source().spawn("source");
    simulation().run_until(Time::never());
  }

 private:
  Process source() {
    for (int half = 0; half < 2; ++half) {
      for (std::uint64_t n = customers() / 2; n > 0; --n) {
        co_await kernel::delay(between());
        (how_ == How::takes ? takes() : how_ == How::acquires ? acquires() : is_worked_on()).spawn("customer");
      }
      if (half == 0) half_came();
    }
  }
  Process takes() {
    const Time came = now();
    const int server = co_await servers_.get();
    waited(now() - came);
    co_await kernel::delay(service());
    servers_.put(server);
  }
  Process acquires() {
    const Time came = now();
    const kernel::Request request;
    const kernel::Token server = co_await kernel::acquire(desk_, request);
    waited(now() - came);
    co_await kernel::delay(service());
  }
  Process is_worked_on() {
    kernel::Request request;
    request.work = service();
    const kernel::Served served = co_await kernel::work(desk_, request);
    waited(served.wait);
  }
  How how_;
  kernel::Store<int> servers_;
  kernel::Pool desk_;
};

template <class Model>
void report(std::string_view mode, Model& model) {
  const auto began = std::chrono::steady_clock::now();
  model.run();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf("%s %llu %.6f %llu %llu %.6f\n", mode.data(), static_cast<unsigned long long>(model.customers()), seconds,
              static_cast<unsigned long long>(model.simulation().events()),
              static_cast<unsigned long long>(model.allocations()), model.mean_wait());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: mm1 bare|statistics|customer|acquire|work CUSTOMERS\n");
    return 2;
  }
  const std::string_view mode = arguments[1];
  const std::uint64_t customers = std::strtoull(arguments[2], nullptr, 10);
  if (mode == "bare") {
    TwoProcesses<Nothing> model(customers);
    report(mode, model);
  } else if (mode == "statistics") {
    TwoProcesses<Everything> model(customers);
    report(mode, model);
  } else if (mode == "customer" || mode == "acquire" || mode == "work") {
    ProcessPerCustomer model(customers, mode == "customer"  ? How::takes
                                        : mode == "acquire" ? How::acquires
                                                            : How::is_worked_on);
    report(mode, model);
  } else {
    std::fprintf(stderr, "'%s' is none of bare, statistics, customer, acquire, work\n", arguments[1]);
    return 2;
  }
  return 0;
}
