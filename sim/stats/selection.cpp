#include "stats/selection.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/special.hpp"
#include "stats/tally.hpp"

namespace mainstay::stats {

namespace {

double variance_of_difference(std::span<const double> a, std::span<const double> b) {
  Tally tally;
  for (std::size_t i = 0; i < a.size(); ++i) tally.add(a[i] - b[i]);
  return tally.variance();
}

}  // namespace

KimNelson::KimNelson(const Options& options)
    : options_(options), survivors_(options.systems), counts_(options.systems, 0), sums_(options.systems, 0.0), first_(options.systems) {
  assert(options.systems >= 1 && options.first_stage >= 2 && options.indifference > 0.0);
  assert(options.alpha > 0.0 && options.alpha < 1.0);
  std::iota(survivors_.begin(), survivors_.end(), std::size_t{0});
  const double others = static_cast<double>(std::max<std::size_t>(options.systems, 2) - 1);
  const double degrees = static_cast<double>(options.first_stage - 1);
  eta_ = 0.5 * (std::pow(2.0 * options.alpha / others, -2.0 / degrees) - 1.0);
  h_squared_ = 2.0 * eta_ * degrees;
}

void KimNelson::add_round(std::span<const double> observations) {
  assert(observations.size() == options_.systems);
  ++rounds_;
  for (const std::size_t i : survivors_) {
    sums_[i] += observations[i];
    ++counts_[i];
    ++taken_;
    if (rounds_ <= options_.first_stage) first_[i].push_back(observations[i]);
  }
  if (rounds_ == options_.first_stage) end_first_stage();
  if (rounds_ >= options_.first_stage) screen();
}

void KimNelson::end_first_stage() {
  const std::size_t k = options_.systems;
  variances_.assign(k * k, 0.0);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t l = 0; l < i; ++l)
      variances_[i * k + l] = variances_[l * k + i] = variance_of_difference(first_[i], first_[l]);
  first_.clear();
}

void KimNelson::screen() {
  const double r = static_cast<double>(rounds_);
  const double delta = options_.indifference;
  std::vector<std::size_t> kept;
  for (const std::size_t i : survivors_) {
    const bool behind = std::any_of(survivors_.begin(), survivors_.end(), [&](std::size_t l) {
      if (l == i) return false;
      const double variance = variances_[i * options_.systems + l];
      const double margin = std::max(0.0, delta / (2.0 * r) * (h_squared_ * variance / (delta * delta) - r));
      // Of two that are exactly equal once the margin is gone, the first stays: the end must come.
      const double apart = sums_[l] / r - sums_[i] / r;
      return apart > margin || (apart == margin && margin == 0.0 && l < i);
    });
    if (!behind) kept.push_back(i);
  }
  if (kept.empty()) kept.push_back(leader());
  survivors_ = std::move(kept);
}

std::size_t KimNelson::leader() const {
  return *std::max_element(survivors_.begin(), survivors_.end(), [&](std::size_t i, std::size_t l) { return mean(i) < mean(l); });
}

double KimNelson::mean(std::size_t system) const {
  return counts_[system] == 0 ? 0.0 : sums_[system] / static_cast<double>(counts_[system]);
}

std::vector<std::size_t> subset_with_best(std::span<const std::vector<double>> observations, double alpha) {
  assert(alpha > 0.0 && alpha < 1.0);
  std::vector<std::size_t> out;
  if (observations.empty()) return out;
  const std::size_t n = observations.front().size();
  assert(n >= 2);
  std::vector<double> means;
  for (const auto& o : observations) {
    assert(o.size() == n);
    means.push_back(std::accumulate(o.begin(), o.end(), 0.0) / static_cast<double>(n));
  }
  const double others = static_cast<double>(std::max<std::size_t>(observations.size(), 2) - 1);
  const double t = -student_quantile(alpha / others, static_cast<double>(n - 1));
  for (std::size_t i = 0; i < observations.size(); ++i) {
    bool behind = false;
    for (std::size_t l = 0; l < observations.size() && !behind; ++l)
      behind = means[l] - means[i] > t * std::sqrt(variance_of_difference(observations[i], observations[l]) / static_cast<double>(n));
    if (!behind) out.push_back(i);
  }
  return out;
}

std::vector<double> ocba_shares(std::span<const double> means, std::span<const double> variances, double least_apart) {
  assert(means.size() == variances.size() && means.size() >= 2 && least_apart > 0.0);
  const std::size_t k = means.size();
  const auto best = static_cast<std::size_t>(std::max_element(means.begin(), means.end()) - means.begin());
  std::vector<double> shares(k, 0.0);
  double squares = 0.0;
  for (std::size_t i = 0; i < k; ++i) {
    if (i == best) continue;
    const double apart = std::max(least_apart, means[best] - means[i]);
    shares[i] = variances[i] / (apart * apart);
    if (variances[i] > 0.0) squares += shares[i] * shares[i] / variances[i];
  }
  shares[best] = std::sqrt(variances[best] * squares);
  const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (!(total > 0.0)) return std::vector<double>(k, 1.0 / static_cast<double>(k));
  for (double& s : shares) s /= total;
  return shares;
}

std::vector<std::size_t> ocba_next(std::span<const double> means, std::span<const double> variances,
                                   std::span<const std::size_t> taken, std::size_t more, double least_apart) {
  const auto shares = ocba_shares(means, variances, least_apart);
  const double all = static_cast<double>(std::accumulate(taken.begin(), taken.end(), more));
  // Who has more than its share gets nothing, and the others share what there is as far as they lack.
  std::vector<double> lacking;
  for (std::size_t i = 0; i < shares.size(); ++i) lacking.push_back(std::max(0.0, shares[i] * all - static_cast<double>(taken[i])));
  const double total = std::accumulate(lacking.begin(), lacking.end(), 0.0);
  std::vector<std::size_t> out;
  std::size_t given = 0;
  double wanted = 0.0;
  for (const double l : lacking) {
    // Rounded so that the sums so far are right to one half: they end at `more`.
    wanted += total > 0.0 ? l / total * static_cast<double>(more) : static_cast<double>(more) / static_cast<double>(shares.size());
    const auto so_far = std::min(more, static_cast<std::size_t>(std::llround(wanted)));
    out.push_back(so_far - given);
    given = so_far;
  }
  return out;
}

double chance_of_right_pick(std::span<const double> means, std::span<const double> variances,
                            std::span<const std::size_t> taken) {
  const auto best = static_cast<std::size_t>(std::max_element(means.begin(), means.end()) - means.begin());
  const auto spread = [&](std::size_t i) { return variances[i] / static_cast<double>(taken[i]); };
  double wrong = 0.0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    if (i == best) continue;
    const double apart = means[best] - means[i];
    const double sd = std::sqrt(spread(i) + spread(best));
    wrong += sd > 0.0 ? normal_cdf(-apart / sd) : apart > 0.0 ? 0.0 : 0.5;
  }
  return std::max(0.0, 1.0 - wrong);
}

}  // namespace mainstay::stats
