// Rules of pools that work together: skills with urgency, shared service with waiting places, what is left of work.

#include <gtest/gtest.h>

#include "desk.hpp"
#include "kernel/random.hpp"

namespace mainstay::kernel {
namespace {

using Ends = std::vector<double>;

// Two people, one of whom has skill 0.
Pool& one_skilled_of_two(Desk& d, Discipline discipline, Interrupted interrupted = Interrupted::resume) {
  Pool& p = d.add({.capacity = 2, .discipline = discipline, .interrupted = interrupted});
  p.set_skills({{1u, 1}, {0u, 1}});
  return p;
}

TEST(PoolRules, UrgentWorkTakesWhoHasTheSkillNotJustAnybody) {
  Desk d;
  Pool& p = one_skilled_of_two(d, Discipline::preemptive_priority);
  const Request plain{.work = h(10), .priority = 4};
  const Request other{.work = h(10), .priority = 5, .skill = 0};
  d.comes(0, other, {&p});
  d.comes(0, plain, {&p});
  d.comes(2, Request{.work = h(1), .priority = 1, .skill = 0}, {&p});
  d.run();
  EXPECT_EQ(d.ends(), (Ends{11, 10, 3}));
}

TEST(PoolRules, UrgentWorkInterruptsNobodyWhereThatWouldNotHelp) {
  Desk d;
  Pool& p = one_skilled_of_two(d, Discipline::preemptive_priority);
  d.comes(0, Request{.work = h(10), .priority = 1, .skill = 0}, {&p});
  d.comes(1, Request{.work = h(4), .priority = 5}, {&p});
  d.comes(2, Request{.work = h(1), .priority = 1, .skill = 0}, {&p});
  d.comes(3, Request{.work = h(1), .priority = 2}, {&p});  // behind it, and can
  d.run();
  EXPECT_EQ(d.ends(), (Ends{10, 6, 11, 4}));
}

TEST(PoolRules, WorkThatIsToBeFinishedIsNotInterruptedByUrgentWork) {
  Desk d;
  d.add({.capacity = 1, .discipline = Discipline::preemptive_priority, .interrupted = Interrupted::finish});
  d.comes(0, 10, 5);
  d.comes(1, 1, 1);
  d.run();
  EXPECT_EQ(d.ends(), (Ends{10, 11}));
}

TEST(PoolRules, InRandomOrderTooAMissingSkillDoesNotHoldUpOthers) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Desk d;
    Pool& p = one_skilled_of_two(d, Discipline::random);
    Stream stream(Stream::stream_key(seed, 0, "order"));
    p.set_random(&stream);
    for (int i = 0; i < 4; ++i) d.comes(0, Request{.work = h(10), .skill = 0}, {&p});
    d.comes(1, Request{.work = h(1)}, {&p});
    d.run();
    EXPECT_EQ(d.done[4].at, 2);
  }
}

TEST(PoolRules, EachOfManySkillsIsSomebodys) {
  Desk d;
  Pool& p = d.add({.capacity = 8});
  std::vector<std::pair<std::uint32_t, int>> classes;
  for (unsigned skill = 0; skill < most_skill_classes; ++skill) classes.emplace_back(1u << skill, 1);
  p.set_skills(classes);
  for (int skill = 0; skill < 8; ++skill) {
    d.comes(0, Request{.work = h(1), .skill = skill}, {&p});
    d.comes(0, Request{.work = h(1), .skill = skill}, {&p});
  }
  d.run();
  for (std::size_t i = 0; i < d.done.size(); ++i) EXPECT_EQ(d.done[i].at, i % 2 == 0 ? 1 : 2);
}

TEST(PoolRules, OnCallWorkNeedsSomebodyAtHomeWithTheSkill) {
  Desk d;
  Pool& p = d.add({.capacity = 2});
  p.set_skills({{1u, 1}, {0u, 1}});
  p.set_on_call(2, [](void*) { return Duration::hours(1); }, nullptr);
  p.set_staff(0, 2);
  d.comes(0, Request{.work = h(2), .priority = 1, .skill = 0}, {&p});
  d.comes(0, Request{.work = h(2), .priority = 1, .skill = 0}, {&p});  // the other one cannot do it
  d.comes(0, Request{.work = h(2), .priority = 1}, {&p});
  d.run();
  EXPECT_EQ(d.ends(), (Ends{3, 6, 3}));
  EXPECT_EQ(p.busy(), 0);
}

TEST(PoolRules, SharedServersHaveWaitingPlacesToo) {
  Desk d;
  Pool& p = d.add({.capacity = 1, .room = 1, .discipline = Discipline::shared});
  d.comes(0, 2);
  d.comes(1, 2);
  d.comes(1, 2);  // one server, one more place
  d.comes(3.5, 1);
  d.run();
  EXPECT_EQ(d.done[2].outcome, Outcome::rejected);
  EXPECT_EQ(d.done[3].outcome, Outcome::done);
  EXPECT_NEAR(d.done[0].at, 3.0, 1e-9);
  EXPECT_EQ(p.busy(), 0);
}

TEST(PoolRules, SharedServersAreNeverMoreThanAllBusy) {
  Desk d;
  Pool& p = d.add({.capacity = 2, .discipline = Discipline::shared});
  struct Watch {
    const Pool& pool;
    int busy = 0;
  } watch{p};
  Timer look(d.sim, [](void* w) { static_cast<Watch*>(w)->busy = static_cast<Watch*>(w)->pool.busy(); }, &watch, Phase::arrival);
  look.set(Time::at(h(1)));
  for (int i = 0; i < 5; ++i) d.comes(0, 2);
  d.run();
  EXPECT_EQ(watch.busy, 2);
}

// Gives work up after a time; what was left of it then.
struct Quitter {
  Simulation sim;
  Pool pool;
  std::vector<double> left;
  explicit Quitter(Discipline discipline) : pool(sim, {.capacity = 1, .discipline = discipline}) {}
  Simulation& simulation() { return sim; }
  Process quits(double comes, double needs, double after) {
    co_await arrival_after(h(comes));
    Duration rest;
    const Request request{.work = h(needs), .left_over = &rest};
    co_await any_of(work(pool, request), delay(h(after)));
    left.push_back(rest.in_hours());
  }
};

TEST(PoolRules, WhoGivesUpLearnsWhatIsLeftOfTheWork) {
  Quitter q(Discipline::fifo);
  q.quits(0, 10, 3).spawn();  // in hand for 3 h
  q.quits(1, 5, 1).spawn();   // not begun
  q.sim.run_until(Time::at(h(100)));
  EXPECT_EQ(q.left, (std::vector<double>{5, 7}));
  EXPECT_EQ(q.pool.busy(), 0);
  Quitter shared(Discipline::shared);
  shared.quits(0, 10, 4).spawn();  // alone for 2 h, half for 2 h
  shared.quits(2, 5, 20).spawn();  // done
  shared.sim.run_until(Time::at(h(100)));
  ASSERT_EQ(shared.left.size(), 2u);
  EXPECT_NEAR(shared.left[0], 7.0, 1e-9);
  EXPECT_EQ(shared.left[1], 0.0);
}

TEST(PoolRules, TheClockOfAKindStopsWhenNoneOfItWaits) {
  Desk d;
  Pool& p = d.add({.capacity = 1, .discipline = Discipline::first_ready});
  p.set_ready_after([](void*) { return Duration::hours(3); }, nullptr);
  d.comes(0, 1, 5, 2);  // loses patience at 2, before it is ready
  d.comes(2.5, 1);      // ready at 5.5, not at 3
  d.run();
  EXPECT_EQ(d.done[0].outcome, Outcome::gave_up);
  EXPECT_EQ(d.done[1].at, 6.5);
}

// When the work that was asked for was begun.
struct Beginning {
  explicit Beginning(Desk& d) : desk(d) {}
  Desk& desk;
  double at = -1.0;
  Request of(Request r) {
    r.begun = [](void* b, const Job&) {
      auto& own = *static_cast<Beginning*>(b);
      own.at = own.desk.sim.now().since_start().in_hours();
    };
    r.context = this;
    return r;
  }
};

// Nobody on shift, one at home, half an hour away.
Pool& one_on_call(Desk& d) {
  Pool& p = d.add({.capacity = 0});
  p.set_on_call(2, [](void*) { return Duration::hours(0.5); }, nullptr);
  p.set_staff(0, 1);
  return p;
}

TEST(PoolRules, WhoIsCalledBeginsOnlyOnceThere) {
  Desk d;
  Pool& p = one_on_call(d);
  Beginning first(d);
  Beginning second(d);
  d.comes(1, first.of({.work = h(2), .priority = 1}), {&p});
  d.comes(1, second.of({.work = h(2), .priority = 1}), {&p});
  d.run();
  EXPECT_EQ(first.at, 1.5);
  EXPECT_EQ(second.at, 4);  // called anew, as the first is done
  EXPECT_EQ(d.ends(), (Ends{3.5, 6}));
}

TEST(PoolRules, AShiftThatBeginsDoesNotBringThemSooner) {
  Desk d;
  Pool& p = one_on_call(d);
  Timer on(d.sim, [](void* pool) { static_cast<Pool*>(pool)->set_staff(1); }, &p, Phase::arrival);
  Timer off(d.sim, [](void* pool) { static_cast<Pool*>(pool)->set_staff(0); }, &p, Phase::arrival);
  on.set(Time::at(h(1.25)));
  off.set(Time::at(h(1.75)));
  Beginning b(d);
  d.comes(1, b.of({.work = h(2), .priority = 5}), {&p});  // not urgent: it waits for the shift
  Beginning urgent(d);
  d.comes(1, urgent.of({.work = h(0.125), .priority = 1}), {&p});
  d.run();
  EXPECT_EQ(urgent.at, 1.5);
  EXPECT_EQ(d.done[1].at, 1.625);
  EXPECT_EQ(b.at, 1.625);
}

Process cut_short(Desk& desk, Pool& pool, Request request) {
  co_await delay(h(1));
  co_await any_of(work(pool, request), delay(h(0.25)));
  desk.done.emplace_back().at = desk.sim.now().since_start().in_hours();
}

TEST(PoolRules, WhoIsTurnedBackOnTheWayHasBegunNothing) {
  Desk d;
  Pool& p = one_on_call(d);
  Beginning b(d);
  cut_short(d, p, b.of({.work = h(2), .priority = 1})).spawn();
  d.run();
  EXPECT_EQ(d.done[0].at, 1.25);
  EXPECT_EQ(b.at, -1);
  EXPECT_EQ(p.busy(), 0);
  EXPECT_EQ(p.present(), 0);
}

Process holds(Desk& desk, Pool& pool) {
  co_await delay(h(1));
  Request request;
  request.priority = 1;
  Token people = co_await acquire(pool, request);
  desk.done.emplace_back().at = desk.sim.now().since_start().in_hours();
  co_await delay(h(2));
}

TEST(PoolRules, PeopleWhoAreHeldComeFromHomeToo) {
  Desk d;
  Pool& p = one_on_call(d);
  holds(d, p).spawn();
  holds(d, p).spawn();
  d.run();
  EXPECT_EQ(d.ends(), (Ends{1.5, 4}));
  EXPECT_EQ(p.busy(), 0);
}

}  // namespace
}  // namespace mainstay::kernel
