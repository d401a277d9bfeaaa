#pragma once

#include <string>
#include <vector>

#include "model/session.hpp"
#include "plot/plot.hpp"

namespace mainstay::gui::views {

// The share of a service's disruptions that are not recovered yet, of several variants, against its RTO and MTPD. Fills
// what is left of the region.
void recovery_plot(model::Session& session, const std::string& service, const std::vector<std::size_t>& variants, plot::Zoom& zoom);

}  // namespace mainstay::gui::views
