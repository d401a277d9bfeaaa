// Disks that are full, and limits on the size of a file.
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <cstring>

#include "run_fixture.hpp"
#include "store/builder.hpp"
#include "store/disk.hpp"

namespace mainstay::store {
namespace {

using namespace testing;
using Kind = StoreError::Kind;

// No file may grow beyond this, from here on in this process.
void limit_files_to(rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

// Rows that do not compress, so that the HDF5 file grows as fast as the journal.
RunHeader bulky_header() {
  RunHeader header = small_header(1500);
  for (int i = 0; i < 20; ++i) header.metrics.push_back({"m" + std::to_string(i), "", "mean", ""});
  return header;
}

std::string play(const std::string& path, const RunHeader& header) {
  const Caught error = caught([&] {
    RunWriter writer =
        exists(path + ".journal") ? RunWriter::resume(path) : RunWriter::create(path, header, {});
    append_rows(writer, all_trials(header));
    writer.finish(small_runtime());
  });
  if (!error.thrown) return "finished";
  return (error.kind == Kind::no_space ? "no space: " : "another error: ") + error.message;
}

TEST(Disk, KeepsInMemoryWhatAFullDiskRefuses) {
  const Folder folder;
  EXPECT_EQ(in_child([&]() -> std::string {
              Disk disk(folder / "file");
              limit_files_to(10);
              disk.write(4, "abcdefgh", 8);  // two bytes too many
              if (disk.error() != EFBIG) return "error " + std::to_string(disk.error());
              disk.write(20, "xyz", 3);
              disk.write(5, "B", 1);
              char seen[24];
              disk.read(0, seen, sizeof(seen));
              const char expected[] = "\0\0\0\0aBcdefgh\0\0\0\0\0\0\0\0xyz";
              if (std::memcmp(seen, expected, 24) != 0) return "reads " + std::string(seen, 24);
              return disk.size() == 23 ? "well" : "size " + std::to_string(disk.size());
            }),
            "well");
}

TEST(FullDisk, StopsTheHdf5FileAtAnySizeWithoutHurtingTheLibrary) {
  const Folder folder;
  const RunHeader header = bulky_header();
  const std::string path = folder / "run.h5";
  write_run(path, header);
  const auto whole = static_cast<rlim_t>(bytes_of(path).size());
  std::filesystem::remove(path);
  for (rlim_t limit = 0; limit < whole; limit += 1 + whole / 11) {
    const std::string said = in_child([&]() -> std::string {
      limit_files_to(limit);
      const Caught error = caught([&] {
        RunFileBuilder builder(path, header);
        for (std::uint64_t n = 0; n < all_trials(header); ++n) builder.add(small_row(header, n));
        builder.close(small_runtime(), 1, true);
      });
      limit_files_to(RLIM_INFINITY);
      { RunFileBuilder another(folder / "other.h5", small_header()); }  // the library still works
      return error.thrown && error.kind == Kind::no_space ? "no space" : "else: " + error.message;
    });
    EXPECT_EQ(said, "no space") << "at a limit of " << limit << " of " << whole << " bytes";
    EXPECT_EQ(folder.files(), 0u);
  }
}

TEST(FullDisk, ARunStoppedByAFileSizeLimitGoesOnWhereThereIsRoom) {
  const Folder folder;
  const RunHeader header = bulky_header();
  write_run(folder / "expected.h5", header);
  const std::string expected = bytes_of(folder / "expected.h5"), path = folder / "run.h5";
  for (const rlim_t limit : {0u, 3000u, 60000u, 400000u, 900000u, 1300000u}) {
    const std::string said = in_child([&] {
      limit_files_to(limit);
      return play(path, header);
    });
    EXPECT_TRUE(said.starts_with("no space: ")) << said;
    EXPECT_NE(said.find("File too large (a file size limit"), std::string::npos) << said;
    EXPECT_FALSE(exists(path));
    EXPECT_FALSE(exists(path + ".partial"));
    const auto unfinished = find_unfinished(path);
    EXPECT_EQ(unfinished.has_value(), limit >= 60000u);
    if (unfinished) {
      const std::string promise = "holds " + counted(unfinished->trials, "trial") +
                                  ": put that right and go on with: mainstay run --resume " + path;
      EXPECT_NE(said.find(promise), std::string::npos) << said;
    }
    EXPECT_EQ(play(path, header), "finished");
    EXPECT_TRUE(bytes_of(path) == expected) << "after a limit of " << limit;
    std::filesystem::remove(path);
  }
}

// On a small file system of its own, of which nobody else gets to know. "no mount" if that is not permitted.
std::string on_a_small_disk(const std::string& folder, const std::string& size,
                            const std::function<std::string()>& work) {
  return in_child([&]() -> std::string {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder.c_str(), "tmpfs", 0, ("size=" + size).c_str()) != 0)
      return "no mount";
    return work();
  });
}

TEST(FullDisk, ARunStoppedByAFullDiskGoesOnWhereThereIsRoom) {
  const Folder folder;
  const RunHeader header = bulky_header();
  write_run(folder / "expected.h5", header);
  const std::string expected = bytes_of(folder / "expected.h5");
  std::filesystem::create_directory(folder / "disk");
  const std::string path = folder / "disk/run.h5";
  for (const char* size : {"4k", "64k", "256k", "1m", "1800k", "2200k"}) {
    const std::string said = on_a_small_disk(folder / "disk", size, [&]() -> std::string {
      const std::string first = play(path, header);
      if (!first.starts_with("no space: ") || first.find("No space left on device") == std::string::npos)
        return "first: " + first;
      if (exists(path) || exists(path + ".partial")) return "a file is left";
      if (::mount("tmpfs", (folder / "disk").c_str(), "tmpfs", MS_REMOUNT, "size=64m") != 0)
        return "no remount";
      const std::string second = play(path, header);
      if (second != "finished") return "second: " + second;
      return bytes_of(path) == expected ? "equal" : "different";
    });
    if (said == "no mount") GTEST_SKIP() << "this user may not mount a file system";
    EXPECT_EQ(said, "equal") << "on a disk of " << size;
  }
}

TEST(FullDisk, AnUnfinishedRunThatForceWouldReplaceSurvivesAFullDisk) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  {
    RunWriter writer = RunWriter::create(path, small_header(), {});
    append_rows(writer, 9);
  }
  const std::string journal = bytes_of(path + ".journal");
  for (const rlim_t limit : {0u, 500u, 8000u}) {
    const std::string said = in_child([&]() -> std::string {
      limit_files_to(limit);
      return caught([&] { RunWriter::create(path, small_header(), {true}); }).kind == Kind::no_space
                 ? "no space"
                 : "else";
    });
    EXPECT_EQ(said, "no space");
    EXPECT_TRUE(bytes_of(path + ".journal") == journal);
    EXPECT_EQ(folder.files(), 1u);
  }
}

}  // namespace
}  // namespace mainstay::store
