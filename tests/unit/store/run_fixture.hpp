#pragma once
// A small run with something of everything, and ways to look at what came of it.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "store/error.hpp"
#include "store/reader.hpp"
#include "store/records.hpp"
#include "store/writer.hpp"

namespace mainstay::store::testing {

// A folder of its own, gone at the end of the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mainstay-store-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
    std::filesystem::permissions(path_, std::filesystem::perms::all);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::string path_;
};

inline RunHeader small_header(std::uint32_t replications = 40) {
  RunHeader h;
  h.program_version = "1.2.3";
  h.files = {{"bank.yaml", "mainstay: 1\ntitle: Größe\n"}, {"estate/part.yaml", ""}};
  h.ledger = {{"components.db.failure.every", "exponential(mean 180 d)", "LANL systems 18, 19", "measured"},
              {"teams.dba.staff", "2", "", "assumed"}};
  h.title = "Online bank, two data centres";
  h.question = "Does losing data centre A break the payment objectives?";
  h.seed = 0xfedcba9876543210u;
  h.replications = replications;
  h.confidence = 0.99;
  h.horizon_seconds = 365.0 * 86400.0;
  h.warm_up_seconds = 86400.0;
  h.start = "2026-01-05 00:00";
  h.time_zone = "Europe/Berlin";
  h.currency = "EUR";
  h.record = "all";
  h.plugins = {{"tickets", "1.0", {{"sections", "tickets"}}}, {"failure", "2.1", {}}};
  h.metrics = {{"services.payments.availability", "", "mean", "Availability of payments"},
               {"tickets.p1.wait.p95", "s", "quantile", "Wait of P1 tickets"},
               {"total.cost", "EUR", "total", ""}};
  h.series = {{"services.payments.capacity", "", 0.0, 3600.0, 5, "Capacity"},
              {"a/b", "1 / h", 10.0, 60.0, 2, ""}};
  h.tables = {{"outages",
               {{"begin", "s", Column::Type::number},
                {"tickets", "", Column::Type::integer},
                {"cause", "", Column::Type::text}}},
              {"changes", {{"target", "", Column::Type::text}}}};
  h.variants = {
      {"baseline", "", "", "", "resolved: baseline", replications, 365.0 * 86400.0, 86400.0, h.seed},
      {"second-dba", "set: {teams.dba.staff: 3}", "95000 EUR / year", "operations", "resolved: 2",
       replications, 10.0 * 86400.0, 0.0, 7}};
  h.options = {{"workers", "2"}, {"scenario", "bank.yaml"}};
  return h;
}

// The same with a variant for each number of replications.
inline RunHeader uneven_header(const std::vector<std::uint32_t>& replications) {
  RunHeader h = small_header(*std::max_element(replications.begin(), replications.end()));
  h.variants.clear();
  for (std::size_t v = 0; v < replications.size(); ++v)
    h.variants.push_back({"v" + std::to_string(v), "", "", "", "", replications[v], 86400.0, 0.0, v});
  return h;
}

inline std::uint32_t planned_of(const RunHeader& header, std::size_t variant) {
  const std::uint32_t own = header.variants[variant].replications;
  return own != 0 ? own : header.replications;
}

// Variant and replication (from 0) of each trial, in trial order.
inline std::vector<std::pair<std::uint32_t, std::uint32_t>> plan_of(const RunHeader& header) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> plan;
  for (std::uint32_t r = 0; r < header.replications; ++r)
    for (std::uint32_t v = 0; v < header.variants.size(); ++v)
      if (r < planned_of(header, v)) plan.emplace_back(v, r);
  return plan;
}

inline std::uint64_t scrambled(std::uint64_t x) {  // splitmix64
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

inline double fraction(std::uint64_t x) {
  return static_cast<double>(scrambled(x) >> 11) * 0x1.0p-53;
}

// The trial that is number `n` in trial order, of this variant and replication (from 0): a pure function of
// these. One in seventeen fails.
inline TrialRow small_row_of(const RunHeader& header, std::uint64_t n, std::uint32_t variant,
                             std::uint32_t replication) {
  TrialRow row;
  row.variant = variant;
  row.replication = header.first_replication + replication;
  row.seed_key = scrambled(n);
  row.events = n * 1000;
  row.fingerprint = scrambled(n + 1);
  row.wall_seconds = 0.25;
  if (n % 17 == 16) {
    row.failed = true;
    row.failed_at = static_cast<double>(n);
    row.error = "process db-" + std::to_string(n) + ": division by zero";
    return row;
  }
  for (std::size_t i = 0; i < header.metrics.size(); ++i) {
    row.values.push_back(fraction(n * 100 + i));
    row.weights.push_back(static_cast<double>(i + 1));
  }
  for (const SeriesInfo& info : header.series) {
    row.series.emplace_back();
    for (std::uint64_t p = 0; p < info.points; ++p)
      row.series.back().push_back(static_cast<float>(fraction(n + p)));
  }
  const std::size_t outages = n % 9;
  std::vector<double> begins(outages, static_cast<double>(n));
  std::vector<std::int64_t> tickets(outages, -static_cast<std::int64_t>(n));
  std::vector<std::string> causes(outages, "db-" + std::to_string(n % 5));
  if (outages > 0) causes.back() = "";
  row.tables = {{{begins, tickets, causes}},
                {{std::vector<std::string>(n % 2, "Zürich " + std::to_string(n % 3))}}};
  return row;
}

// The same where all variants have equally many replications.
inline TrialRow small_row(const RunHeader& header, std::uint64_t n) {
  return small_row_of(header, n, static_cast<std::uint32_t>(n % header.variants.size()),
                      static_cast<std::uint32_t>(n / header.variants.size()));
}

inline RuntimeInfo small_runtime() {
  return {12.5, {{"host", "here"}, {"workers", "2"}}};
}

inline void append_rows(RunWriter& writer, std::uint64_t until) {
  const auto plan = plan_of(writer.header());
  for (std::uint64_t n = writer.trials_done(); n < until; ++n)
    writer.append(small_row_of(writer.header(), n, plan.at(n).first, plan.at(n).second));
}

inline std::uint64_t all_trials(const RunHeader& header) {
  return plan_of(header).size();
}

// Writes a whole run in one go.
inline void write_run(const std::string& path, const RunHeader& header) {
  RunWriter writer = RunWriter::create(path, header, {});
  append_rows(writer, all_trials(header));
  writer.finish(small_runtime());
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void put_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline bool exists(const std::string& path) {
  return std::filesystem::exists(path);
}

// What the work threw, if anything.
struct Caught {
  bool thrown = false;
  StoreError::Kind kind = StoreError::Kind::misuse;
  std::string message;
};
inline Caught caught(const std::function<void()>& work) {
  try {
    work();
    return {};
  } catch (const StoreError& error) {
    return {true, error.kind(), error.what()};
  }
}

inline bool have_h5diff() {
  return std::system("command -v h5diff >/dev/null 2>&1") == 0;
}

// What h5diff says of two runs, without /runtime; empty if they are equal. It calls empty data sets not
// comparable, even if both are.
inline std::string h5diff(const std::string& a, const std::string& b) {
  const std::string command =
      "h5diff -c --exclude-path=/runtime '" + a + "' '" + b + "' 2>&1; echo \"exit $?\"";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string said, line;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    line += static_cast<char>(c);
    if (c != '\n') continue;
    if (!line.ends_with("is an empty dataset\n")) said += line;
    line.clear();
  }
  ::pclose(pipe);
  return said == "exit 0\n" ? "" : said;
}

// Does work in a child process and hands back the text that the work returns, or how the child died. It ends
// as a program does, or abruptly: without what runs at exit.
inline std::string in_child(const std::function<std::string()>& work, bool abruptly = false) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    std::string said;
    try {
      said = work();
    } catch (const std::exception& error) {
      said = std::string("exception: ") + error.what();
    }
    if (::write(ends[1], said.data(), said.size()) < 0) std::_Exit(99);
    ::close(ends[1]);
    if (abruptly) std::_Exit(0);
    std::exit(0);
  }
  ::close(ends[1]);
  std::string said;
  char buffer[4096];
  for (ssize_t got; (got = ::read(ends[0], buffer, sizeof(buffer))) > 0;)
    said.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status))
    said += " (killed by signal " + std::to_string(WTERMSIG(status)) + ")";
  else if (WEXITSTATUS(status) != 0)
    said += " (exit " + std::to_string(WEXITSTATUS(status)) + ")";
  return said;
}

}  // namespace mainstay::store::testing
