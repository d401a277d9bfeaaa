#pragma once
// Which steps of a change mean that it has failed.

#include <vector>

#include "work/steps.hpp"

namespace mainstay::changes {

// True for each step that a change need not have come to and that harms or repairs: it takes something down that is
// not planned, strikes something, or opens a ticket. A change that enters one has failed.
std::vector<bool> remedies(const work::Steps& steps);

}  // namespace mainstay::changes
