#include "views/compare_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;


void CompareView::draw(model::Session& session) {
  auto& run = *session.run();
  if (run.header().variants.size() < 2)
    return empty_state("There is only one variant", "Add `variants:` to the scenario, or try something under What if.");
  if (session.choice.metric >= run.header().metrics.size()) return empty_state("No metric is chosen", "");
  ImGui::AlignTextToFramePadding();
  quiet("In");
  ImGui::SameLine();
  metric_choice("##metric", run, session.choice.metric, em(24));
  ImGui::SameLine();
  quiet("against");
  ImGui::SameLine();
  variant_choice("##baseline", run, baseline_, em(12));
  ImGui::Dummy({0, em(0.15f)});
  const auto& prepared = run.comparison(baseline_, session.choice.metric);
  if (!show_state(prepared)) return;
  const auto rows = static_cast<float>(prepared.value.contrasts.size());
  const float room = ImGui::GetContentRegionAvail().y;
  begin_panel("forest", {0, std::min(em(6.6f) + rows * em(2.0f), room * 0.6f)}, true);
  forest(session, prepared.value);
  end_panel();
  const float half = std::floor((ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2);
  begin_panel("cost", {half, 0});
  cost_benefit(session);
  end_panel();
  ImGui::SameLine();
  begin_panel("loss", {0, 0});
  loss_curves(session);
  end_panel();
}

void CompareView::forest(model::Session& session, const model::Comparison& c) {
  auto& run = *session.run();
  const auto base = figure(c.of_baseline, run.currency());
  heading(fmt::format("Difference from {}", run.header().variants[c.baseline].name));
  text_cut(fonts().small, theme().faint, fmt::format("{}; {} is {} ({}). Pairs of the same replications, intervals at {:.0f} %; {} is better.", c.title,
                                                     run.header().variants[c.baseline].name, base.value, base.interval, c.confidence * 100, c.lower_is_better ? "less" : "more"));
  double low = 0.0, high = 0.0;
  for (const auto& x : c.contrasts)
    if (x.difference) {
      low = std::min(low, x.difference->interval.low);
      high = std::max(high, x.difference->interval.high);
    }
  const double margin = (high - low) * 0.05;
  if (!ImGui::BeginTable("##forest", 6, ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_PadOuterX)) return;
  for (const auto& [head, width] : {std::pair{"Variant", 1.2f}, {"Value", 1.0f}, {"Difference", 3.0f}, {"", 1.1f}, {"95 % interval", 1.6f}, {"Verdict", 2.0f}})
    ImGui::TableSetupColumn(head, 0, width);
  ImGui::PushFont(fonts().small);
  ImGui::PushStyleColor(ImGuiCol_Text, theme().faint);
  ImGui::PushStyleColor(ImGuiCol_TableHeaderBg, theme().panel);
  ImGui::TableHeadersRow();
  ImGui::PopStyleColor(2);
  ImGui::PopFont();
  for (const auto& x : c.contrasts) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::PushID(static_cast<int>(x.variant));
    if (ImGui::Selectable(x.name.c_str(), x.variant == session.choice.variant)) session.choice.variant = x.variant;
    ImGui::PopID();
    tooltip(run.header().variants[x.variant].patch);
    ImGui::TableNextColumn();
    const auto value = figure(x.value, run.currency());
    quiet(value.value);
    tooltip(value.interval);
    ImGui::TableNextColumn();
    const ImU32 colour = sign_colour(x.sign);
    if (!x.difference) {
      quiet("–");
      ImGui::TableNextColumn();
      ImGui::TableNextColumn();
    } else {
      const auto& i = x.difference->interval;
      interval_bar(i.estimate, i.low, i.high, low - margin, high + margin, colour, {ImGui::GetContentRegionAvail().x, ImGui::GetTextLineHeight()}, 0.0, false);
      tooltip(fmt::format("{} pairs; correlation {:.2f}; the same random numbers saved a factor of {:.1f} in variance", x.difference->pairs, x.difference->correlation,
                          x.difference->variance_saved));
      const auto f = difference_figure(*x.difference, c.unit, run.currency());
      ImGui::TableNextColumn();
      text(fonts().strong, colour, f.value);
      ImGui::TableNextColumn();
      text_cut(fonts().body, theme().quiet, f.interval);
    }
    ImGui::TableNextColumn();
    chip(plot::elided(fonts().small, x.verdict, ImGui::GetContentRegionAvail().x - em(1)), colour);
    tooltip(x.verdict);
  }
  ImGui::EndTable();
}

void CompareView::cost_benefit(model::Session& session) {
  auto& run = *session.run();
  heading("Price against benefit");
  const auto& prepared = run.improvements(session.choice.metric);
  if (!show_state(prepared)) return;
  const double sign = prepared.value.comparison.lower_is_better ? -1.0 : 1.0;
  std::vector<const model::RegisterEntry*> entries;
  std::vector<std::pair<double, double>> points = {{0.0, 0.0}};
  for (const auto& e : prepared.value.entries)
    if (e.cost && e.benefit.difference) {
      entries.push_back(&e);
      points.emplace_back(*e.cost, sign * e.benefit.difference->interval.estimate);
    }
  if (entries.empty()) return quiet("No variant says what it costs: add `cost:` to it.");
  double x_low = 0.0, x_high = 0.0, y_low = 0.0, y_high = 0.0;
  for (const auto& e : entries) {
    const auto& i = e->benefit.difference->interval;
    x_low = std::min(x_low, *e->cost);
    x_high = std::max(x_high, *e->cost);
    y_low = std::min({y_low, sign * i.low, sign * i.high});
    y_high = std::max({y_high, sign * i.low, sign * i.high});
  }
  const double x_margin = std::max(1e-9, x_high - x_low) * 0.12;
  const double y_margin = std::max(1e-9, y_high - y_low) * 0.1;
  const auto unit = prepared.value.comparison.unit;
  plot::Axis x{"price in the simulated time", plot::unit_for(std::max(std::abs(x_low), x_high), "money", run.currency()), plot::Scale::linear, x_low - x_margin, x_high + x_margin};
  plot::Axis y{sign < 0 ? "less " + prepared.value.comparison.title : "more " + prepared.value.comparison.title,
               plot::unit_for(std::max(std::abs(y_low), y_high), unit, run.currency()), plot::Scale::linear, y_low - y_margin, y_high + y_margin};
  const ImVec2 size = ImGui::GetContentRegionAvail();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  {
    plot::Plot p("cost-benefit", size, x, y);
    p.horizontal(0.0, theme().faint, "");
    std::vector<double> fx, fy;
    for (const std::size_t i : model::pareto_front(points)) {
      fx.push_back(points[i].first);
      fy.push_back(points[i].second);
    }
    p.line(fx, fy, plot::with_alpha(theme().accent, 0.6f), 1.4f);
    p.point(0.0, 0.0, theme().quiet, 4.5f);
    for (const auto* e : entries) {
      const auto& i = e->benefit.difference->interval;
      const ImU32 colour = theme().series_colour(e->variant);
      p.whisker_y(*e->cost, sign * i.low, sign * i.high, plot::with_alpha(colour, 0.7f));
      p.point(*e->cost, sign * i.estimate, colour, 5.0f);
      const bool left = p.px(*e->cost) > (p.low_corner().x + p.high_corner().x) / 2;
      plot::put_text(p.draw(), fonts().small, {p.px(*e->cost) + (left ? -em(0.6f) : em(0.6f)), p.py(sign * i.estimate) - em(1.0f)}, left ? 1.0f : 0.0f, theme().text, e->name);
    }
  }
  export_menu("cost-export", session, corner, {corner.x + size.x, corner.y + size.y}, "price-and-benefit", [&] {
    std::string out = "variant,price,benefit,low,high\r\n";
    for (const auto* e : entries) {
      const auto& i = e->benefit.difference->interval;
      out += fmt::format("{},{},{},{},{}\r\n", csv_field(e->name), *e->cost, sign * i.estimate, std::min(sign * i.low, sign * i.high), std::max(sign * i.low, sign * i.high));
    }
    return out;
  });
}

// Each variant's chance that the metric is above a value: the loss-exceedance curve where it is money.
void CompareView::loss_curves(model::Session& session) {
  auto& run = *session.run();
  heading("Chance to exceed");
  std::vector<const model::Distribution*> all;
  std::vector<std::size_t> which;
  for (std::size_t v = 0; v < std::min<std::size_t>(run.header().variants.size(), 7); ++v) {
    const auto& d = run.distribution(v, session.choice.metric);
    if (!d.ready || d.value.sorted.empty()) continue;
    all.push_back(&d.value);
    which.push_back(v);
  }
  if (all.empty()) return quiet("nothing observed yet");
  double high = all.front()->sorted.back();
  double low = all.front()->sorted.front();
  std::size_t most = 1;
  for (const auto* d : all) {
    high = std::max(high, d->sorted.back());
    low = std::min(low, d->sorted.front());
    most = std::max(most, d->sorted.size());
  }
  plot::Axis x{"", plot::unit_for(std::max(std::abs(low), std::abs(high)), all.front()->unit, run.currency()), plot::Scale::linear, low, high + (high > low ? (high - low) * 0.03 : 1.0)};
  plot::Axis y{"share of replications above", {100.0, "%"}, plot::Scale::logarithmic, 0.7 / static_cast<double>(most), 1.0};
  const float legend = em(1.4f);
  plot::Plot p("loss", {ImGui::GetContentRegionAvail().x, ImGui::GetContentRegionAvail().y - legend}, x, y);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& d = *all[i];
    std::vector<double> xs = {std::min(x.low, d.sorted.front())};
    std::vector<double> ys = {1.0};
    for (std::size_t k = 0; k < d.sorted.size(); ++k) {
      xs.push_back(d.sorted[k]);
      ys.push_back(static_cast<double>(d.sorted.size() - k - 1) / static_cast<double>(d.sorted.size()));
    }
    ys.back() = y.low * 0.5;
    p.stairs(xs, ys, theme().series_colour(which[i]), 1.8f);
  }
  // The legend stands below the plot, within its panel.
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRectFullScreen();
  float at = p.low_corner().x;
  const float y_at = ImGui::GetCursorScreenPos().y;
  for (std::size_t i = 0; i < which.size(); ++i) {
    const std::string& name = run.header().variants[which[i]].name;
    const float width = plot::text_size(fonts().small, name).x;
    if (at + width + em(1) > p.high_corner().x) break;
    draw->AddCircleFilled({at + em(0.3f), y_at + em(0.45f)}, em(0.24f), theme().series_colour(which[i]), 16);
    plot::put_text(draw, fonts().small, {at + em(0.8f), y_at}, 0.0f, theme().quiet, name);
    at += width + em(1.8f);
  }
  draw->PopClipRect();
}

}  // namespace mainstay::gui::views
