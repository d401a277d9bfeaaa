// A model that nobody asks for: that it is there must not change a run.

#include "plugin_api/plugin.hpp"

namespace bystander {

using namespace mainstay;

struct BystanderSection {
  static constexpr const char* path = "bystanders.*";
  static constexpr const char* doc = "looks on";
  Random<Duration> every;
  static void describe(Fields<BystanderSection>& f) { f("every", &BystanderSection::every, "how often it looks").required(); }
};

class Bystander final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Looks on, for tests");
    d.section<BystanderSection>();
  }
  explicit Bystander(Binder& b) : Model(b), sections_(b.sections<BystanderSection>()) {}
  void start() override {
    for (auto& s : sections_) look_on(s.p()).spawn(s.name);
  }

 private:
  Process look_on(BystanderSection& p) {
    for (;;) co_await delay(p.every.draw());
  }
  std::vector<Placed<BystanderSection>> sections_;
};

}  // namespace bystander

MAINSTAY_PLUGIN(bystander::Bystander, "bystanders", "1.0")
