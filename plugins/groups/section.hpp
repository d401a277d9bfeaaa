#pragma once
// What a scenario says of a group: `groups.NAME`.

#include <array>
#include <optional>

#include "plugin_api/plugin.hpp"

namespace groups {

using namespace mainstay;

enum class Mode { active, hot, warm, cold };

// When the first member takes over again once it is back: never, at once, or while a calendar is open.
struct FailBack {
  enum class How { never, at_once, calendar };
  How how = How::never;
  std::size_t calendar = 0;
};

struct GroupSection {
  static constexpr const char* path = "groups.*";
  static constexpr const char* doc = "components that stand in for each other, and how";
  schema::Refs<estate::ComponentName> members;
  Mode mode = Mode::active;
  int at_least = 1;
  std::optional<Share> standby_ageing;
  std::optional<Task> detect;
  Live<Chance> success{Chance(1.0)};
  std::optional<Task> switch_over;
  std::optional<Task> manual;
  FailBack fail_back;

  static void describe(Fields<GroupSection>& f);
  // How fast a standby ages, as a factor on operating time.
  double standby_rate() const;
};

}  // namespace groups

namespace mainstay::schema {

template <>
struct Words<groups::Mode> {
  static constexpr std::array<std::string_view, 4> words = {"active", "hot standby", "warm standby", "cold standby"};
};

template <>
struct Leaf<groups::FailBack> {
  static constexpr const char* name = "fail back";
  static std::string meaning() { return "`never`, `at once`, or the name of a calendar: while it is open"; }
  static std::string json_schema() { return R"({"type":"string"})"; }
  static bool read(groups::FailBack& out, const Node& node, Reader& reader);
  static std::string print(const groups::FailBack& v);
};

}  // namespace mainstay::schema
