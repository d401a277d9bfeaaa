#pragma once
// What the scenario says of the estate's own entities: sites, teams, components, services.

#include <optional>
#include <string>
#include <vector>

#include "work/pool.hpp"
#include "work/stock_spec.hpp"
#include "work/task.hpp"

namespace mainstay::estate {

using kernel::Duration;
using kernel::Time;
using schema::Fields;
using schema::Money;
using schema::MoneyRate;
using schema::Ref;
using schema::Share;
using work::ServiceName;
using work::Target;

struct ComponentName { static constexpr const char* kind = "components"; };
struct SiteName { static constexpr const char* kind = "sites"; };

struct MAINSTAY_API SiteSpec {
  static void describe(Fields<SiteSpec>&) {}
};

// `[database]` is everybody's; `{ database: 2 }` says how many have it.
struct Skills {
  std::vector<work::Team::Skill> list;   // people < 0: everybody
};

struct MAINSTAY_API TeamSpec {
  work::PoolSpec pool;
  std::optional<work::OnCall> on_call;
  Skills skills;
  MoneyRate cost;
  static void describe(Fields<TeamSpec>& f);
};

struct MAINSTAY_API ComponentSpec {
  std::optional<Ref<SiteName>> site;
  Duration start_up;
  static void describe(Fields<ComponentSpec>& f);
};

// `db`; a list: all of them; `{ any: [...] }`; `{ at_least: 2, of: [...] }`.
struct Need {
  enum class Kind { node, all, any, at_least };
  Kind kind = Kind::all;
  Target node;
  int least = 0;
  std::vector<Need> of;
};

struct MAINSTAY_API CostBand {
  Duration from;
  std::optional<MoneyRate> rate;   // without one, the rate before it goes on
  Money once;
  static void describe(Fields<CostBand>& f);
};

struct MAINSTAY_API Objectives {
  std::optional<Share> availability;
  std::optional<Duration> rto;
  std::optional<Duration> rpo;
  std::optional<Duration> mtpd;
  std::optional<Share> mbco;
  static void describe(Fields<Objectives>& f);
};

struct MAINSTAY_API ServiceSpec {
  std::optional<Need> needs;
  Duration start_up;
  Ref<work::CalendarName> hours{0};
  double users = 0.0;
  Objectives targets;
  std::vector<CostBand> downtime_cost;
  static void describe(Fields<ServiceSpec>& f);
};

struct MAINSTAY_API CalendarSpec {
  std::vector<std::string> hours;
  std::vector<std::string> holidays;
  std::string timezone;
  static void describe(Fields<CalendarSpec>& f);
};

// One entity: its name, and the name that it is counted under (`db` of db-3).
template <class Spec>
struct Entity {
  std::string name;
  std::string family;
  Spec spec;
};

// The estate as the scenario describes it. Immutable, shared by all trials of a variant.
struct EstateSpec {
  std::vector<Entity<TeamSpec>> teams;
  std::vector<Entity<work::StockSpec>> parts;
  std::vector<Entity<ComponentSpec>> components;
  std::vector<Entity<ServiceSpec>> services;
  std::vector<std::string> sites;
  std::vector<std::pair<std::string, std::string>> groups;  // name and family of what stands for a component
};

}  // namespace mainstay::estate

namespace mainstay::schema {

template <>
struct Leaf<estate::Need> {
  static constexpr const char* name = "needs";
  static std::string meaning() {
    return "a name; a list, all of them; `{ any: [...] }`; `{ at_least: 2, of: [...] }`; these nest";
  }
  static std::string json_schema() {
    return R"({"anyOf":[{"type":"string"},{"type":"array"},{"type":"object","properties":{"any":{},"at_least":{"anyOf":[{"type":"integer"},{"type":"object","properties":{"value":{"type":"integer"},"source":{},"grade":{"enum":["measured","estimated","assumed"]}},"required":["value"],"additionalProperties":false}]},"of":{}},"additionalProperties":false}]})";
  }
  MAINSTAY_API static bool read(estate::Need& out, const Node& node, Reader& reader);
  static std::string print(const estate::Need&) { return {}; }
};

template <>
struct Leaf<estate::Skills> {
  static constexpr const char* name = "skills";
  static std::string meaning() { return "`[database]`: everybody's; `{ database: 2 }`: how many have it"; }
  static std::string json_schema() { return R"({"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"object"}]})"; }
  MAINSTAY_API static bool read(estate::Skills& out, const Node& node, Reader& reader);
  static std::string print(const estate::Skills&) { return {}; }
};

}  // namespace mainstay::schema
