#include "kernel/event_queue.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <tuple>

namespace mainstay::kernel {
namespace {

Time at(double seconds) { return Time::at(Duration::seconds(seconds)); }

TEST(EventQueue, GivesEventsInOrderOfTime) {
  EventQueue q;
  const auto a = q.add_slot();
  const auto b = q.add_slot();
  const auto c = q.add_slot();
  q.schedule(a, at(3));
  q.schedule(b, at(1));
  q.schedule(c, at(2));
  EXPECT_EQ(q.pop(), b);
  EXPECT_EQ(q.pop(), c);
  EXPECT_EQ(q.pop(), a);
  EXPECT_TRUE(q.empty());
}

TEST(EventQueue, PutsCompletionsBeforeArrivalsOfTheSameInstant) {
  EventQueue q;
  const auto arrival = q.add_slot();
  const auto completion = q.add_slot();
  q.schedule(arrival, at(5), Phase::arrival);
  q.schedule(completion, at(5), Phase::completion);
  EXPECT_EQ(q.pop(), completion);
  EXPECT_EQ(q.pop(), arrival);
}

TEST(EventQueue, ServesTiesByTheSequenceOfScheduling) {
  EventQueue q;
  std::vector<EventQueue::Slot> slots;
  for (int i = 0; i < 50; ++i) slots.push_back(q.add_slot());
  for (const auto s : slots) q.schedule(s, at(1));
  for (const auto s : slots) EXPECT_EQ(q.pop(), s);
}

TEST(EventQueue, CancelsAnEventThatIsDueNow) {
  EventQueue q;
  const auto a = q.add_slot();
  const auto b = q.add_slot();
  q.schedule(a, at(0));
  q.schedule(b, at(0));
  EXPECT_EQ(q.pop(), a);
  q.cancel(b);
  EXPECT_TRUE(q.empty());
  EXPECT_FALSE(q.is_pending(b));
}

TEST(EventQueue, ReusesAFreedSlot) {
  EventQueue q;
  const auto a = q.add_slot();
  q.free_slot(a);
  EXPECT_EQ(q.add_slot(), a);
}

// Against a plain ordered map, for any sequence of schedule, reschedule, cancel and pop.
RC_GTEST_PROP(EventQueue, AgreesWithAnOrderedMap, (std::vector<std::tuple<int, int, int>> operations)) {
  EventQueue q;
  std::vector<EventQueue::Slot> slots;
  for (int i = 0; i < 20; ++i) slots.push_back(q.add_slot());
  using Key = std::tuple<double, int, long>;
  std::map<Key, EventQueue::Slot> model;
  std::map<EventQueue::Slot, Key> where;
  long sequence = 0;
  for (const auto& [what, which, when] : operations) {
    const auto slot = slots[static_cast<std::size_t>(std::abs(which % 20))];
    const int phase = std::abs(when % 2);
    const double time = std::abs(when % 10);
    switch (std::abs(what % 4)) {
      case 0:
      case 1:
        if (where.contains(slot)) model.erase(where[slot]);
        where[slot] = Key(time, phase, sequence++);
        model[where[slot]] = slot;
        q.schedule(slot, at(time), static_cast<Phase>(phase));
        break;
      case 2:
        if (where.contains(slot)) {
          model.erase(where[slot]);
          where.erase(slot);
        }
        q.cancel(slot);
        break;
      default:
        if (model.empty()) break;
        RC_ASSERT(q.top_time() == at(std::get<0>(model.begin()->first)));
        RC_ASSERT(q.pop() == model.begin()->second);
        where.erase(model.begin()->second);
        model.erase(model.begin());
    }
    RC_ASSERT(q.size() == model.size());
    for (const double t : {0.0, 3.0, 9.0})  // also while the root is open, after a pop
      RC_ASSERT(q.is_all_after(at(t)) == (model.empty() || std::get<0>(model.begin()->first) > t));
    RC_ASSERT(q.is_pending(slot) == where.contains(slot));
  }
  while (!model.empty()) {
    RC_ASSERT(q.pop() == model.begin()->second);
    model.erase(model.begin());
  }
  RC_ASSERT(q.empty());
}

}  // namespace
}  // namespace mainstay::kernel
