#pragma once

#include <set>
#include <string>

#include "model/insert_variant.hpp"
#include "model/what_if.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

// Changes values of the scenario, tries what comes of it beside the baseline, keeps it as a patch: in a file of its own, or
// as a variant in the scenario.
class WhatIfView final : public View {
 public:
  const char* name() const override { return "what-if"; }
  const char* title() const override { return "What if"; }
  Icon icon() const override { return Icon::what_if; }
  void draw(model::Session& session) override;
  void forget() override { replications_ = 0; }

 private:
  void fields(model::Session& session, const model::Form& form);
  void row(const model::Field& field);
  void edit(const model::Field& field, const std::string& value);
  void patch(model::Session& session, const model::Form& form);
  void edits(const model::Form& form);
  void run(model::Session& session);
  void results(model::Session& session);
  void check(model::Session& session);
  void save(model::Session& session);
  void begin_insertion(model::Session& session);
  // The lines that would be added, and where; or why they cannot be.
  void insertion(model::Session& session);
  // What was said of the value at a path; empty if nothing was.
  std::string trouble_of(const std::string& path) const;

  std::string base_;  // the scenario that it is about
  model::WhatIf what_if_;
  model::Insertion insertion_;
  std::string read_;  // of the scenario, as insertion_ was made
  bool changed_ = false;  // since the last check began
  bool unset_too_ = false;
  int replications_ = 0;
  char search_[64] = "";
};

}  // namespace mainstay::gui::views
