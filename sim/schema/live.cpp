#include "schema/live.hpp"

#include <stdexcept>

namespace mainstay::schema {

void LiveParameters::apply(const LivePatch& patch) const {
  for (const auto& path : patch.paths) {
    const auto found = at_.find(path);
    if (found == at_.end()) throw std::logic_error("no parameter '" + path + "' is there to change");
    patch.type->change(found->second, patch.value.get());
  }
}

namespace {

bool in_range(const Field* field, const Type& type, const void* value, const Node& node, Reader& reader) {
  double number = 0.0;
  if (field == nullptr || !field->has_range || type.number == nullptr || !type.number(value, number)) return true;
  if (number >= field->low && number <= field->high) return true;
  reader.error(node.place, number < field->low ? "must be at least " + format_number(field->low)
                                               : "must be at most " + format_number(field->high));
  return false;
}

}  // namespace

bool Leaf<LivePatches>::read(LivePatches& out, const Node& node, Reader& reader) {
  const auto* targets = reader.context<LiveTargets>();
  if (!node.is_map() || targets == nullptr) {
    reader.error(node.place, "takes paths and their new values", "write it as in `{ teams.dba.staff: 3 }`");
    return false;
  }
  bool good = true;
  for (const auto& entry : node.entries) {
    const auto found = targets->find(entry.key, entry.key_place, reader);
    if (!found) {
      good = false;
      continue;
    }
    const Type& type = *found->type;
    void* object = type.create();
    std::shared_ptr<const void> value(object, [&type](const void* p) { type.destroy(const_cast<void*>(p)); });
    if (!type.read(object, entry.value, reader) || !in_range(found->field, type, object, entry.value, reader)) {
      good = false;
      continue;
    }
    out.list.push_back({found->paths, &type, std::move(value),
                        entry.key + " = " + (entry.value.is_scalar() ? entry.value.text : type.print(object))});
  }
  return good;
}

}  // namespace mainstay::schema
