// Certificates that expire: now and then a renewal is forgotten, and what the certificate protects is down until somebody
// has made a new one.

#include "certificates.hpp"

#include <memory>

#include <plugin_api/plugin.hpp>

namespace {

using namespace mainstay;

// One entry of the section `certificates`.
struct Certificate {
  static constexpr const char* path = "certificates.*";
  static constexpr const char* doc = "protects something, and expires unless it is renewed in time";
  Random<Duration> valid{Duration::days(90)};
  Chance forgotten{0.1};
  work::Targets protects;
  Task renewal;

  static void describe(Fields<Certificate>& f) {
    f("valid", &Certificate::valid, "from one renewal to the next");
    f("forgotten", &Certificate::forgotten, "the chance that the renewal is forgotten");
    f("protects", &Certificate::protects, "what is down while it is expired").required();
    f("renewal", &Certificate::renewal, "what it takes once it has expired").required();
    f.check<check>();
  }
  static void check(const Certificate& c, const Node& node, Reader& reader) {
    if (c.protects.self) reader.error(node.place, "a certificate is no component: it has no `self`", "name what it protects");
  }
};

// What is measured of one of them; in a declaration `path` is `certificates.*`.
struct Measures {
  Measures(Board& b, const std::string& path)
      : expired(b.counter({.path = path + ".expired", .title = "times that it expired"})),
        down(b.tally({.path = path + ".down", .unit = Unit::time, .title = "from expiry to the new one"})) {}
  Counter& expired;
  Tally& down;
};

class Certificates final : public Model, public CertificateRegister {
 public:
  static void describe(Declaration& d) {
    d.summary("Certificates that expire when their renewal is forgotten");
    d.section<Certificate>();
    d.measures<Measures>("certificates.*");
    d.provides<CertificateRegister>();
  }

  explicit Certificates(Binder& b) : Model(b) {
    for (auto& placed : b.sections<Certificate>()) all_.push_back(std::make_unique<One>(board(), std::move(placed)));
    b.provide<CertificateRegister>(*this);
  }

  void start() override {
    for (auto& one : all_) life(*one).spawn(one->placed.name);
  }

  int expired_now() const override { return expired_now_; }

 private:
  struct One {
    One(Board& b, Placed<Certificate> p) : placed(std::move(p)), measures(b, placed.path) {}
    Placed<Certificate> placed;
    Measures measures;
  };

  Process life(One& one) {
    Certificate& p = one.placed.p();
    for (;;) {
      co_await delay(draw(p.valid));
      if (!p.forgotten.draw()) continue;
      Labels because;
      because.names[2] = board().label(one.placed.name);
      const Time since = now();
      ++expired_now_;
      one.measures.expired.add(1.0, because);
      Hold down = estate().hold_down(p.protects.of({}), Cause{because});
      const Doing doing{.because = because, .priority = 1};
      co_await work::perform(estate(), p.renewal, doing);
      one.measures.down.add((now() - since).in_seconds(), since, because);
      --expired_now_;
    }
  }

  std::vector<std::unique_ptr<One>> all_;
  int expired_now_ = 0;
};

}  // namespace

MAINSTAY_PLUGIN(Certificates, "certificates", "1.0")
