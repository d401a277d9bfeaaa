#pragma once

#include <cstdint>
#include <string_view>

namespace mainstay::store {

// The cyclic redundancy check of IEEE 802.3 (polynomial 0x04C11DB7, reflected), as in gzip and PNG.
// Source: ITU-T V.42 (03/2002), 8.1.1.6.2.
std::uint32_t crc32(std::string_view bytes);

}  // namespace mainstay::store
