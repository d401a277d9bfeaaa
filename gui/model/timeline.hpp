#pragma once
// One replication as lanes of bars on a time axis, from the tables of records.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/run_source.hpp"

namespace mainstay::gui::model {

struct Bar {
  double from = 0.0, to = 0.0;  // hours since the start of the observed time
  std::size_t row = 0;          // in its lane, so that bars of a lane do not cover each other
  enum class Kind { outage, planned, ticket, late, change, failed, plan, restored, other } kind = Kind::other;
  std::string label;
  std::vector<std::pair<std::string, std::string>> facts;  // of its story, in order
};

struct Lane {
  std::string group;  // `Services`, `Plans`, `Changes`, `Tickets`
  std::string name;
  std::size_t rows = 1;
  std::vector<Bar> bars;  // by rising `from`
  std::size_t left_out = 0;  // bars beyond what can be shown
};

// A curve of one replication, as people busy in a team.
struct LaneCurve {
  std::string name, unit;
  double start_hours = 0.0, step_hours = 0.0;
  std::vector<float> values;
};

struct Timeline {
  std::size_t variant = 0;
  std::uint32_t replication = 0;
  double hours = 0.0;  // length of the observed time
  bool failed = false;
  std::string error;
  std::vector<Lane> lanes;
  std::vector<LaneCurve> curves;
  std::string missing;  // what the run did not record, and how to have it
};

Timeline make_timeline(const RunSource& run, std::size_t variant, std::uint32_t replication);

// Replications by what went on in them, so that one can go to the worst or to a typical one.
struct Ranking {
  std::string metric, title, unit;
  std::vector<std::uint32_t> replication;  // from the least to the greatest value
  std::vector<double> value;
};
Ranking make_ranking(const RunSource& run, std::size_t variant);

}  // namespace mainstay::gui::model
