// What the pieces of the kernel cost, one by one.

#include <benchmark/benchmark.h>

#include "kernel/distribution.hpp"
#include "kernel/event_queue.hpp"
#include "kernel/pool.hpp"
#include "kernel/process.hpp"
#include "kernel/random.hpp"
#include "kernel/signal.hpp"
#include "stats/histogram.hpp"

namespace {

using namespace mainstay;
using kernel::Duration;
using kernel::Time;

// The earliest event is taken out, and comes again later: as a process that sleeps.
void pop_and_schedule(benchmark::State& state) {
  kernel::EventQueue queue;
  kernel::Stream stream(1);
  for (std::int64_t i = 0; i < state.range(0); ++i) queue.schedule(queue.add_slot(), Time::at(Duration::seconds(stream.exponential())));
  for (auto _ : state) {
    const Time now = queue.top_time();
    queue.schedule(queue.pop(), now + Duration::seconds(stream.exponential()));
  }
}
BENCHMARK(pop_and_schedule)->RangeMultiplier(10)->Range(10, 1000000);

// One of many timers is put off, as a time-out is.
void reschedule(benchmark::State& state) {
  kernel::EventQueue queue;
  kernel::Stream stream(1);
  const auto n = static_cast<std::uint64_t>(state.range(0));
  for (std::uint64_t i = 0; i < n; ++i) queue.schedule(queue.add_slot(), Time::at(Duration::seconds(stream.exponential())));
  for (auto _ : state)
    queue.schedule(static_cast<kernel::EventQueue::Slot>(stream.below(n)), Time::at(Duration::seconds(stream.exponential())));
}
BENCHMARK(reschedule)->Arg(100)->Arg(10000);

void draw_exponential(benchmark::State& state) {
  kernel::Stream stream(1);
  for (auto _ : state) benchmark::DoNotOptimize(stream.exponential());
}
BENCHMARK(draw_exponential);

void draw_lognormal(benchmark::State& state) {
  kernel::Stream stream(1);
  const auto law = kernel::Distribution::lognormal_median_p90(2.0, 8.0);
  for (auto _ : state) benchmark::DoNotOptimize(law.sample(stream));
}
BENCHMARK(draw_lognormal);

// A stream for one occurrence, as each ticket has one, and one number of it.
void draw_by_occurrence(benchmark::State& state) {
  const kernel::Stream stream(1);
  std::uint64_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(stream.at(++n).uniform());
}
BENCHMARK(draw_by_occurrence);

void add_to_quantiles(benchmark::State& state) {
  kernel::Stream stream(1);
  stats::Quantiles quantiles;
  for (auto _ : state) quantiles.add(stream.exponential());
}
BENCHMARK(add_to_quantiles);

kernel::Process ends_at_once(kernel::Simulation&) { co_return; }

void create_run_and_destroy_a_process(benchmark::State& state) {
  kernel::Simulation simulation;
  for (auto _ : state) {
    ends_at_once(simulation).spawn("short");
    simulation.run_until(simulation.now());
  }
}
BENCHMARK(create_run_and_destroy_a_process);

kernel::Process raises(kernel::Simulation&, kernel::Signal& signal) {
  for (;;) {
    co_await kernel::delay(Duration::seconds(1.0));
    signal.raise();
  }
}
kernel::Process listens(kernel::Simulation&, kernel::Signal& signal) {
  for (;;) co_await signal.next();
}

void raise_a_signal_with_listeners(benchmark::State& state) {
  kernel::Simulation simulation;
  kernel::Signal signal;
  raises(simulation, signal).spawn("raises");
  for (std::int64_t i = 0; i < state.range(0); ++i) listens(simulation, signal).spawn("listens");
  for (auto _ : state) simulation.run_until(simulation.now() + Duration::seconds(1.0));
}
BENCHMARK(raise_a_signal_with_listeners)->Arg(1)->Arg(100);

}  // namespace

BENCHMARK_MAIN();
