#include "stats/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/generator.hpp"

namespace mainstay::stats {
namespace {

using Kind = FittedLaw::Kind;
using Numbers = std::vector<double>;
constexpr Kind kinds[] = {Kind::exponential, Kind::lognormal, Kind::weibull, Kind::gamma};

Numbers drawn(const FittedLaw& law, int n, std::uint64_t seed) {
  Generator g(seed);
  Numbers out;
  for (int i = 0; i < n; ++i) out.push_back(law.quantile(g.uniform()));
  return out;
}

// The log-likelihood by its definition: the slope of the distribution function, numerically.
double log_likelihood(const FittedLaw& law, const Numbers& values) {
  double out = 0.0;
  for (const double x : values) {
    const double h = 1e-5 * x;
    out += std::log((law.cdf(x + h) - law.cdf(x - h)) / (2.0 * h));
  }
  return out;
}

TEST(Fit, IsTheLikeliestLawOfItsKind) {
  const Numbers values = drawn({Kind::gamma, 3.0, 0.8, 0.0}, 200, 1);
  for (const Kind kind : kinds) {
    const auto law = fit(kind, values);
    ASSERT_TRUE(law);
    EXPECT_NEAR(log_likelihood(*law, values), law->log_likelihood, 1e-3);
    for (const double other : {0.97, 1.03}) {
      FittedLaw size = *law, shape = *law;
      size.size *= other;
      shape.shape *= other;
      EXPECT_LT(log_likelihood(size, values), law->log_likelihood);
      if (kind == Kind::exponential) continue;
      EXPECT_LT(log_likelihood(shape, values), law->log_likelihood);
    }
  }
}

TEST(Fit, FindsTheLawThatDrewTheData) {
  for (const double shape : {0.3, 1.0, 4.0})
    for (const Kind kind : {Kind::lognormal, Kind::weibull, Kind::gamma}) {
      const auto law = fit(kind, drawn({kind, 50.0, shape, 0.0}, 40000, 7));
      ASSERT_TRUE(law);
      EXPECT_NEAR(law->size / 50.0, 1.0, 0.09) << static_cast<int>(kind) << ' ' << shape;
      EXPECT_NEAR(law->shape / shape, 1.0, 0.04) << static_cast<int>(kind) << ' ' << shape;
    }
}

TEST(Fit, DoesNotDependOnTheUnit) {
  const Numbers hours = drawn({Kind::weibull, 5.0, 0.7, 0.0}, 300, 3);
  for (const double factor : {1e-12, 3600.0, 1e12})
    for (const Kind kind : kinds) {
      Numbers values;
      for (const double x : hours) values.push_back(x * factor);
      const auto law = fit(kind, hours), scaled = fit(kind, values);
      ASSERT_TRUE(law && scaled);
      EXPECT_NEAR(scaled->size / factor / law->size, 1.0, 1e-9);
      EXPECT_NEAR(scaled->shape / law->shape, 1.0, 1e-9);
      EXPECT_NEAR(anderson_darling(*scaled, values), anderson_darling(*law, hours), 1e-7);
    }
}

TEST(Fit, RefusesWhatDoesNotDiffer) {
  for (const Kind kind : kinds) {
    EXPECT_FALSE(fit(kind, Numbers{4.0, 4.0, 4.0}));
    EXPECT_FALSE(fit(kind, Numbers{}));
    EXPECT_TRUE(fit(kind, Numbers{4.0, 4.001, 4.0}));  // nearly the same
  }
}

TEST(FittedLaw, TurnsItsQuantilesBack) {
  for (const Kind kind : kinds)
    for (const double p : {1e-6, 0.1, 0.5, 0.99}) {
      const FittedLaw law{kind, 3.0, kind == Kind::exponential ? 1.0 : 1.7, 0.0};
      EXPECT_NEAR(law.cdf(law.quantile(p)) / p, 1.0, 1e-9);
      EXPECT_NEAR(law.cdf(2.0) + law.survival(2.0), 1.0, 1e-12);
    }
}

TEST(GoodnessOfFit, IsUniformWhereTheLawIsRightAndSmallWhereItIsNot) {
  int low = 0, found = 0;
  for (std::uint64_t r = 0; r < 200; ++r) {
    const Numbers own = drawn({Kind::weibull, 10.0, 1.5, 0.0}, 40, 100 + r);
    low += goodness_of_fit(*fit(Kind::weibull, own), own, 99, r) <= 0.1 ? 1 : 0;
    const Numbers other = drawn({Kind::lognormal, 10.0, 1.5, 0.0}, 100, 900 + r);
    found += goodness_of_fit(*fit(Kind::exponential, other), other, 99, r) <= 0.05 ? 1 : 0;
  }
  EXPECT_NEAR(low / 200.0, 0.1, 0.06);
  EXPECT_GT(found, 180);
}

}  // namespace
}  // namespace mainstay::stats
