#pragma once
// What a scenario says of a component's failures: `components.NAME.failure`, `.inspection`, `.maintenance`.

#include <optional>
#include <string>

#include "plugin_api/plugin.hpp"

namespace failure {

using namespace mainstay;

// `4 h`, a task, `ticket` (up again when its ticket is closed), or `none` (stays down).
struct Repair {
  enum class How { work, ticket, none };
  How how = How::none;
  Task task;
};

struct FailureSection {
  static constexpr const char* path = "components.*.failure";
  static constexpr const char* doc = "how it fails, and how it is repaired";
  Source source;
  Repair repair;
  bool hidden = false;
  std::optional<Ref<work::TicketName>> opens;
  bool renews = true;
  static void describe(Fields<FailureSection>& f);
};

struct InspectionSection {
  static constexpr const char* path = "components.*.inspection";
  static constexpr const char* doc = "looks for hidden failures";
  Source source;
  Task task;
  Chance success{1.0};
  static void describe(Fields<InspectionSection>& f);
};

struct MaintenanceSection {
  static constexpr const char* path = "components.*.maintenance";
  static constexpr const char* doc = "renews it before it fails";
  Source source;
  Task task;
  static void describe(Fields<MaintenanceSection>& f);
};

}  // namespace failure

namespace mainstay::schema {

template <>
struct Leaf<failure::Repair> {
  static constexpr const char* name = "repair";
  static std::string meaning() { return "a time, a task, `ticket` (up when its ticket is closed) or `none`"; }
  static std::string json_schema() { return R"({"anyOf":[{"type":"string"},{"$ref":"#/$defs/task"}]})"; }
  static bool read(failure::Repair& out, const Node& node, Reader& reader);
  static std::string print(const failure::Repair& v);
  static const Type& within() { return type_of<work::Task>(); }
  static void bind(failure::Repair& v, std::string_view path, const Binding& b);
};

}  // namespace mainstay::schema
