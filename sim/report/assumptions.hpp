#pragma once
// What a run's figures hang on: how well what went in is known.

#include <cstddef>
#include <vector>

#include "store/records.hpp"

namespace mainstay::report {

struct Grades {
  std::size_t measured = 0, estimated = 0, assumed = 0;
  std::size_t all() const { return measured + estimated + assumed; }
};

// The figures that somebody might have measured: numbers and laws, without the run's own (length, seed), calendars,
// targets, and names. Those known least come first; otherwise in the order of the ledger. What says no grade is assumed.
std::vector<store::Assumption> figures(const std::vector<store::Assumption>& ledger);
Grades grades(const std::vector<store::Assumption>& ledger);

}  // namespace mainstay::report
