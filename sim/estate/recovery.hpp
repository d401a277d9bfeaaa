#pragma once
// Recoveries of services and groups: how long one took, and where the time went.

#include <array>
#include <optional>
#include <span>
#include <string>

#include "estate/node.hpp"

namespace mainstay::estate {

// The parts of a recovery. Each ends where the next begins; what was not marked takes no time.
enum class Stage { detect, declare, mobilise, restore, verify, catch_up };
inline constexpr std::array<const char*, 6> stage_names = {"detect", "declare", "mobilise", "restore", "verify", "catch_up"};
// Those of a service; and of a group, which no plan restores and which has no demand of its own.
inline constexpr std::array service_stages = {Stage::detect, Stage::declare, Stage::mobilise, Stage::restore, Stage::verify, Stage::catch_up};
inline constexpr std::array group_stages = {Stage::detect, Stage::mobilise, Stage::restore};

// One recovery of a service, as it is recorded: from the beginning of a disruption until the service is up again, with a
// target for the least acceptable capacity (MBCO) at that capacity. It may span several outages. Where a planned window
// began the disruption, it counts from when planned causes alone do not explain it.
struct Recovery {
  std::size_t service = 0;
  Time begin;
  Time end;
  bool censored = false;   // not recovered at the horizon
  bool planned = false;    // planned causes explain it from beginning to end
  // The parts, which add up to the whole, but for catching up, which comes after it. Nothing where that was not over at
  // the horizon, and no part of a recovery that was not over.
  std::array<std::optional<Duration>, 6> stages;
};

// The parts of a recovery that is under way, from what is marked as it goes.
class MAINSTAY_API RecoveryClock {
 public:
  using Parts = std::array<Duration, 6>;
  // Another one begins.
  void restart();
  // A plan or a failover has ended a stage; the first mark counts. False if there was one before.
  bool mark(Stage stage, Time now);
  // How far the repair of what is down has come: what a plan or a failover has not marked ends then. The first of
  // several failures that is found, or that somebody works on, counts.
  void see(const Response& response, Time now);
  // Nothing more would come of seeing.
  bool has_seen_all() const { return found_.is_finite() && begun_.is_finite(); }
  // They add up to the whole. Stages end in order; what lies between the last mark and the recovery is restoring.
  Parts parts(Time from, Time to) const;

 private:
  Time end_of(Stage stage) const;
  std::array<Time, 6> marked_ = never_marked();  // never: not marked
  Time found_ = Time::never();
  Time begun_ = Time::never();
  static std::array<Time, 6> never_marked();
};

// What is measured of recoveries: `recovery_time` and those of its parts that there can be.
class MAINSTAY_API RecoveryMeasures {
 public:
  // `path` is the entity's: `services.bank`.
  RecoveryMeasures(work::Board& board, const std::string& path, std::span<const Stage> stages);
  // Catching up is added apart, where it is measured.
  void add(const RecoveryClock::Parts& parts, Duration whole, Time born, const Labels& labels);
  void add_catch_up(Duration lasted, Time born, const Labels& labels);

 private:
  work::Tally* whole_;
  std::array<work::Tally*, 6> parts_{};   // none of stages that it does not have
};

}  // namespace mainstay::estate
