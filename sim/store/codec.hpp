#pragma once
// The header and the rows of a run as bytes, for the journal.

#include <string>
#include <string_view>

#include "store/records.hpp"

namespace mainstay::store {

void encode(const RunHeader& header, std::string& out);
void encode(const TrialRow& row, std::string& out);

// False, with the output in an unspecified but valid state, if the bytes are not what encode() writes.
bool decode(std::string_view bytes, RunHeader& header);
bool decode(std::string_view bytes, TrialRow& row);

}  // namespace mainstay::store
