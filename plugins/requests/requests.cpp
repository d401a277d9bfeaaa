// The load of a service, request by request: each comes, waits for a server, is served or given up, and may try
// again. See README.md beside this file for what is modelled and assumed.

#include <cmath>
#include <memory>

#include "plugin_api/plugin.hpp"

namespace {

using namespace mainstay;

struct Retries {
  int most = 0;
  Random<Duration> after;
  static void describe(Fields<Retries>& f) {
    f("most", &Retries::most, "further attempts at the most").required().range(0, 1000);
    f("after", &Retries::after, "time from a failed attempt to the next");
  }
};

struct Section {
  static constexpr const char* path = "services.*.requests";
  static constexpr const char* doc = "its load, request by request: how they come, and who serves them";
  Source source;
  Random<Duration> time;
  std::optional<Random<Priority>> priority;
  std::optional<Random<Duration>> patience;
  std::optional<Duration> timeout;
  std::optional<Retries> retries;
  work::Staff servers;
  Ref<work::CalendarName> calendar{0};
  std::optional<int> room;
  work::WhenFull when_full = work::WhenFull::reject;
  kernel::Discipline discipline = kernel::Discipline::fifo;
  Random<Duration> ready_after;
  kernel::Interrupted interrupted = kernel::Interrupted::resume;

  static void describe(Fields<Section>& f) {
    f.include(&Section::source);
    f("time", &Section::time, "what it takes a server");
    f("priority", &Section::priority, "its place in queues by priority");
    f("patience", &Section::patience, "leaves the queue if it has not begun by then");
    f("timeout", &Section::timeout, "the client gives up an attempt after this long, waiting or served");
    f("retries", &Section::retries, "what was not served comes again");
    f("servers", &Section::servers, "how many are served at once").not_called({"staff", "capacity"});
    f("calendar", &Section::calendar, "when they serve");
    f("room", &Section::room, "waiting places; who finds none is rejected").range(0, 1e9);
    f("when_full", &Section::when_full, "no step comes before a request, so `block` rejects too");
    f("discipline", &Section::discipline, "the order in which waiting requests are served");
    f("ready_after", &Section::ready_after, "for `first ready`: the clock that the waiting requests run");
    f("interrupted", &Section::interrupted, "what becomes of a request in hand when its server is taken away");
    f.check<check>();
  }
  static void check(const Section& s, const Node& node, Reader& reader) {
    if (!s.source.is_given()) reader.error(node.place, "does not say when requests come", "give one of `rate`, `every`, `at`, `trace`");
    if (s.source.merge) reader.error(node.place, "requests do not `merge`");
    if (s.discipline == kernel::Discipline::first_ready && node.is_map() && node.find("ready_after") == nullptr)
      reader.error(node.place, "`first ready` needs `ready_after`");
    const bool takes_none = s.time.law().is_constant() && s.time.law().mean() == 0.0;
    if (takes_none && !s.source.trace) reader.warning(node.place, "requests take no `time`: nobody ever waits");
  }
  work::PoolSpec pool() const {
    work::PoolSpec spec;
    spec.staff = servers;
    spec.calendar = calendar;
    spec.room = room;
    spec.when_full = when_full;
    spec.discipline = discipline;
    spec.ready_after = ready_after;
    spec.interrupted = interrupted;
    return spec;
  }
  // Arrivals at one rate all the time, by the calendar.
  bool is_plain() const {
    return source.rate && source.rate->rate.per_second > 0.0 && source.profile.is_flat() && source.growth.log_per_second == 0.0;
  }
};

// What a client asks for; the same at each attempt.
struct Wish {
  std::uint64_t number = 0;
  Duration work;
  Duration patience = Duration::infinite();
  int priority = 5;
};

// When an attempt was begun.
struct Begun {
  kernel::Simulation& simulation;
  Time at = Time::never();
};

class Requests final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("The load of services, request by request");
    d.section<Section>();
    d.measures([](Board& b) {
      work::TeamMeasures(b, "requests.*", work::Waits::left_to_owner, false);
      Measures(b, "requests.*");
    });
  }

  explicit Requests(Binder& b) : Model(b) {
    for (auto& placed : b.sections<Section>()) lines_.push_back(std::make_unique<Line>(*this, std::move(placed)));
  }

  void start() override {
    for (auto& l : lines_) {
      follow(*l).spawn(l->name);
      if (l->p.source.population)
        for (int i = 0; i < *l->p.source.population; ++i) member(*l).spawn(l->name);
      else
        arrive(*l).spawn(l->name);
      if (l->p.source.rate) surge(*l).spawn(l->name);
    }
  }

 private:
  // Beside those of its servers.
  struct Measures {
    Measures(Board& b, const std::string& path, bool times_out = true) {
      const auto counter = [&](const char* what, const char* title) {
        return &b.counter({.path = path + "." + what, .title = title, .share_of = path + ".opened"});
      };
      const auto time = [&](const char* what, const char* title) {
        return &b.tally({.path = path + "." + what, .unit = Unit::time, .title = title});
      };
      opened = &b.counter({.path = path + ".opened", .title = "requests that came, retries not counted"});
      closed = counter("closed", "requests served in the end");
      failed = counter("failed", "requests not served in the end, after all retries");
      rejected = counter("rejected", "attempts that found no waiting place");
      abandoned = counter("abandoned", "attempts given up in the queue, out of patience");
      if (times_out) timed_out = counter("timed_out", "attempts given up at the timeout, waiting or in hand");
      lost = counter("lost", "attempts made while the service was down, or in hand as it went down");
      retried = counter("retried", "further attempts");
      open = &b.level({.path = path + ".open", .title = "requests from their first attempt to their end", .adds_up = true});
      wait = time("wait", "wait for a server, of all attempts that queued or were served");
      wait_served = time("wait_served", "wait for a server, of attempts served");
      wait_positive = time("wait.positive", "wait for a server, of attempts that waited at all");
      elapsed = time("elapsed", "from the first attempt to the end, of requests served, as of tickets closed");
      latency = time("latency", "from the first attempt to the answer, of requests served");
      work = time("work", "time of a server, of requests served");
      visits = &b.tally({.path = path + ".visits", .title = "attempts of each, of requests served"});
    }
    Counter* opened;
    Counter* closed;
    Counter* failed;
    Counter* rejected;
    Counter* abandoned;
    Counter* timed_out = nullptr;
    Counter* lost;
    Counter* retried;
    Level* open;
    Tally* wait;
    Tally* wait_served;
    Tally* wait_positive;
    Tally* elapsed;
    Tally* latency;
    Tally* work;
    Tally* visits;
  };

  // The requests of one service in this trial.
  struct Line : Measures {
    Line(Requests& model, Placed<Section> placed)
        : Measures(model.board(), "requests." + placed.name, placed.p().timeout.has_value()), owned(std::move(placed.own)), p(*owned),
          name(placed.name), service(model.estate().service(placed.entity)),
          arrivals(model.estate(), p.source, nullptr),
          servers(model.estate(), p.pool(), "requests." + name, std::nullopt, {}, 0.0, work::Waits::left_to_owner),
          surge(model.estate().stream("services." + name + ".requests.surge")) {
      for (int level = 1; level <= 9; ++level) by_priority[level].names[4] = model.board().label("P" + std::to_string(level));
      kind = model.board().label(name);
      if (p.source.rate) service.follow_demand_factor();
    }

    std::unique_ptr<Section> owned;
    Section& p;
    std::string name;
    Service& service;
    Arrivals arrivals;
    work::Team servers;
    kernel::TrialStream surge;
    std::uint64_t count = 0;
    std::array<Labels, 10> by_priority;
    Label kind;
  };

  // --- how they come ---

  Process arrive(Line& l) {
    if (l.p.is_plain() && l.arrivals.clock() == nullptr) {
      kernel::Stream& stream = l.p.source.rate->stream;
      const Duration mean = Duration::seconds(1.0 / l.p.source.rate->rate.per_second);
      for (;;) {
        co_await kernel::arrival_after(mean * stream.exponential());
        come(l, {});
      }
    }
    for (;;) {
      const auto arrival = co_await l.arrivals.next();
      if (!arrival) co_return;
      come(l, *arrival);
    }
  }

  // One of a closed population: comes again some time after it was done.
  Process member(Line& l) {
    for (;;) {
      const auto arrival = co_await l.arrivals.next();
      if (!arrival) co_return;
      const ProcessRef request = ask(l, *arrival);
      co_await request.done();
    }
  }

  void come(Line& l, const work::Arrival& arrival) {
    const double factor = l.p.source.rate ? l.service.demand_factor() : 1.0;
    if (factor < 1.0 && !l.surge.chance(factor)) return;
    for (int n = l.arrivals.size(); n > 0; --n) ask(l, arrival);
  }

  // A factor f above 1 on the demand is a further Poisson stream of f - 1 times the rate.
  Process surge(Line& l) {
    const Source& source = l.p.source;
    const double growth = source.growth.log_per_second;
    const Duration day = Duration::days(1);
    for (;;) {
      const double extra = (l.service.demand_factor() - 1.0) * source.rate->rate.per_second;
      if (!(extra > 0.0)) {
        co_await l.service.demand_factor_changed().next();
        continue;
      }
      const double at = now().in_seconds();
      const double most = extra * source.profile.largest() * std::exp(growth * (growth > 0.0 ? at + day.in_seconds() : at));
      const Duration wait = Duration::seconds(l.surge.exponential() / most);
      const auto first = co_await any_of(l.service.demand_factor_changed().next(), kernel::arrival_after(std::min(wait, day)));
      if (first.index() == 0 || wait > day) continue;
      const double here = source.profile.factor(now(), estate().setting()) * std::exp(growth * now().in_seconds());
      const bool runs = l.arrivals.clock() == nullptr || l.arrivals.clock()->rate() > 0.0;
      if (l.surge.uniform() * most < extra * here && runs)
        for (int n = l.arrivals.size(); n > 0; --n) ask(l, {});
    }
  }

  ProcessRef ask(Line& l, const work::Arrival& arrival) {
    Wish wish{.number = ++l.count, .work = arrival.time ? *arrival.time : l.p.time.draw()};
    if (l.p.patience) wish.patience = l.p.patience->draw();
    if (arrival.priority)
      wish.priority = *arrival.priority;
    else if (l.p.priority)
      wish.priority = l.p.priority->draw().level;
    return request(l, wish).spawn(l.name);
  }

  // --- one request ---

  Process request(Line& l, Wish wish) {
    const Time opened = now();
    const Labels& labels = l.by_priority[static_cast<std::size_t>(std::clamp(wish.priority, 0, 9))];
    l.opened->add(1.0, labels);
    l.open->add(1.0, labels);
    const Duration limit = l.p.timeout.value_or(Duration::infinite());
    bool served = false;
    int attempt = 0;
    for (;; ++attempt) {
      if (l.service.is_up()) {
        const Time came = now();
        Begun begun{simulation()};
        kernel::Request wanted{.work = wish.work, .priority = wish.priority, .kind = l.kind, .patience = wish.patience};
        // For `earliest due`: by then the client gives it up.
        wanted.due = came + std::min(limit, wish.patience);
        if (l.p.timeout) {
          wanted.begun = [](void* b, const kernel::Job&) { static_cast<Begun*>(b)->at = static_cast<Begun*>(b)->simulation.now(); };
          wanted.context = &begun;
        }
        const auto first = co_await any_of(delay(limit), l.service.went_down().next(), kernel::work(l.servers.pool(), wanted));
        if (first.index() == 2)
          served = note(l, std::get<2>(first), labels);
        else if (first.index() == 1)
          lose(l, labels);
        else
          time_out(l, begun.at, came, labels);
      } else {
        lose(l, labels);
      }
      if (served || !l.p.retries || attempt >= l.p.retries->most) break;
      co_await delay(l.p.retries->after.draw(wish.number * 1024 + static_cast<std::uint64_t>(attempt)));
      l.retried->add(1.0, labels);
    }
    l.open->add(-1.0, labels);
    const double age = (now() - opened).in_seconds();
    (served ? l.closed : l.failed)->add(1.0, labels);
    if (!served) co_return;
    l.elapsed->add(age, labels);
    l.latency->add(age, labels);
    l.work->add(wish.work.in_seconds(), labels);
    l.visits->add(attempt + 1, labels);
  }

  // An attempt that the pool has dealt with; true if it was served.
  bool note(Line& l, const kernel::Served& result, const Labels& labels) {
    if (result.outcome == Outcome::rejected) {
      l.rejected->add(1.0, labels);
      return false;
    }
    note_wait(l, result.wait, labels);
    if (result.outcome == Outcome::gave_up) {
      l.abandoned->add(1.0, labels);
      return false;
    }
    l.wait_served->add(result.wait.in_seconds(), labels);
    return true;
  }

  void note_wait(Line& l, Duration wait, const Labels& labels) {
    l.wait->add(wait.in_seconds(), labels);
    if (wait > Duration()) l.wait_positive->add(wait.in_seconds(), labels);
  }

  void time_out(Line& l, Time begun, Time came, const Labels& labels) {
    l.timed_out->add(1.0, labels);
    note_wait(l, std::min(begun, now()) - came, labels);
  }

  // Lost to an outage: on account of its first cause.
  void lose(Line& l, const Labels& labels) {
    Labels because = labels;
    if (const estate::Outage* outage = l.service.outage()) {
      because = outage->first.labels;
      because.names[4] = labels.names[4];
    }
    l.lost->add(1.0, because);
  }

  // --- the service ---

  // So many servers as the service has capacity.
  Process follow(Line& l) {
    for (;;) {
      l.servers.set_share(l.service.is_up() ? l.service.capacity() : 0.0);
      co_await any_of(l.service.capacity_changed().next(), l.service.went_up().next(), l.service.went_down().next());
    }
  }

  std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace

MAINSTAY_PLUGIN(Requests, "requests", "1.0")
