// What docs/plugin-guide.md shows is what the template holds, which is built and run by the test of the installation.

#include <gtest/gtest.h>

#include "program.hpp"

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::string without_indent(const std::vector<std::string>& lines) {
  std::size_t indent = std::string::npos;
  for (const auto& l : lines)
    if (const auto first = l.find_first_not_of(' '); first != l.npos) indent = std::min(indent, first);
  std::string out;
  for (const auto& l : lines) out += (l.size() > indent ? l.substr(indent) : "") + "\n";
  return out;
}

// Whether some run of lines of `file`, its common indent left out, is the block.
bool holds(const std::string& file, const std::string& block) {
  const auto lines = lines_of(file);
  const std::size_t n = lines_of(block).size();
  for (std::size_t i = 0; i + n <= lines.size(); ++i)
    if (without_indent({lines.begin() + static_cast<long>(i), lines.begin() + static_cast<long>(i + n)}) == block) return true;
  return false;
}

TEST(Guide, ShowsOnlyCodeOfTheTemplate) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(SOURCE "/docs/plugin-template")) files.push_back(contract::text_of(entry.path()));
  int blocks = 0;
  std::vector<std::string> block;
  std::string kind;
  for (const auto& line : lines_of(contract::text_of(SOURCE "/docs/plugin-guide.md"))) {
    if (!line.starts_with("```")) {
      if (!kind.empty()) block.push_back(line);
      continue;
    }
    if (kind.empty()) {
      kind = line.substr(3);
      EXPECT_TRUE(kind == "cpp" || kind == "cmake" || kind == "yaml" || kind == "sh") << "a block of '" << kind << "'";
      continue;
    }
    const std::string text = without_indent(block);
    if (kind != "sh") {
      EXPECT_TRUE(std::any_of(files.begin(), files.end(), [&](const auto& f) { return holds(f, text); })) << "not in the template:\n" << text;
      ++blocks;
    }
    kind.clear();
    block.clear();
  }
  EXPECT_TRUE(kind.empty()) << "a block without an end";
  EXPECT_GE(blocks, 8);
}

}  // namespace
