#include "estate/estate.hpp"

#include <algorithm>
#include <stdexcept>

namespace mainstay::estate {

using work::Unit;

Estate::Estate(kernel::Simulation& simulation, const work::Setting& setting, work::Board& board,
               const EstateSpec& spec, const schema::Binding& binding)
    : simulation_(simulation), setting_(setting), board_(board), spec_(spec), binding_(binding), exchange_(simulation),
      outage_began_(exchange_.emitter<OutageBegan>()), outage_unplanned_(exchange_.emitter<OutageUnplanned>()),
      outage_ended_(exchange_.emitter<OutageEnded>()), calendar_(simulation, 1.0) {
  for (const auto& t : spec.teams) {
    std::vector<work::Team::Skill> skills = t.spec.skills.list;
    for (auto& s : skills)
      if (s.people < 0) s.people = 1 << 20;
    TeamMade& made = *teams_.emplace_back(std::make_unique<TeamMade>());
    TeamSpec& own = made.spec = t.spec;
    const std::string path = "teams." + t.name;
    schema::bind_leaves(schema::type_of<TeamSpec>(), &own, path, binding);
    made.team = std::make_unique<work::Team>(*this, own.pool, path, own.on_call, skills, own.cost.per_second);
    own.pool.staff.on_change([](void* m) { static_cast<TeamMade*>(m)->team->set_staff(static_cast<TeamMade*>(m)->spec.pool.staff); }, &made);
  }
  for (const auto& p : spec.parts)
    stocks_.push_back(std::make_unique<work::Stock>(*this, p.spec, binding, "parts." + p.name));
  std::map<std::string, double> members;
  for (const auto& c : spec.components) ++members[c.family];
  components_at_.resize(spec.sites.size());
  for (std::size_t i = 0; i < spec.components.size(); ++i) {
    const auto& c = spec.components[i];
    std::optional<std::size_t> site;
    if (c.spec.site) site = c.spec.site->index;
    components_.push_back(std::make_unique<Component>(*this, Target{Target::Kind::component, i}, c.name, c.family, site,
                                                      c.spec.start_up,
                                                      measures_of("components", c.family, members[c.family])));
    if (site) components_at_[*site].push_back(i);
    measures_["components." + c.family]->add_member(components_.back()->labels());
    measures_by_label_[components_.back()->labels().names[0]] = measures_["components." + c.family].get();
  }
  for (std::size_t i = 0; i < spec.groups.size(); ++i) {
    const auto& [name, family] = spec.groups[i];
    const auto same = [&](const auto& g) { return g.second == family; };
    const auto count = static_cast<double>(std::count_if(spec.groups.begin(), spec.groups.end(), same));
    groups_.push_back(std::make_unique<Component>(*this, Target{Target::Kind::group, i}, name, family, std::nullopt,
                                                  Duration(), measures_of("groups", family, count)));
    measures_["groups." + family]->add_member(groups_.back()->labels());
  }
  // Services may need services: those that are needed come first.
  services_.resize(spec.services.size());
  const auto build = [&](auto& self, std::size_t i) -> void {
    if (services_[i] != nullptr) return;
    const auto visit = [&](auto& inner, const Need& need) -> void {
      if (need.kind == Need::Kind::node && need.node.kind == Target::Kind::service) self(self, need.node.index);
      for (const Need& n : need.of) inner(inner, n);
    };
    if (spec.services[i].spec.needs) visit(visit, *spec.services[i].spec.needs);
    services_[i] = std::make_unique<Service>(*this, Target{Target::Kind::service, i}, spec.services[i]);
  };
  for (std::size_t i = 0; i < spec.services.size(); ++i) build(build, i);
  services_on_.resize(components_.size() + groups_.size() + services_.size());
  for (std::size_t i = 0; i < spec.services.size(); ++i) {
    const auto visit = [&](auto& self, const Need& need) -> void {
      if (need.kind == Need::Kind::node) {
        services_on_[node_index(need.node)].push_back(services_[i].get());
        if (need.node.kind == Target::Kind::service && spec.services[need.node.index].spec.needs)
          self(self, *spec.services[need.node.index].spec.needs);
      }
      for (const Need& n : need.of) self(self, n);
    };
    if (spec.services[i].spec.needs) visit(visit, *spec.services[i].spec.needs);
  }
  total_outages_ = &board.counter({.path = "total.outages", .title = "outages of all services"});
  total_downtime_cost_ = &board.counter({.path = "total.downtime_cost", .unit = Unit::money, .title = "cost of all downtime"});
  total_cost_ = &board.counter({.path = "total.cost", .unit = Unit::money, .title = "cost of downtime, of strikes, of teams, and of the variant"});
  for (const auto& made : teams_) made->team->charge(*total_cost_);
  if (setting.antithetic)
    board.ratio({.path = work::antithetic_measure, .title = "100 %: replications 0 and 1, 2 and 3, … are antithetic pairs"}).set_source([] { return std::pair(1.0, 1.0); });
  last_done_ = &board.ratio({.path = "total.last_done", .unit = Unit::time, .title = "when the last ticket, change or plan was done"});
  last_done_->set_source([this] {
    const double t = (last_done_at_ - setting_.start).in_hours();
    return std::pair(t, t > 0.0 ? 1.0 : 0.0);
  });
}

Estate::~Estate() = default;

ComponentMeasures& Estate::measures_of(const char* kind, const std::string& family, double members) {
  const std::string path = std::string(kind) + "." + family;
  auto& m = measures_[path];
  if (m == nullptr) {
    m = std::make_unique<ComponentMeasures>();
    m->availability = &board_.level({.path = path + ".availability", .unit = Unit::share, .title = "share of time up"}, 1.0);
    m->down = &board_.level({.path = path + ".down", .title = "how many are down", .adds_up = true});
    m->downtime = &board_.level({.path = path + ".downtime", .unit = Unit::time, .title = "time down, added up", .adds_up = true});
    m->up_time = &board_.tally({.path = path + ".up_time", .unit = Unit::time, .title = "up time until it goes down (MTBF)"});
    m->at_risk = &m->up_time->come_between_events();
    m->members = members;
    if (path.starts_with("components.")) measure_importance(path, *m);
  }
  return *m;
}

// How much of all services' outages and downtime a component was the first cause of (failure and downtime criticality).
void Estate::measure_importance(const std::string& path, ComponentMeasures& measures) {
  auto& time = board_.ratio({.path = path + ".importance", .title = "share of all services' downtime in outages whose first cause it was"});
  time.set_source([this, &measures] { return std::pair(measures.caused_downtime, downtime_caused_); });
  auto& outages = board_.ratio({.path = path + ".importance.outages", .title = "share of all services' outages whose first cause it was"});
  outages.set_source([this, &measures] { return std::pair(measures.caused_outages, outages_caused_); });
}

void Estate::count_cause(const Outage& outage) {
  if (outage.end <= setting_.start) return;
  const double seconds = (outage.end - std::max(outage.begin, setting_.start)).in_seconds();
  const double began = outage.begin >= setting_.start ? 1.0 : 0.0;
  outages_caused_ += began;
  downtime_caused_ += seconds;
  const auto by = measures_by_label_.find(outage.first.labels.names[0]);
  if (by == measures_by_label_.end()) return;
  by->second->caused_outages += began;
  by->second->caused_downtime += seconds;
}

kernel::TrialStream Estate::stream(std::string_view path) const {
  return work::stream_of(binding_, path);
}

std::size_t Estate::node_index(const Target& target) const {
  if (target.kind == Target::Kind::component) return target.index;
  return components_.size() + target.index + (target.kind == Target::Kind::service ? groups_.size() : 0);
}

Node& Estate::node(const Target& target) {
  switch (target.kind) {
    case Target::Kind::component: return *components_[target.index];
    case Target::Kind::group: return *groups_[target.index];
    case Target::Kind::service: return *services_[target.index];
    default: throw std::logic_error("a site or a team is not up or down");
  }
}

std::vector<Component*> Estate::components_of(const Target& target) {
  switch (target.kind) {
    case Target::Kind::component: return {components_[target.index].get()};
    case Target::Kind::group: return {groups_[target.index].get()};
    case Target::Kind::site: {
      std::vector<Component*> out;
      for (const std::size_t i : components_at_[target.index]) out.push_back(components_[i].get());
      return out;
    }
    default: return {};
  }
}

work::Hold Estate::hold_down(const std::vector<Target>& targets, const Cause& cause) {
  if (simulation_.is_closing()) return {};
  const std::uint64_t key = next_key_++;
  Held held;
  for (const Target& t : targets) {
    if (t.kind == Target::Kind::team) {
      held.teams.push_back(teams_[t.index]->team.get());
    } else if (t.kind == Target::Kind::site) {
      for (Component* c : components_of(t)) held.nodes.push_back(c);
    } else {
      held.nodes.push_back(&node(t));
    }
  }
  const auto& stored = held_.emplace(key, std::move(held)).first->second;
  for (Node* n : stored.nodes) n->hold(key, cause);
  for (work::Team* t : stored.teams) t->keep_away(true);
  return work::Hold(*this, key);
}

void Estate::release(std::uint64_t key) {
  if (finished_ || simulation_.is_closing()) return;
  const auto found = held_.find(key);
  if (found == held_.end()) return;
  const Held held = std::move(found->second);
  held_.erase(found);
  for (Node* n : held.nodes) n->let_go(key);
  for (work::Team* t : held.teams) t->keep_away(false);
}

void Estate::strike(const std::vector<Target>& targets, const Labels& because) {
  for (const Target& t : targets)
    for (Component* c : components_of(t)) c->strike(because);
}

void Estate::open_ticket(std::size_t kind, const work::Opening& opening) {
  if (desk_ == nullptr) desk_ = exchange_.find<TicketDesk>();
  if (desk_ == nullptr) throw std::logic_error("nobody opens tickets");
  desk_->open(kind, opening);
}

kernel::Clock& Estate::clock_while(const Target& target, bool up) {
  Node& n = node(target);
  return up ? n.up_clock() : n.down_clock();
}

std::string Estate::name_of(const Target& target) const {
  switch (target.kind) {
    case Target::Kind::component: return spec_.components[target.index].name;
    case Target::Kind::group: return spec_.groups[target.index].first;
    case Target::Kind::service: return spec_.services[target.index].name;
    case Target::Kind::site: return spec_.sites[target.index];
    case Target::Kind::team: return spec_.teams[target.index].name;
  }
  return {};
}

Labels Estate::labels_of(const Target& target) {
  if (target.kind == Target::Kind::site || target.kind == Target::Kind::team) {
    Labels l;
    l.names[0] = board_.label(name_of(target));
    return l;
  }
  return node(target).labels();
}

void Estate::causes_changed(Node& node) {
  const Target t = node.self();
  if (t.kind == Target::Kind::service) services_[t.index]->recheck();
  for (Service* s : services_on(t)) s->recheck();
}

void Estate::response_changed(Component& component) {
  for (Service* s : services_on(component.self())) s->follow_repair();
  for (Component* group : component.groups()) {
    group->response_changed();
    for (Service* s : services_on(group->self())) s->follow_repair();
  }
}

void Estate::outage_begun(Service& service) {
  total_outages_->add();
  outage_began_.emit({service});
}

void Estate::first_outage_of(Service& service) {
  if (stop_at_ == static_cast<long>(service.self().index)) simulation_.stop();
}

void Estate::outage_unplanned(Service& service) { outage_unplanned_.emit({service}); }

void Estate::outage_ended(Service& service, const Outage& outage) {
  if (keep_outages_ && outage.end >= setting_.start) outages_.push_back(outage);
  count_cause(outage);
  if (outage.cost != 0.0) {
    total_downtime_cost_->add(outage.cost, outage.first.labels);
    total_cost_->add(outage.cost, outage.first.labels);
  }
  if (!outage.censored) outage_ended_.emit({service, outage});
}

std::size_t Estate::note_recovery(const Recovery& recovery) {
  if (!keep_outages_ || recovery.end < setting_.start) return static_cast<std::size_t>(-1);
  recoveries_.push_back(recovery);
  return recoveries_.size() - 1;
}

void Estate::note_caught_up(std::size_t number, Duration lasted) {
  if (number < recoveries_.size()) recoveries_[number].stages[static_cast<std::size_t>(Stage::catch_up)] = lasted;
}

void Estate::note_done() { last_done_at_ = simulation_.now(); }
void Estate::add_cost(double amount, const Labels& labels) { total_cost_->add(amount, labels); }

void Estate::finish() {
  for (auto& s : services_) s->finish();
  finished_ = true;
}

}  // namespace mainstay::estate
