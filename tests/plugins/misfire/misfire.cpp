// A model that throws, for tests of failed trials: `misfires.NAME: { at: LAW, chance: SHARE }`.

#include <stdexcept>

#include "plugin_api/plugin.hpp"

namespace misfire {

using namespace mainstay;

struct MisfireSection {
  static constexpr const char* path = "misfires.*";
  static constexpr const char* doc = "throws, now and then";
  Random<Duration> at;
  Chance chance{1.0};
  static void describe(Fields<MisfireSection>& f) {
    f("at", &MisfireSection::at, "when it throws").required();
    f("chance", &MisfireSection::chance, "in how many trials");
  }
};

class Misfire final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Throws, for tests");
    d.section<MisfireSection>();
  }
  explicit Misfire(Binder& b) : Model(b), sections_(b.sections<MisfireSection>()) {}
  void start() override {
    for (auto& s : sections_) misfire(s.p()).spawn(s.name);
  }

 private:
  Process misfire(MisfireSection& p) {
    co_await delay(p.at.draw());
    if (p.chance.draw()) throw std::runtime_error("misfired, as it was asked to");
  }
  std::vector<Placed<MisfireSection>> sections_;
};

}  // namespace misfire

MAINSTAY_PLUGIN(misfire::Misfire, "misfires", "1.0")
