#include "kernel/random.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace mainstay::kernel {
namespace {

// D of Kolmogorov and Smirnov, times the root of the sample size. Above 1.95 with probability 1e-3 under the
// law.
template <class Cdf>
double kolmogorov(std::vector<double> sample, Cdf cdf) {
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  double most = 0.0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double f = cdf(sample[i]);
    const auto rank = static_cast<double>(i);
    most = std::max({most, f - rank / n, (rank + 1.0) / n - f});
  }
  return std::sqrt(n) * most;
}
constexpr double kolmogorov_limit = 1.95;

template <class Draw>
std::vector<double> draws(int n, Draw draw) {
  std::vector<double> result;
  for (int i = 0; i < n; ++i) result.push_back(draw());
  return result;
}

// Mean of x^power over the sample.
double raw_moment(const std::vector<double>& sample, int power) {
  double sum = 0.0;
  for (const double x : sample) sum += std::pow(x, power);
  return sum / static_cast<double>(sample.size());
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double mx = raw_moment(x, 1), my = raw_moment(y, 1);
  double xy = 0.0, xx = 0.0, yy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

TEST(Xoshiro256, GivesTheKnownNumbersFromStateOneTwoThreeFour) {
  Xoshiro256 generator(std::array<std::uint64_t, 4>{1, 2, 3, 4});
  const std::uint64_t expected[] = {41943041U,
                                    58720359U,
                                    3588806011781223U,
                                    3591011842654386U,
                                    9228616714210784205U,
                                    9973669472204895162U,
                                    14011001112246962877U,
                                    12406186145184390807U,
                                    15849039046786891736U,
                                    10450023813501588000U};
  for (const std::uint64_t each : expected) EXPECT_EQ(generator.next(), each);
}

TEST(SplitMix64, GivesTheKnownNumbersFromSeed1234567) {
  SplitMix64 generator(1234567);
  EXPECT_EQ(generator.next(), 6457827717110365317U);
  EXPECT_EQ(generator.next(), 3203168211198807973U);
}

TEST(Philox, GivesTheKnownWordsOfItsAuthors) {
  const r123::Philox4x32::ctr_type zero = r123::Philox4x32()({{0, 0, 0, 0}}, {{0, 0}});
  EXPECT_EQ(zero[0], 0x6627e8d5U);
  EXPECT_EQ(zero[1], 0xe169c58dU);
  EXPECT_EQ(zero[2], 0xbc57ac4cU);
  EXPECT_EQ(zero[3], 0x9b00dbd8U);
  constexpr std::uint32_t ones = 0xffffffffU;
  EXPECT_EQ(r123::Philox4x32()({{ones, ones, ones, ones}}, {{ones, ones}})[0], 1083123565U);
}

TEST(PathHash, IsMixedFnv1a) {
  EXPECT_EQ(path_hash("a"), mix64(0xaf63dc4c8601ec8cU));
  EXPECT_EQ(path_hash("foobar"), mix64(0x85944171f73967e8U));
}

// The expected keys come from a separate implementation, in another language.
TEST(StreamKey, IsWhatItWasWhenTheFirstRunsWereMade) {
  const std::string path = "components.db-a.failure.every";
  EXPECT_EQ(Stream::stream_key(0, 0, ""), 0xc7c7a712e975f27dU);
  EXPECT_EQ(Stream::stream_key(42, 0, path), 0x1951cdec4f5b675U);
  EXPECT_EQ(Stream::stream_key(42, 1, path), 0x4f83edf946d4a927U);
  EXPECT_EQ(Stream::stream_key(~std::uint64_t{0}, (std::uint64_t{1} << 40) + 7, "tickets.p1.rate"),
            0x59d75b7524aae4eeU);
}

TEST(StreamKey, DiffersForNearlyEqualPathsSeedsAndReplications) {
  std::set<std::uint64_t> keys;
  std::size_t asked = 0;
  for (std::uint64_t seed : {0U, 1U, 42U, 43U}) {
    for (std::uint64_t replication = 0; replication < 50; ++replication) {
      for (int i = 1; i <= 40; ++i) {
        for (const char* rest : {".failure.every", ".failure.ever", ".failure.everx", ".repair.time"}) {
          keys.insert(Stream::stream_key(seed, replication, "components.db-" + std::to_string(i) + rest));
          ++asked;
        }
      }
    }
  }
  EXPECT_EQ(keys.size(), asked);
}

TEST(StreamKey, ChangesHalfOfItsBitsWithOneCharacter) {
  double changed = 0.0;
  for (int i = 0; i < 1000; ++i) {
    const std::string path = "tickets.t" + std::to_string(i) + ".time";
    std::string other = path;
    other.back() = 'f';
    changed += std::popcount(Stream::stream_key(1, 2, path) ^ Stream::stream_key(1, 2, other));
  }
  EXPECT_NEAR(changed / 1000.0, 32.0, 5.0 * 4.0 / std::sqrt(1000.0));
}

TEST(Stream, WithoutAKeyIsThatOfKeyZero) {
  Stream a, b(0);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(a.next(), b.next());
}

TEST(Stream, DrawsUniformsInsideTheOpenInterval) {
  Stream stream(1);
  const auto sample = draws(200000, [&] { return stream.uniform(); });
  EXPECT_GT(*std::min_element(sample.begin(), sample.end()), 0.0);
  EXPECT_LT(*std::max_element(sample.begin(), sample.end()), 1.0);
  EXPECT_NEAR(raw_moment(sample, 1), 0.5, 5.0 * std::sqrt(1.0 / 12.0 / 200000.0));
  EXPECT_LT(kolmogorov(sample, [](double x) { return x; }), kolmogorov_limit);
}

// The five standard errors of the k-th raw moment follow from the 2k-th: sqrt((m(2k) - m(k)^2) / n).
TEST(Stream, DrawsExponentialsWithTheRightMoments) {
  constexpr int n = 1000000;
  Stream stream(2);
  const auto sample = draws(n, [&] { return stream.exponential(); });
  EXPECT_GE(*std::min_element(sample.begin(), sample.end()), 0.0);
  EXPECT_NEAR(raw_moment(sample, 1), 1.0, 5.0 * std::sqrt(1.0 / n));
  EXPECT_NEAR(raw_moment(sample, 2), 2.0, 5.0 * std::sqrt((24.0 - 4.0) / n));
  EXPECT_NEAR(raw_moment(sample, 3), 6.0, 5.0 * std::sqrt((720.0 - 36.0) / n));
  EXPECT_LT(kolmogorov(sample, [](double x) { return -std::expm1(-x); }), kolmogorov_limit);
}

TEST(Stream, DrawsNormalsWithTheRightMoments) {
  constexpr int n = 1000000;
  Stream stream(3);
  const auto sample = draws(n, [&] { return stream.normal(); });
  EXPECT_NEAR(raw_moment(sample, 1), 0.0, 5.0 * std::sqrt(1.0 / n));
  EXPECT_NEAR(raw_moment(sample, 2), 1.0, 5.0 * std::sqrt(2.0 / n));
  EXPECT_NEAR(raw_moment(sample, 3), 0.0, 5.0 * std::sqrt(15.0 / n));
  EXPECT_NEAR(raw_moment(sample, 4), 3.0, 5.0 * std::sqrt((105.0 - 9.0) / n));
  EXPECT_LT(kolmogorov(sample, normal_cdf), kolmogorov_limit);
}

// Tails begin at 7.7 and 3.65, where the ziggurat has a second method: 2 million draws put 908 and 516
// beyond.
TEST(Stream, FillsTheTailsBehindTheZiggurats) {
  constexpr int n = 2000000;
  Stream stream(4);
  int beyond_exponential = 0, beyond_normal = 0;
  double excess = 0.0, normal_tail_mean = 0.0;
  for (int i = 0; i < n; ++i) {
    const double e = stream.exponential();
    if (e > 7.697117470131050) {
      ++beyond_exponential;
      excess += e - 7.697117470131050;
    }
    const double z = std::abs(stream.normal());
    if (z > 3.6541528853610088) {
      ++beyond_normal;
      normal_tail_mean += z;
    }
  }
  const double expected = n * std::exp(-7.697117470131050);
  EXPECT_NEAR(beyond_exponential, expected, 5.0 * std::sqrt(expected));
  EXPECT_NEAR(excess / beyond_exponential, 1.0, 5.0 / std::sqrt(expected));
  const double r = 3.6541528853610088;
  const double share = 2.0 * normal_cdf(-r);
  EXPECT_NEAR(beyond_normal, n * share, 5.0 * std::sqrt(n * share));
  const double mean = std::exp(-0.5 * r * r) * 0.3989422804014327 / normal_cdf(-r);
  EXPECT_NEAR(normal_tail_mean / beyond_normal, mean, 5.0 * 0.25 / std::sqrt(n * share));
}

void expect_regions_of_equal_area(const detail::Ziggurat& z, double area, double tail) {
  std::vector<double> x;
  for (const auto& region : z.regions) x.push_back(region.step * 0x1p53);
  x.push_back(0.0);
  EXPECT_DOUBLE_EQ(x[1], tail);
  for (std::size_t i = 1; i < 256; ++i) {
    EXPECT_NEAR(x[i] * (z.density[i + 1] - z.density[i]), area, 1e-15) << "region " << i;
    EXPECT_NEAR(static_cast<double>(z.regions[i].inside) * 0x1p-53, x[i + 1] / x[i], 1e-15) << "region " << i;
  }
  EXPECT_NEAR(x[0] * z.density[1], area, 1e-15);
}

TEST(Ziggurat, HasRegionsOfEqualAreaThatCloseAtTheTop) {
  expect_regions_of_equal_area(detail::exponential_ziggurat, 0.0039496598225815572, 7.6971174701310497);
  expect_regions_of_equal_area(detail::normal_ziggurat, 0.0049286732339746554, 3.6541528853610088);
  EXPECT_DOUBLE_EQ(detail::exponential_ziggurat.density[1], std::exp(-7.6971174701310497));
}

// Chi-square with 16 degrees of freedom exceeds 39.25 with probability 1e-3.
TEST(Stream, DrawsEachOfSeventeenNumbersEquallyOften) {
  constexpr int n = 170000;
  Stream stream(5);
  std::array<int, 17> counts{};
  for (int i = 0; i < n; ++i) ++counts.at(stream.below(17));
  double chi_square = 0.0;
  for (const int count : counts) chi_square += (count - 10000.0) * (count - 10000.0) / 10000.0;
  EXPECT_LT(chi_square, 39.25);
}

// With n = 3 * 2^62 a plain multiplication would give some numbers twice the chance of others: every third
// one.
TEST(Stream, DrawsBelowHugeBoundsWithoutBias) {
  constexpr int draws_made = 100000;
  constexpr std::uint64_t n = std::uint64_t{3} << 62;
  Stream stream(6);
  int multiples_of_three = 0;
  for (int i = 0; i < draws_made; ++i) {
    const std::uint64_t x = stream.below(n);
    ASSERT_LT(x, n);
    if (x % 3 == 0) ++multiples_of_three;
  }
  EXPECT_NEAR(multiples_of_three, draws_made / 3.0, 5.0 * std::sqrt(draws_made * 2.0 / 9.0));
  EXPECT_EQ(stream.below(1), 0U);
}

TEST(Stream, TakesChancesAsOftenAsAsked) {
  Stream stream(7);
  int yes = 0;
  for (int i = 0; i < 100000; ++i) {
    if (stream.chance(0.3)) ++yes;
    EXPECT_FALSE(stream.chance(0.0));
    EXPECT_TRUE(stream.chance(1.0));
  }
  EXPECT_NEAR(yes, 30000.0, 5.0 * std::sqrt(100000 * 0.21));
}

TEST(Stream, OfAnOccurrenceDoesNotDependOnWhatWasDrawnBefore) {
  Stream fresh(8), used(8);
  for (int i = 0; i < 100; ++i) used.exponential();
  for (std::uint64_t occurrence : {0U, 1U, 17U, 1000000U}) {
    EXPECT_EQ(fresh.at(occurrence).next(), used.at(occurrence).next());
  }
  EXPECT_EQ(fresh.at(17).next(), Stream(8).at(17).next());
  EXPECT_NE(fresh.at(17).next(), fresh.at(18).next());
  EXPECT_NE(fresh.at(17).next(), Stream(9).at(17).next());
  EXPECT_NE(fresh.at(17).next(), Stream(9).at(16).next());  // near keys do not share a sequence
}

// Between neighbouring occurrences, neighbouring keys, and an occurrence and its parent; 5 / sqrt(n) each.
TEST(Stream, OfAnOccurrenceIsUncorrelatedWithItsNeighbours) {
  constexpr int n = 100000;
  const Stream parent(10), sibling(11);
  Stream drawn(10);
  std::vector<double> first, second_of_same, next_occurrence, other_key, from_parent;
  for (std::uint64_t i = 0; i < n; ++i) {
    Stream here = parent.at(i);
    first.push_back(here.uniform());
    second_of_same.push_back(here.uniform());
    next_occurrence.push_back(parent.at(i + 1).uniform());
    other_key.push_back(sibling.at(i).uniform());
    from_parent.push_back(drawn.uniform());
  }
  const double limit = 5.0 / std::sqrt(static_cast<double>(n));
  EXPECT_LT(std::abs(correlation(first, second_of_same)), limit);
  EXPECT_LT(std::abs(correlation(first, next_occurrence)), limit);
  EXPECT_LT(std::abs(correlation(first, other_key)), limit);
  EXPECT_LT(std::abs(correlation(first, from_parent)), limit);
  EXPECT_LT(kolmogorov(first, [](double x) { return x; }), kolmogorov_limit);
}

TEST(Stream, MirroredGivesOneMinusUAndMinusZ) {
  Stream plain(12), mirrored(12);
  plain.set_inversion(true);
  mirrored.set_antithetic(true);
  for (int i = 0; i < 100000; ++i) {
    EXPECT_EQ(mirrored.uniform(), 1.0 - plain.uniform());
    EXPECT_EQ(mirrored.normal(), -plain.normal());
    const double e = plain.exponential(), f = mirrored.exponential();
    EXPECT_NEAR(std::exp(-e) + std::exp(-f), 1.0, 1e-15);  // the survival functions are u and 1 - u
  }
  EXPECT_EQ(mirrored.at(3).uniform(), 1.0 - plain.at(3).uniform());
  EXPECT_EQ(mirrored.next(), plain.next());
}

TEST(Stream, MirroredStillDrawsFromTheSameLaws) {
  Stream mirrored(13);
  mirrored.set_antithetic(true);
  const auto exponentials = draws(100000, [&] { return mirrored.exponential(); });
  EXPECT_LT(kolmogorov(exponentials, [](double x) { return -std::expm1(-x); }), kolmogorov_limit);
  const auto normals = draws(100000, [&] { return mirrored.normal(); });
  EXPECT_LT(kolmogorov(normals, normal_cdf), kolmogorov_limit);
}

// Cov(-ln U, -ln(1 - U)) = 1 - pi^2 / 6: the most negative that two exponentials can have.
TEST(Stream, MirroredExponentialsAreAsOpposedAsTheyCanBe) {
  Stream plain(14), mirrored(14);
  plain.set_inversion(true);
  mirrored.set_antithetic(true);
  std::vector<double> x, y;
  for (int i = 0; i < 200000; ++i) {
    x.push_back(plain.exponential());
    y.push_back(mirrored.exponential());
  }
  EXPECT_NEAR(correlation(x, y), 1.0 - M_PI * M_PI / 6.0, 0.01);
}

}  // namespace
}  // namespace mainstay::kernel
