#pragma once
// The journal of a run: RUN.journal, beside the run file while the run goes on. A kill may tear an HDF5 file,
// so the journal is what a run is resumed from: the header, then every trial as it was appended, each with a
// checksum. What is torn at its end is ignored. The process that writes a run holds a lock on its journal.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "store/descriptor.hpp"
#include "store/order.hpp"
#include "store/records.hpp"

namespace mainstay::store {

using RowVisitor = std::function<void(const TrialRow&)>;

std::string journal_path(const std::string& run_path);

class Journal {
 public:
  // Begins a journal under a temporary name, with the header safely on disk. `may_replace`: an unfinished
  // journal, and at the end a run file, may stand in the way. Throws StoreError: exists, busy, or what the
  // system says.
  static Journal create(const std::string& run_path, const RunHeader& header, bool may_replace);

  // The journal of an interrupted run, locked and ready to replay; nothing if there is none. Throws
  // StoreError: busy, foreign, newer, damaged, or what the system says.
  static std::optional<Journal> open(const std::string& run_path);

  Journal(Journal&& other) noexcept = default;
  ~Journal();  // writes what is buffered; a journal that was never published is removed

  const RunHeader& header() const { return header_; }
  std::uint64_t identity() const { return identity_; }  // of the header, so of the run
  bool may_replace() const { return may_replace_; }
  std::uint64_t rows() const { return next_.done(); }
  const TrialOrder& next() const { return next_; }  // the trial to append

  void publish();  // gives it its name; from here on a killed run can be resumed

  // Calls the visitor with every intact row in order and makes ready to append after the last. Once, before
  // append.
  void replay(const RowVisitor& visit);

  // The row is the next trial. After an error either may be called again: nothing that was appended is lost
  // while the journal lives.
  void append(const TrialRow& row);
  void sync();    // to the disk, not only to the system
  void remove();  // when the run file is complete

  // The rows that a reader of the file would find now; 0 if it cannot be read.
  std::uint64_t rows_on_disk() const;

 private:
  Journal(std::string run_path, std::string path, Descriptor file);
  void write_buffer();
  void begin_frame();
  void end_frame();

  std::string run_path_, path_;
  Descriptor file_;
  Descriptor replaced_;  // an unfinished journal that publish() replaces, locked until then
  bool published_ = false, may_replace_ = false;
  RunHeader header_;
  TrialOrder next_;
  std::uint64_t identity_ = 0, end_ = 0;
  std::string buffer_;
  std::size_t frame_ = 0;  // where the open frame begins in the buffer
  std::chrono::steady_clock::time_point written_, synced_;
  std::chrono::steady_clock::duration sync_pause_ = std::chrono::seconds(1);
};

// An interrupted or running run, as its journal tells it.
struct Unfinished {
  RunHeader header;
  std::uint64_t trials = 0;
  bool busy = false;  // a process is writing it now
};

// Nothing if there is no journal, or none that can be read. Counts trials without reading them.
std::optional<Unfinished> find_unfinished(const std::string& run_path);

}  // namespace mainstay::store
