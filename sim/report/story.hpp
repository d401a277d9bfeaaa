#pragma once
// One trial's story in words: what the trace tells, as sentences.

#include <cstdint>
#include <span>
#include <string>

namespace mainstay::report {

// A row of the table `trace`; docs/run-file.md says what its columns mean for each event.
struct TraceRow {
  double time = 0.0;         // hours since the start of the observed time
  std::string kind;          // `component`, `ticket`, …
  std::string subject;
  std::uint64_t number = 0;
  std::string event;         // `failed`, `step begun`, …
  std::string object;
  std::string by;
  std::string cause;
  std::string reason;
  double value = 0.0;
};

// `45 s`, `2 h 10 min`, `3 d 4 h`.
std::string format_span(double hours);

// What happened, without the time: `dba begins to repair db-a`. Several rows that differ in their subjects alone may be
// told at once: `app-1, app-2 and 4 more fail`. Nothing of an event that this program does not know.
std::string sentence(std::span<const TraceRow* const> rows);
std::string sentence(const TraceRow& row);

}  // namespace mainstay::report
