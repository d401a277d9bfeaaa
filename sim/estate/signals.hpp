#pragma once
// What happens in an estate that models may hear of (see exchange.hpp). They are emitted within the run: `now()` is
// when it happened. References hold for the trial.

#include <string_view>

#include "estate/service.hpp"
#include "work/task.hpp"

namespace mainstay::estate {

// A service has gone down, planned or not: see `service.outage()`.
struct OutageBegan {
  static constexpr const char* signal = "outage.began/1";
  Service& service;
};

// An outage that planned causes began is no longer explained by them alone: from now on it is as one that begins in this
// instant. See `service.outage()->unplanned_from`.
struct OutageUnplanned {
  static constexpr const char* signal = "outage.unplanned/1";
  Service& service;
};

// It is up again, by repair or by a recovery plan. Not emitted for outages that the horizon cuts.
struct OutageEnded {
  static constexpr const char* signal = "outage.ended/1";
  Service& service;
  const Outage& outage;
};

// A change has been closed, for better or worse; emitted by `changes`.
struct ChangeDone {
  static constexpr const char* signal = "change.done/1";
  std::string_view kind;          // `normal` of `changes.normal`
  bool failed;                    // it had done harm, or needed a remedy
};

}  // namespace mainstay::estate
