#pragma once
// Writes a run: to its journal, from which a run killed at any instant can go on, and to the HDF5 file, which
// takes its name only when it is whole.
//
// - RUN appears when the run is finished or interrupted; never in between, so it is always readable.
// - RUN.journal holds every trial so far; it is gone when the run is finished.
// - RUN.partial is the HDF5 file while it is being written.
//
// A full disk, a file size limit or any other failure to write is a StoreError that says how many trials are
// safe and how to go on; nothing on disk is lost by it. To be told of a file size limit (`ulimit -f`) the
// process must ignore SIGXFSZ. One thread at a time may use a writer, and no other thread may use HDF5
// without its thread-safe build.

#include <cstdint>
#include <memory>
#include <string>

#include "store/journal.hpp"
#include "store/records.hpp"

namespace mainstay::store {

class RunWriter {
 public:
  struct Options {
    // Replace a run that stands at this name, and any unfinished one. The old file stays until the new one is
    // finished.
    bool overwrite = false;
  };

  // Begins a run, and fails before the first trial if its files cannot be written. Throws StoreError, of kind
  // exists if a run or the journal of an unfinished one is there.
  static RunWriter create(const std::string& path, const RunHeader& header, Options options);

  // Goes on with the interrupted run whose file is, or would be, at `path`: builds the HDF5 file anew from
  // the journal and calls the visitor with each trial that is done, in order. Throws StoreError:
  // already_complete; busy; not_found if there is neither run nor journal.
  static RunWriter resume(const std::string& path, const RowVisitor& visit = {});

  RunWriter(RunWriter&&) noexcept;
  RunWriter& operator=(RunWriter&&) noexcept;
  // Without finish() or interrupt() the journal stays for resume(), and no HDF5 file is left.
  ~RunWriter();

  const RunHeader& header() const;
  // Done trials, counted in trial order: replication by replication, all variants that have it, then the
  // next.
  std::uint64_t trials_done() const;

  // The next trial in trial order. Throws StoreError; of kind misuse, with nothing changed, if it is not the
  // next or does not have the shape that the header says.
  void append(const TrialRow& row);

  // Closes the HDF5 file well, gives it its name and removes the journal. Needs whole replications, as many
  // as there are: a run may stop before all that are planned.
  void finish(const RuntimeInfo& runtime);

  // Closes the HDF5 file with the whole replications so far and keeps the journal. Returns the name of the
  // file: that of the run or, if an older run that was to be overwritten stands there, the one with
  // `.partial` added.
  std::string interrupt(const RuntimeInfo& runtime);

 private:
  struct State;
  explicit RunWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mainstay::store
