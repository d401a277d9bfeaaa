#pragma once
// What may be changed in a scenario, as fields of a form: what stands in it, and what the schema of the language says of
// each value (its meaning, its words, its range).

#include <optional>
#include <string>
#include <vector>

namespace mainstay::gui::model {

struct Field {
  std::string path;                  // `teams.dba.staff`
  std::string section, entity;       // `teams`, `dba`
  std::string label;                 // the rest of the path: `failure.repair.time`
  std::string value;                 // as it stands in the scenario; empty where it is not set
  bool is_set = true;
  std::string type;                  // `duration`, `count`, as the schema names it; empty where it does not know it
  std::string meaning;               // with what it takes, and its default
  std::vector<std::string> choices;  // if one of these words is meant
  std::optional<double> minimum, maximum;
  std::string source, grade;         // where the value comes from
};

struct Form {
  std::vector<Field> fields;  // in the order of the scenario; after the values of an entity, those it could have
};

// `resolved`: a scenario after all patches, as a run keeps it. `schema`: what `mainstay schema` writes. Throws
// std::runtime_error where one of them cannot be read.
Form make_form(const std::string& resolved, const std::string& schema);

}  // namespace mainstay::gui::model
