#pragma once

#include "model/session.hpp"

namespace mainstay::gui::views {

// How far the run that the window started is, what was said about it, and its end. Nothing without one.
void job_panel(model::Session& session);

}  // namespace mainstay::gui::views
