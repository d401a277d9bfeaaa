#pragma once
// What is wrong with an input, all of it at once, each with its place and, where one is near, a suggestion.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"

namespace mainstay::schema {

// Where a value was written. Line and column (in characters, not bytes) count from 1; 0 means 'nowhere in particular' (the whole file, or a
// patch given on the command line, whose `file` then reads like `--set teams.dba.staff=4`).
struct Place {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
};

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  Place place;
  std::string message;     // what is wrong and where it stands, as one sentence without a final stop
  std::string suggestion;  // what to do instead, or empty: "did you mean 'staff'?"
};

class MAINSTAY_API Diagnostics {
 public:
  void error(const Place& place, std::string message, std::string suggestion = {});
  void warning(const Place& place, std::string message, std::string suggestion = {});
  bool has_errors() const { return errors_ > 0; }
  int error_count() const { return errors_; }
  // In order of file (as first seen), line and column; the same diagnostic twice is kept once, and so is
  // the same of several members of a counted entity.
  std::vector<Diagnostic> sorted() const;
  void append(const Diagnostics& other);

 private:
  std::vector<Diagnostic> items_;
  int errors_ = 0;
};

// `file:line:column`, without what is not known: `file:line`, `file`, or empty.
MAINSTAY_API std::string to_string(const Place& place);
// `file:line:column: error: message; suggestion`
MAINSTAY_API std::string to_string(const Diagnostic& d);

// The candidate nearest to `word`, if it is near enough to be a likely slip; else empty. Near is a distance of at most
// a third of the word (at least 1, at most 3), counting each letter inserted, left out, changed or swapped with its
// neighbour (Damerau 1964, in its restricted form: no part is edited twice); upper and lower case count as equal, and
// the first of several equally near wins.
MAINSTAY_API std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
// "did you mean 'staff'?"; or, where nothing is near, all candidates if there are at most `few`; else empty.
MAINSTAY_API std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates, std::size_t few = 6);

}  // namespace mainstay::schema
