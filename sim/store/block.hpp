#pragma once
// The trials of one variant that wait to be written as whole chunks.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "store/h5.hpp"
#include "store/records.hpp"

namespace mainstay::store {

// Texts as numbers: each gets the next number when it first comes, and "" is 0.
class Dictionary {
 public:
  Dictionary() { number_of(""); }
  std::uint32_t number_of(const std::string& text);
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;  // looked up, never walked through
  std::vector<std::string> texts_;
};

// The rows of one table of one variant, on their way to /variants/V/records/TABLE.
class TableBuffer {
 public:
  explicit TableBuffer(const TableInfo& info);
  void add(std::uint32_t replication, const TableRows& rows, Dictionary& labels);
  void commit() { committed_ = replications_.size(); }
  void drop_uncommitted();
  std::uint64_t rows() const { return replications_.size(); }
  // Writes all whole chunks, or everything. The data sets are made when there is something to write, so that
  // a short table has short chunks.
  void write(const h5::Handle& records, bool everything);

 private:
  using Buffer = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::uint32_t>>;
  void create(const h5::Handle& records, std::uint64_t chunk_rows);

  const TableInfo* info_;
  bool created_ = false;
  std::size_t committed_ = 0;
  std::vector<std::uint32_t> replications_;
  std::vector<Buffer> columns_;
};

class VariantBlock {
 public:
  explicit VariantBlock(const RunHeader& header);
  void add(const TrialRow& row, Dictionary& labels, Dictionary& errors);
  void commit();  // what was added so far belongs to whole replications
  void drop_uncommitted();
  std::uint64_t rows() const { return replication_.size(); }
  bool has_whole_chunks() const;  // in its tables
  const std::vector<double>& wall_seconds() const { return wall_seconds_; }

  static void create(const h5::Handle& group, const RunHeader& header, std::size_t variant);
  void write_trials(const h5::Handle& group);  // and begins an empty block
  void write_tables(const h5::Handle& group, bool everything);

 private:
  template <class F>
  void for_each_list(F f);

  const RunHeader* header_;
  std::size_t committed_ = 0;
  std::vector<std::uint32_t> replication_;
  std::vector<std::uint64_t> seed_key_;
  std::vector<std::uint8_t> status_;
  std::vector<double> failed_at_;
  std::vector<std::uint32_t> error_;
  std::vector<std::uint64_t> events_, fingerprint_;
  std::vector<double> values_, weights_;    // row by row
  std::vector<std::vector<float>> series_;  // per series, row by row
  std::vector<TableBuffer> tables_;
  std::vector<double> wall_seconds_;  // of all trials so far
  std::size_t committed_walls_ = 0;
};

}  // namespace mainstay::store
