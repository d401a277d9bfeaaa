// Distributions made of tables or of other distributions.
#include "kernel/distribution.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace mainstay::kernel {

namespace {

// Running sums of the weights, as shares of the whole. The last is exactly 1, so that a search always ends in
// range.
std::vector<double> shares_of(const std::vector<double>& weights) {
  std::vector<double> shares;
  shares.reserve(weights.size());
  double sum = 0.0;
  for (const double w : weights) shares.push_back(sum += w);
  assert(sum > 0.0 && std::isfinite(sum));
  for (double& share : shares) share /= sum;
  shares.back() = 1.0;
  return shares;
}

}  // namespace

Distribution Distribution::table(std::vector<double> values, std::vector<double> weights) {
  assert(!values.empty());
  if (values.size() == 1) return constant(values.front());
  auto body = std::make_shared<Body>();
  body->values = std::move(values);
  body->cumulative = shares_of(weights);
  // The moments are needed often and cost a pass each. About the mean, so that little is lost to
  // cancellation.
  double total = 0.0;
  for (const double w : weights) total += w;
  double mean = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) mean += weights[i] / total * body->values[i];
  double variance = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    variance += weights[i] / total * (body->values[i] - mean) * (body->values[i] - mean);
  }
  Distribution result(Law::table, mean, variance);
  result.body_ = std::move(body);
  return result;
}

Distribution Distribution::discrete(std::vector<std::pair<double, double>> weighted_values) {
  assert(!weighted_values.empty());
  std::sort(weighted_values.begin(), weighted_values.end());
  std::vector<double> values, weights;
  for (const auto& [value, weight] : weighted_values) {
    assert(std::isfinite(value) && weight >= 0.0);
    if (weight == 0.0) continue;
    if (!values.empty() && values.back() == value) {
      weights.back() += weight;
    } else {
      values.push_back(value);
      weights.push_back(weight);
    }
  }
  return table(std::move(values), std::move(weights));
}

Distribution Distribution::empirical(std::vector<double> samples) {
  std::vector<std::pair<double, double>> weighted;
  weighted.reserve(samples.size());
  for (const double v : samples) weighted.emplace_back(v, 1.0);
  return discrete(std::move(weighted));
}

Distribution Distribution::mixture(std::vector<std::pair<double, Distribution>> weighted_parts) {
  auto body = std::make_shared<Body>();
  std::vector<double> weights;
  for (auto& [weight, part] : weighted_parts) {
    assert(weight >= 0.0);
    if (weight == 0.0) continue;
    weights.push_back(weight);
    body->parts.push_back(std::move(part));
  }
  assert(!weights.empty());
  if (weights.size() == 1) return body->parts.front();
  body->cumulative = shares_of(weights);
  Distribution result(Law::mixture, 0.0);
  result.body_ = std::move(body);
  return result;
}

Distribution Distribution::truncated(Distribution d, double min, double max) {
  assert(min <= max && d.between(min, max) > 0.0);
  if (min <= d.min() && d.max() <= max) return d;
  min = std::max(min, d.min());
  max = std::min(max, d.max());
  if (d.law_ == Law::uniform) return uniform(min, max);
  if (d.law_ == Law::truncated) return truncated(d.part(), min, max);
  if (d.law_ == Law::table) {
    std::vector<std::pair<double, double>> kept;
    for (std::size_t i = 0; i < d.body_->values.size(); ++i) {
      const double value = d.body_->values[i];
      if (min <= value && value <= max) kept.emplace_back(value, d.body_->share(i));
    }
    return discrete(std::move(kept));
  }
  if (d.law_ == Law::mixture) {
    // Part by part: it is the same law, and each part is inverted in closed form.
    std::vector<std::pair<double, Distribution>> kept;
    for (std::size_t i = 0; i < d.body_->parts.size(); ++i) {
      const Distribution& each = d.body_->parts[i];
      const double mass = each.between(min, max);
      if (mass > 0.0) kept.emplace_back(d.body_->share(i) * mass, truncated(each, min, max));
    }
    return mixture(std::move(kept));
  }
  if (d.takes_whole_numbers()) {
    min = std::ceil(min);
    max = std::floor(max);
    if (min == max) return constant(min);
  }
  auto body = std::make_shared<Body>();
  body->cut = {d.probability(Event::less, min), d.probability(Event::above, max), d.between(min, max)};
  body->parts.push_back(std::move(d));
  Distribution result(Law::truncated, min, max);
  result.body_ = std::move(body);
  return result;
}

Distribution Distribution::affine(Distribution d, double shift, double factor) {
  if (d.law_ == Law::affine) return affine(d.part(), shift + factor * d.a_, factor * d.b_);
  auto body = std::make_shared<Body>();
  body->parts.push_back(std::move(d));
  Distribution result(Law::affine, shift, factor);
  result.body_ = std::move(body);
  return result;
}

Distribution Distribution::shifted(Distribution d, double by) {
  assert(std::isfinite(by));
  switch (d.law_) {
    case Law::constant:
      return constant(d.a_ + by);
    case Law::uniform:
      return uniform(d.a_ + by, d.c_ + by);
    case Law::normal:
      return normal(d.a_ + by, d.b_);
    default:
      return by == 0.0 ? d : affine(std::move(d), by, 1.0);
  }
}

Distribution Distribution::scaled(Distribution d, double factor) {
  assert(factor >= 0.0 && std::isfinite(factor));
  if (factor == 0.0) return constant(0.0);
  switch (d.law_) {
    case Law::constant:
      return constant(d.a_ * factor);
    case Law::exponential:
      return exponential(d.a_ * factor);
    case Law::uniform:
      return uniform(d.a_ * factor, d.c_ * factor);
    case Law::normal:
      return normal(d.a_ * factor, d.b_ * factor);
    case Law::weibull:
      return weibull(d.c_, d.a_ * factor);
    default:
      return factor == 1.0 ? d : affine(std::move(d), 0.0, factor);
  }
}

double Distribution::probability_in_table(Event event, double x) const {
  const auto& values = body_->values;
  const bool up_to_x =
      event == Event::at_most || event == Event::above;  // the cut lies behind x, not before it
  const auto cut = up_to_x ? std::upper_bound(values.begin(), values.end(), x)
                           : std::lower_bound(values.begin(), values.end(), x);
  const auto n = static_cast<std::size_t>(cut - values.begin());
  const double below = n == 0 ? 0.0 : body_->cumulative[n - 1];
  return event == Event::less || event == Event::at_most ? below : 1.0 - below;
}

double Distribution::point_in_table(double p, bool upper) const {
  const auto& shares = body_->cumulative;
  const auto found = std::lower_bound(shares.begin(), shares.end(), upper ? 1.0 - p : p);
  return body_->values[static_cast<std::size_t>(found - shares.begin())];
}

double Distribution::probability_in_mixture(Event event, double x) const {
  double sum = 0.0;
  for (std::size_t i = 0; i < body_->parts.size(); ++i) {
    sum += body_->share(i) * body_->parts[i].probability(event, x);
  }
  return std::min(sum, 1.0);
}

// Bisection down to two neighbouring numbers, so that an atom is met exactly.
double Distribution::point_in_mixture(double p, bool upper) const {
  const auto reached = [&](double x) {
    return upper ? probability(Event::above, x) <= p : probability(Event::at_most, x) >= p;
  };
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Distribution& each : body_->parts) {
    low = std::min(low, each.point(p, upper));
    high = std::max(high, each.point(p, upper));
  }
  // Between the least and the largest quantile of the parts, but for rounding.
  if (low == high || reached(low)) return low;
  if (std::isinf(high)) {
    constexpr double largest = std::numeric_limits<double>::max();
    if (!reached(largest)) return high;
    high = largest;
  }
  double middle = low < 0.0 && high > 0.0 ? 0.0 : low + 0.5 * (high - low);
  while (middle > low && middle < high) {
    (reached(middle) ? high : low) = middle;
    middle = low + 0.5 * (high - low);
  }
  return high;
}

double Distribution::probability_truncated(Event event, double x) const {
  const bool lower_asked = event == Event::less || event == Event::at_most;
  const bool open = event == Event::less || event == Event::at_least;
  if (open ? x <= a_ : x < a_) return lower_asked ? 0.0 : 1.0;
  if (open ? x > b_ : x >= b_) return lower_asked ? 1.0 : 0.0;
  // From the side on which the law itself has the smaller probability, for there it is the more exact.
  const double lower = part().probability(open ? Event::less : Event::at_most, x);
  const double upper = part().probability(open ? Event::at_least : Event::above, x);
  const Body::Cut& cut = body_->cut;
  const bool from_below = lower <= upper;
  const double found = std::clamp((from_below ? lower - cut.less : upper - cut.above) / cut.mass, 0.0, 1.0);
  return from_below == lower_asked ? found : 1.0 - found;
}

double Distribution::point_truncated(double p, bool upper) const {
  const Body::Cut& cut = body_->cut;
  const double from_below = cut.less + (upper ? 1.0 - p : p) * cut.mass;
  const double from_above = cut.above + (upper ? p : 1.0 - p) * cut.mass;
  const double found = from_above < 0.5 ? part().point(from_above, true) : part().point(from_below, false);
  return std::clamp(found, a_, b_);
}

}  // namespace mainstay::kernel
