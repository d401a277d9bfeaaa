// Pictures and numbers that go out: where to, and how.

#include <fmt/format.h>

#include <filesystem>

#include "model/files.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

std::string free_path(const model::Session& session, const std::string& name, const std::string& extension) {
  namespace fs = std::filesystem;
  std::error_code code;
  fs::path folder = fs::current_path(code);
  std::string stem = "mainstay";
  if (const auto* run = const_cast<model::Session&>(session).run()) {
    const fs::path file(run->path());
    stem = file.stem().string();
    const fs::path beside = fs::absolute(file, code).parent_path();
    // Pictures go beside the run, unless that folder may not be written.
    const auto permissions = fs::status(beside, code).permissions();
    if (!code && (permissions & fs::perms::owner_write) != fs::perms::none) folder = beside;
  }
  for (int n = 1;; ++n) {
    const fs::path path = folder / (n == 1 ? fmt::format("{}-{}.{}", stem, name, extension) : fmt::format("{}-{}-{}.{}", stem, name, n, extension));
    if (!fs::exists(path, code)) return path.string();
  }
}

void save_text(model::Session& session, const std::string& name, const std::string& extension, const std::string& content) {
  const std::string path = free_path(session, name, extension);
  const std::string error = model::write_file(path, content);
  if (error.empty()) return session.inform("Saved " + path);
  session.complain(error);
}

void export_menu(const char* id, model::Session& session, ImVec2 from, ImVec2 to, const std::string& name, const std::function<std::string()>& csv) {
  ImGui::PushID(id);
  if (ImGui::IsMouseHoveringRect(from, to) && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) && ImGui::IsMouseReleased(ImGuiMouseButton_Right))
    ImGui::OpenPopup("export");
  if (ImGui::BeginPopup("export")) {
    if (ImGui::MenuItem("Save picture (PNG)"))
      session.picture = model::Session::Picture{from.x, from.y, to.x - from.x, to.y - from.y, free_path(session, name, "png")};
    if (csv && ImGui::MenuItem("Save numbers (CSV)")) save_text(session, name, "csv", csv());
    ImGui::EndPopup();
  }
  ImGui::PopID();
}

}  // namespace mainstay::gui::views
