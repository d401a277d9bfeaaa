#include "views/split.hpp"

#include <algorithm>
#include <cmath>

#include "views/widgets.hpp"

namespace mainstay::gui::views {

namespace {

// Neither pane becomes smaller than this, if there is room for two of it.
float least(float room) { return std::min(em(7), room * 0.4f); }

}  // namespace

Split::Split(model::Session& session, std::string name, Way way, float first)
    : session_(session), name_(std::move(name)), way_(way), start_(ImGui::GetCursorScreenPos()) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 spacing = ImGui::GetStyle().ItemSpacing;
  gap_ = way == beside ? spacing.x : spacing.y;
  room_ = std::max(1.0f, (way == beside ? room.x : room.y) - gap_);
  across_ = way == beside ? room.y : room.x;
  const auto& kept = session.settings.panes;
  const auto found = kept.find(name_);
  if (found != kept.end()) first = std::clamp(found->second * room_, least(room_), room_ - least(room_));
  first_ = std::floor(std::clamp(first, 1.0f, std::max(1.0f, room_ - 1.0f)));
  session.panes_seen[name_] = first_ / room_;
}

void Split::grip() {
  const float wide = std::max(gap_, em(0.5f));  // to be caught, the gap may be too thin
  const float at = first_ + (gap_ - wide) / 2;
  const ImVec2 from = way_ == beside ? ImVec2{start_.x + at, start_.y} : ImVec2{start_.x, start_.y + at};
  const ImVec2 size = way_ == beside ? ImVec2{wide, std::max(1.0f, across_)} : ImVec2{std::max(1.0f, across_), wide};
  ImGui::SetCursorScreenPos(from);
  ImGui::PushID(name_.c_str());
  ImGui::InvisibleButton("##grip", size);
  ImGui::PopID();
  const bool held = ImGui::IsItemActive(), over = ImGui::IsItemHovered();
  if (held || over) {
    ImGui::SetMouseCursor(way_ == beside ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
    const ImVec2 a = way_ == beside ? ImVec2{from.x + wide / 2, from.y} : ImVec2{from.x, from.y + wide / 2};
    const ImVec2 b = way_ == beside ? ImVec2{a.x, a.y + size.y} : ImVec2{a.x + size.x, a.y};
    ImGui::GetWindowDrawList()->AddLine(a, b, held ? plot::theme().accent : plot::theme().faint, em(0.12f));
  }
  if (over && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
    session_.settings.panes.erase(name_);
  } else if (held && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 1.0f)) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const float wanted = (way_ == beside ? mouse.x - start_.x : mouse.y - start_.y) - gap_ / 2;
    session_.settings.panes[name_] = std::clamp(wanted, least(room_), room_ - least(room_)) / room_;
  }
  ImGui::SetCursorScreenPos(way_ == beside ? ImVec2{start_.x + first_ + gap_, start_.y} : ImVec2{start_.x, start_.y + first_ + gap_});
}

}  // namespace mainstay::gui::views
