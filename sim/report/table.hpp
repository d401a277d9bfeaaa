#pragma once
// Estimates as a table: a row per metric, the variants side by side.

#include <optional>
#include <string>
#include <vector>

#include "report/estimate.hpp"

namespace mainstay::report {

struct TableRow {
  std::string name;     // within its section
  std::string target;   // `≤ 2 h`, or empty
  std::vector<std::optional<Estimate>> by_variant;
  bool part_of_above = false;   // in the same unit as the row above, of which it is a part
  std::string of;               // what its unit counts: `user` makes `d` a `user d`
};

struct TableSection {
  std::string title;    // `services.shop`; empty for none
  std::vector<TableRow> rows;
};

struct TableText {
  std::string text;
  bool repeats = false;   // `=` stands in it: as in the first variant, to the digits shown
  bool unknown = false;   // `-` stands in it: nothing was observed
  bool exact = false;     // a figure without an interval stands in it
  bool extreme = false;   // one that can have none, the largest or smallest of the trials
};

// A row has one unit, that of its greatest figure. Where the table is wider than `width` columns (0: any width), the
// intervals stand below their figures.
TableText format_table(const std::vector<TableSection>& sections, const std::vector<std::string>& variants,
                       const std::string& currency, std::size_t width);

}  // namespace mainstay::report
