#include "report/risk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include <fmt/format.h>

namespace mainstay::report {

using Across = work::MetricQuery::Across;

std::optional<Asked> ask_for_losses(const RunView& run, const std::string& text, std::string& error) {
  const auto asked = ask(run, text, error);
  if (!asked) return std::nullopt;
  // A mean weighs by what it rests on, and a share is no amount: what adds up weighs the same in all trials.
  const Column& column = run.metrics()[asked->metric];
  const Samples s = run.samples(0, asked->metric);
  const auto other = std::adjacent_find(s.weights.begin(), s.weights.end(), [](double a, double b) { return a != b && a != 0.0 && b != 0.0; });
  if (asked->query.across == Across::mean && column.kind == "value" && column.unit != "%" && other == s.weights.end()) return asked;
  error = fmt::format("'{}' is no loss that adds up over a trial; ask for a cost or a downtime, as `total.downtime_cost`", text);
  return std::nullopt;
}

Losses losses_of(const Samples& totals, const Likelihood& played, const std::vector<LossEvent>* events, const std::vector<std::string>& names) {
  Losses out;
  out.per_unit = played.per_unit;
  const std::size_t trials = totals.values.size();
  std::vector<std::size_t> place(trials, trials);   // of a trial among those that did not fail
  for (std::size_t first = 0; first + played.per_unit <= trials; first += played.per_unit) {
    const auto unit = std::span(totals.values).subspan(first, played.per_unit);
    if (std::any_of(unit.begin(), unit.end(), [](double x) { return std::isnan(x); })) continue;
    for (std::size_t t = first; t < first + played.per_unit; ++t) {
      place[t] = out.totals.size();
      out.totals.push_back(totals.values[t]);
      if (!played.ratios.empty()) out.ratios.push_back(played.ratios[t]);
    }
  }
  if (events == nullptr) return out;
  const std::size_t n = out.totals.size();
  std::vector<std::vector<double>> parts(names.size());
  out.largest.emplace(n, 0.0);
  std::vector<std::size_t> of_largest(n, names.size());
  for (const LossEvent& e : *events) {
    if (e.trial >= trials || place[e.trial] >= n || !(e.loss != 0.0)) continue;
    const std::size_t t = place[e.trial];
    auto& part = parts[e.cause];
    if (part.empty()) part.assign(n, 0.0);
    part[t] += e.loss;
    if (e.loss <= (*out.largest)[t]) continue;
    (*out.largest)[t] = e.loss;
    of_largest[t] = e.cause;
  }
  std::vector<double> rest = out.totals;
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t c = 0; c < parts.size(); ++c) {
    if (parts[c].empty()) continue;
    for (std::size_t t = 0; t < n; ++t) rest[t] -= parts[c][t];
    order.emplace_back(-std::accumulate(parts[c].begin(), parts[c].end(), 0.0), c);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::size_t> number(names.size() + 1, 0);
  for (const auto& [size, c] : order) {
    number[c] = out.causes.size();
    out.causes.push_back(names[c].empty() ? "(no cause named)" : names[c]);
    out.parts.push_back(std::move(parts[c]));
  }
  // Sums in another order differ in their last digits: that is no loss.
  bool explained = true;
  for (std::size_t t = 0; t < n; ++t) {
    if (std::abs(rest[t]) <= 1e-9 * std::abs(out.totals[t])) rest[t] = 0.0;
    explained = explained && rest[t] == 0.0;
  }
  if (!explained) {
    out.causes.emplace_back(not_an_event);
    out.parts.push_back(std::move(rest));
  }
  number[names.size()] = out.causes.size();
  for (std::size_t& c : of_largest) c = number[c];
  out.cause_of_largest = std::move(of_largest);
  return out;
}

stats::WeightedCurve weighted_curve(const Losses& losses, const std::vector<double>& amounts, double confidence) {
  const std::vector<double> ones(losses.ratios.empty() ? amounts.size() : 0, 1.0);
  return {{amounts, losses.ratios.empty() ? ones : losses.ratios, losses.per_unit}, confidence};
}

namespace {

constexpr double curve_probabilities[] = {0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001};

// What may be said of amounts, one for each trial: of trials as they should be, or of weighed or paired ones.
class Law {
 public:
  Law(const Losses& losses, const std::vector<double>& amounts, double confidence) : amounts_(amounts), confidence_(confidence) {
    if (!losses.is_plain()) curve_ = weighted_curve(losses, amounts, confidence);
  }

  stats::TailRisk tail(double p) const { return curve_ ? curve_->tail_risk(p) : *stats::tail_risk(amounts_, p, confidence_); }

  // Unknown bounds are 0 and 1.
  stats::Interval exceeded(double x) const {
    if (!curve_) return *stats::wilson_interval(std::count_if(amounts_.begin(), amounts_.end(), [&](double a) { return a > x; }), static_cast<std::int64_t>(amounts_.size()), confidence_);
    const auto at = curve_->exceeded(x);
    return at.is_borne() ? at.probability : stats::Interval{at.probability.estimate, 0.0, 1.0};
  }

  std::vector<stats::Exceedance> curve() const {
    if (!curve_) return stats::exceedance_curve(amounts_, confidence_);
    std::vector<stats::Exceedance> out;
    for (const auto& point : curve_->points()) out.push_back({point.loss, exceeded(point.loss)});
    return out;
  }

 private:
  const std::vector<double>& amounts_;
  double confidence_;
  std::optional<stats::WeightedCurve> curve_;
};

// Which causes made the events that are greater than `at`, as shares.
std::vector<double> causes_beyond(const Losses& losses, double at) {
  std::vector<double> out(losses.causes.size(), 0.0);
  double all = 0.0;
  for (std::size_t t = 0; t < losses.totals.size(); ++t) {
    if (!((*losses.largest)[t] > at) || losses.cause_of_largest[t] >= out.size()) continue;
    out[losses.cause_of_largest[t]] += losses.weight(t);
    all += losses.weight(t);
  }
  if (all > 0.0)
    for (double& x : out) x /= all;
  return out;
}

Tolerated judge(const Tolerance& tolerance, const stats::Interval& exceeded) {
  Tolerated out{tolerance, exceeded, Kept::open};
  if (out.exceeded.high <= tolerance.probability) out.kept = Kept::yes;
  if (out.exceeded.low > tolerance.probability) out.kept = Kept::no;
  return out;
}

// Of each trial's amount times its weight.
double mean_of(const Losses& losses, const std::vector<double>& amounts) {
  double sum = 0.0;
  for (std::size_t t = 0; t < amounts.size(); ++t) sum += losses.weight(t) * amounts[t];
  return sum / static_cast<double>(amounts.size());
}

// The mean total: of weighed trials the mean of c + L (v - c), as everywhere (see `outcomes`).
stats::Interval mean_interval(const Losses& losses, double confidence, std::vector<std::string>& warnings) {
  const double centre = losses.ratios.empty() ? 0.0 : usual(losses.totals);
  std::vector<double> units, apart;
  for (std::size_t first = 0; first < losses.totals.size(); first += losses.per_unit) {
    double sum = 0.0;
    for (std::size_t t = first; t < first + losses.per_unit; ++t) sum += centre + losses.weight(t) * (losses.totals[t] - centre);
    units.push_back(sum / static_cast<double>(losses.per_unit));
  }
  stats::Interval out = *stats::student_interval(units, confidence);
  if (losses.ratios.empty()) return out;
  for (const double x : losses.totals) apart.push_back(std::abs(x - centre));
  const auto weighing = weighing_of(apart, losses.ratios);
  const std::string why = weighing ? distrust(*weighing) : "no trial lost anything else: nothing says how rare that is";
  if (why.empty()) return out;
  warnings.push_back("the mean: " + why);
  const bool never_negative = std::all_of(losses.totals.begin(), losses.totals.end(), [](double x) { return x >= 0.0; });
  return {out.estimate, never_negative ? 0.0 : -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
}

// Without loss: of those that had some, the rest.
double chance_of_none(const Losses& losses) {
  std::vector<double> some;
  for (const double x : losses.totals) some.push_back(x != 0.0 ? 1.0 : 0.0);
  return std::clamp(1.0 - mean_of(losses, some), 0.0, 1.0);
}

// `played` is what there was, as `400 trials`.
void warn(Risk& risk, const Losses& losses, const std::string& played) {
  const auto [low, high] = std::minmax_element(losses.totals.begin(), losses.totals.end());
  if (*low == *high) risk.warnings.push_back("the loss was the same in all trials: nothing is known of worse ones");
  for (const auto& level : risk.levels) {
    const double percent = level.p * 100.0;
    if (!std::isfinite(level.total.value_at_risk.high))
      risk.warnings.push_back(fmt::format("{} are too few to bound the value at risk at {:g} %", played, percent));
    if (level.total.tail_interval) continue;
    if (losses.is_plain())
      risk.warnings.push_back(fmt::format("only {} trials lie beyond the value at risk at {:g} %: no interval for the tail's mean, which may be far off", level.total.beyond, percent));
    else
      risk.warnings.push_back(fmt::format("what lies beyond the value at risk at {:g} % rests on fewer than 20 equal trials (or pairs, or draws), or on one of them for more than a fifth: no interval for the tail's mean, which may be far off", percent));
  }
}

}  // namespace

std::optional<Risk> risk_of(const Losses& losses, const RiskOptions& options) {
  const std::size_t n = losses.totals.size();
  if (n < 2 * losses.per_unit) return std::nullopt;
  Risk out;
  out.trials = n;
  out.mean = mean_interval(losses, options.confidence, out.warnings);
  out.chance_of_none = chance_of_none(losses);
  for (const auto& part : losses.parts) out.of_mean.push_back(mean_of(losses, part));
  const Law totals(losses, losses.totals, options.confidence);
  std::optional<Law> largest;
  if (losses.largest) largest.emplace(losses, *losses.largest, options.confidence);
  for (const double p : options.levels) {
    TailLevel level{.p = p, .total = totals.tail(p), .largest = {}, .of_total = {}, .of_largest = {}};
    if (largest) {
      level.largest = largest->tail(p);
      level.of_total = stats::tail_contributions(losses.parts, losses.totals, level.total.value_at_risk.estimate, p, losses.ratios);
      level.of_largest = causes_beyond(losses, level.largest->value_at_risk.estimate);
    }
    out.levels.push_back(std::move(level));
  }
  for (const double q : curve_probabilities) {
    const auto tail = totals.tail(1.0 - q);
    if (losses.is_plain() ? static_cast<double>(n) * q < 2.0 : tail.beyond < 2) break;
    ExceedanceLevel level{.probability = q, .total = tail.value_at_risk, .largest = {}};
    if (largest) level.largest = largest->tail(1.0 - q).value_at_risk;
    level.bounded = std::isfinite(level.total.high);
    out.curve.push_back(level);
  }
  for (const auto& t : options.tolerances) out.tolerances.push_back(judge(t, totals.exceeded(t.loss)));
  out.exceedance = totals.curve();
  if (largest) out.exceedance_of_largest = largest->curve();
  warn(out, losses, fmt::format("{} trials", n));
  return out;
}

namespace {

// The estimate of both, as sure as the one and the other are independent.
stats::Interval both(const stats::Interval& a, const stats::Interval& b) {
  return {a.estimate, a.estimate - std::hypot(a.estimate - a.low, b.estimate - b.low), a.estimate + std::hypot(a.high - a.estimate, b.high - b.estimate)};
}

stats::Interval both_chances(const stats::Interval& a, const stats::Interval& b) {
  const auto out = both(a, b);
  return {out.estimate, std::max(0.0, out.low), std::min(1.0, out.high)};
}

void widen(stats::TailRisk& a, const stats::TailRisk& b) {
  a.value_at_risk = both(a.value_at_risk, b.value_at_risk);
  if (a.tail_interval) a.tail_interval = b.tail_interval ? std::optional(both(*a.tail_interval, *b.tail_interval)) : std::nullopt;
}

void widen(Risk& a, const Risk& b) {
  a.mean = both(a.mean, b.mean);
  for (std::size_t i = 0; i < a.levels.size(); ++i) widen(a.levels[i].total, b.levels[i].total);
  for (std::size_t i = 0; i < a.curve.size(); ++i) {
    a.curve[i].total = both(a.curve[i].total, b.curve[i].total);
    a.curve[i].bounded = std::isfinite(a.curve[i].total.high);
  }
  for (std::size_t i = 0; i < a.exceedance.size(); ++i) a.exceedance[i].probability = both_chances(a.exceedance[i].probability, b.exceedance[i].probability);
  for (std::size_t i = 0; i < a.tolerances.size(); ++i)
    a.tolerances[i] = judge(a.tolerances[i].tolerance, both_chances(a.tolerances[i].exceeded, b.tolerances[i].exceeded));
}

UncertainRisk::Range range_of(const std::vector<double>& values) { return {*stats::sample_quantile(values, 0.05), *stats::sample_quantile(values, 0.95)}; }

}  // namespace

std::optional<UncertainRisk> risk_of(const std::vector<Draw>& draws, const RiskOptions& options) {
  UncertainRisk out;
  out.draws = draws.size();
  if (draws.size() < 2) return std::nullopt;
  const std::size_t unit = draws.front().played.per_unit;
  std::size_t played = draws.front().totals.values.size();
  for (const Draw& d : draws) played = std::min(played, d.totals.values.size());
  std::vector<Losses> each(draws.size());
  for (std::size_t first = 0; first + unit <= played; first += unit) {
    const auto failed = [&](const Draw& d) { return std::any_of(&d.totals.values[first], &d.totals.values[first] + unit, [](double x) { return std::isnan(x); }); };
    if (std::any_of(draws.begin(), draws.end(), failed)) continue;
    for (std::size_t d = 0; d < draws.size(); ++d)
      for (std::size_t t = first; t < first + unit; ++t) {
        each[d].totals.push_back(draws[d].totals.values[t]);
        each[d].ratios.push_back(draws[d].played.ratios.empty() ? 1.0 : draws[d].played.ratios[t]);
      }
  }
  out.trials = each.front().totals.size();
  if (out.trials < 2 * unit) return std::nullopt;
  Losses by_draw, by_trial;
  by_draw.per_unit = out.trials;
  by_trial.per_unit = draws.size() * unit;
  for (Losses& one : each) {
    one.per_unit = unit;
    by_draw.totals.insert(by_draw.totals.end(), one.totals.begin(), one.totals.end());
    by_draw.ratios.insert(by_draw.ratios.end(), one.ratios.begin(), one.ratios.end());
  }
  for (std::size_t t = 0; t < out.trials; ++t)
    for (const Losses& one : each) {
      by_trial.totals.push_back(one.totals[t]);
      by_trial.ratios.push_back(one.ratios[t]);
    }
  if (std::all_of(by_draw.ratios.begin(), by_draw.ratios.end(), [](double w) { return w == 1.0; })) {
    by_draw.ratios.clear();
    by_trial.ratios.clear();
  }
  out.all = *risk_of(by_draw, options);
  for (std::size_t d = 1; d < draws.size(); ++d)
    for (std::size_t before = 0; before < d; ++before) out.share_numbers = out.share_numbers || draws[d].clock.pairs(draws[before].clock);
  if (out.share_numbers) widen(out.all, *risk_of(by_trial, options));
  out.all.warnings.clear();
  warn(out.all, by_draw, fmt::format("{} draws by {} trials each", out.draws, out.trials));
  if (out.share_numbers)
    out.all.warnings.push_back(fmt::format("the draws share their random numbers, so that there are no more than {0} trials to tell chance by: `--vary 'run.seed: 1 to {1} by 1'` beside the others gives each its own", out.trials, out.draws));
  for (const double p : options.levels) {
    std::vector<double> at, tail;
    for (const Losses& one : each) {
      const stats::TailRisk risk = Law(one, one.totals, options.confidence).tail(p);
      at.push_back(risk.value_at_risk.estimate);
      tail.push_back(risk.tail_value_at_risk);
    }
    out.value_at_risk.push_back(range_of(at));
    out.tail.push_back(range_of(tail));
  }
  for (const Tolerance& t : options.tolerances) {
    const auto over = std::count_if(each.begin(), each.end(), [&](const Losses& one) { return Law(one, one.totals, options.confidence).exceeded(t.loss).estimate > t.probability; });
    out.over.push_back(static_cast<double>(over) / static_cast<double>(each.size()));
  }
  return out;
}

}  // namespace mainstay::report
