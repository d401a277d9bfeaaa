// Somebody watches services: each outage is noted, and whether a certificate was to blame; if wanted, a ticket is opened.

#include <memory>

#include <plugin_api/plugin.hpp>

#include "certificates.hpp"

namespace {

using namespace mainstay;

struct Watch {
  static constexpr const char* path = "oversight.*";
  static constexpr const char* doc = "notes the outages of a service";
  Ref<estate::ServiceName> of;
  std::optional<Ref<work::TicketName>> opens;

  static void describe(Fields<Watch>& f) {
    f("of", &Watch::of, "the service").required();
    f("opens", &Watch::opens, "the ticket that is opened for each outage");
    f.shorthand("of");
  }
};

struct Measures {
  Measures(Board& b, const std::string& path)
      : seen(b.counter({.path = path + ".seen", .title = "outages noted"})),
        by_certificate(b.counter({.path = path + ".by_certificate", .title = "outages while a certificate was expired", .share_of = path + ".seen"})) {}
  Counter& seen;
  Counter& by_certificate;
};

class Oversight final : public Model {
 public:
  static void describe(Declaration& d) {
    d.summary("Notes the outages of services, and those that an expired certificate explains");
    d.section<Watch>();
    d.measures<Measures>("oversight.*");
    d.needs<CertificateRegister>();
  }

  explicit Oversight(Binder& b) : Model(b), certificates_(b.require<CertificateRegister>()) {
    for (auto& placed : b.sections<Watch>()) all_.push_back(std::make_unique<One>(board(), std::move(placed)));
    using Type = plugin_api::Column::Type;
    table_ = recorder().table("oversight", {{"service", "", Type::text}, {"at", "h", Type::number}, {"by_certificate", "", Type::number}});
    b.hear<&Oversight::on_outage, OutageBegan>(this);
  }

 private:
  struct One {
    One(Board& b, Placed<Watch> p) : placed(std::move(p)), measures(b, placed.path) {}
    Placed<Watch> placed;
    Measures measures;
  };

  void on_outage(const OutageBegan& signal) {
    for (auto& one : all_) {
      if (one->placed.p().of.index != signal.service.self().index) continue;
      const bool by_certificate = certificates_.expired_now() > 0;
      one->measures.seen.add();
      if (by_certificate) one->measures.by_certificate.add();
      if (one->placed.p().opens) estate().open_ticket(one->placed.p().opens->index, {.because = signal.service.labels()});
      if (table_ != nullptr && is_observed())
        plugin_api::Recorder::Row(*table_) << signal.service.name() << (now() - observed_from()).in_hours() << (by_certificate ? 1.0 : 0.0);
    }
  }

  CertificateRegister& certificates_;
  std::vector<std::unique_ptr<One>> all_;
  plugin_api::Table* table_ = nullptr;
};

}  // namespace

MAINSTAY_PLUGIN(Oversight, "oversight", "1.0")
