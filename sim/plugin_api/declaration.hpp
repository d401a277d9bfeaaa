#pragma once
// What a plugin says of itself before any instance of it exists: the sections of the scenario that it reads.

#include <string>
#include <vector>

#include "api.hpp"
#include "schema/fields.hpp"

namespace mainstay::plugin_api {

// One section: where it stands, and the struct that each occurrence is read into.
struct SectionType {
  std::string path;                 // `components.*.failure`, `tickets.*`
  const schema::Type* type = nullptr;
  std::string doc;
  bool stands_for_component = false;  // services may need it, as they need a component
  bool is_optional_in_every_entity = true;
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

  const std::vector<SectionType>& sections() const { return sections_; }
  const std::string& summary() const { return summary_; }

 private:
  std::vector<SectionType> sections_;
  std::string summary_;
};

}  // namespace mainstay::plugin_api
