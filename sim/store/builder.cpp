#include "store/builder.hpp"

#include <unistd.h>

#include "store/error.hpp"
#include "store/layout.hpp"

namespace mainstay::store {

namespace {

template <class T, class Field>
void write_column(const h5::Handle& group, const std::string& name, const std::vector<T>& items,
                  Field field) {
  std::vector<std::string> texts;
  for (const T& item : items) texts.push_back(field(item));
  h5::write_texts(group, name, texts);
}

void write_pairs(const h5::Handle& parent, const std::string& name,
                 const std::vector<std::pair<std::string, std::string>>& pairs) {
  const h5::Handle group = h5::create_group(parent, name);
  write_column(group, "key", pairs, [](const auto& pair) { return pair.first; });
  write_column(group, "value", pairs, [](const auto& pair) { return pair.second; });
}

}  // namespace

// Does work with HDF5 and turns what fails into an error that names the file. A write that failed shows at
// the disk alone: to HDF5 it went well.
template <class Work>
void RunFileBuilder::guarded(Work work) {
  const h5::Quiet quiet;
  std::string reason;
  try {
    work();
  } catch (const h5::Failure& failure) {
    reason = failure.what();
  }
  if (disk_.error() != 0) throw system_error(path_, "be written", disk_.error());
  if (!reason.empty())
    throw StoreError(StoreError::Kind::input_output, path_ + ": cannot be written: " + reason);
}

RunFileBuilder::RunFileBuilder(std::string path, const RunHeader& header)
    : path_(std::move(path)), header_(header), disk_(path_), order_(header) {
  for (std::size_t i = 0; i < header_.variants.size(); ++i) {
    block_rows_.push_back(layout::block_rows(header_, i));
    blocks_.emplace_back(header_);
  }
  try {
    guarded([&] {
      file_ = h5::create_file(disk_);
      h5::set_attribute(file_, "filetype", layout::file_type);
      h5::set_attribute(file_, "version", layout::version);
      h5::set_attribute(file_, "program_version", header_.program_version);
      h5::set_attribute(file_, "complete", std::uint64_t{0});
      write_scenario();
      write_definitions();
      const h5::Handle variants = h5::create_group(file_, "variants");
      for (std::size_t i = 0; i < header_.variants.size(); ++i)
        VariantBlock::create(h5::create_group(variants, layout::link(header_.variants[i].name)), header_, i);
      h5::flush(file_);
    });
  } catch (...) {
    const h5::Quiet quiet;
    file_.close();
    ::unlink(path_.c_str());
    throw;
  }
}

RunFileBuilder::~RunFileBuilder() {
  const h5::Quiet quiet;
  file_.close();
  if (!closed_) ::unlink(path_.c_str());
}

void RunFileBuilder::write_scenario() {
  const h5::Handle scenario = h5::create_group(file_, "scenario");
  h5::set_attribute(scenario, "seed", header_.seed);
  h5::set_attribute(scenario, "first_replication", std::uint64_t{header_.first_replication});
  h5::set_attribute(scenario, "replications", std::uint64_t{header_.replications});
  h5::set_attribute(scenario, "confidence", header_.confidence);
  h5::set_attribute(scenario, "horizon_seconds", header_.horizon_seconds);
  h5::set_attribute(scenario, "warm_up_seconds", header_.warm_up_seconds);
  h5::set_attribute(scenario, "warm_up_by", header_.warm_up_by);
  h5::set_attribute(scenario, "precision_of", header_.precision_of);
  h5::set_attribute(scenario, "precision_within", header_.precision_within);
  h5::set_attribute(scenario, "precision_confidence", header_.precision_confidence);
  h5::set_attribute(scenario, "start", header_.start);
  h5::set_attribute(scenario, "time_zone", header_.time_zone);
  h5::set_attribute(scenario, "currency", header_.currency);
  h5::set_attribute(scenario, "record", header_.record);
  h5::write_text(scenario, "title", header_.title);
  h5::write_text(scenario, "question", header_.question);

  const h5::Handle files = h5::create_group(scenario, "files");
  write_column(files, "name", header_.files, [](const auto& f) { return f.name; });
  write_column(files, "text", header_.files, [](const auto& f) { return f.text; });

  const h5::Handle ledger = h5::create_group(scenario, "ledger");
  write_column(ledger, "path", header_.ledger, [](const auto& a) { return a.path; });
  write_column(ledger, "value", header_.ledger, [](const auto& a) { return a.value; });
  write_column(ledger, "source", header_.ledger, [](const auto& a) { return a.source; });
  write_column(ledger, "grade", header_.ledger, [](const auto& a) { return a.grade; });

  write_variants(scenario);
}

void RunFileBuilder::write_variants(const h5::Handle& scenario) {
  const h5::Handle variants = h5::create_group(scenario, "variants");
  write_column(variants, "name", header_.variants, [](const auto& v) { return v.name; });
  write_column(variants, "patch", header_.variants, [](const auto& v) { return v.patch; });
  write_column(variants, "cost", header_.variants, [](const auto& v) { return v.cost; });
  write_column(variants, "owner", header_.variants, [](const auto& v) { return v.owner; });
  write_column(variants, "resolved", header_.variants, [](const auto& v) { return v.resolved; });
  write_column(variants, "start", header_.variants, [](const auto& v) { return v.start; });
  std::vector<std::uint32_t> replications;
  std::vector<double> horizons, warm_ups;
  std::vector<std::uint64_t> seeds;
  for (std::size_t i = 0; i < header_.variants.size(); ++i) {
    replications.push_back(planned(header_, i));
    horizons.push_back(header_.variants[i].horizon_seconds);
    warm_ups.push_back(header_.variants[i].warm_up_seconds);
    seeds.push_back(header_.variants[i].seed);
  }
  h5::write_list(variants, "replications", replications);
  h5::write_list(variants, "horizon_seconds", horizons);
  h5::write_list(variants, "warm_up_seconds", warm_ups);
  h5::write_list(variants, "seed", seeds);
}

void RunFileBuilder::write_definitions() {
  const h5::Handle plugins = h5::create_group(file_, "plugins");
  for (const PluginInfo& info : header_.plugins) {
    const h5::Handle plugin = h5::create_group(plugins, layout::link(info.name));
    h5::set_attribute(plugin, "version", info.version);
    write_pairs(plugin, "attributes", info.attributes);
  }

  const h5::Handle metrics = h5::create_group(file_, "metrics");
  write_column(metrics, "name", header_.metrics, [](const auto& m) { return m.name; });
  write_column(metrics, "unit", header_.metrics, [](const auto& m) { return m.unit; });
  write_column(metrics, "kind", header_.metrics, [](const auto& m) { return m.kind; });
  write_column(metrics, "title", header_.metrics, [](const auto& m) { return m.title; });

  const h5::Handle series = h5::create_group(file_, "series");
  write_column(series, "name", header_.series, [](const auto& s) { return s.name; });
  write_column(series, "unit", header_.series, [](const auto& s) { return s.unit; });
  write_column(series, "title", header_.series, [](const auto& s) { return s.title; });
  std::vector<double> starts, steps;
  for (const SeriesInfo& info : header_.series) {
    starts.push_back(info.start_seconds);
    steps.push_back(info.step_seconds);
  }
  h5::write_list(series, "start_seconds", starts);
  h5::write_list(series, "step_seconds", steps);

  const h5::Handle records = h5::create_group(file_, "records");
  for (const TableInfo& info : header_.tables) {
    const h5::Handle table = h5::create_group(records, layout::link(info.name));
    write_column(table, "name", info.columns, [](const Column& c) { return c.name; });
    write_column(table, "unit", info.columns, [](const Column& c) { return c.unit; });
    write_column(table, "type", info.columns,
                 [](const Column& c) { return std::string(layout::type_name(c.type)); });
  }
}

h5::Handle RunFileBuilder::variant_group(std::size_t variant) const {
  return h5::open_group(file_, "variants/" + layout::link(header_.variants[variant].name));
}

void RunFileBuilder::add(const TrialRow& row) {
  blocks_[row.variant].add(row, labels_, errors_);
  order_.advance();
  if (!order_.between_replications()) return;
  for (VariantBlock& block : blocks_) block.commit();
  guarded([&] {
    bool written = false;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (blocks_[i].has_whole_chunks()) blocks_[i].write_tables(variant_group(i), false);
      if (blocks_[i].rows() < block_rows_[i]) continue;
      blocks_[i].write_trials(variant_group(i));
      written = true;
    }
    if (written) h5::flush(file_);
  });
}

void RunFileBuilder::close(const RuntimeInfo& runtime, std::uint64_t identity, bool complete) {
  guarded([&] {
    for (VariantBlock& block : blocks_) block.drop_uncommitted();
    for (std::size_t i = 0; i < blocks_.size(); ++i) blocks_[i].write_trials(variant_group(i));
    for (std::size_t i = 0; i < blocks_.size(); ++i) blocks_[i].write_tables(variant_group(i), true);
    h5::write_texts(file_, "labels", labels_.texts());
    h5::write_texts(file_, "errors", errors_.texts());
    write_runtime(runtime, identity);
    h5::set_attribute(file_, "complete", std::uint64_t{complete});
    h5::flush(file_);
    if (file_.close() < 0) throw h5::Failure("the file cannot be closed");
    disk_.sync();
  });
  closed_ = true;
}

void RunFileBuilder::write_runtime(const RuntimeInfo& runtime, std::uint64_t identity) {
  const h5::Handle group = h5::create_group(file_, "runtime");
  h5::set_attribute(group, "journal", identity);
  h5::set_attribute(group, "wall_seconds", runtime.wall_seconds);
  write_pairs(group, "entries", runtime.entries);
  write_pairs(group, "options", header_.options);
  const h5::Handle seconds = h5::create_group(group, "trial_seconds");
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    h5::write_list(seconds, layout::link(header_.variants[i].name), blocks_[i].wall_seconds());
}

}  // namespace mainstay::store
