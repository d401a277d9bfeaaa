#include "cli/data_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "store/crc32.hpp"

namespace mainstay::cli {

std::vector<std::pair<std::string, std::string>> data_files_of(const scenario::Scenario& scenario) {
  std::vector<std::pair<std::string, std::string>> out;
  std::vector<std::filesystem::path> seen;
  for (const auto& variant : scenario.variants)
    for (const auto& path : variant.data_files) {
      if (std::find(seen.begin(), seen.end(), path) != seen.end()) continue;
      seen.push_back(path);
      std::ifstream stream(path, std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
      const auto name = path.lexically_relative(scenario.file.parent_path());
      out.emplace_back("data", fmt::format("{} {:08x} {}", text.size(), store::crc32(text), (name.empty() ? path : name).generic_string()));
    }
  return out;
}

}  // namespace mainstay::cli
