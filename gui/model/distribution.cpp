#include "model/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mainstay::gui::model {

bool all_whole(const Distribution& d) {
  return std::all_of(d.sorted.begin(), d.sorted.end(), [](double v) { return v == std::floor(v) && std::abs(v) < 1e6; });
}

std::size_t Distribution::nearest(double value) const {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
  if (at == sorted.end()) return sorted.size() - 1;
  if (at == sorted.begin()) return 0;
  const auto before = at - 1;
  return static_cast<std::size_t>((value - *before < *at - value ? before : at) - sorted.begin());
}

Distribution make_distribution(const RunSource& run, std::size_t variant, std::size_t metric) {
  Distribution d;
  d.metric = run.metrics()[metric].name;
  d.unit = run.metrics()[metric].unit;
  const auto samples = run.samples(variant, metric);
  const auto trials = run.reader().trials(variant);
  d.trials = samples.values.size();
  std::vector<std::size_t> order;
  double weight = 0.0;
  for (std::size_t i = 0; i < samples.values.size(); ++i) {
    if (i < trials.status.size() && trials.status[i] != 0) ++d.failed;
    if (!std::isfinite(samples.values[i]) || !(samples.weights[i] > 0.0)) continue;
    if (order.empty()) weight = samples.weights[i];
    d.weighted = d.weighted || samples.weights[i] != weight;
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return samples.values[a] < samples.values[b]; });
  for (const std::size_t i : order) {
    d.sorted.push_back(samples.values[i]);
    d.replication.push_back(i < trials.replication.size() ? trials.replication[i] : static_cast<std::uint32_t>(i));
  }
  d.mean = run.figure(variant, d.metric);
  d.sd = run.figure(variant, "sd(" + d.metric + ")");
  d.p5 = run.figure(variant, "p5(" + d.metric + ")");
  d.p50 = run.figure(variant, "p50(" + d.metric + ")");
  d.p95 = run.figure(variant, "p95(" + d.metric + ")");
  d.p99 = run.figure(variant, "p99(" + d.metric + ")");
  return d;
}

std::vector<std::size_t> first_same(const std::vector<const Distribution*>& all) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::size_t first = 0;
    while (first < i && all[first]->sorted != all[i]->sorted) ++first;
    out.push_back(first);
  }
  return out;
}

std::vector<double> histogram_edges(const std::vector<const Distribution*>& all) {
  std::vector<double> values;
  bool whole = true;
  for (const auto* d : all) {
    values.insert(values.end(), d->sorted.begin(), d->sorted.end());
    whole = whole && all_whole(*d);
  }
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const double low = values.front();
  const double high = values.back();
  std::vector<double> edges;
  if (whole && high - low <= 60.0) {
    for (double e = low - 0.5; e < high + 1.0; e += 1.0) edges.push_back(e);
    return edges;
  }
  if (!(high > low)) return {low - std::max(0.5, std::abs(low) * 0.05), low + std::max(0.5, std::abs(low) * 0.05)};
  const double spread = stats::sample_quantile(values, 0.75).value_or(high) - stats::sample_quantile(values, 0.25).value_or(low);
  const double n = static_cast<double>(values.size()) / static_cast<double>(all.size());
  const double width = spread > 0.0 ? 2.0 * spread / std::cbrt(n) : (high - low) / 20.0;
  const int bins = static_cast<int>(std::clamp((high - low) / width, 5.0, 80.0));
  for (int i = 0; i <= bins; ++i) edges.push_back(low + (high - low) * i / bins);
  return edges;
}

std::vector<double> histogram(const Distribution& d, const std::vector<double>& edges) {
  if (edges.size() < 2) return {};
  std::vector<double> share(edges.size() - 1, 0.0);
  for (const double v : d.sorted) {
    const auto at = std::upper_bound(edges.begin(), edges.end(), v) - edges.begin() - 1;
    const auto bin = std::clamp<std::ptrdiff_t>(at, 0, static_cast<std::ptrdiff_t>(share.size()) - 1);
    share[static_cast<std::size_t>(bin)] += 1.0;
  }
  for (double& s : share) s /= std::max<double>(1.0, static_cast<double>(d.sorted.size()));
  return share;
}

Steps cumulative(const Distribution& d, double from) {
  Steps out{{std::min(from, d.sorted.empty() ? from : d.sorted.front())}, {0.0}};
  const auto n = static_cast<double>(d.sorted.size());
  for (std::size_t k = 0; k < d.sorted.size(); ++k) {
    if (k + 1 < d.sorted.size() && d.sorted[k + 1] == d.sorted[k]) continue;
    out.at.push_back(d.sorted[k]);
    out.share.push_back(static_cast<double>(k + 1) / n);
  }
  return out;
}

Steps exceedance(const Distribution& d, double from) {
  Steps out = cumulative(d, from);
  for (double& s : out.share) s = 1.0 - s;
  return out;
}

Bands make_bands(const RunSource& run, std::size_t variant, std::size_t series) {
  const auto& info = run.reader().header().series[series];
  const auto values = run.reader().series(variant, series);
  const auto bands = store::series_bands(values, {0.05, 0.25, 0.5, 0.75, 0.95});
  Bands out;
  out.series = info.name;
  out.unit = info.unit;
  out.trials = bands.trials;
  out.start_hours = (values.start_seconds - run.reader().header().variants[variant].warm_up_seconds) / 3600.0;
  out.step_hours = values.step_seconds / 3600.0;
  out.mean = bands.mean;
  std::vector<double>* into[] = {&out.p5, &out.p25, &out.p50, &out.p75, &out.p95};
  for (std::size_t q = 0; q < std::size(into); ++q) *into[q] = bands.quantiles[q];
  for (std::size_t p = 0; p < out.mean.size(); ++p) {
    out.hours.push_back(out.start_hours + (static_cast<double>(p) + 0.5) * out.step_hours);
    if (!std::isfinite(out.mean[p])) continue;
    out.low = std::min({out.low, out.p5[p], out.mean[p]});
    out.high = std::max({out.high, out.p95[p], out.mean[p]});
  }
  return out;
}

}  // namespace mainstay::gui::model
