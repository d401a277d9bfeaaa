// Recovery plans: declared when an outage has lasted long enough, worked through by people, abandoned when the service
// is repaired first. See README.md beside this file for what is modelled and assumed.

#include <memory>

#include "plugin_api/plugin.hpp"

namespace {

using namespace mainstay;

// From the age of the outage at which it is considered to the decision.
struct Declared {
  Duration down_for;
  Task task;
  static void describe(Fields<Declared>& f) {
    f("down_for", &Declared::down_for, "age of the outage at which it is considered");
    f.include(&Declared::task);
    f.shorthand("down_for");
  }
};

struct PlanSection {
  static constexpr const char* path = "plans.*";
  static constexpr const char* doc = "restores a service when what it needs is down for long";
  Ref<estate::ServiceName> restores;
  Share at_capacity{1.0};
  Declared declared;
  Steps steps;

  static void describe(Fields<PlanSection>& f) {
    f("restores", &PlanSection::restores, "the service").required();
    f("at_capacity", &PlanSection::at_capacity, "its capacity from then on, until it is repaired").range(0, 1);
    f("declared", &PlanSection::declared, "the age of the outage, then the decision (a task)");
    f.include(&PlanSection::steps);
    f.check<check>();
  }
  static void check(const PlanSection& s, const Node& node, Reader& reader) {
    // Names are resolved in place: the struct is the scenario's own.
    const_cast<PlanSection&>(s).steps.connect(node, reader);
    if (s.steps.size() == 0) reader.error(node.place, "has no `steps`: it would restore the service by being declared");
    if (!(s.at_capacity.value > 0.0))
      reader.error(node.place, "`at_capacity` is nothing: the service would still be down", "say how much of it works, as in `60 %`");
  }
};

class Plans final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Recovery plans, declared on the age of an outage, in a race with its repair");
    d.section<PlanSection>();
    d.measures<Measures>("plans.*");
    d.measures([](Board& b) { work::StepMeasures::declare(b, "plans.*"); });
  }

  explicit Plans(Binder& b) : Model(b), of_service_(b.estate().service_count()) {
    for (auto& s : b.sections<PlanSection>()) {
      plans_.push_back(std::make_unique<Plan>(*this, std::move(s)));
      of_service_[plans_.back()->p.restores.index].push_back(plans_.back().get());
    }
    using Type = plugin_api::Column::Type;
    table_ = recorder().table("plans", {{"plan", "", Type::text}, {"service", "", Type::text}, {"outage", "h", Type::number},
                                        {"declared", "h", Type::number}, {"ended", "h", Type::number}, {"outcome", "", Type::text},
                                        {"work", "h", Type::number}, {"wait", "h", Type::number}});
    b.hear<&Plans::outage_began, OutageBegan>(this);
    b.hear<&Plans::outage_unplanned, OutageUnplanned>(this);
    b.hear<&Plans::outage_ended, OutageEnded>(this);
  }

  void finish() override {
    for (auto& p : plans_)
      if (p->process.is_alive()) record(*p, "unfinished");
  }

 private:
  struct Measures {
    Measures(Board& b, const std::string& path)
        : declared(b.counter({.path = path + ".declared", .title = "times that it was declared"})),
          restored(b.counter({.path = path + ".restored", .title = "times that it was done before the repair", .share_of = path + ".declared"})),
          abandoned(b.counter({.path = path + ".abandoned", .title = "times that it was given up, mostly because the repair was first", .share_of = path + ".declared"})),
          elapsed(b.tally({.path = path + ".elapsed", .unit = Unit::time, .title = "elapsed time from the declaration to the service restored"})) {}
    Counter& declared;
    Counter& restored;
    Counter& abandoned;
    Tally& elapsed;
  };

  // What one outage, or what is left of it, has come to.
  struct Run {
    std::uint64_t occurrence = 0;   // of what made the service go down: keys the random numbers
    Time outage;                    // since when it is not planned
    Time declared = Time::never();
    bool restored = false;
    Labels cause;
    Duration work;
    Duration wait;
  };

  struct Plan {
    Plan(Plans& m, Placed<PlanSection> placed)
        : owned(std::move(placed.own)), p(*owned), name(placed.name), model(m), service(m.estate().service(p.restores.index)),
          step_measures(m.board(), p.steps, placed.path), measures(m.board(), placed.path),
          trigger(kernel::Timer::calling<&Plan::begin>(m.simulation(), this, kernel::Phase::arrival)) {
      because.names[0] = because.names[2] = m.board().label(name);
      because.names[1] = m.board().label("plans");
      for (std::size_t i = 0; i < p.steps.size(); ++i)
        if (p.steps.steps.items[i].name == "verify") verify = static_cast<int>(i);
    }
    void begin() { model.begin(*this); }

    std::unique_ptr<PlanSection> owned;
    PlanSection& p;
    std::string name;
    Plans& model;
    Service& service;
    work::StepMeasures step_measures;
    Measures measures;
    kernel::Timer trigger;   // considered, if the outage lasts until then
    Signal overtaken;        // another plan has restored as much
    ProcessRef process;
    Run run;
    std::uint64_t runs = 0;
    Labels because;
    int verify = -1;         // the step
  };

  void outage_began(const OutageBegan& signal) {
    if (signal.service.outage()->unplanned_from.is_finite()) wait_for(signal.service);
  }

  void outage_unplanned(const OutageUnplanned& signal) { wait_for(signal.service); }

  void wait_for(const Service& service) {
    for (Plan* p : of_service_[service.self().index]) p->trigger.set(now() + p->p.declared.down_for);
  }

  void outage_ended(const OutageEnded& signal) {
    for (Plan* p : of_service_[signal.service.self().index]) p->trigger.cancel();
  }

  void begin(Plan& p) {
    if (p.service.outage_may_go_on()) {  // that is known once the instant is over
      p.trigger.set(now() + kernel::rounding_at(now()));
      return;
    }
    const estate::Outage* outage = p.service.outage();
    if (outage == nullptr || p.process.is_alive()) return;
    p.run = {};
    ++p.runs;
    p.run.occurrence = outage->trigger.occurrence != 0 ? outage->trigger.occurrence : p.runs;
    p.run.outage = outage->unplanned_from;
    p.run.cause = outage->first.labels;
    p.process = race(p).spawn(p.name);
  }

  // Against the repair, and against plans that restore as much.
  Process race(Plan& p) {
    ProcessRef recovery = recover(p).spawn(p.name);
    co_await any_of(recovery.done(), p.service.repaired().next(), p.overtaken.next());
    recovery.cancel();  // its people go back
    if (!p.run.declared.is_finite()) co_return;
    if (!p.run.restored) p.measures.abandoned.add(1.0, p.run.cause);
    if (!p.run.restored) tell(p, Event::abandoned);
    record(p, p.run.restored ? "restored" : "abandoned");
  }

  Process recover(Plan& p) {
    p.service.mark(Stage::detect);
    Doing doing;
    doing.owner = p.service.self();
    doing.because = p.because;
    if (p.service.spec().targets.rto) doing.due = p.run.outage + *p.service.spec().targets.rto;
    doing.kind = p.because.names[0];
    doing.occurrence = p.run.occurrence;
    doing.telling = {.kind = Teller::plan, .subject = p.because.names[0], .object = p.service.labels().names[0], .begun = Event::decision_begun};
    const Done decided = co_await work::perform(estate(), p.p.declared.task, doing);
    if (decided.outcome != Outcome::done) co_return;  // nobody was there to decide
    p.service.mark(Stage::declare);
    p.run.declared = now();
    p.measures.declared.add(1.0, p.run.cause);
    tell(p, Event::declared, decided.by);
    doing.telling.begun = Event::step_begun;
    const work::Journey journey = journey_of(p, doing);
    const work::Arrived arrived = co_await work::go_through(estate(), p.p.steps, p.step_measures, journey);
    estate().note_done();
    if (arrived.outcome == Outcome::done) restore(p);
  }

  work::Journey journey_of(Plan& p, const Doing& doing) {
    work::Journey j;
    j.doing = doing;
    j.doing.begun = [](void* plan, const Task&, Time) { static_cast<Plan*>(plan)->service.mark(Stage::mobilise); };
    j.doing.context = &p;
    j.item = p.run.occurrence;
    j.born = p.run.declared;
    j.labels = p.run.cause;
    j.context = &p;
    j.entered = [](void* plan, int step) {
      Plan& own = *static_cast<Plan*>(plan);
      if (step == own.verify) own.service.mark(Stage::restore);
    };
    j.left = [](void* plan, int step, const Done& done) {
      Plan& own = *static_cast<Plan*>(plan);
      if (step == own.verify) own.service.mark(Stage::verify);
      own.run.wait += done.wait;
      if (done.outcome == Outcome::done) own.run.work += done.work;
    };
    return j;
  }

  void restore(Plan& p) {
    if (!p.service.restore(p.p.at_capacity.value)) return;  // the repair came first, in this very instant
    p.run.restored = true;
    tell(p, Event::restored);
    p.measures.restored.add(1.0, p.run.cause);
    p.measures.elapsed.add((now() - p.run.declared).in_seconds(), p.run.declared, p.run.cause);
    for (Plan* other : of_service_[p.service.self().index])
      if (other != &p && other->p.at_capacity.value <= p.p.at_capacity.value) other->overtaken.raise();
  }

  void tell(const Plan& p, Event event, Label by = 0) const {
    story().tell({.kind = Teller::plan, .subject = p.because.names[0], .event = event, .object = p.service.labels().names[0],
                  .by = by, .because = p.run.cause,
                  .value = event == Event::restored ? p.p.at_capacity.value : (now() - p.run.outage).in_hours()});
  }

  void record(const Plan& p, const std::string& outcome) {
    if (table_ == nullptr || !p.run.declared.is_finite() || p.run.declared < observed_from()) return;
    const auto hours = [&](Time t) { return (t - observed_from()).in_hours(); };
    plugin_api::Recorder::Row row(*table_);
    row << p.name << p.service.name() << hours(p.run.outage) << hours(p.run.declared) << hours(now()) << outcome
        << p.run.work.in_hours() << p.run.wait.in_hours();
  }

  std::vector<std::unique_ptr<Plan>> plans_;
  std::vector<std::vector<Plan*>> of_service_;
  plugin_api::Table* table_ = nullptr;
};

}  // namespace

MAINSTAY_PLUGIN(Plans, "plans", "1.0")
