#include "report/check.hpp"

#include <cmath>

#include <fmt/format.h>

namespace mainstay::report {

namespace {

// Expected figures are written with eight or nine digits.
constexpr double exact_tolerance = 2e-6;

bool agrees(double a, double b, double tolerance) {
  return std::abs(a - b) <= std::max(exact_tolerance, tolerance) * std::max({std::abs(a), std::abs(b), 1e-12});
}

void judge(Compared& c, double plain_half_width) {
  const Estimate& e = c.estimate;
  if (!e.known) {
    c.why = "nothing was observed";
    return;
  }
  // Of one trial no interval tells anything, be it ever so wide: a share that it puts at 100 % would pass as any other.
  const bool single = e.trials <= 1;
  const bool flat = single || !e.interval || e.interval->low == e.interval->high;
  if (flat) {
    c.verdict = agrees(e.value, c.value, c.expected.tolerance) ? Verdict::passed : Verdict::failed;
    if (c.verdict == Verdict::failed) c.why = e.interval && !single ? "all trials say the same, and not this" : "one value, and not this";
    return;
  }
  if (!e.interval->contains(c.value) && !(c.expected.tolerance > 0.0 && agrees(e.value, c.value, c.expected.tolerance))) {
    c.why = "outside its interval";
    return;
  }
  const stats::Precision& within = c.expected.within;
  const double most = within.absolute > 0.0 ? within.absolute : within.relative * std::abs(c.value);
  if ((within.absolute > 0.0 || within.relative > 0.0) && plain_half_width > most * 1.0000001) {
    c.verdict = Verdict::undecided;
    c.why = fmt::format("half-width {:.2g}, more than the {:.2g} asked", plain_half_width, most);
    return;
  }
  c.verdict = Verdict::passed;
}

}  // namespace

std::vector<Compared> compare_with_expected(const RunView& run, const std::vector<Expected>& expected,
                                            const CheckOptions& options) {
  const double k = std::max<double>(1.0, static_cast<double>(expected.size()));
  const double confidence = 1.0 - (1.0 - options.confidence) / k;
  std::vector<Compared> out;
  for (const Expected& x : expected) {
    Compared& c = out.emplace_back();
    c.expected = x;
    const auto query = work::parse_query(x.metric, c.why);
    const auto variant = run.find_variant(x.variant);
    if (!query || !variant) {
      if (c.why.empty()) c.why = fmt::format("the run has no variant '{}'", x.variant);
      continue;
    }
    const auto estimated = estimate(run, *variant, *query, confidence, c.why);
    if (!estimated) continue;
    c.estimate = *estimated;
    const auto value = work::value_in_unit(x.value, c.estimate.unit, c.why);
    if (!value) continue;
    c.value = *value;
    double plain = 0.0;
    if (x.within.relative > 0.0 || x.within.absolute > 0.0) {
      std::string ignored;
      const auto wide = estimate(run, *variant, *query, x.within_confidence > 0.0 ? x.within_confidence : options.confidence, ignored);
      if (wide && wide->interval) plain = wide->interval->half_width();
    }
    judge(c, plain);
  }
  return out;
}

}  // namespace mainstay::report
