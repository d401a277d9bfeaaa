#include "views/compare_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "views/exceedance_plot.hpp"
#include "views/split.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

namespace {

std::vector<report::Estimate> values_of(const model::Comparison& c) {
  std::vector<report::Estimate> out = {c.of_baseline};
  for (const auto& x : c.contrasts) out.push_back(x.comparison.of_variant);
  return out;
}

}  // namespace

void CompareView::forget() {
  baseline_ = 0;
  tolerance_ = 0.0;
}

void CompareView::draw(model::Session& session) {
  auto& run = *session.run();
  if (run.header().variants.size() < 2)
    return empty_state("There is only one variant", "Add `variants:` to the scenario, or try something under What if.");
  if (session.choice.metric >= run.header().metrics.size()) return empty_state("No metric is chosen", "This run has none, or the one chosen is not in it.");
  ImGui::AlignTextToFramePadding();
  quiet("In");
  ImGui::SameLine();
  if (metric_choice("##metric", run, session.choice.metric, em(24))) tolerance_ = 0.0;
  ImGui::SameLine();
  quiet("against");
  ImGui::SameLine();
  variant_choice("##baseline", run, baseline_, em(12));
  ImGui::Dummy({0, em(0.15f)});
  const auto& prepared = run.comparison(baseline_, session.choice.metric);
  if (!show_state(prepared)) return;
  const auto rows = static_cast<float>(prepared.value.contrasts.size());
  const float room = ImGui::GetContentRegionAvail().y;
  Split rows_split(session, "compare", Split::below, std::min(em(6.6f) + rows * em(1.85f), room * 0.6f));
  begin_panel("forest", {0, rows_split.first()}, true);
  forest(session, prepared.value);
  end_panel();
  rows_split.grip();
  Split split(session, "compare.lower", Split::beside, (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2);
  begin_panel("cost", {split.first(), 0}, true);
  // A sweep has no prices, but says which of its parameters matters.
  const auto& swept = run.tornado(session.choice.metric);
  if (swept.ready && !swept.value.effects.empty())
    tornado(session, swept.value);
  else
    cost_benefit(session);
  end_panel();
  split.grip();
  begin_panel("loss", {0, 0});
  heading("Chance to exceed");
  exceedance_plot(session, session.choice.metric, &tolerance_);
  end_panel();
}

void CompareView::forest(model::Session& session, const model::Comparison& c) {
  auto& run = *session.run();
  const std::string& base = run.header().variants[c.baseline].name;
  std::vector<report::Comparison> contrasts;
  for (const auto& x : c.contrasts) contrasts.push_back(x.comparison);
  const Column of_values = column_of(values_of(c), run.currency());
  const Column of_differences = column_of_differences(contrasts, of_values.unit, run.currency());
  const auto of_base = figure(c.of_baseline, of_values);
  static constexpr const char* better[] = {"more is better", "less is better", "neither side is better"};
  heading(fmt::format("Difference from {}", base));
  text_cut(fonts().small, theme().faint, fmt::format("{}: {} is {} ({}); {}. Intervals hold all together at 95 %.", c.title.empty() ? c.metric : c.title, base, of_base.value,
                                                     of_base.interval, better[static_cast<int>(c.better)]));
  double low = 0.0, high = 0.0;
  for (const auto& x : c.contrasts)
    if (x.comparison.difference && std::isfinite(x.comparison.difference->interval.low) && std::isfinite(x.comparison.difference->interval.high)) {
      low = std::min(low, x.comparison.difference->interval.low);
      high = std::max(high, x.comparison.difference->interval.high);
    }
  const double margin = (high - low) * 0.05;
  static constexpr Head heads[] = {{"Variant", 1.2f}, {"Value", 1.0f}, {"", 3.0f}, {"Difference", 1.1f}, {"95 % interval", 1.7f}, {"Verdict", 2.0f}};
  if (!begin_table("##forest", heads)) return;
  for (const auto& x : c.contrasts) {
    const auto& d = x.comparison.difference;
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    variant_cell(session, x.variant);
    ImGui::TableNextColumn();
    const auto value = figure(x.comparison.of_variant, of_values);
    text_cut(fonts().body, theme().quiet, value.value);
    tooltip(value.interval);
    ImGui::TableNextColumn();
    const ImU32 colour = finding_colour(x.comparison.finding);
    if (d) {
      interval_bar(d->interval.estimate, d->interval.low, d->interval.high, low - margin, high + margin, colour, {ImGui::GetContentRegionAvail().x, ImGui::GetTextLineHeight()}, 0.0, false);
      tooltip(fmt::format("{} {}; correlation {}; the same random numbers saved a factor of {} in variance", plot::count(d->pairs),
                          x.comparison.paired ? "pairs of the same replications" : "replications on their own", plot::fixed(d->correlation, 2), plot::fixed(d->variance_saved, 1)));
    }
    ImGui::TableNextColumn();
    const auto by = difference(x.comparison, of_differences);
    if (d) text_cut(fonts().strong, colour, by.value);
    ImGui::TableNextColumn();
    if (d) text_cut(fonts().body, theme().quiet, by.interval);
    ImGui::TableNextColumn();
    verdict_chip(x.comparison, run.currency());
  }
  ImGui::EndTable();
}

void CompareView::tornado(model::Session& session, const model::Tornado& all) {
  const std::string& currency = session.run()->currency();
  heading("What moves it most");
  text_cut(fonts().small, theme().faint, "from one end of a parameter to the other; 95 %, each on its own");
  double reach = 0.0;
  for (const auto& e : all.effects)
    if (e.comparison.difference) reach = std::max({reach, std::abs(e.comparison.difference->interval.low), std::abs(e.comparison.difference->interval.high)});
  if (!std::isfinite(reach) || reach == 0.0) reach = 1.0;
  std::vector<report::Comparison> effects;
  for (const auto& e : all.effects) effects.push_back(e.comparison);
  const Column column = effects.empty() ? Column{} : column_of_differences(effects, plot::unit_for(reach, effects.front().unit, currency), currency);
  static constexpr Head heads[] = {{"Parameter", 1.8f}, {"", 1.6f}, {"Difference", 1.2f}};
  if (!begin_table("##tornado", heads)) return;
  for (const auto& e : all.effects) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    text_cut(fonts().body, theme().text, e.path);
    text_cut(fonts().small, theme().faint, e.first + " → " + e.last);
    ImGui::TableNextColumn();
    const ImU32 colour = finding_colour(e.comparison.finding);
    if (const auto& d = e.comparison.difference)
      interval_bar(d->interval.estimate, d->interval.low, d->interval.high, -reach, reach, colour, {ImGui::GetContentRegionAvail().x, ImGui::GetTextLineHeight() * 1.6f}, 0.0, true);
    ImGui::TableNextColumn();
    const auto by = difference(e.comparison, column);
    text_cut(fonts().strong, colour, by.value);
    text_cut(fonts().small, theme().quiet, by.interval);
  }
  ImGui::EndTable();
}

void CompareView::cost_benefit(model::Session& session) {
  heading("Price against benefit");
  const auto& prepared = session.run()->improvements(session.choice.metric);
  if (!show_state(prepared)) return;
  const auto& all = prepared.value.entries;
  if (std::none_of(all.begin(), all.end(), [](const auto& e) { return e.cost.has_value(); })) return text_wrapped(fonts().body, theme().quiet, "No variant says what it costs: add `cost:` to it.");
  draw_cost_benefit(session, prepared.value);
}

void CompareView::draw_cost_benefit(model::Session& session, const model::Register& all) {
  auto& run = *session.run();
  struct Dot {
    const model::RegisterEntry* entry;
    stats::Interval benefit;
  };
  std::vector<Dot> dots;
  std::vector<std::pair<double, double>> points = {{0.0, 0.0}};  // to do nothing is a choice too
  double x_low = 0.0, x_high = 0.0, y_low = 0.0, y_high = 0.0;
  for (const auto& e : all.entries) {
    const auto b = e.benefit();
    if (!e.cost || !b || !std::isfinite(b->low) || !std::isfinite(b->high)) continue;
    dots.push_back({&e, *b});
    points.emplace_back(*e.cost, b->estimate);
    x_low = std::min(x_low, *e.cost);
    x_high = std::max(x_high, *e.cost);
    y_low = std::min(y_low, b->low);
    y_high = std::max(y_high, b->high);
  }
  if (dots.empty()) return text_wrapped(fonts().body, theme().quiet, "Too little was observed to set benefits against prices.");
  // Money in the unit in which its values stand above.
  const auto& compared = run.comparison(baseline_, session.choice.metric);
  const auto unit_of = [&](double size, const std::string& unit) {
    if (!compared.ready || unit != compared.value.unit || unit != "money") return plot::unit_for(size, unit, run.currency());
    return column_of(values_of(compared.value), run.currency()).unit;
  };
  const double x_margin = std::max(1e-9, x_high - x_low) * 0.12;
  const double y_margin = std::max(1e-9, y_high - y_low) * 0.1;
  plot::Axis x{"price over the simulated time", unit_of(std::max(std::abs(x_low), x_high), "money"), plot::Scale::linear, x_low - x_margin, x_high + x_margin};
  const char* way = all.better == report::Better::lower ? "less" : all.better == report::Better::higher ? "gain in" : "more";
  plot::Axis y{fmt::format("{} {}", way, all.title.empty() ? all.metric : all.title), in_points(unit_of(std::max(std::abs(y_low), y_high), all.unit)), plot::Scale::linear,
               y_low - y_margin, y_high + y_margin};
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
    for (const auto& dot : dots) {
      const ImU32 colour = theme().series_colour(dot.entry->variant);
      p.whisker_y(*dot.entry->cost, dot.benefit.low, dot.benefit.high, plot::with_alpha(colour, 0.7f));
      p.point(*dot.entry->cost, dot.benefit.estimate, colour, 5.0f);
      p.label(*dot.entry->cost, dot.benefit.estimate, theme().text, dot.entry->name);
    }
  }
  export_menu("cost-export", session, corner, {corner.x + size.x, corner.y + size.y}, "price-and-benefit", [&all] { return model::csv_of(all); });
}

}  // namespace mainstay::gui::views
