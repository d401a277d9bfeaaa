#pragma once
// Names as numbers, given out by the board of a trial.

#include <array>
#include <cstdint>

namespace mainstay::work {

using Label = std::uint32_t;  // a name that a measure can be split `by`; 0 is nobody
// Of a cause: whom it holds down, its family, the reason (`failure`, a threat, a change), the phase of a failover, the group
// that stands for it, the reason's family, the site that the reason took down. Other things use what they need of it.
struct Labels {
  std::array<Label, 7> names{};
  bool has(Label l) const {
    for (const Label n : names)
      if (n == l) return true;
    return false;
  }
};

}  // namespace mainstay::work
