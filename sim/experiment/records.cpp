#include "experiment/records.hpp"

#include <cmath>

namespace mainstay::experiment {

using plugin_api::Table;
using Type = plugin_api::Column::Type;

std::vector<std::string> tables_of(scenario::Record record) {
  std::vector<std::string> out;
  if (record >= scenario::Record::outages)
    for (const char* t : {outage_table, recovery_table}) out.emplace_back(t);
  if (record >= scenario::Record::tickets)
    for (const char* t : {"tickets", "changes", "plans"}) out.emplace_back(t);
  if (record >= scenario::Record::all)
    for (const char* t : {trace_table, every_table}) out.emplace_back(t);
  return out;
}

namespace {

Table empty_table(const char* name, std::vector<plugin_api::Column> columns) {
  Table t;
  t.name = name;
  t.numbers.resize(columns.size());
  t.texts.resize(columns.size());
  t.columns = std::move(columns);
  return t;
}

// `db-a by failure`.
std::string cause_of(const work::Board& board, const work::Cause& c) {
  std::string out = board.name_of(c.labels.names[0]);
  if (c.labels.names[2] != 0) out += (out.empty() ? "" : " by ") + board.name_of(c.labels.names[2]);
  return out;
}

Table outages_of(estate::Estate& estate) {
  Table t = empty_table(outage_table, {{"service", "", Type::text},    {"begin", "h", Type::number},
                                       {"end", "h", Type::number},     {"censored", "", Type::number},
                                       {"planned", "", Type::number},  {"first_cause", "", Type::text},
                                       {"phase", "", Type::text},      {"trigger", "", Type::text},
                                       {"overlapping", "", Type::number}, {"cost", "money", Type::number}});
  const auto& board = estate.board();
  const auto start = estate.setting().start;
  for (const estate::Outage& o : estate.outages()) {
    plugin_api::Recorder::Row row(t);
    row << estate.service(o.service).name() << (o.begin - start).in_hours() << (o.end - start).in_hours()
        << (o.censored ? 1.0 : 0.0) << (o.planned ? 1.0 : 0.0) << cause_of(board, o.first)
        << board.name_of(o.first.labels.names[3]) << cause_of(board, o.trigger) << static_cast<double>(o.overlapping) << o.cost;
  }
  return t;
}

Table recoveries_of(estate::Estate& estate) {
  std::vector<plugin_api::Column> columns = {{"service", "", Type::text},     {"begin", "h", Type::number},
                                             {"end", "h", Type::number},      {"censored", "", Type::number},
                                             {"planned", "", Type::number},   {"rto", "h", Type::number}};
  for (const char* stage : estate::stage_names) columns.push_back({stage, "h", Type::number});
  Table t = empty_table(recovery_table, std::move(columns));
  const auto start = estate.setting().start;
  for (const estate::Recovery& r : estate.recoveries()) {
    const auto& service = estate.service(r.service);
    const auto& rto = service.spec().targets.rto;
    plugin_api::Recorder::Row row(t);
    row << service.name() << (r.begin - start).in_hours() << (r.end - start).in_hours() << (r.censored ? 1.0 : 0.0)
        << (r.planned ? 1.0 : 0.0) << (rto ? rto->in_hours() : std::nan(""));
    for (const auto& stage : r.stages) row << (stage ? stage->in_hours() : std::nan(""));
  }
  return t;
}

Table trace_of(work::Board& board) {
  Table t = empty_table(trace_table, {{"time", "h", Type::number},   {"kind", "", Type::text},   {"subject", "", Type::text},
                                      {"number", "", Type::number}, {"event", "", Type::text},  {"object", "", Type::text},
                                      {"by", "", Type::text},       {"cause", "", Type::text},  {"reason", "", Type::text},
                                      {"value", "", Type::number}});
  for (const work::Told& e : board.story().all()) {
    plugin_api::Recorder::Row row(t);
    row << (e.at - board.start()).in_hours() << std::string(work::teller_words[static_cast<std::size_t>(e.kind)])
        << board.name_of(e.subject) << static_cast<double>(e.number)
        << std::string(work::event_words[static_cast<std::size_t>(e.event)]) << board.name_of(e.object)
        << board.name_of(e.by) << board.name_of(e.because.names[0]) << board.name_of(e.because.names[2]) << e.value;
  }
  return t;
}

}  // namespace

std::vector<Table> records_of(Trial& trial, const scenario::Variant& variant) {
  std::vector<Table> out;
  if (variant.run.record >= scenario::Record::outages) {
    out.push_back(outages_of(trial.estate()));
    out.push_back(recoveries_of(trial.estate()));
  }
  for (const auto& t : trial.recorder().tables()) out.push_back(t);
  if (variant.run.record >= scenario::Record::all) out.push_back(trace_of(trial.board()));
  return out;
}

}  // namespace mainstay::experiment
