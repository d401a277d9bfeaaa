// M/M/1 (lambda 0.9, mu 1) with SimGrid: two actors and a semaphore between them.
//
//   simgrid_mm1 CUSTOMERS   ->   customers seconds mean_wait

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <random>

#include <simgrid/s4u.hpp>

namespace sg4 = simgrid::s4u;

int main(int count, char** arguments) {
  sg4::Engine engine(&count, arguments);
  const std::uint64_t customers = std::strtoull(arguments[1], nullptr, 10);
  auto* zone = sg4::create_full_zone("world");
  auto* host = zone->create_host("bank", 1e9);
  host->seal();
  zone->seal();

  std::mt19937_64 random(1);
  std::deque<double> queue;
  double total_wait = 0.0;
  const auto there_is_one = sg4::Semaphore::create(0);
  sg4::Actor::create("source", host, [&] {
    std::exponential_distribution<double> between(0.9);
    for (std::uint64_t n = 0; n < customers; ++n) {
      sg4::this_actor::sleep_for(between(random));
      queue.push_back(sg4::Engine::get_clock());
      there_is_one->release();
    }
  });
  sg4::Actor::create("server", host, [&] {
    std::exponential_distribution<double> service(1.0);
    for (std::uint64_t n = 0; n < customers; ++n) {
      there_is_one->acquire();
      total_wait += sg4::Engine::get_clock() - queue.front();
      queue.pop_front();
      sg4::this_actor::sleep_for(service(random));
    }
  });
  const auto began = std::chrono::steady_clock::now();
  engine.run();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf("%llu %.6f %.6f\n", static_cast<unsigned long long>(customers), seconds,
              total_wait / static_cast<double>(customers));
  return 0;
}
