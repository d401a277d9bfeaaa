#pragma once

#include <vector>

#include "views/figures.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

// The improvement register: the variants as entries, with owner, price, what each brings, and what may be said of it.
class RegisterView final : public View {
 public:
  const char* name() const override { return "register"; }
  const char* title() const override { return "Improvements"; }
  Icon icon() const override { return Icon::improvements; }
  void draw(model::Session& session) override;

 private:
  void table(model::Session& session, const model::Register& all);
  struct Scales {
    double low, high;  // of the bars
    Column benefit;
  };
  void row(model::Session& session, const model::Register& all, const model::RegisterEntry& entry, const Scales& scales);
  void chosen(model::Session& session, const model::Register& all);
  void effects(model::Session& session, std::size_t variant, const std::string& metric);

  std::size_t first_ = 0;  // the variant at the top of the table
};

}  // namespace mainstay::gui::views
