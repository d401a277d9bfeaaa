#pragma once
// Expected figures against a run: each must lie in its interval.

#include <string>
#include <vector>

#include "report/estimate.hpp"
#include "stats/stopping.hpp"

namespace mainstay::report {

struct Expected {
  std::string metric;
  std::string variant;
  std::string value;       // as written
  double tolerance = 0.0;  // relative, beyond the interval; for what has no spread
  // Half the width that the interval may have, at a confidence that is not shared, relative to the expected figure or absolute:
  // wider is undecided. Zero: any.
  stats::Precision within = {};
  double within_confidence = 0.0;  // of the interval that this is asked of; 0: that of the check
};

enum class Verdict { passed, failed, undecided };

struct Compared {
  Expected expected;
  double value = 0.0;      // what was expected, in the unit of the metric
  Estimate estimate;
  Verdict verdict = Verdict::failed;
  std::string why;         // of a failure, or of what could not be compared
};

struct CheckOptions {
  double confidence = 0.99;      // of all together: shared among them (Bonferroni)
};

// In the order given. What has no spread at all must agree to six digits; what has too few trials for an interval too.
std::vector<Compared> compare_with_expected(const RunView& run, const std::vector<Expected>& expected,
                                            const CheckOptions& options);

}  // namespace mainstay::report
