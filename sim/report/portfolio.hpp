#pragma once
// Which of many candidates is best among those that keep constraints, by what has been played of each so far: what keeps
// them, what breaks them, what is beaten, and what is on the front of cost against objective.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/asked.hpp"
#include "report/estimate.hpp"
#include "report/ranking.hpp"

namespace mainstay::report {

// `P(services.payments.rto.breaches = 0) >= 95 %`.
struct Constraint {
  std::string text;
  std::string metric;
  bool at_least = true;
  std::string limit;       // as written
};
// The comparison is the last `>=` or `<=` that stands outside of parentheses.
std::optional<Constraint> parse_constraint(const std::string& text, std::string& error);

enum class Feasible { yes, no, open };

struct Standing {
  std::size_t candidate = 0;
  Estimate objective;                     // at the confidence of one alone
  std::vector<Estimate> constraints;      // likewise
  Feasible feasible = Feasible::open;     // by intervals that hold all together
  bool beaten = false;                    // worse than one that is feasible, likewise
  bool near = false;                      // not better than the leader by more than the indifference, likewise
  std::size_t replications = 0;
};

struct Selection {
  std::vector<Standing> standings;        // of each candidate
  std::optional<std::size_t> leader;      // the best figure of those known to be feasible; where none is, of those that may be
  bool decided = false;                   // the leader is feasible, and all others are not, or beaten, or near
  bool none_feasible = false;
};

struct Choice {
  std::string objective;
  Aim aim = Aim::lowest;
  std::vector<Constraint> constraints;
  double indifference = 0.0;              // in the objective's unit
  double confidence = 0.95;               // of all that is said together
  std::size_t looks = 1;                  // how often it will be asked: each look has its part of the error
};

// Judges the candidates in the run that are still in; `before` is what was judged at an earlier look, in which who is out
// stays out (empty at the first). Half of the error is the constraints', half the comparisons'.
std::optional<Selection> select(const RunView& run, const Choice& choice, const std::vector<Standing>& before, std::string& error);

// Of the candidates that may be feasible, those with no other that costs no more and has a better figure; cheapest first.
std::vector<std::size_t> pareto_front(const std::vector<Standing>& standings, const std::vector<double>& costs, Aim aim);

}  // namespace mainstay::report
