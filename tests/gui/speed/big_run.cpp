// Writes a large run to try the window on: `gui_big_run FILE`: 10,000 replications of 20 variants, 40 metrics, and a series
// of 500 points a trial: 5 million a variant.

#include <fmt/format.h>

#include <cmath>

#include "store/writer.hpp"
#include "unit/store/run_fixture.hpp"

using namespace mainstay::store;

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: gui_big_run FILE\n");
    return 2;
  }
  constexpr std::uint32_t replications = 10'000, variants = 20;
  constexpr std::size_t metrics = 40, points = 500;
  RunHeader h;
  h.program_version = "1";
  h.title = "A large run";
  h.question = "How fast is the window?";
  h.replications = replications;
  h.horizon_seconds = 365.0 * 86400.0;
  h.currency = "EUR";
  h.record = "series";
  std::string resolved = "services:\n";
  for (std::size_t s = 0; s < 10; ++s) resolved += fmt::format("  s{}: {{ needs: [c{}], targets: {{ availability: 99.9 %, rto: 2 h }} }}\n", s, s);
  resolved += "components:\n";
  for (std::size_t s = 0; s < 10; ++s) resolved += fmt::format("  c{}: {{}}\n", s);
  for (std::size_t m = 0; m < metrics / 4; ++m) {
    h.metrics.push_back({fmt::format("services.s{}.downtime", m), "h", "level", "time down"});
    h.metrics.push_back({fmt::format("services.s{}.availability_agreed", m), "%", "level", "share of the agreed hours up"});
    h.metrics.push_back({fmt::format("services.s{}.rto.met", m), "%", "ratio", "disruptions within the RTO"});
    h.metrics.push_back({fmt::format("services.s{}.rto.breaches", m), "1", "count", "disruptions beyond the RTO"});
  }
  h.series = {{"services.s0.capacity", "%", 0.0, h.horizon_seconds / points, points, "capacity"}};
  for (std::size_t v = 0; v < variants; ++v)
    h.variants.push_back({v == 0 ? "baseline" : fmt::format("variant-{}", v), "", v == 0 ? "" : fmt::format("{} EUR / year", 5000 * v), "", resolved, replications, h.horizon_seconds, 0.0, 1});
  auto writer = RunWriter::create(argv[1], h, {.overwrite = true});
  std::uint64_t n = 0;
  for (std::uint32_t r = 0; r < replications; ++r)
    for (std::uint32_t v = 0; v < variants; ++v) {
      TrialRow row;
      row.variant = v;
      row.replication = r;
      for (std::size_t m = 0; m < metrics; ++m) {
        const double u = mainstay::store::testing::fraction(r * 1000 + m) * (1.0 - 0.02 * v);
        row.values.push_back(m % 4 == 0 ? -10.0 * std::log1p(-u * 0.999) : m % 4 == 3 ? std::floor(u * 1.5) : 1.0 - u * 0.01);
        row.weights.push_back(1.0);
      }
      row.series.emplace_back(points);
      for (auto& x : row.series.back()) x = static_cast<float>(mainstay::store::testing::fraction(n++) < 0.02 ? 0.0 : 1.0);
      writer.append(row);
    }
  writer.finish({});
}
