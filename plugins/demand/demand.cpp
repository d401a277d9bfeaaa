// The load of a service as a flow, for years at any volume. See README.md beside this file for what is modelled and
// assumed.

#include <memory>

#include <fmt/format.h>

#include "flow.hpp"
#include "plugin_api/plugin.hpp"

namespace {

using namespace mainstay;
using demand::Excess;

// `{ app: 60 / s }`: what one unit of each of these carries.
struct Each {
  struct Part {
    std::vector<work::Target> units;
    double per_second = 0.0;
  };
  std::vector<Part> parts;
};

}  // namespace

namespace mainstay::schema {

template <>
struct Words<Excess> {
  static constexpr std::array<std::string_view, 2> words = {"lost", "wait"};
};

template <>
struct Leaf<Each> {
  static constexpr const char* name = "each";
  static std::string meaning() { return "components or groups and what one of them carries, `{ app: 60 / s }`"; }
  static std::string json_schema() { return R"({"type":"object","additionalProperties":{"type":"string"}})"; }
  static bool read(Each& out, const Node& node, Reader& reader) {
    out.parts.clear();
    if (!node.is_map()) {
      reader.error(node.place, "takes components or groups and their rates", "write it as in `{ app: 60 / s }`");
      return false;
    }
    bool good = true;
    for (const auto& entry : node.entries) {
      Each::Part part;
      good = read_units(part, entry.key, entry.key_place, reader) && good;
      const auto rate = reader.quantity(entry.value, Dimension::per_time);
      if (rate && !(*rate > 0.0)) reader.error(entry.value.place, "must be above 0");
      good = good && rate && *rate > 0.0;
      part.per_second = rate.value_or(0.0);
      out.parts.push_back(std::move(part));
    }
    return good;
  }
  static std::string print(const Each& v) { return v.parts.empty() ? "whatever comes" : "by unit"; }

 private:
  static bool read_units(Each::Part& out, const std::string& name, const Place& place, Reader& reader) {
    static constexpr std::pair<const char*, work::Target::Kind> kinds[] = {{"components", work::Target::Kind::component},
                                                                           {"groups", work::Target::Kind::group}};
    std::vector<std::string> known;
    for (const auto& [kind, target] : kinds) {
      for (const std::size_t member : reader.names().members(kind, name)) out.units.push_back({target, member});
      if (!out.units.empty()) return true;
      for (const auto& candidate : reader.names().candidates(kind)) known.push_back(candidate);
    }
    reader.error(place, fmt::format("'{}' is no component or group", name), did_you_mean(name, known));
    return false;
  }
};

}  // namespace mainstay::schema

namespace {

struct Section {
  static constexpr const char* path = "services.*.demand";
  static constexpr const char* doc = "its load as a flow: what is asked, and what its units carry";
  Rate rate;
  work::Profile profile;
  schema::Growth growth;
  Each each;
  Excess queue = Excess::lost;
  std::optional<double> room;

  static void describe(Fields<Section>& f) {
    f("rate", &Section::rate, "what is asked of the service").required();
    f("profile", &Section::profile, "how that goes up and down");
    f("growth", &Section::growth, "how it grows");
    f("each", &Section::each, "what one unit of these carries; without it, the service carries whatever comes while it is up");
    f("queue", &Section::queue, "what becomes of what it cannot carry");
    f("room", &Section::room, "how much can wait; the rest is lost").range(0, 1e15);
    f.check<check>();
  }
  static void check(const Section& s, const Node& node, Reader& reader) {
    if (s.room && s.queue != Excess::wait) reader.error(node.place, "`room` goes with `queue: wait`");
    if (s.queue == Excess::wait && s.each.parts.empty())
      reader.error(node.place, "`queue: wait` needs `each`: at which rate what waits is worked off");
    else if (s.each.parts.empty())
      reader.warning(node.place, "no `each`: whatever comes is carried while the service is up", "say what its units carry, as in `each: { app: 60 / s }`");
  }
};

class Demand final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("The load of services as a flow");
    d.section<Section>();
    d.measures<demand::FlowMeasures>("services.*");
  }

  explicit Demand(Binder& b) : Model(b), sections_(b.sections<Section>()) {
    for (auto& s : sections_) {
      const Section& p = s.p();
      demand::Flow::Terms terms{p.queue, p.room, {}};
      for (const Each::Part& part : p.each.parts) {
        demand::Station station;
        station.each = part.per_second;
        for (const work::Target& unit : part.units) station.units.push_back(&estate().node(unit));
        terms.stations.push_back(std::move(station));
      }
      demand::OfferedRate rate(p.rate.per_second, p.profile, p.growth.log_per_second, estate().setting());
      estate().service(s.entity).follow_demand_factor();
      flows_.push_back(std::make_unique<demand::Flow>(estate(), estate().service(s.entity), rate, std::move(terms)));
    }
  }

  void start() override {
    for (auto& f : flows_) {
      f->start();
      follow_service(*f).spawn(f->service().name());
      for (std::size_t s = 0; s < f->stations().size(); ++s)
        for (estate::Node* unit : f->stations()[s].units) follow_unit(*f, s, *unit).spawn(unit->name());
    }
  }

  void finish() override {
    for (auto& f : flows_) f->finish();
  }

 private:
  Process follow_service(demand::Flow& flow) {
    Service& service = flow.service();
    for (;;) {
      co_await any_of(service.went_up().next(), service.went_down().next(), service.capacity_changed().next(),
                      service.demand_factor_changed().next());
      flow.changed();
    }
  }

  Process follow_unit(demand::Flow& flow, std::size_t station, estate::Node& unit) {
    bool up = unit.is_up();
    for (;;) {
      co_await any_of(unit.went_up().next(), unit.went_down().next());
      if (unit.is_up() == up) continue;
      up = !up;
      flow.unit_turned(station, up ? 1 : -1);
    }
  }

  std::vector<Placed<Section>> sections_;
  std::vector<std::unique_ptr<demand::Flow>> flows_;
};

}  // namespace

MAINSTAY_PLUGIN(Demand, "demand", "1.0")
