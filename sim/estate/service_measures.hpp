#pragma once
// For the sources of Service alone.

#include <optional>
#include <string>

#include "estate/service.hpp"

namespace mainstay::estate {

// What is measured of a service; `mtpd`, `mbco_met`, `cost` and the like where its targets, costs and users say so.
struct Service::Measures {
  struct Objective {
    work::Ratio* met = nullptr;
    work::Counter* breaches = nullptr;
    work::Tally* excess = nullptr;
    work::Ratio* first_breach = nullptr;
    work::Counter* censored = nullptr;
  };
  work::Level* availability;
  work::Level* agreed;
  work::Level* down;
  work::Level* downtime;
  work::Level* downtime_planned;
  work::Counter* outages;
  work::Counter* outages_planned;
  work::Counter* triggered;
  work::Tally* outage;
  work::Tally* up_time;
  work::Level* at_risk;
  work::Ratio* first_outage;
  work::Level* capacity;
  work::Ratio* mbco_met = nullptr;
  work::Level* degraded = nullptr;
  work::Level* acceptable = nullptr;
  Objective rto;
  Objective mtpd;
  std::optional<RecoveryMeasures> recovery;
  work::Counter* cost = nullptr;
  work::Level* users_lost = nullptr;

  // `path` is the entity's: `services.bank`.
  Measures(work::Board& b, const std::string& path, const ServiceSpec& spec);
};

}  // namespace mainstay::estate
