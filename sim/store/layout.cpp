#include "store/layout.hpp"

#include <algorithm>

#include "store/order.hpp"

namespace mainstay::store::layout {

namespace {

constexpr std::uint64_t largest_block = 64 << 20;  // bytes
constexpr std::uint64_t most_rows = 1024, fewest_rows = 8;
constexpr std::uint64_t chunk_bytes = 128 << 10;

}  // namespace

std::string link(const std::string& name) {
  if (name.empty()) return "%";
  if (name == ".") return "%2E";
  std::string escaped;
  for (const char c : name) {
    if (c == '/')
      escaped += "%2F";
    else if (c == '%')
      escaped += "%25";
    else
      escaped += c;
  }
  return escaped;
}

std::string name_of(const std::string& link) {
  if (link == "%") return {};
  std::string name;
  for (std::size_t i = 0; i < link.size(); ++i) {
    const std::string code = link.substr(i, 3);
    const char plain = code == "%2F" ? '/' : code == "%25" ? '%' : code == "%2E" ? '.' : '\0';
    if (plain != '\0') i += 2;
    name += plain != '\0' ? plain : link[i];
  }
  return name;
}

std::string shortened(const std::string& text) {
  if (text.size() <= longest_text) return text;
  std::size_t end = longest_text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;  // inside a character of UTF-8
  return text.substr(0, end);
}

std::uint64_t block_rows(const RunHeader& header, std::size_t variant) {
  std::uint64_t row = 64 + 16 * header.metrics.size();
  for (const SeriesInfo& series : header.series) row += 4 * series.points;
  row *= std::max<std::size_t>(header.variants.size(), 1);
  std::uint64_t rows = most_rows;
  while (rows > fewest_rows && rows * row > largest_block) rows /= 2;
  return std::clamp<std::uint64_t>(planned(header, variant), 1, rows);
}

h5::Layout matrix(std::uint64_t rows, h5::Type type, std::uint64_t columns, std::uint64_t bytes) {
  const std::uint64_t widest = std::max<std::uint64_t>(columns, 1);
  return {type, columns, rows, std::clamp<std::uint64_t>(chunk_bytes / bytes / rows, 1, widest)};
}

const char* type_name(Column::Type type) {
  switch (type) {
    case Column::Type::number:
      return "number";
    case Column::Type::integer:
      return "integer";
    case Column::Type::text:
      break;
  }
  return "text";
}

bool type_from_name(const std::string& name, Column::Type& type) {
  for (const auto candidate : {Column::Type::number, Column::Type::integer, Column::Type::text})
    if (name == type_name(candidate)) {
      type = candidate;
      return true;
    }
  return false;
}

}  // namespace mainstay::store::layout
