// Components that fail and are repaired, are inspected for failures that nobody sees, and are maintained before they
// fail. See README.md beside this file for what is modelled and assumed.

#include <map>
#include <memory>

#include "plugin_api/plugin.hpp"

namespace {

using namespace mainstay;

// `4 h`, a task, `ticket` (up again when its ticket is closed), or `none` (stays down).
struct Repair {
  enum class How { work, ticket, none };
  How how = How::none;
  Task task;
};

}  // namespace

namespace mainstay::schema {

template <>
struct Leaf<Repair> {
  static constexpr const char* name = "repair";
  static std::string meaning() { return "a time, a task, `ticket` (up when its ticket is closed) or `none`"; }
  static std::string json_schema() { return R"({"anyOf":[{"type":"string"},{"$ref":"#/$defs/task"}]})"; }
  static bool read(Repair& out, const Node& node, Reader& reader) {
    if (node.is_scalar() && node.text == "ticket") return out.how = Repair::How::ticket, true;
    if (node.is_scalar() && node.text == "none") return out.how = Repair::How::none, true;
    out.how = Repair::How::work;
    return reader.read(type_of<work::Task>(), &out.task, node, reader.path());
  }
  static std::string print(const Repair& v) {
    return v.how == Repair::How::none ? "none" : v.how == Repair::How::ticket ? "ticket" : "a task";
  }
  static void bind(Repair& v, std::string_view path, const Binding& b) {
    bind_leaves(type_of<work::Task>(), &v.task, std::string(path), b);
  }
};

}  // namespace mainstay::schema

namespace {

struct FailureSection {
  static constexpr const char* path = "components.*.failure";
  static constexpr const char* doc = "how it fails, and how it is repaired";
  Source source;
  Repair repair;
  bool hidden = false;
  std::optional<Ref<work::TicketName>> opens;
  bool renews = true;

  static void describe(Fields<FailureSection>& f) {
    f.include(&FailureSection::source);
    f("repair", &FailureSection::repair, "what it takes until it runs again");
    f("hidden", &FailureSection::hidden, "nobody sees it until it is inspected or needed");
    f("opens", &FailureSection::opens, "the ticket that is opened as it fails");
    f("renews", &FailureSection::renews, "repaired as good as new; `false`: as old as it was (minimal repair)");
    f.check<check>();
  }
  static void check(const FailureSection& s, const Node& node, Reader& reader) {
    if (s.repair.how == Repair::How::ticket && !s.opens)
      reader.error(node.place, "`repair: ticket` needs `opens`: the ticket on whose closing it is up again");
    if (s.repair.how == Repair::How::work && s.repair.task.time.law().is_constant() &&
        s.repair.task.time.law().mean() == 0.0 && s.source.is_given())
      reader.warning(node.place, "repairs take no time: every plan looks perfect");
    if (node.is_map() && node.find("repair") == nullptr)
      reader.warning(node.place, "no `repair`: it stays down until a recovery plan stands in for it", "say `repair: none` if that is meant");
    if (!s.renews && s.source.rate && !s.source.every) return;  // exponential: no age to keep
  }
};

struct InspectionSection {
  static constexpr const char* path = "components.*.inspection";
  static constexpr const char* doc = "looks for hidden failures";
  Source source;
  Task task;
  static void describe(Fields<InspectionSection>& f) {
    f.include(&InspectionSection::source);
    f.include(&InspectionSection::task);
  }
};

struct MaintenanceSection {
  static constexpr const char* path = "components.*.maintenance";
  static constexpr const char* doc = "renews it before it fails";
  Source source;
  Task task;
  static void describe(Fields<MaintenanceSection>& f) {
    f.include(&MaintenanceSection::source);
    f.include(&MaintenanceSection::task);
  }
};

class Failure final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Components that fail and are repaired, inspected and maintained");
    d.section<FailureSection>();
    d.section<InspectionSection>();
    d.section<MaintenanceSection>();
    d.measures<Measures>("components.*");
  }

  explicit Failure(Binder& b)
      : Model(b),
        failures_(b.sections<FailureSection>()),
        inspections_(b.sections<InspectionSection>()),
        maintenances_(b.sections<MaintenanceSection>()) {
    for (auto& f : failures_) life_of(b, f.entity, f.name, f.family).failure = &f.p();
    for (auto& i : inspections_) life_of(b, i.entity, i.name, i.family).inspection = &i.p();
    for (auto& m : maintenances_) life_of(b, m.entity, m.name, m.family).maintenance = &m.p();
    for (auto& [index, life] : lives_) {
      (void)index;
      life->prepare(estate());
    }
  }

  void start() override {
    for (auto& [index, life] : lives_) {
      (void)index;
      live(*life).spawn(life->component.name());
      if (life->inspection != nullptr) inspect(*life).spawn(life->component.name());
    }
  }

 private:
  struct Measures {
    Measures(Board& b, const std::string& path)
        : failures(b.counter({.path = path + ".failures", .title = "failures"})),
          time_to_detect(b.tally({.path = path + ".time_to_detect", .unit = Unit::time, .title = "from failure to its being seen"})),
          time_to_restore(b.tally({.path = path + ".time_to_restore", .unit = Unit::time, .title = "from failure to full restoration (MTRS)"})),
          repair_wait(b.tally({.path = path + ".repair_wait", .unit = Unit::time, .title = "wait of a repair for people"})),
          maintenances(b.counter({.path = path + ".maintenances", .title = "maintenances done"})),
          inspections(b.counter({.path = path + ".inspections", .title = "inspections done"})),
          found(b.counter({.path = path + ".inspections.found", .title = "inspections that found a failure", .share_of = path + ".inspections"})) {}
    Counter& failures;
    Tally& time_to_detect;
    Tally& time_to_restore;
    Tally& repair_wait;
    Counter& maintenances;
    Counter& inspections;
    Counter& found;
  };

  // One component on its way through life.
  struct Life {
    explicit Life(Component& c) : component(c) {}

    void prepare(Estate& e) {
      if (failure != nullptr) {
        arrivals = std::make_unique<Arrivals>(e, failure->source, &component.operating_clock());
        component.set_struck([](void* l, const Labels& because) { return static_cast<Life*>(l)->be_struck(because); }, this);
        component.set_needed([](void* l) { static_cast<Life*>(l)->found.raise(); }, this);
      }
      if (maintenance != nullptr) {
        // By default by the calendar; `clock: age` counts operating time since it was as new.
        const bool by_age = maintenance->source.clock.kind == work::ClockChoice::Kind::age ||
                            maintenance->source.clock.kind == work::ClockChoice::Kind::operating;
        upkeep = std::make_unique<Arrivals>(e, maintenance->source, by_age ? &component.operating_clock() : nullptr);
        ages = by_age;
      }
      if (inspection != nullptr) checks = std::make_unique<Arrivals>(e, inspection->source, nullptr);
    }
    // What has failed, or is being maintained, waits for no strike.
    bool be_struck(const Labels& labels) {
      if (!struck.has_waiters()) return false;
      struck_by = labels;
      struck.raise();
      return true;
    }

    Component& component;
    FailureSection* failure = nullptr;
    InspectionSection* inspection = nullptr;
    MaintenanceSection* maintenance = nullptr;
    std::unique_ptr<Arrivals> arrivals;
    std::unique_ptr<Arrivals> upkeep;
    std::unique_ptr<Arrivals> checks;
    bool ages = false;
    Measures* measures = nullptr;
    Signal struck;         // by a threat, or by a task
    Labels struck_by;
    Signal found;          // a hidden failure was seen
    Signal restored;
    Signal ticket_closed;
    bool failed = false;
    bool seen = false;
    double age = 0.0;      // seconds on the failure clock since as new, for minimal repair
  };

  Life& life_of(Binder& b, std::size_t component, const std::string& name, const std::string& family) {
    (void)name;
    auto& life = lives_[component];
    if (life == nullptr) {
      life = std::make_unique<Life>(b.estate().component(component));
      life->measures = &measures_of(family);
    }
    return *life;
  }

  Measures& measures_of(const std::string& family) {
    auto& m = measures_[family];
    if (m == nullptr) m = std::make_unique<Measures>(board(), "components." + family);
    return *m;
  }

  // Time on the failure clock until the next failure of its own. With minimal repair the law is that of the life that
  // goes on: T given that T > age.
  Duration time_to_failure(Life& l) {
    auto& every = *l.failure->source.every;
    if (l.failure->renews || every.law().is_constant()) return every.draw();
    const double survived = every.law().cdf(l.age);
    const double p = survived + every.stream().uniform() * (1.0 - survived);
    const double at = every.law().quantile(std::min(p, 1.0 - 1e-16));
    const double left = std::max(0.0, at - l.age);
    l.age += left;
    return Duration::seconds(left);
  }

  kernel::Clock::Elapse next_failure(Life& l) {
    kernel::Clock& calendar = estate().calendar();
    if (l.failure == nullptr) return calendar.elapse(Duration::infinite());
    if (l.failure->source.every)
      return (l.arrivals->clock() != nullptr ? *l.arrivals->clock() : calendar).elapse(time_to_failure(l));
    return l.arrivals->wait(calendar).value_or(calendar.elapse(Duration::infinite()));
  }

  Process live(Life& l) {
    kernel::Clock& calendar = estate().calendar();
    std::optional<Time> due;  // of maintenance by the calendar, which failures do not put off
    for (;;) {
      auto upkeep = calendar.elapse(Duration::infinite());
      if (l.upkeep != nullptr) {
        if (l.ages || !due) {
          auto next = l.upkeep->wait(calendar);
          if (next) upkeep = *next;
          if (!l.ages && next) due = now() + next->left_;
        } else {
          upkeep = calendar.elapse(std::max(Duration(), *due - now()));
        }
      }
      const auto event = co_await any_of(next_failure(l), l.struck.next(), upkeep);
      if (event.index() == 2) {
        co_await maintain(l);
        due.reset();
        l.age = 0.0;
        continue;
      }
      Labels because = l.component.labels();
      because.names[2] = board().label("failure");
      if (event.index() == 1)
        for (const Label name : l.struck_by.names)
          if (name != 0) {
            because.names[2] = name;  // whoever struck
            break;
          }
      co_await fail(l, because);
      if (l.failure->renews) l.age = 0.0;
    }
  }

  Activity<> fail(Life& l, Labels because) {
    const Time failed_at = now();
    l.failed = true;
    l.seen = false;
    l.measures->failures.add(1.0, because);
    Hold down = estate().hold_down({l.component.self()}, Cause{because, false});
    if (l.failure->hidden) co_await l.found.next();
    l.seen = true;
    l.measures->time_to_detect.add((now() - failed_at).in_seconds(), failed_at, because);
    if (l.failure->opens) {
      work::Opening opening{.because = because};
      if (l.failure->repair.how == Repair::How::ticket) {
        opening.repairs = l.component.self();
        opening.closed = [](void* life) { static_cast<Life*>(life)->ticket_closed.raise(); };
        opening.context = &l;
      }
      estate().open_ticket(l.failure->opens->index, opening);
    }
    if (l.failure->repair.how == Repair::How::work) {
      const Doing doing{.owner = l.component.self(), .because = because, .kind = board().label(l.component.family())};
      const Done done = co_await work::perform(estate(), l.failure->repair.task, doing);
      l.measures->repair_wait.add(done.wait.in_seconds(), failed_at, because);
    } else if (l.failure->repair.how == Repair::How::ticket) {
      co_await l.ticket_closed.next();
    } else {
      co_await delay(Duration::infinite());
    }
    l.failed = false;
    down.release();
    l.measures->time_to_restore.add((now() - failed_at).in_seconds(), failed_at, because);
    l.restored.raise();
  }

  Activity<> maintain(Life& l) {
    Labels because = l.component.labels();
    because.names[2] = board().label("maintenance");
    const Doing doing{.owner = l.component.self(), .because = because, .kind = board().label(l.component.family())};
    co_await work::perform(estate(), l.maintenance->task, doing);
    l.measures->maintenances.add(1.0, because);
  }

  // The interval counts from the end of the last inspection, and of the repair that it led to.
  Process inspect(Life& l) {
    Labels because = l.component.labels();
    because.names[2] = board().label("inspection");
    const Doing doing{.owner = l.component.self(), .because = because, .kind = board().label(l.component.family())};
    for (;;) {
      const auto arrival = co_await l.checks->next();
      if (!arrival) co_return;
      co_await work::perform(estate(), l.inspection->task, doing);
      l.measures->inspections.add(1.0, because);
      if (!l.failed || l.seen) continue;
      l.measures->found.add(1.0, because);
      l.found.raise();
      while (l.failed) co_await l.restored.next();
    }
  }

  std::vector<Placed<FailureSection>> failures_;
  std::vector<Placed<InspectionSection>> inspections_;
  std::vector<Placed<MaintenanceSection>> maintenances_;
  std::map<std::size_t, std::unique_ptr<Life>> lives_;
  std::map<std::string, std::unique_ptr<Measures>> measures_;
};

}  // namespace

MAINSTAY_PLUGIN(Failure, "failure", "1.0")
