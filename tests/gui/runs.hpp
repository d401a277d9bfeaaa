#pragma once
// Runs made by hand: tiny, huge, odd and broken ones.

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "unit/store/run_fixture.hpp"

namespace mainstay::gui::testing {

using Value = std::function<double(std::size_t variant, std::size_t replication, std::size_t metric)>;

// A run of metrics only, whose values are those of a function; NaN is a trial that observed nothing.
inline void write_figures(const std::string& path, std::size_t variants, std::uint32_t replications, const std::vector<store::MetricInfo>& metrics, const Value& value,
                          const std::string& resolved = "") {
  store::RunHeader h;
  h.program_version = "1";
  h.title = "Made by hand";
  h.replications = replications;
  h.horizon_seconds = 86400.0;
  h.currency = "EUR";
  h.record = "metrics";
  h.metrics = metrics;
  for (std::size_t v = 0; v < variants; ++v)
    h.variants.push_back({v == 0 ? "baseline" : fmt::format("variant-{}", v), "", v == 0 ? "" : fmt::format("{} EUR / year", v * 1000), "", resolved, replications, 86400.0, 0.0, 1});
  auto writer = store::RunWriter::create(path, h, {});
  for (std::uint32_t r = 0; r < replications; ++r)
    for (std::uint32_t v = 0; v < variants; ++v) {
      store::TrialRow row;
      row.variant = v;
      row.replication = r;
      for (std::size_t m = 0; m < metrics.size(); ++m) {
        const double x = value(v, r, m);
        row.values.push_back(x);
        row.weights.push_back(std::isnan(x) ? 0.0 : 1.0);
      }
      writer.append(row);
    }
  writer.finish({});
}

struct Kind {
  std::string name;
  std::function<void(const std::string& path)> write;
};

inline std::vector<Kind> odd_runs() {
  const std::vector<store::MetricInfo> usual = {{"services.shop.availability", "%", "mean", "Availability"}, {"services.shop.downtime", "h", "total", "Time down"},
                                                {"total.cost", "money", "total", "All costs"}};
  const auto varied = [](std::size_t v, std::size_t r, std::size_t m) { return store::testing::fraction(v * 7919 + r * 31 + m); };
  return {
      {"one trial", [=](const std::string& p) { write_figures(p, 1, 1, usual, varied); }},
      {"no metric", [=](const std::string& p) { write_figures(p, 2, 3, {}, varied); }},
      {"nothing observed", [=](const std::string& p) { write_figures(p, 3, 5, usual, [](auto...) { return std::nan(""); }); }},
      {"always the same", [=](const std::string& p) { write_figures(p, 3, 5, usual, [](auto...) { return 2.0; }); }},
      {"always zero", [=](const std::string& p) { write_figures(p, 3, 5, usual, [](auto...) { return 0.0; }); }},
      {"enormous values",
       [=](const std::string& p) { write_figures(p, 3, 5, usual, [](std::size_t, std::size_t r, std::size_t) { return (r % 2 ? -1.0 : 1.0) * 1e300 / (1.0 + static_cast<double>(r)); }); }},
      {"infinite values",
       [=](const std::string& p) { write_figures(p, 3, 5, usual, [](std::size_t, std::size_t r, std::size_t) { return r == 3 ? std::numeric_limits<double>::infinity() : 1.0 + static_cast<double>(r); }); }},
      {"tables and series of another kind, failed trials, a scenario that is none", [](const std::string& p) { store::testing::write_run(p, store::testing::small_header()); }},
      {"variants of different length", [](const std::string& p) { store::testing::write_run(p, store::testing::uneven_header({40, 3, 1})); }},
      {"very long names",
       [=](const std::string& p) {
         std::vector<store::MetricInfo> many;
         for (int m = 0; m < 300; ++m) many.push_back({fmt::format("services.{}-größe-{}.downtime", std::string(150, 'x'), m), "h", "total", std::string(400, 't')});
         std::string resolved = "services:\n";
         for (int s = 0; s < 60; ++s) resolved += fmt::format("  service-with-a-name-that-is-much-too-long-for-any-column-{}: {{targets: {{availability: 99.9 %, rto: 2 h}}, needs: [c-{}]}}\n", s, s);
         resolved += "components:\n";
         for (int s = 0; s < 60; ++s) resolved += fmt::format("  c-{}: {{site: a}}\n", s);
         write_figures(p, 20, 6, many, varied, resolved);
       }},
  };
}

}  // namespace mainstay::gui::testing
