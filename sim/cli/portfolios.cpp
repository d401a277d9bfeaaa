#include "cli/portfolios.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/least.hpp"
#include "cli/waves.hpp"
#include "stats/generator.hpp"

namespace mainstay::cli {
namespace {

using report::Aim;
using report::Feasible;
using report::Standing;

constexpr std::size_t finalists = 16;    // that a search hands on
constexpr int random_starts = 3;

// Loads candidates as variants, and plays them.
class Arena {
 public:
  Arena(const plugin_host::Registry& registry, scenario::Overrides overrides, const Order& order, unsigned workers)
      : registry_(registry), overrides_(std::move(overrides)), order_(order), workers_(workers) {}
  Job job(const Candidates& space, const std::vector<Candidate>& candidates) const {
    scenario::Overrides overrides = overrides_;
    for (const auto& c : candidates) {
      auto p = space.point(c);
      overrides.variants.push_back(p.name);
      if (p.patches.empty()) continue;  // the scenario as it is
      overrides.points.push_back(std::move(p));
    }
    // Where none differs from it, there is still the scenario as it is.
    return prepare(load_scenario_quietly(overrides), order_.metrics(), experiment::Keep::asked);
  }
  unsigned workers() const { return workers_; }

 private:
  std::shared_ptr<const scenario::Scenario> load_scenario_quietly(const scenario::Overrides& overrides) const {
    schema::Diagnostics diagnostics;
    auto out = scenario::load(order_.file, registry_, overrides, diagnostics);
    if (out != nullptr) return out;
    print_diagnostics(diagnostics);
    throw Stop{invalid_input, "some of the variants cannot be carried out together; leave one of them out with --variant"};
  }
  const plugin_host::Registry& registry_;
  scenario::Overrides overrides_;
  const Order& order_;
  unsigned workers_;
};

// The place of each candidate among the scenario's variants: the scenario as it is comes first there.
std::vector<Candidate> in_order_of(const Job& job, const Candidates& space, const std::vector<Candidate>& candidates) {
  std::map<std::string, Candidate> by_name;
  for (const auto& c : candidates) by_name.emplace(space.point(c).name, c);
  std::vector<Candidate> out;
  for (const auto& v : job.scenario->variants) out.push_back(by_name.at(v.name));
  return out;
}

// --- a search, where there are too many ---

struct Score {
  std::vector<double> missing;                                  // of each constraint, relative to its limit; not above 0 where it is surely kept
  double violation = 0.0;                                       // how far they are missed in all
  double objective = std::numeric_limits<double>::infinity();   // less is better
  bool operator<(const Score& o) const { return violation != o.violation ? violation < o.violation : objective < o.objective; }
};

class Search {
 public:
  Search(const Arena& arena, const Candidates& space, const Order& order, StatusLine& status)
      : arena_(arena), space_(space), order_(order), status_(status) {}

  // The best of what was looked at, for a closer look; of those in a plain range that are close together only the best.
  std::vector<Candidate> find() {
    if (space_.is_continuous())
      look_between();
    else
      climb_from_several();
    std::vector<std::pair<Score, Candidate>> all;
    for (const auto& [c, s] : scores_) all.emplace_back(s, c);
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Candidate> out;
    for (const auto& [s, c] : all) {
      const auto close = [&, &one = c](const Candidate& better) { return space_.are_close(one, better); };
      if (out.size() < finalists && std::none_of(out.begin(), out.end(), close)) out.push_back(c);
    }
    return out;
  }
  std::size_t evaluated() const { return scores_.size(); }

 private:
  void look_between() {
    look_for_least(space_.first().size(), order_.choice.constraints.size(), order_.evaluations, [&](const std::vector<double>& numbers) {
      const Candidate c = space_.at(numbers);
      score({c});
      const Score& s = scores_.at(c);
      return Looked{s.objective, s.missing};
    });
  }

  void climb_from_several() {
    climb(space_.first());
    stats::Generator generator(order_.seed);
    for (int s = 0; s < random_starts && scores_.size() < order_.evaluations; ++s) {
      std::vector<double> numbers(space_.first().size());
      for (double& x : numbers) x = generator.uniform();
      climb(space_.at(numbers));
    }
  }

  // To the best neighbour, as long as it is better.
  void climb(Candidate at) {
    score({at});
    while (scores_.size() < order_.evaluations) {
      auto near = space_.neighbours(at);
      score(near);
      const auto best = std::min_element(near.begin(), near.end(), [&](const auto& a, const auto& b) { return scores_.at(a) < scores_.at(b); });
      if (best == near.end() || !(scores_.at(*best) < scores_.at(at))) return;
      at = *best;
    }
  }

  void score(const std::vector<Candidate>& candidates) {
    std::vector<Candidate> fresh;
    for (const auto& c : candidates)
      if (!scores_.contains(c)) fresh.push_back(c);
    if (fresh.empty()) return;
    const Job job = arena_.job(space_, fresh);
    const auto placed = in_order_of(job, space_, fresh);
    Waves waves(job, order_.metrics(), arena_.workers());
    std::vector<std::size_t> all(placed.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    waves.play(all, 0, order_.first_look);
    std::string error;
    const auto judged = report::select(waves.run(), order_.choice, {}, error);
    if (!judged) throw Stop{invalid_input, error};
    for (std::size_t v = 0; v < placed.size(); ++v) scores_[placed[v]] = score_of(judged->standings[v]);
    status_.show(fmt::format("{} candidates looked at", scores_.size()));
  }

  Score score_of(const Standing& s) const {
    Score out;
    if (s.objective.known) out.objective = order_.choice.aim == Aim::highest ? -s.objective.value : s.objective.value;
    for (std::size_t c = 0; c < order_.choice.constraints.size(); ++c) {
      // One that is broken ends the judging of the rest.
      if (c >= s.constraints.size() || !s.constraints[c].known) {
        out.missing.push_back(1.0);
        out.violation += 1.0;
        continue;
      }
      std::string error;
      const double limit = work::value_in_unit(order_.choice.constraints[c].limit, s.constraints[c].unit, error).value_or(0.0);
      const auto missing = [&](double value) {
        return (order_.choice.constraints[c].at_least ? limit - value : value - limit) / std::max(std::abs(limit), 1e-9);
      };
      const report::Estimate& told = s.constraints[c];
      const double surely = !told.interval ? told.value : order_.choice.constraints[c].at_least ? told.interval->low : told.interval->high;
      out.missing.push_back(missing(std::isfinite(surely) ? surely : told.value));
      out.violation += std::max(0.0, missing(told.value));
    }
    return out;
  }

  const Arena& arena_;
  const Candidates& space_;
  const Order& order_;
  StatusLine& status_;
  std::map<Candidate, Score> scores_;
};

// --- the closer look ---

// How many looks there will be: replications double from the first to the last.
std::size_t looks_of(const Order& order) {
  std::size_t looks = 1;
  for (std::size_t n = order.first_look; n < order.most; n *= 2) ++looks;
  return looks;
}

void compete(const Arena& arena, const Candidates& space, const std::vector<Candidate>& candidates, Order order, StatusLine& status, Result& out) {
  const Job job = arena.job(space, candidates);
  const auto placed = in_order_of(job, space, candidates);
  Waves waves(job, order.metrics(), arena.workers());
  order.choice.looks = looks_of(order);
  std::vector<Standing> standings;
  for (std::size_t n = 0; n < order.most;) {
    const std::size_t next = n == 0 ? std::min(order.first_look, order.most) : std::min(order.most, 2 * n);
    std::vector<std::size_t> in;
    for (std::size_t v = 0; v < placed.size(); ++v)
      if (standings.empty() || (standings[v].feasible != Feasible::no && !standings[v].beaten)) in.push_back(v);
    if (in.empty()) break;
    status.show(fmt::format("{} of {} left after {} replications", in.size(), placed.size(), n));
    waves.play(in, n, next - n);
    n = next;
    std::string error;
    auto selection = report::select(waves.run(), order.choice, standings, error);
    if (!selection) throw Stop{invalid_input, error};
    out.selection = std::move(*selection);
    standings = out.selection.standings;
    if (out.selection.decided || out.selection.none_feasible) break;
  }
  for (const auto& c : placed) {
    out.names.push_back(space.point(c).name);
    out.costs.push_back(space.cost(c));
  }
  out.unit = standings.front().objective.unit;
  out.front = report::pareto_front(standings, out.costs, order.choice.aim);
  out.trials += waves.run().trials();
  out.note = report::note_of_times(waves.run());
}

}  // namespace

Result optimise(const plugin_host::Registry& registry, const scenario::Overrides& overrides, const Candidates& space, const Order& order, unsigned workers) {
  const Arena arena(registry, overrides, order, workers);
  StatusLine status(true);
  Result out;
  out.considered = space.count();
  out.continuous = space.is_continuous();
  if (const auto all = out.continuous ? std::nullopt : space.all(order.enumerate)) {
    if (all->empty()) throw Stop{invalid_input, "nothing is within the budget, not even the scenario as it is"};
    out.considered = static_cast<double>(all->size());
    compete(arena, space, *all, order, status, out);
    return out;
  }
  out.exhaustive = false;
  Search search(arena, space, order, status);
  const auto found = search.find();
  out.searched = search.evaluated();
  out.trials = out.searched * order.first_look;
  compete(arena, space, found, order, status, out);
  return out;
}

}  // namespace mainstay::cli
