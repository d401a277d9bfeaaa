#pragma once
// Where in the unit cube a function is least that says nothing of its slope, within constraints.

#include <cstddef>
#include <functional>
#include <vector>

namespace mainstay::cli {

// What is found at a place: less is better; a constraint is kept where what is missing is 0 or less.
struct Looked {
  double value = 0.0;             // may be infinite: nothing is known there
  std::vector<double> missing;    // one for each constraint, of the size of 1
};

// Looks at `evaluations` places at most: half of them over the whole cube (DIRECT: Jones, Perttunen and Stuckman, J.
// Optimization Theory and Applications 79, 1993, in its local form: Gablonsky and Kelley, J. Global Optimization 21, 2001),
// the others about the best of these (COBYLA: Powell 1994). The same function gives the same places. What `look` throws
// ends it. `look` remembers where it has been.
void look_for_least(std::size_t dimensions, std::size_t constraints, std::size_t evaluations,
                    const std::function<Looked(const std::vector<double>&)>& look);

}  // namespace mainstay::cli
