#include "stats/risk.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "stats/tally.hpp"

namespace mainstay::stats {

namespace {

// The rank, from 1, of the smallest loss that at least a share p of all do not exceed. A hair less than n p, so that
// rounding (0.95 * 100) does not push it one up.
std::size_t rank_of(std::size_t n, double p) {
  const double place = std::ceil(static_cast<double>(n) * p * (1.0 - 4.0 * std::numeric_limits<double>::epsilon()));
  return std::clamp<std::size_t>(static_cast<std::size_t>(place), 1, n);
}

}  // namespace

std::optional<TailRisk> tail_risk(std::span<const double> losses, double p, double confidence) {
  assert(p > 0.0 && p < 1.0);
  const std::size_t n = losses.size();
  if (n < 2) return std::nullopt;
  std::vector<double> sorted(losses.begin(), losses.end());
  std::sort(sorted.begin(), sorted.end());
  TailRisk out;
  const double at = sorted[rank_of(n, p) - 1];
  const auto ranks = quantile_interval(sorted, p, confidence);
  out.value_at_risk = {at, std::min(at, ranks->low), std::max(at, ranks->high)};
  Tally excess;
  for (const double loss : losses) {
    excess.add(std::max(0.0, loss - at) / (1.0 - p));
    out.beyond += loss > at ? 1 : 0;
  }
  out.tail_value_at_risk = at + excess.mean();
  if (out.beyond >= 10)
    if (const auto around = student_interval(excess, confidence))
      out.tail_interval = Interval{out.tail_value_at_risk, at + around->low, at + around->high};
  return out;
}

std::vector<Exceedance> exceedance_curve(std::span<const double> losses, double confidence) {
  std::vector<double> sorted(losses.begin(), losses.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<Exceedance> out;
  const auto n = static_cast<std::int64_t>(sorted.size());
  for (std::int64_t i = 0; i < n; ++i) {
    const double loss = sorted[static_cast<std::size_t>(i)];
    if (i + 1 < n && sorted[static_cast<std::size_t>(i + 1)] == loss) continue;
    out.push_back({loss, *wilson_interval(n - 1 - i, n, confidence)});
  }
  return out;
}

std::vector<double> tail_contributions(std::span<const std::vector<double>> parts, std::span<const double> totals, double at, double p,
                                       std::span<const double> ratios) {
  std::vector<double> out(parts.size(), 0.0);
  const std::size_t n = totals.size();
  if (n == 0) return out;
  const auto weight = [&](std::size_t t) { return ratios.empty() ? 1.0 : ratios[t]; };
  double beyond = 0.0, astride = 0.0;
  for (std::size_t t = 0; t < n; ++t) {
    beyond += totals[t] > at ? weight(t) : 0.0;
    astride += totals[t] == at ? weight(t) : 0.0;
  }
  // Trials at the value itself share what is left of the tail's probability.
  const double tail = static_cast<double>(n) * (1.0 - p);
  const double of_each = astride > 0.0 ? (tail - beyond) / astride : 0.0;
  for (std::size_t c = 0; c < parts.size(); ++c) {
    assert(parts[c].size() == n);
    double sum = 0.0;
    for (std::size_t t = 0; t < n; ++t) sum += parts[c][t] * weight(t) * (totals[t] > at ? 1.0 : totals[t] == at ? of_each : 0.0);
    out[c] = sum / tail;
  }
  return out;
}

}  // namespace mainstay::stats
