#pragma once
// The bytes of a journal, for reading. All numbers are little-endian.
//
//   magic        8 bytes  "MSJRNL\r\n": the line end shows a file that went through a text conversion
//   version      u32
//   flags        u32      bit 0: the finished run may replace a file that stands at its name
//   frames       the first holds the header, each of the others one trial:
//     size       u64      of the payload
//     checksum   u32      CRC-32 of the payload, xor that of the size
//     payload

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace mainstay::store {

inline constexpr std::string_view journal_magic{"MSJRNL\r\n"};
inline constexpr std::uint32_t journal_version = 4;  // raised whenever its bytes change
inline constexpr std::size_t journal_prelude = 16, frame_prelude = 12;

// The CRC-32 of a frame.
std::uint32_t frame_checksum(std::string_view payload);

class JournalFile {
 public:
  // Throws StoreError: not_found, foreign, newer, damaged (no intact prelude), or what the system says.
  explicit JournalFile(const std::string& path);

  std::uint32_t flags() const { return flags_; }
  // The payload of the next frame; false at the end, and at the first that is torn or damaged.
  bool next(std::string& payload);
  // The same without its payload, so without checking it.
  bool skip();
  // Just behind the last intact frame.
  std::uint64_t position() const { return position_; }
  std::uint64_t size() const { return size_; }

 private:
  bool frame_head(std::uint64_t& payload_size, std::uint32_t& checksum);

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::uint32_t flags_ = 0;
  std::uint64_t position_ = 0, size_ = 0;
};

}  // namespace mainstay::store
