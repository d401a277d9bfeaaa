#include "estate/service_measures.hpp"

#include <utility>

namespace mainstay::estate {

using work::Unit;

Service::Measures::Measures(work::Board& b, const std::string& path, const ServiceSpec& spec) {
  availability = &b.level({.path = path + ".availability", .unit = Unit::share, .title = "share of the agreed time that it was up"}, 1.0);
  agreed = &b.level({.path = path + ".availability_agreed", .unit = Unit::share, .title = "availability without planned time"}, 1.0);
  down = &b.level({.path = path + ".down", .title = "1 while it is down", .adds_up = true});
  downtime = &b.level({.path = path + ".downtime", .unit = Unit::time, .title = "time down in the agreed hours", .adds_up = true});
  downtime_planned = &b.level({.path = path + ".downtime_planned", .unit = Unit::time, .title = "planned part of the downtime", .adds_up = true});
  outages = &b.counter({.path = path + ".outages", .title = "times that it went down"});
  outages_planned = &b.counter({.path = path + ".outages_planned", .title = "outages that planned causes alone began", .share_of = path + ".outages"});
  triggered = &b.counter({.path = path + ".triggered", .title = "outages, by their trigger", .share_of = path + ".outages"});
  outage = &b.tally({.path = path + ".outage", .unit = Unit::time, .title = "length of an outage"});
  up_time = &b.tally({.path = path + ".up_time", .unit = Unit::time, .title = "up time between outages (MTBF)"});
  at_risk = &up_time->come_between_events();
  first_outage = &b.ratio({.path = path + ".first_outage", .unit = Unit::time, .title = "time to the first outage that was not planned"});
  capacity = &b.level({.path = path + ".capacity", .unit = Unit::share, .title = "capacity that is up"}, 1.0);
  recovery.emplace(b, path, service_stages);
  const auto objective = [&](Objective& o, const std::string& name, const std::string& words) {
    o.met = &b.ratio({.path = path + "." + name + ".met", .title = "share of disruptions recovered within the " + words});
    o.breaches = &b.counter({.path = path + "." + name + ".breaches", .title = "disruptions that got older than the " + words});
    o.excess = &b.tally({.path = path + "." + name + ".excess", .unit = Unit::time, .title = "disrupted time beyond the " + words, .adds_up = true});
    o.first_breach = &b.ratio({.path = path + "." + name + ".first_breach", .unit = Unit::time, .title = "time to the first breach of the " + words});
    o.censored = &b.counter({.path = path + "." + name + ".censored", .title = "disruptions still open and younger than the " + words + " at the end"});
  };
  if (spec.targets.rto) objective(rto, "rto", "RTO");
  if (spec.targets.mtpd) objective(mtpd, "mtpd", "MTPD");
  if (spec.targets.mbco) {
    degraded = &b.level({.path = path + ".mbco.disrupted", .unit = Unit::time, .title = "time below full capacity", .adds_up = true});
    acceptable = &b.level({.path = path + ".mbco.acceptable", .unit = Unit::time, .title = "time below full capacity, at the MBCO or above", .adds_up = true});
    mbco_met = &b.ratio({.path = path + ".mbco.met", .title = "share of the disrupted time at or above the MBCO"});
    mbco_met->set_source([this] {
      const work::Statistic total{work::Statistic::Kind::total, 0.0};
      return std::pair(acceptable->evaluate(total).value, degraded->evaluate(total).value);
    });
  }
  if (!spec.downtime_cost.empty()) cost = &b.counter({.path = path + ".cost", .unit = Unit::money, .title = "cost of its downtime"});
  if (spec.users > 0.0) users_lost = &b.level({.path = path + ".users_lost", .unit = Unit::time, .title = "users times the agreed time that they went without (user-hours)", .adds_up = true});
}

}  // namespace mainstay::estate
