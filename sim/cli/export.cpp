// `mainstay export`: the figures of a run as CSV, a part of the file at a time.

#include <fnmatch.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "store/error.hpp"
#include "store/reader.hpp"

namespace mainstay::cli {
namespace {

// Lines of RFC 4180: fields with a comma, a quote or a line end stand in quotes, quotes are doubled, lines end in CR LF
// (or LF alone).
class Csv {
 public:
  Csv(Output& out, bool unix_lines) : out_(out), line_end_(unix_lines ? "\n" : "\r\n") {}

  Csv& text(std::string_view value) {
    separate();
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
      line_ += value;
      return *this;
    }
    line_ += '"';
    for (const char c : value) line_ += c == '"' ? std::string_view("\"\"") : std::string_view(&c, 1);
    line_ += '"';
    return *this;
  }
  // As short as it can be and still be read as the same number; what is not a number is an empty field.
  template <class Number>
  Csv& number(Number value) {
    separate();
    if constexpr (std::is_floating_point_v<Number>)
      if (std::isnan(value)) return *this;
    fmt::format_to(std::back_inserter(line_), "{}", value);
    return *this;
  }
  Csv& empty() {
    separate();
    return *this;
  }
  void end() {
    line_ += line_end_;
    first_ = true;
    if (line_.size() > 1 << 16) flush();
  }
  void flush() {
    out_.write(line_);
    line_.clear();
  }

 private:
  void separate() {
    if (!first_) line_ += ',';
    first_ = false;
  }
  Output& out_;
  std::string_view line_end_;
  std::string line_;
  bool first_ = true;
};

// The unit in which a figure is stored, for a header. Shares are shown as percentages elsewhere, but stored as fractions.
std::string unit_in(const store::RunReader& run, const std::string& unit) {
  if (unit == "1") return "";
  if (unit == "%") return "fraction";
  const std::string& currency = run.header().currency;
  return unit.starts_with("money") && !currency.empty() ? currency + unit.substr(5) : unit;
}

std::string with_unit(const store::RunReader& run, const std::string& name, const std::string& unit) {
  const std::string shown = unit_in(run, unit);
  return shown.empty() ? name : fmt::format("{} [{}]", name, shown);
}

const char* status_of(std::uint8_t status) { return status == 0 ? "ok" : "failed"; }

// What is asked of a run.
struct Selection {
  std::vector<std::size_t> variants;
  std::vector<std::string> patterns;   // of metrics or series; empty: all
  bool weights = false;
  bool unix_lines = false;
};

template <class Info>
std::vector<std::size_t> chosen(const std::vector<Info>& all, const std::vector<std::string>& patterns, const char* kind) {
  std::vector<std::size_t> out;
  const auto add = [&](std::size_t i) {
    if (std::find(out.begin(), out.end(), i) == out.end()) out.push_back(i);
  };
  if (patterns.empty())
    for (std::size_t i = 0; i < all.size(); ++i) add(i);
  for (const auto& pattern : patterns) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const Info& m) { return m.name == pattern; });
    const std::size_t before = out.size();
    bool found = same != all.end();
    if (found) add(static_cast<std::size_t>(same - all.begin()));
    for (std::size_t i = 0; i < all.size() && same == all.end(); ++i)
      if (fnmatch(pattern.c_str(), all[i].name.c_str(), 0) == 0) {
        found = true;
        add(i);
      }
    if (found || out.size() > before) continue;
    std::vector<std::string> names;
    for (const auto& m : all) names.push_back(m.name);
    throw Stop{invalid_input, fmt::format("the run holds no {} '{}'; {}", kind, pattern, schema::did_you_mean(pattern, names))};
  }
  return out;
}

void export_metrics(const store::RunReader& run, const Selection& s, Csv& csv) {
  const auto& all = run.header().metrics;
  const auto metrics = chosen(all, s.patterns, "metric");
  csv.text("variant").text("replication").text("status");
  for (const std::size_t m : metrics) {
    csv.text(with_unit(run, all[m].name, all[m].unit));
    if (s.weights) csv.text("weight of " + all[m].name);
  }
  csv.end();
  for (const std::size_t v : s.variants) {
    const auto trials = run.trials(v);
    for (std::uint64_t first = 0; first < trials.status.size(); first += run.block_trials(v)) {
      const auto block = run.metrics(v, first, std::min<std::uint64_t>(run.block_trials(v), trials.status.size() - first));
      for (std::uint64_t t = 0; t < block.trials; ++t) {
        csv.text(run.header().variants[v].name).number(trials.replication[first + t]).text(status_of(trials.status[first + t]));
        for (const std::size_t m : metrics) {
          const std::size_t at = t * block.metrics + m;
          // Without weight there was nothing to observe.
          if (block.weights[at] == 0.0)
            csv.empty();
          else
            csv.number(block.values[at]);
          if (s.weights) csv.number(block.weights[at]);
        }
        csv.end();
      }
    }
  }
}

void export_trials(const store::RunReader& run, const Selection& s, Csv& csv) {
  for (const char* name : {"variant", "replication", "status", "failed_at [s]", "events", "seed_key", "fingerprint", "error"}) csv.text(name);
  csv.end();
  for (const std::size_t v : s.variants) {
    const auto t = run.trials(v);
    for (std::size_t i = 0; i < t.status.size(); ++i) {
      csv.text(run.header().variants[v].name).number(t.replication[i]).text(status_of(t.status[i])).number(t.failed_at[i]);
      csv.number(t.events[i]).number(t.seed_key[i]).number(t.fingerprint[i]).text(t.error[i]);
      csv.end();
    }
  }
}

void export_series(const store::RunReader& run, const Selection& s, Csv& csv) {
  const auto& all = run.header().series;
  for (const char* name : {"series", "unit", "variant", "replication", "status", "time [s]", "value"}) csv.text(name);
  csv.end();
  for (const std::size_t i : chosen(all, s.patterns, "series")) {
    const std::string unit = unit_in(run, all[i].unit);
    for (const std::size_t v : s.variants) {
      const auto trials = run.trials(v);
      const auto curves = run.series(v, i);
      for (std::uint64_t t = 0; t < curves.trials; ++t)
        for (std::uint64_t p = 0; p < curves.points; ++p) {
          csv.text(all[i].name).text(unit).text(run.header().variants[v].name).number(trials.replication[t]);
          csv.text(status_of(trials.status[t])).number(curves.start_seconds + static_cast<double>(p) * curves.step_seconds);
          csv.number(curves.values[t * curves.points + p]);
          csv.end();
        }
    }
  }
}

void export_table(const store::RunReader& run, std::size_t table, const Selection& s, Csv& csv) {
  constexpr std::uint64_t at_once = 1 << 16;
  const auto& columns = run.header().tables[table].columns;
  csv.text("variant").text("replication");
  for (const auto& c : columns) csv.text(with_unit(run, c.name, c.unit));
  csv.end();
  for (const std::size_t v : s.variants) {
    const auto replications = run.table_replications(v, table);
    for (std::uint64_t first = 0; first < replications.size(); first += at_once) {
      const std::uint64_t rows = std::min<std::uint64_t>(at_once, replications.size() - first);
      std::vector<store::Cells> cells;
      for (std::size_t c = 0; c < columns.size(); ++c) cells.push_back(run.table_column(v, table, c, first, rows));
      for (std::uint64_t r = 0; r < rows; ++r) {
        csv.text(run.header().variants[v].name).number(replications[first + r]);
        for (const auto& column : cells)
          std::visit(
              [&](const auto& values) {
                if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::vector<std::string>>)
                  csv.text(values[r]);
                else
                  csv.number(values[r]);
              },
              column);
        csv.end();
      }
    }
  }
}

std::vector<std::string> names_of_tables(const store::RunReader& run) {
  std::vector<std::string> out;
  for (const auto& t : run.header().tables) out.push_back(t.name);
  return out;
}

void list_tables(const store::RunReader& run, const Selection& s, Csv& csv) {
  csv.text("what").text("rows").text("columns").end();
  const auto& h = run.header();
  std::uint64_t trials = 0;
  for (const std::size_t v : s.variants) trials += run.replications(v);
  std::uint64_t points = 0;
  for (const auto& one : h.series) points += one.points;
  csv.text("metrics").number(trials).number(h.metrics.size() + 3).end();
  csv.text("trials").number(trials).number(8).end();
  if (!h.series.empty()) csv.text("series").number(trials * points).number(7).end();
  for (std::size_t i = 0; i < h.tables.size(); ++i) {
    std::uint64_t rows = 0;
    for (const std::size_t v : s.variants) rows += run.table_rows(v, i);
    csv.text(h.tables[i].name).number(rows).number(h.tables[i].columns.size() + 2).end();
  }
}

void export_what(const store::RunReader& run, const std::string& what, const Selection& s, Csv& csv) {
  const auto tables = names_of_tables(run);
  if (what == "metrics")
    export_metrics(run, s, csv);
  else if (what == "trials")
    export_trials(run, s, csv);
  else if (what == "series")
    export_series(run, s, csv);
  else if (what == "tables")
    list_tables(run, s, csv);
  else
    export_table(run, static_cast<std::size_t>(std::find(tables.begin(), tables.end(), what) - tables.begin()), s, csv);
  csv.flush();
}

// What there is to export of this run.
std::vector<std::string> parts_of(const store::RunReader& run) {
  std::vector<std::string> out = {"metrics", "trials"};
  if (!run.header().series.empty()) out.push_back("series");
  for (auto& name : names_of_tables(run)) out.push_back(std::move(name));
  return out;
}

std::vector<std::string> parts_asked(const store::RunReader& run, const std::string& what) {
  auto parts = parts_of(run);
  if (what == "all") return parts;
  if (what != "tables" && std::find(parts.begin(), parts.end(), what) == parts.end()) {
    static constexpr std::string_view more[] = {"series", "outages", "recoveries", "tickets", "changes", "plans", "trace"};
    const bool not_kept = std::find(std::begin(more), std::end(more), what) != std::end(more);
    parts.insert(parts.end(), {"tables", "all"});
    throw Stop{invalid_input, fmt::format("the run holds no {}: {}", what,
                                          not_kept ? fmt::format("it was played with `record: {}`", run.header().record)
                                                   : schema::did_you_mean(what, parts))};
  }
  return {what};
}

Selection selection_of(const Arguments& a, const store::RunReader& run) {
  Selection s;
  s.patterns = a.list("metric");
  s.weights = a.has("weights");
  s.unix_lines = a.has("unix");
  const auto& all = run.header().variants;
  for (std::size_t v = 0; v < all.size() && !a.has("variant"); ++v) s.variants.push_back(v);
  for (const auto& name : a.list("variant")) {
    const auto v = run.find_variant(name);
    std::vector<std::string> names;
    for (const auto& one : all) names.push_back(one.name);
    if (!v) throw Stop{invalid_input, fmt::format("the run holds no variant '{}'; {}", name, schema::did_you_mean(name, names))};
    if (std::find(s.variants.begin(), s.variants.end(), *v) == s.variants.end()) s.variants.push_back(*v);
  }
  return s;
}

// The file for each part: empty for standard output.
std::vector<std::string> files_for(const std::vector<std::string>& parts, const std::string& output, bool all, bool force) {
  namespace fs = std::filesystem;
  std::error_code code;
  if (!all && !fs::is_directory(output, code)) return {output};
  fs::create_directories(output, code);
  if (code) throw store::system_error(output, "be created", code.value());
  std::vector<std::string> out;
  for (const auto& part : parts) out.push_back((fs::path(output) / (part + ".csv")).string());
  // All or none: nothing is written if one of them is there.
  for (const auto& file : out)
    if (!force && fs::exists(file, code))
      throw store::StoreError(store::StoreError::Kind::exists, file + ": is there already and is not overwritten; choose another folder, or replace it with --force");
  return out;
}

}  // namespace

int export_command(const std::vector<std::string>& arguments) {
  Arguments a("export", "RUN.h5 [OPTIONS]",
              "Writes figures of a run as CSV (RFC 4180, UTF-8). The first line names the columns, with units in brackets;\n"
              "numbers are exact, and shares are fractions of 1. Where a trial failed or had nothing to observe, the field is\n"
              "empty. What there is:\n"
              "  metrics   a line for each trial, a column for each metric that was kept\n"
              "  trials    how each trial went: events, fingerprint, error\n"
              "  series    a line for each point of each curve; times count from the start of the warm-up\n"
              "  outages, recoveries, tickets, changes, plans, trace   a line for each, where `record` asked for them\n"
              "  tables    which of these the run holds\n"
              "  all       each of them, into a folder");
  a.positional("run", -1);
  a.add()("what", po::value<std::string>()->default_value("metrics")->value_name("WHAT"), "one of the above")
      ("metric,m", po::value<std::vector<std::string>>()->value_name("NAME"), "only this metric or series; `*` stands for anything (may be repeated)")
      ("variant", po::value<std::vector<std::string>>()->value_name("NAME"), "only this variant (may be repeated)")
      ("output,o", po::value<std::string>()->value_name("FILE|DIR"), "writes to FILE, or to WHAT.csv in DIR; never overwritten without --force")
      ("force", "overwrite files")("weights", "the weight of each value, too: observations or exposure, by which means are pooled")
      ("unix", "lines end in LF alone, for Unix text tools");
  a.examples({{"mainstay export bank.h5 -m 'services.*.rto.met' -o rto.csv", "one line a trial"},
              {"mainstay export bank.h5 --what outages --variant baseline --unix | head", "a look at the outages"},
              {"mainstay export bank.h5 --what all -o bank-csv", "everything, for R or Python"}});
  if (!a.parse(arguments)) return well;
  if (a.list("run").size() != 1) throw UsageError{"export takes one run file; see `mainstay export --help`"};
  const std::string what = a.get<std::string>("what");
  const std::string output = a.has("output") ? a.get<std::string>("output") : "";
  if (what == "all" && output.empty()) throw UsageError{"`--what all` needs a folder to write to: -o DIR"};
  if (a.has("metric") && what != "metrics" && what != "series") throw UsageError{"--metric goes with `--what metrics` or `--what series`"};
  if (a.has("weights") && what != "metrics") throw UsageError{"--weights goes with `--what metrics`"};
  const auto run = store::RunReader::open(a.list("run").front());
  const auto parts = parts_asked(run, what);
  const Selection selection = selection_of(a, run);
  if (!run.complete()) fmt::print(stderr, "mainstay: the run was interrupted, and holds its first {} replications\n", run.replications());
  const auto files = files_for(parts, output, what == "all", a.has("force"));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Output out(files[i], a.has("force"));
    Csv csv(out, selection.unix_lines);
    export_what(run, parts[i], selection, csv);
    out.close();
  }
  return well;
}

}  // namespace mainstay::cli
