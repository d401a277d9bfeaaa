#include "cli/run_file.hpp"

#include <algorithm>
#include <set>

#include "schema/quantity.hpp"

namespace mainstay::cli {

store::RunHeader header_of(const Job& job, const std::vector<std::pair<std::string, std::string>>& options) {
  const scenario::Scenario& s = *job.scenario;
  const experiment::Columns& columns = job.columns;
  store::RunHeader h;
  h.warm_up_by = job.warm_up_by;
  if (job.goal) {
    h.precision_of = job.goal->query.text;
    h.precision_within = job.goal->within;
    h.precision_confidence = job.goal->confidence;
  }
  h.program_version = MAINSTAY_VERSION;
  for (const auto& [name, text] : s.sources) h.files.push_back({std::filesystem::path(name).filename().string(), text});
  const auto& base = s.variants.front();
  std::set<std::string> seen;
  for (const auto& e : base.ledger)
    if (seen.insert(e.path).second) h.ledger.push_back({e.path, e.value, e.source, e.grade});
  h.title = s.title;
  h.question = s.question;
  h.seed = static_cast<std::uint64_t>(base.run.seed);
  for (const auto& v : s.variants) h.replications = std::max(h.replications, static_cast<std::uint32_t>(v.run.replications));
  h.horizon_seconds = base.run.length.in_seconds();
  h.warm_up_seconds = base.run.warm_up.length.in_seconds();
  h.start = base.setting.clock.format(kernel::Time());
  h.time_zone = s.timezone;
  h.currency = s.currency;
  static constexpr const char* records[] = {"metrics", "series", "outages", "tickets", "all"};
  h.record = records[static_cast<int>(base.run.record)];
  std::set<std::string> plugins;
  for (const auto& v : s.variants)
    for (const auto* p : v.models)
      if (plugins.insert(p->name).second) h.plugins.push_back({p->name, p->version, {}});
  std::sort(h.plugins.begin(), h.plugins.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const auto& m : columns.metrics) h.metrics.push_back({m.name, m.unit, m.kind, m.title});
  for (const auto& c : columns.series)
    h.series.push_back({c.name, c.unit, base.run.warm_up.length.in_seconds(),
                        base.run.length.in_seconds() / static_cast<double>(c.points), c.points, ""});
  for (const auto& t : columns.tables) {
    store::TableInfo info;
    info.name = t.name;
    for (const auto& c : t.columns)
      info.columns.push_back({c.name, c.unit, c.type == plugin_api::Column::Type::text ? store::Column::Type::text : store::Column::Type::number});
    h.tables.push_back(std::move(info));
  }
  for (const auto& v : s.variants)
    h.variants.push_back({v.name, v.patches, v.cost, v.owner, v.resolved, static_cast<std::uint32_t>(v.run.replications),
                          v.run.length.in_seconds(), v.run.warm_up.length.in_seconds(), static_cast<std::uint64_t>(v.run.seed),
                          v.setting.clock.format(kernel::Time())});
  h.options = options;
  return h;
}

store::TrialRow row_of(const experiment::TrialResult& r, const store::RunHeader& header) {
  store::TrialRow row;
  row.variant = r.variant;
  row.replication = r.replication;
  row.seed_key = r.seed_key;
  row.failed = r.failed;
  row.error = r.error;
  row.failed_at = r.failed_at;
  row.events = r.events;
  row.fingerprint = r.fingerprint;
  row.wall_seconds = r.wall_seconds;
  for (const auto& v : r.values) {
    row.values.push_back(v.value);
    row.weights.push_back(v.weight);
  }
  row.series = r.series;
  for (std::size_t i = 0; i < row.series.size(); ++i) row.series[i].resize(header.series[i].points);
  for (const auto& info : header.tables) {
    store::TableRows rows;
    const auto found = std::find_if(r.tables.begin(), r.tables.end(), [&](const auto& t) { return t.name == info.name; });
    for (std::size_t c = 0; c < info.columns.size(); ++c) {
      const bool text = info.columns[c].type == store::Column::Type::text;
      if (text)
        rows.columns.emplace_back(found == r.tables.end() ? std::vector<std::string>() : found->texts[c]);
      else
        rows.columns.emplace_back(found == r.tables.end() ? std::vector<double>() : found->numbers[c]);
    }
    row.tables.push_back(std::move(rows));
  }
  return row;
}

Asked asked_in(const store::RunHeader& header) {
  Asked out;
  for (const auto& [key, value] : header.options) {
    if (key == "scenario") out.file = value;
    if (key == "set") out.overrides.set.push_back(value);
    if (key == "variant") out.overrides.variants.push_back(value);
    if (key == "vary") out.overrides.vary.push_back(value);
    if (key == "study") out.overrides.study = value;
    if (key == "design") out.overrides.design = value;
    if (key == "metric") out.metrics.push_back(value);
    if (key == "plugin-dir") out.plugin_folders.push_back(value);
    if (key == "seed") out.overrides.seed = std::stod(value);
    if (key == "replications") out.overrides.replications = std::stoi(value);
    if (key == "precision") out.overrides.precision = value;
    if (key == "warm_up") out.overrides.warm_up = scenario::Duration::seconds(std::stod(value));
  }
  return out;
}

bool is_run_file(const std::string& path) { return store::run_mark(path).has_value() || path.ends_with(".h5"); }

}  // namespace mainstay::cli
