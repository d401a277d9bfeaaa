#include "report/file_run.hpp"

namespace mainstay::report {

FileRun::FileRun(const std::string& path) : reader_(store::RunReader::open(path)) {
  for (const auto& v : reader_.header().variants) variants_.push_back(v.name);
  for (const auto& m : reader_.header().metrics) metrics_.push_back({m.name, m.unit, m.kind, m.title});
}

Samples FileRun::samples(std::size_t variant, std::size_t metric) const {
  auto values = reader_.metric(variant, metric);
  return {std::move(values.values), std::move(values.weights)};
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

bool FileRun::pairs(std::size_t variant, std::size_t other) const {
  const auto& all = reader_.header().variants;
  return all[variant].seed == all[other].seed && same_time(variant, other);
}

bool FileRun::same_time(std::size_t variant, std::size_t other) const {
  const auto& a = reader_.header().variants[variant];
  const auto& b = reader_.header().variants[other];
  return a.horizon_seconds == b.horizon_seconds && a.warm_up_seconds == b.warm_up_seconds;
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
