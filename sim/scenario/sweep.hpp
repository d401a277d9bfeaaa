#pragma once
// A sweep tries many values of some parameters: each point is a variant, made of patches like any other.
//
// What a factor takes:
//   `teams.dba.staff: 1 to 5 by 1`         a range in steps, both ends in it
//   `groups.db.switch: 2 min to 30 min`    a range, of which designs other than the grid take any value
//   `groups.db.mode: [hot standby, warm standby]`   a list
//   `threats.flood.rate: 2 in 80 years`    a rate of which so many events are all that is known: values as likely as that
//                                          makes them, gamma(n + 1/2; T) after Jeffreys' prior (Atwood et al., NUREG/CR-6823,
//                                          2003, 6.2.2); not for the grid
//
// Designs: `grid` (every combination), `lhs 40` (Latin hypercube), `sobol 64` (Sobol points, shifted at random by the
// scenario's seed). In the last two a range in steps, and a list, give the nearest of their values.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/patch.hpp"
#include "schema/diagnostics.hpp"

namespace mainstay::scenario {

inline constexpr std::size_t max_sweep_points = 100'000;

struct Factor {
  std::string path;
  schema::Place place;
  std::vector<std::string> levels;    // of a list, or of a range in steps; empty of a plain range
  double low = 0.0;                   // of a plain range, as written, in `unit`
  double high = 0.0;
  std::string unit;                   // ` min`, or empty
  std::optional<double> events;       // seen in the time that `unit` names: ` / 80 years`
  double from = 0.0, to = 1.0;        // of what events tell, the probabilities at which the range ends
  std::string before, after;          // what stands around a number of a plain range: `scaled(LAW; by ` and `)`
};

// `PATH: VALUES` as on the command line; all that is wrong stands at the place.
std::optional<Factor> parse_factor(std::string_view text, const schema::Place& place, schema::Diagnostics& diagnostics);
// The same of several, each at a place that is `said_by` and its text, as `--vary teams.dba.staff: 1 to 5 by 1`.
std::vector<Factor> parse_factors(std::span<const std::string> texts, const std::string& said_by, schema::Diagnostics& diagnostics);
// The values alone, of a path known already.
std::optional<Factor> factor_of(std::string path, std::string_view values, const schema::Place& place,
                                schema::Diagnostics& diagnostics);

enum class DesignKind { grid, latin_hypercube, sobol };
struct Design {
  DesignKind kind = DesignKind::grid;
  std::size_t points = 0;             // of the last two
};
std::optional<Design> parse_design(std::string_view text, const schema::Place& place, schema::Diagnostics& diagnostics);

// One point: a name made of what it sets (`staff=3,switch=2 min`), and the patches.
struct SweepPoint {
  std::string name;
  std::vector<Patch> patches;
  double cost_once = 0.0;             // of a point that is made of variants: what these cost together
  double cost_per_year = 0.0;
};
// In the order of the design; equal points once. A grid over a plain range, or too many points, is a diagnostic.
std::vector<SweepPoint> sweep_points(std::span<const Factor> factors, const Design& design, std::uint64_t seed,
                                     schema::Diagnostics& diagnostics);

// Factors that a grid cannot take, for want of steps.
void check_grid(std::span<const Factor> factors, schema::Diagnostics& diagnostics);

// A point of the unit cube as values of the factors: where `--vary` and a method of its own (screening, an optimiser)
// mean the same.
SweepPoint point_at(std::span<const Factor> factors, std::span<const double> place_in_cube, schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
