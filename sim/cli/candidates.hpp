#pragma once
// What an optimiser may choose: for each of a scenario's variants whether it is carried out, and for each factor of
// --vary one of its levels; a plain range has as many as make no difference.

#include <cstdint>
#include <optional>
#include <vector>

#include "scenario/portfolio.hpp"

namespace mainstay::cli {

// A plain range is looked at in steps of a thousandth.
inline constexpr std::uint32_t steps_of_range = 1000;

// A level of each dimension: 0 or 1 of a variant, the number of its level of a factor.
using Candidate = std::vector<std::uint32_t>;

class Candidates {
 public:
  // `years`: for how long costs run. `budget`: over that time.
  Candidates(std::vector<scenario::Option> options, std::vector<scenario::Factor> factors, double years, std::optional<double> budget);

  double count() const { return count_; }   // with those that are too dear or exclude each other
  double cost(const Candidate& c) const;
  bool is_allowed(const Candidate& c) const;
  scenario::SweepPoint point(const Candidate& c) const;
  // No variant, and the first level of each factor.
  Candidate first() const { return Candidate(levels_.size(), 0); }
  // All that are allowed, in order; nothing where there are more than `most`, or too many to look through.
  std::optional<std::vector<Candidate>> all(std::size_t most) const;
  // Those that differ in one variant, in one step of a factor, or have one variant in place of another.
  std::vector<Candidate> neighbours(const Candidate& c) const;
  // One that is allowed, by numbers in [0, 1], one for each dimension.
  Candidate at(const std::vector<double>& numbers) const;
  // Whether there are plain ranges among the factors.
  bool is_continuous() const { return continuous_; }
  // Whether they are so close together in the plain ranges, and otherwise the same, that one may stand for the other.
  bool are_close(const Candidate& a, const Candidate& b) const;

 private:
  std::vector<scenario::Option> options_;
  std::vector<scenario::Factor> factors_;
  std::vector<std::vector<bool>> excluded_;   // of two variants
  std::vector<std::uint32_t> levels_;
  double years_;
  std::optional<double> budget_;
  double count_ = 1.0;
  bool continuous_ = false;
};

}  // namespace mainstay::cli
