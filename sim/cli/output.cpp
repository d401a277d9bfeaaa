#include "cli/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "store/error.hpp"

namespace mainstay::cli {

namespace fs = std::filesystem;

Output::Output(std::string path, bool overwrite) : path_(std::move(path)) {
  if (path_.empty()) {
    file_ = stdout;
    return;
  }
  std::error_code code;
  const auto status = fs::status(path_, code);
  if (fs::is_directory(status))
    throw store::StoreError(store::StoreError::Kind::not_a_file, path_ + ": is a folder, not a file");
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    file_ = std::fopen(path_.c_str(), "wb");
    if (file_ == nullptr) fail(errno);
  } else if (fs::exists(status)) {
    if (!overwrite)
      throw store::StoreError(store::StoreError::Kind::exists,
                              path_ + ": is there already and is not overwritten; choose another name, or replace it with --force");
    const fs::path real = fs::canonical(path_, code);  // a link keeps leading to it
    if (!code) path_ = real.string();
    open_new(fmt::format("{}.{}.part", path_, getpid()));
  } else {
    open_new(path_);
  }
}

void Output::open_new(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(errno);
  written_ = path;
  file_ = ::fdopen(descriptor, "wb");
  if (file_ != nullptr) return;
  const int error = errno;
  ::close(descriptor);
  ::unlink(path.c_str());
  fail(error);
}

Output::~Output() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  if (!written_.empty()) ::unlink(written_.c_str());
}

void Output::fail(int error) {
  if (path_.empty() && error == EPIPE) throw Stop{files, ""};
  throw store::system_error(path_.empty() ? "standard output" : path_, "be written", error);
}

void Output::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail(errno);
}

void Output::close() {
  if (std::fflush(file_) != 0) fail(errno);
  if (file_ == stdout) return;
  std::FILE* file = std::exchange(file_, nullptr);
  if (std::fclose(file) != 0) fail(errno);
  if (!written_.empty() && written_ != path_ && ::rename(written_.c_str(), path_.c_str()) != 0) fail(errno);
  written_.clear();
}

void write_output(const std::string& path, bool overwrite, std::string_view text) {
  Output out(path, overwrite);
  out.write(text);
  out.close();
}

}  // namespace mainstay::cli
