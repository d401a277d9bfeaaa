#include "views/job_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "views/widgets.hpp"

namespace mainstay::gui::views {

using plot::fonts;
using plot::theme;

namespace {

std::string clock(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
}

void diagnostics(const model::RunJob& job) {
  for (const auto& d : job.diagnostics()) {
    const bool error = d.severity == "error" || d.file.empty();
    if (!d.severity.empty()) {
      chip(d.severity, error ? theme().bad : theme().fair);
      ImGui::SameLine();
    }
    if (!d.file.empty()) text(fonts().small, theme().faint, fmt::format("{}, line {}", d.file.substr(d.file.rfind('/') + 1), d.line));
    text_wrapped(fonts().body, theme().text, d.message);
  }
}

// The first figure asked for, as it settles: by trials, with its interval.
void live_plot(const model::RunJob& job, const std::string& currency) {
  if (job.history().empty() || job.history().front().size() < 2) return;
  const std::string& metric = job.history().front().front().metric;
  double low = 1e300, high = -1e300, last = 1.0;
  for (const auto& curve : job.history()) {
    if (curve.front().metric != metric) continue;
    for (const auto& f : curve) {
      low = std::min(low, f.estimate);
      high = std::max(high, f.estimate);
      last = std::max(last, f.trials);
    }
    // The last intervals are what it comes to; the first ones are as wide as a barn door.
    if (std::isfinite(curve.back().low)) low = std::min(low, curve.back().low);
    if (std::isfinite(curve.back().high)) high = std::max(high, curve.back().high);
  }
  const double margin = std::max(high - low, std::abs(high) * 1e-6) * 0.1;
  const auto unit = plot::unit_for(std::max(std::abs(low), std::abs(high)), job.history().front().front().unit, currency);
  plot::Plot p("live", {ImGui::GetContentRegionAvail().x, em(9)}, {"trials", {}, plot::Scale::linear, 0.0, last}, {metric, unit, plot::Scale::linear, low - margin, high + margin + 1e-12});
  std::size_t colour = 0;
  for (const auto& curve : job.history()) {
    if (curve.front().metric != metric) continue;
    std::vector<double> x, y, from, to;
    for (const auto& f : curve) {
      x.push_back(f.trials);
      y.push_back(f.estimate);
      from.push_back(std::max(f.low, low - 10 * margin));
      to.push_back(std::min(f.high, high + 10 * margin));
    }
    p.band(x, from, to, plot::with_alpha(theme().series_colour(colour), 0.15f));
    p.line(x, y, theme().series_colour(colour), 2.0f);
    ++colour;
  }
}

void live_figures(const model::RunJob& job, const std::string& currency) {
  for (const auto& f : job.progress().figures) {
    report::Estimate e;
    e.value = f.estimate;
    e.known = true;
    e.unit = f.unit;
    if (std::isfinite(f.low) && std::isfinite(f.high)) e.interval = stats::Interval{f.estimate, f.low, f.high};
    const auto shown = figure(e, currency);
    text_cut(fonts().small, theme().faint, f.metric + ", " + f.variant);
    text(fonts().strong, theme().text, shown.value);
    ImGui::SameLine();
    text_cut(fonts().body, theme().quiet, shown.interval);
  }
}

}  // namespace

void job_panel(model::Session& session) {
  model::RunJob* job = session.job();
  if (job == nullptr) return;
  using State = model::RunJob::State;
  if (job->state() == State::running) {
    const auto& p = job->progress();
    const float share = p.total > 0 ? static_cast<float>(p.trials) / static_cast<float>(p.total) : 0.0f;
    ImGui::Dummy({0, em(0.2f)});
    ImGui::ProgressBar(share, {ImGui::GetContentRegionAvail().x - em(5.5f), em(1.6f)}, "");
    ImGui::SameLine();
    if (button("Cancel")) job->cancel();
    text(fonts().small, theme().quiet,
         p.total == 0 ? "starting …" : fmt::format("{} of {} trials, {} a second, {} left", plot::count(p.trials), plot::count(p.total), plot::number(p.rate_per_s, 3), clock(p.left_s)));
    const std::string currency = session.run() != nullptr ? session.run()->currency() : "";
    live_plot(*job, currency);
    live_figures(*job, currency);
  } else if (!job->message().empty()) {
    text_wrapped(fonts().body, job->state() == State::cancelled ? theme().quiet : theme().bad, job->message());
    std::error_code code;
    if (job->state() == State::cancelled && std::filesystem::is_regular_file(job->output(), code) && button("Open what is done")) session.open(job->output());
  }
  if (job->diagnostics().empty()) return;
  if (ImGui::BeginChild("##said", {0, 0})) diagnostics(*job);
  ImGui::EndChild();
}

}  // namespace mainstay::gui::views
