// Incidents and service requests: opened by people, failures, changes and demand; worked on step by step by teams;
// closed, reopened, given up. See README.md beside this file for what is modelled and assumed.

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

#include "circles.hpp"
#include "plugin_api/plugin.hpp"
#include "work/item.hpp"

namespace {

using namespace mainstay;

enum class Level3 { high, medium, low };

}  // namespace

namespace mainstay::schema {
template <>
struct Words<Level3> {
  static constexpr std::array<std::string_view, 3> words = {"high", "medium", "low"};
};
}  // namespace mainstay::schema

namespace {

struct Kind {
  static constexpr const char* path = "tickets.*";
  static constexpr const char* doc = "a kind of ticket: where it comes from, and who does what with it";
  Source source;
  Task task;
  Steps steps;
  work::ServiceTargets targets;
  std::optional<Level3> impact;
  std::optional<Level3> urgency;
  std::optional<Live<Chance>> reopens;
  Random<Duration> after;

  static void describe(Fields<Kind>& f) {
    f.include(&Kind::source);
    f.include(&Kind::task);
    f.include(&Kind::steps);
    f("targets", &Kind::targets, "what is agreed");
    f("impact", &Kind::impact, "with `urgency` gives the priority: P(impact + urgency - 1)");
    f("urgency", &Kind::urgency, "see `impact`");
    f("reopens", &Kind::reopens, "share that comes back after it was closed; a reopened ticket keeps its opening time");
    f("after", &Kind::after, "with `reopens`: time from closing to coming back");
    f.check<check>();
  }
  static void check(const Kind& k, const Node& node, Reader& reader) {
    // Names are resolved in place: the struct is the scenario's own.
    const_cast<Kind&>(k).steps.connect(node, reader);
    work::check_item(k.source, k.task, k.steps, "a ticket", node, reader);
    if (k.steps.size() > 0 && node.is_map() && (node.find("time") != nullptr || node.find("by") != nullptr))
      reader.error(node.place, "has `steps`, and `time` or `by` of its own", "move them into a step");
    if (k.impact.has_value() != k.urgency.has_value())
      reader.error(node.place, "`impact` and `urgency` go together");
    if (k.impact && k.task.priority) reader.error(node.place, "says its priority twice: by `priority` and by `impact` and `urgency`");
  }
};

class Tickets final : public Model, public TicketDesk {
 public:
  static void describe(Declaration& d) {
    d.summary("Incidents and service requests, worked on by teams");
    d.section<Kind>();
    d.provides<TicketDesk>();
    d.measures([](Board& b) {
      work::ItemDesk::declare(b, "tickets.*", "tickets");
      reopened_at(b, "tickets.*");
    });
  }

  explicit Tickets(Binder& b) : Model(b) {
    for (auto& k : b.sections<Kind>()) desks_.push_back(std::make_unique<Desk>(*this, std::move(k)));
    refuse_circles();
    using Type = plugin_api::Column::Type;
    table_ = recorder().table("tickets", {{"kind", "", Type::text}, {"number", "", Type::number}, {"opened", "h", Type::number},
                                          {"priority", "", Type::number}, {"first_touch", "h", Type::number},
                                          {"closed", "h", Type::number}, {"outcome", "", Type::text},
                                          {"work", "h", Type::number}, {"wait", "h", Type::number}, {"hand_offs", "", Type::number}});
    b.provide<TicketDesk>(*this);
  }

  void start() override {
    for (auto& d : desks_)
      d->items.start(d.get(), [](void* desk, const work::Arrival& arrival) {
        auto& own = *static_cast<Desk*>(desk);
        return own.model.take(own, {}, arrival);
      });
  }

  void finish() override {
    for (auto& d : desks_) d->items.finish();
  }

  void open(std::size_t kind, const work::Opening& opening) override {
    Ticket t;
    t.because = opening.because;
    t.begun = opening.begun;
    t.begun_context = opening.context;
    t.closed = opening.closed;
    t.closed_context = opening.context;
    take(*desks_[kind], t, {});
  }

 private:
  // Without people to wait for, a ticket begins, and opens the next, within the call that opens it, which must return.
  void refuse_circles() const {
    std::vector<tickets::Opener> kinds;
    for (const auto& d : desks_) kinds.push_back({&d->k.task, &d->k.steps, d->k.source.merge.has_value()});
    const auto circle = tickets::endless_circle(kinds, [this](std::size_t team) { return estate().team(team).never_makes_wait(); });
    if (circle.empty()) return;
    std::string text = desks_[circle.front()]->path + ": tickets open each other for ever: ";
    for (const std::size_t k : circle) text += desks_[k]->items.name() + " opens ";
    throw std::runtime_error(text + desks_[circle.front()]->items.name() +
                             ", each of them; let one open the next by chance, in a step that `then` leads to");
  }

  static Counter& reopened_at(Board& b, const std::string& path) {
    return b.counter({.path = path + ".reopened", .title = "tickets that came back after closing", .share_of = path + ".closed"});
  }

  // One ticket; lives in the frame of its process.
  struct Ticket : work::Item {
    void (*closed)(void*) = nullptr;
    void* closed_context = nullptr;
  };

  // One kind of ticket in this trial.
  struct Desk {
    Desk(Tickets& m, Placed<Kind> placed)
        : owned(std::move(placed.own)), k(*owned), path(placed.path), model(m),
          items(m.estate(), placed.path, "tickets", k.source, k.task, k.steps, k.targets) {
      if (k.reopens) reopened = &reopened_at(m.board(), placed.path);
    }

    std::unique_ptr<Kind> owned;
    Kind& k;
    std::string path;
    Tickets& model;
    work::ItemDesk items;
    Counter* reopened = nullptr;
  };

  // Opens a ticket, or joins it to the one that takes what comes.
  ProcessRef take(Desk& d, Ticket ticket, const work::Arrival& arrival) {
    // What waits for its ticket to be closed gets one of its own: one that it joined may be closed already.
    if (ticket.closed == nullptr && d.items.joins()) return {};
    std::optional<int> priority;
    if (d.k.impact) priority = static_cast<int>(*d.k.impact) + static_cast<int>(*d.k.urgency) + 1;
    d.items.admit(ticket, arrival, priority);
    return life(d, ticket).spawn(d.items.name());
  }

  Process life(Desk& d, Ticket t) {
    d.items.open(t);
    Labels because = t.labels;
    because.names[2] = d.items.label();
    Doing doing = d.items.doing_of(t, because);
    work::Arrived arrived;
    for (std::uint64_t round = 0;; ++round) {
      const std::uint64_t key = t.number + (round << 40);
      d.items.count_open(t, true);
      if (d.k.steps.size() == 0) {
        doing.occurrence = key;
        const Done done = co_await work::perform(estate(), d.k.task, doing);
        d.items.touched(t, done, !d.k.task.takes_down.is_empty());
        arrived.outcome = done.outcome;
        arrived.wait += done.wait;
        arrived.work += done.outcome == Outcome::done ? done.work : Duration();
        ++arrived.visits;
      } else {
        const work::Journey journey = d.items.journey_of(t, doing, key);
        const work::Arrived now_arrived = co_await work::go_through(estate(), d.k.steps, d.items.steps(), journey);
        arrived.outcome = now_arrived.outcome;
        arrived.wait += now_arrived.wait;
        arrived.work += now_arrived.work;
        arrived.visits += now_arrived.visits;
      }
      d.items.count_open(t, false);
      tell_closed(t);
      if (arrived.outcome != Outcome::done || !d.k.reopens || !d.k.reopens->draw(key)) break;
      d.items.count_closed(t);
      co_await delay(d.k.after.draw(key));
      d.reopened->add(1.0, t.labels);
      d.items.tell(t, Event::reopened);
    }
    estate().note_done();
    d.items.end(t, arrived);
    record(d, t, arrived);
  }

  // Who waits for it goes on at its first closing, come back or not.
  static void tell_closed(Ticket& t) {
    if (t.closed != nullptr) t.closed(t.closed_context);
    t.closed = nullptr;
  }

  void record(Desk& d, const Ticket& t, const work::Arrived& a) {
    if (table_ == nullptr || t.opened < observed_from()) return;
    static constexpr std::array<const char*, 3> outcomes = {"closed", "abandoned", "rejected"};
    const auto hours = [&](Time x) { return x.is_finite() ? (x - observed_from()).in_hours() : -1.0; };
    plugin_api::Recorder::Row row(*table_);
    row << d.items.name() << static_cast<double>(t.number) << hours(t.opened) << static_cast<double>(t.priority) << hours(t.first_touch)
        << hours(now()) << std::string(outcomes[static_cast<std::size_t>(a.outcome)]) << a.work.in_hours() << a.wait.in_hours()
        << static_cast<double>(t.hand_offs);
  }

  std::vector<std::unique_ptr<Desk>> desks_;
  plugin_api::Table* table_ = nullptr;
};

}  // namespace

MAINSTAY_PLUGIN(Tickets, "tickets", "1.0")
