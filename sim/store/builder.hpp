#pragma once
// Writes the HDF5 side of a run, from rows in trial order. A run that was resumed goes through the same calls
// as one that was not, so that both give the same file.

#include <cstdint>
#include <string>
#include <vector>

#include "store/block.hpp"
#include "store/disk.hpp"
#include "store/h5.hpp"
#include "store/order.hpp"
#include "store/records.hpp"

namespace mainstay::store {

class RunFileBuilder {
 public:
  // Creates the file, or empties the one there, and writes what is known before the first trial. Throws
  // StoreError.
  RunFileBuilder(std::string path, const RunHeader& header);
  RunFileBuilder(const RunFileBuilder&) = delete;
  RunFileBuilder& operator=(const RunFileBuilder&) = delete;
  ~RunFileBuilder();  // a file that was not closed well is removed: it would be of no use to anyone

  const RunHeader& header() const { return header_; }
  const std::string& path() const { return path_; }

  // The next trial in trial order. Throws StoreError if the disk does; the builder is then of no more use.
  void add(const TrialRow& row);

  // Writes what is buffered, of whole replications, and closes the file durably. `identity` says which
  // journal the run belongs to.
  void close(const RuntimeInfo& runtime, std::uint64_t identity, bool complete);

 private:
  template <class Work>
  void guarded(Work work);
  void write_scenario();
  void write_definitions();
  void write_variants(const h5::Handle& scenario);
  void write_runtime(const RuntimeInfo& runtime, std::uint64_t identity);
  h5::Handle variant_group(std::size_t variant) const;

  std::string path_;
  RunHeader header_;
  Disk disk_;
  h5::Handle file_;
  bool closed_ = false;
  TrialOrder order_;
  std::vector<std::uint64_t> block_rows_;  // per variant
  Dictionary labels_, errors_;
  std::vector<VariantBlock> blocks_;
};

}  // namespace mainstay::store
