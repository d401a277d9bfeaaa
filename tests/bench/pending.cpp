// Sleeping processes: what an event costs by how many are pending, and how much memory each takes.
//
//   pending PROCESSES EVENTS   ->   processes events seconds bytes_each allocations
//
// Each process sleeps for an exponential time, again and again (the hold model of Vaucher and Duval, 1975), so that
// just as many events are pending at any time. The seconds and the allocations are those of the second half.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

#include "allocations.hpp"
#include "kernel/process.hpp"
#include "kernel/random.hpp"

namespace {

using namespace mainstay;

class Dormitory {
 public:
  kernel::Simulation& simulation() { return simulation_; }
  kernel::Process sleeper() {
    for (;;) co_await kernel::delay(kernel::Duration::seconds(stream_.exponential()));
  }

 private:
  kernel::Simulation simulation_;
  kernel::Stream stream_{1};
};

// What the program really occupies.
double resident_bytes() {
  std::ifstream pages("/proc/self/statm");
  double all = 0.0;
  double resident = 0.0;
  pages >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: pending PROCESSES EVENTS\n");
    return 2;
  }
  const unsigned long processes = std::strtoul(arguments[1], nullptr, 10);
  const double events = std::strtod(arguments[2], nullptr);
  const double before = resident_bytes();
  Dormitory dormitory;
  for (unsigned long i = 0; i < processes; ++i) dormitory.sleeper().spawn("sleeper");
  auto& simulation = dormitory.simulation();
  simulation.run_until(kernel::Time::at(kernel::Duration::seconds(0.5 * events / static_cast<double>(processes))));
  const double bytes = resident_bytes() - before;
  const auto half = simulation.events();
  const auto allocations = bench::allocations();
  const auto began = std::chrono::steady_clock::now();
  simulation.run_until(kernel::Time::at(kernel::Duration::seconds(events / static_cast<double>(processes))));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf("%lu %llu %.6f %.1f %llu\n", processes, static_cast<unsigned long long>(simulation.events() - half), seconds,
              bytes / static_cast<double>(processes),
              static_cast<unsigned long long>(bench::allocations() - allocations));
  return 0;
}
