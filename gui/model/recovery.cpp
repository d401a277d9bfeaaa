#include "model/recovery.hpp"

#include <algorithm>
#include <cmath>

namespace mainstay::gui::model {

Steps not_recovered(std::vector<std::pair<double, bool>> lengths) {
  std::sort(lengths.begin(), lengths.end());  // of equal lengths, those that ended come first: false before true
  Steps out{{0.0}, {1.0}};
  double share = 1.0;
  for (std::size_t i = 0; i < lengths.size();) {
    const double at = lengths[i].first;
    const auto open = static_cast<double>(lengths.size() - i);
    double ended = 0.0;
    for (; i < lengths.size() && lengths[i].first == at; ++i) ended += lengths[i].second ? 0.0 : 1.0;
    if (ended == 0.0) continue;
    share *= 1.0 - ended / open;
    out.at.push_back(at);
    out.share.push_back(share);
  }
  return out;
}

Recovery make_recovery(const RunSource& run, std::size_t variant, const std::string& service) {
  Recovery out;
  const auto table = run.find_table("recoveries");
  if (!table) return out;
  const auto column = [&](const char* name) { return run.find_column(*table, name); };
  const auto whose = column("service"), begin = column("begin"), end = column("end"), censored = column("censored"), planned = column("planned");
  if (!whose || !begin || !end || !censored || !planned) return out;
  out.recorded = true;
  const auto rows = run.reader().table_rows(variant, *table);
  const auto numbers = [&](std::size_t c) {
    const auto cells = run.reader().table_column(variant, *table, c, 0, rows);
    const auto* d = std::get_if<std::vector<double>>(&cells);
    return d != nullptr ? *d : std::vector<double>(rows);
  };
  const auto codes = run.reader().table_codes(variant, *table, *whose, 0, rows);
  const auto& labels = run.reader().labels();
  const auto from = numbers(*begin), to = numbers(*end), cut = numbers(*censored), plan = numbers(*planned);
  std::vector<std::pair<double, bool>> lengths;
  for (std::size_t i = 0; i < rows; ++i) {
    if (codes[i] >= labels.size() || labels[codes[i]] != service || plan[i] > 0.0 || from[i] < 0.0 || !std::isfinite(to[i] - from[i])) continue;
    lengths.emplace_back(to[i] - from[i], cut[i] > 0.0);
    out.cut_off += cut[i] > 0.0 ? 1 : 0;
    out.longest_hours = std::max(out.longest_hours, to[i] - from[i]);
  }
  out.disruptions = lengths.size();
  out.open = not_recovered(std::move(lengths));
  return out;
}

}  // namespace mainstay::gui::model
