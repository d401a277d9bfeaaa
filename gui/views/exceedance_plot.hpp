#pragma once

#include "model/session.hpp"

namespace mainstay::gui::views {

// Each variant's chance that a metric is above a value: the loss-exceedance curve where it is money. Fills what is left of
// the region. A click sets the tolerance, if one is asked for; 0 is none.
void exceedance_plot(model::Session& session, std::size_t metric, double* tolerance);

}  // namespace mainstay::gui::views
