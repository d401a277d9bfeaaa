#include "estate/spec.hpp"

#include <fmt/format.h>

namespace mainstay::schema {

using estate::Need;
using estate::Target;

namespace {

bool read_needs(std::vector<Need>& out, const Node& node, Reader& reader) {
  if (node.is_list()) {
    bool good = true;
    for (const Node& item : node.items) good = read_needs(out, item, reader) && good;
    return good;
  }
  if (node.is_map()) return Leaf<Need>::read(out.emplace_back(), node, reader);
  if (!node.is_scalar()) {
    reader.error(node.place, "takes names");
    return false;
  }
  static constexpr std::pair<const char*, Target::Kind> kinds[] = {{"components", Target::Kind::component},
                                                                   {"groups", Target::Kind::group},
                                                                   {"services", Target::Kind::service}};
  std::vector<std::string> known;
  for (const auto& [kind, target] : kinds) {
    const auto members = reader.names().members(kind, node.text);
    for (const std::size_t m : members) {
      Need leaf;
      leaf.kind = Need::Kind::node;
      leaf.node = {target, m};
      out.push_back(leaf);
    }
    if (!members.empty()) return true;
    for (const auto& name : reader.names().candidates(kind)) known.push_back(name);
  }
  reader.error(node.place, fmt::format("'{}' is no component, group or service", node.text),
               did_you_mean(node.text, known));
  return false;
}

}  // namespace

bool Leaf<Need>::read(Need& out, const Node& node, Reader& reader) {
  out = {};
  if (!node.is_map()) {
    out.kind = Need::Kind::all;
    return read_needs(out.of, node, reader);
  }
  const Node* any = node.find("any");
  const Node* least = node.find("at_least");
  const Node* of = node.find("of");
  for (const auto& e : node.entries)
    if (e.key != "any" && e.key != "at_least" && e.key != "of") {
      reader.error(e.key_place, fmt::format("unknown key '{}'", e.key), did_you_mean(e.key, {"any", "at_least", "of"}));
      return false;
    }
  if (any != nullptr && (least != nullptr || of != nullptr)) {
    reader.error(node.place, "takes `any`, or `at_least` with `of`, not both");
    return false;
  }
  if (any != nullptr) {
    out.kind = Need::Kind::any;
    // Each item of the list is one way; a list within it means all of that.
    if (!any->is_list()) return read_needs(out.of, *any, reader);
    bool good = true;
    for (const Node& item : any->items) {
      if (item.is_list()) {
        Need& all = out.of.emplace_back();
        all.kind = Need::Kind::all;
        good = read_needs(all.of, item, reader) && good;
      } else {
        good = read_needs(out.of, item, reader) && good;
      }
    }
    return good;
  }
  if (least == nullptr || of == nullptr) {
    reader.error(node.place, "needs `at_least` and `of`, or `any`");
    return false;
  }
  out.kind = Need::Kind::at_least;
  // It may say where it comes from, like any figure.
  if (!reader.read(type_of<int>(), &out.least, *least, reader.path() + ".at_least") || !read_needs(out.of, *of, reader)) return false;
  if (out.least < 0 || static_cast<std::size_t>(out.least) > out.of.size()) {
    reader.error(least->place, fmt::format("at least {} of {} can never be", out.least, out.of.size()),
                 fmt::format("`at_least` is between 0 and {}", out.of.size()));
    return false;
  }
  return true;
}

bool Leaf<estate::Skills>::read(estate::Skills& out, const Node& node, Reader& reader) {
  out.list.clear();
  const auto add = [&](const std::string& name, const Place& place, int people) {
    std::size_t index = 0;
    Node text = Node::scalar(name, place);
    if (!read_ref(index, "skills", text, reader)) return false;
    out.list.push_back({index, people});
    return true;
  };
  bool good = true;
  if (node.is_map()) {
    for (const auto& e : node.entries) {
      int people = 0;
      good = Leaf<int>::read(people, e.value, reader) && add(e.key, e.key_place, people) && good;
    }
    return good;
  }
  if (node.is_list()) {
    for (const Node& item : node.items)
      if (const auto text = reader.text(item, "a skill")) good = add(*text, item.place, -1) && good;
    return good;
  }
  const auto text = reader.text(node, "a skill");
  return text && add(*text, node.place, -1);
}

}  // namespace mainstay::schema

namespace mainstay::estate {

namespace {

void check_skills(const TeamSpec& team, const schema::Node& node, schema::Reader& reader) {
  std::vector<work::Team::Skill> skills = team.skills.list;
  for (auto& skill : skills)
    if (skill.people < 0) skill.people = 1 << 20;
  const std::size_t sets = work::Team::skill_sets(skills, team.pool.staff);
  if (sets > kernel::most_skill_classes)
    reader.error(node.place, fmt::format("its people make {} groups with different skills; there can be {}", sets, kernel::most_skill_classes),
                 "split the team, or give the same people several skills");
}

void check_band(const CostBand& band, const schema::Node& node, schema::Reader& reader) {
  if (!band.rate && node.is_map() && node.find("once") == nullptr)
    reader.error(node.place, "costs nothing", "say a `rate` that holds from there on, or what it costs `once`");
}

void check_objectives(const Objectives& o, const schema::Node& node, schema::Reader& reader) {
  if (o.rto && o.mtpd && *o.rto > *o.mtpd)
    reader.warning(node.place, "the `rto` is longer than the `mtpd`: what recovers just in time has been down for longer than is tolerable");
  if (o.rpo)
    reader.warning(node.is_map() && node.find("rpo") != nullptr ? node.find("rpo")->place : node.place,
                   "`rpo` is kept, but nothing is held against it: loss of data is not simulated by this version");
}

// The bands follow each other by age.
void check_service(const ServiceSpec& s, const schema::Node& node, schema::Reader& reader) {
  for (std::size_t i = 1; i < s.downtime_cost.size(); ++i)
    if (s.downtime_cost[i].from <= s.downtime_cost[i - 1].from) {
      const schema::Node* bands = node.find("downtime_cost");
      const bool listed = bands != nullptr && bands->is_list() && i < bands->items.size();
      reader.error(listed ? bands->items[i].place : node.place, "`downtime_cost`: its bands do not come in the order of their `from`",
                   "begin with the youngest outage, and say each age once");
    }
}

}  // namespace

void TeamSpec::describe(Fields<TeamSpec>& f) {
  f.include(&TeamSpec::pool);
  f("on_call", &TeamSpec::on_call, "outside the calendar, urgent work is begun after this delay");
  f("skills", &TeamSpec::skills, "what its people can do that others cannot");
  f("cost", &TeamSpec::cost, "of one person's scheduled time");
  f.check<check_skills>();
}

void ComponentSpec::describe(Fields<ComponentSpec>& f) {
  f("site", &ComponentSpec::site, "where it stands");
  f("start_up", &ComponentSpec::start_up, "from repaired to up; anew if interrupted");
}

void CostBand::describe(Fields<CostBand>& f) {
  f("from", &CostBand::from, "age of the outage from which this holds").required();
  f("rate", &CostBand::rate, "cost per time from there on, until the next");
  f("once", &CostBand::once, "cost once, when the outage gets that old");
  f.check<check_band>();
}

void Objectives::describe(Fields<Objectives>& f) {
  f("availability", &Objectives::availability, "least availability, without planned time").range(0, 1);
  f("rto", &Objectives::rto, "recovery time objective: within which to recover");
  f("rpo", &Objectives::rpo, "recovery point objective: greatest acceptable loss of data in time");
  f("mtpd", &Objectives::mtpd, "maximum tolerable period of disruption");
  f("mbco", &Objectives::mbco, "least acceptable capacity in a disruption (minimum business continuity objective)").range(0, 1);
  f.check<check_objectives>();
}

void ServiceSpec::describe(Fields<ServiceSpec>& f) {
  f("needs", &ServiceSpec::needs, "what must be up for it to be up");
  f("start_up", &ServiceSpec::start_up, "from all needs met to up; anew if interrupted");
  f("hours", &ServiceSpec::hours, "the agreed service time");
  f("users", &ServiceSpec::users, "people who use it").range(0, 1e12);
  f("targets", &ServiceSpec::targets, "what is agreed");
  f("downtime_cost", &ServiceSpec::downtime_cost, "cost by the age of an outage");
  f.check<check_service>();
}

void CalendarSpec::describe(Fields<CalendarSpec>& f) {
  f("hours", &CalendarSpec::hours, "`Mon-Fri 08:00-18:00`, or a list of such").required();
  f("holidays", &CalendarSpec::holidays, "dates on which it is closed");
  f("timezone", &CalendarSpec::timezone, "where that is not the run's");
  f.shorthand("hours");
}

}  // namespace mainstay::estate
