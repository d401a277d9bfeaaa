#include "cli/played_points.hpp"

#include <algorithm>

#include "scenario/patch.hpp"

namespace mainstay::cli {

namespace {

// The patches of a variant: `path = value`, one a line.
std::vector<std::pair<std::string, std::string>> patches_in(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    if (auto parts = scenario::split_assignment(text.substr(from, end - from))) out.push_back(std::move(*parts));
    from = end + 1;
  }
  return out;
}

}  // namespace

std::vector<PlayedPoint> points_in(const report::FileRun& run) {
  std::vector<PlayedPoint> out;
  const auto& all = run.reader().header().variants;
  for (std::size_t v = 0; v < all.size(); ++v) {
    PlayedPoint point{v, patches_in(all[v].patch)};
    const bool as_it_is = point.patches.empty() || (v == 0 && all.size() > 1 && point.patches.size() < patches_in(all[1].patch).size());
    if (!as_it_is) out.push_back(std::move(point));
  }
  return out;
}

}  // namespace mainstay::cli
