#include "model/files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace mainstay::gui::model {

namespace fs = std::filesystem;

namespace {

// 0, or the errno of what failed.
int write_all(const std::string& path, std::string_view bytes) {
  std::FILE* out = std::fopen(path.c_str(), "wb");
  if (out == nullptr) return errno;
  errno = 0;
  bool well = std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  int reason = errno;
  errno = 0;
  if (std::fclose(out) != 0) {
    well = false;
    if (reason == 0) reason = errno;
  }
  return well ? 0 : reason != 0 ? reason : EIO;
}

}  // namespace

std::string write_file(const std::string& path, std::string_view bytes) {
  const auto said = [&](int reason) { return path + ": cannot be written: " + std::strerror(reason); };
  std::error_code code;
  const auto status = fs::status(path, code);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    const int reason = write_all(path, bytes);
    return reason == 0 ? "" : said(reason);
  }
  const std::string fresh = path + ".new";
  if (const int reason = write_all(fresh, bytes); reason != 0) {
    fs::remove(fresh, code);
    return said(reason);
  }
  fs::rename(fresh, path, code);
  if (!code) return "";
  const std::string why = code.message();
  fs::remove(fresh, code);
  return path + ": cannot be written: " + why;
}

std::optional<std::string> read_file(const std::string& path, std::string& error) {
  const auto failed = [&](int reason) {
    error = path + ": cannot be read: " + std::strerror(reason);
    return std::nullopt;
  };
  std::error_code code;
  if (!fs::is_regular_file(path, code)) return failed(code ? code.value() : EINVAL);
  std::FILE* in = std::fopen(path.c_str(), "rb");
  if (in == nullptr) return failed(errno);
  std::string out;
  char buffer[65536];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, in)) > 0;) out.append(buffer, n);
  const int reason = std::ferror(in) != 0 ? errno : 0;
  std::fclose(in);
  if (reason != 0) return failed(reason);
  return out;
}

namespace {

// A new file in the same folder with these bytes and rights, on the disk. Empty if it failed; errno says why.
std::string write_beside(const std::string& path, std::string_view bytes, mode_t rights) {
  std::string fresh = path + ".XXXXXX";
  const int file = ::mkstemp(fresh.data());
  if (file < 0) return "";
  int reason = ::fchmod(file, rights) == 0 ? 0 : errno;
  while (reason == 0 && !bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) reason = errno;
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (reason == 0 && ::fsync(file) != 0) reason = errno;
  if (::close(file) != 0 && reason == 0) reason = errno;
  if (reason == 0) return fresh;
  ::unlink(fresh.c_str());
  errno = reason;
  return "";
}

}  // namespace

std::string replace_file(const std::string& path, std::string_view before, std::string_view bytes) {
  const auto failed = [&](const std::string& why) { return path + ": not written: " + why; };
  std::error_code code;
  const std::string file = fs::canonical(path, code).string();  // what a link points to
  if (code) return failed(code.message());
  struct stat status {};
  if (::access(file.c_str(), W_OK) != 0 || ::stat(file.c_str(), &status) != 0) return failed(std::strerror(errno));
  const std::string fresh = write_beside(file, bytes, status.st_mode & 07777);
  if (fresh.empty()) return failed(std::strerror(errno));
  std::string error;
  const auto now = read_file(file, error);
  if (!now || *now != before) {
    ::unlink(fresh.c_str());
    return failed(now ? "it has changed on disk since it was read" : error);
  }
  if (::rename(fresh.c_str(), file.c_str()) == 0) return "";
  const int reason = errno;
  ::unlink(fresh.c_str());
  return failed(std::strerror(reason));
}

}  // namespace mainstay::gui::model
