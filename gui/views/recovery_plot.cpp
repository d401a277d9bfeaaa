#include "views/recovery_plot.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

namespace {

struct Curve {
  std::size_t variant;
  const model::Recovery* recovery;
};

double share_at(const model::Steps& steps, double hours) {
  const auto next = std::upper_bound(steps.at.begin(), steps.at.end(), hours);
  return next == steps.at.begin() ? 1.0 : steps.share[static_cast<std::size_t>(next - steps.at.begin()) - 1];
}

void objectives(plot::Plot& p, const model::OpenRun& run, const std::string& service) {
  const auto found = run.estate().objectives.find(service);
  if (found == run.estate().objectives.end()) return;
  for (const auto& [key, name, colour] : {std::tuple{"rto", "RTO", theme().fair}, {"mtpd", "MTPD", theme().bad}})
    if (const auto o = found->second.find(key); o != found->second.end()) p.vertical(o->second.value, colour, fmt::format("{} {}", name, o->second.written));
}

void draw(model::OpenRun& run, const std::string& service, const std::vector<Curve>& curves, ImVec2 size, plot::Zoom& zoom) {
  double longest = 0.0;
  for (const auto& c : curves) longest = std::max(longest, c.recovery->longest_hours);
  const plot::Axis x{"time since the disruption began", plot::unit_for(longest, "h", ""), plot::Scale::linear, 0.0, std::max(longest, 1e-3) * 1.03};
  const plot::Axis y{"share not recovered", {100.0, "%"}, plot::Scale::linear, 0.0, 1.02};
  plot::Plot p("recovery", size, x, y, &zoom);
  std::vector<std::size_t> same;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const auto is_same = [&](const Curve& c) { return c.recovery->open.at == curves[i].recovery->open.at && c.recovery->open.share == curves[i].recovery->open.share; };
    same.push_back(static_cast<std::size_t>(std::find_if(curves.begin(), curves.end(), is_same) - curves.begin()));
  }
  for (std::size_t i = 0; i < curves.size(); ++i) p.stairs(curves[i].recovery->open.at, curves[i].recovery->open.share, theme().series_colour(curves[i].variant), width_among(same, i));
  objectives(p, run, service);
  if (!p.hovered()) return;
  p.crosshair();
  ImGui::BeginTooltip();
  text(fonts().strong, theme().text, "after " + in_unit(p.mouse_x(), x.unit, 3));
  for (const auto& c : curves)
    text(fonts().body, theme().series_colour(c.variant), fmt::format("{}: {} % not recovered", run.header().variants[c.variant].name, plot::number(share_at(c.recovery->open, p.mouse_x()) * 100.0, 3)));
  ImGui::EndTooltip();
}

std::string csv_of(const model::OpenRun& run, const std::vector<Curve>& curves) {
  std::string out = "variant,hours,share_not_recovered\r\n";
  for (const auto& c : curves)
    for (std::size_t i = 0; i < c.recovery->open.at.size(); ++i) out += fmt::format("{},{},{}\r\n", model::csv_field(run.header().variants[c.variant].name), c.recovery->open.at[i], c.recovery->open.share[i]);
  return out;
}

}  // namespace

void recovery_plot(model::Session& session, const std::string& service, const std::vector<std::size_t>& variants, plot::Zoom& zoom) {
  auto& run = *session.run();
  std::vector<Curve> curves;
  std::size_t disruptions = 0, cut_off = 0;
  for (const std::size_t v : variants) {
    const auto& prepared = run.recovery(v, service);
    if (!show_state(prepared)) return;
    if (!prepared.value.recorded)
      return empty_state("This run kept no recoveries", "With `record: outages` in the scenario's `run:`, or more, it keeps how each disruption went.");
    disruptions += prepared.value.disruptions;
    cut_off += prepared.value.cut_off;
    if (prepared.value.disruptions > 0) curves.push_back({v, &prepared.value});
  }
  text(fonts().strong, theme().text, service);
  ImGui::SameLine();
  text_cut(fonts().body, theme().faint, fmt::format("{} unplanned disruptions in all, {} cut off by the end; recovered: up again at the MBCO", disruptions, cut_off));
  if (curves.empty()) return empty_state("It was never disrupted", "No replication saw an unplanned disruption of this service.");
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const ImVec2 size = ImGui::GetContentRegionAvail();
  draw(run, service, curves, size, zoom);
  export_menu("recovery-export", session, corner, {corner.x + size.x, corner.y + size.y}, "recovery", [&] { return csv_of(run, curves); });
}

}  // namespace mainstay::gui::views
