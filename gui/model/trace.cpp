// Where the trace of a trial comes from: the run, or the trial played once more.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "model/child.hpp"
#include "model/timeline.hpp"

namespace mainstay::gui::model {
namespace {

// The rows of the table that belong to a replication, column by column.
class Rows {
 public:
  Rows(const RunSource& run, std::size_t variant, std::size_t table, std::uint32_t replication) : run_(run), variant_(variant), table_(table) {
    const auto all = run.reader().table_replications(variant, table_);
    const auto [from, to] = std::equal_range(all.begin(), all.end(), replication);
    first_ = static_cast<std::uint64_t>(from - all.begin());
    size_ = static_cast<std::size_t>(to - from);
  }
  std::size_t size() const { return size_; }
  // Zeros where the column is not there or of another type, so that tables of other versions can be read.
  std::vector<double> numbers(const std::string& column) const {
    const auto c = run_.find_column(table_, column);
    if (!c || size_ == 0) return std::vector<double>(size_);
    const auto cells = run_.reader().table_column(variant_, table_, *c, first_, size_);
    if (const auto* d = std::get_if<std::vector<double>>(&cells)) return *d;
    if (const auto* i = std::get_if<std::vector<std::int64_t>>(&cells)) return {i->begin(), i->end()};
    return std::vector<double>(size_);
  }
  std::vector<std::string> texts(const std::string& column) const {
    const auto c = run_.find_column(table_, column);
    if (!c || size_ == 0) return std::vector<std::string>(size_);
    const auto cells = run_.reader().table_column(variant_, table_, *c, first_, size_);
    if (const auto* t = std::get_if<std::vector<std::string>>(&cells)) return *t;
    return std::vector<std::string>(size_);
  }

 private:
  const RunSource& run_;
  std::size_t variant_, table_, size_ = 0;
  std::uint64_t first_ = 0;
};

std::string text_at(const nlohmann::json& row, const char* key) {
  const auto found = row.find(key);
  return found != row.end() && found->is_string() ? found->get<std::string>() : "";
}

double number_at(const nlohmann::json& row, const char* key) {
  const auto found = row.find(key);
  return found != row.end() && found->is_number() ? found->get<double>() : 0.0;
}

// Where the program plays a trial otherwise than the batch did, it names every difference: one is enough.
std::string replay(const std::vector<std::string>& arguments) {
  try {
    return output_of(arguments);
  } catch (const std::runtime_error& e) {
    const std::string said = e.what();
    if (said.find("this is not what happened in") == std::string::npos) throw;
    const std::size_t first = said.find('\n');
    const std::string difference = first == std::string::npos ? "" : said.substr(first + 1, said.find('\n', first + 1) - first - 1);
    throw std::runtime_error("This program plays the replication otherwise than it went in the run, which another version has made. Run the scenario again to see its timelines; with "
                             "`record: all` a run keeps them itself.\n\n" + difference);
  }
}

}  // namespace

std::optional<Timeline> kept_timeline(const RunSource& run, std::size_t variant, std::uint32_t replication) {
  const auto table = run.find_table("trace");
  if (!table) return std::nullopt;
  const Rows rows(run, variant, *table, replication);
  const auto time = rows.numbers("time");
  const auto number = rows.numbers("number");
  const auto value = rows.numbers("value");
  std::vector<std::string> texts[7];
  const char* names[] = {"kind", "subject", "event", "object", "by", "cause", "reason"};
  for (std::size_t c = 0; c < 7; ++c) texts[c] = rows.texts(names[c]);
  std::vector<report::TraceRow> trace;
  for (std::size_t i = 0; i < rows.size(); ++i)
    trace.push_back({time[i], texts[0][i], texts[1][i], static_cast<std::uint64_t>(std::max(0.0, number[i])), texts[2][i], texts[3][i], texts[4][i], texts[5][i], texts[6][i], value[i]});
  auto out = make_timeline(std::move(trace), run.reader().header().variants[variant].horizon_seconds / 3600.0);
  const auto trials = run.reader().trials(variant);
  const auto at = std::lower_bound(trials.replication.begin(), trials.replication.end(), replication) - trials.replication.begin();
  if (static_cast<std::size_t>(at) < trials.status.size() && trials.status[static_cast<std::size_t>(at)] != 0) {
    out.failed = true;
    out.error = trials.error[static_cast<std::size_t>(at)];
  }
  return out;
}

Timeline replayed_timeline(const std::string& program, const std::string& path, const std::string& variant, std::uint32_t replication, double hours) {
  std::vector<report::TraceRow> trace;
  // There may be hundreds of thousands of rows: each is dropped as soon as it is read.
  const nlohmann::json::parser_callback_t take = [&trace](int depth, nlohmann::json::parse_event_t event, nlohmann::json& r) {
    if (event != nlohmann::json::parse_event_t::object_end || depth < 2) return true;
    if (depth == 2 && r.contains("event"))
      trace.push_back({number_at(r, "time"), text_at(r, "kind"), text_at(r, "subject"), static_cast<std::uint64_t>(std::max(0.0, number_at(r, "number"))), text_at(r, "event"),
                       text_at(r, "object"), text_at(r, "by"), text_at(r, "cause"), text_at(r, "reason"), number_at(r, "value")});
    return false;
  };
  const auto j = nlohmann::json::parse(replay({program, "replay", path, "--variant", variant, "--replication", std::to_string(replication), "--json"}), take, false);
  if (!j.is_object() || !j.contains("trace")) throw std::runtime_error("what `mainstay replay` wrote cannot be read");
  auto out = make_timeline(std::move(trace), hours);
  out.failed = j.value("failed", false);
  out.error = text_at(j, "error");
  return out;
}

}  // namespace mainstay::gui::model
