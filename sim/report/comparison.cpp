#include "report/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "report/asked.hpp"
#include "report/format.hpp"
#include "schema/diagnostics.hpp"

namespace mainstay::report {

using work::MetricQuery;
using Across = MetricQuery::Across;

namespace {

constexpr std::uint64_t bootstrap_seed = 20260105;

// Whether a name has this word as one of its parts.
bool has_part(const std::string& name, std::string_view part) {
  std::size_t from = 0;
  while (from <= name.size()) {
    const std::size_t to = std::min(name.find('.', from), name.size());
    if (std::string_view(name).substr(from, to - from) == part) return true;
    from = to + 1;
  }
  return false;
}

std::optional<stats::Difference> difference_of(const RunView& run, const Asked& asked, std::size_t baseline, std::size_t variant,
                                               double confidence, bool& paired, std::string& method) {
  const Observed a = observed(run, baseline, asked);
  const Observed b = observed(run, variant, asked);
  paired = a.pairs(b);
  // Variants may have different numbers of replications: what has no partner is left out.
  const std::size_t n = std::min(a.outcomes.values.size(), b.outcomes.values.size());
  const auto part = [n](const std::vector<double>& all) { return std::span<const double>(all).first(n); };
  const stats::Trials left{part(a.outcomes.values), part(a.outcomes.weights)};
  const stats::Trials right{part(b.outcomes.values), part(b.outcomes.weights)};
  switch (asked.query.across) {
    case Across::probability: {
      // Weighed, or taken in pairs, it is no count of yes and no.
      if (!paired || is_adjusted(run, baseline) || is_adjusted(run, variant)) break;
      stats::PairedCounts c;
      for (std::size_t i = 0; i < n; ++i) {
        const double x = left.values[i], y = right.values[i];
        if (std::isnan(x) || std::isnan(y)) continue;
        (x > 0.0 ? (y > 0.0 ? c.both : c.only_a) : (y > 0.0 ? c.only_b : c.neither)) += 1;
      }
      method = "Newcombe, paired";
      return stats::proportion_difference(c, confidence);
    }
    case Across::quantile:
      method = "bootstrap over pairs";
      return paired ? stats::quantile_difference(left, right, asked.query.quantile, confidence, bootstrap_seed) : std::nullopt;
    case Across::sd:
      method = "bootstrap over pairs";
      return paired ? stats::sd_difference(left, right, confidence, bootstrap_seed) : std::nullopt;
    case Across::mean: break;
    default: return std::nullopt;
  }
  method = paired ? "paired t" : "Welch";
  return mean_difference(a, b, confidence);
}

void judge(Comparison& c) {
  if (!c.difference) return;
  const auto& i = c.difference->interval;
  if (i.low == 0.0 && i.high == 0.0) {
    c.finding = Finding::same;
  } else if (i.contains(0.0)) {
    c.finding = Finding::open;
  } else {
    const bool up = i.low > 0.0;
    switch (better_direction(c.metric)) {
      case Better::higher: c.finding = up ? Finding::better : Finding::worse; break;
      case Better::lower: c.finding = up ? Finding::worse : Finding::better; break;
      case Better::neither: c.finding = up ? Finding::higher : Finding::lower; break;
    }
  }
}

// What weighed trials do not bear on their own, they do not bear as a difference.
void distrust_weights(Comparison& c, const RunView& run, std::size_t base, std::size_t variant) {
  for (const auto& [e, v] : {std::pair(&c.of_baseline, base), std::pair(&c.of_variant, variant)}) {
    if (e->interval || !c.difference || !is_weighed(run, v)) continue;
    c.difference.reset();
    c.warnings.push_back(fmt::format("{}: {}", run.variants()[v], e->method));
  }
}

void warn(Comparison& c, const MetricQuery& query) {
  const Estimate& a = c.of_baseline;
  const Estimate& b = c.of_variant;
  if (!c.difference) {
    c.warnings.push_back(std::min(a.trials, b.trials) < 2 ? "fewer than two replications observed something: there is no interval"
                                                          : query.across == Across::max || query.across == Across::min
                                                              ? "an extreme of the trials has no interval, and so neither has a difference of two"
                                                              : "no interval for this kind of metric");
    return;
  }
  if (query.across == Across::quantile && ((a.interval && !std::isfinite(a.interval->half_width())) || (b.interval && !std::isfinite(b.interval->half_width()))))
    c.warnings.push_back(fmt::format("{} replications are too few to bound this quantile", std::min(a.trials, b.trials)));
  if (a.constant && b.constant && c.finding != Finding::same)
    c.warnings.push_back("never varied in either variant: an interval of no width");
  if (query.across == Across::probability)
    for (const Estimate* e : {&a, &b})
      if (e->value == 0.0 || e->value == 1.0) {
        c.warnings.push_back(fmt::format("{} in all {} replications of {}", e->value == 0.0 ? "never came true" : "came true", e->trials,
                                         e == &a ? c.baseline : c.variant));
      }
  if (c.paired && c.difference->variance_saved < 0.9 && c.difference->pairs >= 30)
    c.warnings.push_back(fmt::format("common random numbers did harm here (correlation {:.2f}): separate seeds would tell more", c.difference->correlation));
}

}  // namespace

Better better_direction(const std::string& metric) {
  static constexpr std::string_view up[] = {"availability", "availability_agreed", "met", "up_time", "first_outage", "capacity", "served", "restored"};
  static constexpr std::string_view down[] = {
      "downtime", "downtime_planned", "outages", "outage", "down", "recovery_time", "users_lost", "cost", "downtime_cost", "failures",
      "wait", "elapsed", "open", "overdue", "breaches", "excess", "lost", "rejected", "abandoned", "data_loss", "time_to_detect",
      "time_to_restore", "repair_wait", "waiting", "queued", "latency", "drain_time", "saturated", "hand_offs", "failed", "ping_pong"};
  // `P(x > 4 h)` is better the other way round from `P(x < 4 h)`.
  std::string error;
  const auto query = work::parse_query(metric, error);
  if (!query) return Better::neither;
  Better out = Better::neither;
  for (const auto part : up)
    if (has_part(query->inner, part)) out = Better::higher;
  for (const auto part : down)
    if (has_part(query->inner, part)) out = Better::lower;
  if (query->across == Across::sd || query->across == Across::peak_time) return Better::neither;
  if (query->across != Across::probability || out == Better::neither) return out;
  const bool small = query->compare == MetricQuery::Compare::less || query->compare == MetricQuery::Compare::at_most ||
                     (query->compare == MetricQuery::Compare::equal && query->threshold == "0");
  if (query->compare == MetricQuery::Compare::equal && query->threshold != "0") return Better::neither;
  return (out == Better::lower) == small ? Better::higher : Better::lower;
}

std::vector<std::string> main_comparisons(const RunView& run) {
  static constexpr const char* endings[] = {".availability", ".rto.met", ".mtpd.met", ".mbco.met", ".recovery_time.mean", ".downtime", ".resolve.met"};
  std::vector<std::string> out;
  for (const auto& m : run.metrics()) {
    const bool of_service = m.name.rfind("services.", 0) == 0;
    const bool of_tickets = m.name.rfind("tickets.", 0) == 0;
    if (m.name == "total.downtime_cost" || m.name == "total.cost") out.push_back(m.name);
    if (!of_service && !of_tickets) continue;
    for (const char* e : endings)
      if (m.name.ends_with(e)) out.push_back(m.name);
  }
  return out;
}

std::optional<std::vector<Comparison>> compare(const RunView& run, const CompareOptions& options, std::string& error) {
  const auto variant_of = [&](const std::string& name) {
    const auto found = run.find_variant(name);
    if (!found) error = fmt::format("the run holds no variant '{}'; {}", name, schema::did_you_mean(name, run.variants()));
    return found;
  };
  const auto baseline = options.baseline.empty() ? std::optional<std::size_t>(0) : variant_of(options.baseline);
  if (!baseline) return std::nullopt;
  std::vector<std::size_t> chosen;
  for (const auto& name : options.variants) {
    const auto v = variant_of(name);
    if (!v) return std::nullopt;
    if (*v != *baseline) chosen.push_back(*v);
  }
  if (options.variants.empty())
    for (std::size_t v = 0; v < run.variants().size(); ++v)
      if (v != *baseline) chosen.push_back(v);
  std::vector<std::pair<std::size_t, std::size_t>> couples;
  for (std::size_t i = 0; i < chosen.size(); ++i) couples.emplace_back(*baseline, chosen[i]);
  if (options.all_pairs)
    for (std::size_t i = 0; i < chosen.size(); ++i)
      for (std::size_t j = i + 1; j < chosen.size(); ++j) couples.emplace_back(chosen[i], chosen[j]);

  std::vector<Asked> asked;
  for (const auto& text : options.metrics.empty() ? main_comparisons(run) : options.metrics) {
    auto one = ask(run, text, error);
    if (!one) return std::nullopt;
    asked.push_back(std::move(*one));
  }

  const double together = static_cast<double>(std::max<std::size_t>(1, asked.size() * couples.size()));
  const double own = options.adjust == Adjust::bonferroni ? 1.0 - (1.0 - options.confidence) / together : options.confidence;
  std::vector<Comparison> out;
  std::vector<double> p_values;
  for (const auto& a : asked)
    for (const auto& [base, variant] : couples) {
      Comparison c;
      c.metric = a.query.text;
      c.baseline = run.variants()[base];
      c.variant = run.variants()[variant];
      const auto left = estimate(run, base, a.query, options.confidence, error);
      const auto right = estimate(run, variant, a.query, options.confidence, error);
      if (!left || !right) return std::nullopt;
      c.of_baseline = *left;
      c.of_variant = *right;
      c.unit = left->unit;
      c.difference = difference_of(run, a, base, variant, own, c.paired, c.method);
      if (!run.clock(base).same_time(run.clock(variant))) c.warnings.push_back(over_another_time);
      distrust_weights(c, run, base, variant);
      judge(c);
      warn(c, a.query);
      if (c.finding == Finding::open) c.replications_to_settle = stats::pairs_to_settle(*c.difference, own);
      p_values.push_back(c.difference ? c.difference->p_value : std::nan(""));
      out.push_back(std::move(c));
    }
  const auto adjusted = options.adjust == Adjust::none ? p_values : options.adjust == Adjust::holm ? stats::holm_adjusted(p_values) : stats::bonferroni_adjusted(p_values);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].adjusted_p = adjusted[i];
    // Where p values are what is controlled, they decide; an interval of its own says less.
    const bool decided = out[i].finding != Finding::open && out[i].finding != Finding::same && out[i].finding != Finding::unknown;
    if (options.adjust == Adjust::holm && decided && adjusted[i] > 1.0 - options.confidence) out[i].finding = Finding::open;
  }
  return out;
}

namespace {

// A difference shown as an estimate is, for the digits and the unit.
Estimate as_estimate(const Comparison& c) {
  Estimate e;
  e.unit = c.unit;
  if (!c.difference) return e;
  e.known = true;
  e.value = c.difference->interval.estimate;
  e.interval = c.difference->interval;
  return e;
}

std::string in_points(std::string text) {
  const std::size_t at = text.find(" %");
  if (at != std::string::npos) text.replace(at, 2, " pp");
  return text;
}

}  // namespace

std::string about(std::uint64_t n) {
  std::uint64_t step = 1;
  while (n / step >= 100) step *= 10;
  std::string out = std::to_string((n + step - 1) / step * step);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
  return out;
}

std::string format_difference(const Comparison& c, const std::string& currency) {
  const Estimate e = as_estimate(c);
  if (!e.known) return "no interval";
  const std::string text = format_estimate(e, currency);
  return (e.value > 0.0 ? "+" : "") + (c.unit == "%" ? in_points(text) : text);
}

std::string format_difference_interval(const Comparison& c, const std::string& currency) {
  const Estimate e = as_estimate(c);
  if (!e.known) return "";
  return e.interval->low == e.interval->high ? "always" : format_interval(e, currency);
}

std::string in_words(const Comparison& c, const std::string& currency) {
  const std::string difference = format_difference(c, currency);
  const std::string size = difference[0] == '+' || difference[0] == '-' ? difference.substr(1) : difference;
  const std::string interval = format_difference_interval(c, currency);
  const bool up = c.difference && c.difference->interval.estimate > 0.0;
  switch (c.finding) {
    case Finding::better:
    case Finding::worse:
      return fmt::format("{} is {} by {} {}: {}", c.metric, up ? "higher" : "lower", size, interval, c.finding == Finding::better ? "better" : "worse");
    case Finding::higher:
    case Finding::lower: return fmt::format("{} is {} by {} {}", c.metric, up ? "higher" : "lower", size, interval);
    case Finding::same: return fmt::format("{} is the same in every replication", c.metric);
    case Finding::open: {
      std::string out = fmt::format("{}: no difference is shown, {} {}", c.metric, difference, interval);
      if (c.replications_to_settle) out += fmt::format("; a difference as large would show from about {} replications on", about(*c.replications_to_settle));
      return out;
    }
    case Finding::unknown: break;
  }
  return fmt::format("{}: nothing can be said", c.metric);
}

}  // namespace mainstay::report
