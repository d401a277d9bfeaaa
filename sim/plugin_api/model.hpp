#pragma once
// A process model: one class in a plugin. A fresh instance is built for each trial:
//
//   constructor (binds: takes its sections, declares its measures) -> start() (spawns processes) -> the run ->
//   finish() (cuts what is open) -> destructor.
//
// Models do not know each other. They share the estate, and what they hold down, strike or open goes through it.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "estate/estate.hpp"
#include "plugin_api/recorder.hpp"
#include "schema/fields.hpp"
#include "schema/reader.hpp"

namespace mainstay::plugin_api {

// One occurrence of a section as read from the scenario; owned by the scenario.
struct SectionData {
  std::string path;            // `components.db-3.failure`
  std::string name;            // of the entity: `db-3`
  std::string family;          // the name that it is counted under: `db`
  std::size_t entity = 0;      // its number among its kind
  const schema::Type* type = nullptr;
  const void* prototype = nullptr;
};

// The same, as the model has it: a copy of its own, with its random streams.
template <class Section>
struct Placed {
  std::string path;
  std::string name;
  std::string family;
  std::size_t entity = 0;
  std::unique_ptr<Section> own;
  Section& p() const { return *own; }
};

class MAINSTAY_API Binder {
 public:
  Binder(estate::Estate& estate, Recorder& recorder, const schema::Names& names,
         const std::vector<SectionData>& sections, const schema::Binding& binding)
      : estate_(estate), recorder_(recorder), names_(names), sections_(sections), binding_(binding) {}

  estate::Estate& estate() const { return estate_; }
  Recorder& recorder() const { return recorder_; }
  const schema::Names& names() const { return names_; }

  // All occurrences of a section, in the order written. Addresses are stable.
  template <class Section>
  std::vector<Placed<Section>> sections() const {
    std::vector<Placed<Section>> out;
    for (const SectionData* d : of(Section::path)) {
      Placed<Section> placed{d->path, d->name, d->family, d->entity,
                             std::make_unique<Section>(*static_cast<const Section*>(d->prototype))};
      schema::bind_leaves(schema::type_of<Section>(), placed.own.get(), d->path, binding_);
      out.push_back(std::move(placed));
    }
    return out;
  }

 private:
  std::vector<const SectionData*> of(std::string_view pattern) const;

  estate::Estate& estate_;
  Recorder& recorder_;
  const schema::Names& names_;
  const std::vector<SectionData>& sections_;
  schema::Binding binding_;
};

class MAINSTAY_API Model {
 public:
  explicit Model(Binder& binder) : estate_(binder.estate()), recorder_(binder.recorder()) {}
  virtual ~Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  virtual void start() {}
  virtual void finish() {}

  kernel::Simulation& simulation() const { return estate_.simulation(); }
  estate::Estate& estate() const { return estate_; }

 protected:
  work::Board& board() const { return estate_.board(); }
  Recorder& recorder() const { return recorder_; }
  kernel::Time now() const { return estate_.simulation().now(); }
  kernel::Time observed_from() const { return estate_.setting().start; }
  bool is_observed() const { return now() >= observed_from(); }

 private:
  estate::Estate& estate_;
  Recorder& recorder_;
};

// True where `path` is an occurrence of `pattern`, in which `*` stands for one name.
MAINSTAY_API bool matches(std::string_view pattern, std::string_view path);

}  // namespace mainstay::plugin_api
