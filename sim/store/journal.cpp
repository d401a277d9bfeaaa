#include "store/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "store/bytes.hpp"
#include "store/codec.hpp"
#include "store/error.hpp"
#include "store/journal_file.hpp"
#include "store/paths.hpp"

namespace mainstay::store {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t largest_buffer = 64 << 10;
constexpr auto longest_wait = std::chrono::milliseconds(100);
constexpr std::uint32_t flag_may_replace = 1;

StoreError busy_error(const std::string& run_path) {
  return {StoreError::Kind::busy, run_path + ": another process is writing this run (it holds " +
                                      journal_path(run_path) +
                                      "); wait for it to end, or choose another name"};
}

enum class Lock { held, busy, replaced };

// Locks the file that is open as `file` and makes sure that it still stands at `path`: its owner may have
// renamed or removed it in between. Where the file system knows no locks, there is no guard.
Lock lock(int file, const std::string& path) {
  int status = 0;
  do status = ::flock(file, LOCK_EX | LOCK_NB);
  while (status != 0 && errno == EINTR);
  if (status != 0 && errno == EWOULDBLOCK) return Lock::busy;
  struct stat held {
  }, named{};
  if (::fstat(file, &held) != 0 || ::stat(path.c_str(), &named) != 0) return Lock::replaced;
  return held.st_ino == named.st_ino && held.st_dev == named.st_dev ? Lock::held : Lock::replaced;
}

// Opens and locks `path`; nothing if it is not there and may not be created.
Descriptor open_locked(const std::string& run_path, const std::string& path, int flags) {
  for (;;) {
    Descriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0666));
    if (!file && errno == ENOENT && !(flags & O_CREAT)) return file;
    if (!file)
      throw flags & O_CREAT ? system_error(run_path, "be created", errno)
                            : system_error(path, "be opened for writing", errno);
    const Lock got = lock(file.get(), path);
    if (got == Lock::busy) throw busy_error(run_path);
    if (got == Lock::held) return file;
  }
}

StoreError unfinished_error(const std::string& run_path) {
  const std::string path = journal_path(run_path);
  if (const auto unfinished = find_unfinished(run_path))
    return {StoreError::Kind::exists, path + ": holds " + counted(unfinished->trials, "trial") +
                                          " of a run that did not end; go on with: " +
                                          resume_command(run_path) + ", or begin anew with --force"};
  return {StoreError::Kind::exists, path + ": is in the way and cannot be read as a journal of Mainstay; " +
                                        "move it away, or replace it with --force"};
}

std::uint64_t fnv1a(std::string_view bytes) {  // Fowler, Noll, Vo; draft-eastlake-fnv
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const unsigned char byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}

}  // namespace

std::string journal_path(const std::string& run_path) {
  return run_path + ".journal";
}

Journal::Journal(std::string run_path, std::string path, Descriptor file)
    : run_path_(std::move(run_path)),
      path_(std::move(path)),
      file_(std::move(file)),
      written_(Clock::now()),
      synced_(written_) {}

Journal Journal::create(const std::string& run_path, const RunHeader& header, bool may_replace) {
  const std::string path = journal_path(run_path) + ".new";
  Journal journal(run_path, path, open_locked(run_path, path, O_RDWR | O_CREAT));
  journal.replaced_ = open_locked(run_path, journal_path(run_path), O_RDWR);
  if (journal.replaced_ && !may_replace) throw unfinished_error(run_path);
  if (::ftruncate(journal.file_.get(), 0) != 0) throw system_error(path, "be written", errno);
  journal.header_ = header;
  journal.next_ = TrialOrder(header);
  journal.may_replace_ = may_replace;
  Encoder prelude(journal.buffer_);
  journal.buffer_ += journal_magic;
  prelude.number(journal_version);
  prelude.number(may_replace ? flag_may_replace : std::uint32_t{0});
  journal.begin_frame();
  encode(header, journal.buffer_);
  journal.end_frame();
  journal.identity_ = fnv1a(std::string_view(journal.buffer_).substr(journal_prelude + frame_prelude));
  journal.sync();
  return journal;
}

std::optional<Journal> Journal::open(const std::string& run_path) {
  const std::string path = journal_path(run_path);
  Descriptor file = open_locked(run_path, path, O_RDWR);
  if (!file) return std::nullopt;
  Journal journal(run_path, path, std::move(file));
  journal.published_ = true;
  JournalFile reader(path);
  std::string payload;
  if (!reader.next(payload) || !decode(payload, journal.header_) || journal.header_.variants.empty())
    throw StoreError(StoreError::Kind::damaged,
                     path + ": its header is damaged, so the run cannot go on; delete it and begin anew");
  journal.next_ = TrialOrder(journal.header_);
  journal.identity_ = fnv1a(payload);
  journal.may_replace_ = reader.flags() & flag_may_replace;
  journal.end_ = reader.position();
  return journal;
}

Journal::~Journal() {
  if (!file_) return;
  try {
    if (published_) write_buffer();
  } catch (const StoreError&) {
    // A destructor cannot report it, and what is lost is played again after a resume.
  }
  if (!published_) ::unlink(path_.c_str());
}

void Journal::publish() {
  const std::string name = journal_path(run_path_);
  if (::rename(path_.c_str(), name.c_str()) != 0) throw system_error(name, "be created", errno);
  path_ = name;
  published_ = true;
  replaced_.reset();
  sync_folder_of(name);
}

void Journal::replay(const RowVisitor& visit) {
  JournalFile reader(path_);
  std::string payload;
  reader.next(payload);  // the header, which open() has read
  TrialRow row;
  for (end_ = reader.position(); reader.next(payload); end_ = reader.position(), next_.advance()) {
    if (!decode(payload, row) || !next_.is_next(row)) break;
    visit(row);
  }
  // Whatever follows is torn or cannot be trusted; those trials are played again.
  if (::ftruncate(file_.get(), static_cast<off_t>(end_)) != 0) throw system_error(path_, "be written", errno);
}

void Journal::begin_frame() {
  frame_ = buffer_.size();
  buffer_.append(frame_prelude, '\0');
}

void Journal::end_frame() {
  const std::string_view payload = std::string_view(buffer_).substr(frame_ + frame_prelude);
  std::string head;
  Encoder encoder(head);
  encoder.number<std::uint64_t>(payload.size());
  encoder.number(frame_checksum(payload));
  buffer_.replace(frame_, frame_prelude, head);
}

void Journal::append(const TrialRow& row) {
  begin_frame();
  encode(row, buffer_);
  end_frame();
  next_.advance();
  const auto now = Clock::now();
  if (buffer_.size() >= largest_buffer || now - written_ >= longest_wait) write_buffer();
  if (now - synced_ >= sync_pause_) sync();
}

void Journal::write_buffer() {
  std::size_t done = 0;
  while (done < buffer_.size()) {
    const ssize_t wrote =
        ::pwrite(file_.get(), buffer_.data() + done, buffer_.size() - done, static_cast<off_t>(end_ + done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) throw system_error(path_, "be written", wrote < 0 ? errno : ENOSPC);
    done += static_cast<std::size_t>(wrote);
  }
  end_ += buffer_.size();
  buffer_.clear();
  written_ = Clock::now();
}

void Journal::sync() {
  write_buffer();
  const auto before = Clock::now();
  if (::fdatasync(file_.get()) != 0 && errno != EINVAL) throw system_error(path_, "be written", errno);
  synced_ = Clock::now();
  // A slow disk shall not take more than a twentieth of the time.
  sync_pause_ = std::max<Clock::duration>(std::chrono::seconds(1), 20 * (synced_ - before));
}

void Journal::remove() {
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT) throw system_error(path_, "be removed", errno);
  file_.reset();
}

std::uint64_t Journal::rows_on_disk() const {
  const auto found = find_unfinished(run_path_);
  return found ? found->trials : 0;
}

std::optional<Unfinished> find_unfinished(const std::string& run_path) {
  const std::string path = journal_path(run_path);
  try {
    JournalFile reader(path);
    std::string payload;
    Unfinished found;
    if (!reader.next(payload) || !decode(payload, found.header)) return std::nullopt;
    while (reader.skip()) ++found.trials;
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    found.busy = file && lock(file.get(), path) == Lock::busy;
    return found;
  } catch (const StoreError&) {
    return std::nullopt;
  }
}

}  // namespace mainstay::store
