#include "stats/selection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "stats/generator.hpp"
#include "stats/special.hpp"
#include "stats/tally.hpp"

namespace mainstay::stats {
namespace {

using Numbers = std::vector<double>;

double normal(Generator& g) { return std::sqrt(-2.0 * std::log(g.uniform())) * std::cos(2.0 * M_PI * g.uniform()); }

TEST(KimNelson, HasTheConstantsOfThePaper) {
  const KimNelson kn({.systems = 10, .first_stage = 10, .indifference = 1.0, .alpha = 0.05});
  EXPECT_NEAR(kn.eta(), 0.8590834299248991, 1e-12);
  EXPECT_NEAR(kn.h_squared(), 15.463501738648183, 1e-11);
}

TEST(KimNelson, PicksTheBestAsOftenAsItSaysInTheSlippageConfiguration) {
  // Ten systems of sd 2, the best ahead by the indifference of 1; a reference of 1,200 macro-replications found a
  // probability of 0.9675 and 393.09 observations in the mean.
  Generator g(12);
  const int rounds = 1000;
  int right = 0;
  double taken = 0.0;
  for (int r = 0; r < rounds; ++r) {
    KimNelson kn({.systems = 10, .first_stage = 10, .indifference = 1.0, .alpha = 0.05});
    while (!kn.is_decided()) {
      Numbers x;
      for (int i = 0; i < 10; ++i) x.push_back((i == 3 ? 1.0 : 0.0) + 2.0 * normal(g));
      kn.add_round(x);
    }
    right += kn.leader() == 3 ? 1 : 0;
    taken += static_cast<double>(kn.observations());
  }
  EXPECT_GE(static_cast<double>(right) / rounds, 0.929);
  EXPECT_NEAR(taken / rounds, 393.0875, 0.05 * 393.0875);
}

TEST(KimNelson, EndsWithTheFirstOfEqualSystems) {
  KimNelson kn({.systems = 3, .first_stage = 2, .indifference = 0.1, .alpha = 0.05});
  for (int i = 0; i < 100 && !kn.is_decided(); ++i) kn.add_round(Numbers{1.0, 1.0, 1.0});
  EXPECT_TRUE(kn.is_decided());
  EXPECT_EQ(kn.leader(), 0u);
}

TEST(KimNelson, NeedsFewerObservationsWithCommonNumbers) {
  const auto play = [](double common) {
    Generator g(4);
    std::size_t taken = 0;
    for (int r = 0; r < 50; ++r) {
      KimNelson kn({.systems = 4, .first_stage = 10, .indifference = 0.3, .alpha = 0.05});
      while (!kn.is_decided()) {
        const double shared = normal(g);
        Numbers x;
        for (int i = 0; i < 4; ++i) x.push_back((i == 1 ? 0.3 : 0.0) + common * shared + std::sqrt(1.0 - common * common) * normal(g));
        kn.add_round(x);
      }
      taken += kn.observations();
    }
    return taken;
  };
  EXPECT_LT(play(0.95) * 3, play(0.0));
}

TEST(SubsetWithBest, HoldsTheBestAndDropsWhatIsFarBehind) {
  Generator g(8);
  int held = 0;
  const int rounds = 500;
  for (int r = 0; r < rounds; ++r) {
    std::vector<Numbers> systems(5);
    for (int n = 0; n < 30; ++n)
      for (int i = 0; i < 5; ++i) systems[static_cast<std::size_t>(i)].push_back((i == 4 ? 5.0 : i == 2 ? 0.3 : 0.0) * -1.0 + (i == 1 ? 0.2 : 0.0) + normal(g));
    const auto kept = subset_with_best(systems, 0.05);
    held += std::find(kept.begin(), kept.end(), 1u) != kept.end() ? 1 : 0;
    EXPECT_EQ(std::find(kept.begin(), kept.end(), 4u), kept.end());
  }
  EXPECT_GE(static_cast<double>(held) / rounds, 0.94);
}

TEST(OcbaShares, FollowsTheRuleOfChenEtAl) {
  // Means 3, 2, 1, variances 1, 1, 4: N2/N1 = (1/1)/(4/4) = 1 for the two behind, and the best's is the root of the sum.
  const auto shares = ocba_shares(Numbers{3, 2, 1}, Numbers{1, 1, 4}, 1e-9);
  EXPECT_NEAR(shares[1] / shares[2], 1.0, 1e-12);
  EXPECT_NEAR(shares[0] / shares[1], std::sqrt(1.0 + 1.0 / 4.0), 1e-12);
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1.0, 1e-12);
}

TEST(OcbaShares, AreEqualWhereNothingVaries) {
  EXPECT_EQ(ocba_shares(Numbers{1, 2}, Numbers{0, 0}, 0.1), (Numbers{0.5, 0.5}));
}

TEST(OcbaNext, GivesNothingToWhoHasMoreThanItsShare) {
  // Shares of 12 in all: the two behind equal, the best sqrt(5/4) as much; the second has 6 already.
  const std::vector<std::size_t> taken = {2, 6, 2};
  const auto next = ocba_next(Numbers{3, 2, 1}, Numbers{1, 1, 4}, taken, 2, 1e-9);
  EXPECT_EQ(next[1], 0u);
  EXPECT_EQ(std::accumulate(next.begin(), next.end(), std::size_t{0}), 2u);
  EXPECT_EQ(next[0], 1u);
}

TEST(OcbaNext, PicksTheBestMoreOftenThanEqualSharesOfTheSameBudget) {
  // Experiment 1 of Chen et al.: ten systems, N(i, 6^2).
  const auto right_picks = [](bool ocba) {
    Generator g(21);
    int right = 0;
    for (int r = 0; r < 500; ++r) {
      std::vector<Tally> tallies(10);
      const auto observe = [&](std::size_t i, std::size_t n) {
        for (std::size_t j = 0; j < n; ++j) tallies[i].add(static_cast<double>(i) + 6.0 * normal(g));
      };
      for (std::size_t i = 0; i < 10; ++i) observe(i, 10);
      for (int budget = 100; budget < 600; budget += 50) {
        Numbers means, variances;
        std::vector<std::size_t> taken;
        for (const auto& t : tallies) {
          means.push_back(t.mean());
          variances.push_back(t.variance());
          taken.push_back(static_cast<std::size_t>(t.count()));
        }
        const auto next = ocba ? ocba_next(means, variances, taken, 50, 1e-6) : std::vector<std::size_t>(10, 5);
        for (std::size_t i = 0; i < 10; ++i) observe(i, next[i]);
      }
      const auto best = std::max_element(tallies.begin(), tallies.end(), [](const auto& a, const auto& b) { return a.mean() < b.mean(); });
      right += best - tallies.begin() == 9 ? 1 : 0;
    }
    return static_cast<double>(right) / 500.0;
  };
  const double equal = right_picks(false);
  const double ocba = right_picks(true);
  // By quadrature of max N(i, 36/60): equal shares are right with probability 0.8047.
  EXPECT_NEAR(equal, 0.8047, 3.0 * std::sqrt(0.8047 * 0.1953 / 500.0));
  EXPECT_GT(ocba, equal + 0.1);
}

TEST(ChanceOfRightPick, IsTheNormalOneForTwo) {
  const std::vector<std::size_t> taken = {4, 8};
  EXPECT_NEAR(chance_of_right_pick(Numbers{1.0, 0.0}, Numbers{2.0, 4.0}, taken), normal_cdf(1.0), 1e-12);
  const std::vector<std::size_t> three = {1, 1, 1};
  EXPECT_EQ(chance_of_right_pick(Numbers{1, 0, 0}, Numbers{0, 0, 0}, three), 1.0);
}

}  // namespace
}  // namespace mainstay::stats
