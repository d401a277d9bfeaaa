#include "section.hpp"

namespace mainstay::schema {

using failure::Repair;

bool Leaf<Repair>::read(Repair& out, const Node& node, Reader& reader) {
  if (node.is_scalar() && node.text == "ticket") return out.how = Repair::How::ticket, true;
  if (node.is_scalar() && node.text == "none") return out.how = Repair::How::none, true;
  if (const std::string meant = node.is_scalar() ? nearest(node.text, {"ticket", "none"}) : ""; !meant.empty()) {
    reader.error(node.place, "'" + node.text + "' is neither a task nor `ticket` or `none`", "did you mean '" + meant + "'?");
    return false;
  }
  out.how = Repair::How::work;
  return reader.read(type_of<work::Task>(), &out.task, node, reader.path());
}

std::string Leaf<Repair>::print(const Repair& v) {
  return v.how == Repair::How::none ? "none" : v.how == Repair::How::ticket ? "ticket" : "a task";
}

void Leaf<Repair>::bind(Repair& v, std::string_view path, const Binding& b) {
  bind_leaves(type_of<work::Task>(), &v.task, std::string(path), b);
}

}  // namespace mainstay::schema

namespace failure {

namespace {

const schema::Place& place_of(const Node& node, std::string_view key) {
  const Node* n = node.is_map() ? node.find(key) : nullptr;
  return n == nullptr ? node.place : n->place;
}

// An entity does it to itself, one at a time: nothing comes in numbers, or joins what is open.
void check_source(const Node& node, Reader& reader) {
  for (const char* key : {"population", "size", "merge"})
    if (node.is_map() && node.find(key) != nullptr)
      reader.error(node.find(key)->place, std::string("`") + key + "` has no meaning here: it comes to one component, one at a time");
}

void check_is_given(const Source& source, const Node& node, Reader& reader) {
  if (!source.is_given()) reader.error(node.place, "does not say when it comes", "give one of `every`, `at`, `rate`, `trace`");
}

void check_failure(const FailureSection& s, const Node& node, Reader& reader) {
  using How = Repair::How;
  check_source(node, reader);
  if (s.repair.how == How::ticket && !s.opens)
    reader.error(node.place, "`repair: ticket` needs `opens`: the ticket on whose closing it is up again");
  const auto& time = s.repair.task.time.law();
  if (s.repair.how == How::work && time.is_constant() && time.mean() == 0.0 && s.repair.task.uses.is_empty() && s.source.is_given())
    reader.warning(node.place, "repairs take no time: every plan looks perfect");
  if (s.repair.how == How::work && s.repair.task.patience)
    reader.warning(place_of(node, "repair"), "a repair with `patience` that nobody takes up in time is given up: it stays down");
  if (node.is_map() && node.find("repair") == nullptr)
    reader.warning(node.place, "no `repair`: it stays down until a recovery plan stands in for it", "say `repair: none` if that is meant");
  if (!s.renews && s.source.every && s.source.every->law().max() < Duration::infinite().in_seconds())
    reader.error(place_of(node, "renews"), "`renews: false` needs a law without an end: what has come to the greatest age of its law would fail without pause",
                 "take one such as `weibull(shape 2; mean 180 d)`");
}

void check_inspection(const InspectionSection& s, const Node& node, Reader& reader) {
  check_source(node, reader);
  check_is_given(s.source, node, reader);
}

void check_maintenance(const MaintenanceSection& s, const Node& node, Reader& reader) {
  check_source(node, reader);
  check_is_given(s.source, node, reader);
}

}  // namespace

void FailureSection::describe(Fields<FailureSection>& f) {
  f.include(&FailureSection::source);
  f("repair", &FailureSection::repair, "what it takes until it runs again");
  f("hidden", &FailureSection::hidden, "nobody sees it until it is inspected or needed");
  f("opens", &FailureSection::opens, "the ticket that is opened as it fails");
  f("renews", &FailureSection::renews, "repaired as good as new; `false`: as old as it was (minimal repair)");
  f.check<check_failure>();
}

void InspectionSection::describe(Fields<InspectionSection>& f) {
  f.include(&InspectionSection::source);
  f.include(&InspectionSection::task);
  f("success", &InspectionSection::success, "the chance that a failure that is there is found");
  f.check<check_inspection>();
}

void MaintenanceSection::describe(Fields<MaintenanceSection>& f) {
  f.include(&MaintenanceSection::source);
  f.include(&MaintenanceSection::task);
  f.check<check_maintenance>();
}

}  // namespace failure
