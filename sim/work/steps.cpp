#include "work/steps.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace mainstay::schema {

bool Leaf<work::Branch>::read(work::Branch& out, const Node& node, Reader& reader) {
  out.ways.clear();
  if (node.is_scalar()) {
    out.ways.push_back({node.text, 1.0});
    return true;
  }
  if (!node.is_map()) {
    reader.error(node.place, "takes steps and their chances, `{ deploy: 90 %, refused: 10 % }`");
    return false;
  }
  bool good = true;
  double total = 0.0;
  for (const auto& entry : node.entries) {
    const auto share = reader.quantity(entry.value, Dimension::share);
    if (!share || *share < 0.0) {
      if (share) reader.error(entry.value.place, fmt::format("'{}' is negative", entry.value.text));
      good = false;
      continue;
    }
    total += *share;
    out.ways.push_back({entry.key, *share});
  }
  if (good && total > 1.0 + 1e-9) {
    reader.error(node.place, fmt::format("the chances add up to {} %", format_number(total * 100.0)));
    good = false;
  }
  return good;
}

}  // namespace mainstay::schema

namespace mainstay::work {

int Branch::draw(std::uint64_t occurrence) const {
  if (ways.empty()) return -1;
  if (ways.size() == 1 && ways[0].share >= 1.0) return ways[0].index;
  kernel::Stream own = stream.at(occurrence);
  double u = own.uniform();
  for (const Way& way : ways) {
    if (u < way.share) return way.index;
    u -= way.share;
  }
  // Shares that add up to all but rounding leave nothing over.
  double total = 0.0;
  for (const Way& way : ways) total += way.share;
  return total > 1.0 - 1e-9 ? ways.back().index : -1;
}

void Escalation::describe(schema::Fields<Escalation>& f) {
  f("after", &Escalation::after, "time in the step").required();
  f("to", &Escalation::to, "the step that it goes on to").required();
}

void Step::describe(schema::Fields<Step>& f) {
  f.include(&Step::task);
  f("after", &Step::after, "begins when all of these are done");
  f("then", &Step::then, "goes on to one of these by chance; the rest ends here");
  f("at", &Step::at, "waits for the clock first");
  f("hold", &Step::hold, "the SLA clock stands still meanwhile");
  f("escalate", &Step::escalate, "goes on to another step if it takes too long");
  f.shorthand("time");
}

Time Step::begins(Time now, std::uint64_t occurrence) const {
  if (!at) return now;
  return at->clock ? at->clock->next_or_at(now) : now + at->after_start.draw(occurrence);
}

void Steps::describe(schema::Fields<Steps>& f) {
  f("steps", &Steps::steps, "tasks by name");
  f("first", &Steps::first, "the step that begins, where that is not clear");
}

void Steps::connect(const schema::Node& node, schema::Reader& reader) {
  std::vector<std::string> names;
  for (const auto& s : steps.items) names.push_back(s.name);
  const schema::Node* list = node.is_map() ? node.find("steps") : nullptr;
  const auto place_of = [&](const std::string& step, const char* key) {
    const schema::Node* at = list == nullptr ? nullptr : list->find(step);
    const schema::Node* value = at == nullptr || !at->is_map() ? nullptr : at->find(key);
    return value != nullptr ? value->place : at != nullptr ? at->place : node.place;
  };
  const auto index = [&](const std::string& name, const schema::Place& place) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<int>(found - names.begin());
    reader.error(place, fmt::format("there is no step '{}'", name), schema::did_you_mean(name, names));
    return -1;
  };
  std::vector<bool> led_to(names.size(), false);
  for (auto& s : steps.items) {
    for (const auto& a : s.value.after) s.value.after_index.push_back(index(a, place_of(s.name, "after")));
    for (auto& way : s.value.then.ways) {
      way.index = index(way.step, place_of(s.name, "then"));
      if (way.index >= 0) led_to[static_cast<std::size_t>(way.index)] = true;
    }
    if (s.value.escalate) {
      s.value.escalate->index = index(s.value.escalate->to, place_of(s.name, "escalate"));
      if (s.value.escalate->index >= 0) led_to[static_cast<std::size_t>(s.value.escalate->index)] = true;
    }
    if (!s.value.after.empty()) one_at_a_time = false;
  }
  if (!first.empty()) {
    const int f = index(first, node.is_map() && node.find("first") != nullptr ? node.find("first")->place : node.place);
    if (f >= 0) begin.push_back(f);
  } else {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (steps.items[i].value.after.empty() && !led_to[i]) begin.push_back(static_cast<int>(i));
  }
  if (begin.size() != 1) one_at_a_time = false;
  if (!names.empty() && begin.empty())
    reader.error(node.place, "no step begins: each comes after another", "say `first: STEP`");
  // A circle of `after` never begins.
  std::vector<int> state(names.size(), 0);
  const auto circular = [&](auto& self, int i) -> bool {
    auto& mark = state[static_cast<std::size_t>(i)];
    if (mark != 0) return mark == 1;
    mark = 1;
    for (const int a : steps.items[static_cast<std::size_t>(i)].value.after_index)
      if (a >= 0 && self(self, a)) return true;
    mark = 2;
    return false;
  };
  for (std::size_t i = 0; i < names.size(); ++i)
    if (circular(circular, static_cast<int>(i))) {
      reader.error(place_of(names[i], "after"), fmt::format("step '{}' comes after itself", names[i]));
      return;
    }
}

// --- what is certain ---

namespace {

// Whether a way from `from` to some end leads around `step`.
bool leads_around(const Steps& steps, int from, int step) {
  std::vector<bool> seen(steps.size(), false);
  std::vector<int> ahead = {from};
  while (!ahead.empty()) {
    const int at = ahead.back();
    ahead.pop_back();
    if (at < 0 || at == step || seen[static_cast<std::size_t>(at)]) continue;
    seen[static_cast<std::size_t>(at)] = true;
    const Step& s = steps.steps.items[static_cast<std::size_t>(at)].value;
    double leads_on = 0.0;
    for (const auto& way : s.then.ways) {
      leads_on += way.share;
      if (way.share > 0.0) ahead.push_back(way.index);
    }
    if (leads_on < 1.0 - 1e-9) return true;
    if (s.escalate) ahead.push_back(s.escalate->index);
  }
  return false;
}

}  // namespace

std::vector<bool> certain_steps(const Steps& steps) {
  std::vector<bool> certain(steps.size(), false);
  std::vector<int> starts = steps.begin;  // what is begun whatever happens
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (certain[i]) continue;
      const int step = static_cast<int>(i);
      const auto& after = steps.steps.items[i].value.after_index;
      const bool joins = !after.empty() &&
                         std::all_of(after.begin(), after.end(), [&](int a) { return a >= 0 && certain[static_cast<std::size_t>(a)]; });
      if (!joins && std::all_of(starts.begin(), starts.end(), [&](int s) { return leads_around(steps, s, step); })) continue;
      certain[i] = true;
      more = true;
      if (joins) starts.push_back(step);
    }
  }
  return certain;
}

// --- measures ---

StepMeasures::StepMeasures(Board& board, const Steps& steps, const std::string& path, const std::vector<Label>&) {
  for (const auto& s : steps.steps.items) {
    const std::string at = path + ".steps." + s.name;
    One one{};
    one.visits = &board.tally({.path = at + ".visits", .title = "times that the step was taken", .adds_up = true});
    one.visits->count_as_it_happens();
    one.open = &board.level({.path = at + ".open", .title = "in this step, waiting or being worked on", .adds_up = true});
    one.wait = &board.tally({.path = at + ".wait", .unit = Unit::time, .title = "wait for people in this step"});
    one.elapsed = &board.tally({.path = at + ".elapsed", .unit = Unit::time, .title = "time in this step"});
    one.reached =
        &board.tally({.path = at + ".reached", .unit = Unit::time, .title = "time from opening to the end of this step"});
    steps_.push_back(one);
  }
}

void StepMeasures::declare(Board& board, const std::string& path) {
  Steps any;
  any.steps.items.emplace_back().name = "*";
  StepMeasures(board, any, path);
}

void StepMeasures::add_visits(const std::vector<int>& visits) {
  for (std::size_t i = 0; i < steps_.size(); ++i) steps_[i].visits->add(visits[i]);
}

}  // namespace mainstay::work
