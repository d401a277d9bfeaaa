#include "report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/format.hpp"

namespace mainstay::report {
namespace {

struct Cell {
  std::string value;
  std::string bounds;
};

struct Line {
  std::string name, unit, target;
  std::vector<Cell> cells;
  bool heading = false;
};

// Columns that a text takes on a terminal: its characters, not its bytes.
std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string left(const std::string& text, std::size_t wide) { return text + std::string(wide - std::min(wide, columns_of(text)), ' '); }
std::string right(const std::string& text, std::size_t wide) { return std::string(wide - std::min(wide, columns_of(text)), ' ') + text; }

void without_trailing_blanks(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

Scale scale_of(const TableRow& row, const std::string& currency) {
  double largest = 0.0;
  std::string unit = "1";
  for (const auto& e : row.by_variant) {
    if (!e) continue;
    unit = e->unit;
    if (e->known) largest = std::max(largest, std::abs(e->value));
  }
  return scale_for(largest, unit, currency);
}

Line line_of(const TableRow& row, const Scale& scale, TableText& out) {
  Line line{row.name, row.of.empty() ? scale.unit : row.of + " " + scale.unit, row.target, {}, false};
  for (std::size_t v = 0; v < row.by_variant.size(); ++v) {
    const auto& e = row.by_variant[v];
    Cell cell{"-", ""};
    if (e && e->known) cell = {format_number(*e, scale), format_bounds(*e, scale)};
    const bool same = v > 0 && cell.value != "-" && cell.value == line.cells[0].value && cell.bounds == line.cells[0].bounds;
    out.unknown = out.unknown || cell.value == "-";
    out.repeats = out.repeats || same;
    const bool bare = cell.value != "-" && cell.bounds.empty();
    out.exact = out.exact || (bare && !e->extreme);
    out.extreme = out.extreme || (bare && e->extreme);
    line.cells.push_back(same ? Cell{"=", ""} : cell);
  }
  return line;
}

class Layout {
 public:
  Layout(const std::vector<Line>& lines, const std::vector<std::string>& variants, std::size_t width)
      : lines_(lines), variants_(variants), values_(variants.size()), bounds_(variants.size()) {
    for (const Line& l : lines) {
      name_ = std::max(name_, columns_of(l.name) + (l.heading ? 0 : 2));
      unit_ = std::max(unit_, columns_of(l.unit));
      target_ = std::max(target_, columns_of(l.target));
      for (std::size_t v = 0; v < l.cells.size(); ++v) {
        values_[v] = std::max(values_[v], columns_of(l.cells[v].value));
        bounds_[v] = std::max(bounds_[v], columns_of(l.cells[v].bounds));
      }
    }
    if (target_ > 0) target_ = std::max<std::size_t>(target_, 6);
    std::size_t all = first_columns();
    for (std::size_t v = 0; v < variants.size(); ++v) all += 2 + side_by_side(v);
    below_ = width > 0 && all > width;
  }

  std::string text() const {
    std::string out;
    std::string head(first_columns(), ' ');
    if (target_ > 0) head = left("", first_columns() - target_) + left("target", target_);
    for (std::size_t v = 0; v < variants_.size(); ++v) head += "  " + right(variants_.size() > 1 ? variants_[v] : "", column(v));
    if (head.find_first_not_of(' ') != std::string::npos) without_trailing_blanks(out, head);
    for (const Line& l : lines_) {
      if (l.heading) {
        without_trailing_blanks(out, l.name);
        continue;
      }
      std::string first = left("  " + l.name, name_) + "  " + left(l.unit, unit_) + (target_ > 0 ? "  " + left(l.target, target_) : "");
      std::string second(first_columns(), ' ');
      for (std::size_t v = 0; v < l.cells.size(); ++v) {
        const Cell& c = l.cells[v];
        if (below_) {
          first += "  " + right(c.value, column(v));
          second += "  " + right(c.bounds, column(v));
        } else {
          first += "  " + right(right(c.value, values_[v]) + " " + left(c.bounds, bounds_[v]), column(v));
        }
      }
      without_trailing_blanks(out, first);
      if (second.find_first_not_of(' ') != std::string::npos) without_trailing_blanks(out, second);
    }
    return out;
  }

 private:
  std::size_t first_columns() const { return name_ + 2 + unit_ + (target_ > 0 ? 2 + target_ : 0); }
  std::size_t side_by_side(std::size_t v) const { return std::max(values_[v] + 1 + bounds_[v], title(v)); }
  std::size_t title(std::size_t v) const { return variants_.size() > 1 ? columns_of(variants_[v]) : 0; }
  std::size_t column(std::size_t v) const {
    return below_ ? std::max({values_[v], bounds_[v], title(v)}) : side_by_side(v);
  }

  const std::vector<Line>& lines_;
  const std::vector<std::string>& variants_;
  std::size_t name_ = 0, unit_ = 0, target_ = 0;
  std::vector<std::size_t> values_, bounds_;
  bool below_ = false;
};

}  // namespace

TableText format_table(const std::vector<TableSection>& sections, const std::vector<std::string>& variants,
                       const std::string& currency, std::size_t width) {
  TableText out;
  std::vector<Line> lines;
  for (const TableSection& s : sections) {
    if (!s.title.empty()) lines.push_back({s.title, "", "", {}, true});
    Scale scale;
    for (const TableRow& r : s.rows) {
      if (!r.part_of_above) scale = scale_of(r, currency);
      lines.push_back(line_of(r, scale, out));
    }
  }
  out.text = Layout(lines, variants, width).text();
  return out;
}

}  // namespace mainstay::report
