#include "model/run_source.hpp"

#include <algorithm>

namespace mainstay::gui::model {
namespace {
constexpr std::size_t most_values = 8'000'000;  // 128 MB with the weights
}

report::Samples RunSource::samples(std::size_t variant, std::size_t metric) const {
  const Key key{variant, metric};
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const auto& k) { return k.first == key; });
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
    return found->second;
  }
  auto out = FileRun::samples(variant, metric);
  kept_.emplace_front(key, out);
  kept_values_ += out.values.size();
  while (kept_values_ > most_values && kept_.size() > 1) {
    kept_values_ -= kept_.back().second.values.size();
    kept_.pop_back();
  }
  return out;
}

report::Estimate RunSource::figure(std::size_t variant, const std::string& query) const {
  std::string error;
  const auto parsed = work::parse_query(query, error);
  if (!parsed) return {};
  return report::estimate(*this, variant, *parsed, confidence, error).value_or(report::Estimate{});
}

std::optional<std::size_t> RunSource::find_series(const std::string& name) const {
  const auto& series = reader().header().series;
  for (std::size_t i = 0; i < series.size(); ++i)
    if (series[i].name == name) return i;
  return std::nullopt;
}

std::optional<std::size_t> RunSource::find_table(const std::string& name) const {
  const auto& tables = reader().header().tables;
  for (std::size_t i = 0; i < tables.size(); ++i)
    if (tables[i].name == name) return i;
  return std::nullopt;
}

std::optional<std::size_t> RunSource::find_column(std::size_t table, const std::string& name) const {
  const auto& columns = reader().header().tables[table].columns;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == name) return i;
  return std::nullopt;
}

}  // namespace mainstay::gui::model
