#include "scenario/studies.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "scenario/sweep.hpp"
#include "scenario/write.hpp"

namespace mainstay::scenario {

using schema::Diagnostics;
using schema::Node;

std::vector<std::pair<std::string, std::string>> study_keys() {
  return {{"vary", "paths and their values: `1 to 5 by 1`, `2 h to 8 h`, or a list; without it the variants are chosen from"},
          {"design", "of a sweep: `grid`, `lhs 40` or `sobol 64`"},
          {"minimise", "the metric to make small"},
          {"maximise", "the metric to make large"},
          {"require", "a constraint, or a list of them: `METRIC >= VALUE`"},
          {"budget", "what variants may cost together"},
          {"indifference", "a difference of the metric below which either will do"}};
}

namespace {

class StudyReader {
 public:
  StudyReader(std::string name, Diagnostics& diagnostics) : diagnostics_(diagnostics) { study_.name = std::move(name); }

  Study read(const Node& node) {
    if (!node.is_map()) {
      diagnostics_.error(node.place, fmt::format("studies.{}: takes `vary`, and `minimise` or `maximise`", study_.name));
      return study_;
    }
    for (const auto& e : node.entries) read_key(e);
    if (!study_.minimise.empty() && !study_.maximise.empty())
      diagnostics_.error(node.place, fmt::format("studies.{}: has both `minimise` and `maximise`", study_.name), "say one, and the other with `require`");
    if (study_.vary.empty() && study_.minimise.empty() && study_.maximise.empty())
      diagnostics_.error(node.place, fmt::format("studies.{}: says neither what to `vary` nor what to `minimise` or `maximise`", study_.name));
    return study_;
  }

 private:
  void read_key(const Node::Entry& e) {
    if (e.key == "vary") return read_vary(e.value);
    if (e.key == "require") return read_require(e.value);
    for (const auto& [key, target] : {std::pair{"minimise", &study_.minimise}, std::pair{"maximise", &study_.maximise}, std::pair{"design", &study_.design},
                                      std::pair{"budget", &study_.budget}, std::pair{"indifference", &study_.indifference}}) {
      if (e.key != key) continue;
      if (e.value.is_scalar())
        *target = e.value.text;
      else
        diagnostics_.error(e.value.place, fmt::format("studies.{}.{}: takes one value", study_.name, key));
      if (e.key == "minimise" || e.key == "maximise") study_.aim_place = e.value.place;
      if (e.key == "design" && e.value.is_scalar()) parse_design(e.value.text, e.value.place, diagnostics_);
      return;
    }
    std::vector<std::string> known;
    for (const auto& [key, meaning] : study_keys()) known.push_back(key);
    diagnostics_.error(e.key_place, fmt::format("studies.{}: unknown key '{}'", study_.name, e.key), schema::did_you_mean(e.key, known));
  }

  void read_vary(const Node& node) {
    if (!node.is_map()) {
      diagnostics_.error(node.place, fmt::format("studies.{}.vary: takes paths and their values", study_.name), "write `vary: { teams.dba.staff: 1 to 5 by 1 }`");
      return;
    }
    for (const auto& e : node.entries) {
      std::string values;
      if (e.value.is_scalar()) values = e.value.text;
      for (const auto& item : e.value.items) values += (values.empty() ? "" : ", ") + (item.is_scalar() ? item.text : to_yaml(item));
      if (e.value.is_list()) values = "[" + values + "]";
      if (values.empty())
        diagnostics_.error(e.value.place, fmt::format("studies.{}.vary: {} takes a range or a list", study_.name, e.key));
      else if (factor_of(e.key, values, e.value.place, diagnostics_))
        add_factor(e.key + ": " + values, e.value.place);
    }
  }

  void add_factor(std::string factor, const schema::Place& place) {
    study_.vary.push_back(std::move(factor));
    study_.vary_places.push_back(place);
  }

  void read_require(const Node& node) {
    const auto add = [&](const Node& constraint) {
      study_.require.push_back(constraint.text);
      study_.require_places.push_back(constraint.place);
    };
    if (node.is_scalar()) add(node);
    for (const auto& item : node.items)
      if (item.is_scalar()) add(item);
    if (study_.require.empty()) diagnostics_.error(node.place, fmt::format("studies.{}.require: takes a constraint, or a list of them", study_.name));
  }

  Study study_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<Study> read_studies(const Node& root, Diagnostics& diagnostics) {
  std::vector<Study> out;
  const Node* section = root.find("studies");
  if (section == nullptr || !section->is_map()) return out;
  for (const auto& e : section->entries) out.push_back(StudyReader(e.key, diagnostics).read(e.value));
  return out;
}

}  // namespace mainstay::scenario
