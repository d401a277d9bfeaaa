#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "views/view.hpp"

namespace mainstay::gui::views {

// Opens a run or a scenario: those of late, those shipped, any in a folder.
class StartView final : public View {
 public:
  const char* name() const override { return "start"; }
  const char* title() const override { return "Start"; }
  Icon icon() const override { return Icon::start; }
  bool needs_run() const override { return false; }
  void draw(model::Session& session) override;

 private:
  struct Entry {
    std::string name, path;
    bool folder = false;
    std::uintmax_t size = 0;
  };
  void recent(model::Session& session, float width);
  void shipped(model::Session& session, float width);
  void folder(model::Session& session);
  void scenario(model::Session& session, float width);
  void list(const std::filesystem::path& folder);

  std::filesystem::path folder_;
  std::vector<Entry> entries_;
  std::string trouble_;
  std::vector<Entry> shipped_;
  bool shipped_known_ = false;
};

}  // namespace mainstay::gui::views
