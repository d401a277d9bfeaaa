// Redundancy with behaviour: groups of components that serve together, or stand by for each other. See README.md beside
// this file for what is modelled and assumed.

#include <map>
#include <memory>

#include "standby.hpp"

namespace groups {

class Groups final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Redundancy: active together, or hot, warm and cold standby with failover");
    d.section<GroupSection>().stands_for_component = true;
    d.measures<Measures>("groups.*");
  }

  explicit Groups(Binder& b) : Model(b), sections_(b.sections<GroupSection>()), sharing_(estate().component_count()) {
    for (auto& s : sections_) {
      Component& self = estate().group(s.entity);
      auto& measures = measures_[s.family];
      if (measures == nullptr) measures = std::make_unique<Measures>(board(), "groups." + s.family, s.p().mode != Mode::active, s.p().fail_back.how != FailBack::How::never);
      if (s.p().mode == Mode::active) {
        groups_.push_back(std::make_unique<ActiveGroup>(estate(), s.p(), self, *measures));
        continue;
      }
      groups_.push_back(std::make_unique<StandbyGroup>(estate(), s.p(), self, *measures, sharing_));
    }
  }

  void start() override {
    for (auto& g : groups_) g->serve().spawn(g->name());
  }

 private:
  std::vector<Placed<GroupSection>> sections_;
  std::map<std::string, std::unique_ptr<Measures>> measures_;
  Sharing sharing_;
  std::vector<std::unique_ptr<Group>> groups_;
};

}  // namespace groups

MAINSTAY_PLUGIN(groups::Groups, "groups", "1.0")
