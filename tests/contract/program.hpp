#pragma once
// Runs the program as a user would, and keeps what it said.

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace contract {

struct Said {
  int code = -1;
  std::string text;  // of both streams
};

inline Said program(const std::string& arguments) {
  Said out;
  std::FILE* pipe = popen((std::string(PROGRAM) + " " + arguments + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return out;
  char buffer[1024];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.text.append(buffer, n);
  const int status = pclose(pipe);
  out.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return out;
}

inline std::string fixture(const std::string& name) { return "--plugin-dir " FIXTURES "/" + name; }

// A file of its own for each test, with this text.
inline std::string file_of(const std::string& name, const std::string& text) {
  const auto folder = std::filesystem::temp_directory_path() / ("mainstay-contract-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / name;
  std::ofstream(file) << text;
  return file.string();
}

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline const std::string head =
    "mainstay: 1\nrun: { for: 10 d, replications: 20 }\n"
    "components:\n  box: { failure: { every: 1 d, repair: 1 h } }\n"
    "services:\n  shop: { needs: box }\n";

}  // namespace contract
