#pragma once

#include <string>

#include "model/map.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

// The estate as a graph: what stands on what, what strikes what, coloured by importance, by availability, or by the
// state at an instant of one replication.
class MapView final : public View {
 public:
  const char* name() const override { return "map"; }
  const char* title() const override { return "Estate map"; }
  Icon icon() const override { return Icon::map; }
  void draw(model::Session& session) override;
  void forget() override;

 private:
  enum Mode { importance, availability, state };
  struct Shown {
    const model::Map& map;
    const model::NodeFigures* figures;
    const model::Timeline* timeline;
    std::size_t selected;  // of the estate; npos: none
  };
  void controls(model::Session& session);
  void canvas(model::Session& session, const Shown& shown, ImVec2 size);
  void move(const model::Map& map, ImVec2 from, ImVec2 size);
  void draw_edges(const model::Estate& estate, const Shown& shown);
  void draw_node(model::Session& session, const Shown& shown, const model::MapNode& node, bool hovered);
  void details(model::Session& session, const Shown& shown);
  bool matches(const model::Node& node) const;
  ImVec2 at(const model::Spot& spot) const;

  int mode_ = importance;
  char search_[64] = "";
  bool fit_ = true;         // shows all of it
  float zoom_ = 1.0f;       // 1: letters as large as elsewhere
  ImVec2 origin_{0, 0};     // of the map, on the screen
};

}  // namespace mainstay::gui::views
