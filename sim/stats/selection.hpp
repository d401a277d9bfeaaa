#pragma once
// The best of several systems: which to keep looking at, and when to stop, so that the best is picked with a stated
// probability. Greater is better; whoever minimises negates.

#include <cstddef>
#include <span>
#include <vector>

#include "api.hpp"

namespace mainstay::stats {

// The fully sequential procedure of Kim and Nelson (ACM TOMACS 11, 2001). After a first stage of `first_stage`
// observations of every system it takes one more of each that is still in, and drops a system as soon as it is clearly
// behind another. It ends with one, which is the best with probability at least 1 - alpha wherever the best is ahead by
// at least `indifference`; of systems nearer to each other than that, either will do.
//
// Observations are assumed normal (means of batches or of trials are near enough where they are not too skewed), and
// independent from round to round; systems may share their random numbers (the procedure looks at differences).
class MAINSTAY_API KimNelson {
 public:
  struct Options {
    std::size_t systems = 2;
    std::size_t first_stage = 10;   // at least 2
    double indifference = 1.0;      // in the unit of the observations, above 0
    double alpha = 0.05;
  };
  explicit KimNelson(const Options& options);

  // One observation of each system, in order; those of systems that are out are not looked at.
  void add_round(std::span<const double> observations);

  bool is_decided() const { return survivors_.size() == 1; }
  // In order of their numbers; all of them until the first stage is over.
  const std::vector<std::size_t>& survivors() const { return survivors_; }
  // The one with the greatest mean so far among the survivors.
  std::size_t leader() const;
  double mean(std::size_t system) const;            // over the rounds in which it was in
  std::size_t rounds() const { return rounds_; }
  std::size_t observations() const { return taken_; }  // of all systems, the first stage included
  // The round of its last observation.
  std::size_t left_after(std::size_t system) const { return counts_[system]; }

  // How the paper calls them, for c = 1: eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2 and h^2 = 2 eta (n0 - 1).
  double eta() const { return eta_; }
  double h_squared() const { return h_squared_; }

 private:
  void end_first_stage();
  void screen();

  Options options_;
  double eta_;
  double h_squared_;
  std::size_t rounds_ = 0;
  std::size_t taken_ = 0;
  std::vector<std::size_t> survivors_;
  std::vector<std::size_t> counts_;
  std::vector<double> sums_;
  std::vector<std::vector<double>> first_;   // [system][round] of the first stage
  std::vector<double> variances_;            // of the differences, [i * systems + l]
};

// Those that cannot be told from the best by what there is: a subset that holds it with probability at least
// 1 - alpha (screening of Nelson, Swann, Goldsman and Song, Operations Research 49, 2001, on paired differences with
// Bonferroni's inequality). `observations[i]` are those of system i; all are equally many, at least 2.
MAINSTAY_API std::vector<std::size_t> subset_with_best(std::span<const std::vector<double>> observations, double alpha);

// How a budget of observations should be shared so that the chance of picking the best is as great as can be (optimal
// computing budget allocation: Chen, Lin, Yuecesan and Chick, Discrete Event Dynamic Systems 10, 2000). Shares add up to
// 1. Systems that equal the best in the mean are taken to be apart by `least_apart` > 0; where nothing varies, all
// shares are equal. At least two systems.
MAINSTAY_API std::vector<double> ocba_shares(std::span<const double> means, std::span<const double> variances,
                                             double least_apart);

// The same as whole observations: of the next `more`, so many of each system, after `taken` have been taken. They add up
// to `more`.
MAINSTAY_API std::vector<std::size_t> ocba_next(std::span<const double> means, std::span<const double> variances,
                                                std::span<const std::size_t> taken, std::size_t more, double least_apart);

// A lower bound, by Bonferroni's inequality, of the chance that the system with the greatest mean is the best one, were
// the true means spread around those found as normals of variance s^2 / n (Chen, Lin, Yuecesan and Chick 2000, APCS-B).
// It is an estimate and no guarantee: the first means may mislead it. Systems are taken to be independent, which is on
// the safe side where common random numbers make them go together. At least two systems, `taken` all above 0.
MAINSTAY_API double chance_of_right_pick(std::span<const double> means, std::span<const double> variances,
                                         std::span<const std::size_t> taken);

}  // namespace mainstay::stats
