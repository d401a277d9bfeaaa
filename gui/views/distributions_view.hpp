#pragma once

#include <set>
#include <string>

#include "plot/plot.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

// How one metric is spread over the replications, of one variant or several; and curves over time.
class DistributionsView final : public View {
 public:
  const char* name() const override { return "distributions"; }
  const char* title() const override { return "Distributions"; }
  Icon icon() const override { return Icon::distributions; }
  void draw(model::Session& session) override;
  void forget() override;

 private:
  enum Mode { histogram, ecdf, exceedance, over_time, recovery };
  struct Shown {
    std::size_t variant;
    const model::Distribution* distribution;
    ImU32 colour;
  };
  void controls(model::Session& session);
  void variant_marks(model::Session& session);
  void spread(model::Session& session);
  void draw_spread(model::Session& session, const std::vector<Shown>& shown, ImVec2 size);
  void figures(model::Session& session, const std::vector<Shown>& shown);
  void time(model::Session& session);
  void recoveries(model::Session& session);
  std::string service_of(model::Session& session) const;

  int mode_ = histogram;
  std::set<std::size_t> others_;  // variants shown beside the one that is looked at
  std::size_t series_ = static_cast<std::size_t>(-1);
  std::string service_;  // whose recoveries are shown
  plot::Zoom zoom_, time_zoom_, recovery_zoom_;
};

}  // namespace mainstay::gui::views
