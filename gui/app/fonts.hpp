#pragma once

#include "plot/theme.hpp"

namespace mainstay::gui::app {

// Loads a sans-serif font of the system (Inter, DejaVu Sans …) for a body text of `pixels`, or ImGui's own where there
// is none. Digits are all made equally wide, so that numbers stand in columns. Empties the atlas first; whoever owns the
// OpenGL context makes its texture anew.
plot::Fonts load_fonts(float pixels);

}  // namespace mainstay::gui::app
