#pragma once
// The type-erased description of a parameter: what `describe` of a parameter struct collects. Reading, checking,
// documenting, patching and drawing forms are each one recursive function over it. Plain function pointers only:
// descriptions are made in plugins too, and must be cheap to compile.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "schema/node.hpp"

namespace mainstay::kernel {
class Resampler;
}

namespace mainstay::schema {

class Reader;
class LiveParameters;
struct Type;

// Which of an antithetic pair a trial is: both draw by inversion, the second from the mirror images of the first's numbers.
enum class Mirror { none, first, second };

// Gives what draws its random numbers (and whatever else belongs to one trial) to a leaf at its path.
struct Binding {
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
  Mirror mirror = Mirror::none;
  LiveParameters* live = nullptr;  // of the trial, where something changes in it
  kernel::Resampler* resampler = nullptr;  // where the trial is to go on otherwise from some instant on
};

struct Field {
  std::string name;
  std::string doc;
  std::size_t offset = 0;
  const Type* type = nullptr;
  bool required = false;
  bool has_range = false;
  double low = 0.0;   // of numbers, in the unit inside
  double high = 0.0;
  std::string default_text;  // of the member's initialiser
  std::vector<std::string> synonyms;  // what people write who look for it; no names of it
};

struct Type {
  enum class Kind { leaf, record, optional, list, named };
  Kind kind = Kind::leaf;

  std::size_t size = 0;
  void* (*create)() = nullptr;
  void (*destroy)(void*) = nullptr;
  void* (*clone)(const void*) = nullptr;

  // Leaves: one value.
  std::string leaf_name;   // `duration`
  std::string meaning;     // `a length of time, as in 4 h`
  std::string json_schema; // as text
  bool (*read)(void* out, const Node& node, Reader& reader) = nullptr;
  std::string (*print)(const void* value) = nullptr;
  bool (*number)(const void* value, double& out) = nullptr;  // for ranges; nullptr: has none
  void (*bind)(void* value, std::string_view path, const Binding& binding) = nullptr;
  void (*change)(void* value, const void* to) = nullptr;  // of what is `Live`: from now on it is `to`
  const Type* within = nullptr;  // what it is where it is written as a map, if that has parameters of its own

  // Records: a struct of fields.
  std::vector<Field> fields;
  std::string shorthand;   // the field that a lone value stands for; of a leaf that may be a map, the key
  // Rules between fields, of the struct itself and of those whose fields it includes.
  struct Check {
    std::size_t offset;  // of the struct that the rule is about
    void (*check)(const void* value, const Node& node, Reader& reader);
  };
  std::vector<Check> checks;

  // Optional values, lists, and maps by name.
  const Type* element = nullptr;
  void* (*append)(void* container, std::string_view name) = nullptr;  // default-constructed
  std::size_t (*count)(const void* container) = nullptr;
  void* (*at)(void* container, std::size_t i) = nullptr;
  std::string_view (*name_at)(const void* container, std::size_t i) = nullptr;

  const Field* find(std::string_view name) const {
    for (const Field& f : fields)
      if (f.name == name) return &f;
    return nullptr;
  }
};

}  // namespace mainstay::schema
