#include "store/writer.hpp"

#include <algorithm>
#include <set>

#include "store/builder.hpp"
#include "store/error.hpp"
#include "store/paths.hpp"
#include "store/reader.hpp"

namespace mainstay::store {

namespace {

StoreError misuse(const std::string& path, const std::string& what) {
  return {StoreError::Kind::misuse, path + ": " + what};
}

template <class T>
void check_names(const std::string& path, const std::string& kind, const std::vector<T>& items) {
  std::set<std::string> seen;
  for (const T& item : items)
    if (!seen.insert(item.name).second)
      throw misuse(path, "two " + kind + " have the name '" + item.name + "'");
}

void check_header(const std::string& path, const RunHeader& header) {
  if (header.variants.empty()) throw misuse(path, "a run needs a variant");
  check_names(path, "variants", header.variants);
  for (const VariantInfo& variant : header.variants)
    if (variant.replications > header.replications)
      throw misuse(path, "the variant '" + variant.name + "' has more replications than the run");
  check_names(path, "plugins", header.plugins);
  check_names(path, "metrics", header.metrics);
  check_names(path, "series", header.series);
  check_names(path, "tables", header.tables);
  for (const TableInfo& table : header.tables) {
    std::vector<Column> columns = table.columns;
    columns.push_back({"replication", "", Column::Type::integer});
    check_names(path, "columns of " + table.name, columns);
  }
}

bool fits(const TableInfo& info, const TableRows& rows) {
  if (rows.columns.size() != info.columns.size()) return false;
  const auto length = [](const Cells& cells) {
    return std::visit([](const auto& v) { return v.size(); }, cells);
  };
  for (std::size_t i = 0; i < rows.columns.size(); ++i)
    if (rows.columns[i].index() != static_cast<std::size_t>(info.columns[i].type) ||
        length(rows.columns[i]) != length(rows.columns[0]))
      return false;
  return true;
}

// What is wrong with the shape of a row, or nothing.
std::string misfit(const RunHeader& header, const TrialRow& row) {
  if (row.failed) return {};
  if (row.values.size() != header.metrics.size() || row.weights.size() != header.metrics.size())
    return "it has not one value and weight per metric";
  if (row.series.size() != header.series.size()) return "it has not all series";
  for (std::size_t i = 0; i < row.series.size(); ++i)
    if (row.series[i].size() != header.series[i].points)
      return "its series " + header.series[i].name + " is too long or short";
  if (row.tables.size() != header.tables.size()) return "it has not all tables";
  for (std::size_t i = 0; i < row.tables.size(); ++i)
    if (!fits(header.tables[i], row.tables[i]))
      return "its table " + header.tables[i].name + " has other columns";
  return {};
}

// Why there is nothing to resume at `path`, which has no journal.
[[noreturn]] void explain_missing_journal(const std::string& path) {
  if (!file_exists(path))
    throw StoreError(StoreError::Kind::not_found,
                     path + ": there is nothing to go on with, neither this run nor " + journal_path(path));
  const RunReader run = RunReader::open(path);
  if (run.complete())
    throw StoreError(
        StoreError::Kind::already_complete,
        path + ": is complete, with " + counted(run.replications(), "replication") + "; nothing to do");
  throw StoreError(StoreError::Kind::not_found,
                   path + ": was interrupted after " + counted(run.replications(), "replication") + ", but " +
                       journal_path(path) + ", which it would go on from, is gone; begin anew with --force");
}

}  // namespace

struct RunWriter::State {
  std::string path;
  Journal journal;
  std::unique_ptr<RunFileBuilder> builder;
  bool may_replace = false;  // what stands at `path`
  bool broken = false;       // nothing more can be written

  std::string partial() const { return path + ".partial"; }

  template <class Work>
  void writing(Work work);
};

// Does work that writes. When that fails, gives up the HDF5 file, which frees its space, and says what is
// safe.
template <class Work>
void RunWriter::State::writing(Work work) {
  if (broken) throw misuse(path, "is written to after an error");
  try {
    work();
  } catch (const StoreError& error) {
    broken = true;
    builder.reset();
    try {
      journal.sync();  // there may be room for the last trials now
    } catch (const StoreError&) {
      // What is not safe is not counted below.
    }
    throw StoreError(error.kind(), std::string(error.what()) + "; " + journal_path(path) + " holds " +
                                       counted(journal.rows_on_disk(), "trial") +
                                       ": put that right and go on with: " + resume_command(path));
  }
}

RunWriter::RunWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunWriter::RunWriter(RunWriter&&) noexcept = default;
RunWriter& RunWriter::operator=(RunWriter&&) noexcept = default;
RunWriter::~RunWriter() = default;

RunWriter RunWriter::create(const std::string& path, const RunHeader& header, Options options) {
  check_header(path, header);
  check_target(path, options.overwrite);
  auto state = std::make_unique<State>(
      State{path, Journal::create(path, header, options.overwrite), nullptr, options.overwrite, false});
  state->builder = std::make_unique<RunFileBuilder>(state->partial(), header);
  state->journal.publish();
  return RunWriter(std::move(state));
}

RunWriter RunWriter::resume(const std::string& path, const RowVisitor& visit) {
  std::optional<Journal> journal = Journal::open(path);
  if (!journal) explain_missing_journal(path);
  bool may_replace = journal->may_replace();
  if (file_exists(path)) {
    const auto mark = run_mark(path);
    const bool ours = mark && mark->identity == journal->identity();
    if (ours && mark->complete) {  // killed between the last two steps of finish()
      journal->remove();
      explain_missing_journal(path);
    }
    if (!ours && !may_replace)
      throw StoreError(StoreError::Kind::exists, path + ": is not the run that " + journal_path(path) +
                                                     " belongs to; move one of them away");
    may_replace = true;
  }
  auto state = std::make_unique<State>(State{path, std::move(*journal), nullptr, may_replace, false});
  state->writing([&] {
    state->builder = std::make_unique<RunFileBuilder>(state->partial(), state->journal.header());
    state->journal.replay([&](const TrialRow& row) {
      if (const std::string what = misfit(state->journal.header(), row); !what.empty())
        throw StoreError(StoreError::Kind::damaged,
                         journal_path(path) + ": has a trial that is damaged: " + what);
      state->builder->add(row);
      if (visit) visit(row);
    });
  });
  return RunWriter(std::move(state));
}

const RunHeader& RunWriter::header() const {
  return state_->journal.header();
}
std::uint64_t RunWriter::trials_done() const {
  return state_->journal.rows();
}

void RunWriter::append(const TrialRow& row) {
  const TrialOrder& next = state_->journal.next();
  const std::string trial = "trial " + std::to_string(next.done()) + " cannot be stored: ";
  if (next.at_end()) throw misuse(state_->path, trial + "no more are planned");
  if (!next.is_next(row)) throw misuse(state_->path, trial + "another one is next in order");
  if (const std::string what = misfit(header(), row); !what.empty()) throw misuse(state_->path, trial + what);
  state_->writing([&] {
    state_->journal.append(row);
    state_->builder->add(row);
  });
}

void RunWriter::finish(const RuntimeInfo& runtime) {
  if (!state_->journal.next().between_replications())
    throw misuse(state_->path, "its last replication is not complete");
  state_->writing([&] {
    state_->journal.sync();
    state_->builder->close(runtime, state_->journal.identity(), true);
    put_in_place(state_->partial(), state_->path, state_->may_replace);
  });
  state_->broken = true;  // no more calls
  state_->journal.remove();
}

std::string RunWriter::interrupt(const RuntimeInfo& runtime) {
  std::string name = state_->partial();
  state_->writing([&] {
    state_->journal.sync();
    state_->builder->close(runtime, state_->journal.identity(), false);
    const auto mark = file_exists(state_->path) ? run_mark(state_->path) : std::nullopt;
    const bool ours = mark && mark->identity == state_->journal.identity();
    if (ours || !file_exists(state_->path)) {
      put_in_place(state_->partial(), state_->path, ours);
      name = state_->path;
    }
  });
  state_->broken = true;
  return name;
}

}  // namespace mainstay::store
