// Looks into run files for tests.
//
//   run_tool equal A B [C...]   all objects, attributes and raw data but /runtime are the same, byte for byte; else what
//                               differs first, and exit 1. (h5diff passes over lists of different lengths.)
//   run_tool age RUN            writes a version into it that no program knows yet.
//   run_tool print RUN METRIC…  the golden form: metrics pooled over the trials, events, and a hash of every trial.

#include <hdf5.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "stats/interval.hpp"
#include "store/reader.hpp"

namespace {

struct Difference {
  std::string what;
};

// Closes what it holds.
class Id {
 public:
  Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {
    if (id < 0) throw std::runtime_error("HDF5 cannot open what should be there");
  }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  ~Id() { close_(id_); }
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

std::vector<std::string> links_of(hid_t group) {
  std::vector<std::string> out;
  H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr,
             [](hid_t, const char* name, const H5L_info_t*, void* to) -> herr_t {
               static_cast<std::vector<std::string>*>(to)->emplace_back(name);
               return 0;
             },
             &out);
  return out;
}

std::vector<std::string> attributes_of(hid_t object) {
  std::vector<std::string> out;
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr,
              [](hid_t, const char* name, const H5A_info_t*, void* to) -> herr_t {
                static_cast<std::vector<std::string>*>(to)->emplace_back(name);
                return 0;
              },
              &out);
  return out;
}

void same_shape(hid_t a, hid_t b, const std::string& path) {
  if (H5Sextent_equal(a, b) <= 0) throw Difference{path + ": other shape"};
}

template <class Read>
void same_data(hid_t type_a, hid_t type_b, hid_t space, const std::string& path, Read read) {
  if (H5Tequal(type_a, type_b) <= 0) throw Difference{path + ": other type"};
  const auto points = static_cast<std::size_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space)));
  std::vector<char> a(points * H5Tget_size(type_a) + 1);
  std::vector<char> b(a.size());
  read(0, a.data());
  read(1, b.data());
  if (std::memcmp(a.data(), b.data(), a.size()) != 0) throw Difference{path + ": other values"};
}

void same_attributes(hid_t a, hid_t b, const std::string& path) {
  const auto names = attributes_of(a);
  if (names != attributes_of(b)) throw Difference{path + ": other attributes"};
  for (const auto& name : names) {
    const Id x(H5Aopen(a, name.c_str(), H5P_DEFAULT), H5Aclose);
    const Id y(H5Aopen(b, name.c_str(), H5P_DEFAULT), H5Aclose);
    const Id type_x(H5Aget_type(x), H5Tclose);
    const Id type_y(H5Aget_type(y), H5Tclose);
    const Id space_x(H5Aget_space(x), H5Sclose);
    const Id space_y(H5Aget_space(y), H5Sclose);
    const std::string where = path + "@" + name;
    same_shape(space_x, space_y, where);
    same_data(type_x, type_y, space_x, where, [&](int which, char* to) { H5Aread(which == 0 ? x : y, type_x, to); });
  }
}

void same_object(hid_t a, hid_t b, const std::string& path);

void same_groups(hid_t a, hid_t b, const std::string& path) {
  const auto names = links_of(a);
  if (names != links_of(b)) throw Difference{path + "/: other members"};
  for (const auto& name : names) {
    if (path.empty() && name == "runtime") continue;
    const Id x(H5Oopen(a, name.c_str(), H5P_DEFAULT), H5Oclose);
    const Id y(H5Oopen(b, name.c_str(), H5P_DEFAULT), H5Oclose);
    same_object(x, y, path + "/" + name);
  }
}

void same_object(hid_t a, hid_t b, const std::string& path) {
  if (H5Iget_type(a) != H5Iget_type(b)) throw Difference{path + ": other kind of object"};
  same_attributes(a, b, path);
  if (H5Iget_type(a) == H5I_GROUP) {
    same_groups(a, b, path);
    return;
  }
  const Id type_a(H5Dget_type(a), H5Tclose);
  const Id type_b(H5Dget_type(b), H5Tclose);
  const Id space_a(H5Dget_space(a), H5Sclose);
  const Id space_b(H5Dget_space(b), H5Sclose);
  same_shape(space_a, space_b, path);
  same_data(type_a, type_b, space_a, path,
            [&](int which, char* to) { H5Dread(which == 0 ? a : b, type_a, H5S_ALL, H5S_ALL, H5P_DEFAULT, to); });
}

int equal(const std::vector<std::string>& files) {
  const Id first(H5Fopen(files[0].c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  const Id root(H5Gopen2(first, "/", H5P_DEFAULT), H5Gclose);
  for (std::size_t i = 1; i < files.size(); ++i) {
    const Id other(H5Fopen(files[i].c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    const Id other_root(H5Gopen2(other, "/", H5P_DEFAULT), H5Gclose);
    try {
      same_object(root, other_root, "");
    } catch (const Difference& d) {
      fmt::print("{} and {} differ: {}\n", files[0], files[i], d.what);
      return 1;
    }
  }
  return 0;
}

int age(const std::string& name) {
  const Id file(H5Fopen(name.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
  const Id version(H5Aopen(file, "version", H5P_DEFAULT), H5Aclose);
  const std::uint64_t later = 9999;
  return H5Awrite(version, H5T_NATIVE_UINT64, &later) < 0 ? 1 : 0;
}

class Hash {  // FNV-1a
 public:
  template <class T>
  void add(const std::vector<T>& values) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(values.data());
    for (std::size_t i = 0; i < values.size() * sizeof(T); ++i) hash_ = (hash_ ^ bytes[i]) * 0x100000001b3u;
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

int print(const std::string& file, const std::vector<std::string>& names) {
  const auto run = mainstay::store::RunReader::open(file);
  for (std::size_t v = 0; v < run.header().variants.size(); ++v) {
    Hash hash;
    const auto trials = run.trials(v);
    std::uint64_t events = 0;
    for (const auto e : trials.events) events += e;
    fmt::print("{}: {} trials, {} events\n", run.header().variants[v].name, trials.events.size(), events);
    for (const auto& name : names) {
      const auto metric = run.find_metric(name);
      if (!metric) throw std::runtime_error("no metric " + name);
      const auto m = run.metric(v, *metric);
      const auto pooled = mainstay::stats::pooled_estimate(m.values, m.weights);
      const std::string& unit = run.header().metrics[*metric].unit;
      fmt::print("  {:<44} {}\n", name, pooled ? fmt::format("{:.10g} {}", unit == "%" ? *pooled * 100.0 : *pooled, unit) : "nothing observed");
      hash.add(m.values);
      hash.add(m.weights);
    }
    hash.add(trials.fingerprint);
    fmt::print("  hash {:016x}\n", hash.value());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.size() >= 3 && arguments[0] == "equal") return equal({arguments.begin() + 1, arguments.end()});
    if (arguments.size() == 2 && arguments[0] == "age") return age(arguments[1]);
    if (arguments.size() >= 2 && arguments[0] == "print") return print(arguments[1], {arguments.begin() + 2, arguments.end()});
    fmt::print(stderr, "usage: run_tool equal A B [C...] | age RUN | print RUN METRIC...\n");
  } catch (const std::exception& e) {
    fmt::print(stderr, "run_tool: {}\n", e.what());
  }
  return 2;
}
