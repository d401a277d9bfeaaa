#pragma once
// What went wrong with a run file, in words fit for the person who asked: which file, what, why, and what to
// do.

#include <stdexcept>
#include <string>

namespace mainstay::store {

class StoreError : public std::runtime_error {
 public:
  enum class Kind {
    not_found,         // no such file or folder
    not_permitted,     // may not be read, written or created
    not_a_file,        // a folder or a device stands there
    exists,            // would be overwritten
    busy,              // another process is writing this run
    empty,             // a file of no bytes
    foreign,           // something else than a run file or its journal
    newer,             // written by a newer program
    damaged,           // cut short or corrupt
    already_complete,  // nothing to resume
    no_space,          // disk full, quota or file size limit
    input_output,      // any other failure of the system while reading or writing
    misuse             // the caller broke the contract of a function
  };

  StoreError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

// The kind of error that an errno of open, write, rename and the like stands for.
StoreError::Kind kind_of_errno(int error);

// "PATH: cannot be written: No space left on device", with advice where there is any. `doing` reads "be
// written".
StoreError system_error(const std::string& path, const std::string& doing, int error);

// `mainstay run --resume PATH`, with the path quoted for a shell where it must be.
std::string resume_command(const std::string& path);

// 1234567 → "1,234,567"
std::string grouped(unsigned long long number);

// "1 trial", "12 trials"
std::string counted(unsigned long long number, const std::string& noun);

}  // namespace mainstay::store
