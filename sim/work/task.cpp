#include "work/task.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mainstay::schema {

namespace {

constexpr std::pair<const char*, work::Target::Kind> target_kinds[] = {{"components", work::Target::Kind::component},
                                                                       {"groups", work::Target::Kind::group},
                                                                       {"services", work::Target::Kind::service},
                                                                       {"teams", work::Target::Kind::team}};

bool read_teams(work::Assignment& out, const Node& node, Reader& reader) {
  if (node.is_list()) {
    bool good = true;
    for (const Node& item : node.items) good = read_teams(out, item, reader) && good;
    return good;
  }
  std::size_t index = 0;
  if (!read_ref(index, work::TeamName::kind, node, reader)) return false;
  out.teams.push_back(index);
  return true;
}

bool read_people(work::Assignment& out, const Node& node, Reader& reader) {
  if (!node.is_map()) return read_teams(out, node, reader);
  bool good = true;
  for (const auto& entry : node.entries) {
    if (entry.key == "team") {
      good = read_teams(out, entry.value, reader) && good;
    } else if (entry.key == "people") {
      good = Leaf<int>::read(out.people, entry.value, reader) && good;
      if (out.people < 1) {
        reader.error(entry.value.place, "`people` must be at least 1");
        good = false;
      }
    } else if (entry.key == "skill") {
      std::size_t skill = 0;
      good = read_ref(skill, "skills", entry.value, reader) && good;
      out.skill = static_cast<int>(skill);
    } else {
      reader.error(entry.key_place, fmt::format("unknown key '{}'", entry.key),
                   did_you_mean(entry.key, {"team", "people", "skill"}));
      good = false;
    }
  }
  if (good && out.teams.empty()) {
    reader.error(node.place, "needs `team`");
    good = false;
  }
  return good;
}

}  // namespace

bool Leaf<work::Assignment>::read(work::Assignment& out, const Node& node, Reader& reader) {
  out = {};
  if (!read_people(out, node, reader)) return false;
  if (const auto* workforce = reader.context<work::Workforce>()) workforce->is_asked_for(out, node.place, reader);
  return true;
}

bool Leaf<work::Targets>::read(work::Targets& out, const Node& node, Reader& reader) {
  if (node.is_list()) {
    bool good = true;
    for (const Node& item : node.items) good = read(out, item, reader) && good;
    return good;
  }
  if (node.is_map()) {
    const Node* site = node.find("site");
    if (site == nullptr || node.entries.size() != 1) {
      reader.error(node.place, "takes names, or `{ site: NAME }`");
      return false;
    }
    std::size_t index = 0;
    if (!read_ref(index, "sites", *site, reader)) return false;
    out.targets.push_back({work::Target::Kind::site, index});
    return true;
  }
  if (!node.is_scalar()) {
    reader.error(node.place, "takes names, or `{ site: NAME }`");
    return false;
  }
  if (node.text == "self") {
    out.self = true;
    return true;
  }
  std::vector<std::string> known = {"self"};
  for (const auto& [kind, target] : target_kinds) {
    const auto members = reader.names().members(kind, node.text);
    for (const std::size_t m : members) out.targets.push_back({target, m});
    if (!members.empty()) return true;
    for (const auto& name : reader.names().candidates(kind)) known.push_back(name);
  }
  const bool is_site = reader.names().find("sites", node.text).has_value();
  reader.error(node.place, fmt::format("'{}' is no component, group, service or team", node.text),
               is_site ? fmt::format("write `{{ site: {} }}`", node.text) : did_you_mean(node.text, known));
  return false;
}

}  // namespace mainstay::schema

namespace mainstay::work {

std::span<kernel::Pool* const> Assignment::pools(World& world) {
  if (pools_.size() != teams.size()) {
    pools_.clear();
    for (const std::size_t t : teams) pools_.push_back(&world.team(t).pool());
  }
  return pools_;
}

Label Assignment::team_of(World& world, const kernel::Pool* pool) {
  const auto all = pools(world);
  for (std::size_t k = 0; k < teams.size(); ++k)
    if (all[k] == pool) return world.team(teams[k]).label();
  return 0;
}

std::vector<Target> Targets::of(const std::optional<Target>& owner) const {
  std::vector<Target> out = targets;
  if (self && owner) out.push_back(*owner);
  return out;
}

namespace {

const schema::Place& place_of(const schema::Node& node, std::string_view key) {
  const schema::Node* n = node.is_map() ? node.find(key) : nullptr;
  return n == nullptr ? node.place : n->place;
}

void check_task(const Task& task, const schema::Node& node, schema::Reader& reader) { check_strikes(task.strikes, node, reader); }

}  // namespace

void check_strikes(const Targets& strikes, const schema::Node& node, schema::Reader& reader) {
  for (const Target& t : strikes.targets)
    if (t.kind == Target::Kind::service || t.kind == Target::Kind::team) {
      reader.error(place_of(node, "strikes"), "services and teams do not fail by themselves", "strike what they stand on, or say `takes_down`");
      return;
    }
}

void refuse_self(const Targets& strikes, const Targets& takes_down, const std::string& what, const schema::Node& node,
                 schema::Reader& reader) {
  for (const auto& [key, targets] : {std::pair("strikes", &strikes), std::pair("takes_down", &takes_down)})
    if (targets->self)
      reader.error(place_of(node, key), fmt::format("`self` is nothing here: {} is not part of the estate", what), "name what it means");
}

void Task::describe(schema::Fields<Task>& f) {
  f("time", &Task::time, "hands-on time").not_called({"duration", "effort", "takes"});
  f("by", &Task::by, "who does it; without it, nobody is waited for").not_called({"team", "who"});
  f("priority", &Task::priority, "its place in queues by priority");
  f("patience", &Task::patience, "gives up if it has not begun by then");
  f("strikes", &Task::strikes, "what fails as it begins");
  f("takes_down", &Task::takes_down, "what is down for as long as it lasts");
  f("planned", &Task::planned, "the downtime it causes is planned");
  f("opens", &Task::opens, "the ticket that is opened as it begins");
  f("uses", &Task::uses, "spare parts; where one is not there, it waits for it first");
  f.shorthand("time");
  f.check<check_task>();
}

kernel::Activity<Duration> Effects::gather(Duration longest) {
  const Time from = world_.simulation().now();
  parts_.ask(world_, task_.uses, doing_.because);
  for (Stock::Demand* part = parts_.missing(); part != nullptr; part = parts_.missing()) {
    const Duration waited = world_.simulation().now() - from;
    const auto first = co_await kernel::any_of(part->met().next(), kernel::delay(longest - waited));
    if (first.index() == 1 && parts_.missing() != nullptr) break;
  }
  co_return world_.simulation().now() - from;
}

bool Effects::matter() const {
  return task_.has_effects() || !task_.uses.is_empty() || doing_.begun != nullptr ||
         (doing_.telling.begun != Event::none && world_.board().story().is_heard());
}

void Effects::begin_with(kernel::Request& request) {
  request.begun = [](void* e, const kernel::Job& job) { static_cast<Effects*>(e)->begin(job.started, job.server); };
  request.context = this;
}

void Effects::tell(const kernel::Pool* by) const {
  Story& story = world_.board().story();
  const Telling& t = doing_.telling;
  if (t.begun == Event::none || !story.is_heard()) return;
  Told told{.kind = t.kind, .subject = t.subject, .event = t.begun, .number = t.number, .object = t.object, .because = doing_.because};
  for (const std::size_t team : task_.by.teams)
    if (&world_.team(team).pool() == by) told.by = world_.team(team).label();
  if (t.last_by != nullptr && *t.last_by != 0 && told.by != 0 && *t.last_by != told.by) {
    Told handed = told;
    handed.event = Event::handed_off;
    handed.object = *t.last_by;
    story.tell(handed);
  }
  story.tell(told);
}

void Effects::begin(Time at, const kernel::Pool* by) {
  tell(by);
  parts_.use();
  if (doing_.begun != nullptr) doing_.begun(doing_.context, task_, at);
  if (!task_.takes_down.is_empty())
    hold_ = world_.hold_down(task_.takes_down.of(doing_.owner), Cause{doing_.because, task_.planned});
  if (!task_.strikes.is_empty()) world_.strike(task_.strikes.of(doing_.owner), doing_.because);
  if (task_.opens) world_.open_ticket(task_.opens->index, Opening{.because = doing_.because});
}

kernel::Request request_of(Task& task, const Doing& doing, Duration work) {
  kernel::Request request;
  request.work = work;
  request.priority = doing.priority;
  if (task.priority && !doing.priority_is_settled)
    request.priority = doing.occurrence != 0 ? task.priority->draw(doing.occurrence).level : task.priority->draw().level;
  request.due = doing.due;
  request.people = task.by.people;
  request.skill = task.by.skill;
  request.kind = doing.kind;
  if (task.patience)
    request.patience = doing.occurrence != 0 ? task.patience->draw(doing.occurrence) : task.patience->draw();
  return request;
}

kernel::Activity<Done> perform(World& world, Task& task, const Doing& doing) {
  Done done;
  done.work = doing.time              ? *doing.time
              : doing.occurrence != 0 ? task.time.draw(doing.occurrence)
                                      : task.time.draw();
  const Time entered = world.simulation().now();
  Effects effects(world, task, doing);
  if (task.by.is_empty() && task.uses.is_empty()) {
    effects.begin(entered);
    co_await kernel::delay(done.work);
    done.begun = entered;
    done.lasted = done.work;
    effects.end();
    co_return done;
  }
  kernel::Request request = request_of(task, doing, done.work);
  if (!task.uses.is_empty()) {
    done.wait = co_await effects.gather(request.patience);
    request.patience -= done.wait;
  }
  if (!effects.has_parts()) {
    done.outcome = kernel::Outcome::gave_up;
  } else if (task.by.is_empty()) {
    effects.begin(world.simulation().now());
    co_await kernel::delay(done.work);
  } else {
    if (effects.matter()) effects.begin_with(request);
    const kernel::Served served = co_await kernel::work(task.by.pools(world), request);
    done.outcome = served.outcome;
    done.wait += served.wait;
    done.by = task.by.team_of(world, served.by);
  }
  done.begun = entered + done.wait;
  done.lasted = world.simulation().now() - entered - done.wait;
  effects.end();
  co_return done;
}

}  // namespace mainstay::work
