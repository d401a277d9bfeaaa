#pragma once
// When a run that adds trials until an interval is narrow enough may stop.
//
// Whoever looks after every trial and stops at the first narrow interval stops too early: by chance the spread seen
// may be small just then, and the interval then covers less than it says (Chow and Robbins, Ann. Math. Stat. 36, 1965,
// show that the bias goes away as the interval gets narrow; Law, Simulation Modeling and Analysis, 9.4.1, how large it
// is before that). Three things keep it small: a floor of trials before the first look, few looks on a schedule that
// does not depend on what was seen, and Law's correction of a relative precision.

#include <cstddef>

#include "api.hpp"
#include "stats/interval.hpp"

namespace mainstay::stats {

// Half the width that an interval may have: relative to its estimate, or absolute in its unit. One of the two is 0.
struct MAINSTAY_API Precision {
  double relative = 0.0;
  double absolute = 0.0;
};

// The looks: after 30 trials, and then whenever a tenth more are done, at least ten.
inline constexpr std::size_t first_look = 30;
constexpr std::size_t next_look(std::size_t trials) {
  return trials < first_look ? first_look : trials + (trials < 100 ? 10 : trials / 10);
}
MAINSTAY_API bool is_look(std::size_t trials);

// Whether an interval is as narrow as asked, at the farther of its two ends. A relative precision g is compared as
// g / (1 + g): what is within g' of the estimate is then within g of the truth (Law, 9.4.1). An interval of no width
// is never narrow enough: what has not varied yet may be rare, and nothing is known of it.
MAINSTAY_API bool is_reached(const Precision& precision, const Interval& interval);

}  // namespace mainstay::stats
