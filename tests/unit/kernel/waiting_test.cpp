// Waiting for one of several things, for all of several, and no longer: what happens in one and the same instant.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kernel/pool.hpp"
#include "kernel/signal.hpp"

namespace mainstay::kernel {
namespace {

Duration s(double v) { return Duration::seconds(v); }
Time at(double v) { return Time::at(s(v)); }

struct World {
  Simulation sim;
  Signal bell;
  std::vector<std::string> log;
  Simulation& simulation() { return sim; }
  void say(const std::string& what) { log.push_back(what + "@" + std::to_string(static_cast<int>(sim.now().in_seconds()))); }

  Process sleeps(std::string name, double d) {
    co_await delay(s(d));
    say(name);
  }
  Process cancels(ProcessRef other, double t) {
    co_await delay(s(t));
    other.cancel();
    say("cancelled");
  }
  Process interrupts(ProcessRef other, double t) {
    co_await delay(s(t));
    say(other.interrupt() ? "told" : "deaf");
  }
  Process hears(int times) {
    for (int i = 0; i < times; ++i) {
      co_await bell.next();
      say("heard");
    }
  }
  Process rings(double t, int times) {
    co_await delay(s(t));
    for (int i = 0; i < times; ++i) bell.raise();
  }
  Process all_of(std::vector<ProcessRef> others) {
    for (const ProcessRef& other : others) co_await other.done();
    say("all");
  }
  Process first_of(Clock& clock, double on_clock, double patience) {
    const auto first = co_await any_of(clock.elapse(s(on_clock)), delay(s(patience)), OnInterrupt(), bell.next());
    static constexpr const char* names[] = {"clock", "patience", "interrupt", "bell"};
    say(names[first.index()]);
    co_await delay(s(50));
    say("after");
  }
  Process sets_rate(Clock& clock, double t, double rate) {
    co_await delay(s(t));
    clock.set_rate(rate);
  }
  Process takes(Store<int>& store, std::string name) {
    const int got = co_await store.get();
    say(name + std::to_string(got));
  }
  Process puts(Store<int>& store, double t, int what) {
    co_await delay(s(t));
    store.put(what);
  }
};

using Log = std::vector<std::string>;

TEST(Waiting, WhatIsDueNowIsCancelledAllTheSame) {
  World w;
  // It is spawned first, so that it acts first at 5, when the other is due too.
  ProcessRef victim;
  struct Late {
    static Process run(World& world, ProcessRef& other) {
      co_await delay(s(5));
      other.cancel();
      world.say("cancelled");
    }
  };
  Late::run(w, victim).spawn();
  victim = w.sleeps("victim", 5).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"cancelled@5"}));
  EXPECT_FALSE(victim.is_alive());
}

TEST(Waiting, CancellingTwiceOrTooLateDoesNothing) {
  World w;
  const auto one = w.sleeps("one", 1).spawn();
  w.cancels(one, 2).spawn();
  w.cancels(one, 3).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"one@1", "cancelled@2", "cancelled@3"}));
}

TEST(Waiting, WhoWaitsInAPoolLeavesItWhenCancelled) {
  World w;
  Pool pool(w.sim, {.capacity = 1});
  struct Work {
    static Process run(World& world, Pool& p, std::string name, double needs) {
      co_await work(p, Request{.work = s(needs)});
      world.say(name);
    }
  };
  const auto served = Work::run(w, pool, "served", 10).spawn();
  const auto waits = Work::run(w, pool, "waits", 10).spawn();
  Work::run(w, pool, "last", 10).spawn();
  w.cancels(waits, 3).spawn();
  w.cancels(served, 4).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"cancelled@3", "cancelled@4", "last@14"}));
  EXPECT_EQ(pool.busy(), 0);
  EXPECT_EQ(pool.waiting(), 0);
}

TEST(Waiting, AllOfIsOverWithTheLast) {
  World w;
  std::vector<ProcessRef> parts;
  for (const double d : {3.0, 9.0, 1.0}) parts.push_back(w.sleeps("part", d).spawn());
  w.all_of(parts).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"part@1", "part@3", "part@9", "all@9"}));
}

TEST(Waiting, AllOfGoesOnWhenAPartIsCancelled) {
  World w;
  std::vector<ProcessRef> parts = {w.sleeps("part", 3).spawn(), w.sleeps("never", 50).spawn()};
  w.all_of(parts).spawn();
  w.cancels(parts[1], 7).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"part@3", "cancelled@7", "all@7"}));
}

TEST(Waiting, AClockThatIsWaitedForBesideOtherThingsLetsGoOfThem) {
  World w;
  Clock clock(w.sim);
  const auto p = w.first_of(clock, 10, 20).spawn();
  w.sets_rate(clock, 5, 0.5).spawn();  // 5 s left: 10 s more
  w.rings(30, 1).spawn();              // heard by nobody
  w.interrupts(p, 31).spawn();
  w.sim.run_until(at(200));
  EXPECT_EQ(w.log, (Log{"clock@15", "deaf@31", "after@65"}));
}

TEST(Waiting, AStoppedClockLosesAgainstPatience) {
  World w;
  Clock clock(w.sim);
  w.first_of(clock, 10, 20).spawn();
  w.sets_rate(clock, 5, 0.0).spawn();
  w.sets_rate(clock, 25, 1.0).spawn();  // too late for it
  w.sim.run_until(at(200));
  EXPECT_EQ(w.log, (Log{"patience@20", "after@70"}));
  EXPECT_EQ(clock.reading().in_seconds(), 180.0);
}

TEST(Waiting, OfSeveralThingsInOneInstantTheFirstWins) {
  World w;
  Clock clock(w.sim, 0.0);
  const auto p = w.first_of(clock, 10, 20).spawn();
  w.rings(7, 1).spawn();
  w.interrupts(p, 7).spawn();
  w.sim.run_until(at(200));
  EXPECT_EQ(w.log, (Log{"deaf@7", "bell@7", "after@57"}));
}

TEST(Waiting, ASignalWakesEachWaiterOnceARaise) {
  World w;
  w.hears(3).spawn();
  w.rings(1, 2).spawn();  // twice at once: it waits for one of them alone
  w.rings(2, 1).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"heard@1", "heard@2"}));
}

TEST(Waiting, AStoreServesInOrderAndSkipsWhoWasCancelled) {
  World w;
  Store<int> store(w.sim);
  const auto first = w.takes(store, "a").spawn();
  w.takes(store, "b").spawn();
  w.takes(store, "c").spawn();
  w.cancels(first, 1).spawn();
  w.puts(store, 2, 7).spawn();
  w.puts(store, 3, 8).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"cancelled@1", "b7@2", "c8@3"}));
  EXPECT_EQ(store.size(), 0u);
}

}  // namespace
}  // namespace mainstay::kernel
