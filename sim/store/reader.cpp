#include "store/reader.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <unordered_map>

#include "store/error.hpp"
#include "store/h5.hpp"
#include "store/header_reader.hpp"
#include "store/layout.hpp"

namespace mainstay::store {

namespace {

constexpr std::uint64_t largest_cache = 64 << 20;

// The two matrices of one variant, kept open because metrics that are asked for together lie in the same
// chunks.
struct OpenMetrics {
  std::size_t variant;
  h5::Table values, weights;
};

// Memory for one row of a matrix's chunks per column of chunks, up to a bound.
std::uint64_t cache_for(const h5::Table& table) {
  const std::uint64_t chunk = table.chunk().rows * table.chunk().columns * sizeof(double);
  const std::uint64_t down = table.shape().rows / table.chunk().rows + 1;
  return std::clamp<std::uint64_t>(chunk * (down + 1), 1 << 20, largest_cache);
}

}  // namespace

struct RunReader::State {
  std::string path;
  h5::Handle file;
  RunHeader header;
  bool complete = false;
  std::vector<std::uint64_t> replications;  // per variant
  std::uint64_t most_replications = 0;
  std::unordered_map<std::string, std::size_t> metric_index;
  std::optional<OpenMetrics> open_metrics;
  std::optional<std::vector<std::string>> labels;

  // What reads HDF5 goes through here: whatever fails means that the file is not what it should be.
  template <class Work>
  auto guarded(Work work) const {
    const h5::Quiet quiet;
    std::string reason;
    try {
      return work();
    } catch (const h5::Failure& failure) {
      reason = failure.what();
    } catch (const std::bad_alloc&) {
      reason = "it claims to hold more than fits into memory";
    } catch (const std::length_error&) {
      reason = "it claims to hold more than fits into memory";
    }
    throw damaged_error(path, reason);
  }

  void need(bool there, const char* what) const {
    if (!there)
      throw StoreError(StoreError::Kind::misuse, path + ": asked for " + what + " that it does not have");
  }
  void need_variant(std::size_t variant) const { need(variant < header.variants.size(), "a variant"); }

  h5::Handle variant_group(std::size_t variant) const {
    return h5::open_group(file, "variants/" + layout::link(header.variants[variant].name));
  }
  h5::Handle table_group(std::size_t variant, std::size_t table) const {
    return h5::open_group(variant_group(variant), "records/" + layout::link(header.tables[table].name));
  }
  void count_replications();
  OpenMetrics& metrics_of(std::size_t variant);
  const std::vector<std::string>& all_labels();

  template <class T>
  std::vector<T> whole_list(const h5::Handle& group, const std::string& name, std::uint64_t length) const {
    const h5::Table table(group, name);
    if (table.shape() != h5::Shape{length, h5::one_column})
      throw h5::Failure(name + " has an unexpected length");
    return table.read<T>(0, length);
  }
};

// A run holds whole replications, so each variant has as many as the longest one, or all that are its own.
void RunReader::State::count_replications() {
  for (std::size_t v = 0; v < header.variants.size(); ++v)
    replications.push_back(h5::Table(variant_group(v), "trials/replication").shape().rows);
  most_replications = *std::max_element(replications.begin(), replications.end());
  for (std::size_t v = 0; v < header.variants.size(); ++v)
    if (replications[v] != std::min<std::uint64_t>(most_replications, header.variants[v].replications))
      throw h5::Failure("the trials of " + header.variants[v].name + " have an unexpected length");
}

OpenMetrics& RunReader::State::metrics_of(std::size_t variant) {
  if (open_metrics && open_metrics->variant == variant) return *open_metrics;
  const h5::Handle group = variant_group(variant);
  const std::uint64_t cache = cache_for(h5::Table(group, "metrics"));
  OpenMetrics opened{variant, h5::Table(group, "metrics", cache), h5::Table(group, "weights", cache)};
  const h5::Shape expected{replications[variant], header.metrics.size()};
  if (opened.values.shape() != expected || opened.weights.shape() != expected)
    throw h5::Failure("the metrics of " + header.variants[variant].name + " have an unexpected shape");
  return open_metrics.emplace(std::move(opened));
}

const std::vector<std::string>& RunReader::State::all_labels() {
  if (!labels) labels = h5::read_texts(file, "labels");
  return *labels;
}

RunReader::RunReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunReader::RunReader(RunReader&&) noexcept = default;
RunReader& RunReader::operator=(RunReader&&) noexcept = default;
RunReader::~RunReader() = default;

RunReader RunReader::open(const std::string& path) {
  check_readable(path);
  auto state = std::make_unique<State>();
  state->path = path;
  state->file = open_run(path);
  state->guarded([&] {
    state->complete = h5::count_attribute(state->file, "complete") != 0;
    state->header = read_header(state->file);
    state->count_replications();
  });
  for (std::size_t i = 0; i < state->header.metrics.size(); ++i)
    state->metric_index.emplace(state->header.metrics[i].name, i);
  return RunReader(std::move(state));
}

const RunHeader& RunReader::header() const {
  return state_->header;
}
bool RunReader::complete() const {
  return state_->complete;
}
std::uint64_t RunReader::replications(std::size_t variant) const {
  state_->need_variant(variant);
  return state_->replications[variant];
}
std::uint64_t RunReader::replications() const {
  return state_->most_replications;
}

std::string RunReader::resolved_scenario(std::size_t variant) const {
  state_->need_variant(variant);
  return state_->guarded(
      [&] { return h5::read_one_text(state_->file, "scenario/variants/resolved", variant); });
}

RuntimeInfo RunReader::runtime() const {
  return state_->guarded([&] {
    const h5::Handle group = h5::open_group(state_->file, "runtime");
    return RuntimeInfo{h5::number_attribute(group, "wall_seconds"), read_pairs(group, "entries")};
  });
}

std::vector<double> RunReader::trial_seconds(std::size_t variant) const {
  state_->need_variant(variant);
  return state_->guarded([&] {
    const h5::Handle group = h5::open_group(state_->file, "runtime/trial_seconds");
    return state_->whole_list<double>(group, layout::link(state_->header.variants[variant].name),
                                      state_->replications[variant]);
  });
}

std::optional<std::size_t> RunReader::find_metric(const std::string& name) const {
  const auto found = state_->metric_index.find(name);
  return found == state_->metric_index.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> RunReader::find_variant(const std::string& name) const {
  const auto& variants = state_->header.variants;
  const auto found =
      std::find_if(variants.begin(), variants.end(), [&](const auto& v) { return v.name == name; });
  if (found == variants.end()) return std::nullopt;
  return static_cast<std::size_t>(found - variants.begin());
}

Trials RunReader::trials(std::size_t variant) const {
  state_->need_variant(variant);
  return state_->guarded([&] {
    const h5::Handle group = h5::open_group(state_->variant_group(variant), "trials");
    const std::uint64_t rows = state_->replications[variant];
    Trials trials;
    trials.replication = state_->whole_list<std::uint32_t>(group, "replication", rows);
    trials.seed_key = state_->whole_list<std::uint64_t>(group, "seed_key", rows);
    trials.status = state_->whole_list<std::uint8_t>(group, "status", rows);
    trials.failed_at = state_->whole_list<double>(group, "failed_at", rows);
    trials.events = state_->whole_list<std::uint64_t>(group, "events", rows);
    trials.fingerprint = state_->whole_list<std::uint64_t>(group, "fingerprint", rows);
    trials.error = looked_up(state_->whole_list<std::uint32_t>(group, "error", rows),
                             h5::read_texts(state_->file, "errors"));
    return trials;
  });
}

MetricValues RunReader::metric(std::size_t variant, std::size_t metric) const {
  state_->need_variant(variant);
  state_->need(metric < state_->header.metrics.size(), "a metric");
  return state_->guarded([&] {
    const OpenMetrics& open = state_->metrics_of(variant);
    const std::uint64_t rows = state_->replications[variant];
    return MetricValues{open.values.read<double>(0, rows, metric, 1),
                        open.weights.read<double>(0, rows, metric, 1)};
  });
}

MetricBlock RunReader::metrics(std::size_t variant, std::uint64_t first_trial, std::uint64_t trials) const {
  state_->need_variant(variant);
  const std::uint64_t all = state_->replications[variant];
  state_->need(first_trial <= all && trials <= all - first_trial, "trials");
  return state_->guarded([&] {
    const OpenMetrics& open = state_->metrics_of(variant);
    return MetricBlock{first_trial, trials, state_->header.metrics.size(),
                       open.values.read<double>(first_trial, trials),
                       open.weights.read<double>(first_trial, trials)};
  });
}

std::uint64_t RunReader::block_trials(std::size_t variant) const {
  state_->need_variant(variant);
  return layout::block_rows(state_->header, variant);
}

SeriesValues RunReader::series(std::size_t variant, std::size_t series) const {
  state_->need_variant(variant);
  state_->need(series < state_->header.series.size(), "a series");
  return state_->guarded([&] {
    const SeriesInfo& info = state_->header.series[series];
    const h5::Table table(h5::open_group(state_->variant_group(variant), "series"), layout::link(info.name));
    const std::uint64_t rows = state_->replications[variant];
    if (table.shape() != h5::Shape{rows, info.points})
      throw h5::Failure("the series " + info.name + " has an unexpected shape");
    const VariantInfo& own = state_->header.variants[variant];
    const double horizon = state_->header.horizon_seconds;
    const double stretch = own.horizon_seconds == horizon ? 1.0 : own.horizon_seconds / horizon;
    return SeriesValues{rows, info.points, table.read<float>(0, rows),
                        info.start_seconds + (own.warm_up_seconds - state_->header.warm_up_seconds),
                        info.step_seconds * stretch};
  });
}

std::uint64_t RunReader::table_rows(std::size_t variant, std::size_t table) const {
  state_->need_variant(variant);
  state_->need(table < state_->header.tables.size(), "a table");
  return state_->guarded(
      [&] { return h5::Table(state_->table_group(variant, table), "replication").shape().rows; });
}

std::vector<std::uint32_t> RunReader::table_replications(std::size_t variant, std::size_t table) const {
  const std::uint64_t rows = table_rows(variant, table);
  return state_->guarded([&] {
    return state_->whole_list<std::uint32_t>(state_->table_group(variant, table), "replication", rows);
  });
}

std::vector<std::uint32_t> RunReader::table_codes(std::size_t variant, std::size_t table, std::size_t column,
                                                  std::uint64_t first_row, std::uint64_t rows) const {
  const std::uint64_t all = table_rows(variant, table);
  const auto& columns = state_->header.tables[table].columns;
  state_->need(column < columns.size() && columns[column].type == Column::Type::text, "a column of texts");
  state_->need(first_row <= all && rows <= all - first_row, "rows");
  return state_->guarded([&] {
    const h5::Table list(state_->table_group(variant, table), layout::link(columns[column].name));
    return list.read<std::uint32_t>(first_row, rows);
  });
}

Cells RunReader::table_column(std::size_t variant, std::size_t table, std::size_t column,
                              std::uint64_t first_row, std::uint64_t rows) const {
  const std::uint64_t all = table_rows(variant, table);
  const auto& columns = state_->header.tables[table].columns;
  state_->need(column < columns.size(), "a column");
  state_->need(first_row <= all && rows <= all - first_row, "rows");
  return state_->guarded([&]() -> Cells {
    const h5::Table list(state_->table_group(variant, table), layout::link(columns[column].name));
    switch (columns[column].type) {
      case Column::Type::number:
        return list.read<double>(first_row, rows);
      case Column::Type::integer:
        return list.read<std::int64_t>(first_row, rows);
      case Column::Type::text:
        break;
    }
    return looked_up(list.read<std::uint32_t>(first_row, rows), state_->all_labels());
  });
}

TableRows RunReader::table(std::size_t variant, std::size_t table) const {
  const std::uint64_t rows = table_rows(variant, table);
  TableRows all;
  for (std::size_t i = 0; i < state_->header.tables[table].columns.size(); ++i)
    all.columns.push_back(table_column(variant, table, i, 0, rows));
  return all;
}

const std::vector<std::string>& RunReader::labels() const {
  return *state_->guarded([&] { return &state_->all_labels(); });
}

std::optional<RunMark> run_mark(const std::string& path) {
  try {
    check_readable(path);
    const h5::Handle file = open_run(path);
    const h5::Quiet quiet;
    return RunMark{h5::count_attribute(h5::open_group(file, "runtime"), "journal"),
                   h5::count_attribute(file, "complete") != 0};
  } catch (const StoreError&) {
    return std::nullopt;
  } catch (const h5::Failure&) {
    return std::nullopt;
  }
}

}  // namespace mainstay::store
