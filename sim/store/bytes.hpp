#pragma once
// Numbers, texts and arrays as little-endian bytes, and back.

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace mainstay::store {

template <class T>
concept Plain = std::integral<T> || std::floating_point<T>;

// Appends to a string of bytes.
class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  template <Plain T>
  void number(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    if constexpr (std::endian::native == std::endian::big) reverse(bytes, sizeof(T));
    out_.append(bytes, sizeof(T));
  }

  void text(std::string_view value) {
    number<std::uint64_t>(value.size());
    out_.append(value);
  }

  template <Plain T>
  void array(const std::vector<T>& values) {
    number<std::uint64_t>(values.size());
    if constexpr (std::endian::native == std::endian::little)
      out_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    else
      for (T value : values) number(value);
  }

  static void reverse(char* bytes, std::size_t size) {
    for (std::size_t i = 0; i < size / 2; ++i) std::swap(bytes[i], bytes[size - 1 - i]);
  }

 private:
  std::string& out_;
};

// Reads from a string of bytes. Past the end, or at a length that cannot be, everything reads as zero and
// empty and ok() is false from then on, so that a damaged input costs no memory and needs one check at the
// end.
class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {}

  bool ok() const { return ok_; }
  bool at_end() const { return in_.empty(); }

  template <Plain T>
  T number() {
    T value{};
    if (!has(sizeof(T))) return value;
    char bytes[sizeof(T)];
    std::memcpy(bytes, in_.data(), sizeof(T));
    if constexpr (std::endian::native == std::endian::big) Encoder::reverse(bytes, sizeof(T));
    std::memcpy(&value, bytes, sizeof(T));
    in_.remove_prefix(sizeof(T));
    return value;
  }

  std::string text() {
    const auto size = number<std::uint64_t>();
    if (!has(size)) return {};
    std::string value(in_.substr(0, size));
    in_.remove_prefix(size);
    return value;
  }

  template <Plain T>
  std::vector<T> array() {
    const std::size_t size = count(sizeof(T));
    std::vector<T> values(size);
    if constexpr (std::endian::native == std::endian::little) {
      if (size > 0) std::memcpy(values.data(), in_.data(), size * sizeof(T));
      in_.remove_prefix(size * sizeof(T));
    } else {
      for (T& value : values) value = number<T>();
    }
    return values;
  }

  // A number of things that follow, each of at least `least` bytes.
  std::size_t count(std::size_t least) {
    const auto size = number<std::uint64_t>();
    if (size > in_.size() / least) ok_ = false;
    return ok_ ? size : 0;
  }

 private:
  bool has(std::uint64_t size) {
    if (size > in_.size()) ok_ = false;
    return ok_;
  }

  std::string_view in_;
  bool ok_ = true;
};

}  // namespace mainstay::store
