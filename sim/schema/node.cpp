#include "schema/node.hpp"

#include <algorithm>
#include <utility>

namespace mainstay::schema {

Node Node::scalar(std::string text, Place place) {
  Node node;
  node.kind = Kind::scalar;
  node.text = std::move(text);
  node.place = std::move(place);
  return node;
}

Node Node::map(Place place) {
  Node node;
  node.kind = Kind::map;
  node.place = std::move(place);
  return node;
}

bool Node::is_figure() const {
  if (!is_map() || find("value") == nullptr) return false;
  return std::all_of(entries.begin(), entries.end(), [](const Entry& e) {
    return e.key == "value" || e.key == "source" || e.key == "grade";
  });
}

const Node* Node::find(std::string_view key) const {
  const auto entry =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
  return entry == entries.end() ? nullptr : &entry->value;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(std::as_const(*this).find(key));
}

Node& Node::set(std::string_view key, Node value) {
  if (Node* present = find(key)) {
    *present = std::move(value);
    return *present;
  }
  const Place written = value.place;
  entries.push_back({std::string(key), written, std::move(value)});
  return entries.back().value;
}

bool Node::erase(std::string_view key) {
  const auto entry =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
  if (entry == entries.end()) return false;
  entries.erase(entry);
  return true;
}

}  // namespace mainstay::schema
