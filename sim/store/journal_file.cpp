#include "store/journal_file.hpp"

#include <sys/stat.h>

#include <cerrno>

#include "store/bytes.hpp"
#include "store/crc32.hpp"
#include "store/error.hpp"

namespace mainstay::store {

std::uint32_t frame_checksum(std::string_view payload) {
  // Of the size too, as eight bytes at the end: a damaged size must not pass.
  std::string size;
  Encoder(size).number<std::uint64_t>(payload.size());
  return crc32(payload) ^ crc32(size);
}

JournalFile::JournalFile(const std::string& path) : file_(std::fopen(path.c_str(), "rbe")) {
  if (!file_) throw system_error(path, "be read", errno);
  struct stat status {};
  if (::fstat(::fileno(file_.get()), &status) != 0) throw system_error(path, "be read", errno);
  if (!S_ISREG(status.st_mode))
    throw StoreError(StoreError::Kind::not_a_file, path + ": is not a regular file");
  size_ = static_cast<std::uint64_t>(status.st_size);
  std::string prelude(journal_prelude, '\0');
  const std::size_t have = std::fread(prelude.data(), 1, prelude.size(), file_.get());
  if (have < journal_magic.size() || !prelude.starts_with(journal_magic))
    throw StoreError(StoreError::Kind::foreign,
                     path + ": is not the journal of a Mainstay run; move it away");
  Decoder rest(std::string_view(prelude).substr(journal_magic.size()));
  const auto version = rest.number<std::uint32_t>();
  flags_ = rest.number<std::uint32_t>();
  if (have < journal_prelude)
    throw StoreError(StoreError::Kind::damaged,
                     path + ": is cut short and holds nothing to go on with; delete it");
  if (version != journal_version)
    throw StoreError(StoreError::Kind::newer, path + ": is a journal of version " + std::to_string(version) +
                                                  ", and this program knows version " +
                                                  std::to_string(journal_version) +
                                                  "; resume with the program that began the run");
  position_ = journal_prelude;
}

bool JournalFile::frame_head(std::uint64_t& payload_size, std::uint32_t& checksum) {
  char bytes[frame_prelude];
  if (std::fread(bytes, 1, frame_prelude, file_.get()) != frame_prelude) return false;
  Decoder head({bytes, frame_prelude});
  payload_size = head.number<std::uint64_t>();
  checksum = head.number<std::uint32_t>();
  return payload_size <= size_ - position_ - frame_prelude;
}

bool JournalFile::next(std::string& payload) {
  std::uint64_t payload_size = 0;
  std::uint32_t checksum = 0;
  if (size_ - position_ < frame_prelude || !frame_head(payload_size, checksum)) return false;
  payload.resize(payload_size);
  if (std::fread(payload.data(), 1, payload_size, file_.get()) != payload_size) return false;
  if (frame_checksum(payload) != checksum) return false;
  position_ += frame_prelude + payload_size;
  return true;
}

bool JournalFile::skip() {
  std::uint64_t payload_size = 0;
  std::uint32_t checksum = 0;
  if (size_ - position_ < frame_prelude || !frame_head(payload_size, checksum)) return false;
  position_ += frame_prelude + payload_size;
  return ::fseeko(file_.get(), static_cast<off_t>(position_), SEEK_SET) == 0;
}

}  // namespace mainstay::store
