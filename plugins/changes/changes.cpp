// Changes: approved, waiting for their window, deployed, sometimes backed out; kept apart where they must not meet, and
// held back while a freeze lasts. See README.md beside this file for what is modelled and assumed.

#include <algorithm>
#include <memory>

#include "plugin_api/plugin.hpp"
#include "remedy.hpp"
#include "work/item.hpp"

namespace {

using namespace mainstay;

struct ChangeName { static constexpr const char* kind = "changes"; };

struct Kind {
  static constexpr const char* path = "changes.*";
  static constexpr const char* doc = "a kind of change: where it comes from, and what it goes through";
  Source source;
  Task task;
  Steps steps;
  work::ServiceTargets targets;
  std::optional<Ref<work::CalendarName>> frozen;
  Refs<ChangeName> excludes;

  static void describe(Fields<Kind>& f) {
    f.include(&Kind::source);
    f.include(&Kind::task);
    f.include(&Kind::steps);
    f("targets", &Kind::targets, "what is agreed");
    f("frozen", &Kind::frozen, "while this calendar is open, nothing with an effect or an `at` is begun");
    f("excludes", &Kind::excludes, "kinds of changes that are waited for where they touch the same");
    f.check<check>();
  }
  static void check(const Kind& k, const Node& node, Reader& reader);

  // The task of a step, or where there are none the change's own.
  const Task& task_of(int step) const {
    return steps.size() == 0 ? task : steps.steps.items[static_cast<std::size_t>(step)].value.task;
  }
  int parts() const { return steps.size() == 0 ? 1 : static_cast<int>(steps.size()); }
};

const schema::Place& place_of_step(const Node& node, const std::string& step) {
  const Node* list = node.is_map() ? node.find("steps") : nullptr;
  const Node* at = list == nullptr ? nullptr : list->find(step);
  return at == nullptr ? node.place : at->place;
}

// When what would begin at `at` may begin, after a freeze: then, or by its clock the next time. After `end` nobody asks.
Time thawed(const work::Calendar& frozen, const work::ClockTimes* clock, Time at, Time end) {
  while (at <= end && frozen.open_at(at)) {
    const Time thaw = frozen.span_closing_after(at).close;
    at = clock != nullptr && thaw.is_finite() ? clock->next_or_at(thaw) : thaw;
  }
  return at;
}

const work::ClockTimes* clock_of(const work::Step* step) {
  return step != nullptr && step->at && step->at->clock ? &*step->at->clock : nullptr;
}

// What can begin at no time of the run waits to its end, and nobody would notice.
void warn_of_endless_freezes(const Kind& k, const Node& node, Reader& reader) {
  const auto* setting = reader.context<work::Setting>();
  if (setting == nullptr || !k.frozen) return;
  const work::Calendar& frozen = setting->calendars[k.frozen->index];
  for (int i = 0; i < k.parts(); ++i) {
    const work::Step* step = k.steps.size() == 0 ? nullptr : &k.steps.steps.items[static_cast<std::size_t>(i)].value;
    const work::ClockTimes* clock = clock_of(step);
    if (!((step != nullptr && step->at) || k.task_of(i).has_effects())) continue;
    const Time first = clock != nullptr ? clock->next_or_at(Time()) : Time();
    if (first > setting->end || thawed(frozen, clock, first, setting->end) <= setting->end) continue;
    const std::string who = step == nullptr ? "it" : "step '" + k.steps.steps.items[static_cast<std::size_t>(i)].name + "'";
    reader.warning(step == nullptr ? node.place : place_of_step(node, k.steps.steps.items[static_cast<std::size_t>(i)].name),
                   clock != nullptr ? who + " never begins: each time of its `at` in the run lies in the freeze"
                                    : who + " never begins: the freeze lasts as long as the run",
                   "change `frozen`, or the step's `at`");
  }
}

// Downtime that most changes cause was meant to happen; without `planned` each of them counts as failed.
void warn_of_likely_remedies(const Kind& k, const Node& node, Reader& reader) {
  const auto remedy = changes::remedies(k.steps);
  for (std::size_t from = 0; from < k.steps.size(); ++from)
    for (const auto& way : k.steps.steps.items[from].value.then.ways) {
      if (way.index < 0 || remedy[from] || !remedy[static_cast<std::size_t>(way.index)] || way.share < 0.5) continue;
      if (k.task_of(way.index).takes_down.is_empty()) continue;
      reader.warning(place_of_step(node, way.step),
                     "step '" + way.step + "' takes something down, and most changes come to it: all of these count as failed",
                     "say `planned: true` if that is what the change is");
    }
}

void Kind::check(const Kind& k, const Node& node, Reader& reader) {
  // Names are resolved in place: the struct is the scenario's own.
  const_cast<Kind&>(k).steps.connect(node, reader);
  work::check_item(k.source, k.task, k.steps, "a change", node, reader);
  if (k.steps.size() > 0 && node.is_map())
    for (const char* key : {"time", "by", "patience", "strikes", "takes_down", "planned", "opens", "uses"})
      if (const Node* own = node.find(key))
        reader.error(own->place, std::string("has `steps`, and `") + key + "` of its own", "move it into a step");
  bool touches = false;
  for (int i = 0; i < k.parts(); ++i) {
    const Task& task = k.task_of(i);
    touches = touches || !task.takes_down.is_empty() || !task.strikes.is_empty();
  }
  if (k.frozen && k.frozen->index == 0)
    reader.error(node.place, "`frozen: always` would let nothing begin");
  if (!k.excludes.indices.empty() && !touches)
    reader.warning(node.place, "`excludes`, but no step takes down or strikes anything: it never meets another");
  if (reader.diagnostics().error_count() > 0) return;
  warn_of_likely_remedies(k, node, reader);
  warn_of_endless_freezes(k, node, reader);
}

class Changes final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Changes with approval, windows, freezes and back-outs");
    d.section<Kind>();
    d.measures([](Board& b) {
      work::ItemDesk::declare(b, "changes.*", "changes");
      Measures(b, "changes.*");
    });
  }

  explicit Changes(Binder& b) : Model(b), done_(b.signal<ChangeDone>()) {
    for (auto& k : b.sections<Kind>()) desks_.push_back(std::make_unique<Desk>(*this, std::move(k)));
    for (auto& d : desks_)
      for (const std::size_t other : d->k.excludes.indices) {
        d->excludes.push_back(desks_[other].get());
        desks_[other]->is_excluded = true;
      }
    using Type = plugin_api::Column::Type;
    table_ = recorder().table("changes", {{"kind", "", Type::text}, {"number", "", Type::number}, {"opened", "h", Type::number},
                                          {"priority", "", Type::number}, {"closed", "h", Type::number}, {"outcome", "", Type::text},
                                          {"last_step", "", Type::text}, {"failed", "", Type::number}, {"work", "h", Type::number},
                                          {"wait", "h", Type::number}, {"down", "h", Type::number}, {"collisions", "", Type::number}});
  }

  void start() override {
    for (auto& d : desks_)
      d->items.start(d.get(), [](void* desk, const work::Arrival& arrival) {
        auto& own = *static_cast<Desk*>(desk);
        return own.model.take(own, arrival);
      });
  }

  void finish() override {
    for (auto& d : desks_) d->items.finish();
  }

 private:
  struct Desk;
  using Places = std::vector<const void*>;  // nodes and teams, sorted

  // Beside those of every item.
  struct Measures {
    Measures(Board& b, const std::string& path)
        : failed(b.counter({.path = path + ".failed", .title = "changes closed that had done harm or needed a remedy", .share_of = path + ".closed"})),
          collisions(b.counter({.path = path + ".collisions", .title = "times that one had to wait for another change"})) {}
    Counter& failed;
    Counter& collisions;
  };

  // One change; lives in the frame of its process.
  struct Change : work::Item {
    Desk* of = nullptr;
    bool failed = false;
    int collisions = 0;
    static Change& from(void* item) { return *static_cast<Change*>(static_cast<work::Item*>(item)); }
  };

  // Who works on what: from being let in to the end of the step.
  struct Taken {
    const Change* by;
    int step;
    const Places* places;
  };

  // One kind of change in this trial.
  struct Desk {
    Desk(Changes& m, Placed<Kind> placed)
        : owned(std::move(placed.own)), k(*owned), model(m), items(m.estate(), placed.path, "changes", k.source, k.task, k.steps, k.targets),
          remedy(changes::remedies(k.steps)), measures(m.board(), placed.path) {
      if (k.frozen) frozen = &m.estate().setting().calendars[k.frozen->index];
      for (int i = 0; i < k.parts(); ++i) places.push_back(m.places_of(k.task_of(i)));
      because.names[0] = because.names[2] = items.label();
      because.names[1] = m.board().label("changes");
    }
    bool is_regulated() const { return frozen != nullptr || !excludes.empty() || is_excluded; }

    std::unique_ptr<Kind> owned;
    Kind& k;
    Changes& model;
    work::ItemDesk items;
    std::vector<bool> remedy;        // of each step
    std::vector<Places> places;      // that each step touches
    const work::Calendar* frozen = nullptr;
    std::vector<const Desk*> excludes;
    bool is_excluded = false;        // by some kind
    std::vector<Taken> taken;
    Labels because;
    Measures measures;
  };

  Places places_of(const Task& task) const {
    Places out;
    for (const auto* list : {&task.takes_down.targets, &task.strikes.targets})
      for (const Target& t : *list) {
        if (t.kind == Target::Kind::team) {
          out.push_back(&estate().team(t.index));
        } else if (t.kind == Target::Kind::site) {
          for (const estate::Node* n : estate().components_of(t)) out.push_back(n);
        } else {
          out.push_back(&estate().node(t));
        }
      }
    std::sort(out.begin(), out.end());
    return out;
  }

  ProcessRef take(Desk& d, const work::Arrival& arrival) {
    if (d.items.joins()) return {};
    Change c;
    c.of = &d;
    c.because = d.because;
    d.items.admit(c, arrival);
    return life(d, c).spawn(d.items.name());
  }

  Process life(Desk& d, Change c) {
    d.items.open(c);
    d.items.count_open(c, true);
    const Doing doing = d.items.doing_of(c, c.labels);
    work::Arrived arrived;
    if (d.k.steps.size() == 0) {
      if (d.is_regulated()) co_await let_in(c, 0, doing.occurrence);
      const Done done = co_await work::perform(estate(), d.k.task, doing);
      d.items.touched(c, done, !d.k.task.takes_down.is_empty());
      leave(c, 0);
      arrived.outcome = done.outcome;
      arrived.wait = done.wait;
      arrived.work = done.outcome == Outcome::done ? done.work : Duration();
      arrived.visits = 1;
    } else {
      const work::Journey journey = journey_of(d, c, doing);
      arrived = co_await work::go_through(estate(), d.k.steps, d.items.steps(), journey);
    }
    d.items.count_open(c, false);
    estate().note_done();
    d.items.end(c, arrived);
    if (c.failed && arrived.outcome == Outcome::done) d.measures.failed.add(1.0, c.labels);
    record(d, c, arrived);
    if (arrived.outcome == Outcome::done) done_.emit({d.items.name(), c.failed});
  }

  work::Journey journey_of(Desk& d, Change& c, const Doing& doing) {
    work::Journey j = d.items.journey_of(c, doing, c.number);
    j.entered = [](void* item, int step) {
      Change& own = Change::from(item);
      if (!own.of->remedy[static_cast<std::size_t>(step)]) return;
      if (!own.failed) own.of->items.tell(own, Event::needs_remedy);
      own.failed = true;
    };
    if (!d.is_regulated()) return j;
    j.admit = [](void* item, int step, std::uint64_t occurrence) {
      Change& own = Change::from(item);
      return own.of->model.let_in(own, step, occurrence);
    };
    j.left = [](void* item, int step, const Done& done) {
      Change& own = Change::from(item);
      work::ItemDesk::step_left(item, step, done);
      own.of->model.leave(own, step);
    };
    return j;
  }

  // --- freezes and other changes ---

  // Waits for the step's `at`, for the end of a freeze, and for changes that touch the same; takes what it touches.
  Activity<> let_in(Change& c, int step, std::uint64_t occurrence) {
    Desk& d = *c.of;
    const work::Step* s = d.k.steps.size() == 0 ? nullptr : &d.k.steps.steps.items[static_cast<std::size_t>(step)].value;
    const Places& places = d.places[static_cast<std::size_t>(step)];
    Time at = s != nullptr ? s->begins(now(), occurrence) : now();
    bool collided = false;
    for (;;) {
      const Time thaw = after_freeze(d, step, s, at);
      if (thaw > at) d.items.tell(c, Event::frozen, 0, (thaw - at).in_hours());
      at = thaw;
      if (at > now()) co_await delay(at - now());
      if (!meets_another(c, places)) break;
      if (!collided) {
        collided = true;
        ++c.collisions;
        d.items.tell(c, Event::collided);
        d.measures.collisions.add(1.0, c.labels);
      }
      while (meets_another(c, places)) co_await left_.next();
      at = now();
    }
    if (d.is_excluded && !places.empty()) d.taken.push_back({&c, step, &places});
  }

  // What begins is asked; what has begun, or waits for people, goes on into the freeze.
  Time after_freeze(const Desk& d, int step, const work::Step* s, Time at) const {
    if (d.frozen == nullptr || !((s != nullptr && s->at) || d.k.task_of(step).has_effects())) return at;
    return thawed(*d.frozen, clock_of(s), at, estate().setting().end);
  }

  bool meets_another(const Change& c, const Places& places) const {
    for (const Desk* other : c.of->excludes)
      for (const Taken& t : other->taken) {
        if (t.by == &c) continue;
        const auto is_touched = [&](const void* p) { return std::binary_search(t.places->begin(), t.places->end(), p); };
        if (std::any_of(places.begin(), places.end(), is_touched)) return true;
      }
    return false;
  }

  void leave(Change& c, int step) {
    auto& taken = c.of->taken;
    const auto own = std::find_if(taken.begin(), taken.end(), [&](const Taken& t) { return t.by == &c && t.step == step; });
    if (own == taken.end()) return;
    taken.erase(own);
    left_.raise();
  }

  void record(const Desk& d, const Change& c, const work::Arrived& a) {
    if (table_ == nullptr || c.opened < observed_from()) return;
    static constexpr std::array<const char*, 3> outcomes = {"closed", "abandoned", "rejected"};
    const auto hours = [&](Time x) { return (x - observed_from()).in_hours(); };
    const std::string last = a.last_step < 0 ? std::string() : d.k.steps.steps.items[static_cast<std::size_t>(a.last_step)].name;
    plugin_api::Recorder::Row row(*table_);
    row << d.items.name() << static_cast<double>(c.number) << hours(c.opened) << static_cast<double>(c.priority) << hours(now())
        << std::string(outcomes[static_cast<std::size_t>(a.outcome)]) << last << (c.failed ? 1.0 : 0.0) << a.work.in_hours()
        << a.wait.in_hours() << c.down.in_hours() << static_cast<double>(c.collisions);
  }

  std::vector<std::unique_ptr<Desk>> desks_;
  Emitter<ChangeDone> done_;
  Signal left_;   // some change no longer touches what it touched
  plugin_api::Table* table_ = nullptr;
};

}  // namespace

MAINSTAY_PLUGIN(Changes, "changes", "1.0")
