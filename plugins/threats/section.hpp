#pragma once
// What a scenario says of a threat: `threats.NAME`.

#include <optional>
#include <vector>

#include "plugin_api/plugin.hpp"

namespace threats {

using namespace mainstay;

// `{ payments: 4 }`: the demand of services, and by how much it is multiplied.
struct Multiplies {
  struct Demand {
    std::size_t service;
    double factor;
  };
  std::vector<Demand> demands;
};

// `data`.
struct Destroys {};

struct ThreatSection {
  static constexpr const char* path = "threats.*";
  static constexpr const char* doc = "what may happen to the estate from outside";
  Source source;
  Targets strikes;
  Targets takes_down;
  Multiplies multiplies;
  std::optional<Random<Duration>> lasts;
  Chance chance{1.0};
  std::optional<Random<Money>> cost;
  Destroys destroys;
  bool forced = false;
  std::optional<Share> stress;

  static void describe(Fields<ThreatSection>& f);
};

}  // namespace threats

namespace mainstay::schema {

template <>
struct Leaf<threats::Multiplies> {
  static constexpr const char* name = "factors";
  static std::string meaning() { return "services and factors, as in `{ payments: 4 }`"; }
  static std::string json_schema() { return R"({"type":"object","additionalProperties":{"type":"number"}})"; }
  static bool read(threats::Multiplies& out, const Node& node, Reader& reader);
  static std::string print(const threats::Multiplies&) { return {}; }
};

template <>
struct Leaf<threats::Destroys> {
  static constexpr const char* name = "destroys";
  static std::string meaning() { return "`data`"; }
  static std::string json_schema() { return R"({"enum":["data"]})"; }
  static bool read(threats::Destroys& out, const Node& node, Reader& reader);
  static std::string print(const threats::Destroys&) { return {}; }
};

}  // namespace mainstay::schema
