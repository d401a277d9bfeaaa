#pragma once
// What a scenario says of a spare part: `parts.NAME`.

#include "work/task.hpp"

namespace mainstay::work {

struct MAINSTAY_API StockSpec {
  int stock = 0;
  Task restock;
  static void describe(schema::Fields<StockSpec>& f);
};

}  // namespace mainstay::work
