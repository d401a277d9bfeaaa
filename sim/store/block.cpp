#include "store/block.hpp"

#include <algorithm>
#include <limits>

#include "store/layout.hpp"

namespace mainstay::store {

namespace {

template <class T>
void write_out(const h5::Handle& group, const std::string& name, std::vector<T>& values, std::uint64_t rows) {
  h5::append_rows(group, name, h5::type_of<T>(), values.data(), rows);
  values.clear();
}

}  // namespace

std::uint32_t Dictionary::number_of(const std::string& text) {
  const auto [entry, added] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
  if (added) texts_.push_back(text);
  return entry->second;
}

TableBuffer::TableBuffer(const TableInfo& info) : info_(&info) {
  for (const Column& column : info.columns) {
    switch (column.type) {
      case Column::Type::number:
        columns_.emplace_back(std::vector<double>());
        break;
      case Column::Type::integer:
        columns_.emplace_back(std::vector<std::int64_t>());
        break;
      case Column::Type::text:
        columns_.emplace_back(std::vector<std::uint32_t>());
        break;
    }
  }
}

void TableBuffer::add(std::uint32_t replication, const TableRows& rows, Dictionary& labels) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Cells& cells = rows.columns[i];
    count = std::visit([](const auto& values) { return values.size(); }, cells);
    if (const auto* numbers = std::get_if<std::vector<double>>(&cells)) {
      auto& to = std::get<std::vector<double>>(columns_[i]);
      to.insert(to.end(), numbers->begin(), numbers->end());
    } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&cells)) {
      auto& to = std::get<std::vector<std::int64_t>>(columns_[i]);
      to.insert(to.end(), integers->begin(), integers->end());
    } else {
      auto& to = std::get<std::vector<std::uint32_t>>(columns_[i]);
      for (const std::string& text : std::get<std::vector<std::string>>(cells))
        to.push_back(labels.number_of(layout::shortened(text)));
    }
  }
  replications_.insert(replications_.end(), count, replication);
}

void TableBuffer::drop_uncommitted() {
  replications_.resize(committed_);
  for (Buffer& column : columns_) std::visit([this](auto& values) { values.resize(committed_); }, column);
}

void TableBuffer::create(const h5::Handle& records, std::uint64_t chunk_rows) {
  const h5::Handle table = h5::create_group(records, layout::link(info_->name));
  h5::create_table(table, "replication", {h5::Type::u32, h5::one_column, chunk_rows, 1});
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = info_->columns[i];
    const std::string link = layout::link(column.name);
    const h5::Type type = column.type == Column::Type::number    ? h5::Type::f64
                          : column.type == Column::Type::integer ? h5::Type::i64
                                                                 : h5::Type::u32;
    h5::create_table(table, link, {type, h5::one_column, chunk_rows, 1});
    if (!column.unit.empty()) h5::set_attribute_of(table, link, "unit", column.unit);
    if (column.type == Column::Type::text) h5::set_attribute_of(table, link, "lookup", "/labels");
  }
  created_ = true;
}

void TableBuffer::write(const h5::Handle& records, bool everything) {
  const std::size_t size = replications_.size();
  const std::size_t ready = everything ? size : size - size % layout::record_chunk_rows;
  if (ready == 0 && (created_ || !everything)) return;
  if (!created_)
    create(records,
           everything ? std::min<std::size_t>(size, layout::record_chunk_rows) : layout::record_chunk_rows);
  const h5::Handle table = h5::open_group(records, layout::link(info_->name));
  const auto write_column = [&](const std::string& name, auto& values) {
    using T = typename std::remove_reference_t<decltype(values)>::value_type;
    h5::append_rows(table, name, h5::type_of<T>(), values.data(), ready);
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(ready));
  };
  write_column("replication", replications_);
  for (std::size_t i = 0; i < columns_.size(); ++i)
    std::visit([&](auto& values) { write_column(layout::link(info_->columns[i].name), values); },
               columns_[i]);
  committed_ = replications_.size();
}

VariantBlock::VariantBlock(const RunHeader& header) : header_(&header), series_(header.series.size()) {
  for (const TableInfo& table : header.tables) tables_.emplace_back(table);
}

// The lists of /variants/V/trials, in the order in which they are made.
template <class F>
void VariantBlock::for_each_list(F f) {
  f("replication", replication_);
  f("seed_key", seed_key_);
  f("status", status_);
  f("failed_at", failed_at_);
  f("error", error_);
  f("events", events_);
  f("fingerprint", fingerprint_);
}

void VariantBlock::add(const TrialRow& row, Dictionary& labels, Dictionary& errors) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  replication_.push_back(row.replication);
  seed_key_.push_back(row.seed_key);
  status_.push_back(row.failed ? 1 : 0);
  failed_at_.push_back(row.failed ? row.failed_at : none);
  error_.push_back(row.failed ? errors.number_of(layout::shortened(row.error)) : 0);
  events_.push_back(row.events);
  fingerprint_.push_back(row.fingerprint);
  wall_seconds_.push_back(row.wall_seconds);
  if (row.failed) {
    values_.resize(values_.size() + header_->metrics.size(), none);
    weights_.resize(weights_.size() + header_->metrics.size(), 0.0);
    for (std::size_t i = 0; i < series_.size(); ++i)
      series_[i].resize(series_[i].size() + header_->series[i].points,
                        std::numeric_limits<float>::quiet_NaN());
    return;
  }
  values_.insert(values_.end(), row.values.begin(), row.values.end());
  weights_.insert(weights_.end(), row.weights.begin(), row.weights.end());
  for (std::size_t i = 0; i < series_.size(); ++i)
    series_[i].insert(series_[i].end(), row.series[i].begin(), row.series[i].end());
  for (std::size_t i = 0; i < tables_.size(); ++i) tables_[i].add(row.replication, row.tables[i], labels);
}

bool VariantBlock::has_whole_chunks() const {
  return std::any_of(tables_.begin(), tables_.end(),
                     [](const TableBuffer& table) { return table.rows() >= layout::record_chunk_rows; });
}

void VariantBlock::commit() {
  committed_ = replication_.size();
  committed_walls_ = wall_seconds_.size();
  for (TableBuffer& table : tables_) table.commit();
}

void VariantBlock::drop_uncommitted() {
  for_each_list([this](const char*, auto& values) { values.resize(committed_); });
  values_.resize(committed_ * header_->metrics.size());
  weights_.resize(committed_ * header_->metrics.size());
  for (std::size_t i = 0; i < series_.size(); ++i) series_[i].resize(committed_ * header_->series[i].points);
  wall_seconds_.resize(committed_walls_);
  for (TableBuffer& table : tables_) table.drop_uncommitted();
}

void VariantBlock::create(const h5::Handle& group, const RunHeader& header, std::size_t variant) {
  const std::uint64_t block = layout::block_rows(header, variant);
  const h5::Handle trials = h5::create_group(group, "trials");
  VariantBlock(header).for_each_list([&](const char* name, auto& values) {
    using T = typename std::remove_reference_t<decltype(values)>::value_type;
    h5::create_table(trials, name, {h5::type_of<T>(), h5::one_column, block, 1});
  });
  h5::set_attribute_of(trials, "error", "lookup", "/errors");
  h5::set_attribute_of(trials, "failed_at", "unit", "s");
  for (const char* name : {"metrics", "weights"})
    h5::create_table(group, name,
                     layout::matrix(block, h5::Type::f64, header.metrics.size(), sizeof(double)));
  const h5::Handle series = h5::create_group(group, "series");
  for (const SeriesInfo& info : header.series)
    h5::create_table(series, layout::link(info.name),
                     layout::matrix(block, h5::Type::f32, info.points, sizeof(float)));
  h5::create_group(group, "records");
}

void VariantBlock::write_trials(const h5::Handle& group) {
  const std::uint64_t count = rows();
  const h5::Handle trials = h5::open_group(group, "trials");
  for_each_list([&](const char* name, auto& values) { write_out(trials, name, values, count); });
  write_out(group, "metrics", values_, count);
  write_out(group, "weights", weights_, count);
  const h5::Handle series = h5::open_group(group, "series");
  for (std::size_t i = 0; i < series_.size(); ++i)
    write_out(series, layout::link(header_->series[i].name), series_[i], count);
  committed_ = 0;
}

void VariantBlock::write_tables(const h5::Handle& group, bool everything) {
  const h5::Handle records = h5::open_group(group, "records");
  for (TableBuffer& table : tables_) table.write(records, everything);
}

}  // namespace mainstay::store
