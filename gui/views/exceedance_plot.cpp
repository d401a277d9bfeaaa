#include "views/exceedance_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

void exceedance_plot(model::Session& session, std::size_t metric, double* tolerance) {
  auto& run = *session.run();
  std::vector<const model::Distribution*> all;
  std::vector<std::size_t> which;
  for (std::size_t v = 0; v < std::min<std::size_t>(run.header().variants.size(), 7); ++v) {
    const auto& d = run.distribution(v, metric);
    if (!d.ready || d.value.sorted.empty()) continue;
    all.push_back(&d.value);
    which.push_back(v);
  }
  if (all.empty()) return quiet("Nothing was observed.");
  double high = all.front()->sorted.back();
  double low = all.front()->sorted.front();
  std::size_t most = 1;
  for (const auto* d : all) {
    high = std::max(high, d->sorted.back());
    low = std::min(low, d->sorted.front());
    most = std::max(most, d->sorted.size());
  }
  const auto same = model::first_same(all);
  plot::Axis x{"", plot::unit_for(std::max(std::abs(low), std::abs(high)), all.front()->unit, run.currency()), plot::Scale::linear, low, high + (high > low ? (high - low) * 0.03 : 1.0)};
  x.unit.whole = x.unit.factor == 1.0 && std::all_of(all.begin(), all.end(), [](const auto* d) { return model::all_whole(*d); });
  plot::Axis y{"share of replications above", {100.0, "%"}, plot::Scale::logarithmic, 0.7 / static_cast<double>(most), 1.0};
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float legend = em(1.4f);
  {
    plot::Plot p("loss", {room.x, room.y - legend}, x, y);
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto steps = model::exceedance(*all[i], x.low);
      steps.share.back() = y.low * 0.5;
      p.stairs(steps.at, steps.share, theme().series_colour(which[i]), width_among(same, i));
    }
    if (tolerance != nullptr && p.clicked()) *tolerance = p.mouse_x();
    if (tolerance != nullptr && *tolerance > low && *tolerance < high) p.vertical(*tolerance, theme().bad, "tolerance " + in_unit(*tolerance, x.unit, 3));
    if (p.hovered()) {
      p.crosshair();
      const double at = p.mouse_x();
      ImGui::BeginTooltip();
      text(fonts().strong, theme().text, "more than " + in_unit(at, x.unit, 3));
      for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& s = all[i]->sorted;
        const auto above = static_cast<double>(s.end() - std::upper_bound(s.begin(), s.end(), at)) / static_cast<double>(s.size());
        text(fonts().body, theme().series_colour(which[i]), fmt::format("{}: {} %", run.header().variants[which[i]].name, plot::number(above * 100.0, 3)));
      }
      if (tolerance != nullptr) text(fonts().small, theme().faint, "click: a line at what is tolerated");
      ImGui::EndTooltip();
    }
  }
  variant_legend(ImGui::GetWindowDrawList(), run, which, same, {corner.x, corner.y + room.y - em(1.0f)}, room.x);
  export_menu("loss-export", session, corner, {corner.x + room.x, corner.y + room.y}, "exceedance", [&] {
    std::string out = "variant,value,share_above\r\n";
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto steps = model::exceedance(*all[i], low);
      for (std::size_t k = 0; k < steps.at.size(); ++k) out += fmt::format("{},{},{}\r\n", model::csv_field(run.header().variants[which[i]].name), steps.at[k], steps.share[k]);
    }
    return out;
  });
}

}  // namespace mainstay::gui::views
