#include "section.hpp"

#include <algorithm>

namespace mainstay::schema {

bool Leaf<groups::FailBack>::read(groups::FailBack& out, const Node& node, Reader& reader) {
  using How = groups::FailBack::How;
  if (node.is_scalar() && node.text == "never") return out.how = How::never, true;
  if (node.is_scalar() && node.text == "at once") return out.how = How::at_once, true;
  out.how = How::calendar;
  return read_ref(out.calendar, work::CalendarName::kind, node, reader);
}

std::string Leaf<groups::FailBack>::print(const groups::FailBack& v) {
  using How = groups::FailBack::How;
  return v.how == How::never ? "never" : v.how == How::at_once ? "at once" : "a calendar";
}

}  // namespace mainstay::schema

namespace groups {

namespace {

const schema::Place& place_of(const Node& node, std::string_view key) {
  const Node* n = node.is_map() ? node.find(key) : nullptr;
  return n == nullptr ? node.place : n->place;
}

void check_active(const GroupSection& s, const Node& node, Reader& reader) {
  const auto members = static_cast<int>(s.members.indices.size());
  if (s.at_least > members)
    reader.error(place_of(node, "at_least"), "at least " + std::to_string(s.at_least) + " of " +
                                                 std::to_string(members) + " can never be");
  for (const char* key : {"standby_ageing", "detect", "success", "switch", "manual", "fail_back"})
    if (node.is_map() && node.find(key) != nullptr)
      reader.warning(node.find(key)->place, std::string("`") + key + "` does nothing: all members are active",
                     "it goes with `mode: hot standby`, `warm standby` or `cold standby`");
}

void check_standby(const GroupSection& s, const Node& node, Reader& reader) {
  if (s.members.indices.size() == 1)
    reader.error(place_of(node, "members"), "one member has no standby", "name at least two `members`");
  const auto given = [&](const char* key) { return node.is_map() && node.find(key) != nullptr; };
  if (given("at_least"))
    reader.error(place_of(node, "at_least"), "`at_least` goes with `mode: active`: of a group with standbys, one serves");
  if (s.mode == Mode::warm && !s.standby_ageing)
    reader.warning(node.place, "no `standby_ageing`: a warm standby ages as fast as what serves",
                   "say, as in `standby_ageing: 30 %`, how fast it does");
  if (s.mode != Mode::warm && s.standby_ageing)
    reader.warning(place_of(node, "standby_ageing"),
                   std::string("`standby_ageing` goes with `mode: warm standby`: a ") +
                       (s.mode == Mode::hot ? "hot standby ages as fast as what serves" : "cold standby does not age"));
  if (s.success.share() < 1.0 && !s.manual)
    reader.warning(place_of(node, "success"), "no `manual`: after a failover that fails, it is down until the member that failed is back");
  if (s.success.share() >= 1.0 && s.manual && !(s.switch_over && s.switch_over->patience))
    reader.warning(place_of(node, "manual"), "`manual` is never needed: `success` is 100 %");
}

void check(const GroupSection& s, const Node& node, Reader& reader) {
  auto members = s.members.indices;
  if (members.empty()) return;  // said already
  std::sort(members.begin(), members.end());
  if (std::adjacent_find(members.begin(), members.end()) != members.end())
    reader.error(place_of(node, "members"), "a component is named twice");
  if (s.mode == Mode::active)
    check_active(s, node, reader);
  else
    check_standby(s, node, reader);
}

}  // namespace

void GroupSection::describe(Fields<GroupSection>& f) {
  f("members", &GroupSection::members, "components, the preferred one first").required();
  f("mode", &GroupSection::mode, "all at work, or one at work and the others standing by");
  f("at_least", &GroupSection::at_least, "how many must be up, where all are active").range(1, 1e9);
  f("standby_ageing", &GroupSection::standby_ageing, "how fast a warm standby ages").range(0, 1);
  f("detect", &GroupSection::detect, "from the failure until it is noticed");
  f("success", &GroupSection::success, "the chance that the failover works");
  f("switch", &GroupSection::switch_over, "what it takes until a standby serves");
  f("manual", &GroupSection::manual, "what it takes instead, where the failover does not work");
  f("fail_back", &GroupSection::fail_back, "when the first member takes over again");
  f.check<check>();
}

double GroupSection::standby_rate() const {
  switch (mode) {
    case Mode::warm: return standby_ageing ? standby_ageing->value : 1.0;
    case Mode::cold: return 0.0;
    default: return 1.0;
  }
}

}  // namespace groups
