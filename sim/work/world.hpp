#pragma once
// What tasks and sources may touch of the estate: teams that do the work, things that go down, tickets that are
// opened. The estate implements it; process models see it through their base class.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api.hpp"
#include "kernel/resampler.hpp"
#include "kernel/signal.hpp"
#include "work/board.hpp"
#include "work/setting.hpp"

namespace mainstay::work {

class Stock;
class Team;
class World;

// Something with a name in the estate.
struct Target {
  enum class Kind : std::uint8_t { component, group, service, site, team };
  Kind kind = Kind::component;
  std::size_t index = 0;
  auto operator<=>(const Target&) const = default;
};

// Why something is down.
struct Cause {
  Labels labels;          // of whom and what: the component, its family, the reason, the phase
  bool planned = false;
  // A strike is over in an instant: what began it is the reason in that instant, and this one from then on (0: the
  // reason stays). So an outage is `by(shock)` if it begins as the shock strikes, not if something is still in repair.
  Label later = 0;
  // Which of all causes this is: from whom it holds down, the reason, and the how-manieth time it is. The same in every
  // variant, whatever else happens there, so that it keys the random numbers of what follows. 0: said by what it holds down.
  std::uint64_t occurrence = 0;
};

// Holds things down; lets go of them at the end of its scope.
class MAINSTAY_API Hold {
 public:
  Hold() = default;
  Hold(World& world, std::uint64_t key) : world_(&world), key_(key) {}
  Hold(Hold&& other) noexcept : world_(std::exchange(other.world_, nullptr)), key_(other.key_) {}
  Hold& operator=(Hold&& other) noexcept {
    if (this != &other) {
      release();
      world_ = std::exchange(other.world_, nullptr);
      key_ = other.key_;
    }
    return *this;
  }
  ~Hold() { release(); }
  void release();
  explicit operator bool() const { return world_ != nullptr; }

 private:
  World* world_ = nullptr;
  std::uint64_t key_ = 0;
};

// A ticket as whoever opens it sees it.
struct Opening {
  Labels because;                            // who or what opened it
  std::optional<Target> repairs;             // restored when the ticket is closed
  void (*begun)(void*) = nullptr;            // called as somebody begins to work on it
  void (*closed)(void*) = nullptr;           // called as it is closed
  void* context = nullptr;                   // of both
};

class MAINSTAY_API World {
 public:
  virtual ~World() = default;
  virtual kernel::Simulation& simulation() = 0;
  virtual const Setting& setting() const = 0;
  virtual Board& board() = 0;

  // The random numbers that belong to a path, in this trial.
  virtual kernel::TrialStream stream(std::string_view path) const = 0;

  virtual Team& team(std::size_t index) = 0;
  virtual Stock& stock(std::size_t index) = 0;
  // Holds targets down for a cause; counted, so that several causes compose.
  [[nodiscard]] virtual Hold hold_down(const std::vector<Target>& targets, const Cause& cause) = 0;
  virtual void release(std::uint64_t key) = 0;
  // Makes them fail; they are repaired as their own failures are.
  virtual void strike(const std::vector<Target>& targets, const Labels& because) = 0;
  virtual void open_ticket(std::size_t kind, const Opening& opening) = 0;
  // A clock that runs only while the target is up (or down), as the calendar does.
  virtual kernel::Clock& clock_while(const Target& target, bool up) = 0;
  // Whether a service is down as planned at present, and what is raised as that begins and ends.
  virtual bool in_maintenance(std::size_t service) const = 0;
  virtual kernel::Signal& maintenance_changed(std::size_t service) = 0;
  virtual std::string name_of(const Target& target) const = 0;
  // Several at once stand under a counted name, a site under the name of the site.
  virtual Labels labels_of(const Target& target) = 0;
};

}  // namespace mainstay::work
