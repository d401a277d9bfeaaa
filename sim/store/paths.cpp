#include "store/paths.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "store/error.hpp"
#include "store/journal.hpp"

namespace mainstay::store {

namespace {

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

StoreError exists_error(const std::string& path) {
  if (const auto unfinished = find_unfinished(path))
    return {StoreError::Kind::exists,
            path + ": is there already, and its run did not end (" + journal_path(path) + " holds " +
                counted(unfinished->trials, "trial") + "); go on with: " + resume_command(path) +
                ", choose another name, or replace it with --force"};
  return {
      StoreError::Kind::exists,
      path + ": is there already and is not overwritten; choose another name, or replace it with --force"};
}

void check_folder(const std::string& path) {
  const std::string folder = folder_of(path);
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) {
    const int error = errno;
    if (error != ENOENT) throw system_error(path, "be created", error);
    throw StoreError(StoreError::Kind::not_found,
                     path + ": cannot be created: the folder " + folder + " does not exist; create it first");
  }
  if (!S_ISDIR(status.st_mode))
    throw StoreError(StoreError::Kind::not_found,
                     path + ": cannot be created: " + folder + " is not a folder");
}

}  // namespace

void check_target(const std::string& path, bool may_replace) {
  if (path.empty() || path.back() == '/')
    throw StoreError(StoreError::Kind::not_a_file, "'" + path + "': is not the name of a file");
  check_folder(path);
  if (!file_exists(path)) return;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw system_error(path, "be replaced", errno);
  if (S_ISDIR(status.st_mode))
    throw StoreError(StoreError::Kind::not_a_file, path + ": is a folder; give the name of a file in it");
  if (!S_ISREG(status.st_mode))
    throw StoreError(StoreError::Kind::not_a_file,
                     path + ": is not a regular file, and a run is written to nothing else");
  if (!may_replace) throw exists_error(path);
  if (::access(path.c_str(), W_OK) != 0) throw system_error(path, "be replaced", errno);
}

bool file_exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

void put_in_place(const std::string& from, const std::string& to, bool may_replace) {
  int status = 0;
  if (may_replace) {
    status = ::rename(from.c_str(), to.c_str());
  } else {
    status = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
    if (status != 0 && (errno == EINVAL || errno == ENOSYS)) {  // not on every file system
      if (file_exists(to)) throw exists_error(to);
      status = ::rename(from.c_str(), to.c_str());
    }
  }
  if (status != 0) throw errno == EEXIST ? exists_error(to) : system_error(to, "be created", errno);
  sync_folder_of(to);
}

void sync_folder_of(const std::string& path) {
  const int folder = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

std::string next_free_path(const std::string& path) {
  const std::filesystem::path first(path);
  const std::string stem = (first.parent_path() / first.stem()).string(), ending = first.extension().string();
  std::string candidate = path;
  for (int i = 2; file_exists(candidate) || file_exists(journal_path(candidate)); ++i)
    candidate = stem + "-" + std::to_string(i) + ending;
  return candidate;
}

}  // namespace mainstay::store
