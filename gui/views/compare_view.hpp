#pragma once

#include "plot/plot.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

// Variants against a baseline in one metric: paired differences, their price against what they bring, and how often each
// exceeds a value.
class CompareView final : public View {
 public:
  const char* name() const override { return "compare"; }
  const char* title() const override { return "Compare"; }
  Icon icon() const override { return Icon::compare; }
  void draw(model::Session& session) override;
  void forget() override;

 private:
  void forest(model::Session& session, const model::Comparison& comparison);
  void tornado(model::Session& session, const model::Tornado& tornado);
  void cost_benefit(model::Session& session);
  void draw_cost_benefit(model::Session& session, const model::Register& all);

  std::size_t baseline_ = 0;
  double tolerance_ = 0.0;  // a value that should seldom be exceeded, in the unit of the axis; 0: none
};

}  // namespace mainstay::gui::views
