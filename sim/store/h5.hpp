#pragma once
// A thin layer over the C API of HDF5: handles that close themselves, and the few ways in which a run file
// uses groups, attributes, texts and tables. Only its .cpp files include hdf5.h. All functions throw
// h5::Failure.
//
// Everything is made alike: no object times (equal runs give equal files), links kept in order of creation,
// texts as UTF-8 of fixed length padded with zeros, tables chunked, shuffled and compressed with gzip 1.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace mainstay::store {
class Disk;
}

namespace mainstay::store::h5 {

using Id = std::int64_t;

class Failure : public std::runtime_error {
  using std::runtime_error::runtime_error;
};
// Something is there, but of another type than it should be.
class WrongType : public Failure {
  using Failure::Failure;
};

// While it lives, HDF5 prints nothing of its own to standard error. The first of a process also keeps HDF5
// from tidying up at exit: all that is opened here is closed here, and after a damaged file the library would
// complain at exit.
class Quiet {
 public:
  Quiet();
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet();

 private:
  int (*function_)(Id, void*) = nullptr;
  void* data_ = nullptr;
};

class Handle {
 public:
  using Close = int (*)(Id);
  Handle() = default;
  Handle(Id id, Close closer) : id_(id), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      close();
      id_ = std::exchange(other.id_, -1);
      close_ = other.close_;
    }
    return *this;
  }
  ~Handle() { close(); }
  Id id() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }
  int close() { return id_ >= 0 ? close_(std::exchange(id_, -1)) : 0; }

 private:
  Id id_ = -1;
  Close close_ = nullptr;
};

enum class Type { f64, f32, u64, i64, u32, i32, u8 };
template <class T>
constexpr Type type_of() {
  if constexpr (std::is_same_v<T, double>)
    return Type::f64;
  else if constexpr (std::is_same_v<T, float>)
    return Type::f32;
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return Type::u64;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return Type::i64;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return Type::u32;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return Type::i32;
  else {
    static_assert(std::is_same_v<T, std::uint8_t>, "no such type in a run file");
    return Type::u8;
  }
}

// Files. The disk must outlive the file. Closing the handle closes all that was opened through it.
Handle create_file(Disk& disk);
Handle open_file(const std::string& path);
void flush(const Handle& file);

// Groups. `names` gives the links of a group in order of creation.
Handle create_group(const Handle& parent, const std::string& name);
Handle open_group(const Handle& parent, const std::string& name);
bool has_link(const Handle& parent, const std::string& name);
std::vector<std::string> names(const Handle& group);

// Attributes of a group or of the file's root, each a scalar. Setting one that is there replaces its value.
void set_attribute(const Handle& object, const std::string& name, const std::string& value);
void set_attribute(const Handle& object, const std::string& name, double value);
void set_attribute(const Handle& object, const std::string& name, std::uint64_t value);
bool has_attribute(const Handle& object, const std::string& name);
std::string text_attribute(const Handle& object, const std::string& name);
double number_attribute(const Handle& object, const std::string& name);
std::uint64_t count_attribute(const Handle& object, const std::string& name);
// On a data set.
void set_attribute_of(const Handle& parent, const std::string& dataset, const std::string& name,
                      const std::string& value);

// Texts: one, or a list of them as long as the longest.
void write_text(const Handle& parent, const std::string& name, const std::string& text);
std::string read_text(const Handle& parent, const std::string& name);
void write_texts(const Handle& parent, const std::string& name, const std::vector<std::string>& texts);
std::vector<std::string> read_texts(const Handle& parent, const std::string& name);
std::string read_one_text(const Handle& parent, const std::string& name, std::uint64_t index);

// Tables of numbers.
struct Layout {
  Type type = Type::f64;
  std::uint64_t columns = 0;  // width of each row; one_column: not a matrix but a list
  std::uint64_t chunk_rows = 1, chunk_columns = 1;
};
inline constexpr std::uint64_t one_column = ~std::uint64_t{0};

struct Shape {
  std::uint64_t rows = 0, columns = one_column;
  bool operator==(const Shape&) const = default;
};

void create_table(const Handle& parent, const std::string& name, const Layout& layout);
void append_rows(const Handle& parent, const std::string& name, Type type, const void* data,
                 std::uint64_t rows);
// A list that is written at once, neither chunked nor compressed.
void write_list(const Handle& parent, const std::string& name, Type type, const void* data,
                std::uint64_t count);
template <class T>
void write_list(const Handle& parent, const std::string& name, const std::vector<T>& values) {
  write_list(parent, name, type_of<T>(), values.data(), values.size());
}

// An open table, for reading. `cache_bytes` is the memory for decompressed chunks, so that neighbours in a
// chunk are decompressed once.
class Table {
 public:
  Table() = default;
  Table(const Handle& parent, const std::string& name, std::uint64_t cache_bytes = 1 << 20);
  const Shape& shape() const { return shape_; }
  const Shape& chunk() const { return chunk_; }

  template <class T>
  std::vector<T> read(std::uint64_t first_row, std::uint64_t rows, std::uint64_t first_column = 0,
                      std::uint64_t columns = one_column) const {
    std::vector<T> values(selected(first_row, rows, first_column, columns));
    read_into(type_of<T>(), values.data(), first_row, rows, first_column, columns);
    return values;
  }

 private:
  // The number of values in the selection; `columns` becomes the width if it was one_column. Throws if
  // outside.
  std::uint64_t selected(std::uint64_t first_row, std::uint64_t rows, std::uint64_t first_column,
                         std::uint64_t& columns) const;
  void read_into(Type type, void* out, std::uint64_t first_row, std::uint64_t rows,
                 std::uint64_t first_column, std::uint64_t columns) const;

  Handle dataset_;
  Shape shape_, chunk_;
};

}  // namespace mainstay::store::h5
