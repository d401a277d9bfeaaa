#include "store/codec.hpp"

#include <cstring>

#include "run_fixture.hpp"

namespace mainstay::store {
namespace {

using testing::small_header;
using testing::small_row;

template <class T>
std::string encoded(const T& thing) {
  std::string bytes;
  encode(thing, bytes);
  return bytes;
}

TEST(Codec, GivesBackAHeader) {
  const RunHeader header = small_header();
  RunHeader back;
  ASSERT_TRUE(decode(encoded(header), back));
  EXPECT_EQ(encoded(back), encoded(header));
  EXPECT_EQ(back.seed, header.seed);
  EXPECT_EQ(back.files[0].text, header.files[0].text);
  EXPECT_EQ(back.tables[0].columns[2].name, "cause");
  EXPECT_EQ(back.tables[0].columns[2].type, Column::Type::text);
  EXPECT_EQ(back.variants[1].owner, "operations");
  EXPECT_EQ(back.variants[1].replications, 40u);
  EXPECT_EQ(back.variants[1].horizon_seconds, 10.0 * 86400.0);
  EXPECT_EQ(back.variants[0].warm_up_seconds, 86400.0);
  EXPECT_EQ(back.variants[1].seed, 7u);
  EXPECT_EQ(back.options[1].second, "bank.yaml");
  EXPECT_EQ(back.series[1].points, 2u);
}

TEST(Codec, GivesBackRowsThatWentWellAndRowsThatFailed) {
  const RunHeader header = small_header();
  for (const std::uint64_t n : {7u, 16u}) {
    const TrialRow row = small_row(header, n);
    TrialRow back;
    ASSERT_TRUE(decode(encoded(row), back));
    EXPECT_EQ(encoded(back), encoded(row));
    EXPECT_EQ(back.failed, row.failed);
    EXPECT_EQ(back.error, row.error);
    EXPECT_EQ(back.values, row.values);
    EXPECT_EQ(back.tables.size(), row.tables.size());
  }
}

TEST(Codec, KeepsEveryBitOfANumber) {
  TrialRow row;
  row.values = {-0.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::denorm_min()};
  row.weights = {std::numeric_limits<double>::quiet_NaN()};
  TrialRow back;
  ASSERT_TRUE(decode(encoded(row), back));
  EXPECT_EQ(std::memcmp(back.values.data(), row.values.data(), 3 * sizeof(double)), 0);
  EXPECT_EQ(std::memcmp(back.weights.data(), row.weights.data(), sizeof(double)), 0);
}

TEST(Codec, RefusesEveryShortenedOrLengthenedInput) {
  const std::string header = encoded(small_header()), row = encoded(small_row(small_header(), 8));
  RunHeader some_header;
  TrialRow some_row;
  for (std::size_t size = 0; size < header.size(); ++size)
    EXPECT_FALSE(decode(header.substr(0, size), some_header)) << size;
  for (std::size_t size = 0; size < row.size(); ++size)
    EXPECT_FALSE(decode(row.substr(0, size), some_row)) << size;
  EXPECT_FALSE(decode(header + '\0', some_header));
  EXPECT_FALSE(decode(row + '\0', some_row));
}

TEST(Codec, AsksForNoMemoryThatADamagedLengthClaims) {
  const std::string row = encoded(small_row(small_header(), 8));
  TrialRow some_row;
  for (std::size_t at = 0; at + 8 <= row.size(); ++at) {
    std::string damaged = row;
    damaged.replace(at, 8, 8, '\x7f');
    decode(damaged, some_row);  // must neither crash nor run out of memory
    EXPECT_LE(some_row.values.size() * sizeof(double), row.size());
  }
}

}  // namespace
}  // namespace mainstay::store
