#pragma once
// Scenarios to start from, as they stand in sim/cli/templates.

#include <string>
#include <vector>

namespace mainstay::cli {

struct Template {
  std::string name;
  std::string text;
};

// By name.
const std::vector<Template>& templates();

}  // namespace mainstay::cli
