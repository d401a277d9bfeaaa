#include "views/compare_view.hpp"
#include "views/distributions_view.hpp"
#include "views/map_view.hpp"
#include "views/overview_view.hpp"
#include "views/register_view.hpp"
#include "views/shell.hpp"
#include "views/start_view.hpp"
#include "views/timeline_view.hpp"
#include "views/what_if_view.hpp"

namespace mainstay::gui::views {

std::vector<std::unique_ptr<View>> make_views() {
  std::vector<std::unique_ptr<View>> out;
  out.push_back(std::make_unique<StartView>());
  out.push_back(std::make_unique<OverviewView>());
  out.push_back(std::make_unique<MapView>());
  out.push_back(std::make_unique<TimelineView>());
  out.push_back(std::make_unique<DistributionsView>());
  out.push_back(std::make_unique<CompareView>());
  out.push_back(std::make_unique<RegisterView>());
  out.push_back(std::make_unique<WhatIfView>());
  return out;
}

}  // namespace mainstay::gui::views
