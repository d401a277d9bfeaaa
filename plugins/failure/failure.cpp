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
  }

  void start() override {
    for (auto& [index, life] : lives_) life->start();
  }

 private:
  Life& life_of(std::size_t component, const std::string& family) {
    auto& measures = measures_[family];
    if (measures == nullptr) measures = std::make_unique<Measures>(board(), "components." + family);
    auto& life = lives_[component];
    if (life == nullptr) life = std::make_unique<Life>(estate(), estate().component(component), *measures);
    return *life;
  }

  std::vector<Placed<FailureSection>> failures_;
  std::vector<Placed<InspectionSection>> inspections_;
  std::vector<Placed<MaintenanceSection>> maintenances_;
  std::map<std::size_t, std::unique_ptr<Life>> lives_;
  std::map<std::string, std::unique_ptr<Measures>> measures_;
};

}  // namespace failure

MAINSTAY_PLUGIN(failure::Failure, "failure", "1.0")
