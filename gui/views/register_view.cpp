#include "views/register_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "views/split.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

namespace {

enum Place { entry, owner, cost, benefit_bar, benefit, interval, net, verdict };

// What stays of the benefit once the price is paid: of money only.
std::optional<double> net_of(const model::Register& all, const model::RegisterEntry& e) {
  const auto b = e.benefit();
  if (all.unit != "money" || !b || !e.cost) return std::nullopt;
  // `total.cost` counts the variant's own cost and its teams' already.
  return all.metric == "total.cost" ? b->estimate : b->estimate - *e.cost;
}

double sort_value(const model::Register& all, const model::RegisterEntry& e, int column) {
  const auto unknown = -std::numeric_limits<double>::infinity();
  const auto b = e.benefit();
  switch (column) {
    case cost: return e.cost.value_or(unknown);
    case net: return net_of(all, e).value_or(unknown);
    case verdict: return -static_cast<double>(e.comparison.finding);
    default: return b ? b->estimate : unknown;
  }
}

std::vector<const model::RegisterEntry*> sorted(const model::Register& all) {
  std::vector<const model::RegisterEntry*> out;
  for (const auto& e : all.entries) out.push_back(&e);
  const ImGuiTableSortSpecs* specs = ImGui::TableGetSortSpecs();
  if (specs == nullptr || specs->SpecsCount == 0) return out;
  const int column = specs->Specs[0].ColumnIndex;
  const bool down = specs->Specs[0].SortDirection == ImGuiSortDirection_Descending;
  std::stable_sort(out.begin(), out.end(), [&](const auto* a, const auto* b) {
    if (down) std::swap(a, b);
    if (column == entry) return a->name < b->name;
    if (column == owner) return a->owner < b->owner;
    return sort_value(all, *a, column) < sort_value(all, *b, column);
  });
  return out;
}

// As benefits: a cost that falls by 10 is a benefit of 10.
report::Comparison as_benefit(const model::RegisterEntry& e) {
  report::Comparison out = e.comparison;
  if (const auto b = e.benefit(); b && out.difference) out.difference->interval = *b;
  return out;
}

// One unit for what is set against each other: the benefit, and what stays of it.
Column column_of_benefits(const model::Register& all, const std::string& currency) {
  std::vector<report::Comparison> benefits;
  double largest = 0.0;
  for (const auto& e : all.entries) {
    benefits.push_back(as_benefit(e));
    if (const auto& d = benefits.back().difference) largest = std::max(largest, std::abs(d->interval.estimate));
    if (const auto n = net_of(all, e)) largest = std::max(largest, std::abs(*n));
  }
  return column_of_differences(benefits, plot::unit_for(largest, all.unit, currency), currency);
}

}  // namespace

void RegisterView::draw(model::Session& session) {
  auto& run = *session.run();
  if (run.header().variants.size() < 2)
    return empty_state("There are no improvements to weigh", "Each of the scenario's `variants:` is an entry, with its `cost:` and `owner:`. What if makes one, too.");
  if (session.choice.metric >= run.header().metrics.size()) return empty_state("No metric is chosen", "This run has none, or the one chosen is not in it.");
  ImGui::AlignTextToFramePadding();
  quiet("Benefit in");
  ImGui::SameLine();
  metric_choice("##metric", run, session.choice.metric, em(24));
  const auto& prepared = run.improvements(session.choice.metric);
  ImGui::SameLine();
  if (button("Save as CSV", false, prepared.ready)) save_text(session, "register", "csv", model::csv_of(prepared.value));
  ImGui::Dummy({0, em(0.1f)});
  if (!show_state(prepared)) return;
  const float room = ImGui::GetContentRegionAvail().y - em(9) - ImGui::GetStyle().ItemSpacing.y;
  Split split(session, "register", Split::below, std::min(room, em(6.8f) + static_cast<float>(prepared.value.entries.size()) * em(1.85f)));
  begin_panel("register", {0, split.first()}, true);
  const ImVec2 corner = ImGui::GetWindowPos();
  const ImVec2 size = ImGui::GetWindowSize();
  table(session, prepared.value);
  export_menu("register-export", session, corner, {corner.x + size.x, corner.y + size.y}, "register", [&prepared] { return model::csv_of(prepared.value); });
  end_panel();
  split.grip();
  begin_panel("chosen", {0, 0}, true);
  chosen(session, prepared.value);
  end_panel();
}

void RegisterView::table(model::Session& session, const model::Register& all) {
  heading("Improvements, against the baseline");
  const char* way = all.better == report::Better::neither ? "a difference is shown as it is: the metric has no better side" : "to the right is better";
  text_cut(fonts().small, theme().faint, fmt::format("{}; {}. Prices over {}; intervals hold all together at 95 %.", all.title.empty() ? all.metric : all.title, way, report::format_span(all.horizon_hours)));
  double low = 0.0, high = 0.0;
  for (const auto& e : all.entries)
    if (const auto b = e.benefit(); b && std::isfinite(b->low) && std::isfinite(b->high)) {
      low = std::min(low, b->low);
      high = std::max(high, b->high);
    }
  const double margin = (high - low) * 0.05;
  static constexpr Head heads[] = {{"Improvement", 1.5f}, {"Owner", 1.5f}, {"Price", 1.6f}, {"", 1.6f}, {"Benefit", 1.2f}, {"95 % interval", 1.6f}, {"Net", 1.1f}, {"Verdict", 1.3f}};
  if (!begin_table("##register", heads, ImGuiTableFlags_Sortable | ImGuiTableFlags_SortTristate)) return;
  const Scales scales{low - margin, high + margin, column_of_benefits(all, session.run()->currency())};
  const auto order = sorted(all);
  for (const auto* e : order) row(session, all, *e, scales);
  first_ = order.empty() ? 0 : order.front()->variant;
  ImGui::EndTable();
}

void RegisterView::row(model::Session& session, const model::Register& all, const model::RegisterEntry& e, const Scales& scales) {
  const std::string& currency = session.run()->currency();
  const ImU32 colour = finding_colour(e.comparison.finding);
  const auto b = e.benefit();
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  variant_cell(session, e.variant);
  ImGui::TableNextColumn();
  text_cut(fonts().body, theme().quiet, e.owner.empty() ? "–" : e.owner);
  ImGui::TableNextColumn();
  text_cut(fonts().body, theme().text, e.cost_written.empty() ? "not said" : plot::grouped(e.cost_written));
  if (e.cost) tooltip(in_unit(*e.cost, plot::unit_for(*e.cost, "money", currency)) + " over the simulated time");
  ImGui::TableNextColumn();
  if (b) interval_bar(b->estimate, b->low, b->high, scales.low, scales.high, colour, {ImGui::GetContentRegionAvail().x, ImGui::GetTextLineHeight()}, 0.0, false);
  const auto shown = difference(as_benefit(e), scales.benefit);
  ImGui::TableNextColumn();
  text_cut(fonts().strong, colour, shown.value);
  ImGui::TableNextColumn();
  if (b) text_cut(fonts().body, theme().quiet, shown.interval);
  ImGui::TableNextColumn();
  if (const auto n = net_of(all, e)) {
    text_cut(fonts().body, theme().text, (*n > 0.0 ? "+" : "") + plot::with_unit(plot::fixed(*n * scales.benefit.unit.factor, std::max(0, scales.benefit.decimals)), scales.benefit.unit));
    tooltip("benefit less price, over the simulated time; as unsure as the benefit");
  }
  ImGui::TableNextColumn();
  verdict_chip(e.comparison, currency);
}

// The entry that is looked at; until one is, the first.
void RegisterView::chosen(model::Session& session, const model::Register& all) {
  auto& run = *session.run();
  const std::size_t variant = session.choice.variant > 0 ? session.choice.variant : first_;
  const auto found = std::find_if(all.entries.begin(), all.entries.end(), [&](const auto& e) { return e.variant == variant; });
  if (found == all.entries.end()) return quiet("There is no entry.");
  heading(found->name);
  const float half = std::floor((ImGui::GetContentRegionAvail().x - em(1.5f)) * 0.4f);
  ImGui::BeginGroup();
  text(fonts().small, theme().faint, "What it changes");
  text_wrapped(fonts().body, theme().text, found->patch, half);
  ImGui::Dummy({half, em(0.3f)});
  text(fonts().small, theme().faint, "What is known of it");
  text_wrapped(fonts().body, theme().text, sentence(found->comparison, run.currency()) + ".", half);
  for (const auto& w : found->comparison.warnings) text_wrapped(fonts().small, theme().fair, "Note: " + w, half);
  ImGui::EndGroup();
  ImGui::SameLine(0, em(1.5f));
  ImGui::BeginGroup();
  effects(session, variant, all.metric);
  ImGui::EndGroup();
}

// What it changes but for the metric above, in what is compared unasked.
void RegisterView::effects(model::Session& session, std::size_t variant, const std::string& metric) {
  auto& run = *session.run();
  const auto& prepared = run.findings(variant);
  if (!prepared.ready) return quiet(prepared.error.empty() ? "Reading …" : prepared.error);
  if (prepared.value.empty()) return quiet("There is nothing that is compared unasked.");
  text(fonts().small, theme().faint, "What else differs from the baseline; intervals hold all together at 95 %");
  static constexpr Head heads[] = {{"In", 2.4f}, {"Difference", 1.1f}, {"95 % interval", 1.6f}, {"Verdict", 1.4f}};
  if (!begin_table("##effects", heads)) return;
  for (const auto& c : prepared.value) {
    if (c.metric == metric) continue;
    const auto f = difference(c, run.currency());
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    text_cut_before(fonts().body, theme().text, c.metric);
    ImGui::TableNextColumn();
    text_cut(fonts().strong, finding_colour(c.finding), f.value);
    ImGui::TableNextColumn();
    text_cut(fonts().body, theme().quiet, f.interval);
    ImGui::TableNextColumn();
    verdict_chip(c, run.currency());
  }
  ImGui::EndTable();
}

}  // namespace mainstay::gui::views
