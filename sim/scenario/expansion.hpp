#pragma once
// What the files of expand() share: patches by where they apply, what is `like` what, and how many there are of it.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scenario/expand.hpp"

namespace mainstay::scenario {

inline constexpr std::string_view like_key = "like";
inline constexpr std::string_view count_key = "count";

std::vector<std::string> names_in(const schema::Node& section, std::string_view except = {});
// Of a value and all that is in it.
std::size_t size_of(const schema::Node& node);
// Leaves of a value, about which all has been said, only its place.
void give_up(schema::Node& node);
// `db-3` as `db` and 3; empty where it is no name of a member.
std::optional<std::pair<std::string, std::size_t>> as_member(std::string_view name);
// Is a name that is not in the section one of a member that `count` will make?
bool will_be_member(const schema::Node& section, std::string_view name);

class Expansion {
 public:
  Expansion(schema::Node root, std::span<const Patch> patches, schema::Diagnostics& diagnostics)
      : patches_(patches), outcomes_(patches.size()), diagnostics_(diagnostics) {
    result_.root = std::move(root);
  }

  Expanded run();

 private:
  using Parts = std::vector<std::string>;
  struct Outcome {
    Parts parts;
    int applied = 0;
    bool failed = false;
  };
  struct Step {
    std::size_t patch;
    bool starred;
  };
  enum class State : char { waiting, open, done };

  // Patches.
  void take(std::size_t i);
  void take_section(std::size_t i, schema::Node::Entry& section);
  void take_entity(std::size_t i, schema::Node::Entry& section, schema::Node::Entry& entity, bool starred);
  void take_whole(std::size_t i);
  void forget(const Parts& parts);
  void apply(std::size_t i, schema::Node& node, std::size_t depth, bool starred);
  void fail(std::size_t i, std::string message, std::string suggestion = {}) {
    outcomes_[i].failed = true;
    diagnostics_.error(patches_[i].place, std::move(message), std::move(suggestion));
  }
  // Like.
  void resolve_section(schema::Node::Entry& section);
  std::optional<std::size_t> base_of(const schema::Node::Entry& section, schema::Node::Entry& entity,
                                     const std::unordered_map<std::string, std::size_t>& index);
  void report_cycle(const schema::Node::Entry& section, std::span<const std::size_t> cycle);
  void resolve_entity(const std::string& section, schema::Node::Entry& entity, const schema::Node* base);
  void copy_inherited(schema::Node::Entry& entity, const schema::Node& base);
  // Count.
  bool may_copy(std::size_t values, const schema::Place& place);
  void count_section(schema::Node::Entry& section);
  std::optional<std::size_t> count_of(const schema::Node::Entry& entity);
  bool make_members(const std::string& section, schema::Node::Entry& entity, std::size_t count,
                    std::unordered_map<std::string, schema::Place>& names, std::vector<schema::Node::Entry>& out);
  // Members.
  void patch_members();
  void patch_member(std::size_t i, schema::Node::Entry& section, std::size_t at);
  void remove_members();

  std::span<const Patch> patches_;
  std::vector<Outcome> outcomes_;
  schema::Diagnostics& diagnostics_;
  Expanded result_;
  // What leads into an entity waits, in order, until it has what it inherits.
  std::map<std::pair<std::string, std::string>, std::vector<Step>> waiting_;
  std::vector<std::size_t> for_members_;
  std::map<std::string, std::set<std::string>> removed_members_;
  std::size_t copied_ = 0;
};

}  // namespace mainstay::scenario
