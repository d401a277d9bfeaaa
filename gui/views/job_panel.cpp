#include "views/job_panel.hpp"

#include <fmt/format.h>

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
         p.total == 0 ? "starting …" : fmt::format("{} of {} trials, {:.3g} a second, {} left", p.trials, p.total, p.rate_per_s, clock(p.left_s)));
  } else if (!job->message().empty()) {
    text_wrapped(fonts().body, job->state() == State::cancelled ? theme().quiet : theme().bad, job->message());
  }
  if (!job->diagnostics().empty() && ImGui::BeginChild("##said", {0, 0})) diagnostics(*job);
  if (!job->diagnostics().empty()) ImGui::EndChild();
}

}  // namespace mainstay::gui::views
