#include "model/tornado.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace mainstay::gui::model {
namespace {

// Which variants have each value of a path, values in the order in which they come.
struct Tried {
  std::string path;
  std::vector<std::pair<std::string, std::vector<std::size_t>>> values;
};

std::vector<Tried> tried_in(const std::vector<store::VariantInfo>& variants) {
  std::vector<Tried> all;
  for (std::size_t v = 1; v < variants.size(); ++v)
    for (const auto& [path, value] : settings_of(variants[v].patch)) {
      auto tried = std::find_if(all.begin(), all.end(), [&p = path](const Tried& t) { return t.path == p; });
      if (tried == all.end()) tried = all.insert(all.end(), Tried{path, {}});
      auto same = std::find_if(tried->values.begin(), tried->values.end(), [&x = value](const auto& known) { return known.first == x; });
      if (same == tried->values.end()) same = tried->values.insert(tried->values.end(), {value, {}});
      same->second.push_back(v);
    }
  std::erase_if(all, [&](const Tried& t) {
    std::size_t set = 0;
    for (const auto& [value, who] : t.values) set += who.size();
    return t.values.size() < 2 || set + 1 != variants.size();
  });
  return all;
}

// Of each replication, the mean over some variants; NaN where one of them has nothing.
std::vector<double> averaged(const RunSource& run, const std::vector<std::size_t>& variants, std::size_t metric) {
  std::vector<double> out;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const auto samples = run.samples(variants[i], metric);
    if (i == 0) out.assign(samples.values.size(), 0.0);
    out.resize(std::min(out.size(), samples.values.size()));
    for (std::size_t r = 0; r < out.size(); ++r) out[r] += samples.weights[r] > 0.0 ? samples.values[r] / static_cast<double>(variants.size()) : std::nan("");
  }
  return out;
}

report::Finding finding_of(const stats::Interval& i, report::Better better) {
  if (i.low == 0.0 && i.high == 0.0) return report::Finding::same;
  if (i.contains(0.0)) return report::Finding::open;
  const bool up = i.low > 0.0;
  if (better == report::Better::neither) return up ? report::Finding::higher : report::Finding::lower;
  return up == (better == report::Better::higher) ? report::Finding::better : report::Finding::worse;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> settings_of(const std::string& patch) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t from = 0; from < patch.size();) {
    const std::size_t end = std::min(patch.find('\n', from), patch.size());
    const std::string line = patch.substr(from, end - from);
    const std::size_t equals = line.find(" = ");
    if (equals != std::string::npos) out.emplace_back(line.substr(0, equals), line.substr(equals + 3));
    from = end + 1;
  }
  return out;
}

Tornado make_tornado(const RunSource& run, std::size_t metric) {
  Tornado out;
  const auto& column = run.metrics()[metric];
  for (const auto& tried : tried_in(run.reader().header().variants)) {
    auto a = averaged(run, tried.values.front().second, metric);
    auto b = averaged(run, tried.values.back().second, metric);
    a.resize(std::min(a.size(), b.size()));
    b.resize(a.size());
    const std::vector<double> ones(a.size(), 1.0);
    Effect e{tried.path, tried.values.front().first, tried.values.back().first, {}};
    e.comparison.metric = column.name;
    e.comparison.unit = column.unit;
    e.comparison.difference = stats::paired_difference({a, ones}, {b, ones}, confidence);
    if (e.comparison.difference) e.comparison.finding = finding_of(e.comparison.difference->interval, report::better_direction(column.name));
    out.effects.push_back(std::move(e));
  }
  const auto size = [](const Effect& e) { return e.comparison.difference ? std::abs(e.comparison.difference->interval.estimate) : -1.0; };
  std::stable_sort(out.effects.begin(), out.effects.end(), [&](const Effect& x, const Effect& y) { return size(x) > size(y); });
  return out;
}

}  // namespace mainstay::gui::model
