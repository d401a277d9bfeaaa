#pragma once
// Reads nodes into described structs, and says everything that is wrong with them.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api.hpp"
#include "schema/diagnostics.hpp"
#include "schema/node.hpp"
#include "schema/quantity.hpp"
#include "schema/type.hpp"

namespace mainstay::schema {

// The names that others may refer to, by kind (`teams`, `components`, …). A counted name (`db` of db-1 … db-40)
// stands for all of its members.
class MAINSTAY_API Names {
 public:
  std::size_t add(const std::string& kind, const std::string& name);
  void add_group(const std::string& kind, const std::string& name, std::vector<std::size_t> members);
  std::optional<std::size_t> find(std::string_view kind, std::string_view name) const;
  // The members of a counted name, or the one of a plain name; empty where there is none.
  std::vector<std::size_t> members(std::string_view kind, std::string_view name) const;
  bool is_group(std::string_view kind, std::string_view name) const;
  const std::vector<std::string>& all(std::string_view kind) const;
  // Names and counted names, for suggestions.
  std::vector<std::string> candidates(std::string_view kind) const;
  // The counted name that a name is a member of, or the name itself.
  std::string family(std::string_view kind, std::string_view name) const;

 private:
  struct Kind {
    std::vector<std::string> names;
    std::map<std::string, std::size_t, std::less<>> index;
    std::map<std::string, std::vector<std::size_t>, std::less<>> groups;
    std::map<std::string, std::string, std::less<>> family;
  };
  std::map<std::string, Kind, std::less<>> kinds_;
};

// Where a figure comes from, as the scenario says it.
struct LedgerEntry {
  std::string path;
  std::string value;
  std::string source;
  std::string grade;  // measured, estimated, assumed
};

class MAINSTAY_API Reader {
 public:
  Reader(Diagnostics& diagnostics, const Names& names, std::filesystem::path folder)
      : diagnostics_(diagnostics), names_(names), folder_(std::move(folder)) {}

  const Names& names() const { return names_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  // Files that the scenario names are relative to it. Whoever asks reads the file: it is among `files` from then on.
  std::filesystem::path file(std::string_view name);
  // In the order in which they were asked for, each once.
  const std::vector<std::filesystem::path>& files() const { return files_; }

  // What rooms above need while reading (the clock of the run, say), by the type's own name for it.
  template <class T>
  void set_context(const T* value) { context_[std::string(T::context)] = value; }
  template <class T>
  const T* context() const {
    const auto found = context_.find(std::string_view(T::context));
    return found == context_.end() ? nullptr : static_cast<const T*>(found->second);
  }

  const std::string& path() const { return path_; }
  void error(const Place& place, const std::string& what, std::string suggestion = {});
  void warning(const Place& place, const std::string& what, std::string suggestion = {});

  // Reads `node` into `out`, an object of `type`; `path` is its address. Keys in `elsewhere` are somebody else's.
  bool read(const Type& type, void* out, const Node& node, std::string path,
            std::span<const std::string> elsewhere = {});

  // A scalar's quantity of the given dimension, or an error that says what was expected.
  std::optional<double> quantity(const Node& node, Dimension dimension);
  std::optional<std::string> text(const Node& node, std::string_view what);
  // One of the words, or an error that names them.
  std::optional<std::size_t> word(const Node& node, std::span<const std::string_view> words);

  std::vector<LedgerEntry>& ledger() { return ledger_; }
  // Checks that all amounts of money are in one currency.
  void set_currency(std::string currency) { currency_ = std::move(currency); }

 private:
  bool read_value(const Type& type, void* out, const Node& node, std::span<const std::string> elsewhere);
  bool read_leaf(const Type& type, void* out, const Node& node);
  bool read_record(const Type& type, void* out, const Node& node, std::span<const std::string> elsewhere);
  bool read_field(const Field& field, void* record, const Node& node);

  Diagnostics& diagnostics_;
  const Names& names_;
  std::filesystem::path folder_;
  std::vector<std::filesystem::path> files_;
  std::string path_;
  std::string currency_;
  std::map<std::string, const void*, std::less<>> context_;
  std::vector<LedgerEntry> ledger_;
};

// Calls `visit(leaf type, value, path)` for each leaf of an object.
MAINSTAY_API void visit_leaves(const Type& type, void* object, const std::string& path, void* context,
                               void (*visit)(void* context, const Type& leaf, void* value, const std::string& path));
// Hands random streams (and whatever else belongs to one trial) to all leaves of an object.
MAINSTAY_API void bind_leaves(const Type& type, void* object, const std::string& path, const Binding& binding);

}  // namespace mainstay::schema
