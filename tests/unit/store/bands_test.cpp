#include "store/bands.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace mainstay::store {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST(SeriesBands, ReduceEachPointOverTheTrials) {
  const SeriesBands bands = series_bands({4, 2, {1, 10, 2, 20, 3, 30, 4, 40}}, {0.0, 0.25, 0.5, 1.0});
  EXPECT_EQ(bands.trials, 4u);
  EXPECT_DOUBLE_EQ(bands.mean[0], 2.5);
  EXPECT_DOUBLE_EQ(bands.mean[1], 25.0);
  EXPECT_DOUBLE_EQ(bands.sd[0], std::sqrt(5.0 / 3.0));
  EXPECT_DOUBLE_EQ(bands.min[1], 10.0);
  EXPECT_DOUBLE_EQ(bands.max[1], 40.0);
  EXPECT_DOUBLE_EQ(bands.quantiles[0][0], 1.0);
  EXPECT_DOUBLE_EQ(bands.quantiles[1][0], 1.75);  // as R's quantile(1:4, 0.25)
  EXPECT_DOUBLE_EQ(bands.quantiles[2][1], 25.0);
  EXPECT_DOUBLE_EQ(bands.quantiles[3][0], 4.0);
}

TEST(SeriesBands, LeaveFailedTrialsOut) {
  const SeriesBands bands = series_bands({3, 1, {1, nan, 3}}, {0.5});
  EXPECT_EQ(bands.trials, 2u);
  EXPECT_DOUBLE_EQ(bands.mean[0], 2.0);
  EXPECT_DOUBLE_EQ(bands.quantiles[0][0], 2.0);
}

TEST(SeriesBands, OfNoTrialAreNaNAndOfOneHaveNoDeviation) {
  const SeriesBands none = series_bands({1, 1, {nan}}, {0.5});
  EXPECT_EQ(none.trials, 0u);
  EXPECT_TRUE(std::isnan(none.mean[0]));
  EXPECT_TRUE(std::isnan(none.quantiles[0][0]));
  const SeriesBands one = series_bands({1, 1, {7}}, {0.9});
  EXPECT_DOUBLE_EQ(one.mean[0], 7.0);
  EXPECT_TRUE(std::isnan(one.sd[0]));
  EXPECT_DOUBLE_EQ(one.quantiles[0][0], 7.0);
}

}  // namespace
}  // namespace mainstay::store
