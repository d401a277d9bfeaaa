#pragma once
// A process model: one class in a plugin. A fresh instance is built for each trial:
//
//   constructor (binds: takes its sections, declares its measures) -> start() (spawns processes) -> the run ->
//   finish() (cuts what is open) -> destructor.
//
// Models do not know each other. They share the estate, and what they hold down, strike or open goes through it; they
// ask each other through contracts and observe through signals (estate/exchange.hpp).

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "estate/estate.hpp"
#include "plugin_api/declaration.hpp"
#include "plugin_api/recorder.hpp"
#include "schema/fields.hpp"
#include "schema/live.hpp"
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
  schema::Place place;         // where it stands
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

// What a model is built from: its sections, and whom it may ask and hear.
class MAINSTAY_API Binder {
 public:
  // `plugin` is the name of the model's plugin. All must outlive the binder; `binding` is copied.
  Binder(std::string plugin, const Declaration& declaration, estate::Estate& estate, Recorder& recorder,
         const schema::Names& names, const std::vector<SectionData>& sections, const schema::Binding& binding)
      : plugin_(std::move(plugin)), declaration_(declaration), estate_(estate), recorder_(recorder), names_(names),
        sections_(sections), binding_(binding) {}

  estate::Estate& estate() const { return estate_; }
  Recorder& recorder() const { return recorder_; }
  const schema::Names& names() const { return names_; }
  const schema::LiveParameters* live() const { return binding_.live; }

  // The model implements a contract that it has declared to provide.
  template <class Contract>
  void provide(Contract& implementation) const {
    check_provided(Contract::contract);
    estate_.exchange().provide<Contract>(implementation);
  }
  // Who provides a contract that the plugin has declared to need; lives as long as the trial's models.
  template <class Contract>
  Contract& require() const {
    Contract* found = estate_.exchange().find<Contract>();
    check_needed(Contract::contract, found != nullptr);
    return *found;
  }
  // To emit a signal: `done_(b.signal<ChangeDone>())`, then `done_.emit({…})`.
  template <class S>
  estate::Emitter<S> signal() const { return estate_.exchange().emitter<S>(); }
  // To hear one: `b.hear<&Plans::on_outage, OutageBegan>(this)`.
  template <auto Handle, class S, class M>
  void hear(M* model) const { estate_.exchange().hear<S, Handle>(plugin_, model); }

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
  // Throw std::logic_error where that was not declared.
  void check_provided(std::string_view contract) const;
  void check_needed(std::string_view contract, bool is_there) const;

  std::string plugin_;
  const Declaration& declaration_;
  estate::Estate& estate_;
  Recorder& recorder_;
  const schema::Names& names_;
  const std::vector<SectionData>& sections_;
  schema::Binding binding_;
};

class MAINSTAY_API Model {
 public:
  explicit Model(Binder& binder) : estate_(binder.estate()), recorder_(binder.recorder()), live_(binder.live()) {}
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
  // Changes parameters of the trial from now on: a model whose section has a member of type `LivePatches`.
  void change(const schema::LivePatch& patch) const { live_->apply(patch); }
  // The story of the trial: see work/story.hpp.
  work::Story& story() const { return board().story(); }
  kernel::Time now() const { return estate_.simulation().now(); }
  kernel::Time observed_from() const { return estate_.setting().start; }
  bool is_observed() const { return now() >= observed_from(); }

 private:
  estate::Estate& estate_;
  Recorder& recorder_;
  const schema::LiveParameters* live_;
};

}  // namespace mainstay::plugin_api
