// Threats: what comes from outside and strikes parts of the estate, takes them down for a while, drives demand, or costs
// money. See README.md beside this file for what is modelled and assumed.

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "section.hpp"

namespace threats {

class Threats final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Threats that strike, take down, drive demand or cost, at a time or at a rate");
    d.section<ThreatSection>();
    d.measures<Measures>("threats.*");
  }

  explicit Threats(Binder& b) : Model(b), sections_(b.sections<ThreatSection>()) {
    for (auto& s : sections_) threats_.push_back(std::make_unique<Threat>(s, measures_of(s), board().label(s.name), board().label(s.family)));
    for (auto& t : threats_) resolve(*t);
  }

  void start() override {
    for (auto& t : threats_) (t->p.stress ? stress(*t) : threaten(*t)).spawn(t->section.name);
  }

 private:
  struct Measures {
    Measures(Board& b, const std::string& path, bool costs = true, bool is_forced = true)
        : strikes(b.counter({.path = path + ".strikes", .title = "times that it came"})),
          struck(b.counter({.path = path + ".struck", .title = "components that it made fail, and what it took down"})) {
      if (costs) cost = &b.counter({.path = path + ".cost", .unit = Unit::money, .title = "cost of its strikes"});
      if (!is_forced) return;
      Ratio& forced = b.ratio({.path = path + ".forced", .title = "100 %: made to strike once in every replication, whatever its rate"});
      forced.set_source([] { return std::pair(1.0, 1.0); });
    }
    Counter& strikes;
    Counter& struck;
    Counter* cost = nullptr;
  };

  struct Threat {
    Threat(Placed<ThreatSection>& s, Measures& m, Label name, Label family) : section(s), p(s.p()), measures(m) {
      because.names[2] = name;
      if (family != name) because.names[5] = family;
    }
    Placed<ThreatSection>& section;
    ThreatSection& p;
    Measures& measures;
    std::vector<Component*> strikes;    // each may be hit
    std::vector<Target> takes_down;
    std::vector<Label> site;            // that each of those was named by, or 0
    std::uint64_t times = 0;            // that it has come
    std::unique_ptr<Arrivals> arrivals;
    Labels because;
  };

  Measures& measures_of(Placed<ThreatSection>& s) {
    auto& m = measures_[s.family];
    if (m == nullptr)
      m = std::make_unique<Measures>(board(), "threats." + s.family, s.p().cost.has_value(), s.p().forced);
    return *m;
  }

  // Says who it may hit, one by one: members of groups, components at sites.
  void resolve(Threat& t) {
    const auto add_struck = [&](Component* c) {
      if (std::find(t.strikes.begin(), t.strikes.end(), c) == t.strikes.end()) t.strikes.push_back(c);
    };
    for (const Target& target : t.p.strikes.targets) {
      std::vector<Component*> hit = estate().components_of(target);
      if (target.kind == Target::Kind::group) hit = estate().group(target.index).members();
      std::erase_if(hit, [](const Component* c) { return !c->can_be_struck(); });
      for (Component* c : hit) add_struck(c);
    }
    const bool by_chance = t.p.chance.share() < 1.0;
    for (const Target& target : t.p.takes_down.targets) {
      const Label site = target.kind == Target::Kind::site ? board().label(estate().name_of(target)) : 0;
      if (site == 0 || !by_chance) {
        t.takes_down.push_back(target);
        t.site.push_back(site);
        continue;
      }
      for (const Component* c : estate().components_of(target)) {
        t.takes_down.push_back(c->self());
        t.site.push_back(site);
      }
    }
    for (const auto& d : t.p.multiplies.demands) estate().service(d.service).expect_demand_factor(t.section.path);
    if (t.p.stress) board().expect_weights();
    t.arrivals = std::make_unique<Arrivals>(estate(), t.p.source, nullptr);
  }

  // Stratified by whether it comes at all: with probability `stress`, where its rate gives p = 1 - exp(-rate T). The
  // first strike of those that come is then that of a Poisson process known to have one; what follows is unconditional.
  // Before the observed period it comes as it does.
  Process stress(Threat& t) {
    kernel::TrialStream stream = estate().stream(t.section.path + ".stress");
    const double rate = t.p.source.rate->rate.per_second;
    const auto gap = [&] { return Duration::seconds(stream.exponential() / rate); };
    for (Duration wait = gap(); now() + wait < observed_from(); wait = gap()) {
      co_await kernel::arrival_after(wait);
      strike(t);
    }
    if (observed_from() > now()) co_await kernel::arrival_after(observed_from() - now());
    const double p = -std::expm1(-rate * (estate().setting().end - observed_from()).in_seconds());
    const double q = t.p.stress->value;
    const bool comes = stream.uniform() < q;
    board().weigh(comes ? std::log(p / q) : std::log((1.0 - p) / (1.0 - q)));
    if (!comes) co_return;
    for (Duration wait = Duration::seconds(-std::log1p(-stream.uniform() * p) / rate);; wait = gap()) {
      co_await kernel::arrival_after(wait);
      strike(t);
    }
  }

  Process threaten(Threat& t) {
    if (t.p.forced) {
      kernel::TrialStream stream = estate().stream(t.section.path + ".forced");
      const Duration observed = estate().setting().end - observed_from();
      const Time at = observed_from() + observed * stream.uniform();
      co_await kernel::arrival_after(at - now());
      strike(t);
      co_return;
    }
    for (;;) {
      const auto arrival = co_await t.arrivals->next();
      if (!arrival) co_return;
      for (int n = t.arrivals->size(); n > 0; --n) strike(t);
    }
  }

  void strike(Threat& t) {
    Labels because = t.because;
    ++t.times;
    t.measures.strikes.add(1.0, because);
    if (t.p.cost) {
      const double amount = t.p.cost->draw().amount;
      t.measures.cost->add(amount, because);
      estate().add_cost(amount, because);
    }
    tell(t, Event::struck);
    for (Component* c : t.strikes) {
      if (!is_hit(t, t.times, c->name())) continue;
      because.names[0] = c->labels().names[0];
      because.names[1] = c->labels().names[1];
      t.measures.struck.add(c->strike(t.because), because);
    }
    if (!t.takes_down.empty() || !t.p.multiplies.demands.empty()) {
      const Duration lasts = t.p.lasts ? t.p.lasts->draw() : Duration::infinite();
      go_on(t, t.times, lasts).spawn(t.section.name);
    }
  }

  // Each by itself, whoever else there is: a variant with more members leaves the luck of the others as it was.
  static bool is_hit(const Threat& t, std::uint64_t time, std::string_view member) {
    return t.p.chance.draw(kernel::mix64(kernel::path_hash(member)) + time);
  }

  void tell(const Threat& t, Event event, double value = 0.0) const {
    story().tell({.kind = Teller::threat, .subject = t.because.names[2], .event = event, .value = value});
  }

  // Factors on the demand of services, for as long as this lives.
  class Surge {
   public:
    Surge(Estate& estate, const Multiplies& multiplies) : estate_(estate), demands_(multiplies.demands) {
      for (const auto& d : demands_) estate_.service(d.service).add_demand_factor(d.factor);
    }
    ~Surge() {
      if (estate_.simulation().is_closing()) return;
      for (const auto& d : demands_) estate_.service(d.service).remove_demand_factor(d.factor);
    }
    Surge(const Surge&) = delete;
    Surge& operator=(const Surge&) = delete;

   private:
    Estate& estate_;
    const std::vector<Multiplies::Demand>& demands_;
  };

  // Several may last at once; what they hold down is counted.
  Process go_on(Threat& t, std::uint64_t time, Duration lasts) {
    std::vector<Hold> holds;
    for (std::size_t i = 0; i < t.takes_down.size(); ++i) {
      if (!is_hit(t, time, estate().name_of(t.takes_down[i]))) continue;
      Labels because = t.because;
      because.names[6] = t.site[i];
      const std::vector<Target> target = {t.takes_down[i]};
      holds.push_back(estate().hold_down(target, work::Cause{because, false}));
      const std::size_t hit = target[0].kind == Target::Kind::site ? estate().components_of(target[0]).size() : 1;
      t.measures.struck.add(static_cast<double>(hit), because);
    }
    const Surge surge(estate(), t.p.multiplies);
    co_await delay(lasts);
    tell(t, Event::over, lasts.in_hours());
  }

  std::vector<Placed<ThreatSection>> sections_;
  std::map<std::string, std::unique_ptr<Measures>> measures_;
  std::vector<std::unique_ptr<Threat>> threats_;
};

}  // namespace threats

MAINSTAY_PLUGIN(threats::Threats, "threats", "1.0")
