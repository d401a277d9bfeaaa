#pragma once

#include <vector>

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
  void row(model::Session& session, const model::Register& all, const model::RegisterEntry& entry, double low, double high);
  void chosen(model::Session& session, const model::Register& all);
};

}  // namespace mainstay::gui::views
