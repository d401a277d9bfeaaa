#pragma once

#include <vector>

#include "views/view.hpp"

namespace mainstay::gui::views {

// What a run says at a glance: the main figures of the variant, each service against its objectives, the variants side
// by side, and how well the figures that went in are known.
class OverviewView final : public View {
 public:
  const char* name() const override { return "overview"; }
  const char* title() const override { return "Overview"; }
  Icon icon() const override { return Icon::overview; }
  void draw(model::Session& session) override;

 private:
  void cards(model::Session& session, const model::Overview& overview);
  void services(model::Session& session, const model::Overview& overview);
  void variants(model::Session& session);
  void assumptions(model::Session& session);
  void least_known(const std::vector<store::Assumption>& figures);
};

}  // namespace mainstay::gui::views
