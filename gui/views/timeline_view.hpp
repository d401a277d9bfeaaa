#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plot/theme.hpp"
#include "views/view.hpp"

namespace mainstay::gui::views {

// One replication replayed: outages, what failed, plans, changes, tickets and people at work on one axis of time.
class TimelineView final : public View {
 public:
  const char* name() const override { return "timeline"; }
  const char* title() const override { return "Timeline"; }
  Icon icon() const override { return Icon::timeline; }
  void draw(model::Session& session) override;
  void forget() override;

 private:
  struct Selected {
    std::size_t lane = 0, bar = 0;
  };
  // From hours to pixels.
  struct Axis {
    float left = 0, right = 1;
    double from = 0, to = 1;
    float x(double hours) const;
    double hours(float x) const;
  };
  static std::optional<Selected> longest_outage(const model::Timeline& timeline);
  void select(model::Session& session, const model::Timeline& timeline, std::optional<Selected> what);
  void choose_replication(model::Session& session);
  void controls(model::Session& session, const model::Timeline* timeline);
  void show(model::Session& session, const model::Timeline& timeline);
  void story(model::Session& session, const model::Timeline& timeline);
  // Those later than `until` are quiet, and it scrolls there.
  void story_lines(const std::vector<report::StoryLine>& lines, std::optional<double> until);

  // timeline_lanes.cpp
  void lanes(model::Session& session, const model::Timeline& timeline, ImVec2 size);
  void ruler(model::Session& session, const model::Timeline& timeline, const Axis& axis, float height);
  float draw_lane(model::Session& session, const model::Timeline& timeline, std::size_t lane, const Axis& axis, float y);
  float draw_team(const model::TeamLane& team, const Axis& axis, double now_at, float y);
  void zoom(const model::Timeline& timeline, const Axis& axis);
  void play(model::Session& session, const model::Timeline& timeline);

  const model::Timeline* shown_ = nullptr;
  bool zoomed_ = false;
  double from_ = 0.0, to_ = 1.0;  // what is seen, in hours
  bool playing_ = false;
  std::optional<Selected> selected_;
  std::optional<Selected> hovered_;
  std::vector<report::StoryLine> story_;  // of what is selected
};

}  // namespace mainstay::gui::views
