// Files that are not, or not quite, run files.
#include <hdf5.h>

#include "run_fixture.hpp"
#include "store/layout.hpp"

namespace mainstay::store {
namespace {

using namespace testing;
using Kind = StoreError::Kind;

Caught opening(const std::string& path) {
  return caught([&] { RunReader::open(path); });
}

// Reads everything there is.
void read_all(const std::string& path) {
  const RunReader run = RunReader::open(path);
  for (std::size_t v = 0; v < run.header().variants.size(); ++v) {
    run.trials(v);
    run.trial_seconds(v);
    run.resolved_scenario(v);
    for (std::size_t m = 0; m < run.header().metrics.size(); ++m) run.metric(v, m);
    for (std::size_t s = 0; s < run.header().series.size(); ++s) run.series(v, s);
    for (std::size_t t = 0; t < run.header().tables.size(); ++t) run.table(v, t);
  }
}

#define EXPECT_HAS(text, words) EXPECT_NE((text).find(words), std::string::npos) << (text)

TEST(BadFile, EachKindGetsItsOwnMessage) {
  const Folder folder;
  EXPECT_EQ(opening(folder / "missing.h5").kind, Kind::not_found);
  EXPECT_EQ(opening(folder.path()).kind, Kind::not_a_file);
  EXPECT_EQ(opening("/dev/null").kind, Kind::not_a_file);
  put_bytes(folder / "empty.h5", "");
  EXPECT_EQ(opening(folder / "empty.h5").kind, Kind::empty);
  put_bytes(folder / "text.h5", "mainstay: 1\n");
  EXPECT_EQ(opening(folder / "text.h5").kind, Kind::foreign);
  put_bytes(folder / "short.h5", "\x89HD");
  EXPECT_EQ(opening(folder / "short.h5").kind, Kind::foreign);
  std::string binary;
  for (std::uint64_t i = 0; i < 10000; ++i) binary += static_cast<char>(scrambled(i));
  put_bytes(folder / "binary.h5", binary);
  EXPECT_EQ(opening(folder / "binary.h5").kind, Kind::foreign);
  put_bytes(folder / "signature.h5", std::string("\x89HDF\r\n\x1a\n", 8) + binary);
  EXPECT_EQ(opening(folder / "signature.h5").kind, Kind::damaged);
}

// Lets a test change a file with the C API of HDF5.
template <class Work>
void with_hdf5(hid_t file, Work work) {
  ASSERT_GE(file, 0);
  work(file);
  ASSERT_GE(H5Fclose(file), 0);
}

TEST(BadFile, AnotherProgramsHdf5FileIsForeign) {
  const Folder folder;
  const std::string path = folder / "other.h5";
  with_hdf5(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), [](hid_t) {});
  const Caught bare = opening(path);
  EXPECT_EQ(bare.kind, Kind::foreign);
  EXPECT_HAS(bare.message, "is an HDF5 file, but not a run file of Mainstay");
  with_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), [](hid_t file) {
    const hid_t space = H5Screate(H5S_SCALAR);
    const int number = 7;  // an attribute of this name, but a number
    const hid_t attribute = H5Acreate2(file, "filetype", H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(attribute, H5T_NATIVE_INT, &number);
    H5Aclose(attribute);
    H5Sclose(space);
  });
  EXPECT_EQ(opening(path).kind, Kind::foreign);
}

TEST(BadFile, ANewerLayoutIsRefusedAndBothVersionsNamed) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  write_run(path, small_header(2));
  with_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), [](hid_t file) {
    const std::uint64_t version = layout::version + 1;
    const hid_t attribute = H5Aopen(file, "version", H5P_DEFAULT);
    H5Awrite(attribute, H5T_NATIVE_UINT64, &version);
    H5Aclose(attribute);
  });
  const Caught error = opening(path);
  EXPECT_EQ(error.kind, Kind::newer);
  EXPECT_HAS(error.message, "version 2");
  EXPECT_HAS(error.message, "up to version 1");
}

TEST(BadFile, WithoutAPartItIsDamaged) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  for (const char* part : {"metrics", "scenario", "scenario/variants/name", "scenario/variants/replications",
                           "scenario/variants/seed", "variants/baseline/metrics",
                           "variants/baseline/trials/events", "variants/second-dba/series/a%2Fb", "errors",
                           "labels", "runtime", "variants/baseline/records/outages/cause", "records"}) {
    write_run(path, small_header(9));
    with_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT),
              [&](hid_t file) { ASSERT_GE(H5Ldelete(file, part, H5P_DEFAULT), 0) << part; });
    const Caught error = caught([&] { read_all(path); });
    EXPECT_EQ(error.kind, Kind::damaged) << part << ": " << error.message;
    EXPECT_HAS(error.message, path + ": is damaged: ");
    std::filesystem::remove(path);
  }
}

TEST(BadFile, WhoseVariantsDoNotHoldWholeReplicationsItIsDamaged) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  write_run(path, small_header(9));
  with_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), [](hid_t file) {
    const hid_t list = H5Dopen2(file, "variants/second-dba/trials/replication", H5P_DEFAULT);
    const hsize_t rows = 8;
    EXPECT_GE(H5Dset_extent(list, &rows), 0);
    H5Dclose(list);
  });
  const Caught error = opening(path);
  EXPECT_EQ(error.kind, Kind::damaged);
  EXPECT_HAS(error.message, "the trials of second-dba have an unexpected length");
}

TEST(BadFile, CutShortAnywhereItIsDamaged) {
  const Folder folder;
  write_run(folder / "run.h5", small_header(30));
  const std::string whole = bytes_of(folder / "run.h5");
  for (std::size_t size = 8; size < whole.size(); size += 1 + whole.size() / 50) {
    put_bytes(folder / "cut.h5", whole.substr(0, size));
    const Caught error = opening(folder / "cut.h5");
    EXPECT_EQ(error.kind, Kind::damaged) << "at " << size << ": " << error.message;
  }
  put_bytes(folder / "cut.h5", whole.substr(0, whole.size() / 2));
  EXPECT_HAS(opening(folder / "cut.h5").message, "is damaged: it is cut short");
}

TEST(BadFile, TellsOfAJournalThatCanHelp) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  {
    RunWriter writer = RunWriter::create(path, small_header(), {});
    append_rows(writer, 12);
  }
  const Caught missing = opening(path);
  EXPECT_EQ(missing.kind, Kind::not_found);
  EXPECT_HAS(missing.message, "holds 12 trials of it, go on with: mainstay run --resume " + path);
  write_run(folder / "other.h5", small_header());
  put_bytes(path, bytes_of(folder / "other.h5").substr(0, 5000));
  const Caught torn = opening(path);
  EXPECT_EQ(torn.kind, Kind::damaged);
  EXPECT_HAS(torn.message, "go on with: mainstay run --resume " + path);
}

TEST(BadFile, OpenForWritingElsewhereItIsBusy) {
  const Folder folder;
  const std::string path = folder / "run.h5";
  write_run(path, small_header(2));
  int opened[2], done[2];
  ASSERT_EQ(::pipe(opened), 0);
  ASSERT_EQ(::pipe(done), 0);
  std::fflush(nullptr);
  const pid_t child = ::fork();  // another process, since HDF5 shares what is open within one
  if (child == 0) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    char byte = file >= 0 ? 'y' : 'n';
    const bool told = ::write(opened[1], &byte, 1) == 1 && ::read(done[0], &byte, 1) == 1;
    std::_Exit(told ? 0 : 1);
  }
  char byte = 0;
  EXPECT_EQ(::read(opened[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  const Caught error = opening(path);
  EXPECT_EQ(error.kind, Kind::busy) << error.message;
  EXPECT_EQ(::write(done[1], "x", 1), 1);
  ::waitpid(child, nullptr, 0);
  for (const int end : {opened[0], opened[1], done[0], done[1]}) ::close(end);
}

// All numbers of the trials, bit by bit.
std::string numbers_of(const RunReader& run) {
  std::string all;
  for (std::size_t v = 0; v < run.header().variants.size(); ++v) {
    const MetricBlock block = run.metrics(v, 0, run.replications());
    for (const auto* list : {&block.values, &block.weights})
      all.append(reinterpret_cast<const char*>(list->data()), list->size() * sizeof(double));
  }
  return all;
}

TEST(BadFile, AnyDamagedByteGivesAnErrorOrTheSameNumbers) {
  const Folder folder;
  const RunHeader header = small_header(30);
  write_run(folder / "run.h5", header);
  const std::string whole = bytes_of(folder / "run.h5");
  const std::string numbers = numbers_of(RunReader::open(folder / "run.h5"));
  // In a child, so that a fault of the library fails this test and does not end it.
  const std::string said = in_child(
      [&]() -> std::string {
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        int errors = 0;
        for (std::size_t at = 0; at < whole.size(); at += 397) {
          std::string damaged = whole;
          damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
          put_bytes(folder / "damaged.h5", damaged);
          const Caught error = caught([&] { read_all(folder / "damaged.h5"); });
          if (error.thrown)
            ++errors;
          else if (numbers_of(RunReader::open(folder / "damaged.h5")) != numbers)
            return "other at " + std::to_string(at);
        }
        return errors > 50 ? "well" : "few errors";
      },
      true);  // HDF5 loses memory when it finds a damaged checksum, which is not ours to judge
  EXPECT_EQ(said, "well");
}

}  // namespace
}  // namespace mainstay::store
