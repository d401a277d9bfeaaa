#include "store/layout.hpp"

#include <gtest/gtest.h>

namespace mainstay::store::layout {
namespace {

RunHeader sized(std::size_t variants, std::size_t metrics, std::uint32_t replications) {
  RunHeader header;
  header.variants.resize(variants);
  header.metrics.resize(metrics);
  header.replications = replications;
  return header;
}

TEST(Layout, LinksAreNamesThatHdf5CanHold) {
  EXPECT_EQ(link("services.payments.capacity"), "services.payments.capacity");
  EXPECT_EQ(link("a/b %"), "a%2Fb %25");
  EXPECT_EQ(link("."), "%2E");
  for (const std::string name : {"plain", "a/b", "/", "%", "%2F", ".", "..", "", "50 % / h", "Zürich"})
    EXPECT_EQ(name_of(link(name)), name);
}

TEST(Layout, CutsTextsBetweenCharacters) {
  EXPECT_EQ(shortened(std::string(longest_text, 'x')).size(), longest_text);
  std::string text(longest_text - 1, 'x');
  EXPECT_EQ(shortened(text + "ü!"), text);
}

TEST(Layout, BlocksHoldAThousandTrialsOrAsManyAsArePlanned) {
  EXPECT_EQ(block_rows(sized(2, 300, 10000), 1), 1024u);
  EXPECT_EQ(block_rows(sized(2, 300, 100), 1), 100u);
  EXPECT_EQ(block_rows(sized(2, 300, 0), 1), 1u);
}

TEST(Layout, BlocksOfAVariantHoldNoMoreThanItsOwnReplications) {
  RunHeader header = sized(3, 300, 10000);
  header.variants[0].replications = 3;
  header.variants[2].replications = 5000;
  EXPECT_EQ(block_rows(header, 0), 3u);
  EXPECT_EQ(block_rows(header, 1), 1024u);
  EXPECT_EQ(block_rows(header, 2), 1024u);
}

TEST(Layout, BlocksOfManyVariantsAndMetricsAreShorterSoThatMemoryIsBounded) {
  EXPECT_EQ(block_rows(sized(20, 300, 10000), 7), 512u);
  EXPECT_EQ(block_rows(sized(20, 5000, 10000), 7), 32u);
  EXPECT_EQ(block_rows(sized(1000, 5000, 10000), 7), 8u);
}

TEST(Layout, ChunksAreNeitherTinyNorHuge) {
  const h5::Layout wide = matrix(32, h5::Type::f64, 5000, 8);
  EXPECT_EQ(wide.chunk_rows * wide.chunk_columns * 8, 128u << 10);
  const h5::Layout narrow = matrix(1024, h5::Type::f64, 3, 8);
  EXPECT_EQ(narrow.chunk_columns, 3u);
  EXPECT_EQ(matrix(10, h5::Type::f64, 0, 8).chunk_columns, 1u);
}

}  // namespace
}  // namespace mainstay::store::layout
