// Runs that were interrupted, killed or torn, and what comes of them.
#include <signal.h>

#include <random>

#include "run_fixture.hpp"
#include "store/journal_file.hpp"

namespace mainstay::store {
namespace {

using namespace testing;

// Goes on with a run to its end.
void complete(const std::string& path) {
  RunWriter writer = RunWriter::resume(path);
  append_rows(writer, all_trials(writer.header()));
  writer.finish(small_runtime());
}

// What an uninterrupted run with this header gives.
std::string expected_bytes(const Folder& folder, const RunHeader& header) {
  write_run(folder / "expected.h5", header);
  return bytes_of(folder / "expected.h5");
}

// The journal of a run of which `trials` are done.
std::string journal_of(const Folder& folder, const RunHeader& header, std::uint64_t trials) {
  RunWriter writer = RunWriter::create(folder / "sample.h5", header, {});
  append_rows(writer, trials);
  writer.interrupt({});
  const std::string bytes = bytes_of(folder / "sample.h5.journal");
  std::filesystem::remove(folder / "sample.h5.journal");
  std::filesystem::remove(folder / "sample.h5");
  return bytes;
}

TEST(Resume, LeavesNothingButTheRunWhenItIsFinished) {
  const Folder folder;
  write_run(folder / "run.h5", small_header());
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Resume, AnInterruptedRunIsReadableAndGoesOnToTheSameFile) {
  const Folder folder;
  const RunHeader header = small_header(1100);
  const std::string expected = expected_bytes(folder, header);
  const std::string path = folder / "run.h5";
  {
    RunWriter writer = RunWriter::create(path, header, {});
    append_rows(writer, 2 * 1030 + 1);  // one block, some replications, and half of one
    EXPECT_EQ(writer.interrupt(small_runtime()), path);
  }
  {
    const RunReader partial = RunReader::open(path);
    EXPECT_FALSE(partial.complete());
    EXPECT_EQ(partial.replications(), 1030u);
    EXPECT_EQ(partial.metric(1, 2).values.size(), 1030u);
    EXPECT_EQ(partial.metric(1, 2).values[1029], small_row(header, 2059).values[2]);
  }
  {
    RunWriter writer = RunWriter::resume(path);
    EXPECT_EQ(writer.trials_done(), 2061u);
    append_rows(writer, 2100);
    EXPECT_EQ(writer.interrupt(small_runtime()), path);
  }
  EXPECT_EQ(RunReader::open(path).replications(), 1050u);
  complete(path);
  EXPECT_TRUE(bytes_of(path) == expected);
  EXPECT_EQ(folder.files(), 2u);
}

TEST(Resume, WithDifferentNumbersOfReplicationsGoesOnToTheSameFileFromAnyTrial) {
  const Folder folder;
  const RunHeader header = uneven_header({3, 1000, 10});
  const std::string expected = expected_bytes(folder, header);
  const std::string path = folder / "run.h5";
  for (const std::uint64_t at : {0u, 1u, 7u, 8u, 9u, 10u, 22u, 23u, 24u, 500u, 1012u, 1013u}) {
    {
      RunWriter writer = RunWriter::create(path, header, {});
      append_rows(writer, at);
      EXPECT_EQ(writer.interrupt(small_runtime()), path);
    }
    {
      const RunReader partial = RunReader::open(path);
      // Three trials a replication up to the third, then two up to the tenth, then one.
      const std::uint64_t whole = at < 9 ? at / 3 : at < 23 ? 3 + (at - 9) / 2 : 10 + (at - 23);
      EXPECT_FALSE(partial.complete());
      EXPECT_EQ(partial.replications(), whole) << at;
      EXPECT_EQ(partial.replications(0), std::min<std::uint64_t>(whole, 3)) << at;
      EXPECT_EQ(partial.replications(1), whole) << at;
      EXPECT_EQ(partial.replications(2), std::min<std::uint64_t>(whole, 10)) << at;
      EXPECT_EQ(partial.metric(2, 0).values.size(), partial.replications(2)) << at;
    }
    EXPECT_EQ(RunWriter::resume(path).trials_done(), at);
    complete(path);
    EXPECT_TRUE(bytes_of(path) == expected) << at;
    std::filesystem::remove(path);
  }
}

TEST(Resume, ShowsTheTrialsThatAreDoneInOrder) {
  const Folder folder;
  const RunHeader header = small_header();
  put_bytes(folder / "run.h5.journal", journal_of(folder, header, 31));
  std::uint64_t seen = 0;
  RunWriter writer = RunWriter::resume(folder / "run.h5", [&](const TrialRow& row) {
    const TrialRow expected = small_row(header, seen++);
    EXPECT_EQ(row.seed_key, expected.seed_key);
    EXPECT_EQ(row.values, expected.values);
    EXPECT_EQ(row.error, expected.error);
  });
  EXPECT_EQ(seen, 31u);
  EXPECT_EQ(writer.trials_done(), 31u);
  EXPECT_EQ(writer.header().title, header.title);
  EXPECT_EQ(writer.header().options, header.options);
  EXPECT_EQ(writer.header().variants[1].resolved, header.variants[1].resolved);
}

// The child plays the run (new or resumed) and says one byte for each trial; the parent kills it after
// `patience`. Where the kill falls within the work of the next trial, or in the closing of the file, is up to
// the scheduler.
void play_until_killed(const std::string& path, const RunHeader& header, std::uint64_t patience) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    RunWriter writer =
        exists(journal_path(path)) ? RunWriter::resume(path) : RunWriter::create(path, header, {});
    const std::uint64_t all = all_trials(header);
    while (writer.trials_done() < all) {
      append_rows(writer, writer.trials_done() + 1);
      if (::write(ends[1], ".", 1) != 1) std::_Exit(1);
    }
    writer.finish(small_runtime());
    std::_Exit(0);
  }
  ::close(ends[1]);
  char byte = 0;
  for (std::uint64_t i = 0; i < patience && ::read(ends[0], &byte, 1) == 1; ++i) {
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
}

// `rounds` times, a run with this header is killed until it is complete.
void expect_same_file_after_kills(const RunHeader& header, int rounds) {
  const Folder folder;
  const std::string expected = expected_bytes(folder, header);
  std::mt19937 random(20260105);
  const std::string path = folder / "run.h5";
  for (int round = 0; round < rounds; ++round) {
    int kills = 0;
    if (round % 2 == 0) {  // while the file is being closed
      play_until_killed(path, header, all_trials(header));
      ++kills;
    }
    while (!(exists(path) && !exists(journal_path(path))) && kills < 40) {
      play_until_killed(path, header, random() % (all_trials(header) / 2));
      ++kills;
    }
    if (!exists(path)) complete(path);
    ASSERT_TRUE(bytes_of(path) == expected) << "after " << kills << " kills in round " << round;
    if (round == 0 && have_h5diff()) {
      EXPECT_EQ(h5diff(path, folder / "expected.h5"), "");
    }
    std::filesystem::remove(path);
  }
}

TEST(Resume, ARunKilledAtRandomInstantsGivesTheSameFile) {
  expect_same_file_after_kills(small_header(1200), 8);  // one block is written in between
}

TEST(Resume, WithDifferentNumbersOfReplicationsARunKilledAtRandomInstantsGivesTheSameFile) {
  expect_same_file_after_kills(uneven_header({3, 1000, 10}), 4);
  expect_same_file_after_kills(uneven_header({1200, 10, 1100}), 2);
}

TEST(Resume, AJournalCutAtAnyByteGivesTheSameFile) {
  const Folder folder;
  const RunHeader header = small_header(8);
  const std::string expected = expected_bytes(folder, header);
  const std::string journal = journal_of(folder, header, 16);
  const std::size_t first = journal_of(folder, header, 0).size();
  const std::string path = folder / "run.h5";
  std::uint64_t before = 0;
  for (std::size_t size = first; size <= journal.size(); size += 1 + size % 241) {
    put_bytes(journal_path(path), journal.substr(0, size));
    {
      RunWriter writer = RunWriter::resume(path);
      ASSERT_GE(writer.trials_done(), before);
      before = writer.trials_done();
    }
    complete(path);
    ASSERT_TRUE(bytes_of(path) == expected) << "cut at " << size;
    std::filesystem::remove(path);
  }
  EXPECT_GE(before, 15u);
}

TEST(Resume, AJournalDamagedInTheMiddleGivesTheSameFile) {
  const Folder folder;
  const RunHeader header = small_header(8);
  const std::string expected = expected_bytes(folder, header);
  const std::string journal = journal_of(folder, header, 16);
  const std::size_t first = journal_of(folder, header, 0).size();
  const std::string path = folder / "run.h5";
  for (std::size_t at = first; at < journal.size(); at += 127) {
    std::string damaged = journal;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    put_bytes(journal_path(path), damaged);
    complete(path);
    ASSERT_TRUE(bytes_of(path) == expected) << "damaged at " << at;
    std::filesystem::remove(path);
  }
}

TEST(Resume, ATailOfZerosAsAPowerFailureLeavesItIsIgnored) {
  const Folder folder;
  const RunHeader header = small_header(8);
  const std::string expected = expected_bytes(folder, header);
  put_bytes(folder / "run.h5.journal", journal_of(folder, header, 5) + std::string(5000, '\0'));
  EXPECT_EQ(RunWriter::resume(folder / "run.h5").trials_done(), 5u);
  complete(folder / "run.h5");
  EXPECT_TRUE(bytes_of(folder / "run.h5") == expected);
}

TEST(Resume, AWriterThatIsDroppedKeepsItsTrialsInTheJournalAlone) {
  const Folder folder;
  const RunHeader header = small_header();
  {
    RunWriter writer = RunWriter::create(folder / "run.h5", header, {});
    append_rows(writer, 9);
  }
  EXPECT_EQ(folder.files(), 1u);
  const auto unfinished = find_unfinished(folder / "run.h5");
  ASSERT_TRUE(unfinished);
  EXPECT_EQ(unfinished->trials, 9u);
  EXPECT_FALSE(unfinished->busy);
  EXPECT_EQ(unfinished->header.seed, header.seed);
}

TEST(Resume, SaysThatACompleteRunIsComplete) {
  const Folder folder;
  write_run(folder / "run.h5", small_header());
  const std::string before = bytes_of(folder / "run.h5");
  const Caught error = caught([&] { RunWriter::resume(folder / "run.h5"); });
  EXPECT_EQ(error.kind, StoreError::Kind::already_complete);
  EXPECT_NE(error.message.find("40 replications"), std::string::npos) << error.message;
  EXPECT_TRUE(bytes_of(folder / "run.h5") == before);
}

TEST(Resume, TidiesUpAfterAKillBetweenTheLastTwoSteps) {
  const Folder folder;
  const RunHeader header = small_header(8);
  put_bytes(folder / "run.h5.journal", journal_of(folder, header, 16));
  const std::string journal = bytes_of(folder / "run.h5.journal");
  complete(folder / "run.h5");
  put_bytes(folder / "run.h5.journal", journal);  // as if it had not been removed
  EXPECT_EQ(caught([&] { RunWriter::resume(folder / "run.h5"); }).kind, StoreError::Kind::already_complete);
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Resume, SaysWhatIsMissing) {
  const Folder folder;
  const Caught nothing = caught([&] { RunWriter::resume(folder / "run.h5"); });
  EXPECT_EQ(nothing.kind, StoreError::Kind::not_found);
  {
    RunWriter writer = RunWriter::create(folder / "run.h5", small_header(), {});
    append_rows(writer, 9);
    writer.interrupt({});
  }
  std::filesystem::remove(folder / "run.h5.journal");
  const Caught lost = caught([&] { RunWriter::resume(folder / "run.h5"); });
  EXPECT_EQ(lost.kind, StoreError::Kind::not_found);
  EXPECT_NE(lost.message.find("4 replications"), std::string::npos) << lost.message;
  EXPECT_TRUE(exists(folder / "run.h5"));
}

TEST(Resume, NeverReplacesAFileThatIsNotOfThisRun) {
  const Folder folder;
  put_bytes(folder / "run.h5.journal", journal_of(folder, small_header(8), 5));
  for (const std::string& other : {std::string("my thesis"), std::string()}) {
    put_bytes(folder / "run.h5", other);
    EXPECT_EQ(caught([&] { RunWriter::resume(folder / "run.h5"); }).kind, StoreError::Kind::exists);
    EXPECT_EQ(bytes_of(folder / "run.h5"), other);
  }
  RunHeader another = small_header(8);
  another.seed = 1;
  std::filesystem::remove(folder / "run.h5");
  write_run(folder / "other.h5", another);
  std::filesystem::rename(folder / "other.h5", folder / "run.h5");
  EXPECT_EQ(caught([&] { RunWriter::resume(folder / "run.h5"); }).kind, StoreError::Kind::exists);
  EXPECT_TRUE(exists(folder / "run.h5.journal"));
}

TEST(Resume, RefusesJournalsThatItCannotUnderstand) {
  const Folder folder;
  const std::string good = journal_of(folder, small_header(8), 3);
  std::string newer = good, older = good, damaged = good;
  newer[journal_magic.size()] = 9;
  older[journal_magic.size()] = 1;
  damaged[40] = static_cast<char>(damaged[40] ^ 1);
  const std::vector<std::pair<std::string, StoreError::Kind>> cases = {
      {"", StoreError::Kind::foreign},
      {"MSJRNL\r\n", StoreError::Kind::damaged},
      {"dear diary", StoreError::Kind::foreign},
      {newer, StoreError::Kind::newer},
      {older, StoreError::Kind::newer},
      {damaged, StoreError::Kind::damaged},
      {good.substr(0, 100), StoreError::Kind::damaged}};
  for (const auto& [bytes, kind] : cases) {
    put_bytes(folder / "run.h5.journal", bytes);
    const Caught error = caught([&] { RunWriter::resume(folder / "run.h5"); });
    EXPECT_EQ(error.kind, kind) << error.message;
    EXPECT_EQ(bytes_of(folder / "run.h5.journal"), bytes) << "nothing may be lost";
  }
}

TEST(Resume, TwoProcessesCannotWriteTheSameRun) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  RunWriter writer = RunWriter::create(path, small_header(), {});
  append_rows(writer, 3);
  for (const bool overwrite : {false, true})
    EXPECT_EQ(caught([&] { RunWriter::create(path, small_header(), {overwrite}); }).kind,
              StoreError::Kind::busy);
  EXPECT_EQ(caught([&] { RunWriter::resume(path); }).kind, StoreError::Kind::busy);
  const Caught reading = caught([&] { RunReader::open(path); });
  EXPECT_EQ(reading.kind, StoreError::Kind::busy) << reading.message;
  EXPECT_TRUE(find_unfinished(path)->busy);
  append_rows(writer, 80);
  writer.finish(small_runtime());
  EXPECT_TRUE(RunReader::open(path).complete());
}

}  // namespace
}  // namespace mainstay::store
