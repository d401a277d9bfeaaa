#pragma once
// What a plugin says of itself before any instance of it exists: the sections of the scenario that it reads, what it
// measures, and which contracts it provides and needs.

#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "schema/fields.hpp"
#include "work/board.hpp"

namespace mainstay::plugin_api {

// One section: where it stands, and the struct that each occurrence is read into.
struct SectionType {
  std::string path;                 // `components.*.failure`, `tickets.*`
  const schema::Type* type = nullptr;
  std::string doc;
  bool stands_for_component = false;  // services may need it, as they need a component
};

// One measure, or one of each entity: `*` in its path stands for a name, as in `tickets.*.wait`.
struct MeasureType {
  work::MeasureInfo info;
  std::string unit;                 // of its value, as shown beside it
};

class MAINSTAY_API Declaration {
 public:
  // A struct with `static constexpr const char* path`, `static constexpr const char* doc` and `describe`.
  template <class Section>
  SectionType& section() {
    SectionType s;
    s.path = Section::path;
    s.doc = Section::doc;
    s.type = &schema::type_of<Section>();
    sections_.push_back(std::move(s));
    return sections_.back();
  }
  void summary(std::string text) { summary_ = std::move(text); }

  // What it measures, said by the code that makes the measures in a trial: `declare` makes them on a board of no trial,
  // with `*` for the names. A measure that a model makes and has not declared is an error.
  void measures(void (*declare)(work::Board& board));
  // The same of a struct that is built of a board and a path: `measures<Measures>("threats.*")`.
  template <class Measures>
  void measures(const char* path) {
    measures_at(path, [](work::Board& board, const std::string& at) { (void)Measures(board, at); });
  }

  // The model implements the contract, and says so to its binder. It is built before those that need it.
  template <class Contract>
  void provides() { provides_.emplace_back(Contract::contract); }
  // It asks its binder for the contract; a scenario in which nobody provides it is refused.
  template <class Contract>
  void needs() { needs_.emplace_back(Contract::contract); }

  const std::vector<SectionType>& sections() const { return sections_; }
  const std::string& summary() const { return summary_; }
  const std::vector<MeasureType>& measures() const { return measures_; }
  const std::vector<std::string>& provides() const { return provides_; }
  const std::vector<std::string>& needs() const { return needs_; }
  bool does_provide(std::string_view contract) const;
  bool does_need(std::string_view contract) const;
  // Is this measure declared, of this kind and in this unit?
  bool declares(const work::MeasureInfo& measure) const;

 private:
  void measures_at(const std::string& path, void (*declare)(work::Board& board, const std::string& path));
  void take(const work::Board& board);

  std::vector<SectionType> sections_;
  std::string summary_;
  std::vector<MeasureType> measures_;
  std::vector<std::string> provides_;
  std::vector<std::string> needs_;
};

// True where `path` is an occurrence of `pattern`, in which `*` stands for one name.
MAINSTAY_API bool matches(std::string_view pattern, std::string_view path);

}  // namespace mainstay::plugin_api
