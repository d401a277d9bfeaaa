// Drills: now and then an emergency is practised.

#include <plugin_api/plugin.hpp>

namespace {

using namespace mainstay;

struct Drill {
  static constexpr const char* path = "drills.*";
  static constexpr const char* doc = "an emergency that is practised";
  Source source;
  Task task;
  static void describe(Fields<Drill>& f) {
    f.include(&Drill::source);
    f.include(&Drill::task);
  }
};

class Drills final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Emergencies that are practised");
    d.section<Drill>();
    d.measures([](Board& b) { held(b, "drills.*"); });
  }
  explicit Drills(Binder& b) : Model(b), drills_(b.sections<Drill>()) {
    for (auto& d : drills_) held_.push_back(&held(board(), d.path));
  }
  void start() override {
    for (std::size_t i = 0; i < drills_.size(); ++i) practise(drills_[i].p(), *held_[i]).spawn(drills_[i].name);
  }

 private:
  static Counter& held(Board& b, const std::string& path) { return b.counter({.path = path + ".held", .title = "drills held"}); }

  Process practise(Drill& p, Counter& held) {
    Arrivals arrivals(estate(), p.source, nullptr);
    const Doing doing{.priority = 4};
    while (co_await arrivals.next()) {
      co_await work::perform(estate(), p.task, doing);
      held.add();
    }
  }

  std::vector<Placed<Drill>> drills_;
  std::vector<Counter*> held_;
};

}  // namespace

MAINSTAY_PLUGIN(Drills, "drills", "1.0")
