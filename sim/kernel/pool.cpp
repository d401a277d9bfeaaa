#include "kernel/pool.hpp"

#include <algorithm>
#include <boost/intrusive/set.hpp>
#include <cassert>

#include "kernel/random.hpp"

namespace mainstay::kernel {

namespace {

struct ByKey {
  bool operator()(const QueueNode& a, const QueueNode& b) const {
    return a.key != b.key ? a.key < b.key : a.sequence < b.sequence;
  }
};

}  // namespace

// The waiting work: a list in order, with a tree beside it to find a place in, unless that is nearly always the end; or
// a heap of equals where the order is drawn.
class Pool::Queue {
 public:
  using Tree = boost::intrusive::multiset<QueueNode, boost::intrusive::compare<ByKey>,
                                          boost::intrusive::constant_time_size<false>>;
  class Iterator {
   public:
    explicit Iterator(QueueNode* node) : node_(node) {}
    QueueNode& operator*() const { return *node_; }
    QueueNode* operator->() const { return node_; }
    Iterator& operator++() {
      node_ = node_->next;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    QueueNode* node_;
  };
  class Order {
   public:
    Iterator begin() const { return Iterator(first_); }
    Iterator end() const { return Iterator(nullptr); }

   private:
    friend class Queue;
    QueueNode* first_ = nullptr;
    QueueNode* last_ = nullptr;
  };

  // `by_arrival`: all keys are equal, so that what comes belongs at the end, and what comes back near the beginning.
  explicit Queue(bool by_arrival) : by_arrival_(by_arrival) {}

  void add(QueueNode& node, bool drawn) {
    if (drawn) {
      node.at = any_.size();
      any_.push_back(&node);
      return;
    }
    QueueNode* after = nullptr;  // what it comes before
    if (order_.last_ != nullptr && ByKey()(node, *order_.last_)) after = by_arrival_ ? first_after(node) : place_in_tree(node);
    else if (!by_arrival_) tree_.push_back(node);
    QueueNode* before = after != nullptr ? after->previous : order_.last_;
    node.previous = before;
    node.next = after;
    (before != nullptr ? before->next : order_.first_) = &node;
    (after != nullptr ? after->previous : order_.last_) = &node;
  }
  void remove(QueueNode& node, bool drawn) {
    if (drawn) {
      any_[node.at] = any_.back();
      any_[node.at]->at = node.at;
      any_.pop_back();
      return;
    }
    if (!by_arrival_) tree_.erase(tree_.iterator_to(node));
    (node.previous != nullptr ? node.previous->next : order_.first_) = node.next;
    (node.next != nullptr ? node.next->previous : order_.last_) = node.previous;
  }
  const Order& in_order() const { return order_; }
  std::vector<QueueNode*>& any() { return any_; }

 private:
  QueueNode* first_after(const QueueNode& node) const {
    QueueNode* at = order_.first_;
    while (!ByKey()(node, *at)) at = at->next;
    return at;
  }
  QueueNode* place_in_tree(QueueNode& node) {
    const auto next = std::next(tree_.insert(node));
    return &*next;
  }

  bool by_arrival_;
  Order order_;
  Tree tree_;
  std::vector<QueueNode*> any_;
};

// `first_ready`: the clock of one kind of waiting work.
struct Pool::Ready {
  Ready(Pool& p, std::uint32_t k)
      : pool(p), kind(k), timer(p.simulation_, [](void* r) { static_cast<Ready*>(r)->fire(); }, this) {}
  void fire();
  Pool& pool;
  std::uint32_t kind;
  Timer timer;
  bool waits = false;  // some of that kind
};

// --- jobs ---

void Job::enlist(Control& c, int i) {
  Simulation& simulation = c.simulation();
  index = i;
  withdraw = [](Wait& w) { static_cast<Job&>(w).leave(); };
  enlisted = simulation.now();
  left = request.work;
  c.listen(*this);
  bool room = request.ignores_room;
  for (Pool* pool : pools) room = room || pool->has_room();
  if (!room) {
    outcome = Outcome::rejected;
    state = State::over;
    server = pools.front();
    c.wake(index);
    return;
  }
  state = State::waiting;
  sequence = simulation.next_arrival();
  nodes = static_cast<QueueNode*>(simulation.frames().take(sizeof(QueueNode) * pools.size()));
  for (std::size_t k = 0; k < pools.size(); ++k) {
    auto* node = new (&nodes[k]) QueueNode;
    node->job = this;
    pools[k]->add(*node);
    pools[k]->changed();
    simulation.request_dispatch(*pools[k]);
  }
  const bool has_none = request.patience <= Duration();
  if (!c.waits_for_one() || has_none)
    timer = simulation.add_callback([](void* job) { static_cast<Job*>(job)->fire(); }, this);
  if (has_none)
    simulation.schedule(timer, simulation.now(), Phase::observation);
  else if (request.patience.is_finite())
    set_timer(simulation.now() + request.patience);
}

void Job::set_timer(Time time) {
  if (timer == EventQueue::no_slot)
    control->wake_at(time, index);
  else
    control->simulation().schedule(timer, time, Phase::completion);
}

void Job::clear_timer() {
  if (timer == EventQueue::no_slot)
    control->unschedule();
  else
    control->simulation().cancel(timer);
}

// Its own timer: the work is done, patience is at its end, or who was called is there.
void Job::fire() {
  if (on_the_way) {
    server->arrive(*this);
    return;
  }
  if (state == State::waiting && request.patience <= Duration()) {
    // Who begins at once does not wait: work is handed out before what has no patience goes.
    for (std::size_t k = 0; k < pools.size() && !begun; ++k) pools[k]->dispatch();
    if (begun || on_the_way) return;
  }
  settle();
  control->wake(index);
}

void Job::settle() {
  if (state == State::serving) {
    state = State::over;
    server->end(*this);
  } else if (state == State::waiting) {
    outcome = Outcome::gave_up;
    server = pools.front();
    waited = control->now() - enlisted;
  }
}

// The process resumes with this wait's result.
void Job::finish() {
  settle();
  if (state == State::granted) state = State::over;  // the token answers for them from here
  control->withdraw_all();
}

// The process no longer waits for it: it resumed, another wait came first, or it ends.
void Job::leave() {
  Simulation& simulation = control->simulation();
  const State was = state;
  state = State::over;
  if (was == State::waiting) {
    for (std::size_t k = 0; k < pools.size(); ++k) {
      pools[k]->remove(nodes[k]);
      pools[k]->changed();
      simulation.request_dispatch(*pools[k]);  // what stood behind it may be able to begin
    }
  } else if (was == State::serving) {
    clear_timer();
    left = server->left_of(*this);
    state = State::serving;  // it was not done
    server->end(*this);
    state = State::over;
  } else if (was == State::granted) {
    Token(server, *this).release();
  }
  if (request.left_over != nullptr && (was == State::waiting || was == State::serving)) *request.left_over = left;
  if (timer != EventQueue::no_slot) {
    simulation.remove_slot(timer);
    timer = EventQueue::no_slot;
  }
  if (nodes != nullptr) {
    FramePool::give_back(nodes, sizeof(QueueNode) * pools.size());
    nodes = nullptr;
  }
}

// --- tokens ---

Token::Token(Pool* pool, const Job& job)
    : pool_(pool), people_(job.request.people), on_call_(job.on_call), taken_(job.taken) {}

Token& Token::operator=(Token&& other) noexcept {
  if (this != &other) {
    release();
    pool_ = std::exchange(other.pool_, nullptr);
    people_ = other.people_;
    on_call_ = other.on_call_;
    taken_ = other.taken_;
  }
  return *this;
}

void Token::release() {
  if (pool_ == nullptr) return;
  Pool* pool = std::exchange(pool_, nullptr);
  --pool->serving_;
  pool->give_back(people_, taken_, on_call_);
  pool->tell_room();
  pool->changed();
  pool->ask_for_next();
}

// --- pools ---

Pool::Pool(Simulation& simulation, const Settings& settings)
    : simulation_(simulation),
      discipline_(settings.discipline),
      interrupted_(settings.interrupted),
      capacity_(settings.capacity),
      room_(settings.room),
      queue_(std::make_unique<Queue>(settings.discipline == Discipline::fifo)),
      shared_timer_(Timer::calling<&Pool::share_finished>(simulation, this)) {}

Pool::~Pool() = default;

// To those who wait outside until there is a place.
void Pool::tell_room() {
  if (room_freed_.has_waiters() && has_room()) room_freed_.raise();
}

void Pool::changed() {
  if (listener_ != nullptr) listener_->pool_changed(*this);
}

void Pool::set_skills(const std::vector<std::pair<std::uint32_t, int>>& classes) {
  assert(classes.size() <= most_skill_classes);
  classes_.clear();
  for (const auto& [mask, total] : classes) classes_.push_back({mask, total, 0, 0, 0});
  set_staff(capacity_, on_call_);
}

void Pool::set_on_call(int least_urgent, Duration (*delay)(void*), void* context) {
  on_call_for_ = least_urgent;
  on_call_delay_ = delay;
  on_call_context_ = context;
}

void Pool::set_ready_after(Duration (*draw)(void*), void* context) {
  ready_after_ = draw;
  ready_context_ = context;
}

void Pool::set_staff(int on_shift, int on_call) {
  capacity_ = on_shift;
  on_call_ = on_call;
  int left = on_shift;
  for (Class& c : classes_) {  // the most skilled are there first
    c.present = std::min(left, c.total);
    left -= c.present;
  }
  if (discipline_ == Discipline::shared) {
    share_now();
  } else {
    if (on_call_busy_ > 0)  // who was called is at work anyway as the shift begins
      for (Job* job = first_serving_; job != nullptr; job = job->next)
        if (job->on_call && free_people() >= job->request.people) called(*job, false);
    interrupt_surplus();
  }
  tell_room();
  changed();
  simulation_.request_dispatch(*this);
}

void Pool::interrupt_surplus() {
  if (interrupted_ == Interrupted::finish) return;
  while (free_people() < 0) {
    Job* victim = least_important();
    if (victim == nullptr) return;
    if (on_call_delay_ != nullptr && victim->request.priority <= on_call_for_ &&
        on_call_ - on_call_busy_ >= victim->request.people) {
      called(*victim, true);  // urgent work goes on after hours
    } else {
      suspend(*victim);
    }
  }
}

// The one to interrupt first: least urgent, then begun last.
Job* Pool::least_important(int skill) const {
  Job* worst = nullptr;
  for (Job* job = first_serving_; job != nullptr; job = job->next) {
    if (job->on_call || !has_skill(*job, skill)) continue;
    if (worst == nullptr || job->request.priority > worst->request.priority ||
        (job->request.priority == worst->request.priority && job->started > worst->started))
      worst = job;
  }
  return worst;
}

double Pool::key_of(const Job& job) const {
  switch (discipline_) {
    case Discipline::lifo: return -static_cast<double>(job.sequence);
    case Discipline::shortest: return job.left.in_seconds();
    case Discipline::earliest_due: return job.request.due.in_seconds();
    case Discipline::priority:
    case Discipline::preemptive_priority: return job.request.priority;
    case Discipline::first_ready: return job.request.kind;
    case Discipline::fifo:
    case Discipline::random:
    case Discipline::shared: break;
  }
  return 0.0;
}

void Pool::add(QueueNode& node) {
  node.sequence = node.job->sequence;
  node.key = key_of(*node.job);
  node.listed = true;
  queue_->add(node, is_drawn());
  ++waiting_;
}

void Pool::remove(QueueNode& node) {
  if (!node.listed) return;
  node.listed = false;
  queue_->remove(node, is_drawn());
  --waiting_;
  tell_room();
}

// Free people with that skill: of those on shift, or of those at home who can be called.
int Pool::able_to(int skill, bool on_call) const {
  int able = 0;
  for (const Class& c : classes_)
    if ((c.mask >> skill) & 1u) able += std::max(0, on_call ? c.total - c.present - c.called : c.present - c.busy);
  return able;
}

bool Pool::fits(const Job& job) const {
  if (free_people() < job.request.people) return false;
  return classes_.empty() || job.request.skill < 0 || able_to(job.request.skill, false) >= job.request.people;
}

bool Pool::fits_on_call(const Job& job) const {
  if (job.request.priority > on_call_for_ || on_call_ - on_call_busy_ < job.request.people) return false;
  return classes_.empty() || job.request.skill < 0 || able_to(job.request.skill, true) >= job.request.people;
}

// Whether somebody at work on it has the skill (none asked: anybody).
bool Pool::has_skill(const Job& job, int skill) const {
  if (skill < 0 || classes_.empty()) return true;
  for (std::size_t k = 0; k < classes_.size(); ++k)
    if (job.taken[k] > 0 && ((classes_[k].mask >> skill) & 1u)) return true;
  return false;
}

void Pool::take(Job& job) {
  busy_ += job.request.people;
  if (job.on_call) on_call_busy_ += job.request.people;
  if (classes_.empty()) return;
  int left = job.request.people;
  // The least skilled who can: the last classes hold the fewest skills.
  for (std::size_t k = classes_.size(); k-- > 0 && left > 0;) {
    Class& c = classes_[k];
    if (job.request.skill >= 0 && ((c.mask >> job.request.skill) & 1u) == 0) continue;
    const int free = job.on_call ? c.total - c.present - c.called : c.present - c.busy;
    const int n = std::min(left, std::max(0, free));
    (job.on_call ? c.called : c.busy) += n;
    job.taken[k] = static_cast<std::uint16_t>(n);
    left -= n;
  }
}

void Pool::give_back(int people, const TakenPeople& taken, bool on_call) {
  busy_ -= people;
  if (on_call) on_call_busy_ -= people;
  for (std::size_t k = 0; k < classes_.size(); ++k)
    (on_call ? classes_[k].called : classes_[k].busy) -= static_cast<int>(taken[k]);
}

// The same people go on with it, from now on as called from home, or as on shift.
void Pool::called(Job& job, bool on_call) {
  give_back(job.request.people, job.taken, job.on_call);
  job.on_call = on_call;
  busy_ += job.request.people;
  if (on_call) on_call_busy_ += job.request.people;
  for (std::size_t k = 0; k < classes_.size(); ++k)
    (on_call ? classes_[k].called : classes_[k].busy) += static_cast<int>(job.taken[k]);
}

// What is still to do of work in hand.
Duration Pool::left_of(const Job& job) const {
  const Time now = simulation_.now();
  if (discipline_ == Discipline::shared)
    return Duration::seconds(std::max(0.0, job.nodes[0].key - shared_time_ - (now - shared_since_).in_seconds() * shared_rate_));
  return now > job.started ? job.left - (now - job.started) : job.left;
}

void Pool::begin(Job& job, bool on_call) {
  for (std::size_t k = 0; k < job.pools.size(); ++k) {
    job.pools[k]->remove(job.nodes[k]);
    if (job.pools[k] != this) job.pools[k]->changed();
  }
  job.on_call = on_call;
  job.server = this;
  take(job);
  ++serving_;
  job.started = simulation_.now();
  job.clear_timer();
  if (on_call) job.started += on_call_delay_(on_call_context_);
  if (job.started > simulation_.now()) {
    list(job);
    if (job.timer == EventQueue::no_slot)
      job.timer = simulation_.add_callback([](void* j) { static_cast<Job*>(j)->fire(); }, &job);
    job.on_the_way = true;
    job.set_timer(job.started);
  } else {
    arrive(job);
  }
  changed();
}

// Somebody is there: the work begins, or goes on.
void Pool::arrive(Job& job) {
  const bool was_called = job.on_the_way;
  job.on_the_way = false;
  if (!job.begun) {
    job.begun = true;
    job.waited = job.started - job.enlisted;
    if (listener_ != nullptr) listener_->work_begun(*this, job);
    if (job.request.begun != nullptr) job.request.begun(job.request.context, job);
    if (was_called && job.state != Job::State::serving) return;  // its own beginning took the people away
  }
  if (job.use == Job::Use::hold) {
    if (was_called) unlist(job);
    job.state = Job::State::granted;
    job.control->wake(job.index, &job);
  } else {
    if (!was_called) list(job);
    job.set_timer(job.started + job.left);
  }
}

void Pool::list(Job& job) {
  job.state = Job::State::serving;
  job.previous = nullptr;
  job.next = first_serving_;
  if (first_serving_ != nullptr) first_serving_->previous = &job;
  first_serving_ = &job;
}

void Pool::unlist(Job& job) {
  (job.previous != nullptr ? job.previous->next : first_serving_) = job.next;
  if (job.next != nullptr) job.next->previous = job.previous;
}

void Pool::suspend(Job& job) {
  job.clear_timer();
  job.on_the_way = false;
  job.left = interrupted_ == Interrupted::repeat ? job.request.work : left_of(job);
  end(job);
  job.state = Job::State::waiting;
  for (std::size_t k = 0; k < job.pools.size(); ++k) {
    job.pools[k]->add(job.nodes[k]);
    job.pools[k]->changed();
    simulation_.request_dispatch(*job.pools[k]);
  }
}

// Takes a piece of work out of service.
void Pool::end(Job& job) {
  --serving_;
  if (discipline_ == Discipline::shared) {
    --busy_;
    queue_->remove(job.nodes[0], false);
    share_now();
  } else {
    unlist(job);
    give_back(job.request.people, job.taken, job.on_call);
    job.on_call = false;
    job.taken.fill(0);
  }
  if (job.state == Job::State::over && listener_ != nullptr) listener_->work_done(*this, job);
  tell_room();
  changed();
  ask_for_next();
}

// --- dispatch ---

void Pool::dispatch() {
  switch (discipline_) {
    case Discipline::shared:
      if (waiting_ > 0) share_arrivals();
      return;
    case Discipline::first_ready:
      serve_ready();
      return;
    default: break;
  }
  while (waiting_ > 0 && free_people() > 0 && serve_next()) {
  }
  if (on_call_delay_ != nullptr)
    while (waiting_ > 0 && on_call_ > on_call_busy_ && serve_on_call()) {
    }
  if (discipline_ == Discipline::preemptive_priority && interrupted_ != Interrupted::finish)
    while (waiting_ > 0 && preempt_for_next()) {
    }
}

// Begins the next piece of work that can be begun; false where none can. Work for which the skill is not there does
// not hold up others; work that waits for several people does.
bool Pool::serve_next() {
  Job* chosen = nullptr;
  if (discipline_ == Discipline::random) {
    chosen = drawn();
  } else {
    for (QueueNode& node : queue_->in_order()) {
      if (fits(*node.job)) {
        chosen = node.job;
        break;
      }
      if (free_people() < node.job->request.people) return false;
    }
  }
  if (chosen == nullptr) return false;
  // A team that this work would rather have may have somebody free in this very instant.
  choosing_ = true;
  bool elsewhere = false;
  for (Pool* better : chosen->pools) {
    if (better == this) break;
    if (!better->choosing_ && better->fits(*chosen) && better->serve_next()) {
      elsewhere = true;
      break;
    }
  }
  choosing_ = false;
  if (!elsewhere) begin(*chosen, false);
  return true;
}

// Any of those waiting, all alike; where the skill for it is not there, any of those for whom it is.
Job* Pool::drawn() const {
  const auto& any = queue_->any();
  Job* job = any[stream_->below(any.size())]->job;
  if (fits(*job)) return job;
  if (free_people() < job->request.people) return nullptr;
  std::vector<Job*> able;
  for (const QueueNode* node : any)
    if (fits(*node->job)) able.push_back(node->job);
  return able.empty() ? nullptr : able[stream_->below(able.size())];
}

bool Pool::serve_on_call() {
  if (discipline_ == Discipline::random) {
    for (QueueNode* node : queue_->any())
      if (fits_on_call(*node->job)) return begin(*node->job, true), true;
    return false;
  }
  for (QueueNode& node : queue_->in_order())
    if (fits_on_call(*node.job)) return begin(*node.job, true), true;
  return false;
}

// Whether it could begin if all less urgent work were put aside.
bool Pool::can_preempt(const Job& next) const {
  const int skill = classes_.empty() ? -1 : next.request.skill;
  int people = free_people();
  std::array<int, most_skill_classes> able{};
  for (std::size_t k = 0; k < classes_.size(); ++k) able[k] = classes_[k].present - classes_[k].busy;
  for (const Job* job = first_serving_; job != nullptr; job = job->next) {
    if (job->on_call || job->request.priority <= next.request.priority) continue;
    people += job->request.people;
    for (std::size_t k = 0; k < classes_.size(); ++k) able[k] += job->taken[k];
  }
  if (people < next.request.people || capacity_ < next.request.people) return false;
  if (skill < 0) return true;
  int enough = 0;
  for (std::size_t k = 0; k < classes_.size(); ++k)
    if ((classes_[k].mask >> skill) & 1u) enough += std::max(0, able[k]);
  return enough >= next.request.people;
}

// Puts less urgent work aside for the most urgent that can begin by that, and begins it; false where there is none.
bool Pool::preempt_for_next() {
  const Job* least = least_important();
  if (least == nullptr) return false;
  Job* next = nullptr;
  for (QueueNode& node : queue_->in_order()) {
    if (node.job->request.priority >= least->request.priority) return false;
    if (can_preempt(*node.job)) {
      next = node.job;
      break;
    }
    if (classes_.empty()) return false;  // work that waits for several people holds up what is behind it
  }
  if (next == nullptr) return false;
  while (!fits(*next)) {
    const int skill = next->request.skill;
    const bool is_short_of_skill = !classes_.empty() && skill >= 0 && able_to(skill, false) < next->request.people;
    suspend(*least_important(is_short_of_skill ? skill : -1));
  }
  begin(*next, false);
  return true;
}

// --- the first ready ---

void Pool::serve_ready() {
  if (free_people() <= 0) {
    for (auto& ready : ready_) ready->timer.cancel();
    return;
  }
  const auto& order = queue_->in_order();
  for (auto& ready : ready_) ready->waits = false;
  for (auto node = order.begin(); node != order.end();) {
    const std::uint32_t kind = node->job->request.kind;
    auto found = std::find_if(ready_.begin(), ready_.end(), [&](const auto& r) { return r->kind == kind; });
    if (found == ready_.end()) found = ready_.insert(ready_.end(), std::make_unique<Ready>(*this, kind));
    (*found)->waits = true;
    if (!(*found)->timer.is_pending()) (*found)->timer.set(simulation_.now() + ready_after_(ready_context_));
    while (node != order.end() && node->job->request.kind == kind) ++node;
  }
  for (auto& ready : ready_)
    if (!ready->waits) ready->timer.cancel();
}

void Pool::Ready::fire() {
  for (QueueNode& node : pool.queue_->in_order())
    if (node.job->request.kind == kind && pool.fits(*node.job)) {
      pool.begin(*node.job, false);
      break;
    }
  pool.simulation_.request_dispatch(pool);
}

// --- shared service ---
// All present are served at rate min(1, capacity / present). In the time that runs at that rate, a piece of work
// that arrives at v with work w is done at v + w, so one tree of marks is enough (as in Kleinrock's egalitarian
// processor sharing).

void Pool::share_now() {
  const Time now = simulation_.now();
  shared_time_ += (now - shared_since_).in_seconds() * shared_rate_;
  shared_since_ = now;
  shared_rate_ = serving_ == 0 ? 0.0 : std::min(1.0, static_cast<double>(capacity_) / serving_);
  if (shared_rate_ <= 0.0) {
    shared_timer_.cancel();
    return;
  }
  const double ahead = std::max(0.0, queue_->in_order().begin()->key - shared_time_);
  shared_timer_.set(now + Duration::seconds(ahead / shared_rate_));
}

// Takes in what has arrived.
void Pool::share_arrivals() {
  share_now();
  while (!queue_->any().empty()) {
    Job& job = *queue_->any().front()->job;
    for (std::size_t k = 0; k < job.pools.size(); ++k) job.pools[k]->remove(job.nodes[k]);
    job.clear_timer();
    job.server = this;
    job.state = Job::State::serving;
    job.begun = true;
    job.started = simulation_.now();
    job.waited = job.started - job.enlisted;
    ++serving_;
    ++busy_;
    job.nodes[0].key = shared_time_ + job.left.in_seconds();
    queue_->add(job.nodes[0], false);
    if (listener_ != nullptr) listener_->work_begun(*this, job);
    if (job.request.begun != nullptr) job.request.begun(job.request.context, job);
  }
  share_now();
  changed();
}

void Pool::share_finished() {
  QueueNode& node = *queue_->in_order().begin();
  Job& job = *node.job;
  // Exactly at its mark: what rounding left over must not be served again.
  shared_time_ = node.key;
  shared_since_ = simulation_.now();
  job.settle();
  job.control->wake(job.index);
}

}  // namespace mainstay::kernel
