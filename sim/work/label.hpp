#pragma once
// Names as numbers, given out by the board of a trial.

#include <array>
#include <cstdint>

namespace mainstay::work {

using Label = std::uint32_t;  // a name that a measure can be split `by`; 0 is nobody
struct Labels {
  std::array<Label, 5> names{};
  bool has(Label l) const {
    for (const Label n : names)
      if (n == l) return true;
    return false;
  }
};

}  // namespace mainstay::work
