#include "store/crc32.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mainstay::store {
namespace {

TEST(Crc32, GivesThePublishedCheckValue) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926u);
}

TEST(Crc32, OfNothingIsZero) {
  EXPECT_EQ(crc32(""), 0u);
}

TEST(Crc32, NoticesEveryFlippedBitAtEveryLength) {
  for (std::size_t size : {1u, 7u, 8u, 9u, 31u}) {
    std::string text(size, 'm');
    const std::uint32_t right = crc32(text);
    for (std::size_t bit = 0; bit < size * 8; ++bit) {
      text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
      EXPECT_NE(crc32(text), right) << "bit " << bit << " of " << size << " bytes";
      text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
    }
  }
}

}  // namespace
}  // namespace mainstay::store
