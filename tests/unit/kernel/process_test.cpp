#include "kernel/process.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/signal.hpp"

namespace mainstay::kernel {
namespace {

Duration s(double v) { return Duration::seconds(v); }
Time at(double v) { return Time::at(s(v)); }

// A small world whose members are coroutines, as models are.
struct World {
  Simulation sim;
  std::vector<std::string> log;
  Signal bell;

  Simulation& simulation() { return sim; }
  void say(const std::string& what) { log.push_back(what + "@" + std::to_string(static_cast<int>(sim.now().in_seconds()))); }

  Process ticks(std::string name, double step, int times) {
    for (int i = 0; i < times; ++i) {
      co_await delay(s(step));
      say(name);
    }
  }
  Process goes_round(Duration after) {
    co_await delay(after);
    for (;;) co_await delay(s(0));
  }
  Process waits_for_bell(std::string name) {
    co_await bell.next();
    say(name);
  }
  Process rings_at(double t) {
    co_await delay(s(t));
    bell.raise();
  }
  Process first_of(double patience) {
    const auto first = co_await any_of(bell.next(), delay(s(patience)));
    say(first.index() == 0 ? "bell" : "patience");
    co_await delay(s(100));
    say("later");
  }
  Activity<int> adds(int a, int b) {
    co_await delay(s(1));
    co_return a + b;
  }
  Activity<int> throws_up() {
    co_await delay(s(1));
    throw std::runtime_error("no such thing");
  }
  Process computes() {
    const int three = co_await adds(1, 2);
    const int ten = co_await adds(three, 7);
    say(std::to_string(ten));
  }
  Activity<int> counts_on(int n) { co_return n + 1; }
  Process counts_to(int most) {
    int n = 0;
    while (n < most) n = co_await counts_on(n);
    say(std::to_string(n));
  }
  Process fails() { co_await throws_up(); }
  Process survives() {
    bool caught = false;
    try {
      co_await throws_up();
    } catch (const std::runtime_error&) {
      caught = true;
    }
    say(caught ? "caught" : "missed");
  }
  Process holds(std::shared_ptr<int> thing) {
    (void)thing;
    co_await bell.next();
  }
  Process interruptible() {
    const auto first = co_await any_of(delay(s(10)), OnInterrupt());
    say(first.index() == 1 ? "interrupted" : "done");
  }
  Process interrupts(ProcessRef other, double t) {
    co_await delay(s(t));
    say(other.interrupt() ? "told" : "deaf");
  }
  Process joins(ProcessRef other) {
    co_await other.done();
    say("joined");
  }
  Process cancels(ProcessRef other, double t) {
    co_await delay(s(t));
    other.cancel();
    say(other.is_alive() ? "alive" : "gone");
  }
  Process nested_start() {
    co_await delay(s(1));
    ticks("inner", 5, 1).spawn();
    say("outer");  // the inner one must not have let time pass
  }
  Process works(Clock& clock, double d) {
    co_await clock.elapse(s(d));
    say("elapsed");
  }
  Process sets_rate(Clock& clock, double t, double rate) {
    co_await delay(s(t));
    clock.set_rate(rate);
  }
  Process gets(Store<int>& store) {
    const int first = co_await store.get();
    const int second = co_await store.get();
    say(std::to_string(first) + std::to_string(second));
  }
  Process gets_one(const char* who, Store<int>& store) {
    const int item = co_await store.get();
    say(std::string(who) + " " + std::to_string(item));
  }
  Process asks_at(Store<int>& store, double t) {
    co_await delay(s(t));
    const int item = co_await store.get();
    say("late " + std::to_string(item));
  }
  Process puts_at(Store<int>& store, double t, int item) {
    co_await delay(s(t));
    store.put(item);
  }
  Process puts_and_cancels(Store<int>& store, ProcessRef who) {
    co_await delay(s(1));
    store.put(5);
    who.cancel();
  }
  Process gets_with_patience(Store<int>& store, double patience) {
    const auto first = co_await any_of(store.get(), delay(s(patience)));
    say(first.index() == 0 ? "got it" : "gave up");
  }
  Process puts(Store<int>& store) {
    co_await delay(s(2));
    store.put(4);
    store.put(2);
  }
};

using Log = std::vector<std::string>;

TEST(Process, LetsTimePass) {
  World w;
  w.ticks("a", 2, 3).spawn();
  w.ticks("b", 3, 2).spawn();
  w.sim.run_until(at(100));
  // At 6 both are due: b's event was scheduled first, at 3, a's at 4.
  EXPECT_EQ(w.log, (Log{"a@2", "b@3", "a@4", "b@6", "a@6"}));
  EXPECT_EQ(w.sim.now(), at(100));
}

TEST(Process, BeforeAnInstantNothingHappensThatIsDueThen) {
  World w;
  w.ticks("a", 2, 9).spawn();
  w.sim.run_before(at(6));
  EXPECT_EQ(w.log, (Log{"a@2", "a@4"}));
  EXPECT_EQ(w.sim.now(), at(6));
  w.sim.run_before(at(7));
  EXPECT_EQ(w.log, (Log{"a@2", "a@4", "a@6"}));
}

TEST(Process, OfASignalAllWaitersWakeInOrder) {
  World w;
  for (const char* name : {"a", "b", "c"}) w.waits_for_bell(name).spawn();
  w.rings_at(4).spawn();
  w.sim.run_until(at(10));
  EXPECT_EQ(w.log, (Log{"a@4", "b@4", "c@4"}));
}

TEST(Process, TheFirstOfSeveralWaitsWithdrawsTheOthers) {
  World w;
  w.first_of(5).spawn();
  w.rings_at(3).spawn();
  w.sim.run_until(at(1000));
  EXPECT_EQ(w.log, (Log{"bell@3", "later@103"}));
  EXPECT_FALSE(w.bell.has_waiters());
}

TEST(Process, PatienceEndsBeforeALateBell) {
  World w;
  w.first_of(5).spawn();
  w.rings_at(7).spawn();
  w.sim.run_until(at(1000));
  EXPECT_EQ(w.log, (Log{"patience@5", "later@105"}));
}

TEST(Process, ActivitiesGiveResults) {
  World w;
  w.computes().spawn();
  w.sim.run_until(at(10));
  EXPECT_EQ(w.log, (Log{"10@2"}));
}

TEST(Process, ActivitiesThatDoNotWaitCostNoStack) {
  World w;
  w.counts_to(1'000'000).spawn();  // without an optimising compiler, some 100 bytes each would not fit
  w.sim.run_until(at(1));
  EXPECT_EQ(w.log, (Log{"1000000@0"}));
}

TEST(Process, AnExceptionEndsTheRunAndSaysWhoseItWas) {
  World w;
  w.ticks("a", 1, 100).spawn();
  w.fails().spawn("the culprit");
  w.sim.run_until(at(50));
  ASSERT_NE(w.sim.failure(), nullptr);
  EXPECT_EQ(w.sim.failure()->process, "the culprit");
  EXPECT_EQ(w.sim.failure()->time, at(1));
  EXPECT_THROW(std::rethrow_exception(w.sim.failure()->exception), std::runtime_error);
}

TEST(Process, AnExceptionMayBeCaughtByTheCaller) {
  World w;
  w.survives().spawn();
  w.sim.run_until(at(50));
  EXPECT_EQ(w.sim.failure(), nullptr);
  EXPECT_EQ(w.log, (Log{"caught@1"}));
}

TEST(Process, WhatIsSuspendedAtTheEndIsDestroyed) {
  auto thing = std::make_shared<int>(1);
  {
    World w;
    w.holds(thing).spawn();
    w.sim.run_until(at(5));
    EXPECT_GT(thing.use_count(), 1);
    w.sim.close();
  }
  EXPECT_EQ(thing.use_count(), 1);
}

TEST(Process, OneThatWasNeverSpawnedIsDestroyedToo) {
  auto thing = std::make_shared<int>(1);
  World w;
  { auto p = w.holds(thing); }
  EXPECT_EQ(thing.use_count(), 1);
}

TEST(Process, InterruptsReachOnlyWhoListens) {
  World w;
  const auto listener = w.interruptible().spawn();
  const auto other = w.ticks("a", 20, 1).spawn();
  w.interrupts(listener, 3).spawn();
  w.interrupts(other, 4).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"told@3", "interrupted@3", "deaf@4", "a@20"}));
}

TEST(Process, CancellingDestroysTheFrameAndWakesWhoJoins) {
  World w;
  auto thing = std::make_shared<int>(1);
  const auto p = w.holds(thing).spawn();
  w.joins(p).spawn();
  w.cancels(p, 3).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"gone@3", "joined@3"}));
  EXPECT_EQ(thing.use_count(), 1);
  EXPECT_FALSE(w.bell.has_waiters());
}

TEST(Process, ANestedStartDoesNotLetTimePass) {
  World w;
  w.nested_start().spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"outer@1", "inner@6"}));
}

TEST(Clock, RunsOnlyWhileItsRateIsNotZero) {
  World w;
  Clock clock(w.sim);
  w.works(clock, 10).spawn();
  w.sets_rate(clock, 4, 0.0).spawn();
  w.sets_rate(clock, 20, 1.0).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"elapsed@26"}));
  EXPECT_EQ(clock.reading(), s(84));
}

TEST(Clock, AChangeOfRateRescalesWhatIsLeft) {
  World w;
  Clock clock(w.sim);
  w.works(clock, 10).spawn();
  w.sets_rate(clock, 4, 0.5).spawn();  // 6 left, at half the rate: 12
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"elapsed@16"}));
}

TEST(Store, HandsThingsOverInOrder) {
  World w;
  Store<int> store(w.sim);
  w.gets(store).spawn();
  w.puts(store).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"42@2"}));
}

TEST(Store, WhatIsPutIsForWhoWaitedFirst) {
  World w;
  Store<int> store(w.sim);
  w.gets_one("first", store).spawn();
  w.gets_one("second", store).spawn();
  w.puts_at(store, 2, 7).spawn();
  w.asks_at(store, 2).spawn();  // in the same instant, with an item in the store that is promised
  w.puts_at(store, 3, 8).spawn();
  w.puts_at(store, 4, 9).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"first 7@2", "second 8@3", "late 9@4"}));
  EXPECT_EQ(store.size(), 0u);
}

TEST(Store, WhoIsCancelledBeforeTakingLeavesItToTheNext) {
  World w;
  Store<int> store(w.sim);
  auto first = w.gets_one("first", store).spawn();
  w.gets_one("second", store).spawn();
  w.puts_and_cancels(store, first).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"second 5@1"}));
}

TEST(Store, PatienceEndsAndWhatComesLaterIsKept) {
  World w;
  Store<int> store(w.sim);
  w.gets_with_patience(store, 2).spawn();
  w.puts_at(store, 3, 6).spawn();
  w.sim.run_until(at(100));
  EXPECT_EQ(w.log, (Log{"gave up@2"}));
  EXPECT_EQ(store.size(), 1u);
}

TEST(Simulation, ACircleInWhichNoTimePassesEndsTheRun) {
  for (const bool runs_on : {true, false}) {
    World w;
    w.sim.set_runs_on(runs_on);
    w.ticks("before", 1, 3).spawn();
    w.goes_round(s(3)).spawn();
    w.sim.run_until(at(100));
    ASSERT_NE(w.sim.failure(), nullptr);
    EXPECT_EQ(w.sim.failure()->time, at(3));
    EXPECT_THROW(std::rethrow_exception(w.sim.failure()->exception), std::runtime_error);
    EXPECT_EQ(w.log.back(), "before@3");
  }
}

TEST(Simulation, EqualRunsHaveEqualFingerprints) {
  const auto play = [](double step) {
    World w;
    w.ticks("a", step, 10).spawn();
    w.ticks("b", 1.5, 10).spawn();
    w.sim.run_until(at(100));
    return std::pair(w.sim.fingerprint(), w.sim.events());
  };
  EXPECT_EQ(play(1.0), play(1.0));
  EXPECT_NE(play(1.0).first, play(1.25).first);
  EXPECT_EQ(play(1.0).second, 22u);
}

}  // namespace
}  // namespace mainstay::kernel
