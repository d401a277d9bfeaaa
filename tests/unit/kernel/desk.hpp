#pragma once
// A desk to test pools with.

#include <memory>
#include <string>
#include <vector>

#include "kernel/pool.hpp"

namespace mainstay::kernel {
inline Duration h(double v) { return Duration::hours(v); }

// Jobs that come at given hours, need given hours, at given priorities; what is kept is when each was done.
struct Desk {
  Simulation sim;
  std::vector<std::unique_ptr<Pool>> pools;
  std::vector<Pool*> all;
  struct Done {
    double at = -1.0;
    double wait = -1.0;
    Outcome outcome = Outcome::done;
    Pool* by = nullptr;
  };
  std::vector<Done> done;

  ~Desk() { sim.close(); }  // what is suspended leaves the pools before they go
  Simulation& simulation() { return sim; }
  Pool& add(Pool::Settings settings) {
    pools.push_back(std::make_unique<Pool>(sim, settings));
    all.push_back(pools.back().get());
    return *pools.back();
  }
  Process job(std::size_t id, double comes, Request request, std::vector<Pool*> where) {
    co_await arrival_after(h(comes));
    const Served served = co_await work(std::span<Pool* const>(where), request);
    done[id] = {sim.now().since_start().in_hours(), served.wait.in_hours(), served.outcome, served.by};
  }
  void comes(double t, double needs, int priority = 5, double patience = -1.0) {
    Request r;
    r.work = h(needs);
    r.priority = priority;
    if (patience >= 0.0) r.patience = h(patience);
    comes(t, r, all);
  }
  void comes(double t, Request r, std::vector<Pool*> where) {
    done.emplace_back();
    job(done.size() - 1, t, r, std::move(where)).spawn();
  }
  void run() { sim.run_until(Time::at(h(1000))); }
  std::vector<double> ends() const {
    std::vector<double> out;
    for (const auto& d : done) out.push_back(d.at);
    return out;
  }
};

}  // namespace mainstay::kernel
