// Components that fail and are repaired, are inspected for failures that nobody sees, and are maintained before they
// fail. See README.md beside this file for what is modelled and assumed.

#include "life.hpp"

namespace failure {

class Failure final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Components that fail and are repaired, inspected and maintained");
    d.section<FailureSection>();
    d.section<InspectionSection>();
    d.section<MaintenanceSection>();
    d.measures<Measures>("components.*");
  }

  explicit Failure(Binder& b)
      : Model(b),
        failures_(b.sections<FailureSection>()),
        inspections_(b.sections<InspectionSection>()),
        maintenances_(b.sections<MaintenanceSection>()) {
    for (auto& f : failures_) life_of(f.entity, f.family).set(f.p());
    for (auto& i : inspections_) life_of(i.entity, i.family).set(i.p());
    for (auto& m : maintenances_) life_of(m.entity, m.family).set(m.p());
    if (!estate().setting().hasten) return;
    board().expect_weights();
    hastening_ = std::make_unique<Hastening>(estate(), *estate().setting().hasten);
    b.hear<&Failure::outage_began, OutageBegan>(this);
    b.hear<&Failure::outage_ended, OutageEnded>(this);
  }

  void start() override {
    if (hastening_ != nullptr)
      for (auto& [index, life] : lives_) life->hasten(*hastening_);
    else if (estate().resampler() != nullptr)
      for (auto& [index, life] : lives_) life->draw_anew_at(estate().resampler()->reseeded());
    for (auto& [index, life] : lives_) life->start();
  }

  // What waits for a failure at the end has lived through hazards too.
  void finish() override {
    if (hastening_ != nullptr)
      for (auto& [index, life] : lives_) life->settle();
  }

 private:
  void outage_began(const OutageBegan& signal) { turned(signal.service); }
  void outage_ended(const OutageEnded& signal) { turned(signal.service); }
  void turned(const estate::Service& service) {
    if (service.self().index == hastening_->service()) hastening_->service_turned();
  }

  Life& life_of(std::size_t component, const std::string& family) {
    auto& measures = measures_[family];
    if (measures == nullptr) measures = std::make_unique<Measures>(board(), "components." + family);
    auto& life = lives_[component];
    if (life == nullptr) life = std::make_unique<Life>(estate(), estate().component(component), *measures);
    return *life;
  }

  std::unique_ptr<Hastening> hastening_;   // before the lives that it hears from
  std::vector<Placed<FailureSection>> failures_;
  std::vector<Placed<InspectionSection>> inspections_;
  std::vector<Placed<MaintenanceSection>> maintenances_;
  std::map<std::size_t, std::unique_ptr<Life>> lives_;
  std::map<std::string, std::unique_ptr<Measures>> measures_;
};

}  // namespace failure

MAINSTAY_PLUGIN(failure::Failure, "failure", "1.0")
