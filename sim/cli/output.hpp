#pragma once
// Where a command puts what it makes: standard output, or a file that is whole or not there.

#include <cstdio>
#include <string>
#include <string_view>

namespace mainstay::cli {

// A file that is there already is an error unless `overwrite`; then the old one stays until the new one is whole. What
// is not a regular file (a device, a pipe) is written to as it is. All functions throw store::StoreError, and Stop
// without a message where nobody reads standard output any more.
class Output {
 public:
  // An empty path is standard output.
  Output(std::string path, bool overwrite);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  // Without `close` before, nothing is left of a file.
  ~Output();
  void write(std::string_view text);
  void close();

 private:
  [[noreturn]] void fail(int error);
  void open_new(const std::string& path);

  std::string path_;     // empty: standard output
  std::string written_;  // what is removed if it does not become whole; empty: nothing
  std::FILE* file_ = nullptr;
};

// The same for one short text.
void write_output(const std::string& path, bool overwrite, std::string_view text);

}  // namespace mainstay::cli
