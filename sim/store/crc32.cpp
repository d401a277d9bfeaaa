#include "store/crc32.hpp"

#include <array>
#include <cstddef>

namespace mainstay::store {

namespace {

constexpr int lanes = 8;
using Tables = std::array<std::array<std::uint32_t, 256>, lanes>;

// tables[k][b]: what the byte b contributes when k more bytes follow it. Eight bytes a step are about six
// times faster than one, and the journal checks every byte that a run produces.
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) ? 0xEDB88320u : 0u);
    tables[0][byte] = value;
  }
  for (int lane = 1; lane < lanes; ++lane)
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[lane - 1][byte];
      tables[lane][byte] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  return tables;
}

constexpr Tables tables = make_tables();

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t left = bytes.size();
  for (; left >= lanes; left -= lanes, at += lanes) {
    std::uint32_t next = 0;
    for (int i = 0; i < lanes; ++i) {
      const unsigned char byte = i < 4 ? at[i] ^ static_cast<unsigned char>(crc >> (8 * i)) : at[i];
      next ^= tables[lanes - 1 - i][byte];
    }
    crc = next;
  }
  for (; left > 0; --left, ++at) crc = (crc >> 8) ^ tables[0][(crc ^ *at) & 0xFF];
  return crc ^ 0xFFFFFFFFu;
}

}  // namespace mainstay::store
