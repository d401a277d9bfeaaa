#include "model/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mainstay::gui::model {
namespace {

// The chance that `holds` of a trial's value, over trials that did not fail.
template <class Holds>
report::Estimate chance(const std::vector<double>& values, Holds holds) {
  report::Estimate e;
  e.unit = "%";
  e.method = "Wilson";
  std::int64_t n = 0, yes = 0;
  for (const double v : values) {
    if (std::isnan(v)) continue;
    ++n;
    yes += holds(v) ? 1 : 0;
  }
  e.trials = static_cast<std::size_t>(n);
  e.known = n > 0;
  if (n > 0) e.value = static_cast<double>(yes) / static_cast<double>(n);
  e.interval = stats::wilson_interval(yes, n, confidence);
  return e;
}

void add_availability(ServiceStrip& strip, const RunSource& run, std::size_t variant, const Objective& objective) {
  const std::string metric = "services." + strip.service + ".availability_agreed";
  const auto index = run.find_metric(metric);
  if (!index) return;
  TargetLine line{"Availability", "share of the agreed hours that it was up, planned windows left out", "at least " + objective.written,
                  metric, "reached", run.figure(variant, metric), objective.value, {}};
  line.chance = chance(run.samples(variant, *index).values, [&](double v) { return v >= objective.value - 1e-12; });
  strip.targets.push_back(std::move(line));
}

void add_time_objective(ServiceStrip& strip, const RunSource& run, std::size_t variant, const std::string& key, const std::string& name,
                        const std::string& meaning, const Objective& objective) {
  const std::string path = "services." + strip.service + "." + key;
  const auto breaches = run.find_metric(path + ".breaches");
  if (!run.find_metric(path + ".met")) return;
  TargetLine line{name, meaning, "at most " + objective.written, path + ".met", "of disruptions in time", run.figure(variant, path + ".met"), {}, {}};
  if (breaches) line.chance = chance(run.samples(variant, *breaches).values, [](double v) { return v == 0.0; });
  strip.targets.push_back(std::move(line));
}

void add_mbco(ServiceStrip& strip, const RunSource& run, std::size_t variant, const Objective& objective) {
  const std::string path = "services." + strip.service + ".mbco";
  if (!run.find_metric(path + ".met")) return;
  strip.targets.push_back({"MBCO", "least acceptable capacity in a disruption: share of the disrupted time at or above it", "at least " + objective.written,
                           path + ".met", "of disrupted time", run.figure(variant, path + ".met"), {}, {}});
}

std::vector<ServiceStrip> strips(const RunSource& run, const Estate& estate, std::size_t variant) {
  std::vector<ServiceStrip> out;
  for (const auto& node : estate.nodes) {
    if (node.kind != Node::Kind::service) continue;
    ServiceStrip strip;
    strip.service = node.name;
    const auto found = estate.objectives.find(node.name);
    if (found != estate.objectives.end()) {
      const auto& o = found->second;
      if (o.contains("availability")) add_availability(strip, run, variant, o.at("availability"));
      if (o.contains("rto"))
        add_time_objective(strip, run, variant, "rto", "RTO", "recovery time objective: disruptions recovered within it", o.at("rto"));
      if (o.contains("rpo"))
        add_time_objective(strip, run, variant, "rpo", "RPO", "recovery point objective: losses of data no older than it", o.at("rpo"));
      if (o.contains("mtpd"))
        add_time_objective(strip, run, variant, "mtpd", "MTPD", "maximum tolerable period of disruption", o.at("mtpd"));
      if (o.contains("mbco")) add_mbco(strip, run, variant, o.at("mbco"));
    }
    strip.outages = run.figure(variant, "services." + node.name + ".outages");
    strip.downtime = run.figure(variant, "services." + node.name + ".downtime");
    out.push_back(std::move(strip));
  }
  return out;
}

void add_card(Overview& out, const RunSource& run, std::size_t variant, const std::string& title, const std::string& metric, const std::string& note) {
  if (!run.find_metric(metric)) return;
  Card card{title, metric, run.figure(variant, metric), note, against_baseline(run, variant, metric)};
  if (card.value.known) out.cards.push_back(std::move(card));
}

// The service that is down most is the one to look at first.
const ServiceStrip* worst(const std::vector<ServiceStrip>& services) {
  const auto found = std::max_element(services.begin(), services.end(), [](const auto& a, const auto& b) {
    return (a.downtime.known ? a.downtime.value : -1.0) < (b.downtime.known ? b.downtime.value : -1.0);
  });
  return found == services.end() ? nullptr : &*found;
}

// How the chance of something changes, between the same replications of two variants: 1 where it came true, NaN where
// the trial failed.
report::Comparison change_of_chance(const std::vector<double>& base, const std::vector<double>& other) {
  stats::PairedCounts counts;
  for (std::size_t i = 0; i < std::min(base.size(), other.size()); ++i) {
    if (std::isnan(base[i]) || std::isnan(other[i])) continue;
    const bool a = base[i] > 0.5;
    const bool b = other[i] > 0.5;
    ++(a && b ? counts.both : a ? counts.only_a : b ? counts.only_b : counts.neither);
  }
  report::Comparison out;
  out.unit = "%";
  out.difference = stats::proportion_difference(counts, confidence);
  if (!out.difference) return out;
  const auto& i = out.difference->interval;
  out.finding = counts.only_a + counts.only_b == 0 ? report::Finding::same : i.contains(0.0) ? report::Finding::open : i.low > 0.0 ? report::Finding::better : report::Finding::worse;
  return out;
}

void add_target_card(Overview& out, const RunSource& run, const Estate& estate, std::size_t variant) {
  const auto held = all_targets_held(run, estate, variant);
  if (held.empty()) return;
  Card card;
  card.title = "All objectives hold";
  card.value = chance(held, [](double v) { return v > 0.5; });
  card.note = "chance that no objective is missed";
  if (variant > 0) card.change = change_of_chance(all_targets_held(run, estate, 0), held);
  out.cards.push_back(std::move(card));
}

void add_cards(Overview& out, const RunSource& run, const Estate& estate, std::size_t variant) {
  add_target_card(out, run, estate, variant);
  if (const ServiceStrip* s = worst(out.services)) {
    const std::string path = "services." + s->service;
    add_card(out, run, variant, "Downtime of " + s->service, path + ".downtime", "mean of a replication");
    add_card(out, run, variant, "Recovery of " + s->service, path + ".recovery_time.mean", "mean, from down to recovered");
    add_card(out, run, variant, "Outages of " + s->service, path + ".outages", "mean of a replication");
  }
  for (const char* priority : {"p1", "p2", "p3"})
    if (run.find_metric(fmt::format("tickets.{}.resolve.met", priority))) {
      add_card(out, run, variant, fmt::format("{} tickets in time", priority), fmt::format("tickets.{}.resolve.met", priority), "resolved within target");
      break;
    }
  add_card(out, run, variant, "Total cost", "total.cost", "mean of a replication");
  // Where nothing of this was modelled: what teams and queues say.
  for (std::size_t m = 0; m < run.metrics().size() && out.cards.size() < 4; ++m) {
    const std::string& name = run.metrics()[m].name;
    const bool telling = name.ends_with(".wait.mean") || name.ends_with(".utilisation") || name.ends_with(".elapsed.mean");
    if (telling && name.find(".steps.") == std::string::npos)
      add_card(out, run, variant, name.substr(name.find('.') + 1), name, run.metrics()[m].title);
  }
}

}  // namespace

std::vector<double> all_targets_held(const RunSource& run, const Estate& estate, std::size_t variant) {
  std::vector<double> held;
  const auto judge = [&](const std::string& metric, auto holds) {
    const auto index = run.find_metric(metric);
    if (!index) return;
    const auto values = run.samples(variant, *index).values;
    if (held.empty()) held.assign(values.size(), 1.0);
    for (std::size_t i = 0; i < std::min(values.size(), held.size()); ++i) {
      if (std::isnan(values[i]))
        held[i] = values[i];
      else if (!holds(values[i]) && !std::isnan(held[i]))
        held[i] = 0.0;
    }
  };
  for (const auto& [service, objectives] : estate.objectives) {
    const std::string path = "services." + service;
    for (const auto& [key, objective] : objectives) {
      if (key == "availability")
        judge(path + ".availability_agreed", [least = objective.value](double v) { return v >= least - 1e-12; });
      else
        judge(path + "." + key + ".breaches", [](double v) { return v == 0.0; });
    }
  }
  return held;
}

Overview make_overview(const RunSource& run, const Estate& estate, std::size_t variant) {
  Overview out;
  out.replications = run.reader().replications(variant);
  const auto trials = run.reader().trials(variant);
  for (std::size_t i = 0; i < trials.status.size(); ++i) {
    if (trials.status[i] == 0) continue;
    if (out.failed++ == 0) out.first_error = fmt::format("replication {}: {}", trials.replication[i], trials.error[i]);
  }
  out.services = strips(run, estate, variant);
  add_cards(out, run, estate, variant);
  return out;
}

VariantLines make_variant_lines(const RunSource& run, const Estate& estate) {
  VariantLines out;
  for (std::size_t v = 0; v < run.variants().size(); ++v) {
    VariantLine line;
    line.name = run.variants()[v];
    line.all_targets = chance(all_targets_held(run, estate, v), [](double held) { return held > 0.5; });
    line.cost = run.figure(v, "total.cost");
    out.has_targets = out.has_targets || line.all_targets.known;
    out.has_cost = out.has_cost || line.cost.known;
    out.lines.push_back(std::move(line));
  }
  return out;
}

}  // namespace mainstay::gui::model
