#pragma once

#include "plot/plot.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

// Variants against a baseline in one metric: paired differences, and their price against what they save.
class CompareView final : public View {
 public:
  const char* name() const override { return "compare"; }
  const char* title() const override { return "Compare"; }
  Icon icon() const override { return Icon::compare; }
  void draw(model::Session& session) override;
  void forget() override { baseline_ = 0; }

 private:
  void forest(model::Session& session, const model::Comparison& comparison);
  void cost_benefit(model::Session& session);
  void loss_curves(model::Session& session);

  std::size_t baseline_ = 0;
};

}  // namespace mainstay::gui::views
