#pragma once
// The sections of a document and the keys of its entities: who reads them, and what to say of those that nobody reads.

#include <string>
#include <string_view>
#include <vector>

#include "plugin_host/host.hpp"
#include "schema/diagnostics.hpp"
#include "schema/node.hpp"

namespace mainstay::scenario {

// Of a section that a plugin reads: `tickets` and `tickets` of `tickets.*`, `components` and `failure` of `components.*.failure`.
std::string_view section_head(std::string_view path);
std::string_view section_tail(std::string_view path);
// Within the entities of a section that is not the plugin's own: `components.*.failure`.
bool is_second_level(std::string_view path);

// The section of that name, or nullptr where there is none, or no map.
const schema::Node* section_of(const schema::Node& root, std::string_view name);

class Sections {
 public:
  // `root` is the document as meant (expanded); all must outlive this.
  Sections(const schema::Node& root, const plugin_host::Registry& registry, schema::Diagnostics& diagnostics)
      : root_(root), registry_(registry), diagnostics_(diagnostics) {}

  // Says which sections nobody reads, and which are no maps.
  void check() const;
  // Keys of an entity that plugins read.
  std::vector<std::string> keys_elsewhere(std::string_view section) const;
  // Of the keys that nobody here reads, those that somebody might: said in their own words.
  void explain_unread(const schema::Node& entity, std::string_view section, std::vector<std::string>& elsewhere) const;

 private:
  bool in_root(std::string_view key) const;
  void missing_plugin(std::string_view key, const schema::Place& place) const;

  const schema::Node& root_;
  const plugin_host::Registry& registry_;
  schema::Diagnostics& diagnostics_;
};

}  // namespace mainstay::scenario
