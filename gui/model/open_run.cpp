#include "model/open_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/child.hpp"

namespace mainstay::gui::model {

RunFacts read_facts(const std::string& path) {
  RunFacts f;
  f.path = path;
  f.source = std::make_shared<RunSource>(path);
  const auto& reader = f.source->reader();
  f.header = reader.header();
  f.complete = reader.complete();
  for (std::size_t v = 0; v < f.header.variants.size(); ++v) f.replications.push_back(reader.replications(v));
  f.estate = std::make_shared<Estate>(f.header.variants.empty() ? Estate{} : read_estate(reader.resolved_scenario(0)));
  f.wall_seconds = reader.runtime().wall_seconds;
  return f;
}

OpenRun::OpenRun(Tasks& tasks, RunFacts facts)
    : tasks_(tasks), facts_(std::move(facts)), overviews_(tasks), variant_lines_(tasks), distributions_(tasks), recoveries_(tasks), bands_(tasks), comparisons_(tasks),
      tornados_(tasks), registers_(tasks), findings_(tasks), forms_(tasks), maps_(tasks), node_figures_(tasks), timelines_(tasks, 12) {
  for (const char* wanted : {"total.downtime_cost", "total.cost"})
    if (const auto m = find_metric(wanted); m != npos && first_metric_ == npos && !currency().empty()) first_metric_ = m;
  for (const char* ending : {".downtime", ".elapsed.mean", ".wait.mean", ""})
    for (std::size_t m = 0; m < header().metrics.size() && first_metric_ == npos; ++m)
      if (header().metrics[m].name.ends_with(ending)) first_metric_ = m;
}

// The file is closed where it was opened and read: HDF5 knows one thread at a time.
OpenRun::~OpenRun() {
  tasks_.run("closing", [source = std::move(facts_.source)]() mutable -> Tasks::Publish {
    source.reset();
    return {};
  });
}

std::size_t OpenRun::find_metric(const std::string& name) const {
  const auto& all = header().metrics;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& m) { return m.name == name; });
  return found == all.end() ? npos : static_cast<std::size_t>(found - all.begin());
}

std::size_t OpenRun::find_variant(const std::string& name) const {
  const auto& all = header().variants;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& v) { return v.name == name; });
  return found == all.end() ? npos : static_cast<std::size_t>(found - all.begin());
}

const Prepared<Overview>& OpenRun::overview(std::size_t variant) {
  return overviews_.ask(variant, "reading the main figures", [s = facts_.source, e = facts_.estate, variant] { return make_overview(*s, *e, variant); });
}

const Prepared<VariantLines>& OpenRun::variant_lines() {
  return variant_lines_.ask(0, "comparing the variants", [s = facts_.source, e = facts_.estate] { return make_variant_lines(*s, *e); });
}

const Prepared<Distribution>& OpenRun::distribution(std::size_t variant, std::size_t metric) {
  return distributions_.ask({variant, metric}, "reading " + header().metrics[metric].name,
                            [s = facts_.source, variant, metric] { return make_distribution(*s, variant, metric); });
}

const Prepared<Recovery>& OpenRun::recovery(std::size_t variant, const std::string& service) {
  return recoveries_.ask({variant, service}, "reading how " + service + " recovered", [s = facts_.source, variant, service] { return make_recovery(*s, variant, service); });
}

const Prepared<Bands>& OpenRun::bands(std::size_t variant, std::size_t series) {
  return bands_.ask({variant, series}, "reading " + header().series[series].name,
                    [s = facts_.source, variant, series] { return make_bands(*s, variant, series); });
}

const Prepared<Comparison>& OpenRun::comparison(std::size_t baseline, std::size_t metric) {
  return comparisons_.ask({baseline, metric}, "comparing " + header().metrics[metric].name,
                          [s = facts_.source, baseline, metric] { return make_comparison(*s, baseline, metric); });
}

const Prepared<Tornado>& OpenRun::tornado(std::size_t metric) {
  return tornados_.ask(metric, "weighing the parameters", [s = facts_.source, metric] { return make_tornado(*s, metric); });
}

const Prepared<Register>& OpenRun::improvements(std::size_t metric) {
  return registers_.ask(metric, "weighing the improvements", [s = facts_.source, metric] { return make_register(*s, metric); });
}

const Prepared<std::vector<report::Comparison>>& OpenRun::findings(std::size_t variant) {
  return findings_.ask(variant, "comparing " + header().variants[variant].name, [s = facts_.source, variant] {
    report::CompareOptions options;
    options.variants = {s->variants()[variant]};
    options.confidence = confidence;
    std::string error;
    return report::compare(*s, options, error).value_or(std::vector<report::Comparison>{});
  });
}

const Prepared<Form>& OpenRun::form(const std::string& program) {
  std::vector<std::string> ask = {program, "schema"};
  for (const auto& [key, value] : header().options)
    if (key == "plugin-dir") ask.insert(ask.end(), {"--plugin-dir", value});
  return forms_.ask(0, "reading the language", [s = facts_.source, ask] { return make_form(s->reader().resolved_scenario(0), output_of(ask)); });
}

const Prepared<Map>& OpenRun::map() {
  return maps_.ask(0, "laying out the map", [e = facts_.estate] { return lay_out(*e); });
}

const Prepared<NodeFigures>& OpenRun::node_figures(std::size_t variant) {
  return node_figures_.ask(variant, "reading the figures of the estate", [s = facts_.source, e = facts_.estate, variant] { return make_node_figures(*s, *e, variant); });
}

const Prepared<Timeline>& OpenRun::timeline(const std::string& program, std::size_t variant, std::uint32_t replication) {
  return timelines_.ask({variant, replication}, fmt::format("playing replication {} again", replication), [s = facts_.source, path = facts_.path, program, variant, replication] {
    if (auto kept = kept_timeline(*s, variant, replication)) return std::move(*kept);
    const auto& info = s->reader().header().variants[variant];
    return replayed_timeline(program, path, info.name, replication, info.horizon_seconds / 3600.0);
  });
}

}  // namespace mainstay::gui::model
