#include "plugin_api/recorder.hpp"

#include <algorithm>

namespace mainstay::plugin_api {

Table* Recorder::table(const std::string& name, std::vector<Column> columns) {
  if (!wants_all_ && std::find(wanted_.begin(), wanted_.end(), name) == wanted_.end()) return nullptr;
  for (Table& t : tables_)
    if (t.name == name) return &t;
  Table t;
  t.name = name;
  t.numbers.resize(columns.size());
  t.texts.resize(columns.size());
  t.columns = std::move(columns);
  return &tables_.emplace_back(std::move(t));
}

}  // namespace mainstay::plugin_api
