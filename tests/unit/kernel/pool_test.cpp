#include "kernel/pool.hpp"

#include <gtest/gtest.h>

#include "desk.hpp"
#include "kernel/random.hpp"

namespace mainstay::kernel {
namespace {

using Ends = std::vector<double>;

TEST(Pool, ServesInOrderOfArrival) {
  Desk d;
  d.add({.capacity = 1});
  d.comes(0, 4);
  d.comes(1, 3);
  d.comes(2, 1);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{4, 7, 8}));
  EXPECT_EQ(d.done[2].wait, 5);
}

TEST(Pool, SeveralServersServeAtOnce) {
  Desk d;
  d.add({.capacity = 2});
  d.comes(0, 4);
  d.comes(1, 3);
  d.comes(2, 1);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{4, 4, 5}));
}

TEST(Pool, LastInFirstOut) {
  Desk d;
  d.add({.capacity = 1, .discipline = Discipline::lifo});
  d.comes(0, 4);
  d.comes(1, 3);
  d.comes(2, 1);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{4, 8, 5}));
}

TEST(Pool, ShortestFirst) {
  Desk d;
  d.add({.capacity = 1, .discipline = Discipline::shortest});
  d.comes(0, 4);
  d.comes(1, 3);
  d.comes(2, 1);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{4, 8, 5}));
}

TEST(Pool, EarliestDueFirst) {
  Desk d;
  Pool& p = d.add({.capacity = 1, .discipline = Discipline::earliest_due});
  d.comes(0, 4);
  Request late{.work = h(1), .due = Time::at(h(50))};
  Request soon{.work = h(1), .due = Time::at(h(10))};
  d.comes(1, late, {&p});
  d.comes(2, soon, {&p});
  d.run();
  EXPECT_EQ(d.ends(), (Ends{4, 6, 5}));
}

TEST(Pool, PriorityDoesNotInterrupt) {
  Desk d;
  d.add({.capacity = 1, .discipline = Discipline::priority});
  d.comes(0, 4, 5);
  d.comes(1, 1, 3);
  d.comes(2, 1, 1);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{4, 6, 5}));
}

TEST(Pool, PreemptedWorkResumesWhereItStopped) {
  Desk d;
  d.add({.capacity = 1, .discipline = Discipline::preemptive_priority});
  d.comes(0, 4, 5);
  d.comes(1, 2, 1);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{6, 3}));
  EXPECT_EQ(d.done[0].wait, 0);
}

TEST(Pool, PreemptedWorkIsRepeatedWhereThatIsAsked) {
  Desk d;
  d.add({.capacity = 1, .discipline = Discipline::preemptive_priority, .interrupted = Interrupted::repeat});
  d.comes(0, 4, 5);
  d.comes(1, 2, 1);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{7, 3}));
}

TEST(Pool, CompletionsComeBeforeArrivalsOfTheSameInstant) {
  Desk d;
  d.add({.capacity = 1, .room = 0});
  d.comes(0, 2);
  d.comes(2, 1);  // arrives as the first is done: finds the server free
  d.run();
  EXPECT_EQ(d.done[1].outcome, Outcome::done);
  EXPECT_EQ(d.done[1].wait, 0);
}

TEST(Pool, WhoFindsNoPlaceIsRejected) {
  Desk d;
  d.add({.capacity = 1, .room = 1});
  d.comes(0, 10);
  d.comes(1, 1);
  d.comes(2, 1);
  d.run();
  EXPECT_EQ(d.done[1].outcome, Outcome::done);
  EXPECT_EQ(d.done[2].outcome, Outcome::rejected);
  EXPECT_EQ(d.done[2].at, 2);
}

TEST(Pool, WhoLosesPatienceLeavesTheQueue) {
  Desk d;
  d.add({.capacity = 1});
  d.comes(0, 10);
  d.comes(1, 1, 5, 3);
  d.comes(2, 1);
  d.run();
  EXPECT_EQ(d.done[1].outcome, Outcome::gave_up);
  EXPECT_EQ(d.done[1].at, 4);
  EXPECT_EQ(d.done[1].wait, 3);
  EXPECT_EQ(d.done[2].at, 11);
}

TEST(Pool, PatienceEndsAsTheWorkBegins) {
  Desk d;
  d.add({.capacity = 1});
  d.comes(0, 2);
  d.comes(1, 10, 5, 3);
  d.run();
  EXPECT_EQ(d.done[1].outcome, Outcome::done);
  EXPECT_EQ(d.done[1].at, 12);
}

TEST(Pool, PreferenceGoesToTheFirstTeamThatIsFree) {
  Desk d;
  Pool& first = d.add({.capacity = 1});
  Pool& second = d.add({.capacity = 1});
  d.comes(0, 5);
  d.comes(1, 5);
  d.comes(2, 1);  // waits for whichever is free first
  d.run();
  EXPECT_EQ(d.done[0].by, &first);
  EXPECT_EQ(d.done[1].by, &second);
  EXPECT_EQ(d.done[2].by, &first);
  EXPECT_EQ(d.done[2].at, 6);
}

TEST(Pool, SharedServersGiveEachAnEqualPart) {
  Desk d;
  d.add({.capacity = 1, .discipline = Discipline::shared});
  d.comes(0, 3);
  d.comes(1, 1);  // from 1 on half each: 1 h of it takes until 3; the other has 1 left, done at 4
  d.run();
  EXPECT_NEAR(d.done[1].at, 3.0, 1e-9);
  EXPECT_NEAR(d.done[0].at, 4.0, 1e-9);
}

TEST(Pool, TwoPeopleWaitUntilTwoAreFree) {
  Desk d;
  Pool& p = d.add({.capacity = 2});
  d.comes(0, 4);
  Request both{.work = h(1), .people = 2};
  d.comes(1, both, {&p});
  d.comes(2, 1);  // does not overtake
  d.run();
  EXPECT_EQ(d.ends(), (Ends{4, 5, 6}));
}

TEST(Pool, ASkillThatIsMissingDoesNotHoldUpOthers) {
  Desk d;
  Pool& p = d.add({.capacity = 2});
  p.set_skills({{1u, 1}, {0u, 1}});
  Request skilled{.work = h(4), .skill = 0};
  d.comes(0, skilled, {&p});
  d.comes(1, skilled, {&p});
  d.comes(2, 1);  // the unskilled one is free
  d.run();
  EXPECT_EQ(d.ends(), (Ends{4, 8, 3}));
}

TEST(Pool, TheEndOfTheShiftSuspendsWorkAndTheNextResumesIt) {
  Desk d;
  Pool& p = d.add({.capacity = 1});
  Timer off(d.sim, [](void* pool) { static_cast<Pool*>(pool)->set_staff(0); }, &p, Phase::arrival);
  Timer on(d.sim, [](void* pool) { static_cast<Pool*>(pool)->set_staff(1); }, &p, Phase::arrival);
  off.set(Time::at(h(2)));
  on.set(Time::at(h(10)));
  d.comes(1, 4);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{13}));
}

TEST(Pool, OnCallPeopleComeForUrgentWorkAfterADelay) {
  Desk d;
  Pool& p = d.add({.capacity = 0});
  p.set_on_call(2, [](void*) { return Duration::hours(0.5); }, nullptr);
  p.set_staff(0, 1);
  d.comes(1, 2, 1);
  d.comes(1, 2, 3);  // not urgent enough
  d.run();
  EXPECT_EQ(d.done[0].at, 3.5);
  EXPECT_EQ(d.done[0].wait, 0.5);
  EXPECT_EQ(d.done[1].at, -1);
}

// People held by a token go back with it, however its process ends.
struct Holder {
  Simulation sim;
  Pool pool{sim, {.capacity = 1}};
  std::vector<double> got;
  Simulation& simulation() { return sim; }
  Process holds(double comes, double keeps) {
    co_await delay(h(comes));
    Request request;
    Token people = co_await acquire(pool, request);
    got.push_back(sim.now().since_start().in_hours());
    co_await delay(h(keeps));
  }
  Process gives_up_waiting(double comes, double patience) {
    co_await delay(h(comes));
    Request request;
    const auto first = co_await any_of(acquire(pool, request), delay(h(patience)));
    got.push_back(first.index() == 1 ? -1.0 : 1.0);
  }
  Process cancels(ProcessRef other, double t) {
    co_await delay(h(t));
    other.cancel();
  }
};

TEST(Token, GoesBackWhenItsHolderIsCancelled) {
  Holder w;
  const auto first = w.holds(0, 100).spawn();
  w.holds(1, 1).spawn();
  w.cancels(first, 5).spawn();
  w.sim.run_until(Time::at(h(50)));
  EXPECT_EQ(w.got, (std::vector<double>{0, 5}));
  EXPECT_EQ(w.pool.busy(), 0);
}

TEST(Token, WhoStopsWaitingHoldsNothing) {
  Holder w;
  w.holds(0, 10).spawn();
  w.gives_up_waiting(1, 2).spawn();
  w.holds(2, 1).spawn();
  w.sim.run_until(Time::at(h(50)));
  EXPECT_EQ(w.got, (std::vector<double>{0, -1, 10}));
  EXPECT_EQ(w.pool.waiting(), 0);
}

// Whatever the discipline, work in equals work out: a busy period of one server ends when all work is done.
TEST(Pool, EveryDisciplineConservesWork) {
  for (const auto discipline : {Discipline::fifo, Discipline::lifo, Discipline::shortest, Discipline::earliest_due, Discipline::random,
                                Discipline::priority, Discipline::preemptive_priority, Discipline::shared}) {
    Desk d;
    Pool& p = d.add({.capacity = 1, .discipline = discipline});
    Stream stream(Stream::stream_key(7, 0, "test"));
    p.set_random(&stream);
    double total = 0.0;
    for (int i = 0; i < 200; ++i) {
      const double needs = 0.25 * static_cast<double>(1 + i % 7);
      total += needs;
      d.comes(0.1 * i, needs, 1 + i % 4);
    }
    d.run();
    double last = 0.0;
    for (const auto& one : d.done) last = std::max(last, one.at);
    EXPECT_NEAR(last, total, 1e-6) << "discipline " << static_cast<int>(discipline);
    EXPECT_EQ(p.busy(), 0);
    EXPECT_EQ(p.waiting(), 0);
  }
}

}  // namespace
}  // namespace mainstay::kernel
