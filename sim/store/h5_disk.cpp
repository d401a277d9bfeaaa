// The HDF5 file driver that writes to a Disk.

#include <hdf5.h>

#include <cstring>
#include <functional>
#include <new>

#include "store/disk.hpp"
#include "store/h5_check.hpp"

namespace mainstay::store::h5 {

namespace {

struct Info {
  Disk* disk;
};

struct File {
  H5FD_t common;  // first, and filled by HDF5
  Disk* disk;
  haddr_t end_of_allocation;
};

File* ours(H5FD_t* file) {
  return reinterpret_cast<File*>(file);
}
const File* ours(const H5FD_t* file) {
  return reinterpret_cast<const File*>(file);
}

// An exception must not pass through C; memory is all that can fail here.
template <class Work>
herr_t guarded(Work work) {
  try {
    work();
    return 0;
  } catch (...) {
    return -1;
  }
}

H5FD_t* open(const char*, unsigned flags, hid_t access, haddr_t) {
  const auto* info = static_cast<const Info*>(H5Pget_driver_info(access));
  if (info == nullptr) return nullptr;
  auto* file = new (std::nothrow) File{};
  if (file == nullptr) return nullptr;
  file->disk = info->disk;
  if (flags & H5F_ACC_TRUNC) info->disk->resize(0);
  return &file->common;
}

herr_t close(H5FD_t* file) {
  delete ours(file);
  return 0;
}

int compare(const H5FD_t* a, const H5FD_t* b) {
  if (ours(a)->disk == ours(b)->disk) return 0;
  return std::less<const Disk*>()(ours(a)->disk, ours(b)->disk) ? -1 : 1;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
           H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

haddr_t get_end_of_allocation(const H5FD_t* file, H5FD_mem_t) {
  return ours(file)->end_of_allocation;
}

herr_t set_end_of_allocation(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  ours(file)->end_of_allocation = end;
  return 0;
}

haddr_t get_end_of_file(const H5FD_t* file, H5FD_mem_t) {
  return ours(file)->disk->size();
}

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, size_t size, void* bytes) {
  return guarded([&] { ours(file)->disk->read(at, bytes, size); });
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, size_t size, const void* bytes) {
  return guarded([&] { ours(file)->disk->write(at, bytes, size); });
}

herr_t truncate(H5FD_t* file, hid_t, hbool_t) {
  File* mine = ours(file);
  if (mine->disk->size() != mine->end_of_allocation) mine->disk->resize(mine->end_of_allocation);
  return 0;
}

H5FD_class_t driver() {
  H5FD_class_t driver{};
#if H5_VERSION_GE(1, 13, 2)
  driver.version = H5FD_CLASS_VERSION;
  driver.value = static_cast<H5FD_class_value_t>(H5_VFD_RESERVED + 77);
#endif
  driver.name = "mainstay-disk";
  driver.maxaddr = static_cast<haddr_t>(1) << 62;
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(Info);
  driver.open = open;
  driver.close = close;
  driver.cmp = compare;
  driver.query = query;
  driver.get_eoa = get_end_of_allocation;
  driver.set_eoa = set_end_of_allocation;
  driver.get_eof = get_end_of_file;
  driver.read = read;
  driver.write = write;
  driver.truncate = truncate;
  const H5FD_mem_t map[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
  std::memcpy(driver.fl_map, map, sizeof(map));
  return driver;
}

}  // namespace

Handle access_through(Disk& disk) {
  static const H5FD_class_t the_driver = driver();
  // For the life of the program: closing the last file of a driver that nobody else refers to, HDF5 1.10 reads the driver
  // after it has freed it.
  static const hid_t registered = check(H5FDregister(&the_driver), "register the file driver");
  Handle access(check(H5Pcreate(H5P_FILE_ACCESS), "make a file access list"), H5Pclose);
  const Info info{&disk};
  check(H5Pset_driver(access.id(), registered, &info), "choose the file driver");
  return access;
}

}  // namespace mainstay::store::h5
