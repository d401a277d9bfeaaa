// What stands at the name of a run, or keeps it from being written.
#include <sys/stat.h>
#include <sys/types.h>

#include "run_fixture.hpp"
#include "store/paths.hpp"

namespace mainstay::store {
namespace {

using namespace testing;
using Kind = StoreError::Kind;

Caught creating(const std::string& path, bool overwrite = false) {
  return caught([&] { RunWriter::create(path, small_header(), {overwrite}); });
}

bool has(const Caught& error, const std::string& words) {
  return error.message.find(words) != std::string::npos;
}

TEST(Protection, AFileIsNeverOverwrittenWithoutForce) {
  const Folder folder;
  put_bytes(folder / "run.h5", "precious");
  const Caught error = creating(folder / "run.h5");
  EXPECT_EQ(error.kind, Kind::exists);
  EXPECT_TRUE(has(error, "--force")) << error.message;
  EXPECT_EQ(bytes_of(folder / "run.h5"), "precious");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Protection, WithForceTheOldRunStaysUntilTheNewOneIsFinished) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  write_run(path, small_header(5));
  const std::string old = bytes_of(path);
  {
    RunWriter writer = RunWriter::create(path, small_header(), {true});
    append_rows(writer, 20);
    EXPECT_TRUE(bytes_of(path) == old);
  }
  EXPECT_TRUE(bytes_of(path) == old) << "a run that failed";
  {
    RunWriter writer = RunWriter::resume(path);
    append_rows(writer, 30);
    EXPECT_EQ(writer.interrupt({}), path + ".partial") << "a run that was interrupted";
  }
  EXPECT_TRUE(bytes_of(path) == old);
  EXPECT_EQ(RunReader::open(path + ".partial").replications(), 15u);
  RunWriter writer = RunWriter::resume(path);
  append_rows(writer, 80);
  EXPECT_TRUE(bytes_of(path) == old);
  writer.finish(small_runtime());
  EXPECT_EQ(RunReader::open(path).replications(), 40u);
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Protection, AnUnfinishedRunIsNotReplacedWithoutForce) {
  const Folder folder;
  const std::string path = folder / "my run.h5";
  { append_rows(*std::make_unique<RunWriter>(RunWriter::create(path, small_header(), {})), 7); }
  const std::string journal = bytes_of(path + ".journal");
  const Caught error = creating(path);
  EXPECT_EQ(error.kind, Kind::exists);
  EXPECT_TRUE(has(error, "7 trials")) << error.message;
  EXPECT_TRUE(has(error, "mainstay run --resume '" + path + "'")) << error.message;
  EXPECT_TRUE(bytes_of(path + ".journal") == journal);
  {
    RunWriter writer = RunWriter::create(path, small_header(2), {true});
    append_rows(writer, 4);
    writer.finish(small_runtime());
  }
  EXPECT_EQ(RunReader::open(path).replications(), 2u);
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Protection, AForeignFileInPlaceOfTheJournalIsKept) {
  const Folder folder;
  put_bytes(folder / "run.h5.journal", "dear diary");
  EXPECT_EQ(creating(folder / "run.h5").kind, Kind::exists);
  EXPECT_EQ(bytes_of(folder / "run.h5.journal"), "dear diary");
}

TEST(Protection, AFileThatCameDuringTheRunIsKept) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  {
    RunWriter writer = RunWriter::create(path, small_header(3), {});
    append_rows(writer, 6);
    put_bytes(path, "somebody else's");
    EXPECT_EQ(caught([&] { writer.finish({}); }).kind, Kind::exists);
  }
  EXPECT_EQ(bytes_of(path), "somebody else's");
  std::filesystem::remove(path);
  RunWriter::resume(path).finish({});
  EXPECT_EQ(RunReader::open(path).replications(), 3u);
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Protection, NamesThatNoRunCanHaveAreRefusedBeforeTheFirstTrial) {
  const Folder folder;
  std::filesystem::create_directory(folder / "sub");
  put_bytes(folder / "file", "x");
  std::filesystem::create_symlink(folder / "nowhere", folder / "broken");
  EXPECT_EQ(creating(folder / "sub").kind, Kind::not_a_file);
  EXPECT_EQ(creating(folder / "sub/").kind, Kind::not_a_file);
  EXPECT_EQ(creating("").kind, Kind::not_a_file);
  EXPECT_EQ(creating("/dev/null", true).kind, Kind::not_a_file);
  const Caught missing = creating(folder / "missing/run.h5");
  EXPECT_EQ(missing.kind, Kind::not_found);
  EXPECT_TRUE(has(missing, "does not exist; create it first")) << missing.message;
  EXPECT_EQ(creating(folder / "file/run.h5").kind, Kind::not_found);
  EXPECT_EQ(creating(folder / "broken").kind, Kind::not_found);
  EXPECT_TRUE(has(creating(folder / std::string(300, 'x')), "choose a shorter name"));
  EXPECT_EQ(folder.files(), 3u);
}

TEST(Protection, AFolderInPlaceOfTheJournalIsAnError) {
  const Folder folder;
  std::filesystem::create_directory(folder / "run.h5.journal");
  EXPECT_EQ(creating(folder / "run.h5").kind, Kind::not_a_file);
  EXPECT_EQ(caught([&] { RunWriter::resume(folder / "run.h5"); }).kind, Kind::not_a_file);
}

// Does work as an ordinary user, to whom permissions apply.
std::string as_nobody(const std::function<void()>& work) {
  return in_child([&]() -> std::string {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0))
      return "cannot become an ordinary user";
    const Caught error = caught(work);
    return error.thrown ? std::to_string(static_cast<int>(error.kind)) + " " + error.message
                        : "nothing thrown";
  });
}

std::string not_permitted() {
  return std::to_string(static_cast<int>(Kind::not_permitted)) + " ";
}

TEST(Protection, AFolderWithoutWritePermissionIsAnErrorBeforeTheFirstTrial) {
  const Folder folder;
  std::filesystem::create_directory(folder / "locked");
  ::chmod((folder / "locked").c_str(), 0555);
  const std::string said =
      as_nobody([&] { RunWriter::create(folder / "locked/run.h5", small_header(), {}); });
  EXPECT_TRUE(said.starts_with(not_permitted())) << said;
  EXPECT_NE(said.find("Permission denied"), std::string::npos) << said;
  ::chmod((folder / "locked").c_str(), 0755);
}

TEST(Protection, AWriteProtectedRunIsNotReplacedEvenWithForce) {
  const Folder folder;
  write_run(folder / "run.h5", small_header(2));
  ::chmod((folder / "run.h5").c_str(), 0444);
  const std::string said = as_nobody([&] { RunWriter::create(folder / "run.h5", small_header(), {true}); });
  EXPECT_TRUE(said.starts_with(not_permitted())) << said;
  EXPECT_EQ(RunReader::open(folder / "run.h5").replications(), 2u);
}

TEST(Protection, ARunWithoutReadPermissionSaysSo) {
  const Folder folder;
  write_run(folder / "run.h5", small_header(2));
  ::chmod((folder / "run.h5").c_str(), 0200);
  const std::string said = as_nobody([&] { RunReader::open(folder / "run.h5"); });
  EXPECT_TRUE(said.starts_with(not_permitted())) << said;
  EXPECT_NE(said.find("cannot be read: Permission denied"), std::string::npos) << said;
}

TEST(Protection, AJournalWithoutWritePermissionCannotBeResumed) {
  const Folder folder;
  { append_rows(*std::make_unique<RunWriter>(RunWriter::create(folder / "run.h5", small_header(), {})), 7); }
  ::chmod((folder / "run.h5.journal").c_str(), 0444);
  const std::string said = as_nobody([&] { RunWriter::resume(folder / "run.h5"); });
  EXPECT_TRUE(said.starts_with(not_permitted())) << said;
  EXPECT_EQ(find_unfinished(folder / "run.h5")->trials, 7u);
}

TEST(Protection, FreeNamesAvoidRunsAndTheirJournals) {
  const Folder folder;
  EXPECT_EQ(next_free_path(folder / "bank.h5"), folder / "bank.h5");
  put_bytes(folder / "bank.h5", "x");
  put_bytes(folder / "bank-2.h5.journal", "x");
  EXPECT_EQ(next_free_path(folder / "bank.h5"), folder / "bank-3.h5");
}

}  // namespace
}  // namespace mainstay::store
