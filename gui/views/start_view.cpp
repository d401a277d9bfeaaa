#include "views/start_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/paths.hpp"
#include "views/job_panel.hpp"
#include "views/split.hpp"
#include "views/widgets.hpp"

namespace mainstay::gui::views {

namespace fs = std::filesystem;
using plot::fonts;
using plot::theme;

namespace {

bool opens(const fs::path& p) {
  const auto e = p.extension();
  return e == ".h5" || e == ".yaml" || e == ".yml";
}

std::string size_of(std::uintmax_t bytes) {
  if (bytes >= 1'000'000'000) return plot::fixed(static_cast<double>(bytes) / 1e9, 1) + " GB";
  if (bytes >= 1'000'000) return plot::fixed(static_cast<double>(bytes) / 1e6, 1) + " MB";
  return plot::fixed(std::max(1.0, static_cast<double>(bytes) / 1e3), 0) + " kB";
}

// A line to click: what, and where it is. True if it was.
bool entry(const std::string& id, const std::string& name, const std::string& kind, const std::string& detail) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = em(2.0f);
  ImGui::PushID(id.c_str());
  const bool pressed = ImGui::InvisibleButton("##entry", {width, height});
  ImDrawList* draw = ImGui::GetWindowDrawList();
  focus_ring();
  if (ImGui::IsItemHovered()) draw->AddRectFilled(at, {at.x + width, at.y + height}, theme().raised, em(0.3f));
  const float y = at.y + (height - em(1)) / 2;
  const float detail_width = plot::text_size(fonts().small, detail).x;
  const float shown_detail = std::min(detail_width, width * 0.5f);
  plot::put_text(draw, fonts().small, {at.x + em(0.5f), y + em(0.08f)}, 0.0f, theme().faint, kind);
  plot::put_text(draw, fonts().body, {at.x + em(4.8f), y}, 0.0f, theme().text, plot::elided(fonts().body, name, width - em(6) - shown_detail));
  plot::put_text(draw, fonts().small, {at.x + width - em(0.5f), y + em(0.08f)}, 1.0f, theme().faint, plot::elided(fonts().small, detail, shown_detail));
  ImGui::PopID();
  return pressed;
}

const char* kind_of(const fs::path& p) { return p.extension() == ".h5" ? "run" : "scenario"; }

}  // namespace

void StartView::list(const fs::path& folder) {
  std::error_code code;
  entries_.clear();
  trouble_.clear();
  folder_ = fs::absolute(folder, code).lexically_normal();
  fs::directory_iterator files(folder_, fs::directory_options::skip_permission_denied, code);
  if (code) {
    trouble_ = fmt::format("{} cannot be listed: {}", folder_.string(), code.message());
    return;
  }
  for (auto it = fs::begin(files); it != fs::end(files) && entries_.size() < 5000; it.increment(code)) {
    if (code) break;
    const bool is_folder = it->is_directory(code);
    const std::string name = it->path().filename().string();
    if (name.starts_with('.') || (!is_folder && !opens(it->path()))) continue;
    entries_.push_back({name, it->path().string(), is_folder, is_folder ? 0 : it->file_size(code)});
  }
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.folder != b.folder ? a.folder : a.name < b.name; });
}

void StartView::draw(model::Session& session) {
  if (folder_.empty()) {
    std::error_code code;
    list(fs::current_path(code));
  }
  Split split(session, "start", Split::beside, (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2);
  const float width = split.first();
  ImGui::BeginGroup();
  if (!session.scenario().empty()) scenario(session, width);
  recent(session, width);
  shipped(session, width);
  ImGui::EndGroup();
  split.grip();
  folder(session);
}

void StartView::scenario(model::Session& session, float width) {
  const bool much = session.job() != nullptr && (!session.job()->diagnostics().empty() || !session.job()->history().empty());
  begin_panel("scenario", {width, em(much ? 22.0f : 8.2f)}, true);
  heading(fs::path(session.scenario()).filename().string());
  text_cut(fonts().small, theme().faint, session.scenario());
  ImGui::Dummy({0, em(0.2f)});
  const bool running = session.job() != nullptr && session.job()->state() == model::RunJob::State::running;
  if (button("Run it", true, !running)) {
    const fs::path first = fs::path(session.places().scratch) / (fs::path(session.scenario()).stem().string() + ".h5");
    session.start_run(session.scenario(), store::next_free_path(first.string()));
  }
  job_panel(session);
  end_panel();
}

void StartView::recent(model::Session& session, float width) {
  const auto count = static_cast<float>(std::max<std::size_t>(1, std::min<std::size_t>(6, session.settings.recent.size())));
  begin_panel("recent", {width, em(3.4f) + count * em(2.0f) + em(0.3f)}, true);
  heading("Opened lately");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  std::string chosen;
  for (const auto& r : session.settings.recent) {
    const fs::path p(r);
    if (entry(r, p.filename().string(), kind_of(p), p.parent_path().string())) chosen = r;
  }
  ImGui::PopStyleVar();
  if (session.settings.recent.empty()) quiet("Nothing yet. Open a run, or run one of the scenarios below.");
  if (!chosen.empty()) session.open(chosen);
  end_panel();
}

void StartView::shipped(model::Session& session, float width) {
  if (!shipped_known_) {
    shipped_known_ = true;
    std::error_code code;
    if (!session.places().scenarios.empty())
      for (const auto& f : fs::directory_iterator(session.places().scenarios, code))
        if (f.path().extension() == ".yaml") shipped_.push_back({f.path().stem().string(), f.path().string(), false, 0});
    std::sort(shipped_.begin(), shipped_.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  }
  begin_panel("shipped", {width, 0}, true);
  heading("Scenarios to start from");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  for (const auto& s : shipped_)
    if (entry(s.path, s.name, "scenario", "shipped")) session.open(s.path);
  ImGui::PopStyleVar();
  if (shipped_.empty()) quiet("None were installed.");
  end_panel();
}

void StartView::folder(model::Session& session) {
  begin_panel("folder", {0, 0});
  heading("Open a file");
  if (button("Up")) list(folder_.parent_path());
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  text_cut(fonts().body, theme().quiet, folder_.string());
  ImGui::Dummy({0, em(0.1f)});
  std::string go;
  if (!trouble_.empty()) text_wrapped(fonts().body, theme().bad, trouble_);
  if (ImGui::BeginChild("##files", {0, -em(1.6f)}, false, ImGuiWindowFlags_NavFlattened)) {
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    for (const auto& e : entries_)
      if (entry(e.path, e.name, e.folder ? "folder" : kind_of(e.path), e.folder ? "" : size_of(e.size))) go = e.path;
    ImGui::PopStyleVar();
    if (entries_.empty() && trouble_.empty()) quiet("No runs (.h5) or scenarios (.yaml) in this folder.");
  }
  ImGui::EndChild();
  text(fonts().small, theme().faint, "Files may also be dropped onto the window.");
  end_panel();
  if (go.empty()) return;
  std::error_code code;
  if (fs::is_directory(go, code))
    list(go);
  else
    session.open(go);
}

}  // namespace mainstay::gui::views
