#include "store/error.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>

namespace mainstay::store {

namespace {

std::string quoted_for_shell(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+=:,@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (char c : word) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string advice(StoreError::Kind kind, int error) {
  if (error == EFBIG)
    return " (a file size limit, see `ulimit -f`, or the largest that the file system allows)";
  if (error == EDQUOT) return " (your disk quota is used up)";
  if (error == EROFS) return "; choose another folder";
  if (error == ENAMETOOLONG) return "; choose a shorter name";
  if (kind == StoreError::Kind::not_permitted) return "; check who may read and write there";
  return {};
}

}  // namespace

StoreError::Kind kind_of_errno(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return StoreError::Kind::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
      return StoreError::Kind::not_permitted;
    case EISDIR:
      return StoreError::Kind::not_a_file;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return StoreError::Kind::no_space;
    default:
      return StoreError::Kind::input_output;
  }
}

StoreError system_error(const std::string& path, const std::string& doing, int error) {
  const StoreError::Kind kind = kind_of_errno(error);
  return {kind,
          path + ": cannot " + doing + ": " + std::generic_category().message(error) + advice(kind, error)};
}

std::string resume_command(const std::string& path) {
  return "mainstay run --resume " + quoted_for_shell(path);
}

std::string grouped(unsigned long long number) {
  std::string digits = std::to_string(number);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

std::string counted(unsigned long long number, const std::string& noun) {
  return grouped(number) + " " + noun + (number == 1 ? "" : "s");
}

}  // namespace mainstay::store
