#pragma once
// The estate in one trial: teams, components, groups, services; who holds what down; outages as they are recorded.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "estate/exchange.hpp"
#include "estate/node.hpp"
#include "estate/service.hpp"
#include "estate/signals.hpp"
#include "work/stock.hpp"
#include "work/world.hpp"

namespace mainstay::estate {

// The contract of the model of tickets: opens one of that kind (its number among `tickets`).
class TicketDesk {
 public:
  static constexpr const char* contract = "tickets.desk/1";
  virtual void open(std::size_t kind, const work::Opening& opening) = 0;

 protected:
  ~TicketDesk() = default;
};

class MAINSTAY_API Estate final : public work::World {
 public:
  Estate(kernel::Simulation& simulation, const work::Setting& setting, work::Board& board, const EstateSpec& spec,
         const schema::Binding& binding);
  Estate(const Estate&) = delete;
  Estate& operator=(const Estate&) = delete;
  ~Estate() override;

  kernel::Simulation& simulation() override { return simulation_; }
  const work::Setting& setting() const override { return setting_; }
  work::Board& board() override { return board_; }
  kernel::TrialStream stream(std::string_view path) const override;
  // Where the trial may be made to go on otherwise; or nullptr.
  kernel::Resampler* resampler() const { return binding_.resampler; }
  work::Team& team(std::size_t index) override { return *teams_[index]->team; }
  work::Stock& stock(std::size_t index) override { return *stocks_[index]; }
  [[nodiscard]] work::Hold hold_down(const std::vector<Target>& targets, const Cause& cause) override;
  void release(std::uint64_t key) override;
  void strike(const std::vector<Target>& targets, const Labels& because) override;
  void open_ticket(std::size_t kind, const work::Opening& opening) override;
  kernel::Clock& clock_while(const Target& target, bool up) override;
  bool in_maintenance(std::size_t service) const override { return services_[service]->is_in_maintenance(); }
  kernel::Signal& maintenance_changed(std::size_t service) override { return services_[service]->maintenance_changed(); }
  std::string name_of(const Target& target) const override;
  Labels labels_of(const Target& target) override;

  Node& node(const Target& target);
  Component& component(std::size_t index) { return *components_[index]; }
  Component& group(std::size_t index) { return *groups_[index]; }
  Service& service(std::size_t index) { return *services_[index]; }
  std::size_t component_count() const { return components_.size(); }
  std::size_t group_count() const { return groups_.size(); }
  std::size_t service_count() const { return services_.size(); }
  // The calendar as a clock: always runs.
  kernel::Clock& calendar() { return calendar_; }
  // The services that stand on a component, a group or a service, through other services too.
  const std::vector<Service*>& services_on(const Target& target) const { return services_on_[node_index(target)]; }
  // The components that a target comes to: itself, or all of its site; groups are not taken apart.
  std::vector<Component*> components_of(const Target& target);

  // How models ask and observe each other.
  Exchange& exchange() { return exchange_; }

  // What the models finished last: `total.last_done`.
  void note_done();
  void add_cost(double amount, const Labels& labels);

  const std::vector<Outage>& outages() const { return outages_; }
  const std::vector<Recovery>& recoveries() const { return recoveries_; }
  // Keeps a record of each of these.
  void keep_outages(bool keep) { keep_outages_ = keep; }
  // Ends the trial at the first outage of this service that is not planned: where its `first_outage` is.
  void stop_at_first_outage(std::size_t service) { stop_at_ = static_cast<long>(service); }

  // --- called by nodes ---
  void causes_changed(Node& node);
  void response_changed(Component& component);
  void outage_begun(Service& service);
  void outage_unplanned(Service& service);
  void first_outage_of(Service& service);
  void outage_ended(Service& service, const Outage& outage);
  // A recovery is over, or cut. The number is for `note_caught_up`; one that is not kept has none.
  std::size_t note_recovery(const Recovery& recovery);
  void note_caught_up(std::size_t number, Duration lasted);

  // At the end: open outages are cut and flagged.
  void finish();

 private:
  // Among the components, then the groups, then the services.
  std::size_t node_index(const Target& target) const;
  ComponentMeasures& measures_of(const char* kind, const std::string& family, double members);
  void measure_importance(const std::string& path, ComponentMeasures& measures);
  void count_cause(const Outage& outage);

  kernel::Simulation& simulation_;
  const work::Setting& setting_;
  work::Board& board_;
  const EstateSpec& spec_;
  schema::Binding binding_;
  Exchange exchange_;
  Emitter<OutageBegan> outage_began_;
  Emitter<OutageUnplanned> outage_unplanned_;
  Emitter<OutageEnded> outage_ended_;
  kernel::Clock calendar_;
  std::map<std::string, std::unique_ptr<ComponentMeasures>> measures_;
  struct TeamMade {                                      // with what it reads while the trial runs
    TeamSpec spec;
    std::unique_ptr<work::Team> team;
  };
  std::vector<std::unique_ptr<TeamMade>> teams_;
  std::vector<std::unique_ptr<work::Stock>> stocks_;
  std::vector<std::unique_ptr<Component>> components_;
  std::vector<std::unique_ptr<Component>> groups_;
  std::vector<std::unique_ptr<Service>> services_;
  std::vector<std::vector<std::size_t>> components_at_;  // of each site
  std::vector<std::vector<Service*>> services_on_;       // of each component, then each group, then each service
  struct Held {
    std::vector<Node*> nodes;
    std::vector<work::Team*> teams;
  };
  std::map<std::uint64_t, Held> held_;
  std::uint64_t next_key_ = 1;
  TicketDesk* desk_ = nullptr;   // looked up for the first ticket
  std::vector<Outage> outages_;
  std::vector<Recovery> recoveries_;
  bool keep_outages_ = false;
  long stop_at_ = -1;
  std::map<work::Label, ComponentMeasures*> measures_by_label_;   // of each component
  double outages_caused_ = 0.0;
  double downtime_caused_ = 0.0;
  work::Counter* total_outages_;
  work::Counter* total_downtime_cost_;
  work::Counter* total_cost_;
  work::Ratio* last_done_;
  Time last_done_at_;
  bool finished_ = false;
};

}  // namespace mainstay::estate
