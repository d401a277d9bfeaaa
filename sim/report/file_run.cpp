#include "report/file_run.hpp"

#include <algorithm>

namespace mainstay::report {

FileRun::FileRun(const std::string& path) : reader_(store::RunReader::open(path)) {
  for (const auto& v : reader_.header().variants) variants_.push_back(v.name);
  for (const auto& m : reader_.header().metrics) metrics_.push_back({m.name, m.unit, m.kind, m.title});
}

namespace {

constexpr double most_kept_bytes = 512e6;

}  // namespace

Samples FileRun::samples(std::size_t variant, std::size_t metric) const {
  const auto& columns = columns_of(variant);
  if (!columns.empty()) return columns[metric];
  auto values = reader_.metric(variant, metric);
  return {std::move(values.values), std::move(values.weights)};
}

// Empty where they do not fit.
const std::vector<Samples>& FileRun::columns_of(std::size_t variant) const {
  kept_.resize(variants_.size());
  auto& columns = kept_[variant];
  const std::uint64_t trials = reader_.replications(variant);
  const double bytes = 16.0 * static_cast<double>(trials) * static_cast<double>(metrics_.size());
  if (!columns.empty() || kept_bytes_ + bytes > most_kept_bytes) return columns;
  kept_bytes_ += bytes;
  columns.resize(metrics_.size());
  for (auto& c : columns) {
    c.values.reserve(trials);
    c.weights.reserve(trials);
  }
  const std::uint64_t step = std::max<std::uint64_t>(1, reader_.block_trials(variant));
  for (std::uint64_t first = 0; first < trials; first += step) {
    const auto block = reader_.metrics(variant, first, std::min(step, trials - first));
    for (std::uint64_t t = 0; t < block.trials; ++t)
      for (std::size_t m = 0; m < columns.size(); ++m) {
        columns[m].values.push_back(block.values[t * block.metrics + m]);
        columns[m].weights.push_back(block.weights[t * block.metrics + m]);
      }
  }
  return columns;
}

std::optional<Goal> FileRun::goal() const {
  const auto& header = reader_.header();
  if (header.precision_of.empty()) return std::nullopt;
  std::string error;
  const auto query = work::parse_query(header.precision_of, error);
  const auto e = query ? estimate(*this, 0, *query, header.precision_confidence, error) : std::nullopt;
  const auto precision = e ? precision_in_unit(header.precision_within, e->unit, error) : std::nullopt;
  if (!precision) return std::nullopt;
  return Goal{*query, header.precision_within, *precision, header.precision_confidence};
}

Clock FileRun::clock(std::size_t variant) const {
  const auto& v = reader_.header().variants[variant];
  return {v.seed, v.start, v.horizon_seconds, v.warm_up_seconds};
}

std::optional<Curves> FileRun::curves(std::size_t variant, const std::string& name) const {
  const auto& series = reader_.header().series;
  for (std::size_t i = 0; i < series.size(); ++i)
    if (series[i].name == name) {
      auto values = reader_.series(variant, i);
      return Curves{static_cast<std::size_t>(values.points), std::move(values.values), values.step_seconds / 3600.0};
    }
  return std::nullopt;
}

}  // namespace mainstay::report
