#include "views/distributions_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "views/recovery_plot.hpp"
#include "views/split.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

namespace {

std::string csv_of(const std::vector<std::pair<std::string, const model::Distribution*>>& all) {
  std::string out = "variant,replication,value\r\n";
  for (const auto& [variant, d] : all)
    for (std::size_t i = 0; i < d->sorted.size(); ++i) out += fmt::format("{},{},{}\r\n", model::csv_field(variant), d->replication[i], d->sorted[i]);
  return out;
}

}  // namespace

void DistributionsView::forget() {
  others_.clear();
  series_ = static_cast<std::size_t>(-1);
  service_.clear();
  zoom_ = time_zoom_ = recovery_zoom_ = {};
}

void DistributionsView::draw(model::Session& session) {
  controls(session);
  if (mode_ == over_time)
    time(session);
  else if (mode_ == recovery)
    recoveries(session);
  else
    spread(session);
}

void DistributionsView::controls(model::Session& session) {
  auto& run = *session.run();
  if (segmented("mode", {"Histogram", "Cumulative", "Exceedance", "Over time", "Recovery"}, mode_)) zoom_ = {};
  ImGui::SameLine(0, em(1.2f));
  if (mode_ == recovery) {
    const std::string shown = service_of(session);
    ImGui::SetNextItemWidth(em(16));
    if (ImGui::BeginCombo("##service", shown.empty() ? "–" : shown.c_str())) {
      for (const auto& n : run.estate().nodes)
        if (n.kind == model::Node::Kind::service && ImGui::Selectable(n.name.c_str(), n.name == shown)) {
          service_ = n.name;
          recovery_zoom_ = {};
        }
      ImGui::EndCombo();
    }
  } else if (mode_ != over_time) {
    if (metric_choice("##metric", run, session.choice.metric, em(24))) zoom_ = {};
  } else {
    const auto& series = run.header().series;
    if (series_ >= series.size()) {
      series_ = 0;
      for (std::size_t i = series.size(); i-- > 0;)
        if (series[i].name.ends_with(".capacity") || (series[i].name.starts_with("teams.") && series[i].name.ends_with(".waiting"))) series_ = i;
    }
    ImGui::SetNextItemWidth(em(24));
    if (ImGui::BeginCombo("##series", series_ < series.size() ? series[series_].name.c_str() : "–", ImGuiComboFlags_HeightLarge)) {
      for (std::size_t i = 0; i < series.size(); ++i)
        if (ImGui::Selectable(series[i].name.c_str(), i == series_)) series_ = i;
      ImGui::EndCombo();
    }
  }
  ImGui::Dummy({0, em(0.15f)});
  variant_marks(session);
}

// One mark a variant; pressing it shows or hides the variant beside the one that is looked at.
void DistributionsView::variant_marks(model::Session& session) {
  const auto& variants = session.run()->header().variants;
  if (variants.size() < 2 || mode_ == over_time) return;
  const float right = ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    const bool own = v == session.choice.variant;
    const bool on = own || others_.contains(v);
    const std::string name = plot::elided(fonts().body, variants[v].name, em(12));
    const float width = plot::text_size(fonts().body, name).x + em(1.9f);
    if (v > 0) {
      ImGui::SameLine();
      if (ImGui::GetCursorScreenPos().x + width > right) ImGui::NewLine();
    }
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushID(static_cast<int>(v));
    if (ImGui::InvisibleButton("##mark", {width, em(1.6f)}) && !own) {
      if (on)
        others_.erase(v);
      else
        others_.insert(v);
    }
    const bool hovered = ImGui::IsItemHovered();
    focus_ring();
    tooltip(own ? "the variant that is looked at" : on ? "hide it" : "show it too");
    ImGui::PopID();
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImU32 colour = theme().series_colour(v);
    draw->AddRectFilled(at, {at.x + width, at.y + em(1.6f)}, on ? theme().panel : hovered ? theme().raised : 0, em(0.3f));
    draw->AddRect(at, {at.x + width, at.y + em(1.6f)}, on ? colour : theme().line, em(0.3f), 0, em(0.07f));
    if (on)
      draw->AddCircleFilled({at.x + em(0.8f), at.y + em(0.8f)}, em(0.28f), colour, 16);
    else
      draw->AddCircle({at.x + em(0.8f), at.y + em(0.8f)}, em(0.28f), theme().faint, 16, em(0.07f));
    plot::put_text(draw, fonts().body, {at.x + em(1.35f), at.y + em(0.28f)}, 0.0f, on ? theme().text : theme().faint, name);
  }
  ImGui::Dummy({0, em(0.1f)});
}

void DistributionsView::spread(model::Session& session) {
  auto& run = *session.run();
  if (session.choice.metric >= run.header().metrics.size()) return empty_state("No metric is chosen", "Choose one above, or with Ctrl K.");
  const auto& info = run.header().metrics[session.choice.metric];
  std::vector<Shown> shown;
  std::string error;
  const auto add = [&](std::size_t v) {
    const auto& d = run.distribution(v, session.choice.metric);
    if (!d.error.empty()) error = d.error;
    if (d.ready) shown.push_back({v, &d.value, theme().series_colour(v)});
  };
  add(session.choice.variant);
  for (const std::size_t v : others_)
    if (v != session.choice.variant && v < run.header().variants.size()) add(v);
  if (shown.empty()) {
    show_state(false, error);
    return;
  }
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float table = em(5.1f) + static_cast<float>(shown.size()) * em(1.75f);
  Split split(session, "distributions", Split::below, std::max(em(12), room.y - table - ImGui::GetStyle().ItemSpacing.y));
  begin_panel("plot", {0, split.first()});
  text(fonts().strong, theme().text, info.name);
  ImGui::SameLine();
  text_cut(fonts().body, theme().faint, info.title);
  if (std::all_of(shown.begin(), shown.end(), [](const Shown& s) { return s.distribution->sorted.empty(); }))
    empty_state("Nothing was observed", "In no replication was there anything for this metric to measure.");
  else
    draw_spread(session, shown, ImGui::GetContentRegionAvail());
  end_panel();
  split.grip();
  begin_panel("figures", {0, 0}, true);
  figures(session, shown);
  end_panel();
}

void DistributionsView::draw_spread(model::Session& session, const std::vector<Shown>& shown, ImVec2 size) {
  auto& run = *session.run();
  std::vector<const model::Distribution*> all;
  for (const auto& s : shown)
    if (!s.distribution->sorted.empty()) all.push_back(s.distribution);
  double low = all.front()->sorted.front();
  double high = all.front()->sorted.back();
  double least_positive = 1e300;
  for (const auto* d : all) {
    low = std::min(low, d->sorted.front());
    high = std::max(high, d->sorted.back());
    const auto first = std::upper_bound(d->sorted.begin(), d->sorted.end(), 0.0);
    if (first != d->sorted.end()) least_positive = std::min(least_positive, *first);
  }
  const auto edges = model::histogram_edges(all);
  plot::Axis x{"", plot::unit_for(std::max(std::abs(low), std::abs(high)), all.front()->unit, run.currency())};
  x.unit.whole = x.unit.factor == 1.0 && std::all_of(all.begin(), all.end(), [](const auto* d) { return model::all_whole(*d); });
  x.label = run.header().metrics[session.choice.metric].title;
  x.low = edges.front();
  x.high = edges.back();
  plot::Axis y{"share of the replications", {100.0, "%"}, plot::Scale::linear, 0.0, 1.0};
  std::vector<std::vector<double>> heights;
  if (mode_ == histogram) {
    double top = 0.0;
    for (const auto& s : shown) {
      heights.push_back(model::histogram(*s.distribution, edges));
      for (const double h : heights.back()) top = std::max(top, h);
    }
    y.high = top * 1.12;
  } else if (mode_ == ecdf) {
    y.label = "share at or below";
    y.high = 1.02;
  } else {
    // Both axes logarithmic where the values allow it: a tail that is a power law is then a line.
    y.label = "share above";
    y.scale = plot::Scale::logarithmic;
    std::size_t most = 1;
    for (const auto* d : all) most = std::max(most, d->sorted.size());
    y.low = 0.7 / static_cast<double>(most);
    y.high = 1.0;
    if (low >= 0.0 && least_positive < high && high / least_positive > 20.0) {
      x.scale = plot::Scale::logarithmic;
      x.low = least_positive;
      x.high = high * 1.15;
    }
  }
  std::vector<const model::Distribution*> of_shown;
  for (const auto& s : shown) of_shown.push_back(s.distribution);
  const auto same = model::first_same(of_shown);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  {
    plot::Plot p("spread", size, x, y, &zoom_);
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const auto& d = *shown[i].distribution;
      if (d.sorted.empty()) continue;
      if (mode_ == histogram) {
        p.bars(edges, heights[i], plot::with_alpha(shown[i].colour, shown.size() > 1 ? 0.38f : 0.75f));
        continue;
      }
      auto steps = mode_ == ecdf ? model::cumulative(d, x.low) : model::exceedance(d, p.x().low);
      if (mode_ == exceedance) steps.share.back() = y.low * 0.5;
      p.stairs(steps.at, steps.share, shown[i].colour, width_among(same, i));
    }
    const auto& first = *shown.front().distribution;
    if (first.mean.known) p.vertical(first.mean.value, shown.front().colour, "mean " + in_unit(first.mean.value, x.unit, 3));
    if (first.p95.known) p.vertical(first.p95.value, shown.front().colour, "95 % below " + in_unit(first.p95.value, x.unit, 3));
    if (p.hovered() && !first.sorted.empty()) {
      p.crosshair();
      const double at = p.mouse_x();
      ImGui::BeginTooltip();
      text(fonts().strong, theme().text, in_unit(at, x.unit));
      for (const auto& s : shown) {
        const auto& d = *s.distribution;
        if (d.sorted.empty()) continue;
        const auto above = static_cast<double>(d.sorted.end() - std::upper_bound(d.sorted.begin(), d.sorted.end(), at)) / static_cast<double>(d.sorted.size());
        text(fonts().body, s.colour, fmt::format("{}: {} % above", run.header().variants[s.variant].name, plot::number(above * 100.0, 3)));
      }
      const std::uint32_t nearest = first.replication[first.nearest(at)];
      text(fonts().small, theme().faint, fmt::format("Ctrl click: the timeline of replication {}, the nearest", nearest));
      ImGui::EndTooltip();
      if (p.clicked() && ImGui::GetIO().KeyCtrl) {
        session.choice.replication = nearest;
        session.choice.replication_chosen = true;
        session.show("timeline");
      }
    }
  }
  export_menu("spread-export", session, corner, {corner.x + size.x, corner.y + size.y}, "distribution", [&] {
    std::vector<std::pair<std::string, const model::Distribution*>> rows;
    for (const auto& s : shown) rows.emplace_back(run.header().variants[s.variant].name, s.distribution);
    return csv_of(rows);
  });
}

namespace {

constexpr report::Estimate model::Distribution::*beside_mean[] = {&model::Distribution::sd, &model::Distribution::p5, &model::Distribution::p50, &model::Distribution::p95, &model::Distribution::p99};

// How means and quantiles read: in one unit, and with as many decimals, as they are compared with each other too; but
// quantiles of what is counted are whole.
std::pair<Column, Column> columns(const std::vector<const model::Distribution*>& all, const std::string& currency) {
  std::vector<report::Estimate> means, figures;
  for (const auto* d : all) {
    means.push_back(d->mean);
    figures.push_back(d->mean);
    for (const auto which : beside_mean) figures.push_back(d->*which);
  }
  const plot::Unit unit = column_of(figures, currency).unit;
  const Column of_means = column_of(means, unit);
  const bool counts = unit.factor == 1.0 && std::all_of(all.begin(), all.end(), [](const auto* d) { return model::all_whole(*d); });
  return {of_means, {unit, counts ? 0 : of_means.decimals}};
}

}  // namespace

void DistributionsView::figures(model::Session& session, const std::vector<Shown>& shown) {
  auto& run = *session.run();
  static constexpr Head heads[] = {{"Variant", 1.6f}, {"Mean", 1.0f}, {"95 % interval", 1.6f}, {"SD", 1.0f}, {"5 %", 1.0f}, {"Median", 1.0f}, {"95 %", 1.0f}, {"99 %", 1.0f}, {"Observed in", 1.0f}};
  if (!begin_table("##figures", heads)) return;
  std::vector<const model::Distribution*> of_shown;
  for (const auto& s : shown) of_shown.push_back(s.distribution);
  const auto [of_means, of_quantiles] = columns(of_shown, run.currency());
  const auto same = model::first_same(of_shown);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& s = shown[i];
    const auto& d = *s.distribution;
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::GetWindowDrawList()->AddCircleFilled({at.x + em(0.35f), at.y + em(0.5f)}, em(0.28f), s.colour, 16);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + em(1));
    const std::string& name = run.header().variants[s.variant].name;
    text_cut(fonts().body, theme().text, same[i] < i ? fmt::format("{} (same as {})", name, run.header().variants[shown[same[i]].variant].name) : name);
    const auto mean = figure(d.mean, of_means);
    ImGui::TableNextColumn();
    text_cut(fonts().strong, theme().text, mean.value);
    if (d.weighted) tooltip("pooled: replications count by what they observed");
    ImGui::TableNextColumn();
    text_cut(fonts().body, theme().quiet, mean.interval);
    for (const auto which : beside_mean) {
      ImGui::TableNextColumn();
      const auto f = figure(d.*which, which == &model::Distribution::sd ? of_means : of_quantiles);
      text_cut(fonts().body, theme().quiet, f.value);
      tooltip(f.interval);
    }
    ImGui::TableNextColumn();
    quiet(fmt::format("{} of {}", plot::count(d.observed()), plot::count(d.trials)));
    if (d.failed > 0) tooltip(plot::count(d.failed) + " trials failed");
  }
  ImGui::EndTable();
}

// The one chosen here; else the one selected anywhere; else the first.
std::string DistributionsView::service_of(model::Session& session) const {
  const auto& nodes = session.run()->estate().nodes;
  std::string first;
  for (const auto& n : nodes) {
    if (n.kind != model::Node::Kind::service) continue;
    if (n.name == service_ || (service_.empty() && n.name == session.choice.entity)) return n.name;
    if (first.empty()) first = n.name;
  }
  return first;
}

void DistributionsView::recoveries(model::Session& session) {
  const std::string service = service_of(session);
  if (service.empty()) return empty_state("There is no service", "The scenario of this run names none.");
  std::vector<std::size_t> variants = {session.choice.variant};
  for (const std::size_t v : others_)
    if (v != session.choice.variant && v < session.run()->header().variants.size()) variants.push_back(v);
  begin_panel("recovery", {0, 0});
  recovery_plot(session, service, variants, recovery_zoom_);
  end_panel();
}

void DistributionsView::time(model::Session& session) {
  auto& run = *session.run();
  if (series_ >= run.header().series.size())
    return empty_state("This run kept no curves", "With `record: series` in the scenario's `run:` it keeps how things went over time.");
  const auto& prepared = run.bands(session.choice.variant, series_);
  begin_panel("bands", {0, 0});
  if (show_state(prepared)) {
    const auto& b = prepared.value;
    text(fonts().strong, theme().text, b.series);
    ImGui::SameLine();
    text_cut(fonts().body, theme().faint, fmt::format("{}: mean, median and the middle 50 % and 90 % of {} replications", run.header().variants[session.choice.variant].name, plot::count(b.trials)));
    if (b.hours.empty() || b.trials == 0) {
      empty_state("Nothing was observed", "");
    } else {
      plot::Axis x{"time since the start", {}, plot::Scale::linear, b.hours.front() - b.step_hours / 2, b.hours.back() + b.step_hours / 2, true};
      const double room = (b.high - b.low) * 0.08;
      plot::Axis y{"", plot::unit_for(std::max(std::abs(b.low), std::abs(b.high)), b.unit, run.currency()), plot::Scale::linear, b.low, b.high + (room > 0.0 ? room : 1.0)};
      const ImVec2 corner = ImGui::GetCursorScreenPos();
      const ImVec2 size = ImGui::GetContentRegionAvail();
      const ImU32 colour = theme().series_colour(session.choice.variant);
      {
        plot::Plot p("bands", size, x, y, &time_zoom_);
        p.band(b.hours, b.p5, b.p95, plot::with_alpha(colour, 0.16f));
        p.band(b.hours, b.p25, b.p75, plot::with_alpha(colour, 0.24f));
        p.line(b.hours, b.p50, plot::with_alpha(colour, 0.65f), 1.3f);
        p.line(b.hours, b.mean, colour, 2.2f);
        if (p.hovered()) {
          p.crosshair();
          const auto k = static_cast<std::size_t>(std::clamp((p.mouse_x() - b.start_hours) / b.step_hours, 0.0, static_cast<double>(b.hours.size() - 1)));
          ImGui::BeginTooltip();
          text(fonts().strong, theme().text, plot::time_label(b.hours[k], 48.0));
          quiet("mean " + in_unit(b.mean[k], y.unit) + ", median " + in_unit(b.p50[k], y.unit));
          quiet("90 % between " + in_unit(b.p5[k], y.unit) + " and " + in_unit(b.p95[k], y.unit));
          ImGui::EndTooltip();
        }
      }
      export_menu("bands-export", session, corner, {corner.x + size.x, corner.y + size.y}, "curve", [&b] {
        std::string out = "hours,mean,p5,p25,median,p75,p95\r\n";
        for (std::size_t i = 0; i < b.hours.size(); ++i)
          out += fmt::format("{},{},{},{},{},{},{}\r\n", b.hours[i], b.mean[i], b.p5[i], b.p25[i], b.p50[i], b.p75[i], b.p95[i]);
        return out;
      });
    }
  }
  end_panel();
}

}  // namespace mainstay::gui::views
