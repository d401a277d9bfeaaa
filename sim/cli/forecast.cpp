#include "cli/forecast.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/run_file.hpp"
#include "schema/quantity.hpp"
#include "store/codec.hpp"

namespace mainstay::cli {

namespace {

double seconds_since(std::chrono::steady_clock::time_point t) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
}

double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024.0;
}

struct Timed {
  double seconds = 0.0;    // of the whole batch, on one thread
  double row_bytes = 0.0;  // of the longest row
};

Timed time_trials(const Job& job) {
  constexpr double is_short = 0.5;
  Timed out;
  const auto header = header_of(job, {});
  for (std::size_t v = 0; v < job.scenario->variants.size(); ++v) {
    double best = 0.0;
    for (const std::uint32_t replication : {0u, 1u}) {
      const auto began = std::chrono::steady_clock::now();
      const auto result = experiment::run_trial(*job.scenario, v, replication, job.columns);
      const double seconds = seconds_since(began);
      // The first one also pays for what is set up once.
      best = replication == 0 ? seconds : std::min(best, seconds);
      out.row_bytes = std::max(out.row_bytes, bytes_of(row_of(result, header)));
      if (seconds > is_short) break;
    }
    out.seconds += best * job.scenario->variants[v].run.replications;
  }
  return out;
}

std::string names_of(const std::vector<std::string>& names, std::size_t most) {
  const std::size_t n = std::min(most, names.size());
  std::string out = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(n), ", "));
  if (n < names.size()) out += fmt::format(" and {} more", names.size() - n);
  return out;
}

void print_variants(const Job& job) {
  for (const auto& v : job.scenario->variants)
    fmt::print("  {:<20} {} replications of {}{}\n", v.name, v.run.replications, schema::format_duration(v.run.length.in_seconds()),
               v.setting.start > kernel::Time() ? fmt::format(" after {} of warm-up", schema::format_duration(v.run.warm_up.length.in_seconds())) : "");
}

}  // namespace

Forecast forecast(double seconds, std::size_t trials, double row_bytes, double kept) {
  constexpr double largest_block = 64e6;  // of rows that wait, see the store
  const double n = static_cast<double>(trials);
  return {seconds, peak_memory() + std::min(n * row_bytes, largest_block) + n * kept, n * row_bytes};
}

double bytes_of(const store::TrialRow& row) {
  std::string bytes;
  store::encode(row, bytes);
  return static_cast<double>(bytes.size());
}

int print_plan(const Job& job, const std::string& path, unsigned workers, bool json) {
  const Timed timed = time_trials(job);
  const std::size_t threads = std::min<std::size_t>(workers, job.trials.size());
  const Forecast f = forecast(timed.seconds / static_cast<double>(threads), job.trials.size(), timed.row_bytes, job.goal ? 16.0 : 0.0);
  if (json) {
    nlohmann::json j = {{"scenario", job.scenario->file.string()}, {"trials", job.trials.size()}, {"metrics_kept", job.columns.metrics.size()},
                        {"series_kept", job.columns.series.size()}, {"asked", job.asked}, {"threads", threads}, {"seconds", f.seconds},
                        {"memory_bytes", f.memory_bytes}, {"file", path}, {"file_bytes", f.file_bytes}, {"variants", nlohmann::json::array()}};
    for (const auto& v : job.scenario->variants)
      j["variants"].push_back({{"name", v.name}, {"replications", v.run.replications}, {"seed", v.run.seed}, {"for_seconds", v.run.length.in_seconds()},
                               {"warm_up_seconds", v.run.warm_up.length.in_seconds()}});
    if (job.goal) j["precision"] = {{"of", job.goal->query.text}, {"within", job.goal->within}, {"confidence", job.goal->confidence}};
    fmt::print("{}\n", j.dump(2));
    return well;
  }
  fmt::print("{}\n{}{} trials{}:\n", job.scenario->title, job.scenario->question.empty() ? "" : job.scenario->question + "\n", job.trials.size(),
             job.goal ? " at the most" : "");
  print_variants(job);
  if (job.goal)
    fmt::print("stops when {} is within {} at {:g} %, in all variants\n", job.goal->query.text, job.goal->within, job.goal->confidence * 100.0);
  fmt::print("metrics     {} kept, {} asked for{}{}\n", job.columns.metrics.size(), job.asked.size(), job.asked.empty() ? "" : ": ", names_of(job.asked, 6));
  if (!job.columns.series.empty()) fmt::print("series      {} of {} points\n", job.columns.series.size(), job.columns.series.front().points);
  fmt::print("time        about {} on {} {}\nmemory      up to {}\nrun file    {}, up to {}\n", format_clock(f.seconds), threads,
             threads == 1 ? "thread" : "threads", format_bytes(f.memory_bytes), path, format_bytes(f.file_bytes));
  return well;
}

}  // namespace mainstay::cli
