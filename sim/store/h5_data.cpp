// Texts and tables in HDF5.

#include <hdf5.h>

#include <algorithm>
#include <limits>

#include "store/h5.hpp"
#include "store/h5_check.hpp"

namespace mainstay::store::h5 {

namespace {

constexpr std::uint64_t text_chunk_bytes = 64 << 10;
constexpr std::uint64_t shortest_compressed = 4 << 10;
constexpr unsigned compression = 1;  // gzip level: higher ones cost much time and save little

Handle creation_list() {
  Handle list(check(H5Pcreate(H5P_DATASET_CREATE), "make a creation list"), H5Pclose);
  check(H5Pset_obj_track_times(list.id(), false), "switch object times off");
  return list;
}

Handle create(const Handle& parent, const std::string& name, Id type, Id space, const Handle& list) {
  return {check(H5Dcreate2(parent.id(), name.c_str(), type, space, H5P_DEFAULT, list.id(), H5P_DEFAULT),
                "create " + name),
          H5Dclose};
}

Handle open(const Handle& parent, const std::string& name, Id access = H5P_DEFAULT) {
  return {check(H5Dopen2(parent.id(), name.c_str(), access), "open " + name), H5Dclose};
}

Handle space_of(const Handle& dataset) {
  return {check(H5Dget_space(dataset.id()), "read a shape"), H5Sclose};
}

Handle simple_space(int rank, const hsize_t* now, const hsize_t* most = nullptr) {
  return {check(H5Screate_simple(rank, now, most), "make a shape"), H5Sclose};
}

struct Types {
  Id file, memory;
};

Types types(Type type) {
  switch (type) {
    case Type::f64:
      return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE};
    case Type::f32:
      return {H5T_IEEE_F32LE, H5T_NATIVE_FLOAT};
    case Type::u64:
      return {H5T_STD_U64LE, H5T_NATIVE_UINT64};
    case Type::i64:
      return {H5T_STD_I64LE, H5T_NATIVE_INT64};
    case Type::u32:
      return {H5T_STD_U32LE, H5T_NATIVE_UINT32};
    case Type::i32:
      return {H5T_STD_I32LE, H5T_NATIVE_INT32};
    case Type::u8:
      break;
  }
  return {H5T_STD_U8LE, H5T_NATIVE_UINT8};
}

std::string trimmed(const char* text, std::size_t size) {
  while (size > 0 && text[size - 1] == '\0') --size;
  return {text, size};
}

// The type of a data set of texts, after checking that it is one of fixed length.
Handle checked_text_type(const Handle& dataset, const std::string& name) {
  Handle type(check(H5Dget_type(dataset.id()), "read " + name), H5Tclose);
  if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0)
    throw WrongType(name + " is not a text of fixed length");
  return type;
}

}  // namespace

void write_text(const Handle& parent, const std::string& name, const std::string& text) {
  const Handle type = text_type(text.size());
  const Handle space(check(H5Screate(H5S_SCALAR), "make a scalar"), H5Sclose);
  const Handle dataset = create(parent, name, type.id(), space.id(), creation_list());
  check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.c_str()), "write " + name);
}

std::string read_text(const Handle& parent, const std::string& name) {
  const Handle dataset = open(parent, name);
  const Handle type = checked_text_type(dataset, name);
  if (H5Sget_simple_extent_npoints(space_of(dataset).id()) != 1)
    throw WrongType(name + " is not a single text");
  std::string text(H5Tget_size(type.id()), '\0');
  check(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()), "read " + name);
  return trimmed(text.data(), text.size());
}

void write_texts(const Handle& parent, const std::string& name, const std::vector<std::string>& texts) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  const Handle type = text_type(width);
  const hsize_t count = texts.size();
  const Handle space = simple_space(1, &count);
  const Handle list = creation_list();
  if (count * width >= shortest_compressed) {
    const hsize_t chunk = std::clamp<hsize_t>(text_chunk_bytes / width, 1, count);
    check(H5Pset_chunk(list.id(), 1, &chunk), "choose chunks for " + name);
    check(H5Pset_deflate(list.id(), compression), "compress " + name);
  }
  const Handle dataset = create(parent, name, type.id(), space.id(), list);
  std::string packed;
  packed.reserve(count * width);
  for (const std::string& text : texts) packed.append(text).append(width - text.size(), '\0');
  if (count > 0)
    check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, packed.data()), "write " + name);
}

std::vector<std::string> read_texts(const Handle& parent, const std::string& name) {
  const Handle dataset = open(parent, name);
  const Handle type = checked_text_type(dataset, name);
  const auto count = static_cast<std::size_t>(
      check(H5Sget_simple_extent_npoints(space_of(dataset).id()), "read the length of " + name));
  const std::size_t width = H5Tget_size(type.id());
  std::string packed(count * width, '\0');
  if (count > 0)
    check(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, packed.data()), "read " + name);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(trimmed(packed.data() + i * width, width));
  return texts;
}

std::string read_one_text(const Handle& parent, const std::string& name, std::uint64_t index) {
  const Handle dataset = open(parent, name);
  const Handle type = checked_text_type(dataset, name);
  const Handle space = space_of(dataset);
  const hsize_t at = index, one = 1;
  if (static_cast<hsize_t>(H5Sget_simple_extent_npoints(space.id())) <= at)
    throw Failure(name + " is too short");
  check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, &at, nullptr, &one, nullptr), "select from " + name);
  const Handle memory = simple_space(1, &one);
  std::string text(H5Tget_size(type.id()), '\0');
  check(H5Dread(dataset.id(), type.id(), memory.id(), space.id(), H5P_DEFAULT, text.data()), "read " + name);
  return trimmed(text.data(), text.size());
}

void create_table(const Handle& parent, const std::string& name, const Layout& layout) {
  const bool list_of_numbers = layout.columns == one_column;
  const int rank = list_of_numbers ? 1 : 2;
  const hsize_t now[2] = {0, list_of_numbers ? 0 : layout.columns};
  // A matrix without columns is allowed, but only if the chunk may be wider than it.
  const hsize_t most[2] = {H5S_UNLIMITED, layout.columns == 0 ? H5S_UNLIMITED : layout.columns};
  const hsize_t chunk[2] = {std::max<hsize_t>(layout.chunk_rows, 1),
                            std::max<hsize_t>(layout.chunk_columns, 1)};
  const Handle space = simple_space(rank, now, most);
  const Handle list = creation_list();
  check(H5Pset_chunk(list.id(), rank, chunk), "choose chunks for " + name);
  check(H5Pset_shuffle(list.id()), "shuffle " + name);
  check(H5Pset_deflate(list.id(), compression), "compress " + name);
  create(parent, name, types(layout.type).file, space.id(), list);
}

void append_rows(const Handle& parent, const std::string& name, Type type, const void* data,
                 std::uint64_t rows) {
  if (rows == 0) return;
  const Handle dataset = open(parent, name);
  Handle space = space_of(dataset);
  hsize_t size[2] = {0, 1};
  const int rank = H5Sget_simple_extent_ndims(space.id());
  if (rank < 1 || rank > 2) throw Failure(name + " has an unexpected shape");
  check(H5Sget_simple_extent_dims(space.id(), size, nullptr), "read the shape of " + name);
  const hsize_t start[2] = {size[0], 0};
  const hsize_t count[2] = {rows, size[1]};
  size[0] += rows;
  check(H5Dset_extent(dataset.id(), size), "extend " + name);
  if (size[1] == 0) return;
  space = space_of(dataset);
  check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start, nullptr, count, nullptr),
        "select from " + name);
  const Handle memory = simple_space(rank, count);
  check(H5Dwrite(dataset.id(), types(type).memory, memory.id(), space.id(), H5P_DEFAULT, data),
        "write " + name);
}

void write_list(const Handle& parent, const std::string& name, Type type, const void* data,
                std::uint64_t count) {
  const hsize_t length = count;
  const Handle space = simple_space(1, &length);
  const Handle dataset = create(parent, name, types(type).file, space.id(), creation_list());
  if (count > 0)
    check(H5Dwrite(dataset.id(), types(type).memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write " + name);
}

Table::Table(const Handle& parent, const std::string& name, std::uint64_t cache_bytes) {
  const Handle access(check(H5Pcreate(H5P_DATASET_ACCESS), "make an access list"), H5Pclose);
  constexpr std::size_t slots =
      12421;  // a prime, about a hundred times the chunks that are held, as HDF5 advises
  check(H5Pset_chunk_cache(access.id(), slots, cache_bytes, 1.0), "set the chunk cache");
  dataset_ = open(parent, name, access.id());
  const Handle space = space_of(dataset_);
  const int rank = H5Sget_simple_extent_ndims(space.id());
  if (rank < 1 || rank > 2) throw Failure(name + " has an unexpected shape");
  hsize_t size[2] = {0, one_column}, chunk[2] = {0, one_column};
  check(H5Sget_simple_extent_dims(space.id(), size, nullptr), "read the shape of " + name);
  const Handle list(check(H5Dget_create_plist(dataset_.id()), "read the layout of " + name), H5Pclose);
  if (H5Pget_layout(list.id()) == H5D_CHUNKED)
    check(H5Pget_chunk(list.id(), 2, chunk), "read the layout of " + name);
  shape_ = {size[0], size[1]};
  chunk_ = {chunk[0], chunk[1]};
}

std::uint64_t Table::selected(std::uint64_t first_row, std::uint64_t rows, std::uint64_t first_column,
                              std::uint64_t& columns) const {
  const std::uint64_t width = shape_.columns == one_column ? 1 : shape_.columns;
  if (columns == one_column) columns = width - std::min(first_column, width);
  if (first_row > shape_.rows || rows > shape_.rows - first_row || first_column > width ||
      columns > width - first_column ||
      (columns > 0 && rows > std::numeric_limits<std::int64_t>::max() / 8 / columns))
    throw Failure("cannot read rows or columns that are not there");
  return rows * columns;
}

void Table::read_into(Type type, void* out, std::uint64_t first_row, std::uint64_t rows,
                      std::uint64_t first_column, std::uint64_t columns) const {
  const std::uint64_t count_of_values = selected(first_row, rows, first_column, columns);
  if (count_of_values == 0) return;
  const Handle space = space_of(dataset_);
  const hsize_t start[2] = {first_row, first_column}, count[2] = {rows, columns};
  check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start, nullptr, count, nullptr), "select rows");
  const Handle memory = simple_space(shape_.columns == one_column ? 1 : 2, count);
  check(H5Dread(dataset_.id(), types(type).memory, memory.id(), space.id(), H5P_DEFAULT, out), "read rows");
}

}  // namespace mainstay::store::h5
