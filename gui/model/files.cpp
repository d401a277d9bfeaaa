#include "model/files.hpp"

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

}  // namespace mainstay::gui::model
