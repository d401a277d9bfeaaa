// What holds on every sample path, whatever the discipline: nobody is lost, people are busy or free, and Little's law
// is an identity between areas.

#include <gtest/gtest.h>

#include <algorithm>
#include <rapidcheck/gtest.h>

#include "desk.hpp"
#include "kernel/random.hpp"

namespace mainstay::kernel {
namespace {

constexpr Discipline all_disciplines[] = {
    Discipline::fifo,     Discipline::lifo,                Discipline::shortest, Discipline::earliest_due, Discipline::random,
    Discipline::priority, Discipline::preemptive_priority, Discipline::shared,   Discipline::first_ready};

// Areas under the numbers of those who wait and of people at work.
struct Areas final : PoolListener {
  explicit Areas(Simulation& s) : sim(s) {}
  void pool_changed(const Pool& pool) override {
    const double now = sim.now().since_start().in_hours();
    waiting += n_waiting * (now - since);
    busy += n_busy * (now - since);
    since = now;
    n_waiting = pool.waiting();
    n_busy = pool.busy();
    sound = sound && n_waiting >= 0 && n_busy >= 0 && pool.busy() <= pool.capacity();
  }
  void work_begun(const Pool&, const Job&) override { ++begun; }
  void work_done(const Pool&, const Job&) override { ++ended; }

  Simulation& sim;
  double waiting = 0.0;
  double busy = 0.0;
  double since = 0.0;
  double n_waiting = 0.0;
  double n_busy = 0.0;
  int begun = 0;
  int ended = 0;
  bool sound = true;
};

struct Piece {
  double comes;
  double needs;
  int priority;
  double patience;  // negative: all the patience in the world
};

std::vector<Piece> any_pieces() {
  std::vector<Piece> out;
  const int n = *rc::gen::inRange(1, 60);
  for (int i = 0; i < n; ++i)
    out.push_back({0.25 * *rc::gen::inRange(0, 80), 0.25 * *rc::gen::inRange(1, 20), *rc::gen::inRange(1, 5),
                   *rc::gen::inRange(0, 3) == 0 ? 0.25 * *rc::gen::inRange(0, 12) : -1.0});
  return out;
}

RC_GTEST_PROP(Conservation, NobodyIsLostAndLittlesLawIsExact, ()) {
  const auto discipline = *rc::gen::elementOf(std::vector<Discipline>(std::begin(all_disciplines), std::end(all_disciplines)));
  const auto interrupted = *rc::gen::element(Interrupted::resume, Interrupted::finish);
  const int staff = *rc::gen::inRange(1, 4);
  const int room = *rc::gen::element(0, 1, 3, static_cast<int>(Pool::unlimited));
  Desk d;
  Areas areas(d.sim);
  Pool& p = d.add({.capacity = staff, .room = room, .discipline = discipline, .interrupted = interrupted});
  Stream stream(Stream::stream_key(3, 0, "order"));
  p.set_random(&stream);
  p.set_ready_after([](void*) { return Duration::hours(0.5); }, nullptr);
  p.set_listener(&areas);
  const auto pieces = any_pieces();
  for (const Piece& piece : pieces) d.comes(piece.comes, piece.needs, piece.priority, piece.patience);
  d.run();
  double waits = 0.0;
  double work = 0.0;
  double in_hand = 0.0;
  int done = 0;
  int over = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    over += d.done[i].at >= 0.0 ? 1 : 0;
    if (d.done[i].outcome == Outcome::rejected) continue;
    waits += d.done[i].wait;
    if (d.done[i].outcome != Outcome::done) continue;
    ++done;
    work += pieces[i].needs;
    in_hand += d.done[i].at - pieces[i].comes - d.done[i].wait;
  }
  RC_ASSERT(over == static_cast<int>(pieces.size()));  // done + gave up + rejected, and none left
  RC_ASSERT(areas.begun == done);
  RC_ASSERT(areas.ended == done);
  RC_ASSERT(areas.sound);
  RC_ASSERT(p.busy() == 0);
  RC_ASSERT(p.waiting() == 0);
  // Who is interrupted waits again, after his wait.
  if (discipline != Discipline::preemptive_priority) RC_ASSERT(std::abs(areas.waiting - waits) < 1e-6);
  if (discipline == Discipline::preemptive_priority) RC_ASSERT(std::abs(areas.waiting + work - waits - in_hand) < 1e-6);
  RC_ASSERT(std::abs(areas.busy - work) < 1e-6);
}

// Among one server's orders that waste nothing, the area under the number in the system differs, the work in it never.
RC_GTEST_PROP(Conservation, OneServerIsDoneAtTheSameTimeInAnyOrder, ()) {
  const auto pieces = any_pieces();
  std::vector<double> last;
  for (const Discipline discipline : all_disciplines) {
    if (discipline == Discipline::first_ready) continue;  // it idles until somebody is ready
    Desk d;
    Pool& p = d.add({.capacity = 1, .discipline = discipline});
    Stream stream(Stream::stream_key(5, 0, "order"));
    p.set_random(&stream);
    for (const Piece& piece : pieces) d.comes(piece.comes, piece.needs, piece.priority);
    d.run();
    const auto ends = d.ends();
    last.push_back(*std::max_element(ends.begin(), ends.end()));
  }
  for (const double one : last) RC_ASSERT(std::abs(one - last.front()) < 1e-6);
}

}  // namespace
}  // namespace mainstay::kernel
