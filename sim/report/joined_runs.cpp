#include "report/joined_runs.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "schema/quantity.hpp"

namespace mainstay::report {

std::vector<std::string> changed_data(const store::RunHeader& a, const store::RunHeader& b) {
  // `SIZE CRC NAME`, and a name may have blanks.
  const auto name_of = [](const std::string& value) { return value.substr(value.find(' ', value.find(' ') + 1) + 1); };
  std::vector<std::string> out;
  for (const auto& [key, value] : a.options)
    for (const auto& [other_key, other] : b.options)
      if (key == "data" && other_key == "data" && name_of(value) == name_of(other) && value != other) out.push_back(name_of(value));
  return out;
}

std::vector<std::string> reasons_against(const FileRun& a, const FileRun& b) {
  std::vector<std::string> out;
  const auto& x = a.reader().header();
  const auto& y = b.reader().header();
  const auto text_of = [](const store::RunHeader& h, const std::string& name) -> const std::string* {
    for (const auto& f : h.files)
      if (f.name == name) return &f.text;
    return nullptr;
  };
  bool same = x.files.size() == y.files.size();
  for (const auto& f : x.files) {
    const std::string* other = text_of(y, f.name);
    same = same && other != nullptr && *other == f.text;
  }
  if (!same) out.push_back(fmt::format("they are of different scenarios ('{}' and '{}'): more than one thing may have changed", x.title, y.title));
  for (const auto& name : changed_data(x, y)) out.push_back(fmt::format("'{}', which both read, was not the same", name));
  if (!a.clock(0).same_time(b.clock(0)))
    out.push_back(fmt::format("one was played over {} after {} of warm-up, the other over {} after {}", schema::format_duration(x.horizon_seconds),
                              schema::format_duration(x.warm_up_seconds), schema::format_duration(y.horizon_seconds), schema::format_duration(y.warm_up_seconds)));
  if (x.program_version != y.program_version) out.push_back(fmt::format("they were played by versions {} and {} of this program", x.program_version, y.program_version));
  for (const auto& p : x.plugins)
    for (const auto& q : y.plugins)
      if (p.name == q.name && p.version != q.version) out.push_back(fmt::format("they were played with versions {} and {} of the plugin '{}'", p.version, q.version, p.name));
  return out;
}

JoinedRuns::JoinedRuns(const FileRun& a, const FileRun& b, const std::string& label) : a_(a), b_(b), variants_(a.variants()), metrics_(a.metrics()) {
  for (const auto& v : b.variants()) variants_.push_back(label + ":" + v);
  for (const auto& m : b.metrics())
    if (!a.find_metric(m.name)) metrics_.push_back(m);
}

JoinedRuns::Of JoinedRuns::of(std::size_t variant) const {
  const std::size_t n = a_.variants().size();
  return variant < n ? Of{a_, variant} : Of{b_, variant - n};
}

Samples JoinedRuns::samples(std::size_t variant, std::size_t metric) const {
  const Of which = of(variant);
  if (const auto own = which.run.find_metric(metrics_[metric].name)) return which.run.samples(which.variant, *own);
  const auto n = static_cast<std::size_t>(which.run.reader().replications(which.variant));
  return {std::vector<double>(n, std::nan("")), std::vector<double>(n, 0.0)};
}

std::optional<Curves> JoinedRuns::curves(std::size_t variant, const std::string& name) const {
  const Of which = of(variant);
  return which.run.curves(which.variant, name);
}

Clock JoinedRuns::clock(std::size_t variant) const {
  const Of which = of(variant);
  return which.run.clock(which.variant);
}

bool JoinedRuns::may_save(std::size_t variant) const {
  const Of which = of(variant);
  return which.run.may_save(which.variant);
}

}  // namespace mainstay::report
